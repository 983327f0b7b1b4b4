"""Which proposals do more harm than which others in so many of the draws that it can be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]
_LOOK = 128
"""Draws that are looked at before those pairs are dropped that cannot be told apart whatever the other draws say."""

_WORTH_COPYING = 0.3


@dataclass(frozen=True, slots=True)
class Against:
    """One row against all others."""

    ahead_of: NDArray[np.intp]
    """Rows than which it is higher, as far as the draws can tell."""
    behind: NDArray[np.intp]
    """Rows that are higher than it, as far as the draws can tell."""


def ahead(first: Draws, then: Draws) -> Draws:
    """In what share of the draws the first is higher; draws in which both are the same count half for each."""
    return np.asarray((then < first).mean(axis=1) + (then == first).mean(axis=1) / 2)


def told_apart(draws: Draws, share: float, most: int) -> Iterator[Against]:
    """For each of the first `most` rows, the rows that can be told apart from it.

    One row is higher than another, as far as the draws can tell, where it is at least as high in the share of them and
    higher in most. So a larger cut of one service can be told apart from a smaller one although, in the draws in which
    the service does nothing for anyone, both do nothing.

    Every pair is judged by all of its draws, except where the first of them settle that it cannot be told apart.
    """
    ranks = _ranks(draws)
    number = draws.shape[1]
    allowed = int(round((1 - share) * number, 6))
    for place in range(min(most, len(draws))):
        others, above, below = _differing(ranks, place, allowed)
        yield Against(
            others[(below <= allowed) & (above > number / 2)], others[(above <= allowed) & (below > number / 2)]
        )


def _ranks(draws: Draws) -> NDArray[np.integer[Any]]:
    """The rank of each row in each draw, shape (draws, rows); rows that are the same have the same."""
    found = np.empty(draws.T.shape, np.min_scalar_type(len(draws)))
    for number, drawn in enumerate(draws.T):
        found[number] = np.searchsorted(np.sort(drawn), drawn)
    return found


def _differing(
    ranks: NDArray[np.integer[Any]], place: int, allowed: int
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]:
    """Rows, and in how many draws the row is above and below each; not all that are both too often to be told apart."""
    others = np.arange(ranks.shape[1])
    above, below = np.zeros((2, len(others)), np.int64)
    left = ranks
    for start in range(0, len(ranks), _LOOK):
        block, mine = left[start : start + _LOOK], ranks[start : start + _LOOK, place, None]
        above += (block < mine).view(np.uint8).sum(axis=0, dtype=np.uint8)
        below += (block > mine).view(np.uint8).sum(axis=0, dtype=np.uint8)
        possible = np.flatnonzero(np.minimum(above, below) <= allowed)
        # Rows are copied to leave some out only where that is less work than to go on with all of them.
        if len(possible) < _WORTH_COPYING * len(others):
            others, above, below, left = others[possible], above[possible], below[possible], left[:, possible]
    return others, above, below
