"""The report as one HTML file: no network, no script, prints well."""

from pathlib import Path

from markupsafe import escape

from mhia.report.laying_out import laid_out
from mhia.report.view.page import View


def webpage(view: View, templates: Path | None = None) -> bytes:
    """The report as a page of HTML in UTF-8; `templates` is a folder whose files replace the shipped ones of the same name."""
    return laid_out("report/report.html.j2", view, _escaped, templates)


def _escaped(text: str) -> str:
    return str(escape(text))
