"""One case put through the scoring: the functions of an assessment, each called only when an expectation asks."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from mhia.assessment import TYPICAL_USER, Assessment, Cell, Contribution, Finding, GroupResult, Identity
from mhia.casework.case import PlacedCase
from mhia.domains import DOMAINS, Domain
from mhia.errors import Problem
from mhia.intake import ready
from mhia.proposal import Proposal
from mhia.reading.marked import Document
from mhia.reading.placed import Path
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess
from mhia.scoring.drawing import Draws
from mhia.scoring.finding import cells, scored, times
from mhia.scoring.gathering import Gathered, gathered
from mhia.scoring.rows import Row, typical_user
from mhia.scoring.staffing import with_staff_line
from mhia.scoring.workings import Workings

ON = date(2026, 1, 1)
"""The day of every case: cases about dates name days around it."""


@dataclass(frozen=True)
class _Part:
    """The proposal inside a case, which knows where it stands in the file of the case."""

    data: dict[str, Any]
    document: Document
    path: Path

    def problem(self, path: Path, message: str, code: str, *, of_key: bool = False) -> Problem:
        """A problem with a value of the proposal, at its place in the file."""
        return self.document.problem((*self.path, *path), message, code, of_key=of_key)


def proposal_of(placed: PlacedCase, rulebook: Rulebook) -> Proposal:
    """The proposal of a case in the rulebook's words; FileError with every fault in it."""
    data = {"title": placed.case.name, **placed.case.proposal}
    proposal, _ = ready(_Part(data, placed.document, (*placed.path, "proposal")), rulebook)
    return proposal


class Played:
    """What came of one case."""

    def __init__(self, placed: PlacedCase, proposal: Proposal, rulebook: Rulebook) -> None:
        """Take a case whose proposal is in the rulebook's words."""
        self.placed = placed
        self.rulebook = rulebook
        self._proposal = proposal
        weight = float(rulebook.parameters["pert"]["weight"])
        self._workings = Workings(
            with_staff_line(proposal, rulebook), placed.case.name, rulebook, Draws(placed.case.draws, weight)
        )
        self._cells: dict[str, tuple[Cell, ...]] = {}

    @cached_property
    def gathered(self) -> Gathered:
        """The rows as the scoring makes them."""
        return gathered(self._workings)

    @cached_property
    def assessment(self) -> Assessment:
        """The whole assessment, for what is said of the whole."""
        name, number = self.placed.case.name, self.placed.case.draws
        fingerprint = sha256(name.encode()).hexdigest()
        identity = Identity(name, self.placed.document.name, fingerprint)
        return assess(self._proposal, self.rulebook, identity, ON, draws=number)

    @cached_property
    def rows(self) -> dict[str, GroupResult]:
        """The rows of the grid by id."""
        return {row.id: row for row in self.gathered.groups}

    def cell(self, group: str, domain: Domain) -> Cell | None:
        """One square of the grid; None where the group has no row."""
        found = self._of(group)
        return None if found is None else found[DOMAINS.index(domain)]

    def finding(self, group: str, domain: Domain, direction: str | None) -> Finding | None:
        """The finding of a square; without a direction the only one it has, or the adverse one of two."""
        cell = self.cell(group, domain)
        if cell is None:
            return None
        if direction is not None:
            return cell.adverse if direction == "adverse" else cell.beneficial
        return cell.adverse or cell.beneficial

    def contribution(self, finding: Finding, rung: str | None, service: str | None) -> Contribution | None:
        """The part of a finding that comes by a rung or a service."""
        return next(
            (
                each
                for each in finding.contributions
                if (rung is None or each.rung == rung) and (service is None or each.service == service)
                and (rung is not None or each.rung is None)
            ),
            None,
        )  # fmt: skip

    @property
    def sources(self) -> set[str]:
        """Every source that a square looked at rests on."""
        found: set[str] = set()
        for squares in self._cells.values():
            for cell in squares:
                found.update(cell.sources)
                for finding in (cell.adverse, cell.beneficial):
                    for part in finding.contributions if finding else ():
                        found.update(part.sources, part.against)
                        for factor in (*part.effect_factors, *part.share_factors):
                            found.update(factor.sources)
        for assumed in self._workings.assumed.values():
            found.update(assumed.assumption.sources)
        return found

    def _of(self, group: str) -> tuple[Cell, ...] | None:
        if group not in self._cells:
            row = self._row(group)
            if row is not None:
                lines = self.gathered.lines
                result = scored(self._workings, lines, row)
                for reach in result.reaches.values():
                    self._workings.adopt(reach.assumed)
                self._cells[group] = cells(self._workings, result, times(self._workings, (result,)))
            elif group in self.rows:
                self._cells[group] = self.rows[group].cells
            else:
                return None
        return self._cells[group]

    def _row(self, group: str) -> Row | None:
        """Rows that are in the grid whatever else is: a typical user, and the groups that the proposal names."""
        if group == TYPICAL_USER:
            return typical_user() if self.gathered.lines else None
        return next((row for row in self.gathered.named if row.id == group), None)
