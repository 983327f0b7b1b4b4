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
_THROUGHOUT = re.compile(
    rb"<(li|p|t[dh])\b([^<>]*)>"
    rb'(<(\w+)\b[^<>]*( lang="[^"]+")[^<>]*>[^<]*</\4>(?:[ .;:]*<(\w+)\b[^<>]*\5[^<>]*>[^<]*</\6>)+[ .;:]*)</\1>'
)
"""An element that holds nothing but pieces in one other language."""


def webpage(view: View, templates: Path | None = None, logo: Logo | None = None) -> bytes:
    """The report as HTML in UTF-8; files in the folder `templates` replace the shipped ones of their name."""
    page = laid_out("report/report.html.j2", view, _escaped, templates, mark=_in_language, logo=logo)
    if b"<span lang=" not in page:
        return page
    # The element itself can say the language of what is in it, which keeps the page small.
    return _THROUGHOUT.sub(_said_once, _ALONE.sub(rb"\1\2>\3</", page))


def _said_once(element: re.Match[bytes]) -> bytes:
    """The element with the language of its pieces, which need not say it themselves."""
    name, attributes, inside, language = element[1], element[2], element[3], element[5]
    inside = re.sub(rb"<span%b>([^<]*)</span>" % re.escape(language), rb"\1", inside).replace(language, b"")
    return b"<%b%b%b>%b</%b>" % (name, attributes, language, inside, name)


def _in_language(text: str, language: str) -> str:
    return f'<span lang="{escape(language)}">{text}</span>'


def _escaped(text: str) -> str:
    return str(escape(text))
