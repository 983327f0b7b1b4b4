"""What in a proposal contradicts itself, and what is probably not meant."""

from collections.abc import Iterator
from datetime import date

from mhia.matching.mismatch import Mismatch, Path
from mhia.matching.privacy import privacy_faults
from mhia.matching.vocabulary import UNLISTED
from mhia.proposal import AffectedGroup, Change, Mitigation, Phase, Proposal
from mhia.rulebook.lookup import Rulebook

_READ_BY: dict[str, tuple[str, ...]] = {
    "capacity": ("capacity", "distance_capacity", "gain"),
    "price": ("price", "price_jump", "gain_new_users"),
    "extra_km": ("distance", "distance_capacity", "sites_distance", "whole"),
    "share_of_income": ("income_share",),
    "sole_funder": ("income_share",),
    "taker": ("transfer",),
    "support": ("transfer",),
    "months": ("whole_time",),
    "weeks": ("flow",),
}
"""Fields that only some responses read, with those that do."""
_READ_WITH = {
    "routes_kept": {"routes"},
    "need_level": {"need_level"},
    "hours_pattern": {"hours_pattern"},
    "handover_months": {"handover_months"},
}
"""Fields that are read where the change's entry has a parameter for them."""
_WHOLE = 1.0
_YEAR_DIGITS = 4


def contradictions(proposal: Proposal, rulebook: Rulebook) -> tuple[Mismatch, ...]:
    """What cannot be true at once, so that the proposal cannot be scored."""
    return (*_contradictions(proposal, rulebook), *privacy_faults(proposal))


def doubts(proposal: Proposal, rulebook: Rulebook, on: date | None = None) -> tuple[Mismatch, ...]:
    """What can be scored but is probably not meant. `on` is the day of the assessment, where it is known."""
    return (
        *_of_the_whole(proposal, rulebook),
        *_of_dates(proposal, on),
        *_of_people(proposal),
        *(doubt for path, change in _changes(proposal) for doubt in _of_change(change, path, rulebook)),
        *(
            doubt
            for at, each in enumerate(proposal.mitigations)
            for doubt in _of_mitigation(each, at, proposal, rulebook)
        ),
    )


def _contradictions(proposal: Proposal, rulebook: Rulebook) -> Iterator[Mismatch]:
    if proposal.money:
        for year in proposal.money.by_year:
            if not (len(year) == _YEAR_DIGITS and year.isdecimal()):
                said = f"`{year}` is not a year; write 2024 for the year, or the financial year that begins in it"
                yield Mismatch(("money", "by_year", year), said, "P308", of_key=True)
    yield from _named_twice(proposal.groups)
    for path, change in _changes(proposal):
        if change.change not in rulebook.changes:
            continue
        direction = rulebook.change(change.change).direction
        if change.capacity:
            before, after = change.capacity.before.typical, change.capacity.after.typical
            if (direction == "loss" and after > before) or (direction == "gain" and after < before):
                said = f"goes from {before:g} to {after:g}, but `{change.change}` goes the other way; are they swapped?"
                yield Mismatch((*path, "capacity"), said, "P313")
        if change.price:
            before, after = change.price.before.typical, change.price.after.typical
            if (direction == "loss" and after < before) or (direction == "gain" and after > before):
                said = f"goes from {before:g} to {after:g}, but `{change.change}` goes the other way; are they swapped?"
                yield Mismatch((*path, "price"), said, "P313")


def _named_twice(groups: tuple[AffectedGroup, ...]) -> Iterator[Mismatch]:
    """The same people in two entries: only one of them could count, and nobody would see which."""
    first: dict[frozenset[str], int] = {}
    for at, each in enumerate(groups):
        people = frozenset((each.group, *each.also))
        known = first.setdefault(people, at)
        if known != at:
            said = (
                f"names the same people as `groups[{known}]`; make them one entry, or say with `also` who is different"
            )
            yield Mismatch(("groups", at, "group"), said, "P316")


def _of_the_whole(proposal: Proposal, rulebook: Rulebook) -> Iterator[Mismatch]:
    directions = {rulebook.change(change.change).direction for change in proposal.changes}
    if proposal.kind == "cut" and directions == {"gain"}:
        yield Mismatch(("kind",), "is `cut`, but every change brings something; is it `commission`?", "W601")
    if proposal.kind == "commission" and directions == {"loss"}:
        yield Mismatch(("kind",), "is `commission`, but every change takes something away; is it `cut`?", "W601")


def _of_dates(proposal: Proposal, on: date | None) -> Iterator[Mismatch]:
    decided = proposal.decision.date if proposal.decision else None
    starts = proposal.money.starts if proposal.money else None
    if decided and starts and _before(starts, decided):
        yield Mismatch(
            ("money", "starts"), f"{starts} comes before the decision on {decided}; is one of them wrong?", "W603"
        )
    if decided and on and _before(decided, on.isoformat()):
        said = f"{decided} is past: assessed after the decision, this cannot inform it, and the report says so"
        yield Mismatch(("decision", "date"), said, "W604")
    for path, change in _changes(proposal):
        yield from _of_phases(change.phases, (*path, "phases"))
    for at, each in enumerate(proposal.mitigations):
        if each.by and starts and _before(starts, each.by):
            said = f"{each.by} comes after the change itself ({starts}); who is helped in between?"
            yield Mismatch(("mitigations", at, "by"), said, "W605")
    for at, override in enumerate(proposal.overrides):
        if on and override.expires and _before(override.expires, on.isoformat()):
            yield Mismatch(
                ("overrides", at, "expires"), f"{override.expires} is past; renew it, or take it out", "W606"
            )


def _of_phases(phases: tuple[Phase, ...], path: Path) -> Iterator[Mismatch]:
    for at in range(1, len(phases)):
        if _before(phases[at].starts, phases[at - 1].starts):
            yield Mismatch((*path, at, "from"), f"{phases[at].starts} comes before the step above it", "W607")


def _of_people(proposal: Proposal) -> Iterator[Mismatch]:
    known = [change.users.high for change in proposal.changes if change.users]
    if not known or len(known) < len(proposal.changes):
        return
    users = sum(known)
    for at, each in enumerate(proposal.groups):
        if each.people and each.people.low > users:
            said = f"{each.people.typical:g} is more than all users ({users:g}); is it residents rather than users?"
            yield Mismatch(("groups", at, "people"), said, "W608")


def _of_change(change: Change, path: Path, rulebook: Rulebook) -> Iterator[Mismatch]:
    entry = rulebook.change(change.change)
    unread = [name for name, responses in _READ_BY.items() if entry.response not in responses]
    unread += [name for name, parameters in _READ_WITH.items() if parameters.isdisjoint(entry.parameters)]
    for name in unread:
        if getattr(change, name) is not None:
            yield Mismatch((*path, name), f"is not used by `{change.change}`; it changes nothing", "W609", of_key=True)
    if change.by and change.by.low >= _WHOLE and entry.response == "proportion":
        yield Mismatch((*path, "by"), f"is all of it; is the change `close` rather than `{change.change}`?", "W610")
    if change.completers and (change.completion or change.uptake):
        name = "completion" if change.completion else "uptake"
        said = "is not used: `completers` already are the people who finish"
        yield Mismatch((*path, name), said, "W609", of_key=True)
    if change.by and change.need_level and "need_level" in entry.parameters:
        said = "is not used: `by` already says how many no longer qualify; leave one of them out"
        yield Mismatch((*path, "need_level"), said, "W609", of_key=True)
    if change.by and change.phases and change.by.typical != change.phases[-1].by.typical:
        said = (
            f"is not used: the last of the `phases` says how much it is in the end ({change.phases[-1].by.typical:.0%})"
        )
        yield Mismatch((*path, "by"), said, "W609", of_key=True)
    if change.offered and change.users and entry.direction == "gain":
        yield Mismatch((*path, "users"), "and `offered` are both given; which of them is counted on?", "W611")
    if change.capacity and change.capacity.used and change.capacity.used.low > change.capacity.before.high:
        yield Mismatch((*path, "capacity", "used"), "is more than there are places now; is it a year's total?", "W612")


def _of_mitigation(given: Mitigation, at: int, proposal: Proposal, rulebook: Rulebook) -> Iterator[Mismatch]:
    path: Path = ("mitigations", at)
    services = {change.service for change in proposal.changes}
    for number, service in enumerate(given.changes):
        if service not in services:
            said = f"`{service}` is not changed by this proposal, so this mitigates nothing there"
            yield Mismatch((*path, "changes", number), said, "W613")
    if given.kind is None:
        return
    entry = rulebook.mitigation(given.kind)
    if given.reduces and given.reduces.typical > entry.avoids.high:
        most = f"{entry.avoids.high:.0%}"
        said = (
            f"{given.reduces.typical:.0%} is more than is plausible for this kind ({most} at most); on what evidence?"
        )
        yield Mismatch((*path, "reduces"), said, "W614")
    for change in proposal.changes:
        if change.change in entry.not_with_changes:
            yield Mismatch(
                (*path, "kind"), f"is what `{change.change}` already is; counted here, it counts twice", "W615"
            )


def _changes(proposal: Proposal) -> Iterator[tuple[Path, Change]]:
    """Every change of the proposal and its options that names a service of the rulebook, and where it is."""
    for at, change in enumerate(proposal.changes):
        if change.service != UNLISTED:
            yield ("changes", at), change
    for number, option in enumerate(proposal.options):
        for at, change in enumerate(option.changes):
            if change.service != UNLISTED:
                yield ("options", number, "changes", at), change


def _before(first: str, second: str) -> bool:
    """Whether a year, month or day is certainly before another: 2024 is not before 2024-06."""
    known = min(len(first), len(second))
    return first[:known] < second[:known]
