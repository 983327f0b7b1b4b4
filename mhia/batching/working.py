"""The one function that every worker runs: some proposals in, their lines of the progress file and their reports out.

It reads no proposal from the disk and writes nothing, so that it gives the same bytes in this process, in another one
and on another machine.
"""

import base64
import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import Assessment, Identity
from mhia.batching.items import Item
from mhia.batching.job import Job, Look, look_of
from mhia.errors import FileError, MhiaError, Problem, in_order
from mhia.intake import ReadProposal, proposal_in, ready
from mhia.reading.files import Source, text_of
from mhia.round import Entry, ScoreRow
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.drawing import Draws
from mhia.scoring.entering import entry_of
from mhia.scoring.gathering import gathered
from mhia.scoring.staffing import with_staff_line
from mhia.scoring.summing import Sums, summed
from mhia.scoring.workings import Workings
from mhia.sheets.rows import unpacked


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one item."""

    key: str
    line: bytes
    """Everything the round keeps of it, as JSON; or its faults."""
    reports: tuple[tuple[str, bytes], ...]
    """File names and contents of its own reports."""


def work(items: Sequence[Item], job: Job) -> tuple[Done, ...]:
    """What came of each item, in their order. Whatever is wrong with one is its own result and stops no other."""
    book = _rulebook(job.rulebook, job.rulebook_hash)
    return tuple(_done(item, job, book) for item in items)


def _done(item: Item, job: Job, book: Rulebook) -> Done:
    try:
        result, reports = _result(item, job, book)
    except _UnusableError as error:
        result, reports = {"name": item.name, "faults": [str(problem) for problem in error.problems]}, ()
    except MhiaError:
        # A template or a rulebook at fault would be at fault for every proposal.
        raise
    except Exception as fault:  # noqa: BLE001 - a bug met by one proposal must not cost the other nine thousand
        said = " ".join(f"{type(fault).__name__}: {fault}".split())
        problem = Problem(item.name, message=f"this is our bug, not yours; please report it: {said}")
        result, reports = {"name": item.name, "faults": [str(problem)], "bug": True}, ()
    line = _AS_JSON.encode(result)
    return Done(item.key, line.encode(), reports)


class _UnusableError(FileError):
    """The proposal itself is at fault."""


def _result(item: Item, job: Job, book: Rulebook) -> tuple[dict[str, Any], tuple[tuple[str, bytes], ...]]:
    on = date.fromisoformat(job.on)
    try:
        read = _read(item, book, on)
    except FileError as error:
        raise _UnusableError(*error.problems) from None
    identity = Identity(read.id, item.name, read.sha256)
    weight = float(book.parameters["pert"]["weight"])
    workings = Workings(with_staff_line(read.proposal, book), identity.id, book, Draws(job.draws, weight))
    rows = gathered(workings)
    sums = summed(rows, book.parameters["round"]["powers"])
    warnings = tuple(str(problem) for problem in read.warnings)
    report = f"reports/{item.report}{_suffix(job.formats[0])}" if job.formats else None
    entry = entry_of(read.proposal, identity, rows, sums, warnings, report)
    whole = _assessment(read, identity, job, book) if job.formats or job.readers == "public" else None
    if whole is not None and job.readers == "public":
        entry, sums = _published(entry, sums, whole, book)
    result = {
        "name": item.name,
        "entry": entry,
        "scores": _columns(sums.scores),
        "lost": _packed(sums.lost),
        "severity": _packed(sums.severity),
    }
    return result, _reports(item, whole, job, book) if whole is not None else ()


def _read(item: Item, book: Rulebook, on: date) -> ReadProposal:
    if not item.row:
        source = Source(item.name, text_of(item.data, item.name), sha256(item.data).hexdigest())
        return proposal_in(source, item.stem, book, on)
    row = unpacked(item.data)
    try:
        proposal, warnings = ready(row, book, on)
    except FileError as error:
        raise FileError(*in_order((*row.faults, *error.problems))) from None
    if row.faults:
        raise FileError(*in_order(row.faults))
    fingerprint = sha256(item.data).hexdigest()
    return ReadProposal(proposal, proposal.reference or item.stem, item.name, warnings, fingerprint, "")


def _assessment(read: ReadProposal, identity: Identity, job: Job, book: Rulebook) -> Assessment:
    # Only here, because a batch without reports does not need the full assessment.
    from mhia.scoring.assessing import assess  # noqa: PLC0415

    warnings = [str(problem) for problem in read.warnings]
    on = date.fromisoformat(job.on)
    return assess(read.proposal, book, identity, on, draws=job.draws, warnings=warnings)


def _published(entry: Entry, sums: Sums, whole: Assessment, book: Rulebook) -> tuple[Entry, Sums]:
    """What is kept of a proposal without its small numbers."""
    from mhia.report.view import round_publishing as public  # noqa: PLC0415 - few rounds are made for the public

    counts = public.counts_of(whole, book)
    part = public.published_part(entry, counts)
    lost = None if part is None or sums.lost is None else sums.lost * part
    scores = tuple(public.publishable_row(row, counts) for row in sums.scores)
    return public.publishable_entry(entry, counts), replace(sums, scores=scores, lost=lost)


def _reports(item: Item, whole: Assessment, job: Job, book: Rulebook) -> tuple[tuple[str, bytes], ...]:
    # Only here, because a batch without reports does not need templates.
    from mhia.report.formats import FORMATS, Style  # noqa: PLC0415
    from mhia.report.view.building import report_view  # noqa: PLC0415

    style = Style(*_look(job.look))
    view = report_view(whole, book, profile=job.readers)
    layouts = [FORMATS[name] for name in job.formats]
    return tuple((f"{item.report}{layout.suffix}", layout.render(view, whole, style)) for layout in layouts)


@cache
def _look(look: Look) -> tuple[Path | None, Path | None]:
    """Where the templates and the Word document are, once they are known to be the right ones."""
    templates, reference_doc = (Path(place) if place else None for place in (look.templates, look.reference_doc))
    if look_of(templates, reference_doc) != look:
        raise MhiaError("a worker has other templates; put the same ones at the same place on every machine")
    return templates, reference_doc


def _suffix(name: str) -> str:
    from mhia.report.formats import FORMATS  # noqa: PLC0415 - see above

    return FORMATS[name].suffix


@cache
def _rulebook(folder: str | None, expected: str) -> Rulebook:
    book = load_rulebook(local=Path(folder) if folder else None)
    if book.hash != expected:
        raise MhiaError("a worker has another rulebook; install the same version of mhia on every machine")
    return book


def _fields_of(record: Any) -> dict[str, Any]:
    """A record as JSON can hold it, by the names of its fields; what they hold is JSON's or a record again."""
    return {name: getattr(record, name) for name in _field_names(cast("Hashable", type(record)))}


@cache
def _field_names(record: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast("Any", record)))


_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_fields_of)


def _columns(rows: Sequence[ScoreRow]) -> dict[str, Sequence[Any]]:
    """The tidy rows as columns."""
    return {name: [getattr(row, name) for row in rows] for name in ScoreRow._fields}


def _packed(draws: NDArray[np.float64] | None) -> str | None:
    """The draws to the last bit."""
    return None if draws is None else base64.b64encode(np.ascontiguousarray(draws, dtype="<f8").tobytes()).decode()


def unpacked_draws(text: str | None, number: int) -> NDArray[np.float64]:
    """The draws that were packed, shape (number,); NaN throughout where there are none."""
    if text is None:
        return np.full(number, np.nan)
    return np.frombuffer(base64.b64decode(text), dtype="<f8").astype(np.float64)
