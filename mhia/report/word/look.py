"""What the template of a Word document asks for: style ids, numbers, places, colours, pictures."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree
from markupsafe import Markup

from mhia.report.drawing.colours import colours
from mhia.report.drawing.pictures import in_words, picture
from mhia.report.drawing.typesetting import LETTERS, rasterised
from mhia.report.drawing.widths import column_widths, grid_widths
from mhia.report.view.linking import places
from mhia.report.view.page import Chart, Grid, Table, View
from mhia.report.word.base import style_ids

_DOTS_PER_INCH = 144
_EMU_PER_TWIP = 635
_ON_PAGE = {"summary", "the-grid", "red-lines"}
"""Places in the template itself."""
_EFFECTS = ("major", "moderate", "minor", "negligible")


@dataclass(frozen=True)
class Drawing:
    """A picture in the file: which part it is, its size in Word's units, and what is said in its place."""

    part: str
    width: int
    height: int
    number: int
    in_words: str


class Look:
    """The answers to the template's questions, for one document."""

    plain = Markup("<w:color w:val=\"auto\"/>")
    large = Markup('<w:b/><w:bCs/><w:sz w:val="26"/><w:szCs w:val="26"/>')
    gap = Markup('<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/></w:pPr></w:p>')
    """Two tables that touch would become one."""

    def __init__(self, document: Any, view: View, templates: Path | None) -> None:
        """Make ready to answer for one view in one document."""
        self._document = document
        self._templates = templates
        self._styles = style_ids(document)
        self._colours = {name: digits.upper() for name, digits in colours(templates).items()}
        self._places = {id: f"place{number}" for number, id in enumerate([*_ON_PAGE, *places(view.sections)])}
        self._counts: Counter[str] = Counter()
        self._addresses: dict[str, str] = {}
        self._lists = Lists(document)
        section = document.element.body.sectPr
        self.soft = Markup(f'<w:color w:val="{self._colours["soft"]}"/>')
        self.last = Markup(etree.tostring(section).decode())  # noqa: S704 - the document's own XML
        self.upright, self.turned, self._width, self._wide = _pages(section)

    def style(self, name: str) -> str:
        """The id of a style."""
        return self._styles[name.lower()]

    def count(self, kind: str) -> int:
        """The next number of its kind: tables, figures, places."""
        self._counts[kind] += 1
        return self._counts[kind]

    def counted(self, kind: str) -> int:
        """The last number of its kind."""
        return self._counts[kind]

    def leads_somewhere(self, href: str) -> bool:
        """Whether the place a link names is in the document."""
        return not href.startswith("#") or href[1:] in self._places

    def bookmark(self, place: str) -> str:
        """A place by a name that Word takes: it allows few letters and no hyphens."""
        return self._places[place]

    def address(self, href: str) -> str:
        """The number under which the file keeps an address."""
        if href not in self._addresses:
            self._addresses[href] = self._document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._addresses[href]

    def list_number(self, numbered: bool) -> int:  # noqa: FBT001 - called from the template
        """The number of a list: each numbered list starts at 1."""
        return self._lists.numbered() if numbered else self._lists.bullets

    def finish(self) -> None:
        """Put the lists that were used into the file."""
        self._lists.write()

    def widths(self, block: Table | Grid, wide: bool = False) -> list[int]:  # noqa: FBT001, FBT002 - from the template
        """The widths of a table's columns in twentieths of a point."""
        shares = grid_widths(block) if isinstance(block, Grid) else column_widths(block)
        whole = self._wide if wide else self._width
        return [round(share * whole) for share in shares]

    def equal_widths(self, columns: int) -> list[int]:
        """The width of the page in equal parts."""
        return [self._width // columns] * columns

    def fill(self, tone: str) -> str:
        """The colour behind a tone, or nothing."""
        if tone == "not_studied":
            return self._colours["hatch"]
        return self._colours[tone.replace("_", "-")] if tone.startswith(_EFFECTS) else ""

    def ink(self, tone: str) -> Markup:
        """The colour of letters on a tone."""
        if not tone.startswith(_EFFECTS):
            return Markup("")
        return Markup(f'<w:color w:val="{self._colours["on-" + tone.replace("_", "-")]}"/>')

    def heading_of_row(self, href: str) -> Markup:
        """The letters of a row's first cell, which is its heading."""
        link = f'<w:color w:val="{self._colours["link"]}"/><w:u w:val="single"/>' if href else ""
        return Markup(f"<w:b/><w:bCs/>{link}")

    def shade(self, tone: str) -> Markup:
        """A paragraph on a tone's colour."""
        fill = self.fill(tone)
        return Markup(f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>') if fill else Markup("")

    def on_colour(self, tone: str) -> Markup:
        """Letters on a tone's colour."""
        return self.ink(tone) + self.shade(tone)

    def bar(self, tone: str) -> Markup:
        """A bar of a tone's colour to the left of a paragraph."""
        colour = self.fill(tone) or self._colours["line"]
        return Markup(f'<w:pBdr><w:left w:val="single" w:sz="36" w:space="8" w:color="{colour}"/></w:pBdr><w:ind w:left="220"/>')

    def box(self, colour: str) -> Markup:
        """A frame of a colour around paragraphs."""
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="16" w:space="6" w:color="{self._colours[colour]}"/>'
            for side in ("top", "left", "bottom", "right")
        )
        return Markup(f'<w:pBdr>{sides}</w:pBdr><w:ind w:left="160" w:right="160"/>')  # noqa: S704 - made here

    def drawing(self, chart: Chart) -> Drawing:
        """A chart as pixels in the file."""
        pixels = rasterised(picture(chart, LETTERS, self._templates), _DOTS_PER_INCH)
        number, image = self._document.part.get_or_add_image(BytesIO(pixels))
        width = self._width * _EMU_PER_TWIP
        height = round(width * image.px_height / image.px_width)
        return Drawing(number, width, height, self.count("drawing"), in_words(chart))


class Lists:
    """The lists of a document, beside those it brings along."""

    def __init__(self, document: Any) -> None:
        """Find the numbers that are not taken."""
        self._root = document.part.numbering_part.element
        kinds = [int(kind.get(qn("w:abstractNumId"))) for kind in self._root.iterchildren(qn("w:abstractNum"))]
        numbers = [int(number.get(qn("w:numId"))) for number in self._root.iterchildren(qn("w:num"))]
        self._kind = max(kinds, default=-1) + 1
        self.bullets = self._last = max(numbers, default=0) + 1

    def numbered(self) -> int:
        """The number of a new list that begins at 1."""
        self._last += 1
        return self._last

    def write(self) -> None:
        """Add the lists that were asked for."""
        first = next((child for child in self._root if child.tag == qn("w:num")), None)
        for offset, (form, text) in enumerate((("bullet", "•"), ("decimal", "%1."))):
            kind = parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self._kind + offset}"><w:multiLevelType w:val="singleLevel"/>'
                f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
                '<w:pPr><w:ind w:left="360" w:hanging="300"/></w:pPr></w:lvl></w:abstractNum>'
            )
            if first is None:
                self._root.append(kind)
            else:
                first.addprevious(kind)
        for number in range(self.bullets, self._last + 1):
            kind_number = self._kind if number == self.bullets else self._kind + 1
            restart = "" if number == self.bullets else '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
            self._root.append(
                parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{kind_number}"/>{restart}</w:num>')
            )


def _pages(section: Any) -> tuple[Markup, Markup, int, int]:
    """The end of an upright and of a turned section as XML, and the width of the text on each in twentieths of a point."""
    turned = deepcopy(section)
    size, margins = turned.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    width, height = (int(size.get(qn(f"w:{side}"))) for side in ("w", "h"))
    beside = sum(int(margins.get(qn(f"w:{side}"))) for side in ("left", "right"))
    size.set(qn("w:w"), str(max(width, height)))
    size.set(qn("w:h"), str(min(width, height)))
    size.set(qn("w:orient"), "landscape")
    xml = [Markup(etree.tostring(end).decode()) for end in (section, turned)]  # noqa: S704 - the document's own XML
    return xml[0], xml[1], width - beside, max(width, height) - beside
