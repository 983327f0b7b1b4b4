"""Whom a change is about: which of several concern a group, how many people that is, and the part of each."""

from collections.abc import Mapping, Sequence

from mhia.quantity import Triple
from mhia.scoring.arithmetic import Number
from mhia.scoring.remembering import remembered
from mhia.scoring.rows import Row
from mhia.scoring.workings import Line, Workings


def weights_of(workings: Workings, lines: Sequence[Line]) -> Mapping[int, float]:
    """The part of a group's users that each change is about: by users, or equal; losses and gains each add to 1.

    `lines` are the changes that concern the group.
    """
    key = ("weights", *(line.index for line in lines))
    return remembered(workings.once, key, lambda: _weights(workings, lines))


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


def people_in(workings: Workings, row: Row, lines: Sequence[Line], weights: Mapping[int, float]) -> Number | None:
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
