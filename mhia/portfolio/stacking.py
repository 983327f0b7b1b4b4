"""What the proposals of a round put on the same people: by group, by place, and where the two meet.

People are never added up over groups, which overlap: what is counted is proposals.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mhia.assessment import BANDS, TYPICAL_USER, Band
from mhia.domains import DOMAINS, Domain
from mhia.round import Entry, GroupInRound, Hit, Round


@dataclass(frozen=True, slots=True)
class Blow:
    """What one proposal takes from one group, people inside it included."""

    proposal: str
    group: str
    """Who bears the largest loss: the group itself, or the people inside it whom the proposal names."""
    band: Band
    domain: Domain
    losses: dict[Domain, Band]
    """The largest loss by domain, of the group or of people inside it."""
    size_unknown: bool
    """The size of the change is not given: the band is that of the usual size."""
    large: bool
    """Whether it is large enough to count."""

    @property
    def hits(self) -> bool:
        """Whether the proposal hits the group: the loss is large enough and its size is given."""
        return self.large and not self.size_unknown

    @property
    def may_hit(self) -> bool:
        """Whether it would hit the group at the usual size, the size not being given."""
        return self.large and self.size_unknown


@dataclass(frozen=True, slots=True)
class GroupStack:
    """What the round does to one group."""

    group: GroupInRound
    blows: tuple[Blow, ...]
    """Worst first; losses on people inside the group are among them."""
    counted: tuple[str, ...]
    """Proposals whose loss is large enough to count and whose size is given."""
    perhaps: tuple[str, ...]
    """Proposals whose size is not given but would count at the usual size."""
    by_domain: dict[Domain, tuple[str, ...]]
    """Counted proposals by domain, where there are two or more."""
    gaining: tuple[str, ...]
    """Proposals from which the group gains."""
    years_running: int
    """How many rounds in a row it was hit, this one included; 0 where no earlier round is known."""

    @property
    def worst(self) -> Blow:
        """The largest loss."""
        return self.blows[0]


@dataclass(frozen=True, slots=True)
class PlaceStack:
    """What comes together in one place."""

    place: str
    ward: str | None
    proposals: tuple[str, ...]
    worst: dict[str, Band]
    """The worst loss of any group by proposal, where anything is lost."""
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """Groups that several of them hit, with those proposals; most first."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two groups that overlap, each hit by proposals that do not hit the other: people who are both bear all."""

    groups: tuple[str, str]
    first: tuple[str, ...]
    """Proposals that hit only the first."""
    second: tuple[str, ...]
    both: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A service that one proposal counts on, and another takes away."""

    kind: str
    """`serves`, `replaced_by`, or `same_service`: several proposals change one service in one place."""
    service: str
    """The service relied on."""
    proposals: tuple[str, ...]
    """Who relies on it (or changes it)."""
    taken_by: tuple[str, ...]
    """Who takes it away; empty where nobody does."""
    through: str = ""
    """The service by which people reach it, or which it replaces."""


@dataclass(frozen=True, slots=True)
class Stacks:
    """Everything that comes together in a round."""

    groups: tuple[GroupStack, ...]
    """Most proposals first (those that perhaps hit it included), then by worst loss and need; staff last."""
    places: tuple[PlaceStack, ...]
    meetings: tuple[Meeting, ...]
    chains: tuple[Chain, ...]


def stacks(round_: Round) -> Stacks:
    """Who bears what in a round."""
    groups = {group.id: group for group in round_.groups}
    blows = {entry.id: blows_of(entry, groups, round_.settings.hit_from) for entry in round_.entries}
    found = [stack for group in round_.groups if (stack := _group_stack(round_, group, blows)).blows]
    staff = round_.settings.staff
    # What happens to staff is a matter of its own: nearly every cut has posts in it, and they would head every list.
    found.sort(key=lambda stack: (stack.group.id == staff, *_weight(stack)))
    return Stacks(
        groups=tuple(found),
        places=tuple(_places(round_, blows)),
        meetings=_meetings(found, staff),
        chains=tuple(_chains(round_.entries)),
    )


def blows_of(entry: Entry, groups: Mapping[str, GroupInRound], hit_from: Band) -> dict[str, Blow]:
    """What a proposal takes from each group, by the group's id: the one definition of whom a proposal hits.

    A loss counts for the group itself, for what the group is made up of and for every group that contains it. Among
    several losses for one group, the largest speaks, and the group's own among equals; one that counts and whose size
    is given goes before any whose size is not.
    """
    found: dict[str, list[Blow]] = defaultdict(list)
    for hit in entry.hits:
        band = worst_band(hit)
        if hit.group == TYPICAL_USER or band is None or hit.domain is None:
            continue
        large = BANDS.index(band) >= BANDS.index(hit_from)
        blow = Blow(entry.id, hit.group, band, hit.domain, hit.losses, hit.size_unknown, large)
        for name in _concerned(groups[hit.group], groups):
            found[name].append(blow)
    return {name: _together(name, blows) for name, blows in found.items()}


def _together(group: str, blows: Sequence[Blow]) -> Blow:
    worst = max(blows, key=lambda blow: (blow.hits, _size(blow), blow.group == group))
    said = [blow for blow in blows if blow.size_unknown == worst.size_unknown]
    losses = {
        domain: max((blow.losses[domain] for blow in said if domain in blow.losses), key=BANDS.index)
        for domain in DOMAINS
        if any(domain in blow.losses for blow in said)
    }
    return replace(worst, losses=losses)


def largest_loss(entry: Entry, staff: str) -> Hit | None:
    """The largest loss of anyone whom the proposal serves, however great their need; None where nobody loses.

    Staff who may lose their job are a group of their own in the tables of groups and count nowhere else.
    """
    first = entry.headline.group if entry.headline is not None else ""
    losing = [hit for hit in entry.hits if hit.magnitude is not None and hit.group != staff]
    return max(losing, key=lambda hit: (_magnitude(hit), hit.group == first), default=None)


def _magnitude(hit: Hit) -> float:
    return 0.0 if hit.magnitude is None else hit.magnitude.typical


def worst_band(hit: Hit) -> Band | None:
    """The band of a hit's worst loss; None where nothing is lost."""
    return max(hit.losses.values(), key=BANDS.index, default=None)


def counts(band: Band, round_: Round) -> bool:
    """Whether a loss is large enough to be counted as a hit."""
    return BANDS.index(band) >= BANDS.index(round_.settings.hit_from)


def _concerned(group: GroupInRound, groups: Mapping[str, GroupInRound]) -> Iterable[str]:
    """The group, what it is made up of and what contains it, as far as the round knows them."""
    return dict.fromkeys(name for name in (group.id, *group.members, *group.containers) if name in groups)


def _size(blow: Blow) -> int:
    return BANDS.index(blow.band)


def _group_stack(round_: Round, group: GroupInRound, by_entry: Mapping[str, Mapping[str, Blow]]) -> GroupStack:
    blows = sorted((each[group.id] for each in by_entry.values() if group.id in each), key=_size, reverse=True)
    sure = [blow for blow in blows if blow.hits]
    several = round_.settings.many_in_one_domain
    by_domain = {
        domain: names
        for domain in DOMAINS
        if len(names := tuple(b.proposal for b in sure if domain in b.losses and counts(b.losses[domain], round_)))
        >= several
    }
    gaining = [entry.id for entry in round_.entries if any(hit.group == group.id and hit.gains for hit in entry.hits)]
    return GroupStack(
        group=group,
        blows=tuple(blows),
        counted=tuple(blow.proposal for blow in sure),
        perhaps=tuple(blow.proposal for blow in blows if blow.may_hit),
        by_domain=by_domain,
        gaining=tuple(gaining),
        years_running=_years_running(round_, group.id, hit_now=bool(sure)),
    )


def _years_running(round_: Round, group: str, *, hit_now: bool) -> int:
    if not round_.earlier or not hit_now:
        return 0
    years = 1
    for year in round_.earlier:
        if not year.hit.get(group):
            break
        years += 1
    return years


def _weight(stack: GroupStack) -> tuple[float, ...]:
    sure, perhaps = len(stack.counted), len(stack.perhaps)
    return -(sure + perhaps), -sure, -_size(stack.worst), -stack.group.need


def _places(round_: Round, blows: Mapping[str, Mapping[str, Blow]]) -> Iterable[PlaceStack]:
    """Places in alphabetical order, each before its wards; what concerns a whole place concerns every ward of it."""
    whole: dict[str, list[Entry]] = defaultdict(list)
    wards: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in round_.entries:
        if entry.place is None:
            continue
        whole[entry.place].append(entry)
        for ward in entry.wards:
            wards[entry.place, ward].append(entry)
    for place in sorted(whole, key=_in_reading_order):
        yield _place(round_, blows, (place, None), whole[place])
        everywhere = [entry for entry in whole[place] if not entry.wards]
        for ward in sorted((ward for where, ward in wards if where == place), key=_in_reading_order):
            yield _place(round_, blows, (place, ward), [*wards[place, ward], *everywhere])


def _place(
    round_: Round,
    blows: Mapping[str, Mapping[str, Blow]],
    where: tuple[str, str | None],
    entries: Sequence[Entry],
) -> PlaceStack:
    staff = round_.settings.staff
    groups: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for name, blow in blows[entry.id].items():
            if blow.hits and name != staff:
                groups[name].append(entry.id)
    losses = {entry.id: largest_loss(entry, staff) for entry in entries}
    several = sorted(
        ((name, ids) for name, ids in groups.items() if len(ids) > 1), key=lambda pair: (-len(pair[1]), pair[0])
    )
    return PlaceStack(
        *where,
        tuple(losses),
        {id_: band for id_, hit in losses.items() if hit is not None and (band := worst_band(hit)) is not None},
        tuple((name, tuple(ids)) for name, ids in several),
    )


def _meetings(found: Sequence[GroupStack], staff: str) -> tuple[Meeting, ...]:
    """Overlapping groups that different proposals hit, those where most comes together first."""
    by_id = {stack.group.id: stack for stack in found if stack.counted and stack.group.id != staff}
    meetings: dict[tuple[str, str], Meeting] = {}
    for stack in by_id.values():
        for other in stack.group.overlaps:
            if other not in by_id or other == stack.group.id:
                continue
            pair = (min(stack.group.id, other), max(stack.group.id, other))
            first, second = set(by_id[pair[0]].counted), set(by_id[pair[1]].counted)
            if first - second and second - first:
                meetings[pair] = Meeting(
                    pair, *(tuple(sorted(each)) for each in (first - second, second - first, first & second))
                )
    ordered = sorted(
        meetings.values(), key=lambda each: (-len(each.first) - len(each.second) - len(each.both), each.groups)
    )
    return tuple(ordered)


def _chains(entries: Sequence[Entry]) -> Iterable[Chain]:
    losing: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for service in entry.losing:
            losing[service].append(entry)
    for entry in entries:
        for each in entry.reliances:
            taken = tuple(
                other.id for other in losing.get(each.other, ()) if other.id != entry.id and _may_meet(entry, other)
            )
            yield Chain(each.kind, each.other, (entry.id,), taken, each.service)
    for service, several in losing.items():
        for together in _in_one_place(several):
            if len(together) > 1:
                yield Chain("same_service", service, tuple(entry.id for entry in together), ())


def _may_meet(one: Entry, other: Entry) -> bool:
    """Whether two proposals can be about the same people: the same place, or one that is not given."""
    if one.place is None or other.place is None:
        return True
    return one.place == other.place and (not one.wards or not other.wards or bool(set(one.wards) & set(other.wards)))


def _in_one_place(entries: Sequence[Entry]) -> Iterable[list[Entry]]:
    by_place: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_place[entry.place].append(entry)
    return by_place.values()


def hit_counts(found: Stacks) -> dict[str, int]:
    """How many proposals hit each group: what a later round is compared with."""
    return {stack.group.id: len(stack.counted) for stack in found.groups if stack.counted}


def _in_reading_order(name: str) -> tuple[tuple[bool, int, str], ...]:
    """What puts names in the order of the alphabet, and numbers in them in that of numbers: W2 before W10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)
