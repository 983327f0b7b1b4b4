"""The page of a round in a browser: axe finds nothing, its tables sort and filter, and a square opens a report.

Needs what tests/test_webpage_in_chromium.py needs, and is skipped without it.
"""

from pathlib import Path

import pytest
from running import ROOT, Mhia
from test_webpage_in_chromium import AXE, RUN_AXE, SCHEMES, answer, beyond_the_edge, needs_axe
from test_webpage_in_chromium import pytestmark as _pytestmark

pytestmark = _pytestmark

SORT_AND_FILTER = """
const section = document.getElementById("proposals").closest("section");
const table = section.querySelector("table");
const heads = [...table.tHead.rows[0].cells];
const place = heads.findIndex(head => head.textContent.startsWith("Saving"));
const column = () => [...table.tBodies[0].rows].map(row => row.cells[place].lastChild.textContent.trim());
const button = heads[place].querySelector("button");
button.focus();
const focused = document.activeElement === button;
button.click();
const falling = column(), first = heads[place].getAttribute("aria-sort");
button.click();
const rising = column(), second = heads[place].getAttribute("aria-sort");
const box = section.querySelector("input[type=search]");
box.focus();
box.value = "parking";
box.dispatchEvent(new Event("input"));
const shown = [...table.tBodies[0].rows].filter(row => !row.hidden).length;
const said = section.querySelector("[role=status]").textContent;
const labelled = box.labels[0].textContent;
const out = document.createElement("pre");
out.id = "answer";
const name = button.ariaLabel;
out.textContent = JSON.stringify({focused, falling, first, rising, second, shown, said, labelled, name});
document.body.textContent = "";
document.body.append(out);
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
        given = ROOT / "examples" / "rounds" / "southampton-2013"
        ran = mhia("batch", given, "--out", "out", "--date", "2026-11-22", "--reports", "none")
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


def test_a_table_is_sorted_and_filtered_by_buttons_and_boxes_that_take_the_focus(page: bytes, tmp_path: Path) -> None:
    found = answer(page, tmp_path, [SORT_AND_FILTER], "--window-size=1280,2000")

    assert found["focused"]
    assert (found["first"], found["second"]) == ("descending", "ascending")
    assert found["falling"][0] == "£935,000"
    assert found["rising"][0] == "£33,000"
    assert found["falling"][-3:] == found["rising"][-3:] == ["not given"] * 3
    assert (found["shown"], found["said"]) == (3, "3 of 24 rows")
    assert (found["name"], found["labelled"]) == ("Sort by Saving a year", "Show only rows with")
