"""Each kind of block of a view as the body of a Word document, in Word's own XML.

Written as text, because building it element by element takes many times as long. Every word of the report passes
`escaped` on its way in.
"""

from collections.abc import Iterable, Sequence

from mhia.report.view.page import (
    Block,
    Cell,
    Chart,
    FindingNote,
    Grid,
    Heading,
    Item,
    Items,
    Link,
    Mark,
    Paragraph,
    Table,
)  # fmt: skip
from mhia.report.view.spoken import Piece, joined, pieces_of
from mhia.report.view.words import plain
from mhia.report.word.look import Drawing, Look

_SPACE = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
_KEEP = "<w:keepNext/>"
_STYLE_OF_TONE = {"missing": "mhia missing", "note": "mhia aside"}


def laid_out(block: Block, look: Look) -> str:  # noqa: PLR0911 - one for each kind of block
    """A block as it stands in the body of the document."""
    match block:
        case Paragraph():
            style = _STYLE_OF_TONE.get(block.tone, "Normal")
            return paragraph(style, _lead(block.lead, look) + run(block.text), look)
        case Items():
            return _items(block, look)
        case Heading():
            return heading("heading 2", block.text, look, place=block.id) + aside(block.note, look)
        case Table():
            return facts(block, look)
        case Grid():
            return grid(block, look)
        case FindingNote():
            return _finding(block, look)
        case Chart():
            return _chart(block, look)


def escaped(text: str) -> str:
    """Text that XML takes for nothing but text."""
    return _as_xml(plain(text))


def _as_xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def run(text: str, form: str = "") -> str:
    """A text, in a form of its own or in its paragraph's; each piece in another language says which."""
    return "".join(_run(piece, form) for piece in pieces_of(plain(text)) if piece.text)


def _run(piece: Piece, form: str) -> str:
    # Word wants the language last among the properties.
    form += f'<w:lang w:val="{piece.language}"/>' if piece.language else ""
    properties = f"<w:rPr>{form}</w:rPr>" if form else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{_as_xml(piece.text)}</w:t></w:r>'


def strong(text: str, look: Look) -> str:
    """A piece of text that stands out."""
    return run(text, f'<w:rStyle w:val="{look.style("Strong")}"/>')


def paragraph(style: str, content: str, look: Look, more: str = "") -> str:
    """A paragraph in a style; `more` are properties that come after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{look.style(style)}"/>{more}</w:pPr>{content}</w:p>'


def heading(style: str, text: str, look: Look, *, place: str = "", more: str = "") -> str:
    """A heading that links can lead to."""
    return paragraph(style, _place(place, look) + run(text), look, more)


def aside(text: str, look: Look) -> str:
    """A remark, or nothing."""
    return paragraph("mhia aside", run(text), look) if text else ""


def entry(item: Item, look: Look) -> str:
    """What one entry of a list says."""
    note = _SPACE + run(item.note, look.soft) if item.note else ""
    return _place(item.id, look) + _lead(item.lead, look) + run(item.text) + _links(item.links, look) + note


def linked(text: str, href: str, look: Look, form: str = "") -> str:
    """Words that lead somewhere; in a form of their own where the look of a link could not be read."""
    if not href or not look.leads_somewhere(href):
        return run(text, form)
    where = f'w:anchor="{look.bookmark(href[1:])}"' if href.startswith("#") else f'r:id="{look.address(href)}"'
    inside = run(text, form or f'<w:rStyle w:val="{look.style("Hyperlink")}"/>')
    return f'<w:hyperlink {where} w:history="1">{inside}</w:hyperlink>'


def facts(block: Table, look: Look) -> str:
    """A table under its caption."""
    widths = look.widths(block)
    rows = (
        "".join(_cell(cell, at, width, look) for at, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in block.rows
    )
    table_ = table(block.caption, widths, [(column, "") for column in block.columns], rows, look)
    return _caption("Table", look.labels.table, block.caption, look) + table_ + _gap(look)


def grid(block: Grid, look: Look, *, wide: bool = False, reading: bool = True) -> str:
    """The grid with its key and how to read it; `wide` on a page that is turned."""
    widths = look.widths(block, wide=wide)
    header = [(block.corner, ""), *((column.label, column.note) for column in block.columns)]
    rows = []
    for row in block.rows:
        group = paragraph("mhia cell", strong(row.label, look) + _small(joined(row.notes, " · "), look), look)
        squares = [_square(marks, width, look) for marks, width in zip(row.cells, widths[1:], strict=True)]
        rows.append(_box("plain", widths[0], group, look) + "".join(squares))
    key = "".join(run(joined((one.symbol, one.words), " "), look.on_colour(one.tone)) + _SPACE * 3 for one in block.key)
    whole = (
        _caption("Table", look.labels.table, block.caption, look)
        + table(block.caption, widths, header, rows, look)
        + _gap(look)
    )
    return whole + (paragraph("Normal", key, look) if key else "") + (aside(block.reading, look) if reading else "")


def answers(pairs: Sequence[tuple[str, str, str, str]], title: str, look: Look) -> str:
    """Question, answer, detail and where it leads, side by side."""
    widths = look.equal_widths(len(pairs))
    cells = "".join(
        _box(
            "plain",
            width,
            paragraph("mhia cell", linked(answer, href, look, look.large), look)
            + paragraph("mhia cell", run(detail), look),
            look,
        )
        for width, (_, answer, detail, href) in zip(widths, pairs, strict=True)
    )
    return table(title, widths, [(question, "") for question, *_ in pairs], [cells], look) + _gap(look)


def table(title: str, widths: Sequence[int], header: Sequence[tuple[str, str]], rows: Iterable[str], look: Look) -> str:
    """A table whose header row is repeated on every page; `widths` in twentieths of a point."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _box("plain", width, paragraph("mhia cell", strong(words, look) + _small(note, look), look, _KEEP), look)
        for width, (words, note) in zip(widths, header, strict=True)
    )
    body = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>" for row in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{look.style("mhia table")}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        f'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val="{escaped(title)}"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{body}</w:tbl>"
    )


def _items(block: Items, look: Look) -> str:
    style, number = ("List Number" if block.numbered else "List Bullet"), look.list_number(numbered=block.numbered)
    numbering = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    return "".join(paragraph(style, entry(item, look), look, numbering) for item in block.items)


def _finding(block: FindingNote, look: Look) -> str:
    bar = look.bar(block.tone)
    lines = (
        _lead(joined((line.lead, ".")) if line.lead else "", look) + run(line.text) + _links(line.links, look)
        for line in block.lines
    )
    title = heading("heading 3", joined((block.symbol, block.heading), " "), look, place=block.id, more=bar)
    return title + "".join(paragraph("mhia finding", line, look, bar) for line in lines)


def inline(drawn: Drawing, name: str, look: Look, place: str = "") -> str:
    """A picture in a paragraph of its own, that a link may lead to."""
    said = f'id="{drawn.number}" name="{escaped(name)}" descr="{escaped(drawn.in_words)}"'
    size = f'cx="{drawn.width}" cy="{drawn.height}"'
    picture = (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {said}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr {said}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{drawn.part}"/>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
    return paragraph("Normal", _place(place, look) + picture, look, _KEEP)


def _chart(block: Chart, look: Look) -> str:
    figure = inline(look.drawing(block), block.title, look, block.id)
    below = facts(block.table, look) if block.twin == "below" else ""
    return _caption("Figure", look.labels.figure, block.title, look) + figure + aside(block.key, look) + below


def _caption(kind: str, label: str, text: str, look: Look) -> str:
    number = f'<w:fldSimple w:instr=" SEQ {kind} \\* ARABIC "><w:r><w:t>{look.count(kind)}</w:t></w:r></w:fldSimple>'
    return paragraph("caption", run(label) + _SPACE + number + run(joined((": ", text))), look)


def _cell(cell: Cell, at: int, width: int, look: Look) -> str:
    ink = look.ink(cell.tone)
    text = linked(cell.text, cell.href, look, look.heading_of_row(cell.href, cell.tone) if at == 0 else ink)
    content = _place(cell.id, look) + text + _links(cell.links, look) + _small(cell.note, look, ink)
    return _box(cell.tone, width, paragraph("mhia cell", content, look), look)


def _square(marks: Sequence[Mark], width: int, look: Look) -> str:
    several = len(marks) > 1
    content = "".join(
        paragraph("mhia cell", _mark(one, look), look, look.shade(one.tone) if several else "") for one in marks
    )
    return _box("plain" if several else marks[0].tone, width, content, look)


def _mark(one: Mark, look: Look) -> str:
    ink = look.ink(one.tone)
    symbol = run(one.symbol, ink) + _SPACE if one.symbol else ""
    return symbol + linked(one.words, one.href, look, ink or look.plain) + _small(one.note, look, ink)


def _box(tone: str, width: int, content: str, look: Look) -> str:
    """A cell of a table."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look.shade(tone)}</w:tcPr>{content}</w:tc>'


def _place(id_: str, look: Look) -> str:
    """Where links to this name lead."""
    if not id_:
        return ""
    number = look.count("place")
    return f'<w:bookmarkStart w:id="{number}" w:name="{look.bookmark(id_)}"/><w:bookmarkEnd w:id="{number}"/>'


def _lead(text: str, look: Look) -> str:
    return strong(text, look) + _SPACE if text else ""


def _links(links: Sequence[Link], look: Look) -> str:
    if not links:
        return ""
    return _SPACE + (run(";") + _SPACE).join(linked(link.text, link.href, look) for link in links) + run(".")


def _small(text: str, look: Look, form: str = "") -> str:
    return f"<w:r><w:br/></w:r>{run(text, form + look.small)}" if text else ""


def _gap(look: Look) -> str:
    """Two tables that touch would become one."""
    space = f'<w:spacing w:before="0" w:after="0" w:line="{look.gap}" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{space}</w:pPr></w:p>"
