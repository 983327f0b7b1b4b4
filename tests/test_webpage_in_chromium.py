"""The page in a browser: axe-core finds nothing, nothing scrolls sideways on a small screen, nothing is asked for.

On a wide and a narrow screen, by day and by night, and on paper. Needs the path of a Chromium in CHROMIUM and of
axe-core's axe.min.js in MHIA_AXE; skipped with a reason otherwise.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, WITHOUT, Browser, Page, Shown
from reporting import EVERY, viewed
from running import ROOT

from mhia.languages import catalogue
from mhia.logo import Logo
from mhia.report.view.page import Profile
from mhia.report.view.translating import in_language
from mhia.report.webpage import webpage

AXE = Path(os.environ.get("MHIA_AXE", "") or "nowhere")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason=WITHOUT)]
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="MHIA_AXE does not name axe-core's axe.min.js")

NARROW = Shown(width=320)
EVERY_WAY = (
    Shown(),
    Shown(scheme="dark"),
    NARROW,
    Shown(width=320, scheme="dark"),
    # The width of A4 within the page's own margins. Paper is white for somebody whose screen is dark, too.
    Shown(width=688, scheme="dark", medium="print"),
)
# A public report is laid out as a full one is: those with most in them stand for the rest.
PAGES: tuple[tuple[str, Profile], ...] = (
    *((name, profile) for name in EVERY for profile in ("full", "member")),
    *((name, "public") for name in ("netherquay-day-centre", "refuge-closes", "size-unknown", "hostile-text")),
)
# Rules for WCAG 2.2 wait in axe-core until they are asked for.
RUN_AXE = """
axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}}).then(found =>
  found.violations.map(each => [each.id, ...each.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]))
"""
MEASURE = """(() => {
  const root = document.documentElement;
  const wide = [...document.querySelectorAll("body *")]
    .filter(each => !each.closest(".picture, thead, .skip"))
    .filter(each => each.getBoundingClientRect().right > root.clientWidth + 1)
    .map(each => each.outerHTML.slice(0, 120));
  return [root.scrollWidth - root.clientWidth, wide.slice(0, 3)];
})()"""
ROUNDS = ("southampton-2013", "selly-oak-2014")


def violations(page: Page) -> dict[Shown, Any]:
    """What axe-core finds, for every way in which the page can be shown."""
    page.run(f"{axe()};0")
    found = {}
    for shown in EVERY_WAY:
        page.show(shown)
        found[shown] = page.run(RUN_AXE)
    return {shown: faults for shown, faults in found.items() if faults}


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


def beyond_the_edge(page: Page) -> tuple[int, list[str]]:
    """By how many pixels a page 320 wide scrolls sideways, and what sticks out."""
    page.show(NARROW)
    pixels, wide = page.run(MEASURE)
    return int(pixels), list(wide)


@needs_axe
@pytest.mark.parametrize(("name", "profile"), PAGES)
def test_a_report_is_accessible_in_every_way_it_can_be_shown(name: str, profile: Profile, browser: Browser) -> None:
    with browser.page(webpage(viewed(name, profile)), Shown()) as page:
        assert violations(page) == {}


@needs_axe
@pytest.mark.parametrize("name", ROUNDS)
def test_the_paper_of_a_round_is_too(name: str, browser: Browser) -> None:
    with browser.page(finished_round(name), Shown()) as page:
        assert violations(page) == {}


def in_welsh_under_a_logo() -> bytes:
    """The fullest report in another language, under a council's logo."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 6"><path d="M0 0h20v6H0z" fill="#14466e"/></svg>'
    view = in_language(viewed("netherquay-day-centre"), catalogue("cy"))
    return webpage(view, logo=Logo("Cyngor Netherquay", "svg", svg))


@needs_axe
def test_a_report_in_another_language_under_a_logo_is_too(browser: Browser) -> None:
    with browser.page(in_welsh_under_a_logo(), Shown()) as page:
        assert violations(page) == {}


@needs_axe
@pytest.mark.parametrize(
    ("wrong", "ways"),
    [
        # The colours are named for day, night and paper, in that order: one is spoilt at a time.
        (0, {Shown(), NARROW}),
        (1, {Shown(scheme="dark"), Shown(width=320, scheme="dark")}),
        (2, {Shown(width=688, scheme="dark", medium="print")}),
    ],
)
def test_axe_would_find_letters_too_pale_in_each_of_them(wrong: int, ways: set[Shown], browser: Browser) -> None:
    parts = webpage(viewed("nothing-said")).split(b"--ink: #")
    parts[wrong + 1] = (b"b0b0b0" if wrong != 1 else b"404040") + parts[wrong + 1][parts[wrong + 1].index(b";") :]
    with browser.page(b"--ink: #".join(parts), Shown()) as page:
        found = violations(page)
    assert set(found) == ways
    assert all("color-contrast" in [rule for rule, *_ in faults] for faults in found.values())


@pytest.mark.parametrize(("name", "profile"), PAGES)
def test_a_report_320_pixels_wide_does_not_scroll_sideways_and_asks_for_nothing(
    name: str, profile: Profile, browser: Browser
) -> None:
    with browser.page(webpage(viewed(name, profile)), NARROW) as page:
        pixels, wide = beyond_the_edge(page)
        assert pixels <= 0, wide
        assert len(page.requests()) == 1


@pytest.mark.parametrize("name", ROUNDS)
def test_nor_does_the_paper_of_a_round(name: str, browser: Browser) -> None:
    with browser.page(finished_round(name), NARROW) as page:
        pixels, wide = beyond_the_edge(page)
        assert pixels <= 0, wide
        assert len(page.requests()) == 1


def test_nor_does_a_report_in_another_language(browser: Browser) -> None:
    with browser.page(in_welsh_under_a_logo(), NARROW) as page:
        pixels, wide = beyond_the_edge(page)
        assert pixels <= 0, wide
        assert len(page.requests()) == 1


def test_a_page_that_scrolls_sideways_would_be_found(browser: Browser) -> None:
    spoilt = webpage(viewed("nothing-said")).replace(b"<footer>", b'<footer><p style="width:500px">wide</p>')
    with browser.page(spoilt, NARROW) as page:
        assert beyond_the_edge(page)[0] > 0


def test_a_page_that_asks_for_something_would_be_found(browser: Browser) -> None:
    spoilt = webpage(viewed("nothing-said")).replace(b"<footer>", b'<footer><img src="there.png" alt="">')
    with browser.page(spoilt, NARROW) as page:
        assert [address.rpartition("/")[2] for address in page.requests()] == ["page.html", "there.png"]


def finished_round(name: str) -> bytes:
    """The paper as the repository keeps it; another test sees to it that it is today's."""
    return (ROOT / "assessments" / "rounds" / name / "round.html").read_bytes()
