"""Two assessments of one proposal held side by side: which findings moved, and every field that differs."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mhia.assessment import Assessment, Band, Direction
from mhia.domains import Domain

_ALIKE = 1e-5
"""Relative difference below which two numbers are the same: a record keeps six figures."""
_SEEN = 0.0005
"""SD below which a finding has not moved: reports round to hundredths."""


@dataclass(frozen=True)
class Size:
    """How large a finding is after mitigation: its band, and the magnitude in SD (0 or more)."""

    band: Band
    magnitude: float


@dataclass(frozen=True)
class Moved:
    """A finding that differs. `None` on one side: there is no such finding there, or no row for the group."""

    group: str
    label: str
    """The group inside a sentence."""
    domain: Domain
    direction: Direction
    before: Size | None
    after: Size | None

    @property
    def by_a_band(self) -> bool:
        """Whether a reader of the grid would see it."""
        return (self.before and self.before.band) != (self.after and self.after.band)


@dataclass(frozen=True)
class Difference:
    """One field of a record that is not the same; `ABSENT` where one side lacks it."""

    path: str
    recorded: Any
    remade: Any


ABSENT = "nothing"


def moved(before: Assessment, after: Assessment) -> tuple[Moved, ...]:
    """The findings that differ between two assessments, in the order of the grid (the later one's first)."""
    old, new = _squares(before), _squares(after)
    labels = {group.id: group.in_words for group in (*before.groups, *after.groups)}
    found = []
    for group, domain, direction in dict.fromkeys((*new, *old)):
        was, now = old.get((group, domain, direction)), new.get((group, domain, direction))
        if was and now and was.band == now.band and abs(was.magnitude - now.magnitude) < _SEEN:
            continue
        found.append(Moved(group, labels[group], domain, direction, was, now))
    return tuple(found)


def differences(recorded: Any, remade: Any, path: str = "") -> Iterator[Difference]:
    """Every field in which two records differ, as plain JSON values; numbers count as the same to five figures."""
    if isinstance(recorded, dict) and isinstance(remade, dict):
        for key in dict.fromkeys((*recorded, *remade)):
            here = f"{path}.{key}" if path else key
            yield from differences(recorded.get(key, ABSENT), remade.get(key, ABSENT), here)
    elif isinstance(recorded, list) and isinstance(remade, list):
        if len(recorded) != len(remade):
            yield Difference(path, f"{len(recorded)} entries", f"{len(remade)} entries")
        for number, (one, other) in enumerate(zip(recorded, remade, strict=False)):
            yield from differences(one, other, f"{path}[{number}]")
    elif not _same(recorded, remade):
        yield Difference(path, recorded, remade)


def _same(one: Any, other: Any) -> bool:
    if _is_number(one) and _is_number(other):
        return math.isclose(one, other, rel_tol=_ALIKE, abs_tol=1e-9)
    return bool(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _squares(assessment: Assessment) -> dict[tuple[str, Domain, Direction], Size]:
    return {
        (group.id, cell.domain, finding.direction): Size(finding.after.band, finding.after.magnitude.typical)
        for group in assessment.groups
        for cell in group.cells
        for finding in (cell.adverse, cell.beneficial)
        if finding is not None
    }
