"""The page of a round in a browser, by keyboard: its tables sort and filter, and a square opens a report.

That it is accessible as it comes, and fits a small screen, is tested with the other pages in
`test_webpage_in_chromium.py`.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from browsing import CHROMIUM, WITHOUT, Browser, Page, Shown
from running import ROOT, Mhia
from test_webpage_in_chromium import RUN_AXE, axe, needs_axe

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason=WITHOUT)]
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


@pytest.fixture(scope="module")
def round_page(tmp_path_factory: pytest.TempPathFactory, kept_rulebook: Path) -> str:
    """Where the page of the larger real round is, beside the reports of its proposals."""
    folder = tmp_path_factory.mktemp("round")
    made = Mhia(folder, {**os.environ, "PYTHONPATH": str(ROOT), "MHIA_CACHE_DIR": str(kept_rulebook)})
    ran = made("batch", SOUTHAMPTON, "--out", "out", "--date", "2026-11-22", "--reports", "html")
    assert ran.code == 0, ran.err
    return (folder / "out" / "round.html").as_uri()


@pytest.fixture
def page(round_page: str, browser: Browser) -> Iterator[Page]:
    """The page as it is, its policy against other scripts included, with a keyboard."""
    with browser.at(round_page, Shown()) as opened:
        yield opened


class TestByKeyboardAlone:
    """Keys are pressed; nothing is clicked, focused or called from outside."""

    SORT = "here.getAttribute('aria-label') === 'Sort by Saving a year'"
    TABLE = "here.closest('section')?.querySelector('#proposals')"
    BOX = f"here.labels?.[0]?.textContent === 'Show only rows with' && {TABLE}"

    def test_the_first_key_leads_past_the_navigation(self, page: Page) -> None:
        page.press("Tab")
        assert page.run("document.activeElement.matches('a.skip')")

        page.press("Enter")
        page.tab_to("here.closest('main')", 1)

    def test_a_column_is_sorted_with_enter_and_turned_round_with_space(self, page: Page) -> None:
        page.tab_to(self.SORT)
        assert page.run("getComputedStyle(document.activeElement).outlineStyle") != "none"

        page.press("Enter")
        falling = page.run(COLUMN)
        page.press("Space")
        rising = page.run(COLUMN)

        assert (falling["sorted"], rising["sorted"]) == ("descending", "ascending")
        assert (falling["cells"][0], rising["cells"][0]) == ("£935,000", "£33,000")
        assert falling["cells"][-3:] == rising["cells"][-3:] == ["not given"] * 3
        assert page.run(f"(here => {self.SORT})(document.activeElement)"), "the focus stays where it was"

    def test_need_is_sorted_by_how_high_it_is(self, page: Page) -> None:
        page.tab_to("here.getAttribute('aria-label') === 'Sort by Need'")
        order = ["high need", "raised need", "standard"]
        column = COLUMN.replace('"proposals"', '"groups"').replace("Saving", "Need")

        page.press("Enter")
        falling = page.run(column)["cells"]
        page.press("Space")
        rising = page.run(column)["cells"]

        assert set(falling) == set(order)
        assert falling == sorted(falling, key=order.index)
        assert rising == falling[::-1]

    def test_rows_are_filtered_as_one_types_and_come_back_when_it_is_taken_away(self, page: Page) -> None:
        page.tab_to(self.BOX)
        page.write("parking")
        assert len(page.run(COLUMN)["cells"]) == 3
        assert (
            page.run("document.activeElement.closest('p').querySelector('[role=status]').textContent") == "3 of 24 rows"
        )

        page.press("Escape")
        assert len(page.run(COLUMN)["cells"]) == 24

    def test_a_row_that_was_looked_for_opens_its_own_report(self, page: Page) -> None:
        page.tab_to(self.BOX)
        page.write("R2-22")
        assert len(page.run(COLUMN)["cells"]) == 1
        page.tab_to(f"here.matches('tbody a') && {self.TABLE}")
        title = page.run("document.activeElement.textContent.trim()")

        page.press("Enter")

        page.wait("location.pathname.includes('/reports/') && document.readyState === 'complete'")
        assert page.run("document.querySelector('h1').textContent.trim()") == title

    def test_a_square_of_the_matrix_opens_a_report(self, page: Page) -> None:
        page.tab_to("here.getAttribute('href')?.startsWith('reports/') && here.closest('td.tone, .mark, td')")

        page.press("Enter")

        page.wait("location.pathname.includes('/reports/') && document.readyState === 'complete'")

    @needs_axe
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing_once_it_is_sorted_and_filtered(
        self, scheme: Literal["light", "dark"], page: Page
    ) -> None:
        page.show(Shown(scheme=scheme))
        page.tab_to(self.SORT)
        page.press("Enter")
        page.tab_to(self.BOX, back=True)
        page.write("parking")
        page.run(f"{axe()};0")

        assert page.run(RUN_AXE) == []
