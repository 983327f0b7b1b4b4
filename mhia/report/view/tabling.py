"""All the findings of one group as a table: a line for each domain, with the numbers it is made of."""

from mhia.assessment import TYPICAL_USER, Finding, GroupResult
from mhia.assessment import Cell as Square
from mhia.report.view import numbers, words
from mhia.report.view.explaining import range_if_any
from mhia.report.view.material import Material, finding_anchor
from mhia.report.view.page import Cell, Table
from mhia.report.view.reasons import brings_about, in_numbers


def group_table(row: GroupResult, in_full: frozenset[str], material: Material) -> Table:
    """Every domain of a group; a finding whose place is among `in_full` leads there instead."""
    lines = [line for square in row.cells for line in _lines(row, square, in_full, material)]
    return Table(
        f"Every domain for {'a typical user' if row.id == TYPICAL_USER else row.in_words}",
        ("Domain", "Effect", "Each person's change", "Over the whole group", "Evidence"),
        tuple(lines),
    )


def _lines(row: GroupResult, square: Square, in_full: frozenset[str], material: Material) -> list[tuple[Cell, ...]]:
    findings = [finding for finding in (square.adverse, square.beneficial) if finding]
    if findings:
        return [_line(row, finding, in_full, material) for finding in findings]
    because = words.sentence(material.readable(square.because)) or "–"
    what = words.capital(words.STATUS[square.status][1])
    tone = "plain" if square.status == "finding" else square.status
    return [
        (
            Cell(words.capital(square.domain)),
            Cell(what, tone=tone),
            Cell(because),
            Cell("–"),
            Cell("–", links=material.source_links(square.sources)),
        )
    ]


def _line(row: GroupResult, finding: Finding, in_full: frozenset[str], material: Material) -> tuple[Cell, ...]:
    anchor = finding_anchor(row, finding)
    elsewhere = anchor in in_full
    after = finding.after
    effect = words.effect_of(after, finding.direction, finding.bands, size_unknown=finding.size_unknown)
    notes = [words.could_be(after) if not finding.size_unknown else "size not known"]
    if finding.before.band != after.band:
        notes.append(f"{words.BAND[finding.before.band]} before mitigation")
    loses = "lose it" if finding.direction == "adverse" else "get it"
    sources = () if elsewhere else tuple(source for part in finding.contributions for source in part.sources)
    return (
        Cell(
            words.capital(finding.domain),
            note="in full above" if elsewhere else "",
            href=f"#{anchor}" if elsewhere else "",
            id="" if elsewhere else anchor,
        ),
        Cell(
            words.capital(effect),
            note="; ".join(note for note in notes if note),
            tone=words.tone(after.band, finding.direction),
        ),
        Cell(_each(finding, material)),
        Cell(
            f"{numbers.sd(after.magnitude.typical)}; {numbers.share(after.share.typical)} {loses}",
            note=words.sentence(range_if_any(finding)),
        ),
        Cell(
            words.capital(words.EVIDENCE.get(finding.evidence, finding.evidence)) + ".",
            links=material.source_links(sources),
        ),
    )


def _each(finding: Finding, material: Material) -> str:
    parts = finding.contributions
    if len(parts) == 1:
        return in_numbers(parts[0], material)
    return "; ".join(
        f"{brings_about(part, material)}: {in_numbers(part, material)}, {numbers.share(part.share_after.typical)}"
        for part in parts
    )
