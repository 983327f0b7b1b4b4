"""A round's paper in words: every part in the order it is read."""

from dataclasses import replace
from itertools import count

from mhia.report.view import round_bearing, round_gaps, round_meetings, round_opening, round_order
from mhia.report.view.for_readers import for_readers
from mhia.report.view.linking import with_live_links
from mhia.report.view.page import Item, Items, Paragraph, Section, View
from mhia.report.view.round_material import RoundMaterial
from mhia.report.view.round_sheets import round_sheets


def round_view(material: RoundMaterial) -> View:
    """The paper on what the proposals of a round do together."""
    round_ = material.round
    view = View(
        title=round_.title,
        kind_of_paper="Cumulative impact on mental wellbeing",
        status="For information",
        status_is_final=False,
        facts=round_opening.facts(material),
        lede=round_opening.lede(material),
        notice=round_opening.notice(material),
        red_lines_title="See this first",
        red_lines=round_opening.red_lines(material),
        summary_title="In short",
        summary=round_opening.summary(material),
        answers=round_opening.answers(material),
        grid_title="The picture",
        grid=round_opening.picture(material),
        contents_title="What is in this paper",
        sections=_sections(material),
        footer=(
            f"Made with mhia {round_.tool} and the rulebook {round_.rulebook.id} {round_.rulebook.version}.",
            (
                "It informs a decision; it does not make it, and it is not legal advice. Sizes are judgements anchored "
                "on the sources named "
                "in each proposal's own report."
            ),
        ),
        generator=f"mhia {round_.tool}",
        proposal_id=round_.title,
        profile="full",
        sheets=lambda view: round_sheets(material, view),
    )
    return for_readers(with_live_links(view), round_.readers)


def _sections(material: RoundMaterial) -> tuple[Section, ...]:
    every = (
        round_order.proposals(material),
        round_bearing.groups(material),
        round_bearing.group_by_proposal(material),
        round_bearing.places(material),
        round_meetings.meetings(material),
        round_order.order(material),
        round_gaps.years(material),
        round_gaps.gaps(material),
        round_gaps.method(material),
    )
    numbers = count(1)
    numbered = tuple(
        replace(section, title=f"{next(numbers)}. {section.title}") for section in every if section is not None
    )
    return (*numbered, _in_words(material))


def _in_words(material: RoundMaterial) -> Section:
    """The picture's text twin."""
    rows = round_opening.picture(material).rows
    items = Items(tuple(Item(row.in_words, lead=f"{row.label}:") for row in rows))
    return Section(
        "annex-a", "Annex A: the picture in words", (Paragraph("The same as the picture, row by row."), items)
    )
