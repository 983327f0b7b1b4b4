"""What a council settles in mhia.yaml: logo, order of the parts, cover report; and every fault of it at its line."""

import io
import os
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from typing import get_args

import pytest
from reporting import EVERY, ROOT, assessed, rulebook, viewed
from running import Mhia
from test_report_pages import LARGEST, Page

from mhia.errors import FileError
from mhia.languages import catalogue
from mhia.logo import LARGEST as LARGEST_LOGO
from mhia.logo import Logo, read_logo
from mhia.report.formats import FORMATS, Style
from mhia.report.view.arranging import Arrangement
from mhia.report.view.building import report_view
from mhia.report.view.cover_sheet import CoverSheet, cover_sheet
from mhia.report.view.linking import links, places
from mhia.report.view.translating import in_language
from mhia.settings import MAY_BE_LEFT_OUT, SECTIONS, STAYS, Content, Cover, CoverHeading, logo, settings

EXAMPLE = ROOT / "examples" / "netherquay-day-centre.yaml"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 6">{}</svg>'
SHAPE = '<path d="M0 0h20v6H0z" fill="#14466e"/>'
CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "") or "/no") or ""
every = pytest.mark.parametrize("name", EVERY)


def png(width: int = 40, height: int = 12, colour: bytes = b"\x14\x46\x6e") -> bytes:
    rows = b"".join(b"\0" + colour * width for _ in range(height))
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "08" * 64 + "ffc0000b080001000101011100"
    "ffc40014000100000000000000000000000000000009ffc40014100100000000000000000000000000000000"
    "ffda0008010100003f0054dfffd9"
)
"""A picture of one grey dot."""
OF_EACH_KIND = (("crest.png", png()), ("crest.jpg", JPEG), ("crest.svg", SVG.format(SHAPE).encode()))


def settled(folder: Path, text: str) -> Path:
    (folder / "mhia.yaml").write_text(text, encoding="utf-8")
    return folder


class TestALogo:
    @pytest.mark.parametrize(("file", "data"), OF_EACH_KIND, ids=[file for file, _ in OF_EACH_KIND])
    def test_stands_with_its_words_in_page_word_and_pdf(self, file: str, data: bytes, tmp_path: Path) -> None:
        pytest.importorskip("docx")
        pikepdf = pytest.importorskip("pikepdf")
        (tmp_path / file).write_bytes(data)
        style = Style(logo=read_logo(tmp_path / file, "Netherquay & District Council"))
        name = "refuge-closes"
        made = {form: FORMATS[form].render(viewed(name), assessed(name), style) for form in ("html", "docx", "pdf")}
        [picture] = Page(made["html"].decode()).all("img")
        assert picture["alt"] == "Netherquay & District Council"
        assert (picture["src"] or "").startswith("data:image/")
        assert "Netherquay &amp; District Council" in _document(made["docx"])
        with pikepdf.open(io.BytesIO(made["pdf"])) as document:
            alts = [str(one.get("/Alt")) for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        assert "Netherquay & District Council" in alts

    def test_is_let_in_by_the_policy_of_the_page_and_nothing_else_is(self, tmp_path: Path) -> None:
        (tmp_path / "crest.png").write_bytes(png())
        style = Style(logo=read_logo(tmp_path / "crest.png", "Council"))
        with_it = FORMATS["html"].render(viewed("refuge-closes"), assessed("refuge-closes"), style).decode()
        without = FORMATS["html"].render(viewed("refuge-closes"), assessed("refuge-closes")).decode()
        assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'" in with_it
        assert "img-src" not in without
        assert "<img" not in without

    @every
    def test_leaves_a_page_within_its_size(self, name: str) -> None:
        largest = Logo("Council", "png", b"x" * LARGEST_LOGO)
        assert len(FORMATS["html"].render(viewed(name), assessed(name), Style(logo=largest))) <= LARGEST

    @every
    def test_leaves_a_members_page_one_page_as_pdf(self, name: str) -> None:
        pikepdf = pytest.importorskip("pikepdf")
        pytest.importorskip("typst")
        style = Style(logo=Logo("Council", "png", png(60, 60)))
        view = in_language(viewed(name, "member"), catalogue("cy"))
        with pikepdf.open(io.BytesIO(FORMATS["pdf"].render(view, assessed(name), style))) as document:
            assert len(document.pages) == 1

    @pytest.mark.slow
    @pytest.mark.skipif(not CHROMIUM, reason="CHROMIUM does not name a Chromium to print pages with")
    @every
    def test_leaves_a_members_page_one_page_when_a_browser_prints_it(self, name: str, tmp_path: Path) -> None:
        pikepdf = pytest.importorskip("pikepdf")
        page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
        style = Style(logo=Logo("Council", "png", png(300, 90)))
        view = in_language(viewed(name, "member"), catalogue("cy"))
        page.write_bytes(FORMATS["html"].render(view, assessed(name), style))
        command = [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, timeout=180, check=True)
        with pikepdf.open(printed) as document:
            assert len(document.pages) == 1

    @pytest.mark.parametrize(
        ("file", "data", "said"),
        [
            ("crest.txt", b"hello", "is no PNG, JPEG or SVG picture"),
            ("crest.png", png(200, 200, b"\x00\xff\x7f")[:-20], "is damaged"),
            ("crest.png", png().replace(b"IDAT", b"IDAX"), "is damaged"),
            ("crest.jpg", JPEG[:-40], "is damaged"),
            ("crest.png", png() + b"x" * LARGEST_LOGO, "and 16 kB is the most"),
            ("crest.svg", SVG.format("<script>alert(1)</script>").encode(), "does more than draw shapes (<script>)"),
            ("crest.svg", SVG.format('<rect onclick="x()"/>').encode(), "(onclick)"),
            ("crest.svg", SVG.format('<image href="https://evil.example/x.png"/>').encode(), "(<image>, href)"),
            ("crest.svg", SVG.format('<rect fill="url(https://evil.example/x)"/>').encode(), "(fill)"),
            ("crest.svg", SVG.format("<foreignObject/>").encode(), "(<foreignobject>)"),
            ("crest.svg", SVG.format("<style>@import 'x'</style>").encode(), "(<style>)"),
            ("crest.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;").encode(), "declares a document type"),
            ("crest.svg", SVG.format("<rect>").encode(), "is not whole at its line 1"),
        ],
    )
    def test_that_cannot_be_used_is_refused_at_its_line(
        self, file: str, data: bytes, said: str, tmp_path: Path
    ) -> None:
        (tmp_path / file).write_bytes(data)
        settled(tmp_path, f"rulebook: ours\nlogo:\n  file: {file}\n  alt: Council\n")
        with pytest.raises(FileError) as refused:
            logo(tmp_path)
        [problem] = refused.value.problems
        assert str(problem).startswith(f"mhia.yaml:3:9: logo.file: {file} ")
        assert said in problem.message
        assert problem.code == "F111"

    def test_that_is_not_there_is_refused_with_the_one_that_is(self, tmp_path: Path) -> None:
        (tmp_path / "crest.png").write_bytes(png())
        settled(tmp_path, "logo: {file: crst.png, alt: Council}\n")
        with pytest.raises(
            FileError, match=r"mhia\.yaml:1:14: logo\.file: crst\.png there is no such file; did you mean"
        ):
            logo(tmp_path)

    def test_needs_words_that_stand_for_it(self, tmp_path: Path) -> None:
        with pytest.raises(FileError, match=r"mhia\.yaml:1:1: logo\.alt: is needed but not there"):
            settings(settled(tmp_path, "logo: {file: crest.png}\n"))


class TestTheOrderOfTheParts:
    def test_is_known_here_as_the_report_has_it(self) -> None:
        parts = tuple(section.id for section in viewed("refuge-closes").sections)
        assert parts == (*SECTIONS, "annex-a", "sources")
        assert set(STAYS) | set(MAY_BE_LEFT_OUT) == {*parts, "red_lines", "summary", "grid"}
        assert not set(STAYS) & set(MAY_BE_LEFT_OUT)

    def test_is_the_councils_and_the_others_follow(self) -> None:
        view = report_view(
            assessed("refuge-closes"), rulebook(), "full", Arrangement(("questions", "findings"), ("audit", "duties"))
        )
        ids = [section.id for section in view.sections]
        assert ids[:4] == ["questions", "findings", "proposal", "affected"]
        assert ids[-2:] == ["annex-a", "sources"]
        assert not {"audit", "duties"} & set(ids)
        numbered = [section.title.split(".")[0] for section in view.sections[:-2]]
        assert numbered == [str(number) for number in range(1, len(numbered) + 1)]
        assert view.footer[-1] == "Left out of this report by the council’s settings: duties; this report, checked."

    @pytest.mark.parametrize("left_out", MAY_BE_LEFT_OUT)
    @every
    def test_leaves_no_link_that_leads_nowhere(self, name: str, left_out: str) -> None:
        view = report_view(assessed(name), rulebook(), "full", Arrangement(leave_out=(left_out,)))
        there = {f"#{place}" for place in places(view)}
        assert not {link for link in links(view) if link.startswith("#")} - there

    @pytest.mark.parametrize("part", STAYS)
    def test_keeps_what_would_mislead_if_it_were_gone(self, part: str, tmp_path: Path) -> None:
        with pytest.raises(FileError) as refused:
            settings(settled(tmp_path, f"sections:\n  leave_out: [audit, {part}]\n"))
        assert str(refused.value) == (
            f"mhia.yaml:2:22: sections.leave_out[1]: `{part}` cannot be left out: {STAYS[part]} [P317]"
        )

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "{leave_out: [dutys]}",
                "sections.leave_out[0]: `dutys` is no part of a report; did you mean `duties`? [P304]",
            ),
            (
                "{order: [finding]}",
                "sections.order[0]: `finding` is no part of a report; did you mean `findings`? [P304]",
            ),
            ("{order: [grid]}", "sections.order[0]: `grid` stands on the first page and cannot be moved [P317]"),
            ("{order: [sources]}", "sections.order[0]: `sources` is an annex and stands at the end [P317]"),
            ("{order: [audit], leave_out: [audit]}", "sections: `audit` stands here twice; name each part once [P318]"),
            ("{ordre: [audit]}", "sections.ordre: is not a field here; did you mean `order`? [P301]"),
        ],
    )
    def test_is_refused_at_its_line_where_it_cannot_be_had(self, text: str, said: str, tmp_path: Path) -> None:
        with pytest.raises(FileError) as refused:
            settings(settled(tmp_path, f"sections: {text}\n"))
        assert re.sub(r"^mhia\.yaml:1:\d+: ", "", str(refused.value)) == said

    def test_does_not_touch_a_members_page(self) -> None:
        arranged = report_view(assessed("refuge-closes"), rulebook(), "member", Arrangement(leave_out=("questions",)))
        assert arranged == viewed("refuge-closes", "member")


class TestTheCoverReport:
    @pytest.mark.parametrize("content", get_args(Content))
    @every
    def test_says_something_under_every_heading(self, name: str, content: Content) -> None:
        made = sheet(name, Cover(headings=(CoverHeading(heading="H", takes=(content,)),)))
        said = " ".join(made.parts[0].paragraphs)
        # Where nothing was found, only these two have nothing to say.
        assert said or content in {"wellbeing", "questions", "risk"}
        assert "None" not in said
        assert "_" not in said or name == "hostile-text"

    def test_names_nobody_whom_a_public_report_leaves_out(self) -> None:
        every_content = tuple(get_args(Content))
        made = sheet("refuge-closes", Cover(headings=(CoverHeading(heading="H", takes=every_content),)))
        assert "Jo Privat" not in str(made)

    def test_takes_what_the_proposal_says_where_the_council_settles_nothing(self) -> None:
        facts = {fact.label: fact.value for fact in sheet("netherquay-day-centre", Cover()).facts}
        assert facts["Committee"] == "Full Council"
        assert facts["Wards"] == "Harbour, Quayside"
        assert "Report author" not in facts, "nobody is invented"

    def test_is_printed_under_the_councils_headings(self, mhia: Mhia) -> None:
        settled(
            mhia.folder,
            "cover:\n  committee: Cabinet\n  classification: Open\n  headings:\n"
            "    - {heading: Risk, takes: [risk]}\n    - {heading: Consultation, takes: [consultation]}\n",
        )
        said = mhia("assess", EXAMPLE, "--cover").out
        assert said.startswith("Committee: Cabinet\n")
        assert re.search(
            r"^Risk\n\n.*To find out first:.*^Consultation\n\nPeople who come", said, re.MULTILINE | re.DOTALL
        )

    def test_is_as_it_was_where_nothing_is_settled(self, mhia: Mhia) -> None:
        assert mhia("assess", EXAMPLE, "--cover").out.startswith("A mental wellbeing impact assessment is attached")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{headings: [{heading: Risk, takes: [risks]}]}", "`risks` is not one of attached, "),
            ("{headings: [{heading: Risk}]}", "cover.headings[0].takes: is needed but not there"),
            ("{comittee: Cabinet}", "did you mean `committee`?"),
        ],
    )
    def test_is_refused_at_its_line_where_it_cannot_be_had(self, text: str, said: str, tmp_path: Path) -> None:
        with pytest.raises(FileError) as refused:
            settings(settled(tmp_path, f"cover: {text}\n"))
        assert str(refused.value).startswith("mhia.yaml:1:")
        assert said in str(refused.value)


class TestACommand:
    def test_applies_all_of_it(self, mhia: Mhia) -> None:
        (mhia.folder / "crest.png").write_bytes(png())
        settled(
            mhia.folder,
            "language: cy\nlogo: {file: crest.png, alt: Cyngor Netherquay}\n"
            "sections: {order: [findings], leave_out: [audit]}\n",
        )
        ran = mhia("assess", EXAMPLE, "--stdout", "html")
        assert ran.code == 0, ran.err
        assert '<html lang="cy">' in ran.out
        assert 'alt="Cyngor Netherquay"' in ran.out
        assert "1. Canfyddiadau a rhesymau" in ran.out
        assert "Wedi’i hepgor o’r adroddiad hwn gan osodiadau’r cyngor" in ran.out

    def test_stops_at_a_logo_that_is_not_there(self, mhia: Mhia) -> None:
        settled(mhia.folder, "logo: {file: crest.png, alt: Council}\n")
        ran = mhia("assess", EXAMPLE)
        assert ran.code == 3
        assert ran.err.startswith("mhia.yaml:1:14: logo.file: crest.png there is no such file")
        assert not (mhia.folder / "assessments").exists()


def test_the_example_on_the_page_can_be_used(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "council-style.md").read_text(encoding="utf-8")
    ours, catalogue_of_ours = re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "crest.svg").write_text(SVG.format(SHAPE), encoding="utf-8")
    read = settings(settled(tmp_path, ours))
    assert logo(tmp_path)
    assert {name for name in type(read).model_fields if getattr(read, name) is None} == {"rulebook"}
    (tmp_path / "report" / "languages").mkdir(parents=True)
    (tmp_path / "report" / "languages" / "cy.yaml").write_text(catalogue_of_ours, encoding="utf-8")
    assert catalogue("cy", tmp_path).checked_by == "the translation unit, May 2027"


@pytest.mark.parametrize("content", get_args(Content))
def test_the_page_explains_everything_a_cover_report_can_take(content: Content) -> None:
    assert f"| `{content}` |" in (ROOT / "docs" / "council-style.md").read_text(encoding="utf-8")


def sheet(name: str, cover: Cover) -> CoverSheet:
    return cover_sheet(assessed(name), rulebook(), f"{name}.docx", cover)


def _document(report: bytes) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        return archive.read("word/document.xml").decode()
