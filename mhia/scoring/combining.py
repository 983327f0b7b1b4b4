"""Several contributions in one direction over a group's users: the p-norm, with p = 2 the root of summed squares.

Losses and gains are kept apart. For one person the larger of the service's and the structural effect counts, not both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mhia.assessment import Interval
from mhia.quantity import Triple
from mhia.scoring.arithmetic import Number, best, least, most
from mhia.scoring.contributing import Step
from mhia.scoring.reaching import Reached
from mhia.scoring.rows import Row
from mhia.scoring.workings import Line, Workings


@dataclass(frozen=True, slots=True)
class Combined:
    """A magnitude over a group's users (SD, 0 or more) and the share of them reached."""

    magnitude: Number
    share: Number
    powers: Number
    """The mean over the group's users of the effect raised to the norm's p."""


def combined(workings: Workings, parts: Sequence[Step], weights: Mapping[int, float], when: str = "after") -> Combined:
    """The steps of one group, domain and direction together; `when` is before, after, short or long."""
    taken = _taken(workings, parts, weights, when)
    powers = _powers(taken, workings.power)
    return Combined(powers ** (1 / workings.power), _share(workings, taken), powers)


def effect_of(workings: Workings, found: Combined) -> Number:
    """The root-mean-square effect on each person reached (SD)."""
    reached = most(found.share, float(workings.parameter("numerics", "smallest_power")))
    return least((found.powers / reached) ** (1 / workings.power), workings.cap)


def magnitude_at_best(
    workings: Workings,
    parts: Sequence[Step],
    weights: Mapping[int, float],
    when: str = "after",
    power: float | None = None,
) -> float:
    """The magnitude of the steps together at their best estimates alone (SD, 0 or more; 0 without any step).

    `power` is the p of the norm; left out, the rulebook's.
    """
    power = workings.power if power is None else power
    powers = _powers(_taken(workings, parts, weights, when, at_best=True), power)
    return float(best(powers) ** (1 / power))


def alike(workings: Workings, parts: Sequence[Step], one: str, other: str) -> bool:
    """Whether two times (before, after, short, long) are about the very same numbers."""
    return all(
        _share_of(part.reach, one) is _share_of(part.reach, other)
        and _felt(workings, part, one) == _felt(workings, part, other)
        for part in parts
    )


def weights_of(workings: Workings, lines: Sequence[Line], row: Row) -> dict[int, float]:
    """The part of a group's users that each change is about: by users, or equal; losses and gains each add to 1."""
    weights: dict[int, float] = {}
    for gains in (False, True):
        blocks = _blocks([line for line in lines if line.gains == gains and concerns(line, row, lines)])
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


class _Taken(NamedTuple):
    """What counts of a step at one time."""

    structural: bool
    line: int | None
    weight: float
    share: Number
    effect: Number


def _taken(
    workings: Workings, parts: Sequence[Step], weights: Mapping[int, float], when: str, *, at_best: bool = False
) -> list[_Taken]:
    taken = []
    for part in parts:
        line = part.line.index if part.line is not None else None
        share, effect = _share_of(part.reach, when), part.expected
        if at_best:
            share, effect = best(share), best(effect)
        felt = _felt(workings, part, when)
        if felt != 1:
            effect = effect * felt
        weight = weights.get(line, 1.0) if line is not None else 1.0
        taken.append(_Taken(part.kind == "structural", line, weight, share, effect))
    return taken


def _powers(taken: Sequence[_Taken], power: float) -> Number:
    """The powers added up, or the structural one alone where that is larger."""
    service: Number = 0.0
    structural: Number = 0.0
    for each in taken:
        term = each.weight * each.share * each.effect**power
        if each.structural:
            structural = most(structural, term)
        else:
            service = service + term
    return most(service, structural)


def _share(workings: Workings, taken: Sequence[_Taken]) -> Number:
    """The share of the group reached: added over services, at most all; the larger of service and structural."""
    # In most rows every domain is about the very same shares.
    key = ("share", *((each.line, each.weight, id(each.share)) for each in taken))
    if key not in workings.once:
        # The shares are kept beside the sum, so that nothing else can take their identity.
        workings.once[key] = _sum_of_shares(taken), taken
    found: Number = workings.once[key][0]
    return found


def _sum_of_shares(taken: Sequence[_Taken]) -> Number:
    by_line: dict[int, Number] = {}
    structural: Number = 0.0
    for each in taken:
        if each.line is None:
            structural = most(structural, each.share)
            continue
        weighted = each.weight * each.share
        known = by_line.get(each.line)
        by_line[each.line] = weighted if known is None else most(known, weighted)
    total: Number = 0.0
    for share in by_line.values():
        total = total + share
    return least(most(total, structural), 1.0)


def _share_of(reach: Reached, when: str) -> Number:
    if when == "before":
        return reach.before
    if when == "short" and not (isinstance(reach.first_year, float) and reach.first_year == 1):
        return reach.after * reach.first_year
    return reach.after_long if when == "long" else reach.after


def _felt(workings: Workings, part: Step, when: str) -> float:
    """How much of the effect is felt at a time: it builds up over months, and some of it fades over years."""
    if when not in {"short", "long"} or part.line is None:
        return 1.0
    if when == "long":
        return part.basis.long_term
    timing = part.line.service.timing
    year = float(workings.parameter("time", "short_months"))
    start, end = timing.loss_onset
    if part.gains:
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
