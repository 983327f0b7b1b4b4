"""The findings with their explanation: the ones that matter most in full, then every one, group by group."""

from mhia.assessment import TYPICAL_USER, Finding, GroupResult
from mhia.report.view import numbers, words
from mhia.report.view.affected import why
from mhia.report.view.explaining import finding_note, row_label
from mhia.report.view.grid import row_anchor
from mhia.report.view.material import Material, all_findings, finding_anchor, findings_of, weighed
from mhia.report.view.page import Block, FindingNote, Heading, Item, Items, Paragraph, Section
from mhia.report.view.reasons import brings_about, group_reasons, how_many, weighing_reasons
from mhia.report.view.tabling import group_table

_MOST_LOSSES, _MOST_GAINS = 6, 3
_MOST_PER_GROUP = {"negligible": 1, "minor": 1, "moderate": 2, "major": 3}
"""So many of one group are shown in full, by size: a page of small effects on one group hides the others."""

Pair = tuple[GroupResult, Finding]


def main_findings(material: Material) -> tuple[Pair, ...]:
    """The findings to show in full: the largest losses, then the largest gains, worst first, few of each group."""
    ordered = sorted(all_findings(material), key=lambda pair: -weighed(*pair))
    losses = _largest(ordered, "adverse", _MOST_LOSSES)
    gains = _largest(ordered, "beneficial", _MOST_GAINS)
    return (*losses, *gains)


def worst(material: Material, most: int) -> tuple[FindingNote, ...]:
    """The findings to show where there is room for a few only."""
    return tuple(finding_note(row, finding, material) for row, finding in main_findings(material)[:most])


def section(material: Material) -> Section:
    """The findings and why."""
    main = main_findings(material)
    if not main:
        return Section("findings", "Findings and reasons", tuple(_nothing_found(material)))
    every = [finding for _, finding in all_findings(material)]
    blocks: list[Block] = [
        Paragraph(
            "SD is explained in the section on method: someone in the middle of 100 people who loses 0.1 SD slips "
            f"{numbers.places_in_words(0.1)}; 0.3 SD, {numbers.places(0.3)} places; 0.5 SD, {numbers.places(0.5)} "
            "places."
        ),
        Heading(
            "The findings that matter most", "main-findings", note="Ordered by size and by how much need the group has."
        ),
        *(finding_note(row, finding, material) for row, finding in main),
        Heading("Every finding, group by group", "all-findings"),
        *_weighing(every, material),
    ]
    in_full = frozenset(finding_anchor(row, finding) for row, finding in main)
    for row in material.rows:
        blocks.append(Heading(row_label(row), row_anchor(row), note=_about(row, material)))
        blocks += _how_many(row, material)
        blocks.append(group_table(row, in_full, material))
    return Section("findings", "Findings and reasons", tuple(blocks))


def _largest(ordered: list[Pair], direction: str, most: int) -> list[Pair]:
    chosen: list[Pair] = []
    for row, finding in ordered:
        of_group = sum(1 for other, _ in chosen if other.id == row.id)
        if finding.direction == direction and of_group < _MOST_PER_GROUP[finding.after.band] and len(chosen) < most:
            chosen.append((row, finding))
    return chosen


def _about(row: GroupResult, material: Material) -> str:
    parts = [] if row.id == TYPICAL_USER else [why(row, material)]
    if row.users:
        parts.append(f"{words.capital(material.people_in(row))} of the users.")
    reasons = group_reasons(findings_of(row))
    if reasons:
        parts.append(f"Compared with a typical user: {reasons}.")
    return " ".join(part for part in parts if part)


def _how_many(row: GroupResult, material: Material) -> list[Block]:
    """How many of the group each change reaches, said once for all domains."""
    said = dict.fromkeys(
        (brings_about(part, material), how_many(part)) for finding in findings_of(row) for part in finding.contributions
    )
    if len(said) == 1:
        return [Paragraph(text, lead="How many:") for _, text in said]
    return [Items(tuple(Item(text, lead=f"{what}:") for what, text in said))] if said else []


def _weighing(findings: list[Finding], material: Material) -> list[Block]:
    reasons = weighing_reasons(findings, material)
    return [Items(tuple(Item(text) for text in reasons))] if reasons else []


def _nothing_found(material: Material) -> list[Block]:
    reasons = [change.not_assessed_because for change in material.assessment.changes if change.not_assessed_because]
    why = " ".join(words.sentence(reason) for reason in dict.fromkeys(reasons))
    return [
        Paragraph(
            f"Nothing could be put a size on. {why} That is not the same as no effect: somebody who knows the service "
            "has to say what it does for people.",
            tone="missing",
        )
    ]
