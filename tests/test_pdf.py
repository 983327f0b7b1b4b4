"""The PDF as a screen reader meets it: checked on the tags themselves, for every example."""

import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from extracting import pdf_text
from reporting import EVERY, assessed, viewed

from mhia.errors import FileError, MissingExtraError
from mhia.report.drawing.colours import colours
from mhia.report.drawing.pictures import charts
from mhia.report.formats import FORMATS, Style
from mhia.report.laying_out import template_text
from mhia.report.view.page import Chart, FindingNote, Heading, Table, View

HEADINGS = {f"/H{level}": level for level in range(1, 7)}


@cache
def opened(name: str) -> Any:
    return pikepdf.open(BytesIO(FORMATS["pdf"].render(viewed(name), assessed(name))))


@pytest.mark.parametrize("name", EVERY)
def test_it_says_what_it_is(name: str) -> None:
    pdf, view = opened(name), viewed(name)
    known = pdf.Root.Metadata.read_bytes().decode()

    assert pdf.Root.Lang == "en-GB"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert "<pdfuaid:part>1</pdfuaid:part>" in known
    assert f"<pdf:Producer>{view.generator}</pdf:Producer>" in known
    assert "<dc:title>" in known
    assert str(pdf.docinfo.Title).endswith(view.kind_of_paper)
    assert str(pdf.docinfo.Author) == str(pdf.docinfo.Producer) == view.generator
    assert str(pdf.docinfo.CreationDate) == f"D:{assessed(name).assessed_on.replace('-', '')}000000Z"


@pytest.mark.parametrize("name", EVERY)
def test_it_has_every_heading_at_its_level(name: str) -> None:
    levels = [HEADINGS[str(element.S)] for element in elements(opened(name)) if str(element.S) in HEADINGS]
    expected = expected_levels(viewed(name))

    assert levels == expected
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", EVERY)
def test_every_cell_of_every_table_knows_its_headers(name: str) -> None:
    pdf = opened(name)
    tables = [element for element in elements(pdf) if element.S == "/Table"]
    names = {bytes(known) for known in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]}

    assert len(tables) == 1 + sum(isinstance(block, Table | Chart) for block in blocks(viewed(name)))
    for table in tables:
        head, *rows = [element for element in below(table) if element.S == "/TR"]
        columns = [bytes(cell.ID) for cell in head.K]
        assert {str(cell.S) for cell in head.K} == {"/TH"}
        assert {str(attributes(cell).Scope) for cell in head.K} == {"/Column"}
        for row in rows:
            first, *others = row.K
            assert first.S == "/TH"
            assert attributes(first).Scope == "/Row"
            for column, cell in zip(columns[1:], others, strict=True):
                assert cell.S == "/TD"
                assert [bytes(header) for header in attributes(cell).Headers] == [column, bytes(first.ID)]
            assert {*columns, bytes(first.ID)} <= names


@pytest.mark.parametrize("name", EVERY)
def test_every_picture_is_told_in_words(name: str) -> None:
    figures = [element for element in elements(opened(name)) if element.S == "/Figure"]
    told = [str(figure.Alt) for figure in figures]

    assert [chart.title in said for chart, said in zip(charts(viewed(name)), told, strict=True)] == [True] * len(told)


@pytest.mark.parametrize("name", EVERY)
def test_headers_are_found_by_name_in_order(name: str) -> None:
    """A reader looks names up by halving the list, so it has to be sorted."""
    names = [bytes(known) for known in list(opened(name).Root.StructTreeRoot.IDTree.Names)[::2]]

    assert names == sorted(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", EVERY)
def test_every_font_travels_with_the_file(name: str) -> None:
    fonts = {font.objgen: font for page in opened(name).pages for font in page.Resources.get("/Font", {}).values()}

    assert fonts
    for font in fonts.values():
        inside = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in inside or "/FontFile3" in inside
        assert "/ToUnicode" in font


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_printed_that_is_neither_tagged_nor_marked_as_decoration(name: str) -> None:
    for page in opened(name).pages:
        inside = 0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            inside += {"BMC": 1, "BDC": 1, "EMC": -1}.get(operator, 0)
            assert operator not in {"Tj", "TJ"} or inside


@pytest.mark.parametrize("name", EVERY)
def test_every_section_has_a_bookmark(name: str) -> None:
    view = viewed(name)
    with opened(name).open_outline() as outline:
        titles = [item.title for top in outline.root for item in (top, *top.children)]

    assert [section.title for section in view.sections if section.title not in titles] == []


@pytest.mark.parametrize("name", EVERY)
def test_every_place_in_the_contents_has_a_page(name: str) -> None:
    entries = [element for element in elements(opened(name)) if element.S == "/TOCI"]

    # Red lines, summary and grid stand before the sections.
    assert len(entries) == len(viewed(name).sections) + 2 + bool(viewed(name).red_lines)


def test_the_grid_lies_on_a_page_turned() -> None:
    turned = [page for page in opened("ferrowdale-library-hours").pages if page.MediaBox[2] > page.MediaBox[3]]

    assert len(turned) == 1


def test_a_council_may_bring_a_template_of_its_own(tmp_path: Path) -> None:
    own = template(tmp_path, template_text("report/report.typ").replace("view.labels.table", '"List"'))

    text = pdf_text(FORMATS["pdf"].render(viewed("nothing-said"), assessed("nothing-said"), own))

    assert "List\N{NO-BREAK SPACE}1" in text


def test_a_broken_template_is_named_with_the_place_of_its_fault(tmp_path: Path) -> None:
    own = template(tmp_path, "= Report\n#let x = \n")

    with pytest.raises(FileError, match=r"report\.typ:2:8: expected expression"):
        FORMATS["pdf"].render(viewed("nothing-said"), assessed("nothing-said"), own)


def test_a_council_may_bring_colours_of_its_own(tmp_path: Path) -> None:
    sheet = template_text("report/report.css").replace("--moderate-adverse: #b3440c", "--moderate-adverse: #123456")
    own = template(tmp_path, template_text("report/report.typ"), sheet)

    assert colours(own.templates)["moderate-adverse"] == "123456"
    assert colours()["moderate-adverse"] == "b3440c"


def test_without_its_packages_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "mhia.report.pdf", raising=False)
    monkeypatch.delitem(sys.modules, "mhia.report.drawing.tagging", raising=False)
    monkeypatch.setitem(sys.modules, "pikepdf", None)

    with pytest.raises(MissingExtraError, match=r"needs the extra `pdf`.* -m pip install .*\[pdf\]"):
        FORMATS["pdf"].render(viewed("nothing-said"), assessed("nothing-said"))


def template(folder: Path, page: str, sheet: str | None = None) -> Style:
    """A folder of templates with a page of its own."""
    (folder / "report").mkdir()
    (folder / "report" / "report.typ").write_text(page, encoding="utf-8")
    if sheet is not None:
        (folder / "report" / "report.css").write_text(sheet, encoding="utf-8")
    return Style(templates=folder)


def elements(pdf: Any) -> Iterator[Any]:
    """Every structure element, in reading order."""
    yield from below(pdf.Root.StructTreeRoot)


def below(element: Any) -> Iterator[Any]:
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from below(kid)


def attributes(cell: Any) -> Any:
    return next(attribute for attribute in cell.A if attribute.O == "/Table")


def blocks(view: View) -> Iterator[Any]:
    for section in view.sections:
        yield from section.blocks


def expected_levels(view: View) -> list[int]:
    levels = [1, *([2] if view.red_lines else []), 2, 2, 2]
    for section in view.sections:
        levels.append(2)
        headings = [block for block in section.blocks if isinstance(block, Heading | FindingNote)]
        levels += [3 if isinstance(block, Heading) else 4 for block in headings]
    return levels
