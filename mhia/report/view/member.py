"""The report on one page, for a member: what to see first, the summary, the picture and what to ask."""

from dataclasses import replace

from mhia.report.view import words
from mhia.report.view.page import Chart, GridRow, Item, Items, Section, View

_MOST_RED_LINES, _MOST_ROWS, _MOST_QUESTIONS = 3, 3, 4
_WORST_FIRST = ("major_adverse", "moderate_adverse", "minor_adverse", "negligible_adverse")
_IN_ANNEX_A, _IN_THE_FULL_REPORT = "Annex A", "Annex A of the full report"
_ALL_OF_IT = "This page is taken from a full report, which gives every reason, source and assumption."


def one_page(view: View) -> View:
    """The report with only as much as one page holds; what is left out is counted or named."""
    grid = view.grid
    shown = _shown(grid.rows)
    more = [words.lower(row.label) for row in grid.rows if row not in shown]
    left_out = f" Not shown here: {words.listed(more)}." if more else ""
    return replace(
        view,
        red_lines=_first(view.red_lines),
        grid=replace(
            grid,
            columns=tuple(replace(column, note="") for column in grid.columns),
            rows=tuple(_in_short(row) for row in shown),
            # Each square says in words what it is, so that the page can do without a key.
            key=(),
            reading=f"{grid.reading}{left_out}",
        ),
        glance=_glance(view.glance),
        contents_title="",
        sections=tuple(_questions(section) for section in view.sections if section.id == "questions"),
        footer=(*view.footer, _ALL_OF_IT),
    )


def _glance(figure: Chart | None) -> Chart | None:
    """The figure, with its table where the reader finds it."""
    return replace(figure, key=figure.key.replace(_IN_ANNEX_A, _IN_THE_FULL_REPORT)) if figure else None


def _shown(rows: tuple[GridRow, ...]) -> tuple[GridRow, ...]:
    """A typical user and the groups with the largest losses, in the grid's order."""
    worst = sorted(rows[1:], key=_how_bad)[: _MOST_ROWS - 1]
    return (*rows[:1], *(row for row in rows[1:] if row in worst))


def _in_short(row: GridRow) -> GridRow:
    """A row without its doubts: how sure it is, and what the columns mean, stands in the figure above it."""
    return replace(row, cells=tuple(tuple(replace(mark, note="") for mark in marks) for marks in row.cells))


def _how_bad(row: GridRow) -> int:
    """The place of a row's largest loss among the sizes; after them all where it has none."""
    tones = {mark.tone for marks in row.cells for mark in marks}
    return next((place for place, tone in enumerate(_WORST_FIRST) if tone in tones), len(_WORST_FIRST))


def _first(red_lines: tuple[Item, ...]) -> tuple[Item, ...]:
    shown, more = red_lines[:_MOST_RED_LINES], len(red_lines) - _MOST_RED_LINES
    if more <= 0:
        return shown
    return (*shown, Item(f"{more} more in the full report.", lead="There are others."))


def _questions(section: Section) -> Section:
    """The first questions, without what each rests on."""
    items = [item for block in section.blocks if isinstance(block, Items) for item in block.items]
    asked = tuple(Item("", lead=item.lead) for item in items[:_MOST_QUESTIONS])
    return Section(section.id, "What to ask", (Items(asked, numbered=True),))
