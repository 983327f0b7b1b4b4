"""The report in a few lines on the terminal: red lines, the grid, the worst findings and the close calls."""

import shutil
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, TextIO

from mhia.report.view.page import FindingNote, GridRow, Mark, View
from mhia.report.view.words import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDEST, _NARROWEST = 100, 40
_ROOM_FOR_A_GRID = 96
"""Narrower than this, the grid's rows are written one under the other."""
_STYLE = {
    "major_adverse": "bold red",
    "moderate_adverse": "red",
    "minor_adverse": "yellow",
    "minor_beneficial": "cyan",
    "moderate_beneficial": "blue",
    "major_beneficial": "bold blue",
    "not_studied": "dim",
    "not_assessed": "dim",
}


def print_summary(view: View, stream: TextIO, written: Sequence[str] = ()) -> None:
    """Write the summary of a report, and where its files went; colour only where the stream is a terminal."""
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns))
    if stream.isatty():
        # Only here, because a run whose output goes to a file needs no tables on a terminal.
        from rich.console import Console  # noqa: PLC0415

        _print_on_terminal(view, Console(file=stream, highlight=False, markup=False), written)
        return
    stream.writelines(f"{line}\n" for line in _opening(view, width))
    stream.writelines(f"{line}\n" for line in (*_rows(view, width), "", *_closing(view, width, written)))


def _print_on_terminal(view: View, console: "Console", written: Sequence[str]) -> None:
    width = max(_NARROWEST, min(console.width, _WIDEST))
    for number, line in enumerate(_opening(view, width)):
        console.print(line, style="bold" if number == 0 else "bold red" if line.startswith("!") else None)
    if console.width >= _ROOM_FOR_A_GRID:
        console.print(_table(view))
    else:
        for line in _rows(view, width):
            console.print(line)
    for line in ("", *_closing(view, width, written)):
        console.print(line)


def _opening(view: View, width: int) -> list[str]:
    lines = [*_wrapped(view.title, width), *_wrapped(f"{view.status}. {' · '.join(view.facts)}", width), ""]
    for line in view.red_lines:
        lines += _wrapped(f"! {view.red_lines_title}: {line.lead} {line.text}", width)
    if view.red_lines:
        lines.append("")
    for answer in view.answers:
        lines += _wrapped(f"{answer.question}: {answer.answer}. {answer.detail}", width)
    return [*lines, ""]


def _rows(view: View, width: int) -> list[str]:
    """The grid as lines: each group, then what it loses and gains, in words with their symbols."""
    lines = _wrapped(f"{view.grid.caption}:", width)
    for row in view.grid.rows:
        lines += _wrapped(f"{row.label}: {_in_words(row, view)}", width, indent="  ")
    return lines


def _in_words(row: GridRow, view: View) -> str:
    """A row's squares, those that say the same together: `▾ minor loss in connectedness, coping`."""
    together: dict[str, list[str]] = {}
    for column, marks in zip(view.grid.columns, row.cells, strict=True):
        for mark in marks:
            together.setdefault(_said(mark), []).append(column.label.lower())
    return "; ".join(f"{said} in {', '.join(domains)}" for said, domains in together.items())


def _said(mark: Mark) -> str:
    note = f" ({mark.note})" if mark.note else ""
    return f"{mark.symbol} {mark.words}{note}"


def _table(view: View) -> "Table":
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=view.grid.caption, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, title_style="")
    table.add_column(view.grid.corner, ratio=2)
    for column in view.grid.columns:
        table.add_column(column.label, ratio=1)
    for row in view.grid.rows:
        squares = (
            Text("\n").join(
                Text(plain(f"{mark.symbol} {mark.words}"), style=_STYLE.get(mark.tone, "")) for mark in marks
            )
            for marks in row.cells
        )
        table.add_row(Text(plain(row.label)), *squares)
    return table


def _closing(view: View, width: int, written: Sequence[str]) -> list[str]:
    lines = [line for note in view.worst for line in _worst(note, width)]
    if view.close_calls:
        lines += [
            "",
            "Close calls:",
            *(line for call in view.close_calls for line in _wrapped(f"  {call}", width, indent="    ")),
        ]
    if written:
        lines += [""]
        lines += _wrapped(f"Written: {', '.join(written)}", width)
    return lines


def _worst(note: FindingNote, width: int) -> list[str]:
    return [
        *_wrapped(f"{note.symbol} {note.heading}", width, indent="  "),
        *_wrapped(f"  {note.in_brief}", width, indent="  "),
    ]


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    first = "  " if text.startswith("  ") else ""
    return fill(plain(text), width, initial_indent=first, subsequent_indent=indent).split("\n")
