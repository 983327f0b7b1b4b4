"""The parts of a round's paper that are words, as sheets of its workbook, and what the columns of its numbers mean."""

from collections.abc import Iterator

from mhia.report.view.page import Block, Heading, Items, Paragraph, Section, Sheet, SheetColumn, Table, View
from mhia.round import SCORE_NOTES

_PARTS = (
    ("meetings", "Where losses meet"),
    ("order", "What the order hangs on"),
    ("years", "Earlier rounds"),
)
"""Parts of the paper that no other sheet holds, and what their sheets are called."""
_NAMES = (
    ("Magnitude (SD), Low, High", "Of the worst loss, as `magnitude`, `low` and `high` in scores.csv"),
    ("Need weight", "1 is a typical user; a group's weight multiplies its magnitude where proposals are put in order"),
    ("Severity", "Magnitude of the worst loss times the group's need weight, in SD; the chance of no effect is inside"),
    (
        "For each £1,000 saved",
        "Harm (person-SD) divided by the saving in thousands of pounds a year, with its 90% range",
    ),
    ("Person-SD lost", "What all users lose together: people times SD, times their mean need weight"),
    (
        "More than the next (share of draws)",
        "Share of the draws in which it does more harm than the next in the order, 0 to 1",
    ),
)
_Row = tuple[str | None, str]


def worded(view: View) -> tuple[Sheet, ...]:
    """A sheet for each part of the paper that is in words alone; a round without it has no such sheet."""
    sections = {section.id: section for section in view.sections}
    return tuple(_sheet(title, sections[part]) for part, title in _PARTS if part in sections)


def columns_explained() -> Sheet:
    """What the columns of the workbook and of scores.csv mean, with their units."""
    rows = [("this workbook", *each) for each in _NAMES]
    rows += [("scores.csv, scores.parquet", name, note) for name, note in SCORE_NOTES.items()]
    columns = (SheetColumn("Where", "text"), SheetColumn("Column", "text"), SheetColumn("What it holds", "long_text"))
    return Sheet("What the columns mean", columns, tuple(rows))


def _sheet(title: str, section: Section) -> Sheet:
    tables = [block for block in section.blocks if isinstance(block, Table)]
    if section.id == "years" and tables:
        columns = tuple(SheetColumn(name) for name in tables[0].columns)
        return Sheet(title, columns, tuple(tuple(_value(cell.text) for cell in row) for row in tables[0].rows))
    columns = (SheetColumn("What", "text"), SheetColumn("In words", "long_text"))
    return Sheet(title, columns, tuple(_lines(section.blocks)), "Nothing was found.")


def _value(text: str) -> str | float:
    return float(text) if text.isdecimal() else text


def _lines(blocks: tuple[Block, ...]) -> Iterator[_Row]:
    """Each line of the lists, under the heading or the words that introduce it; tables have sheets of their own."""
    under: str | None = None
    for block in blocks:
        if isinstance(block, Heading):
            under = block.text
        elif isinstance(block, Paragraph) and under is None:
            yield None, block.text
        elif isinstance(block, Items):
            yield from ((under, f"{item.lead} {item.text}".strip()) for item in block.items)
