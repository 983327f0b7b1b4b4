"""The draws behind a round whose own were not kept, made again from its proposals."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from mhia.batching.items import Item, given
from mhia.batching.job import Job
from mhia.batching.outputs import Drawn
from mhia.batching.running import jobs_for, worked
from mhia.batching.working import unpacked_draws
from mhia.errors import FileError, MhiaError, Problem
from mhia.round import Entry, Round
from mhia.rulebook.lookup import Rulebook


def draws_again(round_: Round, proposals: Path, book: Rulebook, local: Path | None) -> tuple[Drawn, Drawn]:
    """The draws (lost, severity) of a round, from the folder or the sheet that it was made from.

    FileError where a proposal is gone or has changed since; MhiaError under another rulebook.
    """
    if book.hash != round_.rulebook.sha256:
        raise MhiaError(
            f"the round was made with the rulebook {round_.rulebook.id} {round_.rulebook.version} "
            f"({round_.rulebook.sha256[:12]}), and this one reads otherwise; run `mhia batch` again"
        )
    found = _results(round_, proposals, Job(round_.made_on, round_.draws, (), str(local) if local else None, book.hash))
    if wanting := [entry for entry in round_.entries if not _is_the_same(entry, found.get(entry.id))]:
        message = f"is not in {proposals} as it was when the round was made; run `mhia batch` again"
        raise FileError(*(Problem(entry.file, field=entry.id, message=message) for entry in wanting))
    lost, severity = (np.full((len(round_.entries), max(round_.draws, 1)), np.nan) for _ in range(2))
    for place, entry in enumerate(round_.entries):
        if entry.harm.lost is not None:
            lost[place] = unpacked_draws(found[entry.id]["lost"], lost.shape[1])
        severity[place] = unpacked_draws(found[entry.id]["severity"], severity.shape[1])
    return lost, severity


def _results(round_: Round, proposals: Path, job: Job) -> dict[str, dict[str, Any]]:
    """What a batch would keep of each proposal, by id; files that are no part of the round are passed over."""
    things = given(proposals)
    files = {entry.file for entry in round_.entries}
    items = [item for item in things.loaded(job) if isinstance(item, Item)]
    wanted = [item for item in items if item.row or item.name in files]
    results = (json.loads(done.line) for done in worked(wanted, job, jobs_for(None, len(wanted))))
    return {result["entry"]["id"]: result for result in results if "entry" in result}


def _is_the_same(entry: Entry, result: dict[str, Any] | None) -> bool:
    """Whether the file reads as it did and comes out as it did, to the figures that a record keeps."""
    if result is None or result["entry"]["sha256"] != entry.sha256:
        return False
    now, then = result["entry"]["harm"]["severity"], entry.harm.severity
    return (now and f"{now['typical']:.6g}") == (then and f"{then.typical:.6g}")
