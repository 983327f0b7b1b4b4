"""The report as GitHub-flavoured Markdown."""

import re
from pathlib import Path

from mhia.report.laying_out import laid_out
from mhia.report.view.page import View

_MARKUP = re.compile(r"([\\`*_\[\]<>|~$])")
_OPENS_A_BLOCK = re.compile(r"^(\d{0,9})([.)](?=\s|$)|(?<!\d)[-+=#])")


def markdown(view: View, templates: Path | None = None) -> bytes:
    """The report as Markdown in UTF-8; files in the folder `templates` replace the shipped ones of their name."""
    return laid_out("report/report.md.j2", view, escaped, templates)


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it is: no markup, no HTML, no link, no mention, no list by accident."""
    text = _MARKUP.sub(r"\\\1", text.replace("&", "&amp;")).replace("\\<", "&lt;").replace("\\>", "&gt;")
    text = text.replace("://", ":&#47;&#47;").replace("www.", "www&#46;").replace("@", "&#64;")
    return _OPENS_A_BLOCK.sub(r"\1\\\2", text)
