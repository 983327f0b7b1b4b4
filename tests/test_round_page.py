"""The page of a round in a browser: axe finds nothing, its tables sort and filter, and a square opens a report.

Needs what tests/test_webpage_in_chromium.py needs, and is skipped without it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Browser
from running import ROOT, Mhia
from test_webpage_in_chromium import AXE, CHROMIUM, RUN_AXE, SCHEMES, answer, beyond_the_edge, needs_axe
from test_webpage_in_chromium import pytestmark as _pytestmark

pytestmark = _pytestmark
SOUTHAMPTON = ROOT / "examples" / "rounds" / "southampton-2013"

COLUMN = """
(name => {
  const table = document.getElementById("proposals").closest("section").querySelector("table");
  const place = [...table.tHead.rows[0].cells].findIndex(head => head.textContent.startsWith(name));
  const head = table.tHead.rows[0].cells[place];
  const shown = [...table.tBodies[0].rows].filter(row => !row.hidden);
  const cells = shown.map(row => row.cells[place].lastChild.textContent.trim());
  return {sorted: head.getAttribute("aria-sort"), cells};
})("Saving")
"""
AXE_FINDS = """
axe.run(document, {resultTypes: ["violations"]}).then(found =>
  found.violations.map(each => [each.id, each.nodes.map(node => node.html.slice(0, 200))]))
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The page once it has been made."""
    del tmp_path_factory
    return {}


@pytest.fixture
def page(mhia: Mhia, kept: dict[str, bytes]) -> bytes:
    """The page of the larger real round."""
    if "page" not in kept:
        ran = mhia("batch", SOUTHAMPTON, "--out", "out", "--date", "2026-11-22", "--reports", "none")
        assert ran.code == 0, ran.err
        kept["page"] = (mhia.folder / "out" / "round.html").read_bytes()
    return kept["page"]


@needs_axe
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_violation(scheme: str, page: bytes, tmp_path: Path) -> None:
    axe = Path(AXE).read_text(encoding="utf-8")

    assert answer(page, tmp_path, [axe, RUN_AXE], "--window-size=1280,2000", *SCHEMES[scheme]) == []


def test_a_page_320_pixels_wide_does_not_scroll_sideways(page: bytes, tmp_path: Path) -> None:
    pixels, wide = beyond_the_edge(page, tmp_path)

    assert pixels <= 0, wide


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Mhia:
    """Where the larger real round lies with the reports of its proposals."""
    folder = tmp_path_factory.mktemp("round")
    made = Mhia(folder, {**os.environ, "PYTHONPATH": str(ROOT), "MHIA_CACHE_DIR": str(folder / "cache")})
    ran = made("batch", SOUTHAMPTON, "--out", "out", "--date", "2026-11-22", "--reports", "html")
    assert ran.code == 0, ran.err
    return made


@pytest.fixture
def browser(desk: Mhia, tmp_path: Path) -> Iterator[Browser]:
    """The page as it is, its policy against other scripts included, in a browser with a keyboard."""
    with Browser(CHROMIUM, tmp_path / "profile") as opened:
        opened.open((desk.folder / "out" / "round.html").as_uri())
        yield opened


class TestByKeyboardAlone:
    """Keys are pressed; nothing is clicked, focused or called from outside."""

    SORT = "here.getAttribute('aria-label') === 'Sort by Saving a year'"
    TABLE = "here.closest('section')?.querySelector('#proposals')"
    BOX = f"here.labels?.[0]?.textContent === 'Show only rows with' && {TABLE}"

    def test_the_first_key_leads_past_the_navigation(self, browser: Browser) -> None:
        browser.press("Tab")
        assert browser.ask("document.activeElement.matches('a.skip')")

        browser.press("Enter")
        browser.tab_to("here.closest('main')", 1)

    def test_a_column_is_sorted_with_enter_and_turned_round_with_space(self, browser: Browser) -> None:
        browser.tab_to(self.SORT)
        assert browser.ask("getComputedStyle(document.activeElement).outlineStyle") != "none"

        browser.press("Enter")
        falling = browser.ask(COLUMN)
        browser.press("Space")
        rising = browser.ask(COLUMN)

        assert (falling["sorted"], rising["sorted"]) == ("descending", "ascending")
        assert (falling["cells"][0], rising["cells"][0]) == ("£935,000", "£33,000")
        assert falling["cells"][-3:] == rising["cells"][-3:] == ["not given"] * 3
        assert browser.ask(f"(here => {self.SORT})(document.activeElement)"), "the focus stays where it was"

    def test_rows_are_filtered_as_one_types_and_come_back_when_it_is_taken_away(self, browser: Browser) -> None:
        browser.tab_to(self.BOX)
        browser.write("parking")
        assert len(browser.ask(COLUMN)["cells"]) == 3
        assert (
            browser.ask("document.activeElement.closest('p').querySelector('[role=status]').textContent")
            == "3 of 24 rows"
        )

        browser.press("Escape")
        assert len(browser.ask(COLUMN)["cells"]) == 24

    def test_a_row_that_was_looked_for_opens_its_own_report(self, browser: Browser) -> None:
        browser.tab_to(self.BOX)
        browser.write("R2-22")
        assert len(browser.ask(COLUMN)["cells"]) == 1
        browser.tab_to(f"here.matches('tbody a') && {self.TABLE}")
        title = browser.ask("document.activeElement.textContent.trim()")

        browser.press("Enter")

        browser.wait("location.pathname.includes('/reports/') && document.readyState === 'complete'")
        assert browser.ask("document.querySelector('h1').textContent.trim()") == title

    def test_a_square_of_the_matrix_opens_a_report(self, browser: Browser) -> None:
        browser.tab_to("here.getAttribute('href')?.startsWith('reports/') && here.closest('td.tone, .mark, td')")

        browser.press("Enter")

        browser.wait("location.pathname.includes('/reports/') && document.readyState === 'complete'")

    @needs_axe
    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_axe_finds_nothing_once_it_is_sorted_and_filtered(self, scheme: str, browser: Browser) -> None:
        if scheme == "dark":
            browser.dark()
        browser.tab_to(self.SORT)
        browser.press("Enter")
        browser.tab_to(self.BOX, back=True)
        browser.write("parking")
        browser.ask(Path(AXE).read_text(encoding="utf-8") + "; true")

        assert browser.ask(AXE_FINDS) == []
