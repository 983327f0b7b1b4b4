"""Squares of a grid are as wide as their longest word, so that no word is broken."""

import pytest

from mhia.domains import DOMAINS
from mhia.report.drawing.widths import grid_widths
from mhia.report.view.page import Column, Grid, GridRow, Mark

LETTERS = {False: 104.0, True: 155.0}
"""Letters of a table's size beside each other on an upright and on a turned page of A4."""


def grid(columns: int, note: str) -> Grid:
    """A row of losses with a note each."""
    marks = tuple((Mark("▼", "moderate loss", "moderate_adverse", note),) for _ in range(columns))
    named = tuple(Column(f"A{number}", "Close the club") for number in range(columns))
    return Grid("Groups and proposals", "Group", named, (GridRow("Older people", (), marks, ""),), (), "")


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_square_holds_the_name_of_a_domain(domain: str, turned: bool) -> None:  # noqa: FBT001 - a row of a table
    first, *squares = grid_widths(grid(6, f"{domain}, carers"), turned=turned)

    # Small letters of a note take nine tenths of the room, and a square leaves some round them.
    assert all(square * LETTERS[turned] >= len(f"{domain},") * 0.9 + 2 for square in squares)
    assert first * LETTERS[turned] >= len("disabled") + 3


@pytest.mark.parametrize("columns", [1, 5, 6, 9])
def test_the_names_of_the_rows_keep_their_room(columns: int) -> None:
    widths = grid_widths(grid(columns, "connectedness"), turned=False)

    assert sum(widths) == pytest.approx(1)
    assert widths[0] >= 0.14
