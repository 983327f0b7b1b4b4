"""The report in words: what it says, in which order, and what it never says."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from reporting import EVERY, EXAMPLES, assessed, rulebook, viewed

from mhia.assessment import TYPICAL_USER
from mhia.domains import DOMAINS
from mhia.report.view.building import report_view
from mhia.report.view.linking import links, places
from mhia.report.view.material import findings_of, short_citation
from mhia.report.view.opening import MOST_WORDS
from mhia.report.view.page import FindingNote, Profile, Section, Table, View
from mhia.rulebook.entries import Source

ORDER = (
    "proposal", "affected", "findings", "mitigation", "timing", "certainty", "evidence", "conditions", "engagement",
    "questions", "duties", "monitoring", "audit", "assumptions", "method", "annex-a", "sources",
)  # fmt: skip
every = pytest.mark.parametrize("name", EVERY)
example = pytest.mark.parametrize("name", EXAMPLES)
profile = pytest.mark.parametrize("profile", ["full", "member", "public"])


def texts(value: Any) -> Iterator[str]:
    """Every text in a piece of a view."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in {"kind", "tone", "id", "href", "shape"}:
                yield from texts(getattr(value, field.name))


def said(value: Any) -> str:
    return "\n".join(texts(value))


def section(view: View, name: str) -> Section:
    return next(part for part in view.sections if part.id == name)


@every
def test_the_parts_come_in_the_order_of_the_contract(name: str) -> None:
    assert tuple(part.id for part in viewed(name).sections) == ORDER


@every
def test_the_summary_can_be_read_aloud(name: str) -> None:
    summary = " ".join(viewed(name).summary)
    assert 0 < len(summary.split()) <= MOST_WORDS
    assert "SD" not in summary, "a meeting has no use for a standard deviation"


@every
def test_three_answers_come_first(name: str) -> None:
    assert len(viewed(name).answers) == 3
    assert all(answer.answer and answer.detail for answer in viewed(name).answers)


@profile
@every
def test_no_link_leads_nowhere(name: str, profile: Profile) -> None:
    view = viewed(name, profile)
    found = list(places(view))
    assert len(found) == len(set(found)), "two places with one name"
    dangling = {link for link in links(view) if link.startswith("#")} - {f"#{place}" for place in found}
    assert not dangling


@every
def test_every_address_is_a_place_or_a_web_page(name: str) -> None:
    assert all(link.startswith(("#", "https://", "http://")) for link in links(viewed(name)))


@every
def test_every_group_has_every_domain_in_the_grid(name: str) -> None:
    grid = viewed(name).grid
    assert [column.label.lower() for column in grid.columns] == list(DOMAINS)
    for row in grid.rows:
        assert len(row.cells) == len(DOMAINS)
        assert all(mark.words for marks in row.cells for mark in marks)
        assert all(domain in row.in_words.lower() for domain in DOMAINS), "the twin leaves a domain out"


@every
def test_meaning_never_hangs_on_colour(name: str) -> None:
    for row in viewed(name).grid.rows:
        for mark in (mark for marks in row.cells for mark in marks):
            assert mark.symbol, f"{mark.words} has no symbol"
            assert mark.tone.endswith(("adverse", "beneficial")) == ("loss" in mark.words or "gain" in mark.words)


@example
def test_losses_and_gains_stand_side_by_side(name: str) -> None:
    for row, shown in zip(assessed(name).groups, viewed(name).grid.rows, strict=True):
        for cell, marks in zip(row.cells, shown.cells, strict=True):
            if cell.adverse and cell.beneficial:
                assert ["loss" in mark.words for mark in marks] == [True, False]


@every
def test_the_words_that_mislead_are_never_used(name: str) -> None:
    text = said(viewed(name)).lower()
    for word in ("insignificant", "negligible", "no impact", "net effect", "nan", "none (between"):
        assert not re.search(rf"\b{re.escape(word)}\b", text), word
    assert "everyone_" not in text


@every
def test_no_id_of_the_rulebook_is_left_in_the_words(name: str) -> None:
    # Fields of the proposal are named as they are typed, in one column only.
    for part in viewed(name).sections:
        if part.id == "assumptions" or name == "hostile-text":
            continue
        found = set(re.findall(r"\b[a-z]+_[a-z_]+\b", said(part)))
        assert not found & {*rulebook().groups, *rulebook().services, *rulebook().changes}, part.id


@example
def test_every_finding_says_how_many_of_ten(name: str) -> None:
    part = section(viewed(name), "findings")
    notes = [block for block in part.blocks if isinstance(block, FindingNote)]
    assert notes, "nothing is told in full"
    for note in notes:
        assert any(
            re.search(r"in \d+|half|all|none", line.text.lower()) for line in note.lines if line.lead == "How many"
        )
    tables = [block for block in part.blocks if isinstance(block, Table)]
    for cells in (row for table in tables for row in table.rows):
        if cells[1].tone.endswith(("adverse", "beneficial")):
            assert re.search(r"(in \d+|half|all|none) (lose|get) it", cells[3].text.lower())


@example
def test_every_finding_has_one_place(name: str) -> None:
    count = sum(len(findings_of(row)) for row in assessed(name).groups)
    assert sum(1 for place in places(viewed(name)) if place.startswith("finding-")) == count


@example
def test_the_range_and_the_chance_of_nothing_stand_side_by_side(name: str) -> None:
    notes = [block for block in section(viewed(name), "findings").blocks if isinstance(block, FindingNote)]
    for note in notes:
        whole = next(line.text for line in note.lines if line.lead == "Over the whole group")
        assert "if there is an effect" in whole
        assert "chance that it makes no difference" in whole


@example
def test_the_numbers_of_a_contribution_multiply_to_its_effect(name: str) -> None:
    for row in assessed(name).groups:
        for part in (part for finding in findings_of(row) for part in finding.contributions):
            product = 1.0
            for factor in part.effect_factors:
                product *= factor.value
            assert product == pytest.approx(part.effect.typical, rel=1e-6), part.id


@example
def test_sources_say_how_far_they_were_checked(name: str) -> None:
    listed = said(section(viewed(name), "sources"))
    for id_ in assessed(name).sources:
        source = rulebook().source(id_)
        if source.verified == "no":
            assert source.finding not in listed, "a source from memory prints no figure"
            assert f"{short_citation(source)} (not checked)" in said(viewed(name).sections)


def test_a_source_from_memory_prints_no_figure() -> None:
    from mhia.report.view.evidence import _what_it_found

    source = Source("a", "A (2001) T.", "cut it by 40%", "no")
    assert _what_it_found(source) == ""
    assert _what_it_found(replace(source, verified="partly")) == "Cut it by 40%."


def test_red_lines_stand_before_the_summary() -> None:
    view = viewed("refuge-closes")
    assert view.red_lines
    assert "Domestic abuse" in view.red_lines[0].lead


def test_an_unknown_size_is_a_range_and_never_one_word() -> None:
    view = viewed("size-unknown")
    marks = [mark for row in view.grid.rows for marks in row.cells for mark in marks if mark.tone.endswith("adverse")]
    assert marks
    assert any(" to " in mark.words and mark.ranged for mark in marks)
    assert "does not say how large the change is" in " ".join(view.summary)


def test_what_could_not_be_assessed_is_said_and_is_not_nothing() -> None:
    view = viewed("outside-the-rulebook")
    assert view.answers[0].answer == "Could not be assessed"
    assert "not the same as no effect" in said(view)
    assert "car park at the station" in said(view)


def test_a_proposal_that_says_little_is_told_what_is_missing_and_why() -> None:
    view = viewed("nothing-said")
    for part, words in {
        "proposal": "no figure for what it saves",
        "affected": "names no group",
        "mitigation": "names no mitigation",
        "evidence": "no local evidence",
        "conditions": "says nothing of the conditions",
        "engagement": "records no engagement",
        "monitoring": "plans no monitoring",
    }.items():
        assert words in said(section(view, part)), part
    assert "not known" in said(view)


@every
def test_no_table_and_no_list_is_empty(name: str) -> None:
    for part in viewed(name).sections:
        assert part.blocks, f"{part.title} says nothing"
        for block in part.blocks:
            assert getattr(block, "rows", True), part.title
            assert getattr(block, "items", True), part.title


@every
def test_a_table_has_a_cell_for_each_column(name: str) -> None:
    for part in viewed(name).sections:
        for table in (block for block in part.blocks if isinstance(block, Table)):
            assert table.caption
            assert {len(row) for row in table.rows} == {len(table.columns)}


def test_a_judgement_is_printed_beside_the_findings() -> None:
    assert "Held to be major" in said(section(viewed("refuge-closes"), "assumptions"))


def test_a_member_gets_one_page_and_the_questions() -> None:
    view = viewed("slough-childrens-centres", "member")
    assert [part.id for part in view.sections] == ["questions"]
    assert view.summary == viewed("slough-childrens-centres").summary


def test_a_public_report_hides_small_numbers_and_names() -> None:
    text = said(viewed("refuge-closes", "public"))
    assert "Jo Privat" not in text
    assert "fewer than 10" in text
    assert "Jo Privat" in said(viewed("refuge-closes"))


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="member"):
        report_view(assessed("nothing-said"), rulebook(), "minister")  # type: ignore[arg-type]


@example
def test_a_typical_user_is_called_so(name: str) -> None:
    first = assessed(name).groups[0]
    assert first.id == TYPICAL_USER
    assert viewed(name).grid.rows[0].label == "A typical user"
