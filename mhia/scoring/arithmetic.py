"""Arithmetic that reads the same for one best estimate, for its draws, and for what it is in several trials.

A `Number` is either a float (the best estimate alone) or an array: of shape (1 + draws,), the best estimate first, then
the draws; or of shape (trials,), where some numbers are tried at other values and none is the best estimate. The same
formula gives all of them, so a best estimate and its interval can never come from different arithmetic.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import Interval

Number: TypeAlias = float | NDArray[np.float64]


def least(first: Number, second: Number) -> Number:
    """The smaller of two, draw by draw."""
    if isinstance(first, float) and isinstance(second, float):
        return min(first, second)
    return np.minimum(first, second)


def most(first: Number, second: Number) -> Number:
    """The larger of two, draw by draw."""
    if isinstance(first, float) and isinstance(second, float):
        return max(first, second)
    return np.maximum(first, second)


def within(value: Number, low: float, high: float) -> Number:
    """The value held between low and high, draw by draw."""
    return least(most(value, low), high)


def best(value: Number) -> float:
    """The best estimate."""
    return value if isinstance(value, float) else float(value[0])


def draws_of(value: Number) -> NDArray[np.float64]:
    """The draws without the best estimate, shape (draws,); of a float, the float itself as the only draw."""
    return np.array([value]) if isinstance(value, float) else value[1:]


def as_rows(numbers: Sequence[Number]) -> NDArray[np.float64]:
    """Several numbers as the rows of one array, shape (numbers, 1 + draws); (numbers, 1) where none has draws."""
    size = max((number.size for number in numbers if not isinstance(number, float)), default=0)
    if not size:
        return np.array(numbers, dtype=np.float64)[:, np.newaxis]
    rows = np.empty((len(numbers), size))
    for place, number in enumerate(numbers):
        rows[place] = number
    return rows


def row_of(rows: NDArray[np.float64], place: int) -> Number:
    """One row as a number by itself."""
    return float(rows[place, 0]) if rows.shape[1] == 1 else rows[place]


def interval(value: Number, low_share: float, high_share: float) -> Interval:
    """The best estimate with two quantiles of its draws (shares of the draws below, 0..1)."""
    if isinstance(value, float):
        return Interval(value, value, value)
    low, high = quantiles(value[1:], low_share, high_share)
    return Interval(float(value[0]), low, high)


def quantiles(values: NDArray[np.float64], low_share: float, high_share: float) -> tuple[float, float]:
    """Two quantiles by linear interpolation between order statistics (NaN for no values)."""
    if values.size == 0:
        return float("nan"), float("nan")
    ordered = np.sort(values)
    return _at(ordered, low_share), _at(ordered, high_share)


def quantiles_from(ordered: NDArray[np.float64], first: NDArray[np.intp], share: float) -> NDArray[np.float64]:
    """One quantile of each row of ordered values, shape (rows, values), without the first so many of the row.

    By linear interpolation between order statistics, as `quantiles`; meaningless for a row with no values left.
    """
    last = ordered.shape[1] - 1
    places = np.maximum(last - first, 0) * share
    below = places.astype(np.intp)
    rows = np.arange(ordered.shape[0])
    at = np.minimum(first + below, last)
    low, high = ordered[rows, at], ordered[rows, np.minimum(at + 1, last)]
    found: NDArray[np.float64] = low + (places - below) * (high - low)
    return found


def between(points: tuple[tuple[float, Number], ...], at: Number) -> Number:
    """The line through the points (x, y) read at a place, level beyond the ends: no steps, so no cliffs."""
    value = points[0][1]
    for (left_x, left_y), (right_x, right_y) in pairwise(points):
        along = within((at - left_x) / (right_x - left_x), 0.0, 1.0)
        value = value + along * (right_y - left_y)
    return value


def _at(ordered: NDArray[np.float64], share: float) -> float:
    place = (ordered.size - 1) * share
    below = int(place)
    above = min(below + 1, ordered.size - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))
