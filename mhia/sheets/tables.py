"""The cells of a CSV or Excel file, sheet by sheet and row by row."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mhia.errors import FileError, MissingExtraError, Problem
from mhia.reading.files import text_of
from mhia.sheets.columns import is_given, known_in, letters

LOOKED_AT = 20
"""So many rows may stand above the heading or be it: a title, a date, a note."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file, as it stands there."""

    title: str
    """The sheet's name; empty for a CSV file, which has one only."""
    rows: tuple[tuple[int, Sequence[Any]], ...]
    """The number and the cells of every row in which anything stands."""
    faults: tuple[tuple[int, Problem], ...] = ()
    """Cells that hold no value, by the number of their row: they are faults only where the sheet is used."""

    @property
    def prefix(self) -> str:
        """What stands before a cell of it."""
        return f"{self.title}!" if self.title else ""


def csv_table(data: bytes, name: str) -> Table:
    """The one table of a CSV file. FileError where it cannot be read."""
    return Table("", _with_something(_csv_rows(data, name)))


def excel_tables(data: bytes, name: str) -> tuple[Table, ...]:
    """Every sheet of an Excel file, in its order. FileError where it cannot be read."""
    try:
        import openpyxl  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise MissingExtraError("An Excel sheet", "sheets") from None
    try:
        # Values as Excel last worked them out; and the formulas, to notice one that was never worked out.
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        pairs = zip(values.worksheets, formulas.worksheets, strict=True)
        return tuple(_excel_table(sheet.title, sheet, written, name) for sheet, written in pairs)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever the broken part happens to raise
        raise FileError(
            Problem(name, message="is not an Excel file that can be read; save it again as .xlsx", code="S506")
        ) from None


def _excel_table(title: str, sheet: Any, formulas: Any, name: str) -> Table:
    rows, faults = [], []
    both = zip(sheet.iter_rows(values_only=True), formulas.iter_rows(values_only=True), strict=True)
    for number, (row, written) in enumerate(both, start=1):
        for place, (cell, said) in enumerate(zip(row, written, strict=True)):
            at = f"{title}!{letters(place)}{number}"
            if cell is None and isinstance(said, str) and said.startswith("="):
                message = "is a formula that was never worked out; open the file in Excel and save it"
                faults.append((number, Problem(name, message=message, code="S504", cell=at)))
            elif isinstance(cell, str) and re.fullmatch(r"#[A-Z/0]+[!?]?", cell):
                message = f"holds the error {cell}; put the value in"
                faults.append((number, Problem(name, message=message, code="S505", cell=at)))
        rows.append(row)
    return Table(title, _with_something(rows), tuple(faults))


def _with_something(rows: Iterable[Sequence[Any]]) -> tuple[tuple[int, Sequence[Any]], ...]:
    return tuple((number, row) for number, row in enumerate(rows, start=1) if any(is_given(cell) for cell in row))


def _csv_rows(data: bytes, name: str) -> Iterator[list[str]]:
    text = text_of(data, name)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    except csv.Error as fault:
        message = f"is not a CSV file that can be read ({fault}); save it again"
        raise FileError(Problem(name, message=message, code="S506")) from None


def _separator(text: str) -> str:
    """What stands between the columns: semicolons where Excel's computer writes decimals with a comma."""
    lines = [f"{line}\n" for line in text.split("\n", LOOKED_AT)[:LOOKED_AT]]

    def _named(separator: str) -> tuple[int, int]:
        rows = csv.reader(lines, delimiter=separator)
        return max(len(known_in(row)) for row in rows), lines[0].count(separator)

    return max(",;\t", key=_named)
