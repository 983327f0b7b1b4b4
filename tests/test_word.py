"""The Word document as an officer meets it: headings, captions and lists are Word's own, and it opens elsewhere."""

import re
import sys
import zipfile
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from extracting import docx_text, squeezed
from reporting import EVERY, assessed, viewed
from rounds import draws_of, entry, hit, round_of

from mhia.batching.papers import MadeOn
from mhia.errors import FileError, MissingExtraError
from mhia.report.drawing.pictures import charts
from mhia.report.formats import FORMATS, Style
from mhia.report.view.page import Chart, FindingNote, Heading, Profile, Table, View
from mhia.report.view.round_building import round_view
from mhia.report.view.round_material import RoundMaterial
from mhia.report.word.document import word

HEADING = re.compile(r"^Heading (\d)$")


@cache
def report(name: str) -> bytes:
    return FORMATS["docx"].render(viewed(name), assessed(name))


@cache
def opened(name: str) -> Any:
    return docx.Document(BytesIO(report(name)))


@pytest.mark.parametrize("name", EVERY)
def test_its_outline_is_the_reports(name: str) -> None:
    outline = [
        (int(found[1]), paragraph.text)
        for paragraph in opened(name).paragraphs
        if (found := HEADING.match(paragraph.style.name))
    ]

    assert [(level, squeezed(text)) for level, text in outline] == expected_outline(viewed(name))
    levels = [level for level, _ in outline]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [paragraph.style.name for paragraph in opened(name).paragraphs].count("Title") == 1


@pytest.mark.parametrize("name", EVERY)
def test_every_table_repeats_its_header_and_names_itself(name: str) -> None:
    # The three answers are a table too.
    expected = 2 + sum(isinstance(block, Table | Chart) for block in blocks(viewed(name)))

    assert len(opened(name).tables) == expected
    for table in opened(name).tables:
        first, *others = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table.style.name == "mhia table"


@pytest.mark.parametrize("name", EVERY)
def test_every_picture_is_told_in_words(name: str) -> None:
    said = [picture.get("descr") for picture in opened(name).element.body.iter(qn("wp:docPr"))]

    assert all(chart.title in words for chart, words in zip(charts(viewed(name)), said, strict=True))


@pytest.mark.parametrize("name", EVERY)
def test_captions_are_numbered_by_word(name: str) -> None:
    fields = [field.get(qn("w:instr")).split()[:2] for field in opened(name).element.body.iter(qn("w:fldSimple"))]
    numbers = dict.fromkeys(("Table", "Figure"), 0)
    for paragraph in opened(name).paragraphs:
        if paragraph.style.name == "Caption":
            kind, number = re.match(r"(Table|Figure) (\d+): .", docx_text_of(paragraph)).groups()  # type: ignore[union-attr]
            numbers[kind] += 1
            assert int(number) == numbers[kind]

    assert [kind for _, kind in fields].count("Table") == numbers["Table"]
    assert [kind for _, kind in fields].count("Figure") == numbers["Figure"]


@pytest.mark.parametrize("name", EVERY)
def test_every_link_inside_leads_to_a_place_and_names_are_used_once(name: str) -> None:
    body = opened(name).element.body
    places = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    numbers = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    leads = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]

    assert set(leads) <= set(places)
    assert len(places) == len(set(places)) == len(set(numbers))
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", place) for place in places)


@pytest.mark.parametrize("name", EVERY)
def test_every_style_it_names_is_there(name: str) -> None:
    document = opened(name)
    known = {style.style_id for style in document.styles}
    used = {
        element.get(qn("w:val"))
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for element in document.element.body.iter(qn(tag))
    }

    assert used <= known


@pytest.mark.parametrize(("profile", "times"), [("full", 1), ("member", 0)])
def test_a_figures_table_that_stands_elsewhere_does_not_follow_it(profile: Profile, times: int) -> None:
    view = viewed("netherquay-day-centre", profile)
    text = docx_text(FORMATS["docx"].render(view, assessed("netherquay-day-centre")))

    assert view.glance is not None
    assert text.count(view.glance.table.caption) == times


def test_it_has_contents_pages_and_a_page_turned() -> None:
    document = opened("ferrowdale-library-hours")
    codes = " ".join(code.text for code in document.element.body.iter(qn("w:instrText")))
    foot = document.sections[0].footer._element
    fields = [field.get(qn("w:instr")).strip() for field in foot.iter(qn("w:fldSimple"))]

    assert 'TOC \\o "1-1"' in codes
    assert fields == ["PAGE", "NUMPAGES"]
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip
    assert [
        abs(section.page_width - width) < Mm(0.1)
        for section, width in zip(document.sections, (Mm(210), Mm(297), Mm(210)), strict=True)
    ] == [True] * 3


@pytest.mark.parametrize("name", EVERY)
def test_numbered_lists_begin_at_one(name: str) -> None:
    document = opened(name)
    lists: dict[int, int] = {}
    for paragraph in document.paragraphs:
        if paragraph.style.name == "List Number":
            number = paragraph._p.pPr.numPr.numId.val
            lists[number] = lists.get(number, 0) + 1
    restarts = {
        num.numId for num in document.part.numbering_part.element.num_lst if num.find(qn("w:lvlOverride")) is not None
    }

    assert set(lists) <= restarts


def test_it_is_british_and_says_who_made_it_and_when() -> None:
    document = opened("ferrowdale-library-hours")
    made_on = datetime.fromisoformat(assessed("ferrowdale-library-hours").assessed_on).replace(tzinfo=UTC)
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}

    assert languages == {"en-GB"}
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title.startswith(viewed("ferrowdale-library-hours").title)
    assert document.core_properties.author == viewed("ferrowdale-library-hours").generator
    assert document.core_properties.created == document.core_properties.modified == made_on
    with zipfile.ZipFile(BytesIO(report("ferrowdale-library-hours"))) as package:
        assert "<Application>mhia " in package.read("docProps/app.xml").decode()
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


def test_a_councils_own_document_gives_the_styles_the_page_and_the_footer(tmp_path: Path) -> None:
    reference = council_document(tmp_path / "council.docx")

    style = Style(reference_doc=reference)
    made: Any = docx.Document(BytesIO(FORMATS["docx"].render(viewed("nothing-said"), assessed("nothing-said"), style)))

    heading = next(paragraph for paragraph in made.paragraphs if paragraph.text.startswith("1. "))
    assert heading.style.font.color.rgb == RGBColor(0x00, 0x40, 0x80)
    assert heading.style.font.name == "Georgia"
    assert abs(made.sections[0].page_width - Mm(200)) < Mm(0.1)
    assert made.sections[0].footer.paragraphs[0].text == "Netherquay Council"
    assert "What the council wrote" not in docx_text(report("nothing-said"))
    assert not [paragraph for paragraph in made.paragraphs if "What the council wrote" in paragraph.text]
    assert made.core_properties.title.startswith("Close the library")
    assert {"mhia table", "mhia cell"} <= {style.name for style in made.styles}
    assert {lang.get(qn("w:val")) for lang in made.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_a_document_without_lists_will_do_as_well(tmp_path: Path) -> None:
    reference = council_document(tmp_path / "council.docx")
    bare = tmp_path / "bare.docx"
    with zipfile.ZipFile(reference) as package, zipfile.ZipFile(bare, "w") as rewritten:
        for entry in package.namelist():
            text = package.read(entry)
            if entry == "word/numbering.xml":
                continue
            if entry == "word/_rels/document.xml.rels":
                text = re.sub(rb"<Relationship [^>]*numbering[^>]*/>", b"", text)
            if entry == "[Content_Types].xml":
                text = re.sub(rb"<Override [^>]*numbering[^>]*/>", b"", text)
            rewritten.writestr(entry, text)

    made = FORMATS["docx"].render(viewed("nothing-said"), assessed("nothing-said"), Style(reference_doc=bare))

    assert docx.Document(BytesIO(made)).part.numbering_part.element.num_lst


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"{\\rtf1 old}"])
def test_what_is_no_word_document_is_refused(tmp_path: Path, content: bytes) -> None:
    reference = tmp_path / "council.docx"
    reference.write_bytes(content)

    with pytest.raises(FileError, match=r"council\.docx: is not a Word document"):
        FORMATS["docx"].render(viewed("nothing-said"), assessed("nothing-said"), Style(reference_doc=reference))


def test_without_its_packages_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [module for module in sys.modules if module.startswith("mhia.report.word")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "docx", None)

    with pytest.raises(MissingExtraError, match=r"needs the extra `word`.* -m pip install .*\[word\]"):
        FORMATS["docx"].render(viewed("nothing-said"), assessed("nothing-said"))


@pytest.mark.parametrize(("groups", "turned"), [(10, True), (11, False)])
def test_how_to_read_the_picture_never_has_a_turned_page_to_itself(groups: int, turned: bool) -> None:  # noqa: FBT001
    entries = [entry("a", [hit(f"g{number}", 0.2) for number in range(groups)])]
    view = round_view(RoundMaterial(round_of(entries), draws_of(entries) * np.nan, draws_of(entries)))

    body = docx.Document(BytesIO(word(view, MadeOn("2027-01-04")))).element.body.xml

    assert len(view.grid.rows) == groups
    assert (body.index("A square shows") < body.index('w:orient="landscape"')) is turned


def council_document(path: Path) -> Path:
    """A document as a council might have one: its own heading, page and footer, and some text."""
    document = docx.Document()
    document.add_paragraph("What the council wrote")
    style = document.styles["Heading 1"]
    style.font.color.rgb = RGBColor(0x00, 0x40, 0x80)
    style.font.name = "Georgia"
    style.font.size = Pt(20)
    document.sections[0].page_width = Mm(200)
    document.sections[0].footer.paragraphs[0].text = "Netherquay Council"
    document.core_properties.title = "Template"
    document.save(str(path))
    return path


def docx_text_of(paragraph: Any) -> str:
    """A paragraph with what its fields show."""
    return "".join(element.text or "" for element in paragraph._p.iter(qn("w:t")))


def blocks(view: View) -> list[Any]:
    return [block for section in view.sections for block in section.blocks]


def expected_outline(view: View) -> list[tuple[int, str]]:
    titles = [view.red_lines_title] if view.red_lines else []
    outline = [(1, title) for title in (*titles, view.summary_title, view.grid_title)]
    for section in view.sections:
        outline.append((1, section.title))
        for block in section.blocks:
            if isinstance(block, Heading):
                outline.append((2, block.text))
            elif isinstance(block, FindingNote):
                outline.append((3, f"{block.symbol} {block.heading}"))
    return [(level, squeezed(" ".join(text.split()))) for level, text in outline]
