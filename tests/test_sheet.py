"""The spreadsheet as an analyst meets it: values are of their kind, and can be filtered and reckoned with."""

import zipfile
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from extracting import workbook
from reporting import EVERY, assessed, viewed

from mhia.report.formats import FORMATS
from mhia.report.view.page import Cell

TITLES = ["Summary", "Grid", "Findings", "Contributions", "Actions", "Indicators", "Assumptions", "Sources"]
FORM = {"number": "0.00", "share": "0%", "count": "#,##0", "money": "£#,##0"}


@cache
def report(name: str) -> bytes:
    return FORMATS["xlsx"].render(viewed(name), assessed(name))


@cache
def opened(name: str) -> Any:
    return workbook(report(name))


@pytest.mark.parametrize("name", EVERY)
def test_every_value_is_of_its_kind(name: str) -> None:
    view = viewed(name)
    for sheet in view.sheets(view):
        page = opened(name)[sheet.title]
        for number, row in enumerate(sheet.rows, start=2):
            for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True), start=1):
                cell = page.cell(number, at)
                if isinstance(value, int | float):
                    assert cell.data_type == "n"
                    assert cell.number_format == FORM[column.kind]
                elif value is None or value == "":
                    assert cell.value is None
                elif column.kind == "date" and isinstance(value, str) and value.count("-") == 2:
                    assert cell.is_date
                else:
                    assert cell.data_type == "s"


@pytest.mark.parametrize("name", EVERY)
def test_every_sheet_can_be_filtered_and_keeps_its_head_in_sight(name: str) -> None:
    assert opened(name).sheetnames == TITLES
    for page in opened(name).worksheets:
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in page[1])
        assert all(dimension.width >= 9 for dimension in page.column_dimensions.values())
        assert page.print_title_rows in {"1:1", "$1:$1"}


def test_a_number_without_rows_under_it_says_why() -> None:
    page = opened("nothing-said")["Actions"]

    assert page["A2"].value == "The proposal names no mitigation."


def test_dates_are_days_where_the_proposal_gives_days() -> None:
    actions = opened("ferrowdale-library-hours")["Actions"]
    head = [cell.value for cell in actions[1]]
    by = [row[head.index("By")].value for row in actions.iter_rows(min_row=2)]

    assert any(isinstance(value, datetime) for value in by)


def test_the_grid_has_the_colours_and_the_words_of_the_report() -> None:
    view = viewed("netherquay-day-centre")
    page = opened("netherquay-day-centre")["Grid"]
    marks = view.grid.rows[0].cells[1]

    assert marks[0].words in page.cell(2, 4).value
    assert page.cell(2, 4).fill.fgColor.rgb != "00000000"


def test_it_says_who_made_it_and_when() -> None:
    name = "nothing-said"
    with zipfile.ZipFile(BytesIO(report(name))) as package:
        assert "<Company>mhia " in package.read("docProps/app.xml").decode()
        assert {entry.date_time[:3] for entry in package.infolist()} == {(1980, 1, 1)}
    assert opened(name).properties.created == datetime.fromisoformat(assessed(name).assessed_on)
    assert opened(name).properties.title == viewed(name).title


def test_a_cell_with_a_tone_is_text() -> None:
    view = viewed("netherquay-day-centre")
    findings = next(sheet for sheet in view.sheets(view) if sheet.title == "Findings")

    assert {type(row[3]) for row in findings.rows} == {Cell}
