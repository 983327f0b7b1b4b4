"""The pieces a report is made of, in words only: a format decides what they look like, never what they say.

A format walks `View` from top to bottom and lays out each block by its `kind`. Text is plain: the format escapes it. A
`tone` names what a piece means (`moderate_adverse`), never a colour. A link's `href` is an address (`https://…`) or a
place in the report (`#…`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

from mhia.report.view.figures import Drawing, Tone

LANGUAGE = "en-GB"
"""The language that reports are written in."""
Profile = Literal["full", "member", "public"]
PROFILES: tuple[Profile, ...] = get_args(Profile)


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences, with an optional lead in bold."""

    text: str
    lead: str = ""
    tone: Literal["plain", "note", "missing"] = "plain"
    """`missing` says that the proposal leaves something out."""
    kind: Literal["paragraph"] = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list."""

    text: str
    lead: str = ""
    note: str = ""
    links: tuple[Link, ...] = ()
    id: str = ""
    href: str = ""
    """Where the lead leads."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not."""

    items: tuple[Item, ...]
    numbered: bool = False
    kind: Literal["items"] = field(default="items", init=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below a section's own."""

    text: str
    id: str
    note: str = ""
    kind: Literal["heading"] = field(default="heading", init=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a table."""

    text: str
    note: str = ""
    tone: Tone = "plain"
    href: str = ""
    links: tuple[Link, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; the first cell of a row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kind: Literal["table"] = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """One effect in a square of the grid: a symbol, words and what they lead to."""

    symbol: str
    words: str
    tone: Tone
    note: str = ""
    href: str = ""
    ranged: bool = False
    """The size is not known: the words give a range and the tone its far end."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One group across the six domains."""

    label: str
    notes: tuple[str, ...]
    cells: tuple[tuple[Mark, ...], ...]
    """One for each domain: one mark, or a loss and a gain."""
    in_words: str
    """The same row as sentences."""
    href: str = ""
    """Where the group's findings stand."""


@dataclass(frozen=True, slots=True)
class Column:
    """A domain at the head of the grid."""

    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Groups by domains."""

    caption: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]
    key: tuple[Mark, ...]
    reading: str
    """How to read it."""
    kind: Literal["grid"] = field(default="grid", init=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said about a finding, with where it rests."""

    lead: str
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingNote:
    """A finding with its explanation."""

    id: str
    heading: str
    symbol: str
    tone: Tone
    lines: tuple[Line, ...]
    in_brief: str
    """How many lose or gain, and how much each: for where there is room for a line."""
    kind: Literal["finding"] = field(default="finding", init=False)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, and a table that says the same."""

    id: str
    title: str
    description: str
    key: str
    """What the marks mean."""
    drawing: Drawing
    table: Table
    twin: Literal["below", "elsewhere"] = "below"
    """Whether the table follows the picture, or stands where the key says. Without pictures it takes their place."""
    kind: Literal["chart"] = field(default="chart", init=False)


Block = Paragraph | Items | Heading | Table | Grid | FindingNote | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the three answers that everybody asks for."""

    question: str
    answer: str
    detail: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a spreadsheet: its name and what kind of value stands in it."""

    label: str
    kind: Literal["text", "long_text", "number", "small", "share", "count", "money", "date"] = "text"
    """`number` has two decimals, `small` five, `share` is 0 to 1, `money` in pounds, `date` a day: `2026-01-31`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Values under named columns, for people who reckon on with them. None is not known, or does not apply."""

    title: str
    """At most 31 letters."""
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple["str | float | Cell | None", ...], ...]
    if_empty: str = ""
    """What is said where there are no rows."""


class Dated(Protocol):
    """What a report is about, as far as a file's own dates are concerned: an assessment, or a round."""

    @property
    def assessed_on(self) -> str:
        """The day, ISO."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that a layout needs for itself."""

    table: str = "Table"
    figure: str = "Figure"
    page: str = "Page"
    of: str = "of"
    """Between the number of a page and the number of pages."""
    skip: str = "Skip to the report"


@dataclass(frozen=True, slots=True)
class View:
    """A whole report in words."""

    title: str
    kind_of_paper: str
    """What it is: `Mental wellbeing impact assessment`."""
    status: str
    status_is_final: bool
    facts: tuple[str, ...]
    """Place, reference, who decides and when, for the line at the top."""
    lede: str
    red_lines_title: str
    red_lines: tuple[Item, ...]
    summary_title: str
    summary: tuple[str, ...]
    """Paragraphs, at most 150 words in all."""
    answers: tuple[Answer, ...]
    grid_title: str
    grid: Grid
    contents_title: str
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    generator: str
    """The tool and its version, for the format's own metadata: `mhia 0.1.0`."""
    proposal_id: str
    profile: Profile
    glance: Chart | None = None
    """The picture beside the summary: everything that was found in five seconds."""
    worst: tuple[FindingNote, ...] = ()
    """The findings to show where there is room for three."""
    close_calls: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    """What has to be known before reading on: paragraphs below the title."""
    language: str = LANGUAGE
    """The report's own language; a piece of text in another one says so itself (`spoken`)."""
    labels: Labels = Labels()
    sheets: "Callable[[View], tuple[Sheet, ...]]" = field(default=lambda _: (), compare=False, repr=False)
    """The spreadsheet of this view, made when asked for: other formats do without."""
