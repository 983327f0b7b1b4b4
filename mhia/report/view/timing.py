"""When it would be felt, for how long, and whether it can be undone."""

from mhia.assessment import Finding
from mhia.report.view import numbers, words
from mhia.report.view.charts import label
from mhia.report.view.findings import main_findings
from mhia.report.view.material import Material, finding_anchor
from mhia.report.view.page import Block, Cell, Paragraph, Section, Table
from mhia.report.view.timeline import timeline


def section(material: Material) -> Section:
    """Short and long term for the main findings."""
    pairs = main_findings(material)
    if not pairs:
        return Section(
            "timing", "When it would be felt", (Paragraph("Nothing was found whose timing could be given."),)
        )
    table = Table(
        "Short and long term for the findings that matter most",
        ("Finding", "First year", "After three years", "Begins", "Can it be undone?"),
        tuple(
            (
                Cell(label(row, finding), href=f"#{finding_anchor(row, finding)}"),
                _at(finding, long=False),
                _at(finding, long=True),
                Cell(words.capital(numbers.months(finding.time.onset_months))),
                Cell(_undone(finding)),
            )
            for row, finding in pairs
        ),
    )
    drawn = timeline(material)
    blocks: list[Block] = [drawn, table] if drawn else [table]
    starts = material.proposal.money.starts if material.proposal.money else None
    if starts is None and not any(change.phases for change in material.proposal.changes):
        blocks.append(
            Paragraph(
                "The proposal does not say when the change starts, so months are counted from whenever that is.",
                tone="missing",
            )
        )
    return Section("timing", "When it would be felt", tuple(blocks))


def _at(finding: Finding, *, long: bool) -> Cell:
    significance = finding.time.long if long else finding.time.short
    return Cell(
        words.capital(words.effect(significance.band, finding.direction)),
        note=words.could_be(significance),
        tone=words.tone(significance.band, finding.direction),
    )


def _undone(finding: Finding) -> str:
    if finding.time.full_months[1] <= 0:
        return "Not known"
    span = numbers.months(finding.time.full_months)
    if finding.direction == "adverse":
        return f"If it were restored, {span} until its benefit is back"
    fades = "; gone or nearly gone after three years" if finding.time.fades else ""
    return f"In full {span if finding.time.full_months[0] <= 0 else f'after {span}'}{fades}"
