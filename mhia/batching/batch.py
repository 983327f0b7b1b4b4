"""A whole batch: worked through, kept on the disk as it goes, and put together in the order of its files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from mhia.assessment import RulebookRef
from mhia.batching.items import Given, Item, Refused
from mhia.batching.job import Job
from mhia.batching.progress import Progress
from mhia.batching.running import worked
from mhia.batching.working import unpacked_draws
from mhia.errors import Problem
from mhia.report.formats import FORMATS
from mhia.report.view.round_publishing import publishable_faults
from mhia.round import SCHEMA, Entry, Round, Unusable, Year
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.entering import groups_in, service_labels, settings_of
from mhia.version import VERSION
from mhia.writing import tidy, write_all

REPORTS = "reports"
"""The folder beside the round's page that holds each proposal's own report."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch gives."""

    round: Round
    lost: NDArray[np.float64]
    """Person-SD lost, shape (entries, draws); NaN where users are not known or nothing is lost."""
    severity: NDArray[np.float64]
    """Need-weighted magnitude of the worst loss, shape (entries, draws); NaN without a loss."""
    keys: tuple[str, ...]
    """Of each entry, for its rows in the progress file."""
    faults: tuple[Unusable, ...]
    """The files that cannot be used with all that is wrong with them, which a public round does not say."""
    skipped: int
    """Items that an earlier run had done already."""
    bugs: int


@dataclass(frozen=True, slots=True)
class How:
    """What does not change the results: where the work is done and what it is called."""

    title: str
    jobs: int = 1
    cluster: str | None = None
    force: bool = False
    """Whether reports may replace files that mhia did not write."""
    earlier: tuple[Year, ...] = ()
    """Earlier rounds, latest first."""


def batch(
    given: Given, job: Job, book: Rulebook, out: Path, progress: Progress, how: How, tick: Callable[[], None]
) -> Batch:
    """Work through everything given and put it together; `tick` is called for each item that is done."""
    tidy(out)
    tidy(out / REPORTS)
    run = _Run(given, job, out, progress, tick)
    for done in worked(run.still_to_do(), job, how.jobs, how.cluster):
        write_all({out / REPORTS / name: data for name, data in done.reports}, force=how.force)
        progress.add(done.key, done.line)
        progress.flush()
        tick()
    return _together(run, book, how)


@dataclass
class _Run:
    given: Given
    job: Job
    out: Path
    progress: Progress
    tick: Callable[[], None]
    order: list[tuple[str, str | Refused]] = field(default_factory=list)
    skipped: int = 0

    def still_to_do(self) -> Iterator[Item]:
        """The items without a result yet; the order of all is noted on the way."""
        for item in self.given.loaded(self.job):
            if isinstance(item, Refused):
                self.order.append((item.name, item))
                self.tick()
                continue
            self.order.append((item.name, item.key))
            if item.key in self.progress and self._has_reports(item):
                self.skipped += 1
                self.tick()
                continue
            yield item

    def _has_reports(self, item: Item) -> bool:
        if "entry" not in self.progress.result(item.key):
            return True
        suffixes = (FORMATS[name].suffix for name in self.job.formats)
        return all((self.out / REPORTS / f"{item.report}{suffix}").is_file() for suffix in suffixes)


def _together(run: _Run, book: Rulebook, how: How) -> Batch:
    kept = _Kept(run.job.draws, len(run.order))
    for name, what in run.order:
        if isinstance(what, Refused):
            kept.unusable.append(Unusable(name, tuple(str(problem) for problem in what.faults)))
        else:
            kept.add(name, what, run.progress.result(what))
    entries, public = tuple(kept.entries), run.job.readers == "public"
    made = Round(
        schema=SCHEMA,
        tool=VERSION,
        rulebook=RulebookRef(book.id, book.version, book.hash),
        title=how.title,
        made_on=run.job.on,
        draws=run.job.draws,
        settings=settings_of(book),
        service_labels=service_labels(book, entries),
        groups=groups_in({hit.group for entry in entries for hit in entry.hits}, book),
        entries=entries,
        unusable=publishable_faults(kept.unusable) if public else tuple(kept.unusable),
        earlier=how.earlier,
        readers="public" if public else "full",
    )
    lost, severity = kept.matrix("lost"), kept.matrix("severity")
    return Batch(made, lost, severity, tuple(kept.keys), tuple(kept.unusable), run.skipped, kept.bugs)


class _Kept:
    """The results of a batch as they are read back, one at a time."""

    def __init__(self, draws: int, most: int) -> None:
        self.entries: list[Entry] = []
        self.unusable: list[Unusable] = []
        self.keys: list[str] = []
        self.bugs = 0
        # One block for all, because a list of rows would be held twice while it is put together.
        self._drawn = {what: np.empty((most, max(draws, 1))) for what in ("lost", "severity")}
        self._names: dict[str, str] = {}

    def add(self, name: str, key: str, result: dict[str, Any]) -> None:
        """Take in one result; a second proposal of the same id is listed, not used."""
        if "faults" in result:
            self.unusable.append(Unusable(name, tuple(result["faults"])))
            self.bugs += bool(result.get("bug"))
            return
        entry = _ENTRY.validate_python(result["entry"])
        if entry.id in self._names:
            message = f"has the same id as {self._names[entry.id]} ({entry.id}); give each proposal its own"
            problem = Problem(name, field="reference", message=message)
            self.unusable.append(Unusable(name, (str(problem),)))
            return
        self._names[entry.id] = name
        for what, drawn in self._drawn.items():
            drawn[len(self.entries)] = unpacked_draws(result[what], drawn.shape[1])
        self.entries.append(entry)
        self.keys.append(key)

    def matrix(self, what: str) -> NDArray[np.float64]:
        """One kind of draws, shape (entries, draws)."""
        return self._drawn[what][: len(self.entries)]


_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
