"""Before and after mitigation, and the action plan."""

from mhia.assessment import MitigationResult
from mhia.report.view import numbers, words
from mhia.report.view.charts import before_and_after
from mhia.report.view.findings import main_findings
from mhia.report.view.material import Material
from mhia.report.view.page import Block, Cell, Heading, Item, Items, Paragraph, Section, Table
from mhia.rulebook.entries import Mitigation

_MOST_KINDS = 5


def section(material: Material) -> Section:
    """What would make it less harmful, what each action is worth, and who does it by when."""
    losses = [pair for pair in main_findings(material) if pair[1].direction == "adverse"]
    blocks: list[Block] = []
    if not material.assessment.mitigations:
        blocks.append(
            Paragraph(
                "The proposal names no mitigation, so before and after are the same. A report on a cut should say how "
                "harm would be lessened, "
                "by whom and by when, or why it cannot be."
                if losses
                else "The proposal names no mitigation, and no loss was found that would need one.",
                tone="missing" if losses else "plain",
            )
        )
    else:
        if losses and any(finding.before.magnitude != finding.after.magnitude for _, finding in losses):
            blocks.append(before_and_after(losses, material))
        elif losses:
            blocks.append(
                Paragraph(
                    "Nothing the proposal names can be counted for the people who lose most, so before and after are "
                    "the same.",
                    tone="missing",
                )
            )
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
        Cell(
            words.capital(mitigation.action or mitigation.label),
            note=mitigation.label if mitigation.action not in {None, mitigation.label} else "",
        ),
        Cell(_avoids(mitigation), note="the proposal's figure, as a forecast" if mitigation.stated else ""),
        Cell(_counted(mitigation)),
        Cell(words.capital(whom) or "Not said"),
        Cell(words.capital(", ".join(part for part in (owner, by) if part)) or "No owner, no date"),
        Cell(numbers.pounds(mitigation.cost) if mitigation.cost is not None else "Not known"),
    )


def _avoids(mitigation: MitigationResult) -> str:
    if mitigation.reduces is None:
        return "Not known, so nothing is counted"
    low, typical, high = (
        numbers.percent(value)
        for value in (mitigation.reduces.low, mitigation.reduces.typical, mitigation.reduces.high)
    )
    return f"{typical} of the loss" if low == high else f"{typical} of the loss ({low} to {high})"


def _counted(mitigation: MitigationResult) -> str:
    if mitigation.reduces is None:
        return "Nothing"
    return words.capital(
        words.MITIGATION_STATUS.get(mitigation.status, "status not given, so a quarter of it is counted")
    )


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
    """What the rulebook knows to help: kinds of mitigation that fit, then advice on the services that are lost."""
    kinds = _kinds_that_fit(material)
    lost = {change.service for change in material.assessment.changes if change.direction == "loss"}
    advice = dict.fromkeys(
        text for id in material.services if id in lost and (entry := material.service(id)) for text in entry.mitigations
    )
    blocks: list[Block] = [
        Heading("What else could be done", "could-be-done", note="From the rulebook, to prompt a question, not a plan.")
    ]
    if kinds:
        blocks.append(
            Table(
                "Kinds of action that fit, the strongest first",
                ("Action", "Usually avoids", "Works when", "Ask"),
                tuple(_kind(kind) for kind in kinds),
            )
        )
    if advice:
        blocks.append(Items(tuple(Item(words.sentence(material.readable(text))) for text in advice)))
    return blocks if len(blocks) > 1 else []


def _kinds_that_fit(material: Material) -> tuple[Mitigation, ...]:
    named = {mitigation.kind for mitigation in material.assessment.mitigations}
    losses = [change for change in material.assessment.changes if change.direction == "loss"]
    services, changes = {change.service for change in losses}, {change.change for change in losses}
    kinds = [kind for id in material.rulebook.mitigations if id not in named and (kind := material.mitigation(id))]
    fitting = [kind for kind in kinds if not kind.almost_nothing and _fits(kind, services, changes)]
    return tuple(sorted(fitting, key=lambda kind: -kind.avoids.typical)[:_MOST_KINDS])


def _fits(kind: Mitigation, services: set[str | None], changes: set[str]) -> bool:
    if changes & set(kind.not_with_changes):
        return False
    fits_change = not kind.fits_changes or bool(changes & set(kind.fits_changes))
    return fits_change and (not kind.for_services or bool(services & set(kind.for_services)))


def _kind(kind: Mitigation) -> tuple[Cell, ...]:
    avoids = (
        f"{numbers.percent(kind.avoids.low)} to {numbers.percent(kind.avoids.high)} of the loss, for those it reaches"
    )
    return (
        Cell(kind.label, note=words.sentence(kind.cost)),
        Cell(avoids, note=words.capital(words.BASIS.get(kind.avoids.basis, ""))),
        Cell(words.sentence(kind.works_when) or "–"),
        Cell(words.sentence(kind.question)),
    )
