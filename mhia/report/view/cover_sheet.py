"""What the assessment has to say under the headings of a council's own cover report, and nothing it has not."""

from collections.abc import Callable
from dataclasses import dataclass

from mhia.assessment import BANDS, TYPICAL_USER, Assessment, GroupResult
from mhia.proposal import Engagement, Proposal
from mhia.report.view import cover, numbers, opening, words
from mhia.report.view.affected import not_looked_at
from mhia.report.view.certainty import close_calls
from mhia.report.view.explaining import heading, row_label
from mhia.report.view.material import Material, Rulebook, findings_of
from mhia.report.view.publishing import publishable
from mhia.settings import Content, Cover, CoverHeading

_MOST = 3
"""So many groups, calls or questions stand under a heading; the report has the rest."""
_NO_STATUS = "status not given, so a quarter of it is counted"
_USUAL = (
    CoverHeading(
        heading="Equality and wellbeing implications",
        takes=("attached", "red_lines", "wellbeing", "questions", "standing"),
    ),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line at the head of the sheet."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CoverPart:
    """A heading, and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """The head of a cover report and the parts of it that an assessment can write."""

    facts: tuple[Fact, ...]
    parts: tuple[CoverPart, ...]


def cover_sheet(assessment: Assessment, rulebook: Rulebook, report: str, settled: Cover) -> CoverSheet:
    """The council's headings with what the assessment says; `report` is the name of the file that is attached.

    Cover reports are published: names, private fields and small numbers are left out, as in a public report.
    """
    public = publishable(assessment)
    material = Material(public, Proposal.model_validate(public.proposal), rulebook, "public")
    parts = (
        CoverPart(
            part.heading,
            tuple(paragraph for content in part.takes for paragraph in _WRITES[content](material, report) if paragraph),
        )
        for part in settled.headings or _USUAL
    )
    return CoverSheet(_facts(material, settled), tuple(parts))


def _facts(material: Material, settled: Cover) -> tuple[Fact, ...]:
    proposal = material.proposal
    decision, place = proposal.decision, proposal.place
    facts = (
        Fact("Committee", settled.committee or (decision.body if decision else None) or ""),
        Fact("Date", numbers.day(decision.date) if decision and decision.date else ""),
        Fact("Subject", proposal.title),
        Fact("Report author", settled.author or ""),
        Fact("Contact", settled.contact or ""),
        Fact("Wards", ", ".join(settled.wards or (place.wards if place else ()))),
        Fact("Classification", settled.classification or ""),
    )
    return tuple(fact for fact in facts if fact.value)


def _wellbeing(material: Material, _: str) -> tuple[str, ...]:
    return (" ".join(opening.consequences(material)),)


def _equality(material: Material, _: str) -> tuple[str, ...]:
    hit = [said for row in material.rows if row.id != TYPICAL_USER and (said := _worst_of(row))]
    more = f"; and {len(hit) - _MOST} more groups" if len(hit) > _MOST else ""
    groups = (
        f"Groups with a loss that is moderate or major: {'; '.join(hit[:_MOST])}{more}."
        if hit
        else "No group was found to have a loss that is moderate or major."
    )
    missing = not_looked_at(material)
    gap = f"Protected characteristics not looked at in the assessment: {words.listed(missing)}." if missing else ""
    return (groups, gap)


def _worst_of(row: GroupResult) -> str:
    losses = [finding for finding in findings_of(row) if finding.direction == "adverse"]
    worst = max(losses, key=lambda finding: finding.after.magnitude.typical, default=None)
    if worst is None or BANDS.index(worst.after.band) < BANDS.index("moderate"):
        return ""
    return f"{words.lower(row_label(row))} ({heading(worst)})"


def _risk(material: Material, _: str) -> tuple[str, ...]:
    near = tuple(words.sentence(call) for call in close_calls(material)[:_MOST])
    assumed = len(material.assessment.assumptions)
    figures = f"{assumed} figure{'' if assumed == 1 else 's'}"
    unsaid = f"The proposal does not give {figures}, so the rulebook’s usual values were used." if assumed else ""
    asked = [words.sentence(question.ask) for question in material.assessment.questions[:_MOST]]
    first = f"To find out first: {' '.join(asked)}" if asked else ""
    return (f"Near the edge of another size: {' '.join(near)}" if near else "", unsaid, first)


def _consultation(material: Material, _: str) -> tuple[str, ...]:
    entries = material.proposal.engagement
    if not entries:
        return ("The proposal records no engagement.",)
    return tuple(_asked(entry, material) for entry in entries)


def _asked(entry: Engagement, material: Material) -> str:
    if entry.none_because:
        return f"Nobody was asked, because: {words.sentence(entry.none_because)}"
    many = f"{material.given_people(entry.people)} people" if entry.people else ""
    how = ", ".join(part for part in (entry.how or "", numbers.day(entry.when) if entry.when else "", many) if part)
    whom = words.capital(entry.who or "not said who") + (f" ({how})" if how else "")
    said = words.sentence(entry.said or "what they said is not recorded")
    changed = words.sentence(entry.changed or "nothing is recorded as changed")
    return f"{whom}: {said} What changed: {changed}"


def _mitigation(material: Material, _: str) -> tuple[str, ...]:
    actions = [
        f"{words.phrase(action.action or action.label)} ({words.MITIGATION_STATUS.get(action.status, _NO_STATUS)})"
        for action in material.assessment.mitigations
    ]
    if not actions:
        return ("The proposal names no mitigation.",)
    return (f"To lessen harm the proposal names: {'; '.join(actions)}.",)


def _money(material: Material, _: str) -> tuple[str, ...]:
    said = opening.money_in_words(material.proposal.money)
    return (words.sentence(said) if said else "The proposal gives no figure for what it saves or costs.",)


def _options(material: Material, _: str) -> tuple[str, ...]:
    others = [option for option in material.assessment.options if option.assessment is not None]
    if not others:
        return ("The proposal names no alternative but doing nothing.",)
    return tuple(
        f"{words.sentence(option.title)} "
        + words.sentence(
            f"not chosen because: {words.phrase(option.turned_down_because)}"
            if option.turned_down_because
            else "why it was not chosen is not said"
        )
        for option in others
    )


def _monitoring(material: Material, _: str) -> tuple[str, ...]:
    plan = material.proposal.monitoring
    if not plan:
        return ("The proposal plans no monitoring.",)
    named = [(material.measure(entry.measure), entry) for entry in plan]
    said = [
        (measure.name if measure else entry.measure) + (f" ({numbers.day(entry.date)})" if entry.date else "")
        for measure, entry in named
    ]
    return (f"The proposal plans to measure: {'; '.join(said)}.",)


_WRITES: dict[Content, Callable[[Material, str], tuple[str, ...]]] = {
    "attached": lambda material, report: (cover.attached(material, report),),
    "red_lines": lambda material, _: (cover.red_lines(material) or "The assessment shows no red line.",),
    "wellbeing": _wellbeing,
    "equality": _equality,
    "risk": _risk,
    "consultation": _consultation,
    "mitigation": _mitigation,
    "money": _money,
    "options": _options,
    "monitoring": _monitoring,
    "questions": lambda material, _: (cover.asking(cover.questions_asked(material)),),
    "standing": lambda _, __: (cover.STANDING,),
}
