"""What the place and the delivery do to reach and to effect."""

from typing import Literal

from mhia.assessment import EnablerResult
from mhia.rulebook.entries import Enabler
from mhia.scoring.arithmetic import Number, within
from mhia.scoring.rows import Row
from mhia.scoring.workings import Term, Workings

_LEVELS = {True: "present", False: "absent"}


def enabled(workings: Workings, row: Row, on: Literal["reach", "effect"]) -> tuple[Number, tuple[Term, ...]]:
    """The product of the enablers that act on reach (or on effect) for a group, held within the rulebook's clip."""
    product: Number = 1.0
    terms: list[Term] = []
    for id_, entry, level in _given(workings):
        if entry.acts_on not in (on, "both") or not _applies(entry, row):
            continue
        value = workings.multiplier(f"enablers.{id_}.{level}", entry.levels[level])
        product = product * value
        terms.append(
            Term(
                "enablers",
                f"enablers.{id_}.{level}",
                value,
                f"{entry.label.lower()}: {level}",
                entry.evidence,
                entry.sources,
            )
        )
    if not terms:
        return 1.0, ()
    shape = workings.parameter("enablers")
    return within(product, float(shape["least"]), float(shape["most"])), tuple(terms)


def enabler_results(workings: Workings) -> tuple[EnablerResult, ...]:
    """Every enabler of the rulebook, with what the proposal says of it, in the rulebook's order."""
    levels = {id_: level for id_, _, level in _given(workings)}
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


def _given(workings: Workings) -> list[tuple[str, Enabler, str]]:
    given = []
    for id_, said in workings.proposal.enablers.items():
        level = _LEVELS[said] if isinstance(said, bool) else said
        given.append((id_, workings.rulebook.enabler(id_), level))
    return given


def _applies(entry: Enabler, row: Row) -> bool:
    return not entry.applies_to or bool(set(entry.applies_to) & set(row.all_groups))
