"""The proposals of a sheet: a row each, or several rows with the same reference.

A cell becomes the value of a field, so that a row is the same proposal as the YAML file that says the same; a fault is
told at its cell. An empty cell is unknown, never zero. Further rows with a reference add changes, groups and
mitigations; whatever else they say has to be what the first says.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mhia.errors import Problem
from mhia.reading.files import bytes_of
from mhia.sheets.cells import value_of
from mhia.sheets.columns import Column, Steps, column_at, is_given, letters
from mhia.sheets.headings import Headed, headed, not_read
from mhia.sheets.tables import csv_table, excel_tables

SHEETS = (".csv", ".xlsx")
"""The endings of what can be read."""
LARGEST = 50_000_000
"""Bytes of a sheet: some ten thousand rows are a few million."""
_SEVERAL = ("changes", "mitigations")
"""What each further row can add one of."""


@dataclass(frozen=True)
class Row:
    """One proposal of a sheet: its values, and the cell that each came from."""

    name: str
    """The sheet, as problems call it."""
    where: str
    """Its first row, with the sheet's name where a workbook has several."""
    stem: str
    """The proposal's id where it gives no reference."""
    data: dict[str, Any]
    cells: dict[str, str] = field(repr=False)
    """The cell of each field, by its path in words; the row itself under an empty one."""
    blanks: dict[str, str] = field(default_factory=dict, repr=False)
    """The empty cell of each field that nothing is said of, by its path in words, where the sheet has its column."""
    faults: tuple[Problem, ...] = ()
    """Where the rows of one proposal contradict each other."""

    @property
    def called(self) -> str:
        """What its report is named after: its reference, else where it stands."""
        return str(self.data.get("reference") or self.stem)

    def problem(self, path: Steps, message: str, code: str, *, of_key: bool = False) -> Problem:  # noqa: ARG002 - a cell is both
        """A problem with the value at a path, at its cell."""
        known = {**self.blanks, **self.cells}
        cell = next(known[_in_words(path[:end])] for end in range(len(path), -1, -1) if _in_words(path[:end]) in known)
        return Problem(self.name, field=self._named(path), message=message, code=code, cell=cell)

    def _named(self, path: Steps) -> str:
        """The column that a path leads to, or into; of several groups in its cell, which."""
        column = next((column for end in range(len(path), 0, -1) if (column := column_at(path[:end]))), None)
        if column is None:
            return ".".join(str(step) for step in path)
        if column.kind != "groups" or len(path) <= 1:
            return column.name
        return f"{column.name} ({self.data['groups'][path[1]]['group']})"

    def packed(self) -> bytes:
        """The row as bytes that another process can unpack."""
        fields = {
            "name": self.name,
            "where": self.where,
            "stem": self.stem,
            "data": self.data,
            "cells": self.cells,
            "blanks": self.blanks,
            "faults": [asdict(fault) for fault in self.faults],
        }
        return json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()


def unpacked(data: bytes) -> Row:
    """The row in the bytes that `Row.packed` made."""
    fields = json.loads(data)
    return Row(**{**fields, "faults": tuple(Problem(**fault) for fault in fields["faults"])})


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """What a sheet, or the sheets of a workbook, say."""

    rows: tuple[Row, ...]
    """The proposals, in the order of their first rows."""
    notes: tuple[Problem, ...]
    """What to tell of the workbook: which of its sheets were not read."""
    title: str
    """What stands alone in a row above the heading of its first sheet; empty where nothing does."""


def read_sheet(path: Path) -> ReadSheet:
    """The proposals of a CSV or XLSX file, empty rows left out; FileError with every fault of its headings.

    In a workbook these are the rows of every sheet that has a heading, one sheet after the other.
    """
    data = bytes_of(path, str(path), LARGEST)
    name = path.name
    tables = (csv_table(data, name),) if path.suffix.lower() == ".csv" else excel_tables(data, name)
    sheets = headed(tables, name)
    several = len(sheets) > 1
    lines = [_line(*row, sheet, named=several) for sheet in sheets for row in sheet.rows]
    rows = tuple(_Proposal(name, together).row() for together in _together(lines))
    return ReadSheet(rows, not_read(tables, sheets, name), sheets[0].title)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the sheet: what it says and where."""

    where: str
    """`row 2`, or `South row 2` where there are several sheets."""
    place: str
    """Its first cell."""
    said: tuple[tuple[Column, Any, str], ...]
    """Column, value and cell of whatever is given."""
    empty: tuple[tuple[Column, str], ...]
    """Column and cell of whatever is not."""


def _line(number: int, cells: Sequence[Any], sheet: Headed, *, named: bool) -> _Line:
    prefix = sheet.table.prefix
    said, empty = [], []
    for place, column in enumerate(sheet.columns):
        cell, at = cells[place] if place < len(cells) else None, f"{prefix}{letters(place)}{number}"
        if column is not None and is_given(cell):
            said.append((column, value_of(cell, column.kind), at))
        elif column is not None:
            empty.append((column, at))
    where = f"{sheet.table.title} row {number}" if named else f"row {number}"
    return _Line(where, f"{prefix}A{number}", tuple(said), tuple(empty))


def _together(lines: Iterable[_Line]) -> list[list[_Line]]:
    """The rows of each proposal, in the order of their first: those with one reference belong together."""
    found: dict[tuple[str, str], list[_Line]] = {}
    for line in lines:
        reference = next((str(value) for column, value, _ in line.said if column.name == "reference"), None)
        # A row without a reference is a proposal of its own.
        found.setdefault(("reference", reference) if reference else ("row", line.where), []).append(line)
    return list(found.values())


class _Proposal:
    """One proposal, put together from its rows."""

    def __init__(self, name: str, lines: Sequence[_Line]) -> None:
        self._name, self._lines = name, lines
        self._data: dict[str, Any] = {}
        self._cells = {"": lines[0].place}
        self._blanks: dict[str, str] = {}
        self._faults: list[Problem] = []

    def row(self) -> Row:
        """The proposal with the faults of its rows."""
        for line in self._lines:
            added = [self._add_one(what, line) for what in _SEVERAL]
            added += [self._add(*each) for each in line.said if each[0].path[0] not in _SEVERAL]
            for column, cell in line.empty:
                # Where nothing is said of any change, the first of its columns stands for all.
                field_of = column.path[:1] if column.path[0] in _SEVERAL else column.path
                self._blanks.setdefault(_in_words(field_of), cell)
            if not any(added) and line is not self._lines[0] and not self._faults:
                message = f"says nothing that {self._lines[0].where} or one after it does not say; take it out"
                self._faults.append(Problem(self._name, message=message, code="S508", cell=line.place))
        where = self._lines[0].where
        stem = f"{Path(self._name).stem}-{where.replace(' ', '-')}"
        return Row(self._name, where, stem, self._data, self._cells, self._blanks, tuple(self._faults))

    def _add_one(self, what: str, line: _Line) -> bool:
        """Add the change or the mitigation of a row, unless one above says the very same; whether it was new."""
        said = [(column.path[2:], value, cell) for column, value, cell in line.said if column.path[0] == what]
        one: dict[str, Any] = {}
        for path, value, _ in said:
            _put(one, path, value)
        so_far = self._data.setdefault(what, []) if one else []
        if not one or one in so_far:
            return False
        here = (what, len(so_far))
        so_far.append(one)
        self._cells[_in_words(here)] = line.place
        self._cells |= {_in_words((*here, *path)): cell for path, _, cell in said}
        self._blanks |= {
            _in_words((*here, *column.path[2:])): cell for column, cell in line.empty if column.path[0] == what
        }
        return True

    def _add(self, column: Column, value: Any, cell: str) -> bool:
        """Add what holds for the whole proposal; whether it was new."""
        if column.kind == "groups":
            return self._add_groups(value, cell)
        said, there = _at(self._data, column.path), self._cells.get(_in_words(column.path))
        if there is None:
            _put(self._data, column.path, value)
            self._cells[_in_words(column.path)] = cell
            return True
        if said != value:
            message = f"{there} says otherwise for the same reference; write it once, or give this row one of its own"
            self._faults.append(Problem(self._name, field=column.name, message=message, code="S507", cell=cell))
        return False

    def _add_groups(self, groups: list[dict[str, Any]], cell: str) -> bool:
        so_far = self._data.setdefault("groups", [])
        new = [group for group in groups if group not in so_far]
        for group in new:
            self._cells[_in_words(("groups", len(so_far)))] = cell
            so_far.append(group)
        self._cells.setdefault("groups", cell)
        return bool(new)


def _put(data: dict[Any, Any], path: Steps, value: Any) -> None:
    """Set a value at a place, making what holds it."""
    *outer, last = path
    for step in outer:
        data = data.setdefault(step, {})
    data[last] = value


def _at(data: dict[str, Any], path: Steps) -> Any:
    """The value at a place; None where there is none."""
    here: Any = data
    for step in path:
        here = here.get(step) if isinstance(here, dict) else None
    return here


def _in_words(path: Steps) -> str:
    return "/".join(str(step) for step in path)
