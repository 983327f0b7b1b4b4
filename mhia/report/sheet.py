"""The report as a spreadsheet (.xlsx) to reckon on with: typed columns, filters, and no formula anywhere."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from mhia.report.drawing.colours import colours
from mhia.report.view.page import Cell, Dated, Sheet, SheetColumn, View
from mhia.report.view.words import plain

_FORM = {"number": "0.00", "small": "0.00000", "share": "0%", "count": "#,##0", "money": "£#,##0", "date": "d mmm yyyy"}
_NARROWEST, _WIDEST, _LONG, _FIGURE = 9, 34, 70, 12
"""Widths in letters."""
_LINE, _MOST_LINES = 15.0, 8
"""The height of a line in points, and the most that a row shows at once."""
_WIDER = 1.1
"""Lines break at words, so text needs a little more room than its letters."""
_MOST_LETTERS = 32_767
"""What a cell can hold."""
_SAFE = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers", "nan_inf_to_errors"), False)
"""Text stays text, whatever it begins with."""


def sheet(view: View, assessment: Dated, templates: Path | None = None) -> bytes:
    """The report as .xlsx. Same view, same bytes: the dates in the file are the assessment's."""
    made = BytesIO()
    book = Workbook(made, {"in_memory": True, **_SAFE})
    book.set_properties(
        {
            "title": plain(view.title)[:255],
            "subject": plain(view.kind_of_paper),
            "author": view.generator,
            "company": view.generator,
            "created": datetime.fromisoformat(assessment.assessed_on).replace(tzinfo=UTC),
        }
    )
    forms = Forms(book, colours(templates))
    for page in view.sheets(view):
        _write(book.add_worksheet(page.title), page, forms)
    book.close()
    return made.getvalue()


class Forms:
    """How cells look, each look made once."""

    def __init__(self, book: Any, named: dict[str, str]) -> None:
        """Make ready for one workbook, in the colours of the web page."""
        self._book, self._colours = book, named
        self._made: dict[tuple[str, str], Any] = {}
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})

    def of(self, kind: str, tone: str = "plain") -> Any:
        """The look of a cell of this kind and tone."""
        if (kind, tone) not in self._made:
            look: dict[str, Any] = {"valign": "top", "text_wrap": "text" in kind}
            if kind in _FORM:
                look["num_format"] = _FORM[kind]
            fill = self._colours.get(tone.replace("_", "-"))
            if fill:
                look |= {"bg_color": f"#{fill}", "font_color": f"#{self._colours['on-' + tone.replace('_', '-')]}"}
            self._made[kind, tone] = self._book.add_format(look)
        return self._made[kind, tone]


def _write(page: Any, sheet_: Sheet, forms: Forms) -> None:
    widths = [_width(column, [row[at] for row in sheet_.rows]) for at, column in enumerate(sheet_.columns)]
    for at, column in enumerate(sheet_.columns):
        page.write_string(0, at, column.label, forms.head)
        page.set_column(at, at, widths[at])
    page.set_row(0, _height([column.label for column in sheet_.columns], widths))
    for number, row in enumerate(sheet_.rows, start=1):
        page.set_row(number, _height(row, widths))
        for at, (column, value) in enumerate(zip(sheet_.columns, row, strict=True)):
            _put(page, number, at, column, value, forms)
    if not sheet_.rows:
        page.write_string(1, 0, sheet_.if_empty, forms.of("text"))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, len(sheet_.rows)), len(sheet_.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _put(page: Any, row: int, at: int, column: SheetColumn, value: Any, forms: Forms) -> None:
    """One value as what it is: a number, a day, or text that can be nothing else."""
    if value is None or value == "":
        page.write_blank(row, at, None, forms.of(column.kind))
    elif isinstance(value, Cell):
        page.write_string(row, at, _text(value.text), forms.of(column.kind, value.tone))
    elif isinstance(value, (int, float)):
        page.write_number(row, at, value, forms.of(column.kind))
    elif column.kind == "date" and len(value) == len("2026-01-31"):
        page.write_datetime(row, at, date.fromisoformat(value), forms.of(column.kind))
    else:
        page.write_string(row, at, _text(value), forms.of("text"))


def _height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """Enough for the text that is wrapped, within reason: not every program works it out when it opens a file."""
    texts = [value.text if isinstance(value, Cell) else value for value in row]
    lines = (
        ceil(len(text) * _WIDER / width) for text, width in zip(texts, widths, strict=True) if isinstance(text, str)
    )
    return _LINE * min(_MOST_LINES, max(lines, default=1) or 1)


def _text(value: str) -> str:
    text = plain(value)
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


def _width(column: SheetColumn, values: list[Any]) -> float:
    if column.kind == "long_text":
        return _LONG
    if column.kind != "text":
        return _FIGURE
    texts = [value.text if isinstance(value, Cell) else value for value in values if isinstance(value, (str, Cell))]
    return min(_WIDEST, max([_NARROWEST, len(column.label), *map(len, texts)]) + 2)
