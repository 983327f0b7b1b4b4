"""The report as one HTML file: no network, no script, prints well."""

from pathlib import Path

from markupsafe import escape

from mhia.report.laying_out import laid_out
from mhia.report.view.page import View


def webpage(view: View, templates: Path | None = None) -> bytes:
    """The report as HTML in UTF-8; files in the folder `templates` replace the shipped ones of their name."""
    return laid_out("report/report.html.j2", view, _escaped, templates)


def _escaped(text: str) -> str:
    return str(escape(text))
