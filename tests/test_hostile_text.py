"""Text that tries to be something else stays text: in every format, in every field that takes words."""

import re
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pytest
from extracting import squeezed, text_of, workbook
from reporting import MADE_FOR_TESTS, ON, rulebook, viewed

from mhia.assessment import Assessment, Identity
from mhia.intake import read_proposal
from mhia.report.formats import FORMATS
from mhia.report.view.building import report_view
from mhia.report.view.page import View
from mhia.scoring.assessing import assess

TEMPLATE = (MADE_FOR_TESTS / "hostile-text.yaml").read_text(encoding="utf-8")
PLACE = re.compile(r'"(?:- |# |1\. )?<script>[^"]*"')
"""Every field of that proposal that takes words."""
SENSIBLE = "Words that mean no harm"
TEXTS = {
    "html": "<script>alert(1)</script> <img src=x onerror=alert(1)> &amp; <!-- --> ]]>",
    "markdown": "**bold** [link](javascript:alert(1)) `code` | ~~no~~ <https://evil.example/>",
    "template": "{{ 7*7 }} {% raw %} {# #} ${7*7} #{7*7}",
    "formula": "=cmd|' /C calc'!A0",
    "at sign": "@SUM(1+9)*cmd|' /C calc'!A0",
    "plus and minus": "+1+1 and -1-1",
    "typst": '#panic("x") #import "/etc/passwd": * $x$ *b* <label> @ref `raw` \\ /* not said */ // nor this "quoted"',
    "word field": 'HYPERLINK "https://evil.example/" INCLUDETEXT "/etc/passwd" </w:t><w:br/>',
    "turned round": "\u202edesrever\u202c and \u200fright to left\u200e",
    "other letters": "Ŵ ŷ é ß Привет Γεια 中文 مرحبا שלום বাংলা 😀 e\u0301",
    "no letters": "\U000f0000 stands for nothing",
    "long": "abcdefghij" * 1000,
    "long with spaces": "one two three four " * 500,
}
VERY_LONG = 1000
EVERY_FORMAT = tuple(FORMATS)


@pytest.mark.parametrize("form", EVERY_FORMAT)
@pytest.mark.parametrize("kind", TEXTS)
def test_it_appears_as_text(kind: str, form: str) -> None:
    text = squeezed(text_of(form, report(kind, form)))

    assert squeezed(as_shown(kind, form)) in text


@pytest.mark.parametrize("kind", TEXTS)
def test_it_changes_no_score(kind: str) -> None:
    hostile, sensible = assessment_with(kind), assessment_with(None)

    assert numbers_of(hostile)
    assert numbers_of(hostile) == numbers_of(sensible)


@pytest.mark.parametrize("kind", TEXTS)
def test_no_cell_of_the_spreadsheet_is_a_formula_or_a_link(kind: str) -> None:
    with zipfile.ZipFile(BytesIO(report(kind, "xlsx"))) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]

    assert sheets
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet or "<hyperlink" in sheet]
    assert not [
        cell for sheet in workbook(report(kind, "xlsx")) for row in sheet.iter_rows() for cell in row
        if cell.data_type == "f"
    ]  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_word_finds_no_field_but_ours_and_no_address_but_a_source(kind: str) -> None:
    with zipfile.ZipFile(BytesIO(report(kind, "docx"))) as package:
        body = package.read("word/document.xml").decode()
        relations = package.read("word/_rels/document.xml.rels").decode()

    fields = set(re.findall(r"instrText[^>]*> (\w+)", body)) | set(re.findall(r'w:instr=" (\w+)', body))
    assert fields == {"TOC", "SEQ"}
    assert "evil" not in relations


@pytest.mark.parametrize("kind", TEXTS)
def test_the_pdf_leads_nowhere_but_to_sources_and_runs_nothing(kind: str) -> None:
    with pikepdf.open(BytesIO(report(kind, "pdf"))) as pdf:
        actions = [
            annotation.A
            for page in pdf.pages
            for annotation in page.get("/Annots", pikepdf.Array())
            if "/A" in annotation
        ]
        addresses = [str(action.URI) for action in actions if action.S == "/URI"]

        assert {str(action.S) for action in actions} <= {"/URI", "/GoTo"}
        assert not [address for address in addresses if "evil" in address or not address.startswith("https://")]
        assert "/OpenAction" not in pdf.Root
        assert "/JavaScript" not in pdf.Root.get("/Names", {})


def test_what_no_file_can_hold_is_left_out() -> None:
    """The reader refuses such characters in a proposal; a caller of the package may still bring them."""
    view = replace(viewed("nothing-said"), title="A\x00B\x1fC\ufffeD\ud800E")

    for form in ("md", "html", "docx", "pdf", "xlsx"):
        assert "A B C D E" in text_of(form, FORMATS[form].render(view, assessment_with(None)))


def as_shown(kind: str, form: str) -> str:
    """The text as the format can show it: all of it, but for what hides or cannot be shown."""
    text = TEXTS[kind]
    if form == "json":
        return text
    if form == "pdf" and kind in {"other letters", "no letters"}:
        # The fonts that come with the PDF have these; others depend on the machine, and are named where it has none.
        return "Ŵ ŷ é ß Привет Γεια" if kind == "other letters" else "u+f0000 stands for nothing"
    return re.sub("[\u200e\u200f\u202a-\u202e]", "", text)


def numbers_of(assessment: Assessment) -> list[tuple[object, ...]]:
    return [
        (group.id, cell.domain, finding.direction, finding.after, finding.before, finding.effect, finding.confidence)
        for group in assessment.groups
        for cell in group.cells
        for finding in (cell.adverse, cell.beneficial)
        if finding
    ]


@cache
def report(kind: str, form: str) -> bytes:
    return FORMATS[form].render(view_with(kind), assessment_with(kind))


@cache
def view_with(kind: str) -> View:
    return report_view(assessment_with(kind), rulebook())


@cache
def assessment_with(kind: str | None) -> Assessment:
    """The assessment of a proposal that has the text in every field that takes words."""
    words = TEXTS[kind] if kind else SENSIBLE
    quoted = '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
    # A long text in a few fields proves as much as in fifty, in a tenth of the time.
    document = PLACE.sub(lambda _: quoted, TEMPLATE, count=6 if len(words) > VERY_LONG else 0)
    with TemporaryDirectory() as folder:
        path = Path(folder, "hostile.yaml")
        path.write_text(document, encoding="utf-8")
        read = read_proposal(path, rulebook())
    return assess(read.proposal, rulebook(), identity=Identity("hostile", "hostile.yaml", "0" * 64), on=ON, draws=100)
