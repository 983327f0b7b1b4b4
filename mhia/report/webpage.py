"""The report as one HTML file: no network, no script, prints well."""

import re
from pathlib import Path

from markupsafe import escape

from mhia.logo import Logo
from mhia.report.laying_out import laid_out
from mhia.report.view.page import View

_ALONE = re.compile(
    rb'(<(?:a|b|caption|dd|dt|figcaption|h\d|li|p|small|t[dh])\b[^<>]*)><span( lang="[^"]+")>([^<]*)</span></'
)
"""A piece of text that is all there is in its element."""


def webpage(view: View, templates: Path | None = None, logo: Logo | None = None) -> bytes:
    """The report as HTML in UTF-8; files in the folder `templates` replace the shipped ones of their name."""
    page = laid_out("report/report.html.j2", view, _escaped, templates, mark=_in_language, logo=logo)
    # The element itself can say the language of such a piece, which keeps the page small.
    return _ALONE.sub(rb"\1\2>\3</", page) if b"<span lang=" in page else page


def _in_language(text: str, language: str) -> str:
    return f'<span lang="{escape(language)}">{text}</span>'


def _escaped(text: str) -> str:
    return str(escape(text))
