"""The cases of a rulebook run, without any test tool: what did not hold, at its line, and what no case exercises."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mhia import resources
from mhia.casework.case import PlacedCase
from mhia.casework.coverage import EXERCISED, Coverage, deciding_sources
from mhia.casework.expecting import Find, differences
from mhia.casework.files import FOLDER, cases_in
from mhia.casework.playing import Played, proposal_of
from mhia.errors import FileError, Problem, RulebookError, in_order
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.responses.registry import RESPONSES


@dataclass(frozen=True)
class Checked:
    """What came of checking a rulebook."""

    cases: int
    problems: tuple[Problem, ...]
    """What is wrong: entries, case files, cases that do not hold, entries that no case exercises."""
    moved: tuple[Problem, ...]
    """Shipped cases that no longer hold because a local rulebook says something else: for its author to look at."""
    counts: Mapping[str, tuple[int, int]]
    """For each kind of entry: how many a case exercises, of how many there are. Empty where it could not be loaded."""


def checked(folder: Path | None = None, local: Path | None = None) -> Checked:
    """A rulebook folder (the shipped one if left out), with a local one laid over it, checked whole.

    A local case with the name of a shipped one takes its place.
    """
    folder = folder or resources.rulebook_folder()
    cases, problems = cases_in(folder)
    if local is not None:
        ours, found = cases_in(local, local=True)
        names = {placed.case.name for placed in ours}
        cases = (*(each for each in cases if each.case.name not in names), *ours)
        problems = (*problems, *found)
    try:
        rulebook = load_rulebook(folder, local, responses=tuple(RESPONSES))
    except RulebookError as error:
        return Checked(len(cases), in_order((*error.problems, *problems)), (), {})
    coverage = Coverage()
    wrong, moved = list(problems), list[Problem]()
    for placed, differing in run(cases, rulebook, coverage):
        (moved if local is not None and not placed.local else wrong).extend(differing)
    if not problems:
        wrong.extend(_not_exercised(coverage, rulebook, local or folder))
    return Checked(len(cases), in_order(wrong), in_order(moved), _counts(coverage, rulebook))


def run(
    cases: Sequence[PlacedCase], rulebook: Rulebook, coverage: Coverage | None = None
) -> Iterator[tuple[PlacedCase, tuple[Problem, ...]]]:
    """Each case with what did not hold in it; what the cases exercise is added to the coverage."""
    by_name = {placed.case.name: placed for placed in cases}

    @cache
    def named(name: str) -> Played | None:
        """The case of that name, played; None where there is none."""
        placed = by_name.get(name)
        return None if placed is None else Played(placed, proposal_of(placed, rulebook), rulebook)

    for placed in cases:
        try:
            proposal = proposal_of(placed, rulebook)
        except FileError as error:
            yield placed, error.problems
            continue
        here = Played(placed, proposal, rulebook)
        yield placed, tuple(_differing(placed, here, named))
        if coverage is not None:
            coverage.add(placed.case, proposal, here.sources)


def _differing(placed: PlacedCase, here: Played, named: Find) -> Iterator[Problem]:
    """What did not come as the case says, each at the line of its expectation."""
    for number, name in enumerate(placed.case.sources):
        if name not in here.rulebook.sources:
            yield placed.document.problem((*placed.path, "sources", number), f"there is no source `{name}`", "R401")
    for number, expected in enumerate(placed.case.expect):
        path = (*placed.path, "expect", number)
        for each in differences(expected, here, named):
            at = (*path, each.field) if each.field else path
            yield placed.document.problem(at, f"{each.said} (in: {placed.case.name})", "R413")


def _not_exercised(coverage: Coverage, rulebook: Rulebook, folder: Path) -> Iterator[Problem]:
    """Entries without a case, and services with only one side of the matter shown."""
    where = f"{folder.name}/{FOLDER}"
    for kind, id_ in coverage.missing(rulebook):
        message = f"no case exercises this {kind}; write one that names it and says what must come of it"
        yield Problem(file=where, field=id_, message=message, code="R414")
    for id_ in coverage.unproved(rulebook):
        message = "an entry rests on this source and no case does; write one that names it under `sources`"
        yield Problem(file=where, field=id_, message=message, code="R414")
    for id_, side in coverage.one_sided(rulebook):
        if ("service", id_) in coverage.entries:
            yield Problem(file=where, field=id_, message=f"has no case in which it {side}; write one", code="R414")


def _counts(coverage: Coverage, rulebook: Rulebook) -> dict[str, tuple[int, int]]:
    missing = coverage.missing(rulebook)
    counts = {
        kind: (len(rulebook.ids(kind)) - sum(each == kind for each, _ in missing), len(rulebook.ids(kind)))
        for kind in EXERCISED
    }
    deciding = deciding_sources(rulebook)
    counts["source"] = (len(deciding & coverage.sources), len(deciding))
    return counts
