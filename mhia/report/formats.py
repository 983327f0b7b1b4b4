"""The formats a report can be had in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mhia.assessment import Assessment
from mhia.errors import MissingExtraError
from mhia.logo import Logo
from mhia.report.data import record
from mhia.report.markdown import markdown
from mhia.report.view.page import View
from mhia.report.webpage import webpage


@dataclass(frozen=True, slots=True)
class Style:
    """What a council may change about the look of its reports."""

    templates: Path | None = None
    """A folder whose files replace the shipped templates of the same name."""
    reference_doc: Path | None = None
    """A Word document whose styles, page and footer a Word report takes on."""
    logo: Logo | None = None
    """A picture for the top of web page, Word and PDF."""


class Render(Protocol):
    """How a report becomes a file of one format; MissingExtraError where its optional packages are not installed."""

    def __call__(self, view: View, assessment: Assessment, style: Style = ..., /) -> bytes: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called, how its files end, and how a report becomes one."""

    name: str
    suffix: str
    render: Render


_SHIPPED = Style()


def _markdown(view: View, _: Assessment, style: Style = _SHIPPED, /) -> bytes:
    return markdown(view, style.templates)


def _webpage(view: View, _: Assessment, style: Style = _SHIPPED, /) -> bytes:
    return webpage(view, style.templates, style.logo)


def _record(_: View, assessment: Assessment, __: Style = _SHIPPED, /) -> bytes:
    return record(assessment)


# The rest is imported where it is asked for: each needs packages that a plain installation has not.


def _word(view: View, assessment: Assessment, style: Style = _SHIPPED, /) -> bytes:
    with _needing("A Word report", "word"):
        from mhia.report.word.document import word  # noqa: PLC0415
    return word(view, assessment, style.templates, style.reference_doc, style.logo)


def _pdf(view: View, assessment: Assessment, style: Style = _SHIPPED, /) -> bytes:
    with _needing("A PDF report", "pdf"):
        from mhia.report.pdf import pdf  # noqa: PLC0415
    return pdf(view, assessment, style.templates, style.logo)


def _sheet(view: View, assessment: Assessment, style: Style = _SHIPPED, /) -> bytes:
    with _needing("A spreadsheet", "sheets"):
        from mhia.report.sheet import sheet  # noqa: PLC0415
    return sheet(view, assessment, style.templates)


@contextmanager
def _needing(what: str, extra: str) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as fault:
        if (fault.name or "").startswith("mhia"):
            raise
        raise MissingExtraError(what, extra) from None


FORMATS: dict[str, Format] = {
    "md": Format("Markdown", ".md", _markdown),
    "html": Format("HTML", ".html", _webpage),
    "json": Format("JSON", ".json", _record),
    "docx": Format("Word", ".docx", _word),
    "pdf": Format("PDF", ".pdf", _pdf),
    "xlsx": Format("Excel", ".xlsx", _sheet),
}
"""Every format by the name that `--format` takes."""
