"""The whole report in words: every part in the order it is read."""

from functools import partial

from mhia.assessment import Assessment
from mhia.proposal import Proposal
from mhia.report.view import (
    affected,
    certainty,
    conditions,
    duties,
    evidence,
    findings,
    method,
    mitigating,
    opening,
    proposed,
    timing,
    watching,
)
from mhia.report.view.arranging import AS_USUAL, Arrangement, arranged, left_out
from mhia.report.view.glance import glance
from mhia.report.view.grid import grid
from mhia.report.view.linking import with_live_links
from mhia.report.view.material import Material, Rulebook
from mhia.report.view.member import one_page
from mhia.report.view.page import PROFILES, Chart, Item, Items, Paragraph, Profile, Section, View
from mhia.report.view.publishing import publishable
from mhia.report.view.sheets import sheets

_WORST = 3
_WHAT_IT_IS = (
    "It informs a decision; it does not make it, and it is not legal advice. "
    "Sizes are judgements anchored on the sources named."
)
_PUBLIC = (
    "This is the public version. Names and what the proposal marks as private are left out. Numbers of people are "
    "rounded to fives; “fewer than 10” and “some” stand where a number could point to a person."
)


def report_view(
    assessment: Assessment, rulebook: Rulebook, profile: Profile = "full", arrangement: Arrangement = AS_USUAL
) -> View:
    """The report of an assessment in words.

    `full`; `member`, one page; `public`, without small numbers and names. A member's page has an order of its own.
    Raises ValueError for any other profile.
    """
    if profile not in PROFILES:
        raise ValueError(f"{profile!r} is no kind of report; there are {', '.join(PROFILES)}")
    if profile == "public":
        assessment = publishable(assessment)
    if profile == "member":
        arrangement = AS_USUAL
    material = Material(assessment, Proposal.model_validate(assessment.proposal), rulebook, profile)
    figure = glance(material)
    parts = _parts(material, figure)
    view = View(
        title=material.proposal.title,
        kind_of_paper="Mental wellbeing impact assessment",
        status=opening.status(material),
        status_is_final=opening.status_is_final(material),
        facts=opening.facts(material),
        lede=opening.lede(material),
        red_lines_title="See this first",
        red_lines=opening.red_lines(material),
        summary_title="In short",
        summary=opening.summary(material),
        answers=opening.answers(material),
        grid_title="The picture",
        grid=grid(material),
        contents_title="What is in this report",
        sections=arranged(parts, arrangement),
        footer=(*_footer(material), *left_out(parts, arrangement)),
        generator=f"mhia {assessment.tool}",
        proposal_id=assessment.identity.id,
        profile=profile,
        glance=figure,
        worst=findings.worst(material, _WORST),
        close_calls=certainty.close_calls(material),
        sheets=partial(sheets, material),
    )
    # A whole report has every place it speaks of (a test sees to it); a shorter one has left parts out.
    if profile == "member":
        return with_live_links(one_page(view))
    return with_live_links(view) if arrangement.leave_out else view


def _parts(material: Material, figure: Chart | None) -> tuple[Section, ...]:
    return (
        proposed.section(material),
        affected.section(material),
        findings.section(material),
        mitigating.section(material),
        timing.section(material),
        certainty.section(material),
        evidence.section(material),
        conditions.enablers(material),
        conditions.engagement(material),
        conditions.questions(material),
        duties.duties(material),
        watching.section(material),
        duties.audit(material),
        method.assumptions(material),
        method.method(material),
        _first_page_in_words(material, figure),
        evidence.sources(material),
    )


def _first_page_in_words(material: Material, figure: Chart | None) -> Section:
    rows = grid(material).rows
    intro = Paragraph("The same as the grid, row by row.")
    in_words = Items(tuple(Item(row.in_words, lead=f"{row.label}:") for row in rows))
    table = (Paragraph("The same as the figure on the first page."), figure.table) if figure else ()
    return Section("annex-a", "Annex A: the first page in words", (*table, intro, in_words))


def _footer(material: Material) -> tuple[str, ...]:
    assessment = material.assessment
    rulebook = f"{assessment.rulebook.id} {assessment.rulebook.version}"
    made = f"Made with mhia {assessment.tool} and the rulebook {rulebook}, from {assessment.identity.file}."
    return (made, _WHAT_IT_IS, _PUBLIC) if material.profile == "public" else (made, _WHAT_IT_IS)
