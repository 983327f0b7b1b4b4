"""The page in a browser: no accessibility violation that axe-core finds, no sideways scrolling on a small screen.

Needs the path of a Chromium in CHROMIUM and of axe-core's axe.min.js in MHIA_AXE; skipped with a reason otherwise.
"""

import json
import os
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from reporting import viewed

from mhia.report.webpage import webpage

CHROMIUM = os.environ.get("CHROMIUM", "")
AXE = os.environ.get("MHIA_AXE", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not shutil.which(CHROMIUM or "/no"), reason="CHROMIUM does not name a Chromium to open pages in"
    ),
]
needs_axe = pytest.mark.skipif(not Path(AXE).is_file(), reason="MHIA_AXE does not name axe-core's axe.min.js")
PAGES = ("netherquay-day-centre", "refuge-closes", "size-unknown", "outside-the-rulebook", "hostile-text")
SCHEMES = {"light": (), "dark": ("--blink-settings=preferredColorScheme=0",)}
RUN_AXE = """
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  document.body.textContent = "";
  const box = document.createElement("pre");
  box.id = "answer";
  const nodes = each => each.nodes.map(node => node.html.slice(0, 200));
  box.textContent = JSON.stringify(found.violations.map(each => [each.id, nodes(each)]));
  document.body.append(box);
});
"""
MEASURE = """
addEventListener("load", () => {
  const root = document.documentElement;
  const wide = [...document.querySelectorAll("body *")]
    .filter(each => !each.closest(".picture, thead, .skip"))
    .filter(each => each.getBoundingClientRect().right > root.clientWidth + 1)
    .map(each => each.outerHTML.slice(0, 120));
  const box = document.createElement("pre");
  box.id = "answer";
  box.textContent = JSON.stringify([root.scrollWidth - root.clientWidth, wide.slice(0, 3)]);
  parent.document.body.append(box);
});
"""


def without_policy(page: bytes) -> str:
    """The page without its policy against scripts, which would stop the test's own."""
    return re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.decode())


def answer(page: bytes, folder: Path, scripts: list[str], *flags: str) -> Any:
    """What the last script wrote into the page."""
    text = without_policy(page)
    added = "".join("<script>" + script.replace("</script", r"<\/script") + "</script>" for script in scripts)
    file = folder / "page.html"
    file.write_text(text.replace("</body>", f"{added}</body>"), encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=60000", "--dump-dom", *flags, file.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    found = re.search(r'<pre id="answer">(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    assert found, done.stderr.decode()[-500:]
    return json.loads(unescape(found[1]))


@needs_axe
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(name: str, scheme: str, tmp_path: Path) -> None:
    axe = Path(AXE).read_text(encoding="utf-8")
    violations = answer(webpage(viewed(name)), tmp_path, [axe, RUN_AXE], "--window-size=1280,2000", *SCHEMES[scheme])
    assert violations == []


@needs_axe
def test_axe_would_find_a_violation(tmp_path: Path) -> None:
    axe = Path(AXE).read_text(encoding="utf-8")
    page = webpage(viewed("nothing-said")).replace(b"--ink: #14181c", b"--ink: #b0b0b0", 1)
    violations = answer(page, tmp_path, [axe, RUN_AXE], "--window-size=1280,2000")
    assert "color-contrast" in [name for name, _ in violations]


def beyond_the_edge(page: bytes, folder: Path) -> tuple[int, list[str]]:
    """By how many pixels a page 320 wide scrolls sideways, and what sticks out."""
    inner = without_policy(page).replace("</body>", f"<script>{MEASURE}</script></body>")
    frame = f'<!doctype html><body><iframe width="320" height="2000" srcdoc="{escape(inner)}"></iframe></body>'
    pixels, wide = answer(frame.encode(), folder, [], "--window-size=1000,2000")
    return int(pixels), list(wide)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_320_pixels_wide_does_not_scroll_sideways(name: str, tmp_path: Path) -> None:
    pixels, wide = beyond_the_edge(webpage(viewed(name)), tmp_path)
    assert pixels <= 0, wide


def test_a_page_that_scrolls_sideways_would_be_found(tmp_path: Path) -> None:
    page = webpage(viewed("nothing-said")).replace(b"<footer>", b'<footer><p style="width:500px">wide</p>')
    assert beyond_the_edge(page, tmp_path)[0] > 0
