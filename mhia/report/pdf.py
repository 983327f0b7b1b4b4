"""The report as a tagged PDF (PDF/UA-1)."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from mhia.logo import Logo
from mhia.report.drawing.colours import colours
from mhia.report.drawing.pictures import charts, in_words, picture
from mhia.report.drawing.tagging import with_row_headers
from mhia.report.drawing.typesetting import LETTERS, breakable, typeset
from mhia.report.drawing.widths import column_widths, grid_widths
from mhia.report.view.page import Cell, Dated, Grid, Table, View
from mhia.report.view.spoken import Spoken
from mhia.report.view.words import plain

_LONG = 800
"""Bytes of a cell's text that a page might not hold in one piece."""
_LEFT_OUT = frozenset({"sheets", "worst", "drawing"})
"""Parts of a view that a page has no use for."""


def pdf(view: View, assessment: Dated, templates: Path | None = None, logo: Logo | None = None) -> bytes:
    """The report as PDF/UA-1; files in the folder `templates` replace the shipped ones of their name.

    Same view, same bytes: the date is the assessment's, the fonts are shipped.
    """
    given = {
        "view": _view_as_data(view),
        "title": breakable(plain(view.title)),
        "language": _language_and_region(view.language),
        "logo": {"data": list(logo.data), "kind": logo.kind, "alt": plain(logo.alt)} if logo else None,
        "colours": colours(templates),
        "pictures": {
            chart.id: {"svg": picture(chart, LETTERS, templates), "in_words": plain(in_words(chart))}
            for chart in charts(view)
        },
        "date": [int(part) for part in assessment.assessed_on.split("-")],
    }
    return with_row_headers(typeset("report/report.typ", given, templates), view.generator)


def _language_and_region(name: str) -> tuple[str, str]:
    """The two parts that the typesetter wants: `en` and `GB`; the region may be empty."""
    language, _, region = name.partition("-")
    return language, region


def _view_as_data(view: View) -> Any:
    """The whole view; its own grid stands on a page that is turned, or in smaller letters."""
    data = _as_data(view)
    data["grid"]["widths"] = grid_widths(view.grid, turned=True)
    return data


def _as_data(value: Any) -> Any:
    """A piece of a view as JSON can hold it; a text in several languages as its pieces."""
    if isinstance(value, Spoken):
        return {"pieces": [[breakable(piece.text), *_language_and_region(piece.language)] for piece in value.pieces]}
    if isinstance(value, str):
        return breakable(plain(value))
    if isinstance(value, tuple):
        return [_as_data(item) for item in value]
    if not is_dataclass(value):
        return value
    data = {field.name: _as_data(getattr(value, field.name)) for field in fields(value) if field.name not in _LEFT_OUT}
    if isinstance(value, Cell):
        data["long"] = len(f"{value.text}{value.note}".encode()) > _LONG
    elif isinstance(value, Table):
        data["widths"] = column_widths(value)
    elif isinstance(value, Grid):
        data["widths"] = grid_widths(value, turned=False)
    return data
