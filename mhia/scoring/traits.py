"""What of a row bears on how many of it a change reaches: rows that are alike in it are reached alike.

A response sees these traits and nothing else of a row, so that one answer can stand for every row that shares them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mhia.rulebook.entries import Access, Range
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
    named = _named_in_proposal(workings)
    key = ("traits", line.service.id, line.entry.id, row.id, named)
    if key not in workings.shared:
        told = _told(line, row, named)
        workings.shared[key] = workings.shared.setdefault(("traits", told), Traits(*told))
    found: Traits = workings.shared[key]
    return found


def _told(line: Line, row: Row, named: frozenset[str]) -> tuple[Any, ...]:
    """The fields of the row's traits."""
    said = {
        *named,
        *_words(line.entry.parameters),
        *(each.group for each in line.service.susceptible if each.acts_on != "effect"),
    }
    groups = tuple(group for group in row.all_groups if group in said)
    access = None if line.gains else row.access
    return (
        not row.members,
        groups,
        frozenset(groups).intersection(row.members),
        is_all_users(line.service, row),
        access,
        row.id if access is not None else "",
        row.digital_exclusion if "routes" in line.entry.parameters else None,
    )


def _named_in_proposal(workings: Workings) -> frozenset[str]:
    """The groups that the proposal's prices, mitigations or enablers are about."""
    if ("named",) not in workings.once:
        proposal, rulebook = workings.proposal, workings.rulebook
        kinds = (rulebook.mitigation(each.kind) for each in proposal.mitigations if each.kind)
        workings.once["named",] = frozenset((
            *(group for change in proposal.changes if change.price for group in change.price.exempt),
            *(group for each in proposal.mitigations for group in each.groups),
            *(group for kind in kinds for group in kind.for_groups),
            *(group for _, enabler, _ in workings.given_enablers for group in enabler.applies_to),
        ))  # fmt: skip
    found: frozenset[str] = workings.once["named",]
    return found


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
