"""Which proposals do more harm than which others in so many of the draws that it can be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]
_LOOK = 128
"""Draws that are looked at before those pairs are dropped that cannot be told apart whatever the other draws say."""


@dataclass(frozen=True, slots=True)
class Against:
    """One row against all others."""

    ahead_of: NDArray[np.intp]
    """Rows than which it is higher in the settled share of the draws."""
    behind: NDArray[np.intp]
    """Rows that are higher than it in the settled share of the draws."""


def ahead(first: Draws, then: Draws) -> Draws:
    """In what share of the draws the first is higher; draws in which both are the same count half for each."""
    return np.asarray((then < first).mean(axis=1) + (then == first).mean(axis=1) / 2)


def told_apart(draws: Draws, share: float, most: int) -> Iterator[Against]:
    """For each of the first `most` rows, the rows that can be told apart from it: `ahead` reaches the share.

    Every pair is judged by all of its draws, except where the first of them settle that it cannot reach the share.
    """
    ranks = _ranks(draws)
    needed = ceil(round((2 * share - 1) * draws.shape[1], 6))
    for place in range(min(most, len(draws))):
        lead, others = _leads(ranks, place, needed)
        yield Against(others[lead >= needed], others[lead <= -needed])


def _ranks(draws: Draws) -> NDArray[np.integer[Any]]:
    """The rank of each row in each draw, shape (draws, rows); rows that are the same have the same."""
    found = np.empty(draws.T.shape, np.min_scalar_type(len(draws)))
    for number, drawn in enumerate(draws.T):
        found[number] = np.searchsorted(np.sort(drawn), drawn)
    return found


def _leads(ranks: NDArray[np.integer[Any]], place: int, needed: int) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """In how many more draws the row is ahead than behind, and of which rows; without those that cannot reach it."""
    others = np.arange(ranks.shape[1])
    lead = np.zeros(len(others), np.int64)
    for start in range(0, len(ranks), _LOOK):
        block = ranks[start : start + _LOOK]
        if start:
            block = block[:, others]
        mine = ranks[start : start + _LOOK, place, None]
        lead += (block < mine).sum(axis=0, dtype=np.uint8)
        lead -= (block > mine).sum(axis=0, dtype=np.uint8)
        possible = np.abs(lead) + max(len(ranks) - start - _LOOK, 0) >= needed
        possible &= others != place
        others, lead = others[possible], lead[possible]
    return lead, others
