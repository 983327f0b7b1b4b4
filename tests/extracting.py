"""What a reader, or a screen reader, gets out of a report in each format."""

import html
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pikepdf
from markdown_it import MarkdownIt

_TAG = re.compile(r"<(style|title|desc)\b.*?</\1>|<!--.*?-->|<[^>]+>", re.DOTALL)
_BFCHAR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_BFRANGE = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:<([0-9a-fA-F]+)>|\[([^\]]*)\])")
_SECTION = re.compile(r"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)


def text_of(name: str, report: bytes) -> str:
    """The words of a report in the format of this name."""
    match name:
        case "pdf":
            return pdf_text(report)
        case "docx":
            return docx_text(report)
        case "xlsx":
            return "\n".join(str(value) for sheet in workbook(report) for row in sheet.values for value in row if value)
        case "html":
            return html.unescape(_TAG.sub("", report.decode()))
        case "md":
            return text_of("html", MarkdownIt("commonmark").enable("table").render(report.decode()).encode())
        case _:
            return report.decode()


def squeezed(text: str) -> str:
    """The text without anything that layout may add, move or escape: spaces, line breaks and most signs."""
    return re.sub(r"[^\w%£.,×]", "", text)


def docx_text(report: bytes) -> str:
    """Every text in the body of a Word document, in order."""
    body = docx.Document(BytesIO(report)).element.body
    return "".join(_docx_pieces(body))


def _docx_pieces(body: Any) -> Iterator[str]:
    for element in body.iter():
        name = element.tag.rpartition("}")[2]
        if name == "t":
            yield element.text or ""
        elif name in {"p", "br"}:
            yield "\n"


def workbook(report: bytes) -> Any:
    """A spreadsheet opened."""
    return openpyxl.load_workbook(BytesIO(report))


def pdf_text(report: bytes) -> str:
    """The tagged text of a PDF, page by page; what is marked as decoration (headers, footers) is left out."""
    with pikepdf.open(BytesIO(report)) as pdf:
        letters: dict[Any, dict[int, str]] = {}
        return "\n".join("".join(_spoken(page, page.get("/Resources"), letters)) for page in pdf.pages)


def _spoken(stream: Any, resources: Any, letters: dict[Any, dict[int, str]]) -> Iterator[str]:
    """The text of a content stream and of the forms it draws, outside what is marked as decoration."""
    font: dict[int, str] = {}
    bytes_each = 2
    inside: list[bool] = []
    for instruction in pikepdf.parse_content_stream(stream):
        operands = list(instruction.operands)
        match str(instruction.operator):
            case "BMC" | "BDC":
                inside.append(str(operands[0]) == "/Artifact")
            case "EMC":
                inside.pop()
            case "Tf":
                font = _letters(resources.Font[str(operands[0])], letters)
                bytes_each = 2 if resources.Font[str(operands[0])].Subtype == "/Type0" else 1
            case "Tj" | "TJ" if not any(inside):
                yield _decoded(operands[0], font, bytes_each)
            case "Td" | "TD" | "T*" | "Tm" | "ET" if not any(inside):
                yield "\n"
            case "Do" if not any(inside):
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    yield from _spoken(form, form.get("/Resources", resources), letters)


def _decoded(shown: Any, font: dict[int, str], bytes_each: int) -> str:
    pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    codes = (int.from_bytes(raw[at : at + bytes_each]) for at in range(0, len(raw), bytes_each))
    return "".join(font.get(code, "\ufffd") for code in codes)


def _letters(font: Any, known: dict[Any, dict[int, str]]) -> dict[int, str]:
    """What each glyph of a font stands for."""
    if font.objgen not in known:
        known[font.objgen] = dict(_mapped(font.ToUnicode.read_bytes().decode("latin-1")))
    return known[font.objgen]


def _mapped(cmap: str) -> Iterator[tuple[int, str]]:
    for kind, section in _SECTION.findall(cmap):
        if kind == "bfchar":
            yield from ((int(code, 16), _unicode(text)) for code, text in _BFCHAR.findall(section))
            continue
        for first, last, start, several in _BFRANGE.findall(section):
            codes = range(int(first, 16), int(last, 16) + 1)
            texts = re.findall(r"<([0-9a-fA-F]+)>", several)
            for offset, code in enumerate(codes):
                yield code, _unicode(texts[offset]) if texts else chr(ord(_unicode(start)[-1]) + offset)


def _unicode(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be")
