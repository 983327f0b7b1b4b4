"""The round before a round: what it hit, and whether it really is another one, and an earlier one."""

from collections.abc import Iterator
from pathlib import Path

from mhia.batching.outputs import RECORD, read_record
from mhia.errors import FileError, Problem
from mhia.portfolio.comparing_rounds import elsewhere
from mhia.portfolio.stacking import hit_counts, stacks
from mhia.round import Round, Year


def earlier_rounds(previous: Path | None, out: Path) -> tuple[Year, ...]:
    """The round before and those before it, latest first. FileError where it lies where this one will be written."""
    if previous is None:
        return ()
    before = read_record(previous)
    if _folder(previous).resolve() == out.resolve():
        message = "is where this round goes, too, which would replace it; give another folder with --out"
        raise FileError(Problem(str(previous), message=message))
    return (Year(before.title, before.made_on, hit_counts(stacks(before))), *before.earlier)


def check_order(previous: Path | None, now: Round) -> tuple[Problem, ...]:
    """What is doubtful about the round before. FileError where it is the same round, or none that is earlier."""
    if previous is None:
        return ()
    before, place = read_record(previous), str(_folder(previous) / RECORD)
    if _same(before, now):
        message = "holds the same proposals as this round; --previous takes the round before it"
        raise FileError(Problem(place, message=message))
    then, later = _years(before), _years(now)
    if then and later and then[0] >= later[0] and then[-1] >= later[-1]:
        message = f"is of {_span(then)}, which is not before {_span(later)}; --previous takes an earlier round"
        raise FileError(Problem(place, message=message))
    return tuple(Problem(place, message=doubt) for doubt in _doubts(before, now))


def _doubts(before: Round, now: Round) -> Iterator[str]:
    then, later = _years(before), _years(now)
    if not then or not later:
        silent = "this round gives no" if then else "it gives no" if later else "neither gives a"
        yield f"nothing says that it is the round before this one: {silent} year"
    if places := elsewhere(before, now):
        yield f"it has no place in common with this round: {'; '.join(places[0])} then, {'; '.join(places[1])} now"


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _same(before: Round, now: Round) -> bool:
    """Whether both are made from the same files or rows, to the byte."""
    then, later = (sorted(entry.sha256 for entry in each.entries) for each in (before, now))
    return then == later and all(then) and bool(then)


def _years(round_: Round) -> list[str]:
    """When its proposals take effect or are decided, as far as they say."""
    return sorted({entry.year for entry in round_.entries if entry.year})


def _span(years: list[str]) -> str:
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
