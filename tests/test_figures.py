"""The figures: what the one on the first page and the one of time promise, whatever the proposal."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from reporting import EVERY, assessed, viewed

from mhia.assessment import BANDS, Band
from mhia.domains import DOMAINS, Domain
from mhia.report.drawing.colours import colours
from mhia.report.drawing.pictures import charts, picture
from mhia.report.view import words
from mhia.report.view.figures import Course, Lane, Panel, Panels, Point, Timeline
from mhia.report.view.page import Chart
from mhia.report.webpage import webpage

FOUND = tuple(name for name in EVERY if name != "outside-the-rulebook")
every = pytest.mark.parametrize("name", FOUND)
SIGNS = {"adverse": "▿▾▼", "beneficial": "▵▴▲"}


def glance(name: str) -> Chart:
    figure = viewed(name).glance
    assert figure is not None
    return figure


def panels(name: str) -> tuple[Panel, ...]:
    drawing = glance(name).drawing
    assert isinstance(drawing, Panels)
    return drawing.panels


def lanes(name: str) -> Iterator[Lane]:
    for panel in panels(name):
        yield from (lane for lane in panel.lanes if lane.steps)


def courses(name: str) -> tuple[Course, ...]:
    return timeline(name).courses


def timeline(name: str) -> Timeline:
    drawing = next(chart.drawing for chart in charts(viewed(name)) if chart.id == "timeline")
    assert isinstance(drawing, Timeline)
    return drawing


def bands_of_users(name: str, domain: Domain, direction: str) -> list[Band]:
    """The band of every group that uses the service; the far end where the size is not known."""
    found = []
    for row in assessed(name).groups:
        if row.origin != "structural":
            cell = next(cell for cell in row.cells if cell.domain == domain)
            finding = cell.adverse if direction == "adverse" else cell.beneficial
            found += [finding.bands[-1] if finding.size_unknown else finding.after.band] if finding else []
    return found


class TestAtAGlance:
    @every
    def test_every_part_of_wellbeing_has_its_place(self, name: str) -> None:
        assert [panel.title.lower() for panel in panels(name)] == list(DOMAINS)
        assert all(panel.note and panel.lanes for panel in panels(name))

    @every
    def test_no_group_that_uses_it_has_a_larger_loss_or_gain_than_is_shown(self, name: str) -> None:
        for domain, panel in zip(DOMAINS, panels(name), strict=True):
            for direction in ("adverse", "beneficial"):
                bands = bands_of_users(name, domain, direction)
                shown = [lane for lane in panel.lanes if lane.tone.endswith(direction)]
                assert len(shown) == bool(bands)
                if bands:
                    assert shown[0].tone == f"{max(bands, key=BANDS.index)}_{direction}"

    @every
    def test_a_loss_and_a_gain_are_never_one(self, name: str) -> None:
        for lane in lanes(name):
            assert ("loss" in lane.words) != ("gain" in lane.words)
            assert {step.tone.rpartition("_")[2] for step in lane.steps} == {lane.tone.rpartition("_")[2]}

    @every
    def test_size_is_said_by_a_word_a_sign_and_a_place_beside_the_colour(self, name: str) -> None:
        for lane in lanes(name):
            framed = [step.label for step in lane.steps if step.state == "found"]
            assert [step.label for step in lane.steps] == list(words.BAND.values())
            assert framed[0] in lane.words
            assert framed[-1] in lane.words
            assert set(lane.symbol) <= set(SIGNS[lane.tone.rpartition("_")[2]])

    @every
    def test_the_line_reaches_over_the_best_estimate_and_through_every_plausible_size(self, name: str) -> None:
        for lane in lanes(name):
            assert 0 <= lane.low <= lane.best <= lane.high <= len(BANDS)
            reached = range(int(lane.low), min(int(lane.high), len(BANDS) - 1) + 1)
            assert {at for at, step in enumerate(lane.steps) if step.state == "plausible"} <= set(reached)
            assert "other" not in {lane.steps[at].state for at in reached}

    @every
    def test_what_is_not_known_is_said_and_never_drawn_as_nothing(self, name: str) -> None:
        for domain, panel in zip(DOMAINS, panels(name), strict=True):
            if not panel.lanes[0].steps:
                status = next(cell.status for cell in assessed(name).groups[0].cells if cell.domain == domain)
                assert panel.lanes[0].words == words.STATUS[status][1] != ""

    @every
    def test_it_names_the_group_and_says_whom_it_leaves_out(self, name: str) -> None:
        named = [row.in_words for row in assessed(name).groups]
        for lane in lanes(name):
            assert "everyone" in lane.whom or any(group in lane.whom for group in named)
        for row in assessed(name).groups:
            assert row.origin != "structural" or row.in_words in glance(name).key

    @every
    def test_the_table_in_the_annex_says_the_same(self, name: str) -> None:
        annex = next(section for section in viewed(name).sections if section.id == "annex-a")
        assert glance(name).table in annex.blocks
        assert "Annex A" in glance(name).key
        rows = [" ".join(cell.text for cell in row).lower() for row in glance(name).table.rows]
        for panel in panels(name):
            of_it = [row for row in rows if row.startswith(panel.title.lower())]
            assert len(of_it) == len(panel.lanes)
            for lane, row in zip(panel.lanes, of_it, strict=True):
                assert lane.words in row
                assert lane.whom.removeprefix("worst for ").removeprefix("best for ").lower() in row

    @every
    def test_it_is_told_in_words_to_who_cannot_see_it(self, name: str) -> None:
        page = webpage(viewed(name)).decode()
        titles = re.findall(r'<title id="at-a-glance-\d">(.*?)</title>', page)
        assert len(titles) == len(DOMAINS)
        for panel in panels(name):
            assert panel.in_words in glance(name).description
            assert all(lane.words in panel.in_words and lane.whom in panel.in_words for lane in panel.lanes)

    def test_a_size_that_is_not_known_is_a_range_of_sizes(self) -> None:
        framed = [[step.label for step in lane.steps if step.state == "found"] for lane in lanes("size-unknown")]
        assert all(len(sizes) > 1 for sizes in framed)
        assert all(lane.note == "size not known" for lane in lanes("size-unknown"))

    def test_where_nothing_was_found_there_is_no_figure(self) -> None:
        assert viewed("outside-the-rulebook").glance is None

    @every
    def test_the_members_page_has_it_too(self, name: str) -> None:
        figure = viewed(name, "member").glance
        assert figure is not None
        assert figure.drawing == glance(name).drawing
        assert "Annex A of the full report" in figure.key

    @every
    def test_the_picture_frames_and_colours_what_was_found_on_screen_and_on_paper(self, name: str) -> None:
        framed = [f"step found {step.tone}" for lane in lanes(name) for step in lane.steps if step.state == "found"]
        drawn = picture(glance(name), "Sans")
        for form in (webpage(viewed(name)).decode(), drawn):
            assert re.findall(r'class="(step found [a-z_]+)"', form) == framed
        for tone in {rule.split()[-1] for rule in framed}:
            colour = colours()[tone.replace("_", "-")]
            assert f"svg .step.found.{tone} {{ fill: #{colour}; }}" in drawn

    def test_on_paper_nothing_overlaps(self) -> None:
        """Panels of several heights stand in rows as high as their highest."""
        drawn = picture(glance("netherquay-day-centre"), "Sans")
        height = int(re.search(r'viewBox="0 0 \d+ (\d+)"', drawn)[1])  # type: ignore[index]
        tops = sorted({int(top) for top in re.findall(r"translate\(\d+ (\d+)\)", drawn)})
        lowest = [
            max(float(y) for y in re.findall(r' y="([\d.]+)"', group))
            for group in re.split(r"<g transform=", drawn)[1:]
        ]
        assert all(after - before > min(lowest) for before, after in pairwise([*tops, height]))
        assert max(tops) + min(lowest) < height


class TestTheTimeline:
    @every
    def test_an_effect_is_never_later_at_the_earliest_than_at_the_latest(self, name: str) -> None:
        for course in courses(name):
            months = sorted({month for month, _ in (*course.earliest, *course.latest)})
            for month in months:
                assert level(course.earliest, month) >= level(course.latest, month) - 0.01

    @every
    def test_a_course_runs_from_the_start_to_the_end_and_stays_within_its_full_size(self, name: str) -> None:
        drawing = timeline(name)
        for course in drawing.courses:
            for points in (course.earliest, course.latest):
                months = [month for month, _ in points]
                assert months == sorted(months)
                assert (months[0], months[-1]) == (0, drawing.last)
                assert all(0 <= share <= 1 for _, share in points)
                assert max(share for _, share in points) == pytest.approx(1, abs=0.01)

    @every
    def test_every_effect_that_was_found_has_a_course(self, name: str) -> None:
        drawn = " ".join(course.what for course in courses(name))
        for row in assessed(name).groups:
            for cell in row.cells:
                if cell.adverse or cell.beneficial:
                    assert cell.domain in drawn or "all six parts" in drawn

    @every
    def test_what_fades_falls_and_what_lasts_does_not(self, name: str) -> None:
        for course in courses(name):
            end = course.latest[-1][1]
            assert ("gone or nearly gone" in course.in_words) == (end < 0.5)
            assert course.in_words.endswith("lasts") == (end > 0.95)

    def test_a_change_in_steps_is_felt_in_steps(self) -> None:
        course = next(course for course in courses("ferrowdale-library-hours") if "library" in course.label)
        assert level(course.latest, 9) == pytest.approx(0.5)
        assert level(course.latest, 15) == 1
        assert [label for _, label in timeline("ferrowdale-library-hours").marks] == ["decision", "20%", "40%"]

    def test_a_year_is_not_made_a_day(self) -> None:
        assert timeline("green-social-prescribing").ticks[0] == (0, "2021")

    def test_without_a_start_nothing_is_dated(self) -> None:
        assert timeline("nothing-said").ticks[0] == (0, "start")
        assert timeline("rct-day-centres").marks == ()

    @every
    def test_its_table_follows_it_and_says_the_same(self, name: str) -> None:
        chart = next(chart for chart in charts(viewed(name)) if chart.id == "timeline")
        assert chart.twin == "below"
        assert len(chart.table.rows) == len(courses(name))
        for course, row in zip(courses(name), chart.table.rows, strict=True):
            assert row[0].text == f"{course.label}: {course.what}"
            assert row[3].text.lower() in course.in_words


def level(points: tuple[Point, ...], month: float) -> float:
    """The highest level of a course at a month."""
    at = [share for when, share in points if when == month]
    for (before, low), (after, high) in pairwise(points):
        if before < month < after:
            at.append(low + (high - low) * (month - before) / (after - before))
    return max(at)
