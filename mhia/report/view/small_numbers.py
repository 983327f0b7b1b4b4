"""Which numbers of people a public report may not print, because one of them could point to a person.

A count from 1 to 9 is hidden, and so is a second count from which it could be worked out.
"""

from collections.abc import Callable

from mhia.assessment import TYPICAL_USER, Assessment, GroupResult, Interval
from mhia.proposal import Place

SMALL = 10
"""Counts below this are hidden."""
FEW, SOME = "fewer than 10", "some"
"""What stands for a hidden count, and for a larger one that would give a hidden one away."""
_WHOLE_AUTHORITY = 30_000
"""Residents below which a place is taken to be part of a local authority; hardly any whole one is smaller."""


def is_small(value: float) -> bool:
    """Whether a count may not be printed."""
    return value < SMALL


def gives_away(value: float, total: float) -> bool:
    """Whether a count together with its total says how few the others are."""
    return 0 < total - value < SMALL


def below_an_authority(place: Place | None) -> bool:
    """Whether the place is, or may be, smaller than a local authority."""
    if place is None or place.population is None or place.wards:
        return True
    return place.population.typical < _WHOLE_AUTHORITY


def withheld_rows(assessment: Assessment, place: Place | None, sensitive: Callable[[str], bool]) -> frozenset[str]:
    """The groups whose counts, though not small, are withheld.

    Because their number and the whole give away the rest, because the groups make up the whole and only one is small,
    or because they are sensitive and the place is smaller than a local authority.
    """
    total = assessment.totals.users
    counted = [(row, row.users) for row in assessment.groups if row.users is not None and row.id != TYPICAL_USER]
    withheld = {row.id for row, users in counted if total and gives_away(users.typical, total.typical)}
    if below_an_authority(place):
        withheld |= {row.id for row, _ in counted if any(sensitive(member) for member in row.members)}
    return frozenset(withheld | _second_smallest(counted, withheld, total))


def _second_smallest(
    counted: list[tuple[GroupResult, Interval]], withheld: set[str], total: Interval | None
) -> frozenset[str]:
    """Where named groups make up the whole and one alone is hidden, the next smallest has to be hidden with it."""
    named = sorted((users.typical, row.id) for row, users in counted if row.origin == "named")
    hidden = [id for users, id in named if is_small(users) or id in withheld]
    whole = total is not None and abs(total.typical - sum(users for users, _ in named)) < SMALL
    shown = [id for _, id in named if id not in hidden]
    return frozenset(shown[:1]) if whole and len(hidden) == 1 else frozenset()
