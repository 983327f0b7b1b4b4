"""The paper of a round as one HTML file: its tables can be sorted and filtered, and are plain tables without script."""

from pathlib import Path

from markupsafe import escape

from mhia.report.laying_out import laid_out
from mhia.report.view.page import View


def round_page(view: View, templates: Path | None = None) -> bytes:
    """The paper as a page of HTML in UTF-8; `templates` is a folder whose files replace the shipped ones."""
    return laid_out("report/round.html.j2", view, _escaped, templates)


def _escaped(text: str) -> str:
    return str(escape(text))
