"""The proposals' own reports in the folder of a round, and which of them nothing stands behind any more."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from mhia.batching.progress import Progress
from mhia.report.formats import FORMATS
from mhia.writing import is_ours, remove

REPORTS = "reports"
"""The folder beside the round's page that holds each proposal's own report."""


def names_in_record(record: Path) -> set[str]:
    """The names, without ending, of the reports that the record of an earlier round lists; none where there is none."""
    try:
        found = json.loads(record.read_bytes())
    except (OSError, ValueError):
        return set()
    return set(_names(found.get("entries") if isinstance(found, dict) else ()))


def names_in_progress(progress: Progress, keys: Iterable[str]) -> set[str]:
    """The names, without ending, of the reports that a progress file lists beside those of the given keys."""
    return set(_names(result.get("entry") for result in progress.others(keys)))


def clear(out: Path, written: Iterable[str], kept: Iterable[str]) -> None:
    """Remove from the round's folder what was written under some names and not those kept, if it carries our mark."""
    # Where capitals do not count, `a` and `A` are one file.
    still = {name.lower() for name in kept}
    gone = sorted(name for name in set(written) if name.lower() not in still)
    paths = (out / REPORTS / f"{name}{layout.suffix}" for name in gone for layout in FORMATS.values())
    remove(path for path in paths if path.is_file() and is_ours(path))


def _names(entries: Any) -> Iterator[str]:
    """The names of the reports of entries as a file holds them; whatever else it holds is passed over."""
    for entry in entries or ():
        report = entry.get("report") if isinstance(entry, dict) else None
        if isinstance(report, str) and PurePosixPath(report).parent.name == REPORTS:
            yield PurePosixPath(report).name.rpartition(".")[0]
