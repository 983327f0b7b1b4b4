"""What the writing of a Word document has to know: ids of styles, numbers, places, colours, pictures."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from mhia.logo import Logo
from mhia.report.drawing.colours import colours
from mhia.report.drawing.pictures import in_words, picture
from mhia.report.drawing.typesetting import LETTERS, rasterised
from mhia.report.drawing.widths import column_widths, grid_widths
from mhia.report.view.page import Chart, FindingNote, Grid, Heading, Items, Table, View
from mhia.report.word.base import smaller, style_ids
from mhia.report.word.lists import Lists

_DOTS_PER_INCH, _DOTS_OF_A_LOGO = 96, 96
_LOGO = (1_620_000, 540_000)
"""The most that a logo may take, in Word's units: 4.5 by 1.5 cm."""
_EMU_PER_TWIP = 635
_ON_PAGE = ("red-lines", "summary", "the-grid")
"""Places on the first pages, which no section has."""
_EFFECTS = ("major", "moderate", "minor", "negligible")


_SMALL, _LARGE = 16, 26
"""Halves of a point, of a note under a heading and of an answer."""
_MEMBERS_SCALE = 0.72
"""A member's page is one page: so much smaller than the others."""
_MEMBERS_PICTURE = 0.9
"""The share of the page's width that a picture takes on it."""
_BOLD = "<w:b/><w:bCs/>"
_UNDERLINED = '<w:u w:val="single"/>'


@dataclass(frozen=True)
class Drawing:
    """A picture in the file: which part it is, its size in Word's units, and what is said in its place."""

    part: str
    width: int
    height: int
    number: int
    in_words: str


def scale(view: View) -> float:
    """How large a report is set: 1, or less where everything has to fit on one page."""
    return _MEMBERS_SCALE if view.profile == "member" else 1.0


class Look:
    """How one document looks, and what has been counted and named in it so far."""

    plain = '<w:color w:val="auto"/>'
    """The form of a link that does not show as one."""

    def __init__(self, document: Any, view: View, templates: Path | None) -> None:
        """Make ready for one view in one document."""
        self._document = document
        self._templates = templates
        self.small = _sized(smaller(_SMALL, scale(view)))
        self.large = f"{_BOLD}{_sized(smaller(_LARGE, scale(view)))}"
        self.gap = round(200 * scale(view) ** 3)
        """The space between two tables, in twentieths of a point: those that touch would become one."""
        self._picture = 1.0 if scale(view) == 1 else _MEMBERS_PICTURE
        self.labels = view.labels
        self._styles = style_ids(document)
        self._colours = {name: digits.upper() for name, digits in colours(templates).items()}
        self._places = {id: f"place{number}" for number, id in enumerate([*_ON_PAGE, *_places(view)])}
        self._counts: Counter[str] = Counter()
        self._addresses: dict[str, str] = {}
        self._lists = Lists(document)
        section = document.element.body.sectPr
        self.soft = self._ink("soft")
        self.last = str(section.xml)
        self.upright, self.turned, self._width, self._wide = _pages(section)

    def style(self, name: str) -> str:
        """The id of a style."""
        return self._styles[name.lower()]

    def count(self, kind: str) -> int:
        """The next number of its kind: tables, figures, places."""
        self._counts[kind] += 1
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

    def list_number(self, *, numbered: bool) -> int:
        """The number of a list: each numbered list starts at 1."""
        return self._lists.numbered() if numbered else self._lists.bullets

    def finish(self) -> None:
        """Put the lists that were used into the file."""
        self._lists.write()

    def widths(self, block: Table | Grid, *, wide: bool = False) -> list[int]:
        """The widths of a table's columns in twentieths of a point, on an upright page or a turned one."""
        # Smaller letters on an upright page are as many as usual ones on a turned one.
        turned = wide or self._picture < 1
        shares = grid_widths(block, turned=turned) if isinstance(block, Grid) else column_widths(block)
        whole = self._wide if wide else self._width
        return [round(share * whole) for share in shares]

    def equal_widths(self, columns: int) -> list[int]:
        """The width of the page in equal parts."""
        return [self._width // max(1, columns)] * columns

    def shade(self, tone: str) -> str:
        """A tone's colour behind a paragraph, a cell or letters."""
        fill = self._fill(tone)
        return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""

    def ink(self, tone: str) -> str:
        """The colour of letters on a tone."""
        return self._ink(f"on-{tone.replace('_', '-')}") if tone.startswith(_EFFECTS) else ""

    def on_colour(self, tone: str) -> str:
        """Letters on a tone's colour."""
        return self.ink(tone) + self.shade(tone)

    def heading_of_row(self, href: str, tone: str) -> str:
        """The letters of a row's first cell, which is its heading; a link shows as one."""
        ink = self.ink(tone) or (self._ink("link") if href else "")
        return _BOLD + ink + (_UNDERLINED if href else "")

    def bar(self, tone: str) -> str:
        """A bar of a tone's colour to the left of a paragraph."""
        colour = self._fill(tone) or self._colours["line"]
        side = f'<w:left w:val="single" w:sz="36" w:space="8" w:color="{colour}"/>'
        return f'<w:pBdr>{side}</w:pBdr><w:ind w:left="220"/>'

    def box(self, colour: str) -> str:
        """A frame of a colour around paragraphs."""
        form = f'w:val="single" w:sz="16" w:space="6" w:color="{self._colours[colour]}"'
        sides = "".join(f"<w:{side} {form}/>" for side in ("top", "left", "bottom", "right"))
        return f'<w:pBdr>{sides}</w:pBdr><w:ind w:left="160" w:right="160"/>'

    def drawing(self, chart: Chart) -> Drawing:
        """A chart as pixels in the file."""
        pixels = rasterised(picture(chart, LETTERS, self._templates), _DOTS_PER_INCH)
        number, image = self._document.part.get_or_add_image(BytesIO(pixels))
        width = round(self._width * self._picture * _EMU_PER_TWIP)
        height = round(width * image.px_height / image.px_width)
        return Drawing(number, width, height, self.count("drawing"), in_words(chart))

    def logo(self, logo: Logo) -> Drawing:
        """A logo as pixels in the file, no larger than its place at the top of a page."""
        pixels = rasterised(logo.data.decode(), _DOTS_OF_A_LOGO) if logo.kind == "svg" else logo.data
        number, image = self._document.part.get_or_add_image(BytesIO(pixels))
        scale = min(_LOGO[0] / image.px_width, _LOGO[1] / image.px_height)
        return Drawing(
            number, round(image.px_width * scale), round(image.px_height * scale), self.count("drawing"), logo.alt
        )

    def _fill(self, tone: str) -> str:
        if tone == "not_studied":
            return self._colours["hatch"]
        return self._colours[tone.replace("_", "-")] if tone.startswith(_EFFECTS) else ""

    def _ink(self, name: str) -> str:
        return f'<w:color w:val="{self._colours[name]}"/>'


def _sized(size: int) -> str:
    """Letters of a size, in halves of a point."""
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _places(view: View) -> Iterator[str]:
    """Every place of the report that a link can lead to, in order."""
    if view.glance:
        yield view.glance.id
    for section in view.sections:
        yield section.id
        for block in section.blocks:
            if isinstance(block, Items):
                yield from (item.id for item in block.items if item.id)
            elif isinstance(block, Table):
                yield from (cell.id for row in block.rows for cell in row if cell.id)
            elif isinstance(block, Heading | FindingNote | Chart):
                yield block.id


def _pages(section: Any) -> tuple[str, str, int, int]:
    """The ends of an upright and a turned section as XML, and the width of the text on each (20ths of a point)."""
    turned = deepcopy(section)
    size, margins = turned.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    width, height = (int(size.get(qn(f"w:{side}"))) for side in ("w", "h"))
    beside = sum(int(margins.get(qn(f"w:{side}"))) for side in ("left", "right"))
    size.set(qn("w:w"), str(max(width, height)))
    size.set(qn("w:h"), str(min(width, height)))
    size.set(qn("w:orient"), "landscape")
    xml = [str(end.xml) for end in (section, turned)]
    return xml[0], xml[1], width - beside, max(width, height) - beside
