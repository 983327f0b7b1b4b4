"""The pictures of a report, each standing by itself."""

import re
from pathlib import Path

from markupsafe import escape

from mhia.report.drawing.colours import picture_style
from mhia.report.laying_out import laid_out
from mhia.report.view.page import Chart

_SVG = re.compile(r"<svg\b[^>]*>(.*?)</svg>", re.DOTALL)
_NO_HALO = "svg .label { stroke: none; }"
"""The rim around letters on a screen costs as much as all the rest where a picture is turned into pixels."""
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def picture(chart: Chart, letters: str, templates: Path | None = None) -> str:
    """The chart as SVG that needs no page around it, its text set in the named font.

    It is the picture of the web page: drawn by the same template, coloured by the same style sheet.
    """
    page = laid_out("report/picture.svg.j2", chart, _escaped, templates).decode()
    drawn, size = _SVG.search(page), _SIZE.search(page)
    if drawn is None or size is None:
        raise ValueError("the template report/charts.j2 draws no picture")
    style = "\n".join((picture_style(templates), f'svg text {{ font-family: "{letters}"; }}', _NO_HALO))
    attributes = (
        f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[1]} {size[2]}" width="{size[1]}" height="{size[2]}"'
    )
    return f"<svg {attributes}><style>{style}</style>{drawn[1]}</svg>"


def in_words(chart: Chart) -> str:
    """What stands for the picture where it cannot be seen."""
    return f"{chart.title}. {chart.description}"


def _escaped(text: str) -> str:
    return str(escape(text))
