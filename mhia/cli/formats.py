"""Which formats of a report were asked for, and whether its readers may have them."""

from collections.abc import Sequence
from difflib import get_close_matches

from mhia.cli.faults import refuse_unknown, tell
from mhia.cli.options import Readers
from mhia.errors import MhiaError

RECORD = "json"
"""The format that holds everything, what a public report leaves out too."""


def names_in(words: str) -> list[str]:
    """The names in a list with commas between, each once."""
    return list(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))


def report_formats(words: str, view: Readers, *, quiet: bool, otherwise: str = "") -> list[str]:
    """The names of the formats in a list that these readers may have. MhiaError where there is none of a name.

    `otherwise` says what else may stand in the list's place.
    """
    from mhia.report.formats import FORMATS

    names = names_in(words)
    for name in names:
        if name not in FORMATS:
            near = get_close_matches(name, FORMATS, n=1)
            refuse_unknown("format", name, near, f"the formats are {', '.join(FORMATS)}{otherwise}")
    return _for_readers(names, view, quiet=quiet)


def _for_readers(names: list[str], view: Readers, *, quiet: bool) -> list[str]:
    """The formats that a view can be had in: the record holds what a public report leaves out."""
    if view is not Readers.public or RECORD not in names:
        return names
    said = "a public report has no JSON record, which would hold the private fields and the small numbers"
    left = [name for name in names if name != RECORD]
    if not left:
        raise MhiaError(f"{said}; choose another format")
    if not quiet:
        tell(f"note: {said}")
    return left


def paper_formats(words: str, known: Sequence[str]) -> list[str]:
    """The names of a round's papers and tables in a list; its record is always written. MhiaError for any other."""
    names = [name for name in names_in(words) if name != RECORD]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"the formats are {', '.join(known)}; the record (json) is always written"
            refuse_unknown("format of a round", name, near, hint)
    return names
