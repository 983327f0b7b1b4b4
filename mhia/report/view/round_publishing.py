"""What a round keeps of a proposal as the public may read it: no count that is small or gives a small one away.

What is left is said so that nothing hidden can be worked out from it: a share, an effect or the harm of all users goes
where the number of people goes. Numbers of people are rounded to fives, and what is lost in all is what so many lose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import TYPICAL_USER, Assessment, Interval
from mhia.proposal import Proposal
from mhia.report.view import numbers
from mhia.report.view.material import Material, Rulebook
from mhia.report.view.small_numbers import gives_away, is_small
from mhia.round import Entry, Harm, Hit, Round, ScoreRow, Unusable

_CANNOT_BE_USED = "cannot be used; what is wrong with it is left out of the public version"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a proposal's groups are, as far as that is known."""

    users: Mapping[str, Interval] = field(default_factory=dict)
    """Of each group, among the users of what changes."""
    withheld: frozenset[str] = frozenset()
    """Groups whose number is not small but would give a small one away."""

    def hides(self, group: str, people: float | None) -> bool:
        """Whether a number of a group's people may not be printed."""
        users = self.users.get(group)
        if group in self.withheld or (users is not None and is_small(users.typical)):
            return True
        return people is not None and (is_small(people) or (users is not None and gives_away(people, users.typical)))


def counts_of(assessment: Assessment, rulebook: Rulebook) -> Counts:
    """How many people the groups of an assessment are, and which of them a public report of it withholds."""
    material = Material(assessment, Proposal.model_validate(assessment.proposal), rulebook, "public")
    return Counts({row.id: row.users for row in material.rows if row.users is not None}, material.withheld)


NOTHING_COUNTED = Counts()
"""Where nothing is known of the groups but what the round itself keeps."""


def publishable_round(round_: Round) -> Round:
    """The round without small numbers, and without what its files say: notes and faults may quote what is private."""
    if round_.readers == "public":
        return round_
    return replace(
        round_,
        readers="public",
        entries=tuple(publishable_entry(entry) for entry in round_.entries),
        unusable=publishable_faults(round_.unusable),
    )


def publishable_entry(entry: Entry, counts: Counts = NOTHING_COUNTED) -> Entry:
    """What a round keeps of a proposal, without small numbers."""
    hits = tuple(_without_count(hit, counts) for hit in entry.hits)
    factor = published_part(entry, counts)
    return replace(
        entry,
        users=None if factor is None else _in_fives(entry.users),
        harm=_harm(entry.harm, factor, any_hidden=hits != entry.hits and any(hit.share is None for hit in hits)),
        hits=hits,
        warnings=(),
    )


def publishable_faults(unusable: Iterable[Unusable]) -> tuple[Unusable, ...]:
    """The files that cannot be used, without what is wrong with them."""
    return tuple(Unusable(each.file, (f"{each.file}: {_CANNOT_BE_USED}",)) for each in unusable)


def publishable_row(row: ScoreRow, counts: Counts) -> ScoreRow:
    """A row of the tidy table without a small number, and without the share and effect it could be worked out from."""
    if counts.hides(row.group, row.people):
        return row._replace(people=None, share=None, effect=None)
    return row if row.people is None else row._replace(people=float(numbers.in_fives(row.people)))


def published_part(entry: Entry, counts: Counts = NOTHING_COUNTED) -> float | None:
    """What the person-SD of a proposal are multiplied by, so that they tell no more than users in fives.

    None where they may not be told, because few use the service or few of them lose it.
    """
    if entry.users is None:
        return 1.0
    everyone = next((hit.people for hit in entry.hits if hit.group == TYPICAL_USER), None)
    seen = Counts({**counts.users, TYPICAL_USER: entry.users}, counts.withheld)
    if seen.hides(TYPICAL_USER, None if everyone is None else everyone.typical):
        return None
    return numbers.in_fives(entry.users.typical) / entry.users.typical


def publishable_draws(entries: Iterable[Entry], lost: NDArray[np.float64]) -> NDArray[np.float64]:
    """The draws of the person-SD lost, shape (entries, draws), NaN where they may not be told."""
    parts = (published_part(entry) for entry in entries)
    factors = np.array([np.nan if part is None else part for part in parts], dtype=np.float64)
    return np.asarray(lost * factors.reshape(-1, 1), dtype=np.float64)


def _without_count(hit: Hit, counts: Counts) -> Hit:
    if counts.hides(hit.group, None if hit.people is None else hit.people.typical):
        return replace(hit, people=None, share=None)
    return replace(hit, people=_in_fives(hit.people))


def _harm(harm: Harm, factor: float | None, *, any_hidden: bool) -> Harm:
    # The need weight says how large a share of the users the neediest group is.
    return replace(
        harm,
        lost=_times(harm.lost, factor),
        gained=_times(harm.gained, factor),
        need_weight=round(harm.need_weight, 1 if any_hidden else 2),
    )


def _times(interval: Interval | None, factor: float | None) -> Interval | None:
    if interval is None or factor is None:
        return None
    return Interval(interval.typical * factor, interval.low * factor, interval.high * factor)


def _in_fives(interval: Interval | None) -> Interval | None:
    if interval is None:
        return None
    return Interval(*(float(numbers.in_fives(value)) for value in (interval.typical, interval.low, interval.high)))
