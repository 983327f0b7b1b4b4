"""How wide the columns of a table are, for formats that have to be told."""

from collections.abc import Sequence

from mhia.report.view.page import Cell, Grid, Table

_LETTERS, _LETTERS_TURNED = 104.0, 155.0
"""So many letters of a table's size stand side by side on a page of A4, upright or turned."""
_ROUND_A_CELL = 3.0
"""The space beside a cell's text, in letters."""
_ROUND_A_SQUARE = 2.5
"""The same for a square of a grid, which has less."""
_SMALL = 0.9
"""Notes are smaller."""
_FOR_NAMES = 0.15
_LONGEST_WORD = 17
"""A longer word may be broken."""
_TWO_WORDS = 10.0
_BOLD = 1.15
"""Headings of columns and rows are bold, and bold letters are wider."""
_LONGEST_COUNTS = 0.3
"""A column's width goes by its usual text, and a little by its longest."""
_DAMPED = 0.7
"""Ten times the text does not need ten times the width."""


def column_widths(table: Table) -> tuple[float, ...]:
    """The share of the width that each column of a table gets, by how much stands in it; together they make 1."""
    least, wanted = [], []
    for at, column in enumerate(table.columns):
        texts = [_text(row[at]) for row in table.rows]
        bold = _BOLD if at == 0 else 1.0
        word = max(_longest_word(texts) * bold, _longest_word([column]) * _BOLD)
        least.append(max(word, _narrowest(table)) + _ROUND_A_CELL)
        wanted.append(max(_amount([len(text) * bold for text in texts]), len(column) / 2) ** _DAMPED)
    return _shared_out(least, wanted, _LETTERS)


def grid_widths(grid: Grid, *, turned: bool) -> tuple[float, ...]:
    """The share of the width that each column of a grid gets: the squares' all the same, the first the rest."""
    letters = _LETTERS_TURNED if turned else _LETTERS
    marks = [mark for row in grid.rows for marks in row.cells for mark in marks]
    labels = [column.label for column in grid.columns]
    notes = [*(mark.note for mark in marks), *(column.note for column in grid.columns)]
    words = max(_longest_word([mark.words for mark in marks]), _longest_word(labels) * _BOLD)
    least = max(words, _longest_word(notes) * _SMALL) + _ROUND_A_SQUARE
    # Where not all of it fits, the names of the rows keep a part of the page.
    each = min(max(least, letters / 8) / letters, (1 - _FOR_NAMES) / max(1, len(grid.columns)))
    return (1 - each * len(grid.columns), *(each for _ in grid.columns))


def _narrowest(table: Table) -> float:
    """Two short words side by side, where there is room for it."""
    return min(_TWO_WORDS, _LETTERS / (2 * len(table.columns)))


def _text(cell: Cell) -> str:
    return " ".join((cell.text, *(link.text for link in cell.links), cell.note))


def _amount(lengths: Sequence[float]) -> float:
    usual = sum(lengths) / len(lengths) if lengths else 0.0
    return usual * (1 - _LONGEST_COUNTS) + max(lengths, default=0.0) * _LONGEST_COUNTS


def _longest_word(texts: Sequence[str]) -> int:
    """Letters of the longest word that must not be broken."""
    return min(_LONGEST_WORD, max((len(word) for text in texts for word in text.split()), default=0))


def _shared_out(least: Sequence[float], wanted: Sequence[float], letters: float) -> tuple[float, ...]:
    """Shares by what each column wants, but none below its least."""
    widths = list(least)
    free, room = set(range(len(least))), letters
    while free:
        whole = sum(wanted[at] for at in free) or 1.0
        short = {at for at in free if wanted[at] / whole * room < least[at]}
        if not short:
            for at in free:
                widths[at] = wanted[at] / whole * room
            break
        free -= short
        room = max(0.0, room - sum(least[at] for at in short))
    return tuple(round(width / sum(widths), 4) for width in widths)
