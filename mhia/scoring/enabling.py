"""What the place and the delivery do to reach and to effect."""

from collections.abc import Sequence
from typing import Literal

from mhia.assessment import EnablerResult
from mhia.rulebook.entries import Enabler
from mhia.scoring.arithmetic import Number, within
from mhia.scoring.remembering import remembered
from mhia.scoring.workings import Term, Workings


def enabled(
    workings: Workings, groups: Sequence[str], on: Literal["reach", "effect"]
) -> tuple[Number, tuple[Term, ...]]:
    """The product of the enablers that act on reach (or on effect) for people in these groups.

    It is held within the rulebook's clip.
    """
    acting = tuple(
        (id_, level)
        for id_, entry, level in workings.given_enablers
        if entry.acts_on in (on, "both") and _applies(entry, groups)
    )
    if not acting:
        return 1.0, ()
    # Nearly every group takes the same ones.
    return remembered(workings.once, ("enabled", acting), lambda: _product(workings, acting))


def enabler_results(workings: Workings) -> tuple[EnablerResult, ...]:
    """Every enabler of the rulebook, with what the proposal says of it, in the rulebook's order."""
    levels = {id_: level for id_, _, level in workings.given_enablers}
    results = []
    for id_ in workings.rulebook.enablers:
        entry = workings.rulebook.enabler(id_)
        level = levels.get(id_, "unknown")
        results.append(
            EnablerResult(
                id_, entry.label, level, entry.levels.get(level, 1.0), entry.acts_on, entry.question, entry.because,
                entry.evidence, entry.sources,
            )
        )  # fmt: skip
    return tuple(results)


def _product(workings: Workings, acting: tuple[tuple[str, str], ...]) -> tuple[Number, tuple[Term, ...]]:
    product: Number = 1.0
    terms: list[Term] = []
    for id_, level in acting:
        entry, name = workings.rulebook.enabler(id_), f"enablers.{id_}.{level}"
        value = workings.multiplier(name, entry.levels[level])
        product = product * value
        terms.append(Term("enablers", name, value, f"{entry.label.lower()}: {level}", entry.evidence, entry.sources))
    shape = workings.parameter("enablers")
    return within(product, float(shape["least"]), float(shape["most"])), tuple(terms)


def _applies(entry: Enabler, groups: Sequence[str]) -> bool:
    return not entry.applies_to or not set(entry.applies_to).isdisjoint(groups)
