"""What the proposals of a round put on the same people: by group, by place, and where the two meet.

People are never added up over groups, which overlap: what is counted is proposals.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mhia.assessment import BANDS, TYPICAL_USER, Band
from mhia.domains import DOMAINS, Domain
from mhia.round import Entry, GroupInRound, Hit, Round

_MOST_INTERSECTIONS = 12


@dataclass(frozen=True, slots=True)
class Blow:
    """One proposal's loss for one group."""

    proposal: str
    group: str
    """The group itself, or the people inside it whom the proposal names."""
    band: Band
    domain: Domain
    losses: dict[Domain, Band]
    size_unknown: bool


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
    burden_on_high_need: float | None
    """Share of the round's severity that falls first on groups with high need; None without ranked losses."""


def stacks(round_: Round) -> Stacks:
    """Who bears what in a round."""
    groups = {group.id: group for group in round_.groups}
    blows = _blows(round_, groups)
    found = [_group_stack(round_, group, blows[group.id]) for group in round_.groups if blows[group.id]]
    staff = round_.settings.staff
    # What happens to staff is a matter of its own: nearly every cut has posts in it, and they would head every list.
    found.sort(key=lambda stack: (stack.group.id == staff, *_weight(stack)))
    return Stacks(
        groups=tuple(found),
        places=tuple(_places(round_)),
        meetings=_meetings(found),
        chains=tuple(_chains(round_.entries)),
        burden_on_high_need=_on_high_need(round_),
    )


def worst_band(hit: Hit) -> Band | None:
    """The band of a hit's worst loss; None where nothing is lost."""
    return max(hit.losses.values(), key=BANDS.index, default=None)


def counts(band: Band, round_: Round) -> bool:
    """Whether a loss is large enough to be counted as a hit."""
    return BANDS.index(band) >= BANDS.index(round_.settings.hit_from)


def _blows(round_: Round, groups: dict[str, GroupInRound]) -> dict[str, list[Blow]]:
    """Every loss under its group and under every group that contains it or makes it up; a proposal once a group."""
    found: dict[str, dict[str, Blow]] = defaultdict(dict)
    for entry in round_.entries:
        for hit in entry.hits:
            band = worst_band(hit)
            if hit.group == TYPICAL_USER or band is None or hit.domain is None:
                continue
            blow = Blow(entry.id, hit.group, band, hit.domain, hit.losses, hit.size_unknown)
            for name in _concerned(groups[hit.group], groups):
                known = found[name].get(entry.id)
                # The group's own loss speaks for it; else the worst of those inside it.
                if known is None or hit.group == name or (known.group != name and _size(blow) > _size(known)):
                    found[name][entry.id] = blow
    return defaultdict(list, {name: sorted(each.values(), key=_size, reverse=True) for name, each in found.items()})


def _concerned(group: GroupInRound, groups: dict[str, GroupInRound]) -> Iterable[str]:
    """The group, what it is made up of and what contains it, as far as the round knows them."""
    return dict.fromkeys(name for name in (group.id, *group.members, *group.containers) if name in groups)


def _size(blow: Blow) -> int:
    return BANDS.index(blow.band)


def _group_stack(round_: Round, group: GroupInRound, blows: list[Blow]) -> GroupStack:
    large = [blow for blow in blows if counts(blow.band, round_)]
    sure = [blow for blow in large if not blow.size_unknown]
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
        perhaps=tuple(blow.proposal for blow in large if blow.size_unknown),
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


def _places(round_: Round) -> Iterable[PlaceStack]:
    """Places in alphabetical order, each before its wards; what concerns a whole place concerns every ward of it."""
    whole: dict[str, list[Entry]] = defaultdict(list)
    wards: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in round_.entries:
        if entry.place is None:
            continue
        whole[entry.place].append(entry)
        for ward in entry.wards:
            wards[entry.place, ward].append(entry)
    for place in sorted(whole):
        yield _place(round_, place, None, whole[place])
        everywhere = [entry for entry in whole[place] if not entry.wards]
        for ward in sorted(ward for where, ward in wards if where == place):
            yield _place(round_, place, ward, [*wards[place, ward], *everywhere])


def _place(round_: Round, place: str, ward: str | None, entries: Sequence[Entry]) -> PlaceStack:
    worst: dict[str, Band] = {}
    groups: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for hit in entry.hits:
            band = worst_band(hit)
            if band is None:
                continue
            worst[entry.id] = max(worst.get(entry.id, band), band, key=BANDS.index)
            if hit.group != TYPICAL_USER and counts(band, round_) and not hit.size_unknown:
                groups[hit.group].append(entry.id)
    several = sorted(
        ((name, ids) for name, ids in groups.items() if len(ids) > 1), key=lambda pair: (-len(pair[1]), pair[0])
    )
    return PlaceStack(
        place, ward, tuple(entry.id for entry in entries), worst, tuple((name, tuple(ids)) for name, ids in several)
    )


def _meetings(found: Sequence[GroupStack]) -> tuple[Meeting, ...]:
    """Overlapping groups that different proposals hit, those where most comes together first."""
    by_id = {stack.group.id: stack for stack in found if stack.counted}
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
    return tuple(ordered[:_MOST_INTERSECTIONS])


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


def _on_high_need(round_: Round) -> float | None:
    high = round_.settings.high_need
    hit = [entry for entry in round_.entries if entry.ranked and entry.headline is not None and entry.harm.severity]
    total = sum(entry.harm.severity.typical for entry in hit if entry.harm.severity)
    if not total:
        return None
    first = sum(
        entry.harm.severity.typical
        for entry in hit
        if entry.headline is not None and entry.harm.severity and entry.headline.need >= high
    )
    return first / total


def hit_counts(found: Stacks) -> dict[str, int]:
    """How many proposals hit each group: what a later round is compared with."""
    return {stack.group.id: len(stack.counted) for stack in found.groups if stack.counted}
