"""What a magnitude means: its band, how sure the band is, and how confident one can be."""

from collections.abc import Sequence

import numpy as np

from mhia.assessment import BANDS, Band, Confidence, Interval, Significance
from mhia.scoring.arithmetic import Number, best, draws_of, most, quantiles
from mhia.scoring.contributing import Step
from mhia.scoring.workings import Workings

_CONFIDENCE: tuple[Confidence, ...] = ("high", "moderate", "low", "very_low")
_STRENGTH = ("strong", "moderate", "weak", "expert")


def band(workings: Workings, magnitude: float) -> Band:
    """The band of a magnitude (SD): negligible below the first edge, then minor, moderate, major."""
    reached: Band = BANDS[0]
    for name in BANDS[1:]:
        if magnitude >= edge(workings, name):
            reached = name
    return reached


def edge(workings: Workings, name: Band) -> float:
    """The magnitude at which a band begins (SD)."""
    return float(workings.parameter("bands", name)) if name != BANDS[0] else 0.0


def significance(
    workings: Workings, magnitude: Number, share: Number, people: Number | None, none: float
) -> Significance:
    """The magnitude in bands: its interval holds if there is an effect, its probabilities count the chance of none.

    `none` is the exact chance that there is no effect at all (0..1).
    """
    estimate = _if_there_is_an_effect(workings, magnitude)
    probabilities = _probabilities(workings, magnitude, none)
    chosen = band(workings, estimate.typical)
    return Significance(
        magnitude=estimate,
        band=chosen,
        probabilities=probabilities,
        close_call=_close_call(workings, chosen, probabilities),
        share=workings.interval(share),
        people=None if people is None else workings.interval(people * share),
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


def _if_there_is_an_effect(workings: Workings, magnitude: Number) -> Interval:
    if isinstance(magnitude, float):
        return Interval(magnitude, magnitude, magnitude)
    positive = magnitude[1:][magnitude[1:] > 0]
    if positive.size == 0:
        return Interval(best(magnitude), best(magnitude), best(magnitude))
    shape = workings.parameter("draws")
    low, high = quantiles(positive, shape["low_quantile"], shape["high_quantile"])
    return Interval(best(magnitude), low, high)


def _probabilities(workings: Workings, magnitude: Number, none: float) -> dict[Band, float]:
    """Shares of the draws in each band. The chance of none is exact; the rest is shared as the other draws fall."""
    if isinstance(magnitude, float):
        chosen = band(workings, magnitude)
        return {name: float(name == chosen) for name in BANDS}
    drawn = draws_of(magnitude)
    drawn = drawn[drawn > 0]
    if drawn.size == 0:
        return {name: float(name == BANDS[0]) for name in BANDS}
    edges = np.array([edge(workings, name) for name in BANDS[1:]])
    counts = np.bincount(np.searchsorted(edges, drawn, side="right"), minlength=len(BANDS)) / drawn.size
    shares = {name: float(count) * (1 - none) for name, count in zip(BANDS, counts, strict=True)}
    shares[BANDS[0]] += none
    return shares


def _close_call(workings: Workings, chosen: Band, probabilities: dict[Band, float]) -> Band | None:
    place = BANDS.index(chosen)
    neighbours = [BANDS[other] for other in (place - 1, place + 1) if 0 <= other < len(BANDS)]
    likeliest = max(neighbours, key=lambda name: probabilities[name])
    return likeliest if probabilities[likeliest] >= workings.parameter("draws", "close_call") else None
