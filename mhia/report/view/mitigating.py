"""Before and after mitigation, and the action plan."""

from mhia.assessment import MitigationResult
from mhia.report.view import numbers, words
from mhia.report.view.charts import before_and_after
from mhia.report.view.findings import main_findings
from mhia.report.view.material import Material
from mhia.report.view.page import Block, Cell, Heading, Item, Items, Paragraph, Section, Table


def section(material: Material) -> Section:
    """What would make it less harmful, what each action is worth, and who does it by when."""
    losses = [pair for pair in main_findings(material) if pair[1].direction == "adverse"]
    blocks: list[Block] = []
    if not material.assessment.mitigations:
        blocks.append(
            Paragraph(
                "The proposal names no mitigation, so before and after are the same. A report on a cut should say how harm would be lessened, "
                "by whom and by when, or why it cannot be."
                if losses
                else "The proposal names no mitigation, and no loss was found that would need one.",
                tone="missing" if losses else "plain",
            )
        )
    else:
        if losses:
            blocks.append(before_and_after(losses, material))
        blocks += [Heading("Action plan", "action-plan"), _plan(material)]
        blocks += _remarks(material)
    blocks += _could_be_done(material) if losses else []
    return Section("mitigation", "What would make it less harmful", tuple(blocks))


def _plan(material: Material) -> Table:
    return Table(
        "Each action, what it is worth and who does it",
        ("Action", "Avoids", "Counted", "For", "Owner and date", "Cost"),
        tuple(_row(mitigation, material) for mitigation in material.assessment.mitigations),
    )


def _row(mitigation: MitigationResult, material: Material) -> tuple[Cell, ...]:
    owner = "" if material.profile == "public" else mitigation.owner or ""
    by = f"by {numbers.day(mitigation.by)}" if mitigation.by else ""
    whom = words.listed(material.group_in_words(group) for group in mitigation.groups)
    return (
        Cell(words.capital(mitigation.action or mitigation.label), note=mitigation.label if mitigation.action else ""),
        Cell(_avoids(mitigation), note="the proposal's figure" if mitigation.stated else ""),
        Cell(_counted(mitigation)),
        Cell(words.capital(whom) or "Not said"),
        Cell(words.capital(", ".join(part for part in (owner, by) if part)) or "No owner, no date"),
        Cell(numbers.pounds(mitigation.cost) if mitigation.cost is not None else "Not known"),
    )


def _avoids(mitigation: MitigationResult) -> str:
    if mitigation.reduces is None:
        return "Not known, so nothing is counted"
    low, typical, high = (numbers.percent(value) for value in (mitigation.reduces.low, mitigation.reduces.typical, mitigation.reduces.high))
    return f"{typical} of the loss" if low == high else f"{typical} of the loss ({low} to {high})"


def _counted(mitigation: MitigationResult) -> str:
    if mitigation.reduces is None:
        return "Nothing"
    return words.capital(words.MITIGATION_STATUS.get(mitigation.status, "status not given, so a quarter of it is counted"))


def _remarks(material: Material) -> list[Block]:
    items = [
        Item(words.sentence(remark), lead=f"{words.capital(mitigation.action or mitigation.label)}:")
        for mitigation in material.assessment.mitigations
        for remark in mitigation.remarks
    ]
    questions = [
        Item(words.sentence(mitigation.question), lead=f"{words.capital(mitigation.action or mitigation.label)}:")
        for mitigation in material.assessment.mitigations
        if mitigation.question
    ]
    blocks: list[Block] = []
    if items:
        blocks += [Heading("Remarks on these actions", "mitigation-remarks"), Items(tuple(items))]
    if questions:
        blocks += [Heading("What to ask about them", "mitigation-questions"), Items(tuple(questions))]
    return blocks


def _could_be_done(material: Material) -> list[Block]:
    """The rulebook's own suggestions for the services that are lost, and what makes each work."""
    named = {mitigation.kind for mitigation in material.assessment.mitigations}
    ids = [id for service in material.services if (entry := material.service(service)) for id in entry.mitigations]
    items = []
    for id in dict.fromkeys(ids):
        kind = material.mitigation(id)
        if kind is None:
            items.append(Item(words.sentence(id)))
        elif id not in named and not kind.almost_nothing:
            avoids = f"usually avoids {numbers.percent(kind.avoids.low)} to {numbers.percent(kind.avoids.high)} of the loss for those it reaches"
            works = f"; works when {words.phrase(kind.works_when)}" if kind.works_when else ""
            items.append(Item(words.sentence(f"{avoids}{works}"), lead=f"{kind.label}:"))
    if not items:
        return []
    return [
        Heading("What else could be done", "could-be-done", note="From the rulebook. The shares are judgement informed by sources."),
        Items(tuple(items)),
    ]
