"""Which proposals do more harm than others, and how far one can tell.

Two measures that are never mixed: the person-SD lost by everyone who uses what changes, need-weighted (only where users
are known), and how badly the worst-hit group is hit, need-weighted (also where they are not). The draws are shared
between proposals, so that two cuts of one service can be told apart even where the service's benefit is uncertain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mhia.assessment import Band, Interval
from mhia.portfolio.telling_apart import Against, Draws, ahead, told_apart
from mhia.round import Entry

Measure = Literal["total", "severity"]
MOST_COMPARED = 1000
"""So many from the top of an order are compared with every other in it, one by one."""
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Others:
    """Some of the other proposals of an order."""

    count: int
    first: tuple[str, ...]
    """The ids of those that come first in the order, as many as are named in a line."""


@dataclass(frozen=True, slots=True)
class Rank:
    """One proposal's place in the order, 1 for the most harm.

    Every other proposal is in one of `more_than`, `less_than` and `not_told_apart`; all three are None for a proposal
    too far down a long order to be compared.
    """

    id: str
    place: int
    """By best estimate: every number at its most likely value. The draws need not agree, see `ahead`."""
    low: int
    """The place it reaches in 5% of the draws or fewer: it could stand as high as this."""
    high: int
    """It could stand as low as this."""
    value: Interval
    more_than: Others | None
    """Those than which it does more harm, as far as one can tell: see `told_apart`."""
    less_than: Others | None
    """Those that do more harm than it, as far as one can tell."""
    not_told_apart: Others | None
    """Those of which neither holds."""
    ahead: float | None
    """Share of the draws in which it does more harm than the next in the order, those in which both do the same
    counted half; None for the last. Below a half where the draws and the best estimates disagree."""
    per_1000: Interval | None
    """Harm for each £1,000 a year saved; None where nothing is saved or the saving is not given."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order by one measure, and what could not be put into it."""

    measure: Measure
    ranks: tuple[Rank, ...]
    """Most harm first."""
    left_out: dict[str, str]
    """Why a proposal has no place, by id."""
    pairs: int
    """How many pairs were compared."""
    pairs_told_apart: int
    """How many of them can be told apart."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The same order tried under another choice of the method."""

    choice: str
    """`plain` (no need weights), or `p=1`, `p=3` (the power of the norm)."""
    top: int
    """How many are looked at: the first five, or all where there are fewer."""
    top_kept: int
    """How many of them are still among the first."""
    moved: tuple[tuple[str, int, int], ...]
    """Id, place before and place now, of those that move by more than a tenth of the order (at least two places)."""


@dataclass(frozen=True, slots=True)
class Edges:
    """How many headline losses would be called something else if the edges of the bands stood elsewhere."""

    factor: float
    """What the edges are multiplied by."""
    higher: int
    lower: int


def harm_draws(entries: Sequence[Entry], lost: Draws, severity: Draws, measure: Measure) -> Draws:
    """Draws of the need-weighted harm, shape (entries, draws); NaN where the measure says nothing."""
    if measure == "severity":
        return severity
    weighted: Draws = lost * np.array([entry.harm.need_weight for entry in entries])[:, None]
    return weighted


def harm(entry: Entry, measure: Measure) -> float | None:
    """The best estimate of a proposal's need-weighted harm; None where the measure says nothing."""
    if measure == "severity":
        return None if entry.harm.severity is None else entry.harm.severity.typical
    if entry.harm.lost is None or entry.headline is None:
        return None
    return entry.harm.lost.typical * entry.harm.need_weight


def ranking(
    entries: Sequence[Entry], draws: Draws, measure: Measure, *, settled: float, ends: tuple[float, float]
) -> Ranking:
    """The order by a measure; `draws` as `harm_draws` gives them, `settled` the share of them that settles a pair."""
    left_out = {entry.id: why for entry in entries if (why := _left_out_because(entry, measure))}
    known = [place for place, entry in enumerate(entries) if entry.id not in left_out]
    values = {place: harm(entries[place], measure) or 0.0 for place in known}
    order = sorted(known, key=lambda place: -values[place])
    ordered = draws[order] if order else draws[:0]
    ids = [entries[place].id for place in order]
    against = tuple(told_apart(ordered, settled, MOST_COMPARED))
    nexts = [*(float(share) for share in ahead(ordered[:-1], ordered[1:])), None] if order else []
    ranks = tuple(
        Rank(
            id=entries[place].id,
            place=number,
            low=low,
            high=high,
            value=_interval(values[place], drawn, ends),
            **_others(ids, against, number - 1),
            ahead=share,
            per_1000=_per_1000(entries[place], values[place], drawn, ends),
        )
        for number, (place, drawn, (low, high), share) in enumerate(
            zip(order, ordered, _spans(ordered, ends), nexts, strict=True), start=1
        )
    )
    return Ranking(measure, ranks, left_out, *_pairs(against, len(order)))


def tried(entries: Sequence[Entry], base: Ranking, powers: Sequence[float], power: float) -> tuple[Tried, ...]:
    """The order by severity under other choices; for person-SD, without need weights (it has no power to choose)."""
    by_id = {entry.id: entry for entry in entries}
    here = [by_id[rank.id] for rank in base.ranks]
    choices: list[tuple[str, dict[str, float]]] = []
    if base.measure == "severity":
        choices.append(("plain", {entry.id: entry.harm.severity_plain or 0.0 for entry in here}))
        choices.extend(
            (f"p={other:g}", {entry.id: entry.harm.severity_at[f"{other:g}"] for entry in here})
            for other in powers
            if other != power
        )
    else:
        choices.append(("plain", {entry.id: entry.harm.lost.typical for entry in here if entry.harm.lost}))
    return tuple(_tried(base, choice, values) for choice, values in choices) if here else ()


def edges_tried(entries: Sequence[Entry], bands: Mapping[Band, float], factors: Sequence[float]) -> tuple[Edges, ...]:
    """Headline losses that would fall into another band with the edges moved."""
    sizes = [entry.headline.magnitude.typical for entry in entries if entry.headline is not None]
    edges = np.array(sorted(bands.values()))
    now = np.searchsorted(edges, sizes, side="right")
    found = []
    for factor in factors:
        then = np.searchsorted(edges * factor, sizes, side="right")
        found.append(Edges(float(factor), int((then > now).sum()), int((then < now).sum())))
    return tuple(found)


def _left_out_because(entry: Entry, measure: Measure) -> str:
    if not entry.ranked:
        return entry.not_ranked_because
    if entry.headline is None:
        return "nobody is expected to lose by it"
    return "how many people use it is not given" if harm(entry, measure) is None else ""


def _spans(draws: Draws, ends: tuple[float, float]) -> list[tuple[int, int]]:
    """The places a proposal reaches over the draws, best and worst, leaving out the given share at each end."""
    count, number = draws.shape
    if not count:
        return []
    highest, lowest = np.empty((count, number), np.int32), np.empty((count, number), np.int32)
    for column in range(number):
        drawn = draws[:, column]
        rising = np.sort(drawn)
        highest[:, column] = count - np.searchsorted(rising, drawn, side="right") + 1
        lowest[:, column] = count - np.searchsorted(rising, drawn, side="left")
    highest.sort(axis=1)
    lowest.sort(axis=1)
    first, last = int((number - 1) * ends[0]), round((number - 1) * ends[1])
    return [(int(low), int(high)) for low, high in zip(highest[:, first], lowest[:, last], strict=True)]


def _others(ids: Sequence[str], against: Sequence[Against], place: int) -> dict[str, Others | None]:
    """All other proposals, each under what can be said of it and the one in this place."""
    if place >= len(against):
        return dict.fromkeys(("more_than", "less_than", "not_told_apart"))
    more, less = against[place].ahead_of, against[place].behind
    rest = np.ones(len(ids), bool)
    rest[[place, *more, *less]] = False
    return {
        name: Others(len(rows), tuple(ids[row] for row in rows[:_NAMED]))
        for name, rows in (("more_than", more), ("less_than", less), ("not_told_apart", np.flatnonzero(rest)))
    }


def _pairs(against: Sequence[Against], count: int) -> tuple[int, int]:
    """How many pairs were compared, each once, and how many of them can be told apart."""
    apart = sum(int((each.ahead_of > place).sum() + (each.behind > place).sum()) for place, each in enumerate(against))
    return sum(count - 1 - place for place in range(len(against))), apart


def _interval(value: float, drawn: Draws, ends: tuple[float, float]) -> Interval:
    low, high = np.quantile(drawn, ends)
    return Interval(value, float(low), float(high))


def _per_1000(entry: Entry, value: float, drawn: Draws, ends: tuple[float, float]) -> Interval | None:
    if entry.saving is None or entry.saving <= 0:
        return None
    thousands = entry.saving / 1000
    return _interval(value / thousands, drawn / thousands, ends)


def _tried(base: Ranking, choice: str, values: dict[str, float]) -> Tried:
    before = {rank.id: rank.place for rank in base.ranks}
    order = sorted(before, key=lambda each: (-values[each], before[each]))
    after = {each: place for place, each in enumerate(order, start=1)}
    top = min(5, len(order))
    far = max(1 if len(order) == top else 2, len(order) // 10)
    moved = [(each, before[each], after[each]) for each in before if abs(before[each] - after[each]) >= far]
    return Tried(choice, top, sum(before[each] <= top for each in order[:top]), tuple(moved))
