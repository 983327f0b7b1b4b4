"""Which sheets of a file hold proposals, and in which of their rows the columns are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mhia.errors import FileError, Problem
from mhia.sheets.columns import NEEDED, Column, columns_of, is_given, known_in
from mhia.sheets.tables import LOOKED_AT, Table

OURS = ("lists", "how")
"""Sheets that a blank round brings with it: nobody misses proposals there."""
_ENOUGH = len(NEEDED) - 1
"""So many of the columns that a proposal needs make a row a heading, the title among them."""
_SOME = 2


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet of proposals, and what its columns mean."""

    table: Table
    row: int
    """The number of the row that names the columns."""
    columns: tuple[Column | None, ...]

    @property
    def title(self) -> str:
        """What stands alone in a row above the heading; empty where nothing does."""
        above = ([str(cell) for cell in cells if is_given(cell)] for row, cells in self.table.rows if row < self.row)
        return next((" ".join(said[0].split()) for said in above if len(said) == 1), "")

    @property
    def rows(self) -> tuple[tuple[int, Sequence[Any]], ...]:
        """What stands below the heading."""
        return tuple(each for each in self.table.rows if each[0] > self.row)


def headed(tables: Sequence[Table], name: str) -> tuple[Headed, ...]:
    """The sheets that hold proposals, in their order; FileError with every fault of their headings and cells."""
    found = [(table, row) for table in tables if (row := _heading_of(table)) is not None] or [_nearest(tables, name)]
    sheets: list[Headed] = []
    faults: list[Problem] = []
    for table, (number, cells) in found:
        try:
            sheets.append(Headed(table, number, tuple(columns_of(cells, name, table.prefix, number))))
        except FileError as error:
            faults += error.problems
        faults += [fault for row, fault in table.faults if row >= number]
    if faults:
        raise FileError(*faults)
    return tuple(sheets)


def not_read(tables: Sequence[Table], sheets: Sequence[Headed], name: str) -> tuple[Problem, ...]:
    """What to tell of a workbook: which sheets are read where it is more than one, and which are not."""
    read = [each.table.title for each in sheets]
    others = [each.title for each in tables if each.title not in (*read, *OURS) and each.rows]
    if len(read) + len(others) <= 1:
        return ()
    left = f"; not read: {', '.join(others)} (no row there names the columns {', '.join(NEEDED)})" if others else ""
    return (Problem(name, message=f"proposals are read from the sheet{'s' * (len(read) > 1)} {', '.join(read)}{left}"),)


def _heading_of(table: Table) -> tuple[int, Sequence[Any]] | None:
    """The first row that names columns."""
    for number, cells in table.rows[:LOOKED_AT]:
        needed = known_in(cells) & set(NEEDED)
        if NEEDED[0] in needed and len(needed) >= _ENOUGH:
            return number, cells
    return None


def _nearest(tables: Sequence[Table], name: str) -> tuple[Table, tuple[int, Sequence[Any]]]:
    """The row that comes nearest to a heading, so that what is wrong with it can be told."""
    rows = [(table, row) for table in tables if table.title not in OURS for row in table.rows[:LOOKED_AT]]
    if not rows:
        message = "is empty; the first row names the columns: title, kind, service …"
        raise FileError(Problem(name, message=message, code="S503"))
    best = max(rows, key=lambda each: len(known_in(each[1][1])))
    if len(known_in(best[1][1])) < _SOME:
        titles = ", ".join(table.title for table in tables if table.title)
        where = f" of any sheet ({titles})" if titles else ""
        message = f"none of the first {LOOKED_AT} rows{where} names the columns {', '.join(NEEDED)}"
        raise FileError(Problem(name, message=message, code="S503"))
    return best
