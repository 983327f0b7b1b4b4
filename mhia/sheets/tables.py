"""The cells of a CSV or Excel file, row by row."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from mhia.errors import FileError, MissingExtraError, Problem
from mhia.reading.files import text_of
from mhia.sheets.columns import letters


def csv_rows(data: bytes, name: str) -> Iterator[list[str]]:
    """The rows of a CSV file, whatever stands between its columns. FileError where it cannot be read."""
    text = text_of(data, name)
    first = text.split("\n", 1)[0]
    # Excel on a computer that writes decimals with a comma puts semicolons between the columns.
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as fault:
        message = f"is not a CSV file that can be read ({fault}); save it again"
        raise FileError(Problem(name, message=message, code="S506")) from None


def excel_rows(data: bytes, name: str) -> tuple[str, list[list[Any]]]:
    """The name and the rows of an Excel file's sheet. FileError with every cell that holds no value."""
    try:
        import openpyxl  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise MissingExtraError("An Excel sheet", "sheets") from None
    try:
        # Values as Excel last worked them out; and the formulas, to notice one that was never worked out.
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever the broken part happens to raise
        raise FileError(
            Problem(name, message="is not an Excel file that can be read; save it again as .xlsx", code="S506")
        ) from None
    title = next((each for each in values.sheetnames if each.lower() in {"round", "proposals"}), values.sheetnames[0])
    table, faults = [], []
    for number, (row, written) in enumerate(
        zip(values[title].iter_rows(values_only=True), formulas[title].iter_rows(values_only=True), strict=True),
        start=1,
    ):
        for place, (cell, said) in enumerate(zip(row, written, strict=True)):
            at = f"{title}!{letters(place)}{number}"
            if cell is None and isinstance(said, str) and said.startswith("="):
                message = "is a formula that was never worked out; open the file in Excel and save it"
                faults.append(Problem(name, message=message, code="S504", cell=at))
            elif isinstance(cell, str) and re.fullmatch(r"#[A-Z/0]+[!?]?", cell):
                faults.append(Problem(name, message=f"holds the error {cell}; put the value in", code="S505", cell=at))
        table.append(list(row))
    if faults:
        raise FileError(*faults)
    return title, table
