"""The other front door: a CSV or Excel sheet with a heading and one proposal a row.

A cell becomes the value of a field, so that a row is the same proposal as the YAML file that says the same; a fault is
told at its cell. An empty cell is unknown, never zero.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from mhia.errors import FileError, MissingExtraError, Problem
from mhia.reading.files import bytes_of, text_of

SHEETS = (".csv", ".xlsx")
"""The endings of what can be read."""
LARGEST = 50_000_000
"""Bytes of a sheet: some ten thousand rows are a few million."""
Steps = tuple[str | int, ...]
Kind = Literal["text", "value", "words", "groups", "saving"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a sheet may have."""

    name: str
    path: Steps
    """The field that its cells fill."""
    kind: Kind = "value"
    """`words`: several, semicolons between; `groups`: groups with share or people; `saving`: a saving, above zero."""
    note: str = ""
    also: tuple[str, ...] = ()
    """Other headings that mean the same."""


_C = ("changes", 0)
COLUMNS: tuple[Column, ...] = (
    Column("reference", ("reference",), "text", "The council's own number; it names the report", ("ref", "id")),
    Column("title", ("title",), "text", "What is proposed, in a line", ("proposal", "name")),
    Column("kind", ("kind",), "text", "cut, commission or change"),
    Column("service", (*_C, "service"), "text", "A service of the rulebook, or unlisted with a description"),
    Column("change", (*_C, "change"), "text", "What is done to it: close, reduce_hours …", ("what is done",)),
    Column("by", (*_C, "by"), "value", "How much, as a share: 40%", ("how much",)),
    Column(
        "saving", ("money", "annual_change"), "saving", "Pounds a year; below zero where it costs",
        ("saving a year", "annual saving", "saving gbp"),
    ),
    Column("annual_change", ("money", "annual_change"), "value", "Pounds a year: negative is a saving"),
    Column("money_status", ("money", "status"), "text", "known, estimate, part_of_bundle or unknown"),
    Column("starts", ("money", "starts"), "value", "When the money changes", ("start", "from")),
    Column("users", (*_C, "users"), "value", "Regular users (for a gain: people who start)"),
    Column("offered", (*_C, "offered"), "value", "People offered a gain"),
    Column("users_of", (*_C, "users_of"), "text", "affected_sites or whole_service"),
    Column("affects", (*_C, "affects"), "value", "The part of the service concerned, as a share"),
    Column("sites_affected", (*_C, "sites", "affected"), "value", "Places that close or change"),
    Column("sites_of", (*_C, "sites", "of"), "value", "Places there are now", ("sites",)),
    Column("capacity_before", (*_C, "capacity", "before"), "value", "Places to sit, sleep or take part now"),
    Column("capacity_after", (*_C, "capacity", "after"), "value", "Places afterwards"),
    Column("capacity_used", (*_C, "capacity", "used"), "value", "Places used now"),
    Column("price_before", (*_C, "price", "before"), "value", "Price now; 0 is free"),
    Column("price_after", (*_C, "price", "after"), "value", "Price afterwards"),
    Column("nearest_km", (*_C, "alternatives", "nearest_km"), "value", "Kilometres to the nearest equivalent"),
    Column("public_transport", (*_C, "alternatives", "public_transport"), "text", "good, poor or none"),
    Column(
        "share_finding_equivalent", (*_C, "alternatives", "share_finding_equivalent"), "value",
        "Share of users who find an equivalent",
    ),
    Column("replaced_by", (*_C, "replaced_by"), "text", "What takes its place"),
    Column("serves", (*_C, "serves"), "words", "Services that people reach by means of this one; semicolons between"),
    Column("description", (*_C, "description"), "text", "The service or the change in the paper's own words"),
    Column("groups", ("groups",), "groups", "Who is affected: `carers; disabled_people 20%; older_living_alone 900`"),
    Column("place", ("place", "name"), "text", "Council area, town or ward"),
    Column("wards", ("place", "wards"), "words", "The wards concerned; semicolons between"),
    Column("nation", ("place", "nation"), "text", "england, wales, scotland or northern_ireland"),
    Column("population", ("place", "population"), "value", "Residents of the place"),
    Column("setting", ("place", "setting"), "text", "urban, rural or mixed"),
    Column("deprivation", ("place", "deprivation"), "value", "Decile, 1 the most deprived tenth"),
    Column("mitigation", ("mitigations", 0, "action"), "text", "What will be done to avoid harm"),
    Column("mitigation_kind", ("mitigations", 0, "kind"), "text", "A kind from the rulebook's catalogue"),
    Column("mitigation_status", ("mitigations", 0, "status"), "text", "funded, planned or proposed"),
    Column("posts", ("staff", "posts"), "value", "Posts that go, full-time equivalent"),
    Column("redundancies", ("staff", "redundancies"), "value", "People expected to lose their job"),
    Column("body", ("decision", "body"), "text", "Who decides"),
    Column("decision_date", ("decision", "date"), "value", "When"),
    Column("stage", ("decision", "stage"), "text", "draft, consultation or final"),
    Column("summary", ("summary",), "text", "In a sentence or two"),
    Column("note", (*_C, "note"), "text", "Anything the reader should know", ("notes",)),
)  # fmt: skip
"""Every column that a sheet may have; only title, kind, service and change are needed."""
NEEDED = ("title", "kind", "service", "change")
_KNOWN = {name: column for column in COLUMNS for name in (column.name, *column.also)}
_GROUP = re.compile(r"(?P<group>[^:;\d]+?)\s*:?\s*(?P<number>\d[\d.,\s]*(?:-\s*\d[\d.,]*)?%?)?")


@dataclass(frozen=True)
class Row:
    """One proposal of a sheet: its values, and the cell that each came from."""

    name: str
    """The sheet, as problems call it."""
    stem: str
    """The proposal's id where it gives no reference."""
    data: dict[str, Any]
    cells: dict[str, str] = field(repr=False)
    """The cell of each field, by its path in words; the row itself under an empty one."""

    def problem(self, path: Steps, message: str, code: str, *, of_key: bool = False) -> Problem:  # noqa: ARG002 - a cell is both
        """A problem with the value at a path, at its cell."""
        steps = tuple(str(step) for step in path)
        while steps and "/".join(steps) not in self.cells:
            steps = steps[:-1]
        column = next((each.name for each in COLUMNS if _in_words(each.path) == "/".join(map(str, path))), "")
        named = column or ".".join(str(step) for step in path)
        return Problem(self.name, field=named, message=message, code=code, cell=self.cells["/".join(steps)])

    def packed(self) -> bytes:
        """The row as bytes that another process can unpack."""
        fields = {"name": self.name, "stem": self.stem, "data": self.data, "cells": self.cells}
        return json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()


def unpacked(data: bytes) -> Row:
    """The row in the bytes that `Row.packed` made."""
    return Row(**json.loads(data))


def rows_of(path: Path) -> tuple[Row, ...]:
    """The rows of a CSV or XLSX sheet, empty ones left out; FileError with every fault of its heading."""
    data = bytes_of(path, str(path), LARGEST)
    name = path.name
    sheet, table = ("", _csv(data, name)) if path.suffix.lower() == ".csv" else _excel(data, name)
    prefix = f"{sheet}!" if sheet else ""
    numbered = [(number, cells) for number, cells in enumerate(table, start=1) if any(_given(cell) for cell in cells)]
    if not numbered:
        message = "is empty; the first row names the columns: title, kind, service …"
        raise FileError(Problem(str(path), message=message, code="S503"))
    heading_row, heading = numbered[0]
    columns = _columns(heading, name, prefix, heading_row)
    return tuple(_row(number, cells, columns, name, prefix) for number, cells in numbered[1:])


def letters(place: int) -> str:
    """The letters of a column (0 is A, 26 is AA)."""
    text = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        text = chr(ord("A") + left) + text
    return text


def _columns(heading: Sequence[Any], name: str, prefix: str, row: int) -> list[Column | None]:
    """What each column means; FileError for headings that mean nothing, come twice or are missing."""
    found: list[Column | None] = []
    faults = []
    for place, cell in enumerate(heading):
        said = str(cell).strip() if _given(cell) else ""
        column = _KNOWN.get(_folded(said))
        twin = next((each for each in found if each and column and each.path == column.path), None)
        if said and (column is None or twin):
            near = get_close_matches(_folded(said), _KNOWN, n=1, cutoff=0.6)
            hint = (
                f"; did you mean `{near[0]}`?"
                if near
                else f"; the columns are {', '.join(each.name for each in COLUMNS)}"
            )
            message = (
                f"says the same as the column `{twin.name}`; keep one of the two"
                if twin
                else f"no column is called `{said}`{hint}"
            )
            at = f"{prefix}{letters(place)}{row}"
            faults.append(Problem(name, message=message, code="S502" if twin else "S501", cell=at))
        found.append(column)
    have = {column.name for column in found if column}
    missing = [each for each in NEEDED if each not in have]
    if missing and not faults:
        what = f"has no column called {', '.join(missing)}; the first row names the columns"
        faults.append(Problem(name, message=what, code="S503", cell=f"{prefix}A{row}"))
    if faults:
        raise FileError(*faults)
    return found


def _row(number: int, cells: Sequence[Any], columns: Sequence[Column | None], name: str, prefix: str) -> Row:
    data: dict[str, Any] = {}
    places = {"": f"{prefix}A{number}"}
    for place, (cell, column) in enumerate(zip(cells, columns, strict=False)):
        if column is None or not _given(cell):
            continue
        _put(data, column.path, _value(cell, column.kind))
        places[_in_words(column.path)] = f"{prefix}{letters(place)}{number}"
    return Row(name, f"{Path(name).stem}-row-{number}", data, places)


def _put(data: dict[str, Any], path: Steps, value: Any) -> None:
    """Set a value at a place, making what holds it."""
    here: Any = data
    for step, then in pairwise(path):
        empty: Any = [] if isinstance(then, int) else {}
        if isinstance(step, int):
            if len(here) <= step:
                here.append(empty)
            here = here[step]
        else:
            here = here.setdefault(step, empty)
    here[path[-1]] = value


def _value(cell: Any, kind: Kind) -> Any:
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if kind == "value":
        return _number_or_text(cell)
    if kind == "saving":
        return _turned_round(_number_or_text(cell))
    text = str(cell).strip()
    if kind == "words":
        return [part.strip() for part in text.split(";") if part.strip()]
    return [_group(part.strip()) for part in text.split(";") if part.strip()] if kind == "groups" else text


def _number_or_text(cell: Any) -> Any:
    """A whole number typed as text (all of a CSV is) as a number; anything else as the fields read it themselves."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else text


def _turned_round(saving: Any) -> Any:
    """A saving as a change in spending."""
    if isinstance(saving, (int, float)) and not isinstance(saving, bool):
        return -saving
    text = str(saving).strip()
    if re.match(r"^[-−(]", text):
        return text.strip("-−() ")
    parts = re.split(r"\s*(?:-|–|\bto\b)\s*", text)
    return " to ".join(f"-{part}" for part in reversed(parts))


def _group(text: str) -> dict[str, Any]:
    """`carers`, `disabled_people 20%` or `older_living_alone: 900`."""
    match = _GROUP.fullmatch(text)
    if match is None or not match["number"]:
        return {"group": text.rstrip(": ")}
    number = match["number"].strip()
    return {"group": match["group"].strip(), "share" if number.endswith("%") else "people": number}


def _csv(data: bytes, name: str) -> Iterator[list[str]]:
    text = text_of(data, name)
    first = text.split("\n", 1)[0]
    # Excel on a computer that writes decimals with a comma puts semicolons between the columns.
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as fault:
        message = f"is not a CSV file that can be read ({fault}); save it again"
        raise FileError(Problem(name, message=message, code="S506")) from None


def _excel(data: bytes, name: str) -> tuple[str, list[list[Any]]]:
    try:
        import openpyxl  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise MissingExtraError('an Excel sheet needs one more package: pip install "mhia[sheets]"') from None
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


def _given(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _folded(text: str) -> str:
    """A heading without what people write in different ways: capitals, brackets, hyphens, the pound sign."""
    plain = re.sub(r"\(.*?\)", " ", text.lower())
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return words if words in _KNOWN else words.replace("_", " ")


def _in_words(path: Steps) -> str:
    return "/".join(str(step) for step in path)
