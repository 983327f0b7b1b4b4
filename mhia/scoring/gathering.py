"""All rows of one proposal scored, the ones to show chosen and put in order, and the headline found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mhia.assessment import TYPICAL_USER, Cell, Direction, GroupResult, Headline
from mhia.proposal import Proposal
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.arithmetic import Number
from mhia.scoring.combining import Square, before_mitigation
from mhia.scoring.counting import people_in
from mhia.scoring.crossing import crossings
from mhia.scoring.finding import Scored, Times, cells, scored, times
from mhia.scoring.remembering import remembered
from mhia.scoring.rows import Row, candidates, group_row, named_rows, share_seen, tie, typical_user
from mhia.scoring.weighing import need, sensitivity
from mhia.scoring.workings import Line, Workings

UNLISTED = "unlisted"
"""The service id for what is not in the rulebook: screened in words, never scored as zero."""


def lines_of(proposal: Proposal, rulebook: Rulebook) -> tuple[Line, ...]:
    """The changes that can be scored: to a service of the rulebook, and with a direction."""
    found = []
    for index, change in enumerate(proposal.changes):
        entry = rulebook.change(change.change)
        if change.service != UNLISTED and entry.direction in {"loss", "gain"} and entry.response != "structural":
            found.append(Line(index, change, entry, rulebook.service(change.service)))
    return tuple(found)


@dataclass(frozen=True)
class Gathered:
    """The rows of one proposal, scored."""

    workings: Workings
    lines: tuple[Line, ...]
    named: tuple[Row, ...]

    @cached_property
    def shown(self) -> tuple[Scored, ...]:
        """The rows of the grid: a typical user, then by tie, seen share and need-weighted magnitude."""
        named = self._with_structural_groups()
        chosen = self._chosen(named) if self.lines else self._sorted(self._scored(named))
        # What had to be assumed counts for the proposal only where it was for a row that is shown.
        for reach in dict.fromkeys(reach for each in chosen for reach in each.reaches.values()):
            self.workings.adopt(reach.assumed)
        return tuple(chosen)

    @cached_property
    def groups(self) -> tuple[GroupResult, ...]:
        """The rows of the grid with their cells."""
        at = times(self.workings, self.shown)
        return tuple(self._result(each, at) for each in self.shown)

    @cached_property
    def headlines(self) -> tuple[Headline, ...]:
        """The worst adverse finding and the largest beneficial one, by magnitude after mitigation times need."""
        return _headlines(self.workings, self.groups)

    @property
    def typical(self) -> Scored | None:
        """The typical user's row; None where nothing can be scored."""
        return self.shown[0] if self.shown and self.shown[0].row.id == TYPICAL_USER else None

    def row(self, id_: str) -> Row:
        """The row with an id."""
        return next(each.row for each in self.shown if each.row.id == id_)

    def _with_structural_groups(self) -> tuple[Row, ...]:
        """The named groups, and groups that only a structural line is about."""
        rulebook = self.workings.rulebook
        rows = {row.id: row for row in self.named}
        for line in self.workings.proposal.structural:
            if line.group not in rows:
                row = group_row(rulebook, (line.group,), "structural")
                rows[line.group] = replace(
                    row, people=line.people, path=f"structural.{line.group}", note=line.note or ""
                )
        return tuple(rows.values())

    def _chosen(self, named: Sequence[Row]) -> list[Scored]:
        """A typical user, the named groups, and as many as there is room for of those that the proposal leaves out.

        First those that make up the users, then those who are hit harder than a typical user.
        """
        others = candidates(self.lines, named, self.workings.rulebook)
        seen = [row for row in others if self._tier(row) < _EXCEEDS]
        usual, *rows = self._scored((typical_user(), *named, *seen))
        mine, suggested = rows[: len(named)], self._sorted(rows[len(named) :])
        room = max(int(self.workings.parameter("groups", "most_in_grid")) - len(mine), 0)
        if len(suggested) < room:
            limit = self._rounded(self._largest(usual))
            rest = self._scored([row for row in others if self._tier(row) == _EXCEEDS])
            suggested += self._sorted(each for each in rest if self._rounded(self._largest(each)) > limit)
        return [usual, *self._sorted((*mine, *suggested[:room]))]

    def _scored(self, rows: Iterable[Row]) -> list[Scored]:
        """The rows scored, and their squares before mitigation worked out together."""
        found = [scored(self.workings, self.lines, row) for row in rows]
        before_mitigation(self.workings, [square for each in found for square in each.squares.values()])
        return found

    def _sorted(self, rows: Iterable[Scored]) -> list[Scored]:
        """By tie, seen share and need-weighted magnitude."""
        return sorted(rows, key=self._place)

    def _place(self, each: Scored) -> tuple[int, float, str]:
        weight, _ = need(self.workings, each.row)
        return self._tier(each.row), -self._rounded(self._largest(each) * weight), each.row.id

    def _largest(self, each: Scored) -> float:
        """The largest magnitude over domains and directions, before mitigation, at best estimates (SD)."""
        before = before_mitigation(self.workings, each.squares.values())
        return max((before[square].magnitude for square in each.squares.values()), default=0.0)

    def _tier(self, row: Row) -> int:
        """0 core, 1 a share of users was seen, 2 anything else: the closest to any service concerned."""
        return min((self._tier_in(line, row) for line in self.lines), default=_EXCEEDS)

    def _tier_in(self, line: Line, row: Row) -> int:
        def found() -> int:
            """What the rulebook alone says of the group and the service."""
            if tie((line,), row)[0] == "core":
                return _CORE
            return _SEEN if share_seen((line,), row) is not None else _EXCEEDS

        return remembered(self.workings.shared, ("tier", line.service.id, row.members), found)

    def _rounded(self, value: float) -> float:
        """As fine as an order is taken: the last digits of a sum are no reason to put one group before another."""
        return round(value, int(self.workings.parameter("numerics", "digits_for_order")))

    def _result(self, each: Scored, at: Mapping[Square, Times]) -> GroupResult:
        """One row of the grid with its cells."""
        row = each.row
        weight, because = need(self.workings, row)
        bond, why = tie(self.lines, row)
        return GroupResult(
            id=row.id,
            label=row.label,
            in_words=row.in_words,
            members=row.members,
            origin=row.origin,
            why=why,
            tie=bond,
            need=weight,
            need_because=because,
            sensitivity=sensitivity(self.workings, weight),
            users=self.workings.interval_or_none(self._users(each)),
            transitions=row.transitions,
            note=row.note,
            cells=cells(self.workings, each, at),
        )

    def _users(self, each: Scored) -> Number | None:
        losing = {line.index: each.weights[line.index] for line in each.lines if not line.gains}
        side = losing or each.weights
        return people_in(self.workings, each.row, [line for line in each.lines if line.index in side], side)


_TIERS = ("core", "seen", "exceeds a typical user")
_CORE, _SEEN, _EXCEEDS = range(len(_TIERS))


def gathered(workings: Workings) -> Gathered:
    """Everything about the rows of the proposal in these workings."""
    return Gathered(
        workings, lines_of(workings.proposal, workings.rulebook), named_rows(workings.proposal, workings.rulebook)
    )


def _headlines(workings: Workings, groups: Sequence[GroupResult]) -> tuple[Headline, ...]:
    found = []
    digits = int(workings.parameter("numerics", "digits_for_order"))
    staff = workings.rulebook.change("staff_redundancy").parameters["group"]
    directions: tuple[Direction, ...] = ("adverse", "beneficial")
    for direction in directions:
        ranked = [
            (
                -round(finding.after.magnitude.typical * group.need, digits),
                order,
                Headline(group.id, finding.domain, direction),
            )
            for order, (group, cell) in enumerate((group, cell) for group in groups for cell in group.cells)
            if (finding := cell.adverse if direction == "adverse" else cell.beneficial) is not None
            and (group.id != staff or len(groups) == 1)
        ]
        if ranked:
            found.append(min(ranked, key=lambda each: each[:-1])[-1])
    return tuple(found)


def with_crossings(rows: Gathered) -> tuple[GroupResult, ...]:
    """The rows of the grid, the adverse headline's finding with what would change it."""
    headline = next((each for each in rows.headlines if each.direction == "adverse"), None)
    if headline is None or not rows.lines:
        return rows.groups
    more = crossings(rows.workings, rows.lines, rows.row(headline.group), headline)

    def mend(cell: Cell) -> Cell:
        """The headline's own square with what would change it; any other as it is."""
        if cell.domain != headline.domain or cell.adverse is None:
            return cell
        return replace(cell, adverse=replace(cell.adverse, crossings=(*cell.adverse.crossings, *more)))

    return tuple(
        replace(group, cells=tuple(mend(cell) for cell in group.cells)) if group.id == headline.group else group
        for group in rows.groups
    )
