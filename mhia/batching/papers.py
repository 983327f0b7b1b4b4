"""The paper of a round in each of its formats."""

from collections.abc import Callable
from dataclasses import dataclass

from mhia.errors import MissingExtraError
from mhia.report.formats import Style
from mhia.report.markdown import markdown
from mhia.report.round_page import round_page
from mhia.report.view.page import View


@dataclass(frozen=True, slots=True)
class MadeOn:
    """The day of a round, for formats that keep a date of their own."""

    assessed_on: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A format: its file, and how the view becomes one."""

    file: str
    render: Callable[[View, MadeOn, Style], bytes]


def _word(view: View, made: MadeOn, style: Style) -> bytes:
    try:
        from mhia.report.word.document import word  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as fault:
        raise _missing("A Word paper", "word", fault) from None
    return word(view, made, style.templates, style.reference_doc)


def _pdf(view: View, made: MadeOn, style: Style) -> bytes:
    try:
        from mhia.report.pdf import pdf  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as fault:
        raise _missing("A PDF paper", "pdf", fault) from None
    return pdf(view, made, style.templates)


def _sheet(view: View, made: MadeOn, style: Style) -> bytes:
    try:
        from mhia.report.sheet import sheet  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as fault:
        raise _missing("A spreadsheet", "sheets", fault) from None
    return sheet(view, made, style.templates)


def _missing(what: str, extra: str, fault: ModuleNotFoundError) -> Exception:
    if (fault.name or "").startswith("mhia"):
        return fault
    return MissingExtraError(what, extra)


PAPERS: dict[str, Paper] = {
    "md": Paper("round.md", lambda view, _, style: markdown(view, style.templates)),
    "html": Paper("round.html", lambda view, _, style: round_page(view, style.templates)),
    "docx": Paper("round.docx", _word),
    "pdf": Paper("round.pdf", _pdf),
    "xlsx": Paper("round.xlsx", _sheet),
}
"""Every format by the name that `--format` takes."""
