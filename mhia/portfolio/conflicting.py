"""Why no package meets all conditions: which of them cannot be met together, and how far the rest would reach.

What cannot be met together is a minimal set (an irreducible infeasible subset): without any one of it, the others can
be met. It is found by leaving out conditions one after the other for as long as what is left cannot be met.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from mhia.portfolio.candidates import Cap, Field
from mhia.portfolio.choosing import Terms, most_saving, reaches

_NOTHING_AT_ALL = float("-inf")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is asked of a package beside its target."""

    kind: Literal["cap", "must", "never"]
    cap: Cap | None = None
    proposal: str = ""

    def __str__(self) -> str:
        """The condition as it is written on the command line."""
        return f"--{self.kind} {self.proposal if self.cap is None else self.cap}"


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the conditions that stand in each other's way."""

    condition: Condition
    alone: float | None
    """The most that can be saved under it alone; None where it cannot be met at all."""
    without: float | None
    """The most that can be saved without it, under everything else that is asked."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why no package meets all conditions."""

    reachable: float | None
    """The most that can be saved under all of them; None where they cannot be met whatever is saved."""
    free: float
    """The most that can be saved without any condition."""
    standing: tuple[Standing, ...]
    """A minimal set that cannot be met together; empty where the target is out of reach without any condition."""
    whatever_is_saved: bool
    """Whether that set cannot be met even if nothing has to be saved."""
    relaxed: Standing | None
    """The one of the set without which most can be saved."""
    still: tuple[Condition, ...]
    """What cannot be met together once that one is left out; empty where the target is reached then."""


def conditions_of(terms: Terms) -> tuple[Condition, ...]:
    """The conditions one by one: caps as they were given, then what must be in and what must not."""
    return (
        *(Condition("cap", cap) for cap in dict.fromkeys(terms.caps)),
        *(Condition("must", proposal=id_) for id_ in sorted(terms.must)),
        *(Condition("never", proposal=id_) for id_ in sorted(terms.never)),
    )


def under(target: float, conditions: Collection[Condition]) -> Terms:
    """The terms that these conditions are."""
    return Terms(
        target,
        tuple(each.cap for each in conditions if each.cap is not None),
        frozenset(each.proposal for each in conditions if each.kind == "must"),
        frozenset(each.proposal for each in conditions if each.kind == "never"),
    )


def conflict(field: Field, terms: Terms) -> Conflict:
    """Why no package meets the terms."""
    asked = conditions_of(terms)
    alone = {each: most_saving(field, under(0.0, [each])) for each in asked}
    # Those that reach farthest are left out first, so that what remains are those that stand most in the way.
    order = sorted(asked, key=lambda each: -_size(alone[each]))
    together = most_saving(field, terms)
    found = _irreducible(field, _NOTHING_AT_ALL if together is None else terms.target, order)
    standing = tuple(Standing(each, alone[each], _without(field, asked, each)) for each in asked if each in found)
    relaxed = max(standing, key=lambda each: _size(each.without), default=None)
    rest = [each for each in order if relaxed is not None and each != relaxed.condition]
    left = _irreducible(field, terms.target, rest) if rest and not reaches(field, under(terms.target, rest)) else ()
    free = most_saving(field, under(0.0, ()))
    return Conflict(
        together, free or 0.0, standing, together is None, relaxed, tuple(each for each in asked if each in left)
    )


def _without(field: Field, asked: Sequence[Condition], one: Condition) -> float | None:
    return most_saving(field, under(0.0, [each for each in asked if each != one]))


def _size(most: float | None) -> float:
    return _NOTHING_AT_ALL if most is None else most


def _irreducible(field: Field, target: float, conditions: Sequence[Condition]) -> frozenset[Condition]:
    standing = list(conditions)
    for each in conditions:
        fewer = [one for one in standing if one != each]
        if not reaches(field, under(target, fewer)):
            standing = fewer
    # A proposal that can be chosen only because it must be in brings its saving with it: with such a condition more may
    # be reached than without, so that a smaller set is looked for, the smallest first.
    aside = {each.id for each in field.candidates if each.only_if_must}
    if any(each.proposal in aside for each in standing):
        for size in range(len(standing)):
            for fewer_still in combinations(standing, size):
                if not reaches(field, under(target, fewer_still)):
                    return frozenset(fewer_still)
    return frozenset(standing)
