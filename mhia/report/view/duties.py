"""The duties a decision maker has to know, the comments officers have to write, and the report's check of itself."""

from mhia.assessment import Check as Answered
from mhia.report.view import numbers, words
from mhia.report.view.material import Material
from mhia.report.view.page import Block, Cell, Heading, Item, Items, Paragraph, Section, Table
from mhia.rulebook.entries import Check

_ANSWER = {
    "yes": "Yes",
    "partly": "Partly",
    "no": "No",
    "not_known": "Not known",
    "for_a_person": "For a person to judge",
}
_FIRST = ("no", "partly", "not_known", "for_a_person", "yes")
NOT_LEGAL_ADVICE = (
    "This is a checklist, not legal advice. It does not show that a duty is met: due regard is for the decision "
    "maker, before and at the time of "
    "the decision, and cannot be handed to a tool."
)

Pair = tuple[Answered, Check]


def duties(material: Material) -> Section:
    """The duties of the nation, what each asks, and what this report can show."""
    pairs = _pairs(material, "duty")
    blocks: list[Block] = [Paragraph(NOT_LEGAL_ADVICE)]
    if not material.proposal.place or not material.proposal.place.nation:
        blocks.append(
            Paragraph(
                "The proposal does not say which nation it is in, so duties that hold in one nation only may be "
                "missing or not apply.",
                tone="missing",
            )
        )
    if pairs:
        blocks.append(_table("Duties, what each asks and what this report can show", pairs, with_text=True))
    blocks += [
        Heading("Comments by named officers", "officers"),
        Paragraph("The report leaves these open: no tool may write them."),
        _boxes(),
    ]
    return Section("duties", "Duties", tuple(blocks))


def audit(material: Material) -> Section:
    """The report against published criteria of quality, what fails first."""
    pairs = sorted(_pairs(material, "quality"), key=lambda pair: _FIRST.index(pair[0].answer))
    if not pairs:
        return Section("audit", "This report, checked", (Paragraph("No quality criteria were applied."),))
    counted = [
        (answer, sum(1 for check, _ in pairs if check.answer == answer))
        for answer in ("yes", "partly", "no", "not_known", "for_a_person")
    ]
    said = words.listed(f"{count} {_COUNTED[answer]}" for answer, count in counted if count)
    intro = Paragraph(
        f"Of {len(pairs)} published criteria for a good impact assessment, this one with its proposal has {said}. "
        "What is missing comes first, "
        "and most of it can be put right in the proposal file."
    )
    return Section(
        "audit",
        "This report, checked",
        (intro, _table("Published criteria of quality, what is missing first", tuple(pairs), with_text=False)),
    )


_COUNTED = {
    "yes": "met",
    "partly": "partly met",
    "no": "not met",
    "not_known": "not known",
    "for_a_person": "left for a person to judge",
}


def _pairs(material: Material, group: str) -> tuple[Pair, ...]:
    found = ((answered, material.check(answered.id)) for answered in material.assessment.checks)
    return tuple((answered, check) for answered, check in found if check and check.group == group)


def _table(caption: str, pairs: tuple[Pair, ...], *, with_text: bool) -> Table:
    return Table(
        caption,
        ("Question", "Answer", "What was found"),
        tuple(
            (
                Cell(check.question, note=_note(check, with_text=with_text)),
                Cell(_ANSWER[answered.answer]),
                Cell(words.sentence(numbers.days_in(answered.found)) or "–"),
            )
            for answered, check in pairs
        ),
    )


def _note(check: Check, *, with_text: bool) -> str:
    parts = [words.sentence(check.text)] if with_text and check.text else []
    checked = words.VERIFIED[check.verified]
    origin = words.sentence(check.origin).rstrip(".")
    parts.append(f"{origin} ({checked})." if checked else f"{origin}.")
    return " ".join(parts)


def _boxes() -> Items:
    return Items(
        (
            Item("to be written by the finance officer.", lead="Finance:"),
            Item("to be written by the legal or monitoring officer.", lead="Legal:"),
            Item("to be written by the equality lead.", lead="Equality:"),
        )
    )
