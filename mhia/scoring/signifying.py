"""What a magnitude means: its band, how sure the band is, and how confident one can be."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import BANDS, Band, Confidence, Interval, Significance
from mhia.scoring.arithmetic import Number, best, most, quantiles_from
from mhia.scoring.contributing import Step
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


class Judged(NamedTuple):
    """What a significance is made from."""

    magnitude: Number
    share: Number
    """Share of the group's users reached (0..1)."""
    people: Number | None
    """How many users there are in the group, where it is known."""
    none: float
    """The exact chance that there is no effect at all (0..1)."""


def significances(workings: Workings, judged: Sequence[Judged]) -> tuple[Significance, ...]:
    """The magnitudes in bands: the intervals hold if there is an effect, the probabilities count the chance of none."""
    return tuple(
        Significance(
            magnitude=estimate,
            band=chosen,
            probabilities=probabilities,
            close_call=_close_call(workings, chosen, probabilities),
            share=workings.interval(each.share),
            people=None if each.people is None else workings.interval_of_product(each.people, each.share),
        )
        for each, (estimate, probabilities) in zip(judged, _estimates(workings, judged), strict=True)
        for chosen in (band(workings, estimate.typical),)
    )


def plausible_bands(workings: Workings, found: Significance, *, size_unknown: bool) -> tuple[Band, ...]:
    """The bands to print: one; two for a close call; every band of the interval where the size is not known."""
    if not size_unknown:
        chosen = {found.band, found.close_call} if found.close_call else {found.band}
        return tuple(each for each in BANDS if each in chosen)
    low = BANDS.index(band(workings, found.magnitude.low))
    high = BANDS.index(band(workings, found.magnitude.high))
    return BANDS[low : high + 1]


def chance_of_none(parts: Sequence[Step]) -> float:
    """The chance that none of the effects exists: each piece of evidence counts once (0..1)."""
    chances = {part.basis.stream: part.basis.chance_of_none for part in parts}
    product = 1.0
    for chance in chances.values():
        product *= chance
    return product if chances else 1.0


def driver(workings: Workings, parts: Sequence[Step]) -> Step:
    """The step that moves the finding most."""
    power = float(workings.parameter("norm", "p"))
    return max(parts, key=lambda part: best(part.reach.before) * best(most(part.effect, 0.0)) ** power)


def confidence(
    workings: Workings, parts: Sequence[Step], assumed: int, *, size_unknown: bool
) -> tuple[Confidence, tuple[str, ...]]:
    """How far to trust the size: the evidence behind what drives it, lowered for inputs that had to be assumed."""
    shape = workings.parameter("confidence")
    evidence = driver(workings, parts).evidence
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


_Estimate: TypeAlias = tuple[Interval, dict[Band, float]]


def _estimates(workings: Workings, judged: Sequence[Judged]) -> Sequence[_Estimate]:
    """The interval of each magnitude and the probability of each band, all that have draws worked out together."""
    with_draws = [(each.magnitude, each.none) for each in judged if not isinstance(each.magnitude, float)]
    drawn = iter(_of_draws(workings, with_draws) if with_draws else ())
    return [_of_best(workings, each.magnitude) if isinstance(each.magnitude, float) else next(drawn) for each in judged]


def _of_best(workings: Workings, magnitude: float) -> _Estimate:
    """Of a best estimate alone: one number, and the band it lies in."""
    chosen = band(workings, magnitude)
    return Interval(magnitude, magnitude, magnitude), {name: float(name == chosen) for name in BANDS}


def _of_draws(workings: Workings, given: Sequence[tuple[NDArray[np.float64], float]]) -> Iterator[_Estimate]:
    """The draws in which there is an effect give the interval. The chance of none is exact, the rest as they fall."""
    shape = workings.parameter("draws")
    drawn = np.sort(np.stack([magnitude[1:] for magnitude, _ in given]), axis=1)
    # A magnitude is never below nothing, so once they are sorted those with an effect are the last.
    first = np.count_nonzero(drawn <= 0, axis=1)
    lows, highs = (quantiles_from(drawn, first, shape[f"{end}_quantile"]) for end in ("low", "high"))
    below = [np.count_nonzero(drawn < begins, axis=1) for begins in workings.edges.values()]
    counts = np.diff([first, *below, np.full(len(given), drawn.shape[1])], axis=0).T
    with_effect = drawn.shape[1] - first
    shares = counts / np.maximum(with_effect, 1)[:, np.newaxis]
    for place, (magnitude, none) in enumerate(given):
        typical = best(magnitude)
        if with_effect[place] == 0:
            yield Interval(typical, typical, typical), {name: float(name == BANDS[0]) for name in BANDS}
            continue
        found = dict(zip(BANDS, (shares[place] * (1 - none)).tolist(), strict=True))
        found[BANDS[0]] += none
        yield Interval(typical, float(lows[place]), float(highs[place])), found


def _close_call(workings: Workings, chosen: Band, probabilities: dict[Band, float]) -> Band | None:
    place = BANDS.index(chosen)
    neighbours = [BANDS[other] for other in (place - 1, place + 1) if 0 <= other < len(BANDS)]
    likeliest = max(neighbours, key=lambda name: probabilities[name])
    return likeliest if probabilities[likeliest] >= workings.parameter("draws", "close_call") else None
