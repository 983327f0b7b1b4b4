"""A whole batch: worked through, kept on the disk as it goes, and put together in the order of its files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from mhia.batching.reports import REPORTS, clear, names_in_progress, names_in_record
from mhia.batching.running import worked
from mhia.batching.spelling import spelt_alike
from mhia.batching.working import unpacked_draws
from mhia.errors import Problem
from mhia.report.formats import FORMATS
from mhia.report.view.round_publishing import publishable_faults
from mhia.round import SCHEMA, Entry, Round, Unusable, Year
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.entering import groups_in, service_labels, settings_of
from mhia.version import VERSION
from mhia.writing import tidy, write_all


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
    warnings: tuple[Problem, ...] = ()
    """What holds for proposals together and deserves a look: places that are spelt in two ways."""


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
    earlier = names_in_record(out / "round.json")
    run = _Run(given, job, out, progress, tick)
    for done in worked(run.still_to_do(), job, how.jobs, how.cluster):
        write_all({out / REPORTS / name: data for name, data in done.reports}, force=how.force)
        progress.add(done.key, done.line)
        progress.flush()
        tick()
    made = _together(run, book, how)
    _clear(made, run, earlier)
    return made


@dataclass
class _Run:
    given: Given
    job: Job
    out: Path
    progress: Progress
    tick: Callable[[], None]
    order: list[tuple[str, str | Refused]] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)
    """The name of each item's report, by what faults call the item."""
    skipped: int = 0

    def still_to_do(self) -> Iterator[Item]:
        """The items without a result yet; the order of all is noted on the way."""
        for item in self.given.loaded(self.job):
            if isinstance(item, Refused):
                self.order.append((item.name, item))
                self.tick()
                continue
            self.order.append((item.name, item.key))
            self.reports[item.name] = item.report
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


def _clear(made: Batch, run: _Run, earlier: set[str]) -> None:
    """Take away the reports of what is gone or is not used; `earlier` names those of the paper that was there."""
    own = set(run.reports.values())
    if made.round.entries:
        gone = names_in_progress(run.progress, (what for _, what in run.order if isinstance(what, str)))
        clear(run.out, own | earlier | gone, {run.reports[entry.file] for entry in made.round.entries})
    else:
        # Nothing is written, and the paper of an earlier run keeps its reports.
        clear(run.out, own, earlier)


def _together(run: _Run, book: Rulebook, how: How) -> Batch:
    kept = _Kept(run.job.draws, len(run.order))
    for name, what in run.order:
        if isinstance(what, Refused):
            kept.refuse(name, map(str, what.faults))
        else:
            kept.add(name, what, run.progress.result(what))
    kept.leave_out_twins()
    (entries, warnings), public = spelt_alike(kept.entries), run.job.readers == "public"
    unusable = kept.unusable(name for name, _ in run.order)
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
        unusable=publishable_faults(unusable) if public else unusable,
        earlier=how.earlier,
        readers="public" if public else "full",
    )
    lost, severity = kept.matrix("lost"), kept.matrix("severity")
    return Batch(made, lost, severity, tuple(kept.keys), unusable, run.skipped, kept.bugs, warnings)


class _Kept:
    """The results of a batch as they are read back, one at a time."""

    def __init__(self, draws: int, most: int) -> None:
        self.entries: list[Entry] = []
        self.keys: list[str] = []
        self.bugs = 0
        self._unusable: list[Unusable] = []
        # One block for all, because a list of rows would be held twice while it is put together.
        self._drawn = {what: np.empty((most, max(draws, 1))) for what in ("lost", "severity")}
        self._names: dict[str, list[str]] = {}

    def refuse(self, name: str, faults: Iterable[str]) -> None:
        """Take in something that cannot be used."""
        self._unusable.append(Unusable(name, tuple(faults)))

    def add(self, name: str, key: str, result: dict[str, Any]) -> None:
        """Take in one result."""
        if "faults" in result:
            self.refuse(name, result["faults"])
            self.bugs += bool(result.get("bug"))
            return
        entry = _ENTRY.validate_python(result["entry"])
        self._names.setdefault(entry.id, []).append(name)
        if len(self._names[entry.id]) > 1:
            return
        for what, drawn in self._drawn.items():
            drawn[len(self.entries)] = unpacked_draws(result[what], drawn.shape[1])
        self.entries.append(entry)
        self.keys.append(key)

    def leave_out_twins(self) -> None:
        """Of proposals with one id none counts: nobody knows which of them is meant, or whether both are."""
        for place in reversed(range(len(self.entries))):
            names = self._names[self.entries[place].id]
            if len(names) == 1:
                continue
            self._tell_of_each_other(self.entries[place].id, names)
            del self.entries[place], self.keys[place]
            for drawn in self._drawn.values():
                drawn[place:-1] = drawn[place + 1 :]

    def unusable(self, order: Iterable[str]) -> tuple[Unusable, ...]:
        """What cannot be used, in the order of the names."""
        found = {each.file: each for each in self._unusable}
        return tuple(found[name] for name in order if name in found)

    def _tell_of_each_other(self, id: str, names: Sequence[str]) -> None:
        for name in names:
            others = ", ".join(other for other in names if other != name)
            message = f"has the same id as {others} ({id}), so none of them counts; give each a reference of its own"
            self.refuse(name, [str(Problem(name, field="reference", message=message))])

    def matrix(self, what: str) -> NDArray[np.float64]:
        """One kind of draws, shape (entries, draws)."""
        return self._drawn[what][: len(self.entries)]


_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
