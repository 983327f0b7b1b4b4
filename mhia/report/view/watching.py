"""How it will be watched afterwards: what the proposal plans, and what would be worth measuring."""

from mhia.proposal import Monitoring
from mhia.quantity import Triple
from mhia.report.view import numbers, words
from mhia.report.view.findings import main_findings
from mhia.report.view.material import Material
from mhia.report.view.page import Block, Cell, Heading, Item, Items, Paragraph, Section, Table
from mhia.rulebook.entries import Measure


def section(material: Material) -> Section:
    """The monitoring plan and the measures that fit."""
    plan = material.proposal.monitoring
    blocks: list[Block] = []
    if plan:
        blocks.append(
            Table(
                "What the proposal plans to measure",
                ("Measure", "In whom", "Now", "Aim", "Who and when"),
                tuple(_planned(entry, material) for entry in plan),
            )
        )
    else:
        blocks.append(
            Paragraph(
                "The proposal plans no monitoring. The duty does not end with the decision: without a measure taken "
                "before the change, nobody will "
                "be able to say afterwards what it did.",
                tone="missing",
            )
        )
    blocks += _suggested(material)
    return Section("monitoring", "How it will be watched", tuple(blocks))


def _planned(entry: Monitoring, material: Material) -> tuple[Cell, ...]:
    measure = material.measure(entry.measure)
    owner = "" if material.profile == "public" else entry.owner or ""
    when = numbers.day(entry.date) if entry.date else ""
    return (
        Cell(measure.name if measure else words.capital(entry.measure)),
        Cell(words.capital(material.group_in_words(entry.group)) if entry.group else "Not said"),
        Cell(_value(entry.baseline)),
        Cell(_value(entry.target)),
        Cell(", ".join(part for part in (owner, when) if part) or "No owner, no date"),
    )


def _value(triple: Triple | None) -> str:
    return numbers.quantity(triple) if triple else "Not known"


def _suggested(material: Material) -> list[Block]:
    """Measures that fit the services and the domains of the main findings, those with a validated score first."""
    planned = {entry.measure for entry in material.proposal.monitoring}
    domains = list(dict.fromkeys(finding.domain for _, finding in main_findings(material)))
    ids = dict.fromkeys(
        id for service in material.services if (entry := material.service(service)) for id in entry.measures
    )
    measures = [measure for id in ids if id not in planned and (measure := material.measure(id))]
    if not measures:
        return []
    items = tuple(
        Item(_how(measure), lead=f"{measure.name}:")
        for measure in measures
        if not measure.domains or set(measure.domains) & set(domains)
    )
    if not items:
        return []
    note = (
        "Measure before the change starts, and again after a year. "
        "At least 30 people at both times, or the result says little."
    )
    return [Heading("Measures that would fit", "suggested-measures", note=note), Items(items)]


def _how(measure: Measure) -> str:
    parts = []
    if measure.domains:
        parts.append(f"fits {words.listed(measure.domains)}")
    if items := measure.details.get("items"):
        parts.append(f"{items} question{'' if items == 1 else 's'}")
    if direction := measure.details.get("direction"):
        parts.append(str(direction))
    return words.sentence("; ".join(parts))
