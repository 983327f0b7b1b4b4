"""What goes under “equality and wellbeing implications” in the paper that a report is attached to."""

from mhia.assessment import Assessment
from mhia.proposal import Proposal
from mhia.report.view import opening, words
from mhia.report.view.conditions import questions
from mhia.report.view.material import Material, Rulebook
from mhia.report.view.page import Items
from mhia.report.view.publishing import publishable

MOST_WORDS = 200
_MOST_RED_LINES, _MOST_QUESTIONS = 3, 3
STANDING = (
    "The assessment informs the decision and does not make it. Due regard to the equality duty is for the decision "
    "maker."
)


def cover(assessment: Assessment, rulebook: Rulebook, report: str) -> tuple[str, ...]:
    """Paragraphs in plain words, at most 200 words in all; `report` is the name of the file that is attached.

    Cover reports are published: names, private fields and small numbers are left out, as in a public report.
    """
    public = publishable(assessment)
    material = Material(public, Proposal.model_validate(public.proposal), rulebook, "public")
    consequences, asked = list(opening.consequences(material)), questions_asked(material)
    while True:
        parts = (
            attached(material, report),
            red_lines(material),
            " ".join(consequences),
            asking(asked),
            STANDING,
        )
        if sum(len(part.split()) for part in parts) <= MOST_WORDS:
            return tuple(part for part in parts if part)
        # The rest of the questions can be read in the report, so they go first.
        (asked if len(asked) > 1 or not consequences else consequences).pop()


def attached(material: Material, report: str) -> str:
    """What is attached and how far it has got."""
    status = words.lower(opening.status(material))
    return f"A mental wellbeing impact assessment is attached ({report}). Its status is: {status}."


def red_lines(material: Material) -> str:
    """The harms to see before any total, or nothing."""
    leads = [line.lead.rstrip(".") for line in opening.red_lines(material)]
    if not leads:
        return ""
    more = f"; and {len(leads) - _MOST_RED_LINES} more" if len(leads) > _MOST_RED_LINES else ""
    return f"Harms to see before any total: {'; '.join(leads[:_MOST_RED_LINES])}{more}."


def asking(asked: list[str]) -> str:
    """The questions in a sentence, or nothing."""
    return f"Members may wish to ask: {' '.join(asked)}" if asked else ""


def questions_asked(material: Material) -> list[str]:
    """The first questions that a member may ask."""
    lists = (block for block in questions(material).blocks if isinstance(block, Items))
    return [item.lead for items in lists for item in items.items][:_MOST_QUESTIONS]
