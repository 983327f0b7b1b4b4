"""Several contributions in one direction over a group's users: the p-norm, with p = 2 the root of summed squares.

Losses and gains are kept apart. For one person the larger of the service's and the structural effect counts, not both.
All squares of a proposal are worked out together, as the rows of one array.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, starmap
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import Interval
from mhia.quantity import Triple
from mhia.scoring.arithmetic import Number, as_rows, best, least, most
from mhia.scoring.contributing import Step
from mhia.scoring.reaching import Reached
from mhia.scoring.rows import Row
from mhia.scoring.workings import Line, Workings

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
    stack = _stacked(workings, squares, when, best if at_best else _as_it_is)
    shares = tuple(_share(workings, square, when) for square in squares)
    if at_best:
        shares = tuple(best(share) for share in shares)
    powers = stack.powers(workings.power)
    return Combined(stack, powers, powers ** (1 / workings.power), shares)


def effects_of(workings: Workings, found: Combined) -> NDArray[np.float64]:
    """The root-mean-square effect on each person reached (SD), shape (squares, 1 + draws)."""
    reached = np.maximum(as_rows(found.shares), float(workings.parameter("numerics", "smallest_power")))
    effects: NDArray[np.float64] = np.minimum((found.powers / reached) ** (1 / workings.power), workings.cap)
    return effects


class First(NamedTuple):
    """A square before mitigation, at best estimates alone."""

    magnitude: float
    share: float
    effect: float
    """On each person reached (SD)."""


def at_first(workings: Workings, squares: Iterable[Square]) -> Mapping[Square, First]:
    """Every square before mitigation, at best estimates alone; each is worked out once."""
    known: dict[Square, First] = workings.once.setdefault(("at first",), {})
    new = [square for square in dict.fromkeys(squares) if square not in known]
    if new:
        found = combined(workings, new, "before", at_best=True)
        effects = effects_of(workings, found)
        numbers = zip(found.magnitudes[:, 0].tolist(), map(best, found.shares), effects[:, 0].tolist(), strict=True)
        known.update(zip(new, starmap(First, numbers), strict=True))
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


def weights_of(workings: Workings, lines: Sequence[Line]) -> dict[int, float]:
    """The part of a group's users that each change is about: by users, or equal; losses and gains each add to 1.

    `lines` are the changes that concern the group.
    """
    key = ("weights", *(line.index for line in lines))
    if key not in workings.once:
        workings.once[key] = _weights(workings, lines)
    found: dict[int, float] = workings.once[key]
    return found


def _weights(workings: Workings, lines: Sequence[Line]) -> dict[int, float]:
    weights: dict[int, float] = {}
    for gains in (False, True):
        blocks = _blocks([line for line in lines if line.gains == gains])
        counted = [_block_users(workings, block) for block in blocks]
        known = all(users is not None for users in counted)
        total = sum(users for users in counted if users is not None)
        for block, users in zip(blocks, counted, strict=True):
            part = users / total if known and users is not None and total > 0 else 1 / len(blocks)
            weights.update({line.index: part for line in block})
    return weights


def concerns(line: Line, row: Row, lines: Sequence[Line]) -> bool:
    """Whether the group uses the service, as far as the rulebook knows.

    A group that the proposal names is taken at its word: linked to none of the services, all of them concern it.
    """
    if not row.members:
        return True
    if _linked(line, row):
        return True
    return row.origin == "named" and not any(_linked(each, row) for each in lines)


def users_of(workings: Workings, line: Line) -> Triple | None:
    """The people a change is about: regular users, or for a gain those who start, are offered or finish."""
    change = line.change
    residents = _share_of_residents(workings, line)
    if line.gains:
        places = None
        if change.capacity is not None:
            added = change.capacity.after.typical - change.capacity.before.typical
            places = Triple(added, added, added) if added > 0 else None
        counted = change.completers or change.users or change.offered or change.referrals or change.members
        return counted or places or residents
    return change.users or change.members or residents


def _share_of_residents(workings: Workings, line: Line) -> Triple | None:
    """Users as the share of residents who use it regularly, where the proposal gives both."""
    place, share = workings.proposal.place, line.change.share_of_population
    if place is None or place.population is None or share is None:
        return None
    people = place.population
    return Triple(share.low * people.low, share.typical * people.typical, share.high * people.high)


def people_in(workings: Workings, row: Row, lines: Sequence[Line], weights: dict[int, float]) -> Number | None:
    """How many of the users are in the row; None where it is not known."""
    counted_here = row.origin != "structural" or not lines
    if row.people is not None and counted_here:
        return workings.own(f"{row.path}.people", row.people)
    total: Number = 0.0
    for block in _blocks([line for line in lines if line.index in weights]):
        counted = [(line, users_of(workings, line)) for line in block]
        first = next(((line, users) for line, users in counted if users is not None), None)
        if first is None:
            return None
        total = total + workings.own(f"{first[0].path}.users", first[1])
    if not row.members:
        return total if weights else None
    if row.share is None or not weights:
        return None
    return total * workings.own(f"{row.path}.share", row.share)


def interval_or_none(workings: Workings, value: Number | None) -> Interval | None:
    """The interval of a number that may not be known."""
    return None if value is None else workings.interval(value)


def _stacked(workings: Workings, squares: Sequence[Square], when: When, taken: Callable[[Number], Number]) -> Stack:
    steps = tuple(chain.from_iterable(square.steps for square in squares))
    weights = as_rows(tuple(chain.from_iterable(square.weights for square in squares)))
    effects = as_rows([taken(step.expected) for step in steps])
    if when in {"short", "long"}:
        effects = effects * as_rows([_felt(workings, step, when) for step in steps])
    return Stack(
        weighted=weights * as_rows([taken(_share_of(step.reach, when)) for step in steps]),
        effects=effects,
        structural=np.array([step.kind == "structural" for step in steps]),
        begins=[0, *accumulate(len(square.steps) for square in squares)][:-1],
    )


def _as_it_is(number: Number) -> Number:
    return number


def _share(workings: Workings, square: Square, when: When) -> Number:
    """The share of the group reached: added over services, at most all; the larger of service and structural."""
    shares = [_share_of(step.reach, when) for step in square.steps]
    lines = [step.line.index if step.line is not None else None for step in square.steps]
    # In most rows every domain is about the very same shares.
    key = ("share", *lines, *square.weights, *map(id, shares))
    if key not in workings.once:
        # The shares are kept beside the sum, so that nothing else can take their identity.
        workings.once[key] = _sum_of_shares(lines, square.weights, shares), shares
    found: Number = workings.once[key][0]
    return found


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


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines about the same people: one service, or marked as the same people as the line before."""
    blocks: list[list[Line]] = []
    for line in lines:
        alike = [block for block in blocks if any(each.service.id == line.service.id for each in block)]
        home = alike[0] if alike and line.change.same_people is not False else None
        if home is None and line.change.same_people and blocks:
            home = blocks[-1]
        if home is None:
            blocks.append([line])
        else:
            home.append(line)
    return blocks


def _block_users(workings: Workings, block: Sequence[Line]) -> float | None:
    counted = [users.typical for line in block if (users := users_of(workings, line)) is not None]
    return max(counted, default=None)


def _linked(line: Line, row: Row) -> bool:
    return not line.service.concerned.isdisjoint(row.all_groups)
