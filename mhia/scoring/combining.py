"""Several contributions in one direction over a group's users: the p-norm, with p = 2 the root of summed squares.

Losses and gains are kept apart. For one person the larger of the service's and the structural effect counts, not both.
All squares of a proposal are worked out together, as the rows of one array.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, starmap
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mhia.scoring.arithmetic import Number, as_rows, best, least, most
from mhia.scoring.reaching import Reached
from mhia.scoring.remembering import remembered
from mhia.scoring.step import Step
from mhia.scoring.workings import Workings

When: TypeAlias = Literal["before", "after", "short", "long"]
"""Before mitigation; after it; in the first year after it; years after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Square:
    """The steps that move one domain in one direction, for every row to which the very same happens."""

    steps: tuple[Step, ...]
    weights: tuple[float, ...]
    """The part of the group's users that each step is about (0..1)."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The steps of several squares at one time, a row of each array for each step."""

    weighted: NDArray[np.float64]
    """The share reached times the part of the users that the step is about."""
    effects: NDArray[np.float64]
    """What each person reached loses or gains (SD, 0 or more)."""
    structural: NDArray[np.bool_]
    begins: Sequence[int]
    """The first step of each square."""

    def powers(self, power: float) -> NDArray[np.float64]:
        """The mean over a group's users of the effect raised to a power, shape (squares, 1 + draws).

        The steps of a square are added up, or the structural one counts alone where that is larger.
        """
        terms: NDArray[np.float64] = self.weighted * self.effects**power
        if len(terms) == len(self.begins):
            return terms
        structural = self.structural[:, np.newaxis]
        service = np.add.reduceat(np.where(structural, 0.0, terms), self.begins, axis=0)
        alone = np.maximum.reduceat(np.where(structural, terms, 0.0), self.begins, axis=0)
        return np.maximum(service, alone)

    def at_best(self) -> "Stack":
        """The same without its draws."""
        return Stack(self.weighted[:, :1], self.effects[:, :1], self.structural, self.begins)


@dataclass(frozen=True, slots=True)
class Combined:
    """What several squares come to at one time, a row of each array for each square."""

    stack: Stack
    powers: NDArray[np.float64]
    """The mean over the group's users of the effect raised to the norm's p, shape (squares, 1 + draws)."""
    magnitudes: NDArray[np.float64]
    """Over the group's users (SD, 0 or more), shape (squares, 1 + draws)."""
    shares: tuple[Number, ...]
    """The share of the group's users reached (0..1), one for each square."""


def combined(workings: Workings, squares: Sequence[Square], when: When = "after", *, at_best: bool = False) -> Combined:
    """The steps of each square together; `at_best` leaves the draws out."""
    stack = _stacked(workings, squares, when)
    shares = tuple(_share(workings, square, when) for square in squares)
    if at_best:
        stack, shares = stack.at_best(), tuple(best(share) for share in shares)
    powers = stack.powers(workings.power)
    return Combined(stack, powers, powers ** (1 / workings.power), shares)


def effects_of(workings: Workings, found: Combined) -> NDArray[np.float64]:
    """The root-mean-square effect on each person reached (SD), shape (squares, 1 + draws)."""
    reached = np.maximum(as_rows(found.shares), float(workings.parameter("numerics", "smallest_power")))
    effects: NDArray[np.float64] = np.minimum((found.powers / reached) ** (1 / workings.power), workings.cap)
    return effects


class Before(NamedTuple):
    """A square before mitigation, at best estimates alone."""

    magnitude: float
    share: float
    effect: float
    """On each person reached (SD)."""


def before_mitigation(workings: Workings, squares: Iterable[Square]) -> Mapping[Square, Before]:
    """At least these squares before mitigation, at best estimates alone; each is worked out once."""
    known: dict[Square, Before] = remembered(workings.once, ("before mitigation",), dict)
    new = [square for square in dict.fromkeys(squares) if square not in known]
    if new:
        found = combined(workings, new, "before", at_best=True)
        effects = effects_of(workings, found)
        numbers = zip(found.magnitudes[:, 0].tolist(), map(best, found.shares), effects[:, 0].tolist(), strict=True)
        known.update(zip(new, starmap(Before, numbers), strict=True))
    return known


def sizes(found: Combined, power: float) -> NDArray[np.float64]:
    """The magnitude of each square when the norm has this power, at best estimates alone, shape (squares,)."""
    magnitudes: NDArray[np.float64] = found.stack.at_best().powers(power)[:, 0] ** (1 / power)
    return magnitudes


def alike(workings: Workings, square: Square, one: When, other: When) -> bool:
    """Whether two times are about the very same numbers."""
    return all(
        _share_of(step.reach, one) is _share_of(step.reach, other)
        and _felt(workings, step, one) == _felt(workings, step, other)
        for step in square.steps
    )


def _stacked(workings: Workings, squares: Sequence[Square], when: When) -> Stack:
    steps = tuple(chain.from_iterable(square.steps for square in squares))
    weights = as_rows(tuple(chain.from_iterable(square.weights for square in squares)))
    effects = as_rows([step.expected for step in steps])
    if when in {"short", "long"}:
        effects = effects * as_rows([_felt(workings, step, when) for step in steps])
    return Stack(
        weighted=weights * as_rows([_share_of(step.reach, when) for step in steps]),
        effects=effects,
        structural=np.array([step.kind == "structural" for step in steps]),
        begins=[0, *accumulate(len(square.steps) for square in squares)][:-1],
    )


def _share(workings: Workings, square: Square, when: When) -> Number:
    """The share of the group reached: added over services, at most all; the larger of service and structural."""
    shares = [_share_of(step.reach, when) for step in square.steps]
    lines = [step.line.index if step.line is not None else None for step in square.steps]
    # In most rows every domain is about the very same shares.
    key = ("share", *lines, *square.weights, *map(id, shares))
    return remembered(workings.once, key, lambda: _sum_of_shares(lines, square.weights, shares), *shares)


def _sum_of_shares(lines: Sequence[int | None], weights: Sequence[float], shares: Sequence[Number]) -> Number:
    by_line: dict[int, Number] = {}
    structural: Number = 0.0
    for line, weight, share in zip(lines, weights, shares, strict=True):
        if line is None:
            structural = most(structural, share)
            continue
        weighted = weight * share
        known = by_line.get(line)
        by_line[line] = weighted if known is None else most(known, weighted)
    total: Number = 0.0
    for share in by_line.values():
        total = total + share
    return least(most(total, structural), 1.0)


def _share_of(reach: Reached, when: When) -> Number:
    if when == "before":
        return reach.before
    if when == "short" and not (isinstance(reach.first_year, float) and reach.first_year == 1):
        return reach.after * reach.first_year
    return reach.after_long if when == "long" else reach.after


def _felt(workings: Workings, step: Step, when: When) -> float:
    """How much of the effect is felt at a time: it builds up over months, and some of it fades over years."""
    if when not in {"short", "long"} or step.line is None:
        return 1.0
    if when == "long":
        return step.basis.long_term
    timing = step.line.service.timing
    year = float(workings.parameter("time", "short_months"))
    start, end = timing.loss_onset
    if step.gains:
        start, end = (
            timing.gain_onset[0] if timing.gain_onset else 0.0,
            sum(timing.gain_full_effect) / len(timing.gain_full_effect),
        )
    return 1.0 if end <= start else min(max((year - start) / (end - start), 0.0), 1.0)
