"""docs/rulebook is what the rulebook says today: whole, linked, readable without network or script, and accessible.

The tests in a browser need a Chromium in CHROMIUM (and axe-core's axe.min.js in MHIA_AXE), and are skipped otherwise.
"""

import json
import os
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from running import ROOT, Mhia

from mhia.evidence.searching import index, search
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook_pages.site import site

SHIPPED = load_rulebook(cache=False)
COMMITTED = ROOT / "docs" / "rulebook"
CHROMIUM = os.environ.get("CHROMIUM", "")
AXE = os.environ.get("MHIA_AXE", "")
in_a_browser = pytest.mark.skipif(
    not shutil.which(CHROMIUM or "/no"), reason="CHROMIUM does not name a Chromium to open pages in"
)
needs_axe = pytest.mark.skipif(not Path(AXE).is_file(), reason="MHIA_AXE does not name axe-core's axe.min.js")


@cache
def made() -> dict[str, bytes]:
    return site(SHIPPED)


def committed() -> dict[str, bytes]:
    files = (path for path in COMMITTED.rglob("*") if path.is_file())
    return {path.relative_to(COMMITTED).as_posix(): path.read_bytes() for path in files}


def pages() -> dict[str, str]:
    return {name: data.decode() for name, data in made().items() if name.endswith(".html")}


def test_the_committed_site_is_what_the_rulebook_says_today(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--accept", default=False) and committed() != made():
        shutil.rmtree(COMMITTED, ignore_errors=True)
        for name, data in made().items():
            (COMMITTED / name).parent.mkdir(parents=True, exist_ok=True)
            (COMMITTED / name).write_bytes(data)
    there = committed()
    assert sorted(there) == sorted(made()), "pytest tests/test_rulebook_site.py --accept writes the site anew"
    stale = [name for name, data in made().items() if there[name] != data]
    assert not stale, "stale; read the difference, then --accept it"


def test_the_same_rulebook_makes_the_same_bytes() -> None:
    assert site(load_rulebook()) == made()


def test_it_is_small_enough_to_keep() -> None:
    assert sum(map(len, made().values())) < 5_000_000
    assert len(made()["index.html"]) < 600_000


@pytest.mark.parametrize("kind", ["service", "group", "source"])
def test_every_entry_of_a_kind_has_its_page(kind: str) -> None:
    assert all(f"{kind}s/{id}.html" in made() for id in SHIPPED.ids(kind))


def test_every_service_stands_in_the_matrix_with_every_domain() -> None:
    rows = re.findall(r'<th role="rowheader" scope="row"><a href="services/(\w+)\.html">', pages()["index.html"])
    assert sorted(rows) == sorted(SHIPPED.services)
    assert pages()["index.html"].count('<td role="cell"') == len(rows) * 6


def test_the_matrix_says_what_the_entry_says() -> None:
    page = pages()["index.html"]
    row = page.split('<a href="services/library.html">')[1].split("</tr>")[0]
    assert re.search(r'href="services/library\.html#learning">0\.1</a><small>.*?moderate</small>', row)
    assert row.count("not studied") == 2


def test_a_source_page_lists_everything_that_rests_on_it() -> None:
    page = pages()["sources/hanzl-2025.html"]
    assert '<a href="../services/library.html">' in page
    assert "domains.learning" in page
    assert 'href="../changes.html#reduce_hours"' in page


def test_a_group_page_lists_the_services_that_name_it() -> None:
    page = pages()["groups/older_living_alone.html"]
    assert '<a href="../services/library.html">' in page
    assert "× 1.3" in page


def test_every_service_says_when_it_misleads() -> None:
    for id in SHIPPED.services:
        assert 'id="misleads"' in pages()[f"services/{id}.html"]
        assert f'href="services/{id}.html"' in pages()["misleads.html"]


def test_what_is_known_from_memory_only_is_on_no_page() -> None:
    for id in SHIPPED.sources:
        withheld = SHIPPED.source(id).from_memory
        if any(digit.isdigit() for digit in withheld):
            assert withheld not in unescape(pages()[f"sources/{id}.html"]), id


class Addresses(HTMLParser):
    """Every address and every place in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.there: set[str] = set()
        self.places: set[str] = set()
        self.tags: set[str] = set()
        self.repeated: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        self.there |= {value for name in ("href", "src") if (value := given.get(name))}
        if name := given.get("id"):
            self.repeated |= {name} & self.places
            self.places.add(name)


@cache
def addresses() -> dict[str, Addresses]:
    return {name: Addresses(text) for name, text in pages().items()}


def test_every_link_leads_to_a_page_and_a_place_that_are_there() -> None:
    broken = []
    for name, found in addresses().items():
        for href in found.there:
            path, _, place = href.partition("#")
            target = os.path.normpath(str(Path(name).parent / path)) if path else name
            if target not in made() or (place and place not in addresses()[target].places):
                broken.append((name, href))
    assert not broken


def test_no_page_asks_for_anything_from_elsewhere() -> None:
    for name, found in addresses().items():
        assert not {href for href in found.there if "//" in href or href.startswith("data:")}, name
        assert ("script" in found.tags) == (name == "index.html"), name
        assert "default-src 'none'" in pages()[name]


def test_no_page_uses_a_name_twice() -> None:
    assert not {name: found.repeated for name, found in addresses().items() if found.repeated}


def test_every_page_has_one_title_and_a_language() -> None:
    for name, text in pages().items():
        assert text.count("<h1>") == 1, name
        assert '<html lang="en-GB">' in text, name
        assert re.search(r"<title>[^<]+</title>", text), name


class TestTheCommand:
    def test_it_writes_the_site_and_says_where_to_begin(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "site", "pages", seconds=180)
        assert ran.code == 0, ran.err
        assert "open pages/index.html" in ran.out
        assert {name.removeprefix("pages/") for name in mhia.written()} == set(made())
        assert mhia("rulebook", "site", "pages", "--quiet", seconds=180).code == 0, "its own pages may be written anew"

    def test_it_writes_over_nothing_that_is_not_its_own(self, mhia: Mhia) -> None:
        (mhia.folder / "pages").mkdir()
        (mhia.folder / "pages" / "index.html").write_text("<p>my page</p>", encoding="utf-8")
        ran = mhia("rulebook", "site", "pages")
        assert ran.code == 3
        assert mhia.written() == ["pages/index.html"]

    def test_written_again_it_takes_away_pages_of_entries_that_are_gone_and_nothing_else(self, mhia: Mhia) -> None:
        """A page that stays behind would be found by a search engine long after the entry was withdrawn."""
        services = mhia.folder / "ours" / "services"
        services.mkdir(parents=True)
        raw = {**SHIPPED.raw("service", "library"), "id": "bookshop", "label": "Bookshop", "aliases": []}
        (services / "bookshop.yaml").write_text(json.dumps(raw), encoding="utf-8")
        made_with_it = mhia("rulebook", "site", "pages", "--rulebook", "ours")
        assert made_with_it.code == 0, made_with_it.err
        pages = mhia.folder / "pages"
        gone = pages / "services" / "bookshop.html"
        assert gone.is_file()
        strangers = {
            pages / "notes.html": "<p>ours</p>",
            pages / "services" / "notes.html": "<p>ours</p>",
            pages / "services" / "bookshop.txt": "notes",
            pages / "library.html": '<meta name="generator" content="mhia 1.0">',
            pages / "old" / "bookshop.html": gone.read_text(encoding="utf-8"),
        }
        for path, text in strangers.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

        ran = mhia("rulebook", "site", "pages")

        assert ran.code == 0, ran.err
        assert "1 of entries that are gone taken away" in ran.out
        assert not gone.exists()
        assert all(path.read_text(encoding="utf-8") == text for path, text in strangers.items())
        assert "taken away" not in mhia("rulebook", "site", "pages").out

    def test_a_local_rulebook_is_marked_as_such(self, tmp_path: Path) -> None:
        (tmp_path / "parameters.yaml").write_text("bands: {minor: 0.06}\n", encoding="utf-8")
        page = site(load_rulebook(local=tmp_path, cache=False))["index.html"].decode()
        assert "Changed by a local rulebook" in page
        assert "parameters bands: bands.minor: 0.05 became 0.06" in page


RUN_AXE = """
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  document.body.textContent = "";
  const box = document.createElement("pre");
  box.id = "answer";
  const nodes = each => each.nodes.slice(0, 3).map(node => node.html.slice(0, 200));
  box.textContent = JSON.stringify(found.violations.map(each => [each.id, nodes(each)]));
  document.body.append(box);
});
"""
SCHEMES = {"light": (), "dark": ("--blink-settings=preferredColorScheme=0",)}


def opened(folder: Path, name: str, *flags: str, question: str = "") -> str:
    """What a page has become once its scripts have run."""
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=60000", "--window-size=1280,2000", "--dump-dom",
        *flags, (folder / name).as_uri() + question,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    return done.stdout.decode()


def written(folder: Path, script: str = "") -> Path:
    """A few pages in a folder, with a script of the test's own at their end."""
    for name in ("index.html", "style.css", "services/library.html", "sources.html", "changes.html"):
        text = made()[name].decode()
        if script and name.endswith(".html"):
            text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
            text = text.replace("</body>", "<script>" + script.replace("</script", r"<\/script") + "</script></body>")
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
@in_a_browser
class TestInABrowser:
    @needs_axe
    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("name", ["index.html", "services/library.html", "sources.html", "changes.html"])
    def test_axe_finds_no_violation(self, name: str, scheme: str, tmp_path: Path) -> None:
        folder = written(tmp_path, Path(AXE).read_text(encoding="utf-8") + RUN_AXE)
        found = re.search(r'<pre id="answer">(.*?)</pre>', opened(folder, name, *SCHEMES[scheme]), re.DOTALL)
        assert found
        assert json.loads(unescape(found[1])) == []

    @pytest.mark.parametrize(
        "question",
        ["library", "warm rooms", "libary", "bus pass", "mums with new babies", "cuts to hours", "Hanzl 2025"],
    )
    def test_the_page_finds_what_the_command_finds(self, question: str, tmp_path: Path) -> None:
        page = opened(written(tmp_path), "index.html", question=f"?q={question.replace(' ', '+')}")
        hits = re.findall(r'<li><a href="([^"]+)">', page.split('<ol id="found">')[1].split("</ol>")[0])
        first = search(SHIPPED, question, index(SHIPPED)).found[0]
        assert hits, page[:500]
        assert first.id in hits[0]

    def test_the_page_keeps_its_style_and_script_under_its_own_policy(self, tmp_path: Path) -> None:
        page: Any = opened(written(tmp_path), "index.html", question="?q=zzzzzz")
        assert "Nothing has the word \u201czzzzzz\u201d" in page
