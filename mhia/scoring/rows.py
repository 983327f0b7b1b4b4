"""The rows of the grid: a typical user, the groups that the proposal names, and those that the rulebook adds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from mhia.assessment import TYPICAL_USER, AlsoUses
from mhia.proposal import AffectedGroup, Proposal
from mhia.quantity import Triple
from mhia.rulebook.entries import Access, Range, Service, UsedBy
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.remembering import remembered
from mhia.scoring.workings import Line

_TIES = ("core", "common", "some", "")


@dataclass(frozen=True)
class Row:
    """People considered together, as far as the scoring needs to know them."""

    id: str
    members: tuple[str, ...]
    """The group ids that make it up; empty for a typical user."""
    all_groups: tuple[str, ...]
    """The members and every group that contains them, nearest first."""
    label: str
    in_words: str
    origin: Literal["typical_user", "named", "suggested", "structural"]
    access: Access | None = None
    digital_exclusion: tuple[str, Range] | None = None
    """The group that gives the share, and the share of people for whom online is no way in."""
    people: Triple | None = None
    share: Triple | None = None
    path: str = ""
    transitions: tuple[str, ...] = ()
    note: str = ""


def typical_user() -> Row:
    """The row of everyone who uses what changes."""
    return Row(TYPICAL_USER, (), (), "A typical user", "a typical user", "typical_user")


def named_rows(proposal: Proposal, rulebook: Rulebook) -> tuple[Row, ...]:
    """The groups that the proposal names, in its order; a group named twice is one row, the first."""
    rows: dict[str, Row] = {}
    for group in proposal.groups:
        row = _named(group, rulebook)
        rows.setdefault(row.id, row)
    return tuple(rows.values())


def group_row(rulebook: Rulebook, members: Sequence[str], origin: Literal["named", "suggested", "structural"]) -> Row:
    """A row of one group, or of people who belong to several."""
    return remembered(rulebook.worked_out, ("row", *members, origin), lambda: _row(rulebook, members, origin))


def _row(rulebook: Rulebook, members: Sequence[str], origin: Literal["named", "suggested", "structural"]) -> Row:
    # Where groups differ, the one in greatest need decides, in whatever order they are written.
    in_need = sorted(members, key=lambda member: (-rulebook.group(member).need.weight, member))
    all_groups = _with_ancestors(in_need, rulebook)
    groups = [rulebook.group(member) for member in members]
    containers = [rulebook.group(group) for group in all_groups]
    access = _hardest_access(members, rulebook)
    excluded = [(group.id, group.digital_exclusion) for group in containers if group.digital_exclusion]
    most_excluded = max(excluded, key=lambda pair: pair[1].typical, default=None) if excluded else None
    in_words = groups[0].in_words
    if len(groups) > 1:
        in_words += " who are also " + " and ".join(group.in_words for group in groups[1:])
    label = " + ".join(group.label for group in groups)
    return Row("+".join(members), tuple(members), all_groups, label, in_words, origin, access, most_excluded)


def candidates(lines: Sequence[Line], named: Iterable[Row], rulebook: Rulebook) -> tuple[Row, ...]:
    """Groups that the rulebook says use or depend on a service concerned, and that the proposal does not name."""
    have = {row.id for row in named}
    found = dict.fromkeys(group for line in lines for group in line.service.tied)
    listed = (group for group in found if group not in have and _listed(rulebook, group))
    return tuple(group_row(rulebook, (group,), "suggested") for group in listed)


def tie(lines: Sequence[Line], row: Row) -> tuple[str, str]:
    """How closely a group is tied to the services concerned (core, common, some or nothing), and why."""
    uses = [use for line in lines for use in line.service.used_by if use.group in row.members]
    best = min(uses, key=lambda use: _TIES.index(use.tie), default=None)
    if best is not None:
        return best.tie, best.why
    reasons = [each.why for line in lines for each in line.service.susceptible if each.group in row.members]
    return "", reasons[0] if reasons else ""


def share_seen(lines: Sequence[Line], row: Row) -> float | None:
    """The largest share of users that was read in a source for this group; None if none was."""
    seen = [
        use.share
        for line in lines
        for use in line.service.used_by
        if use.group in row.members and use.share is not None and use.share_kind == "share_of_users"
    ]
    return max(seen, default=None)


def is_all_users(service: Service, row: Row) -> bool:
    """Whether the group is by definition all of the service's users: then it takes the typical user's numbers."""
    return any(_is_everyone(use) for use in service.used_by if use.group in row.members) and len(row.members) == 1


def also_uses(lines: Sequence[Line], shown: Iterable[str], rulebook: Rulebook) -> tuple[AlsoUses, ...]:
    """Groups that use a service concerned but do not stand in the grid, closest first."""
    have = {member for row in shown for member in row.split("+")}
    listed: dict[str, AlsoUses] = {}
    for line in lines:
        for use in line.service.used_by:
            if use.group not in have and use.group not in listed:
                listed[use.group] = AlsoUses(use.group, rulebook.group(use.group).label, use.why, use.tie)
    return tuple(sorted(listed.values(), key=lambda each: (_TIES.index(each.tie), each.label)))


def row_share(row: Row, users: Triple | None) -> Triple | None:
    """The share of the users who are in the group, where the proposal says; 1 for a typical user."""
    if not row.members:
        return Triple(1.0, 1.0, 1.0)
    if row.share is not None:
        return row.share
    if row.people is None or users is None or users.typical <= 0:
        return None
    return row.people.times(1 / users.typical)


def _named(group: AffectedGroup, rulebook: Rulebook) -> Row:
    members = tuple(dict.fromkeys((group.group, *group.also)))
    row = group_row(rulebook, members, "named")
    return Row(
        row.id, row.members, row.all_groups, row.label, row.in_words, "named", row.access, row.digital_exclusion,
        group.people, group.share, f"groups.{row.id}", group.transitions, group.note or "",
    )  # fmt: skip


def _hardest_access(members: Sequence[str], rulebook: Rulebook) -> Access | None:
    """How much harder an equivalent is to find: of several groups, in whatever order, the hardest counts."""
    found = []
    for member in members:
        nearest = (rulebook.group(group).access for group in (member, *rulebook.ancestors(member)))
        found.extend([next((access for access in nearest if access is not None), None)])
    return min((access for access in found if access), key=lambda each: (each.kept, each.half_distance), default=None)


def _with_ancestors(members: Sequence[str], rulebook: Rulebook) -> tuple[str, ...]:
    found = dict.fromkeys(members)
    for member in members:
        found.update(dict.fromkeys(rulebook.ancestors(member)))
    return tuple(found)


def _listed(rulebook: Rulebook, group: str) -> bool:
    """Markers and comparators are asked about, never listed as affected people by the tool of its own accord."""
    return rulebook.group(group).kind not in {"marker", "comparator"}


def _is_everyone(use: UsedBy) -> bool:
    return use.share is not None and use.share >= 1 and use.share_kind in {"eligibility", "share_of_users"}
