"""The Word reports in another program: LibreOffice makes them into PDF, and nothing is lost on the way.

Needs LibreOffice Writer (`soffice`); skipped with a reason otherwise. One start of it converts every report.
"""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from extracting import docx_text, pdf_text, squeezed
from reporting import EVERY, assessed, viewed

from mhia.report.drawing.pictures import charts
from mhia.report.formats import FORMATS
from mhia.report.view.page import Profile

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (soffice)"),
]
TAGGED = (
    'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
Made = dict[tuple[str, Profile], tuple[bytes, bytes]]
"""A report as Word, and what LibreOffice makes of it."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("word")
    profiles: tuple[Profile, ...] = ("full", "member")
    word = {
        (name, profile): FORMATS["docx"].render(viewed(name, profile), assessed(name))
        for name in EVERY
        for profile in profiles
    }
    for (name, profile), document in word.items():
        (folder / f"{name}-{profile}.docx").write_bytes(document)
    convert(folder)
    return {key: (document, (folder / f"{'-'.join(key)}.pdf").read_bytes()) for key, document in word.items()}


def test_every_report_opens_and_no_word_is_lost(made: Made) -> None:
    lost = {}
    for key, (word, printed) in made.items():
        text = squeezed(pdf_text(printed))
        said = [line for line in docx_text(word).splitlines() if squeezed(line)]
        lost[key] = [line for line in said if squeezed(line) not in text]
    assert {key: lines for key, lines in lost.items() if lines} == {}


def test_its_headings_are_the_outline(made: Made) -> None:
    for word, printed in made.values():
        document: Any = docx.Document(BytesIO(word))
        styles = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
        expected = [squeezed(text) for style, text in styles if style.startswith("Heading ")]
        with pikepdf.open(BytesIO(printed)) as pdf, pdf.open_outline() as outline:
            assert [squeezed(item.title) for item in below(outline.root)] == expected


def test_the_grid_lies_on_a_page_turned_and_nothing_else_does(made: Made) -> None:
    for (name, profile), (_, printed) in made.items():
        with pikepdf.open(BytesIO(printed)) as pdf:
            turned = [page for page in pdf.pages if page.MediaBox[2] > page.MediaBox[3]]
            assert 1 <= len(turned) <= 2 if profile == "full" else not turned, name
            page = BytesIO()
            alone = pikepdf.new()
            alone.pages.extend(turned)
            alone.save(page)
        text = squeezed(pdf_text(page.getvalue()))
        if profile == "full":
            assert all(column.label in text for column in viewed(name).grid.columns), name


def test_every_picture_is_there_with_its_words(made: Made) -> None:
    for (name, profile), (_, printed) in made.items():
        with pikepdf.open(BytesIO(printed)) as pdf:
            told = [str(element.Alt) for element in elements(pdf.Root.StructTreeRoot) if element.S == "/Figure"]
        expected = [chart.title for chart in charts(viewed(name, profile))]
        assert [title in words for title, words in zip(expected, told, strict=True)] == [True] * len(expected), name


def test_a_members_report_is_one_page(made: Made) -> None:
    pages = {}
    for (name, profile), (_, printed) in made.items():
        if profile == "member":
            with pikepdf.open(BytesIO(printed)) as pdf:
                pages[name] = len(pdf.pages)
    assert pages == dict.fromkeys(EVERY, 1)


def test_a_word_that_is_lost_would_be_found(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("It is here").runs[0].font.hidden = True
    document.save(str(tmp_path / "hidden.docx"))
    convert(tmp_path)
    assert "It is here" in docx_text((tmp_path / "hidden.docx").read_bytes())
    assert "Itishere" not in squeezed(pdf_text((tmp_path / "hidden.pdf").read_bytes()))


def convert(folder: Path) -> None:
    """Let LibreOffice make a PDF of every Word document in a folder."""
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", TAGGED,
         "--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def below(items: Any) -> Any:
    """Every entry of an outline, in reading order."""
    for item in items:
        yield item
        yield from below(item.children)


def elements(element: Any) -> Any:
    """Every structure element, in reading order."""
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)
