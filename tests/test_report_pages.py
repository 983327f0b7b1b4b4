"""The report as a web page and as Markdown: sound, accessible by structure, and safe whatever a proposal says."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from reporting import EVERY, EXAMPLES, viewed

from mhia.report.markdown import escaped, markdown
from mhia.report.view.page import PROFILES, Paragraph, Profile, Section
from mhia.report.webpage import webpage

every = pytest.mark.parametrize("name", EVERY)
example = pytest.mark.parametrize("name", EXAMPLES)
LARGEST = 300_000
"""Bytes: a page that opens at once on an old laptop and passes through a council's mail."""
VOID = {"meta", "br", "link", "rect", "line", "circle", "img", "hr", "input"}
HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% include 'x' %}",
    "a | b",
    "`code`",
    "**bold** _it_",
    "[link](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "\u202edesrever\u202c",
    "https://evil.example",
    "www.evil.example",
    "# heading",
    "1. list",
    "- list",
    "> quote",
    "--- ",
    "-->",
    "&lt;b&gt;",
    '"><b onmouseover="x">',
    "$x$ ~~y~~ @everyone",
    "x" * 10_000,
    "line\nbreak\r\nand\ttab\x00nul",
)


class Page(HTMLParser):
    """What a test looks at in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [given for name, given in self.tags if name == tag]


def page(name: str) -> Page:
    return Page(webpage(viewed(name)).decode())


@every
def test_the_page_is_well_formed(name: str) -> None:
    found = page(name)
    assert not found.faults
    assert not found.open
    assert len(found.ids) == len(set(found.ids))


@every
def test_headings_come_in_order_under_one_first(name: str) -> None:
    levels = [int(heading[1]) for heading in page(name).headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@every
def test_every_link_in_the_page_leads_somewhere(name: str) -> None:
    found = page(name)
    inside = {link[1:] for link in found.links if link.startswith("#")}
    assert inside <= set(found.ids)
    assert all(link.startswith(("#", "https://", "http://")) for link in found.links)


@every
def test_the_page_needs_no_network_and_no_script(name: str) -> None:
    text = webpage(viewed(name)).decode()
    found = Page(text)
    assert not any(found.all(tag) for tag in ("script", "link", "img", "iframe", "object", "form"))
    assert not any(key.startswith("on") or key == "style" for _, given in found.tags for key in given)
    assert "@import" not in text
    assert "url(" not in text
    assert "default-src 'none'" in text


@every
def test_the_page_says_its_language_title_and_maker(name: str) -> None:
    found = page(name)
    assert found.all("html")[0]["lang"] == "en-GB"
    assert len(found.all("title")) >= 1
    assert any(
        (given.get("content") or "").startswith("mhia ")
        for given in found.all("meta")
        if given.get("name") == "generator"
    )


@every
def test_every_table_has_a_caption_and_headed_rows_and_columns(name: str) -> None:
    found = page(name)
    assert len(found.all("caption")) == len(found.all("table")) > 0
    assert all(given.get("scope") in {"col", "row"} for given in found.all("th"))


@every
def test_every_picture_has_a_name_a_description_and_a_table(name: str) -> None:
    text = webpage(viewed(name)).decode()
    found = Page(text)
    for given in found.all("svg"):
        assert given["role"] == "img"
        named = (given["aria-labelledby"] or "").split()
        assert set(named) <= set(found.ids)
    elsewhere = int(viewed(name).glance is not None)
    assert text.count("</figure>") == len(re.findall(r"</figure>\s*<table", text)) + elsewhere


def test_the_reader_can_skip_to_the_report_and_sees_where_the_focus_is() -> None:
    text = webpage(viewed("slough-childrens-centres")).decode()
    assert '<a class="skip" href="#report">' in text
    assert ":focus-visible" in text


@pytest.mark.parametrize("profile", PROFILES)
@every
def test_a_page_is_small_enough_to_send(name: str, profile: Profile) -> None:
    assert len(webpage(viewed(name, profile))) <= LARGEST


@example
def test_the_same_view_gives_the_same_bytes(name: str) -> None:
    assert webpage(viewed(name)) == webpage(viewed(name))
    assert markdown(viewed(name)) == markdown(viewed(name))


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12].encode("ascii", "replace").decode() for text in HOSTILE])
def test_text_from_a_proposal_stays_text_on_the_page(text: str) -> None:
    view = viewed("nothing-said")
    named = replace(view, title=text, sections=(Section("s", text, (Paragraph(text, lead=text),)),))
    found = Page(webpage(named).decode())
    assert not found.faults
    assert not found.all("script")
    assert not found.all("img")
    assert not any(key.startswith("on") for _, given in found.tags for key in given)
    shown = " ".join(found.text)
    assert " ".join(re.sub("[\u202e\u202c\x00]", " ", text).split()).split(" ")[0] in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12].encode("ascii", "replace").decode() for text in HOSTILE])
def test_text_from_a_proposal_stays_text_in_markdown(text: str) -> None:
    view = viewed("nothing-said")
    made = markdown(replace(view, title=text, sections=(Section("s", text, (Paragraph(text),)),))).decode()
    plain = markdown(replace(view, title="T", sections=(Section("s", "T", (Paragraph("T"),)),))).decode()
    assert len(made.splitlines()) == len(plain.splitlines()), "it broke out of its line"
    assert not re.search(r"<(?!br>|a id=|/a>|!-- mhia)", made)
    assert "https://evil" not in made
    assert "www.evil" not in made
    assert "\u202e" not in made


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("1. list", r"1\. list"),
        ("2024 was", "2024 was"),
        ("- list", r"\- list"),
        ("−0.3 and -3", "−0.3 and -3"),
        ("# x", r"\# x"),
        ("<b>", "&lt;b&gt;"),
        ("&lt;", "&amp;lt;"),
        ("`x`", r"\`x\`"),
        ("a_b*c", r"a\_b\*c"),
    ],
)
def test_markdown_is_escaped_so_that_it_reads_as_it_was_written(text: str, shown: str) -> None:
    assert escaped(text) == shown


@every
def test_markdown_carries_the_mark_of_mhia_on_its_first_line(name: str) -> None:
    first = markdown(viewed(name)).decode().splitlines()[0]
    assert first.startswith("<!-- mhia report")
    assert first.endswith("-->")


@every
def test_a_markdown_table_has_the_same_number_of_cells_in_every_row(name: str) -> None:
    lines = markdown(viewed(name)).decode().splitlines()
    table: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            table.append(line)
        elif table:
            widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table}
            assert len(widths) == 1, table[0]
            table = []


@every
def test_both_formats_say_the_same_parts(name: str) -> None:
    titles = [section.title for section in viewed(name).sections]
    web, text = " ".join(page(name).text), markdown(viewed(name)).decode()
    assert all(title in web for title in titles)
    assert all(escaped(title) in text for title in titles)


def test_a_council_can_lay_its_own_template_over_ours(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.css").write_text("body { color: navy; }", encoding="utf-8")
    made = webpage(viewed("nothing-said"), tmp_path).decode()
    assert "navy" in made
    assert "<h1>" in made


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("MHIA_CACHE_DIR", str(blocked))
    other = tmp_path / "templates"
    other.mkdir()
    assert webpage(viewed("nothing-said"), other) == webpage(viewed("nothing-said"))
