"""The pictures of a report, each standing by itself."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import escape

from mhia.report.drawing.colours import picture_style
from mhia.report.laying_out import laid_out
from mhia.report.view.figures import Drawing
from mhia.report.view.page import Chart, View

_NO_HALO = "svg .label { stroke: none; }"
"""The rim around letters on a screen costs as much as all the rest where a picture is turned into pixels."""


@dataclass(frozen=True)
class _ByItself:
    """What the template of a picture is given."""

    drawing: Drawing
    style: str


def charts(view: View) -> tuple[Chart, ...]:
    """Every picture of a report, in the order it is read."""
    first = (view.glance,) if view.glance else ()
    return (*first, *(block for part in view.sections for block in part.blocks if isinstance(block, Chart)))


def picture(chart: Chart, letters: str, templates: Path | None = None) -> str:
    """The chart as SVG that needs no page around it, its text set in the named font.

    It is the picture of the web page: drawn by the same template, coloured by the same style sheet.
    """
    style = "\n".join((picture_style(templates), f'svg text {{ font-family: "{letters}"; }}', _NO_HALO))
    given = _ByItself(chart.drawing, style)
    return laid_out("report/picture.svg.j2", given, _escaped, templates).decode()


def in_words(chart: Chart) -> str:
    """What stands for the picture where it cannot be seen."""
    return f"{chart.title}. {chart.description}"


def _escaped(text: str) -> str:
    return str(escape(text))
