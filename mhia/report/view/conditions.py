"""What has to be in place, who was asked, and the questions a member may put."""

from mhia.assessment import EnablerResult
from mhia.proposal import Engagement
from mhia.report.view import numbers, words
from mhia.report.view.certainty import worth_asking
from mhia.report.view.charts import label
from mhia.report.view.findings import main_findings
from mhia.report.view.material import Material
from mhia.report.view.page import Block, Cell, Heading, Item, Items, Paragraph, Section, Table

_MOST_FROM_UNKNOWNS, _MOST_FROM_CONDITIONS, _MOST_WEAK_LINKS, _MOST_FROM_ACTIONS = 4, 3, 2, 3
_LEVEL = {
    "present": "in place",
    "partly": "partly in place",
    "absent": "not in place",
    "unknown": "the proposal does not say",
}


def enablers(material: Material) -> Section:
    """What helps or hinders here, and the question each raises."""
    known = tuple(enabler for enabler in material.assessment.enablers if enabler.level != "unknown")
    unknown = tuple(enabler for enabler in material.assessment.enablers if enabler.level == "unknown")
    blocks: list[Block] = []
    if known:
        blocks.append(_table("What the proposal says of the conditions here", known))
    else:
        blocks.append(
            Paragraph(
                "The proposal says nothing of the conditions that help services work here, so an average place is "
                "assumed.",
                tone="missing",
            )
        )
    if unknown:
        blocks += [
            Heading(
                "Not said", "conditions-not-said", note="Each would move the result a little; each is worth a question."
            ),
            Items(tuple(Item(words.sentence(enabler.question), lead=f"{enabler.label}:") for enabler in unknown)),
        ]
    return Section("conditions", "What has to be in place", tuple(blocks))


def engagement(material: Material) -> Section:
    """Who was asked, what they said and what changed because of it."""
    entries = material.proposal.engagement
    asked = [entry for entry in entries if entry.none_because is None]
    blocks: list[Block] = [
        Paragraph(words.sentence(entry.none_because), lead="Nobody was asked, because:", tone="missing")
        for entry in entries
        if entry.none_because
    ]
    if asked:
        blocks.append(
            Table(
                "What people said when asked, and what changed because of it",
                ("Who", "How and when", "What they said", "What changed"),
                tuple(_asked(entry, material) for entry in asked),
            )
        )
    elif not entries:
        blocks.append(
            Paragraph(
                "The proposal records no engagement. People who would lose a service have to be asked while the "
                "proposal can still change, with "
                "enough reasons to answer, enough time, and their answers taken into account.",
                tone="missing",
            )
        )
    return Section("engagement", "Who was asked", tuple(blocks))


def questions(material: Material) -> Section:
    """What a member may ask, made from what is unknown, missing or weakest."""
    items = [
        *_from_unknowns(material),
        *_from_weak_links(material),
        *_from_actions(material),
        *_from_conditions(material),
    ]
    intro = Paragraph("Made from what is not known, what is missing and where the argument is weakest.")
    return Section("questions", "Questions a member may ask", (intro, Items(tuple(items), numbered=True)))


def _table(caption: str, enablers_: tuple[EnablerResult, ...]) -> Table:
    return Table(
        caption,
        ("Condition", "Here", "What it does to the result", "What to ask"),
        tuple(
            (
                Cell(enabler.label),
                Cell(words.capital(_LEVEL.get(enabler.level, enabler.level.replace("_", " ")))),
                Cell(_does(enabler), note=words.sentence(enabler.because)),
                Cell(words.sentence(enabler.question)),
            )
            for enabler in enablers_
        ),
    )


def _does(enabler: EnablerResult) -> str:
    on = {
        "reach": "how many are reached",
        "effect": "how much each gains or loses",
        "both": "how many are reached and how much each gains or loses",
    }
    if enabler.multiplier == 1:
        return "Nothing: an average place is like this"
    evidence = words.EVIDENCE.get(enabler.evidence, enabler.evidence)
    return f"× {numbers.multiplier(enabler.multiplier)} on {on[enabler.acts_on]} ({evidence})"


def _asked(entry: Engagement, material: Material) -> tuple[Cell, ...]:
    many = f"{material.given_people(entry.people)} people" if entry.people else ""
    how = ", ".join(part for part in (entry.how or "", numbers.day(entry.when) if entry.when else "", many) if part)
    return (
        Cell(words.capital(entry.who or "not said")),
        Cell(words.capital(how) or "Not said"),
        Cell(words.sentence(entry.said or "not recorded")),
        Cell(words.sentence(entry.changed or "nothing is recorded as changed")),
    )


def _from_unknowns(material: Material) -> list[Item]:
    return [
        Item(worth_asking(question), lead=words.sentence(question.ask))
        for question in material.assessment.questions[:_MOST_FROM_UNKNOWNS]
    ]


def _from_weak_links(material: Material) -> list[Item]:
    weak = [pair for pair in main_findings(material) if pair[1].evidence in {"expert", "weak"}]
    return [
        Item(
            f"This report puts it at a {words.effect(finding.after.band, finding.direction)} on "
            f"{words.EVIDENCE[finding.evidence]}.",
            lead=f"What do we know locally about {finding.domain} among {row.in_words}?",
        )
        for row, finding in weak[:_MOST_WEAK_LINKS]
    ]


def _from_actions(material: Material) -> list[Item]:
    about: dict[str, list[str]] = {}
    for mitigation in material.assessment.mitigations:
        if mitigation.question and (mitigation.status != "funded" or mitigation.owner is None):
            about.setdefault(mitigation.question, []).append(words.phrase(mitigation.action or mitigation.label))
    items = [
        Item(words.sentence(f"about: {'; '.join(actions)}"), lead=words.sentence(question))
        for question, actions in about.items()
    ]
    losses = [pair for pair in main_findings(material) if pair[1].direction == "adverse"]
    if not material.assessment.mitigations and losses:
        row, finding = losses[0]
        items.append(
            Item(
                f"Nothing in the proposal softens this: {label(row, finding)}.",
                lead="What will be done for the people who lose most, by whom and by when?",
            )
        )
    return items[:_MOST_FROM_ACTIONS]


def _from_conditions(material: Material) -> list[Item]:
    ordered = sorted(material.assessment.enablers, key=lambda enabler: enabler.level == "unknown")
    missing = [enabler for enabler in ordered if enabler.level in {"absent", "partly", "unknown"} and enabler.question]
    return [
        Item(f"{enabler.label}: {_LEVEL.get(enabler.level, enabler.level)}.", lead=words.sentence(enabler.question))
        for enabler in missing[:_MOST_FROM_CONDITIONS]
    ]
