"""What would change the result: the smallest move of one number that takes the headline over an edge of its band."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, isqrt
from statistics import fmean
from typing import Literal, NamedTuple

from mhia.assessment import BANDS, Band, Crossing, Headline
from mhia.proposal import Sites
from mhia.quantity import Triple, exactly
from mhia.scoring.drawing import OWN
from mhia.scoring.rows import Row
from mhia.scoring.signifying import band, edge
from mhia.scoring.supposing import headlines
from mhia.scoring.workings import Line, Workings


def crossings(workings: Workings, lines: Sequence[Line], row: Row, headline: Headline) -> tuple[Crossing, ...]:
    """For each number of the proposal, the smallest move that takes the headline over the nearest edge of its band."""
    inputs = _inputs(workings, lines)
    ends = [{each.name: end} for each in inputs for end in each.limits]
    at, *at_ends = headlines(workings, lines, row, headline, [{}, *ends])
    searches = []
    for place, each in enumerate(inputs):
        reached = dict(zip(each.limits, at_ends[place * len(each.limits) :], strict=False))
        for target in _targets(workings, at):
            end = next((end for end in each.limits if target.crossed(reached[end])), None)
            if end is not None:
                searches.append(_Search(each, target, each.value, end))
    _narrow(workings, searches, lambda trials: headlines(workings, lines, row, headline, trials))
    found = [(each.move, Crossing(each.target.to, "input", *each.said)) for each in searches]
    places = [
        _Places(workings, lines, row, headline, line, line.change.sites)
        for line in lines
        if line.change.sites is not None
    ]
    found.extend(move for each in places for target in _targets(workings, at) if (move := each.crossing(target)))
    return tuple(crossing for _, crossing in sorted(found, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class _Input:
    """A number of the proposal that scoring reads."""

    name: str
    """As its draws are named."""
    path: str
    value: float
    limits: tuple[float, float]
    """The ends of what is possible."""
    unit: Literal["share", "km"]


def _inputs(workings: Workings, lines: Sequence[Line]) -> list[_Input]:
    found: list[_Input] = []
    wide = float(workings.parameter("numerics", "search_km_times"))

    def add(path: str, given: Triple | None, limit: float, unit: Literal["share", "km"], name: str = "") -> None:
        """Note a number that is given, from nothing up to a limit; `name` where its draws are not named by its path."""
        if given is not None:
            found.append(_Input(f"{workings.id}{OWN}{name or path}", path, given.typical, (0.0, limit), unit))

    for line in lines:
        change, at = line.change, line.path
        elsewhere = change.alternatives
        if change.phases:
            *earlier, last = change.phases
            add(f"{at}.phases[{len(earlier)}].by", last.by, 1.0, "share", f"{at}.by")
        else:
            add(f"{at}.by", change.by, 1.0, "share")
        for field in ("affects", "uptake", "completion", "share_of_income"):
            add(f"{at}.{field}", getattr(change, field), 1.0, "share")
        if elsewhere is not None:
            path = f"{at}.alternatives.share_finding_equivalent"
            add(path, elsewhere.share_finding_equivalent, 1.0, "share")
        for path, km in (
            (f"{at}.extra_km", change.extra_km),
            (f"{at}.alternatives.nearest_km", elsewhere.nearest_km if elsewhere is not None else None),
        ):
            add(path, km, km.typical * wide + 1 if km is not None else 0.0, "km")
    return found


@dataclass(frozen=True, slots=True)
class _Places:
    """The places that a change is about.

    Closing some of them is another change than closing them all, so each number of them is a proposal of its own.
    """

    workings: Workings
    lines: Sequence[Line]
    row: Row
    headline: Headline
    line: Line
    sites: Sites

    def crossing(self, target: "_Target") -> tuple[float, Crossing] | None:
        """The nearest whole number of places beyond the target, and how far that is; None if there is none."""
        now, every = self.sites.affected.typical, int(self.sites.of.typical)
        counts = range(floor(now) + 1, every + 1) if target.rising else range(ceil(now) - 1, 0, -1)
        place = bisect_left(counts, x=True, key=lambda count: target.crossed(self._headline_with(count)))
        if place == len(counts):
            return None
        count = counts[place]
        move = abs(count - now) / self.sites.of.typical
        # One place more or less may be a step over a whole band.
        to = band(self.workings, self._headline_with(count))
        return move, Crossing(to, "input", f"{self.line.path}.sites.affected", now, float(count), "number")

    def _headline_with(self, count: int) -> float:
        sites = self.sites.model_copy(update={"affected": exactly(float(count))})
        other = replace(self.line, change=self.line.change.model_copy(update={"sites": sites}))
        lines = [other if line is self.line else line for line in self.lines]
        return headlines(self.workings, lines, self.row, self.headline, [{}])[0]


class _Target(NamedTuple):
    """An edge of the headline's band, and the band beyond it."""

    edge: float
    to: Band
    rising: bool

    def crossed(self, headline: float) -> bool:
        """Whether a headline lies beyond it."""
        return (headline >= self.edge) == self.rising


def _targets(workings: Workings, at: float) -> Iterator[_Target]:
    """The edges of the band of a magnitude, the lower first."""
    chosen = band(workings, at)
    place = BANDS.index(chosen)
    if place > 0:
        yield _Target(edge(workings, chosen), BANDS[place - 1], rising=False)
    if place + 1 < len(BANDS):
        yield _Target(edge(workings, BANDS[place + 1]), BANDS[place + 1], rising=True)


@dataclass(slots=True)
class _Search:
    """Between a value at which the headline has not crossed its target and one at which it has."""

    input: _Input
    target: _Target
    near: float
    far: float

    @property
    def move(self) -> float:
        """How far the number has to move, as a part of what is possible."""
        low, high = self.input.limits
        return abs(self.far - self.input.value) / (high - low)

    @property
    def said(self) -> tuple[str, float, float, Literal["share", "km"]]:
        """What a crossing says of it."""
        return self.input.path, self.input.value, self.far, self.input.unit

    def middles(self, levels: int) -> list[float]:
        """Every value that so many halvings may come to."""
        return _middles(self.near, self.far, levels)

    def halve(self, headlines: Mapping[float, float], levels: int) -> None:
        """Come nearer to the crossing by so many halvings, by the headlines at the middles."""
        for _ in range(levels):
            middle = fmean((self.near, self.far))
            if self.target.crossed(headlines[middle]):
                self.far = middle
            else:
                self.near = middle


def _middles(near: float, far: float, levels: int) -> list[float]:
    if not levels:
        return []
    middle = fmean((near, far))
    return [middle, *_middles(near, middle, levels - 1), *_middles(middle, far, levels - 1)]


def _narrow(
    workings: Workings,
    searches: Sequence[_Search],
    tried: Callable[[Sequence[Mapping[str, float]]], Sequence[float]],
) -> None:
    """Halve all searches together, a few levels at a time: one calculation tries every value they may come to."""
    left = int(workings.parameter("numerics", "search_halvings"))
    at_once = isqrt(left)
    while left and searches:
        levels = min(at_once, left)
        middles = [each.middles(levels) for each in searches]
        trials = [{each.input.name: middle} for each, mine in zip(searches, middles, strict=True) for middle in mine]
        found = iter(tried(trials))
        for each, mine in zip(searches, middles, strict=True):
            each.halve({middle: next(found) for middle in mine}, levels)
        left -= levels
