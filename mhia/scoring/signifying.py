"""What a magnitude means: its band, how sure the band is, and how confident one can be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import BANDS, Band, Confidence, Interval, Significance
from mhia.scoring.arithmetic import Number, best, most, quantiles_from
from mhia.scoring.combining import Combined, Square
from mhia.scoring.remembering import remembered
from mhia.scoring.step import Step
from mhia.scoring.workings import Workings

_CONFIDENCE: tuple[Confidence, ...] = ("high", "moderate", "low", "very_low")
_STRENGTH = ("strong", "moderate", "weak", "expert")


def band(workings: Workings, magnitude: float) -> Band:
    """The band of a magnitude (SD): negligible below the first edge, then minor, moderate, major."""
    reached: Band = BANDS[0]
    for name, begins in workings.edges.items():
        if magnitude >= begins:
            reached = name
    return reached


def edge(workings: Workings, name: Band) -> float:
    """The magnitude at which a band begins (SD)."""
    return workings.edges.get(name, 0.0)


def significances(workings: Workings, found: Combined, chances_of_none: Sequence[float]) -> tuple[Significance, ...]:
    """What each square's magnitude means, before it is said how many people that is.

    The intervals hold if there is an effect, the probabilities count the chance of none.
    """
    if not len(found.magnitudes):
        return ()
    typical = found.magnitudes[:, 0]
    chosen = [BANDS[place] for place in np.searchsorted(_edges(workings), typical, side="right").tolist()]
    estimates: Iterable[_Estimate] = map(_of_best, typical.tolist(), chosen)
    if found.magnitudes.shape[1] > 1:
        estimates = _of_draws(workings, found.magnitudes, chances_of_none)
    return tuple(
        Significance(
            magnitude=Interval(magnitude, low, high),
            band=name,
            probabilities=probabilities,
            close_call=_close_call(workings, name, probabilities),
            share=workings.interval(share),
            people=None,
        )
        for magnitude, name, share, (low, high, probabilities) in zip(
            typical.tolist(), chosen, found.shares, estimates, strict=True
        )
    )


def for_people(workings: Workings, found: Significance, share: Number, people: Number | None) -> Significance:
    """The significance for a group of so many users, of whom this share is reached."""
    if people is None:
        return found
    many = workings.interval_of_product(people, share)
    return Significance(found.magnitude, found.band, found.probabilities, found.close_call, found.share, many)


def plausible_bands(workings: Workings, found: Significance, *, size_unknown: bool) -> tuple[Band, ...]:
    """The bands to print: one; two for a close call; every band of the interval where the size is not known."""
    if not size_unknown:
        chosen = {found.band, found.close_call} if found.close_call else {found.band}
        return tuple(each for each in BANDS if each in chosen)
    low = BANDS.index(band(workings, found.magnitude.low))
    high = BANDS.index(band(workings, found.magnitude.high))
    return BANDS[low : high + 1]


def chance_of_none(square: Square) -> float:
    """The chance that none of the effects exists: each piece of evidence counts once (0..1)."""
    if len(square.steps) == 1:
        return square.steps[0].basis.chance_of_none
    chances = {step.basis.stream: step.basis.chance_of_none for step in square.steps}
    return prod(chances.values())


def driver(workings: Workings, square: Square) -> Step:
    """The step that moves the finding most."""
    if len(square.steps) == 1:
        return square.steps[0]
    power = workings.power
    return max(square.steps, key=lambda step: best(step.reach.before) * best(most(step.effect, 0.0)) ** power)


def confidence(
    workings: Workings, square: Square, assumed: int, *, size_unknown: bool
) -> tuple[Confidence, tuple[str, ...]]:
    """How far to trust the size: the evidence behind what drives it, lowered for inputs that had to be assumed."""
    evidence = driver(workings, square).evidence
    key = ("confidence", evidence, assumed, size_unknown)
    return remembered(workings.shared, key, lambda: _confidence(workings, evidence, assumed, size_unknown=size_unknown))


def _confidence(
    workings: Workings, evidence: str, assumed: int, *, size_unknown: bool
) -> tuple[Confidence, tuple[str, ...]]:
    shape = workings.parameter("confidence")
    level = _CONFIDENCE.index(shape["start"][evidence])
    reasons = [_EVIDENCE_SAYS[evidence]]
    down = sum(assumed >= shape[f"assumed_inputs_for_{steps}"] for steps in ("one_step", "two_steps"))
    if down:
        reasons.append(f"{assumed} inputs were not given and had to be assumed")
    if size_unknown:
        reasons.append("the size of the change is not given")
        level = max(level, _CONFIDENCE.index("low"))
    return _CONFIDENCE[min(level + down, len(_CONFIDENCE) - 1)], tuple(reasons)


def weakest(strengths: Sequence[str]) -> str:
    """The weakest of several strengths of evidence."""
    return max(strengths, key=_STRENGTH.index, default="expert")


_EVIDENCE_SAYS: dict[str, str] = {
    "strong": "several good studies agree on what the service does",
    "moderate": "a good study or several consistent ones show what the service does, with limits",
    "weak": "the evidence on what the service does is weak or indirect",
    "expert": "no study was found; the size is expert judgement",
}


_Estimate: TypeAlias = tuple[float, float, dict[Band, float]]
"""The ends of a magnitude's interval, and the probability of each band."""


def _edges(workings: Workings) -> list[float]:
    return list(workings.edges.values())


def _of_best(magnitude: float, chosen: Band) -> _Estimate:
    """Of a best estimate alone: one number, and the band it lies in."""
    return magnitude, magnitude, {name: float(name == chosen) for name in BANDS}


def _of_draws(
    workings: Workings, magnitudes: NDArray[np.float64], chances_of_none: Sequence[float]
) -> Iterator[_Estimate]:
    """The draws in which there is an effect give the interval. The chance of none is exact, the rest as they fall."""
    shape = workings.parameter("draws")
    drawn = np.sort(magnitudes[:, 1:], axis=1)
    # A magnitude is never below nothing, so once they are sorted those with an effect are the last.
    first = np.count_nonzero(drawn <= 0, axis=1)
    ends = (quantiles_from(drawn, first, shape[f"{end}_quantile"]).tolist() for end in ("low", "high"))
    below = [np.count_nonzero(drawn < begins, axis=1) for begins in _edges(workings)]
    counts = np.diff([first, *below, np.full(len(drawn), drawn.shape[1])], axis=0).T
    with_effect = drawn.shape[1] - first
    there = 1 - np.array(chances_of_none)
    shares = counts / np.maximum(with_effect, 1)[:, np.newaxis] * there[:, np.newaxis]
    for typical, low, high, some, none, by_band in zip(
        magnitudes[:, 0].tolist(), *ends, with_effect.tolist(), chances_of_none, shares.tolist(), strict=True
    ):
        if not some:
            yield typical, typical, {name: float(name == BANDS[0]) for name in BANDS}
            continue
        found = dict(zip(BANDS, by_band, strict=True))
        found[BANDS[0]] += none
        yield low, high, found


def _close_call(workings: Workings, chosen: Band, probabilities: Mapping[Band, float]) -> Band | None:
    likeliest = max(_NEIGHBOURS[chosen], key=probabilities.__getitem__)
    return likeliest if probabilities[likeliest] >= workings.parameter("draws", "close_call") else None


_NEIGHBOURS: Mapping[Band, tuple[Band, ...]] = {
    band: tuple(other for pair in pairwise(BANDS) if band in pair for other in pair if other != band) for band in BANDS
}
