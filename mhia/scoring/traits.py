"""What of a row bears on how many of it a change reaches: rows that are alike in it are reached alike.

A response sees these traits and nothing else of a row, so that one answer can stand for every row that shares them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from mhia.rulebook.entries import Access, Range
from mhia.scoring.remembering import remembered
from mhia.scoring.rows import Row, is_all_users
from mhia.scoring.workings import Line, Workings


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """A row as far as anything that decides its reach can tell it from another; the same traits are one object."""

    typical: bool
    """Whether it is everyone who uses the service, and no group."""
    groups: tuple[str, ...]
    """Those of its groups, nearest first, that the change, the service's reach or the proposal names."""
    members: frozenset[str]
    """Those of them that make it up; the others only contain it."""
    all_users: bool
    """Whether it is by definition all of the service's users."""
    access: Access | None
    """How much harder it is for them to find an equivalent of what they lose."""
    access_of: str
    """The row that the access is of, as its numbers are named; empty where there is none."""
    digital_exclusion: tuple[str, Range] | None


def traits_of(workings: Workings, line: Line, row: Row) -> Traits:
    """The traits of a row for one change to a service."""
    named = _named_in_proposal(workings).intersection(row.all_groups)
    key = ("traits of", line.service.id, line.entry.id, row.id, named)
    return remembered(workings.shared, key, lambda: _traits(workings, line, row, named))


def _traits(workings: Workings, line: Line, row: Row, named: frozenset[str]) -> Traits:
    said = named | _named_in_rulebook(workings, line)
    groups = tuple(group for group in row.all_groups if group in said)
    access = None if line.gains else row.access
    made = Traits(
        typical=not row.members,
        groups=groups,
        members=frozenset(groups).intersection(row.members),
        all_users=is_all_users(line.service, row),
        access=access,
        access_of=row.id if access is not None else "",
        digital_exclusion=row.digital_exclusion if "routes" in line.entry.parameters else None,
    )
    return remembered(workings.shared, ("traits", *attrgetter(*_FIELDS)(made)), lambda: made)


_FIELDS = tuple(field.name for field in fields(Traits))


def _named_in_rulebook(workings: Workings, line: Line) -> frozenset[str]:
    """What the entry of the change names, and the groups that the service's reach or its equivalents are said of."""
    return remembered(
        workings.shared,
        ("named", line.service.id, line.entry.id),
        lambda: frozenset((
            *_words(line.entry.parameters),
            *(each.group for each in line.service.susceptible if each.acts_on != "effect"),
        )),
    )  # fmt: skip


def _named_in_proposal(workings: Workings) -> frozenset[str]:
    """The groups that the proposal's prices, mitigations or enablers are about."""
    proposal, rulebook = workings.proposal, workings.rulebook

    def named() -> Iterator[str]:
        """Each of them, as often as it is named."""
        for change in proposal.changes:
            yield from change.price.exempt if change.price else ()
        for each in proposal.mitigations:
            yield from each.groups
            yield from rulebook.mitigation(each.kind).for_groups if each.kind else ()
        for _, enabler, _ in workings.given_enablers:
            yield from enabler.applies_to

    return remembered(workings.once, ("named",), lambda: frozenset(named()))


def _words(value: Any) -> Iterator[str]:
    """Every word in a change's parameters, key or value: the groups that it names are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _words(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
