"""What to find out first, and what would change the result: one input at a time, the rest at its best estimate."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from statistics import fmean
from typing import Literal, NamedTuple

import numpy as np

from mhia.assessment import BANDS, Band, Crossing, Headline, Question
from mhia.quantity import Triple
from mhia.scoring.combining import users_of
from mhia.scoring.drawing import OWN, Trials
from mhia.scoring.finding import magnitude, scored
from mhia.scoring.rows import Row
from mhia.scoring.signifying import band, edge
from mhia.scoring.workings import Line, Workings

_ASKS = {
    "extra_km": "How much farther would people have to travel, and how would they get there?",
    "months": "How long will the pause last?",
    "weeks": "How many weeks longer will people wait?",
    "uptake": "How many of those offered it will start?",
    "completion": "How many of those who start will finish?",
    "fill_rate": "How many of the places will be filled?",
    "capacity.used": "How many of the places are used now?",
    "share_of_income": "What share of the provider's income is this, and who else pays?",
    "taker": "Has a named group agreed to take it on?",
    "affects": "How many of the users hold the concession?",
    "routes_kept": "Which other ways in stay open: phone, face to face?",
    "place.setting": "Is the place urban, rural or mixed?",
}
"""The question that asks for a field, by how its path ends."""
_ORDER = ("all", "band", "people", "within_band")


def questions(workings: Workings, lines: Sequence[Line], row: Row, headline: Headline) -> tuple[Question, ...]:
    """Assumed inputs in the order of how far they could move the headline, each as a question to put."""
    known = [(each.stream, each.spread) for each in workings.assumed.values() if each.spread is not None]
    trials = [{stream: end} for stream, spread in known for end in (spread.low, spread.high)]
    moved = iter(_headlines(workings, lines, row, headline, trials))
    found = []
    for path, each in workings.assumed.items():
        ask = _ask(lines, path, each.what)
        if each.spread is None:
            found.append(Question(path, ask, "within_band", None, None, None, None))
        else:
            found.append(_question(workings, lines, path, ask, sorted((next(moved), next(moved)))))
    found.extend(_users_unknown(workings, lines))
    return tuple(sorted(found, key=_rank))


def crossings(workings: Workings, lines: Sequence[Line], row: Row, headline: Headline) -> tuple[Crossing, ...]:
    """For each number of the proposal, the smallest move that takes the headline over the nearest edge of its band."""
    inputs = _inputs(workings, lines)
    ends = [{each.name: end} for each in inputs for end in each.limits]
    at, *at_ends = _headlines(workings, lines, row, headline, [{}, *ends])
    searches = []
    for place, each in enumerate(inputs):
        reached = dict(zip(each.limits, at_ends[place * len(each.limits) :], strict=False))
        for target in _targets(workings, at):
            end = next((end for end in each.limits if (reached[end] >= target.edge) == target.rising), None)
            if end is not None:
                searches.append(_Search(each, target, each.value, end))
    _narrow(workings, searches, lambda trials: _headlines(workings, lines, row, headline, trials))
    found = [(each.move, Crossing(each.target.to, "input", *each.said)) for each in searches]
    return tuple(crossing for _, crossing in sorted(found, key=lambda pair: pair[0]))


def _question(workings: Workings, lines: Sequence[Line], path: str, ask: str, ends: Sequence[float]) -> Question:
    low, high = ends
    bands = band(workings, low), band(workings, high)
    size = path.endswith(".by") and any(
        line.path == path.removesuffix(".by") and line.change.by is None for line in lines
    )
    moves: Literal["band", "within_band", "people", "all"] = (
        "all" if size else "band" if bands[0] != bands[1] else "within_band"
    )
    return Question(path, ask, moves, low, high, *bands)


def _ask(lines: Sequence[Line], path: str, what: str) -> str:
    for line in lines:
        if path == f"{line.path}.by" and line.entry.asks:
            return line.entry.asks[0]
        if path == f"{line.path}.alternatives.share_finding_equivalent":
            return (
                f"Of the people who use {line.service.short}, how many could use something equivalent, and where is it?"
            )
    return next((ask for field, ask in _ASKS.items() if path.endswith(field)), f"What is the {what}?")


def _users_unknown(workings: Workings, lines: Sequence[Line]) -> list[Question]:
    """How many people there are, where the proposal does not say: it decides how many, not how badly each."""
    found = []
    for line in lines:
        if users_of(workings, line) is None:
            doing = "will start using" if line.gains else "use"
            regularly = "" if line.gains else " regularly"
            ask = f"How many people {doing} {line.service.short}{regularly}, and who are they?"
            found.append(Question(f"{line.path}.users", ask, "people", None, None, None, None))
    return found


def _rank(question: Question) -> tuple[int, float, str]:
    swing = (question.high or 0.0) - (question.low or 0.0)
    return _ORDER.index(question.moves), -swing, question.path


def _headlines(
    workings: Workings, lines: Sequence[Line], row: Row, headline: Headline, trials: Sequence[Mapping[str, float]]
) -> list[float]:
    """The headline's best estimate in each trial, with some numbers held at other values."""
    if not trials:
        return []
    again = Workings(
        workings.proposal, workings.id, workings.rulebook, Trials(trials, float(workings.parameter("pert", "weight")))
    )
    result = scored(again, lines, row, (headline.domain,))
    found = magnitude(again, result, headline.domain, gains=headline.direction == "beneficial")
    in_each: list[float] = np.broadcast_to(found, len(trials)).tolist()
    return in_each


@dataclass(frozen=True, slots=True)
class _Input:
    """A number of the proposal that scoring reads."""

    name: str
    """As its draws are named."""
    path: str
    value: float
    limits: tuple[float, float]
    """The ends of what is possible."""
    unit: Literal["share", "km", "number"]


def _inputs(workings: Workings, lines: Sequence[Line]) -> list[_Input]:
    found: list[_Input] = []
    wide = float(workings.parameter("numerics", "search_km_times"))

    def add(path: str, given: Triple | None, limit: float, unit: Literal["share", "km", "number"]) -> None:
        """Note a number that is given, from nothing up to a limit."""
        if given is not None:
            found.append(_Input(f"{workings.id}{OWN}{path}", path, given.typical, (0.0, limit), unit))

    for line in lines:
        change, at = line.change, line.path
        elsewhere = change.alternatives
        for field in ("by", "affects", "uptake", "completion", "share_of_income"):
            add(f"{at}.{field}", getattr(change, field), 1.0, "share")
        if elsewhere is not None:
            path = f"{at}.alternatives.share_finding_equivalent"
            add(path, elsewhere.share_finding_equivalent, 1.0, "share")
        for path, km in (
            (f"{at}.extra_km", change.extra_km),
            (f"{at}.alternatives.nearest_km", elsewhere.nearest_km if elsewhere is not None else None),
        ):
            add(path, km, km.typical * wide + 1 if km is not None else 0.0, "km")
        if change.sites is not None:
            add(f"{at}.sites.affected", change.sites.affected, change.sites.of.typical, "number")
    return found


class _Target(NamedTuple):
    """An edge of the headline's band, and the band beyond it."""

    edge: float
    to: Band
    rising: bool


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
    def said(self) -> tuple[str, float, float, Literal["share", "km", "number"]]:
        """What a crossing says of it."""
        return self.input.path, self.input.value, self.far, self.input.unit

    def middles(self, levels: int) -> list[float]:
        """Every value that so many halvings may come to."""
        return _middles(self.near, self.far, levels)

    def halve(self, headlines: Mapping[float, float], levels: int) -> None:
        """Come nearer to the crossing by so many halvings, by the headlines at the middles."""
        for _ in range(levels):
            middle = fmean((self.near, self.far))
            if (headlines[middle] >= self.target.edge) == self.target.rising:
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
    headlines: Callable[[Sequence[Mapping[str, float]]], Sequence[float]],
) -> None:
    """Halve all searches together, a few levels at a time: one calculation tries every value they may come to."""
    left = int(workings.parameter("numerics", "search_halvings"))
    at_once = isqrt(left)
    while left and searches:
        levels = min(at_once, left)
        middles = [each.middles(levels) for each in searches]
        trials = [{each.input.name: middle} for each, mine in zip(searches, middles, strict=True) for middle in mine]
        found = iter(headlines(trials))
        for each, mine in zip(searches, middles, strict=True):
            each.halve({middle: next(found) for middle in mine}, levels)
        left -= levels
