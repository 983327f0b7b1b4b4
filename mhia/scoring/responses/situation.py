"""What a response may look at, and what it answers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mhia.domains import Domain
from mhia.rulebook.entries import Range
from mhia.scoring.arithmetic import Number, within
from mhia.scoring.traits import Traits
from mhia.scoring.workings import Line, Term, Workings, spread


class Stay(NamedTuple):
    """What people lose who go on using the service: a part of one domain's benefit."""

    domain: Domain
    share: Number
    part: float


class Response(NamedTuple):
    """Who is reached by a change, before anyone finds an equivalent."""

    now: Number
    """Share of the people who use it now."""
    to_come: Number
    """Share of the people who would have come."""
    terms: tuple[Term, ...] = ()
    duration: Number = 1.0
    """How much of the effect is felt: less than 1 for a pause."""
    not_kept: Number | None = None
    """Where following to another site already is the equivalent: the share who do not follow."""
    size_unknown: bool = False
    stay: tuple[Stay, ...] = ()
    later: Number = 1.0
    """How much of the share there is after years: above 1 where it grows, below 1 where it wears off."""


class Situation(NamedTuple):
    """One change to one service for one group, and ways to read the numbers that a response needs."""

    workings: Workings
    line: Line
    traits: Traits

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The change entry's own numbers."""
        return self.line.entry.parameters

    def path(self, name: str) -> str:
        """Where a field of the change stands in the proposal."""
        return f"{self.line.path}.{name}"

    def number(self, key: str) -> Range:
        """One of the change entry's ranges."""
        return spread(self.parameters[key], self.line.entry.because)

    def known(self, key: str, numbers: Range) -> Number:
        """Its draws, shared by every proposal with this kind of change."""
        return self.workings.known(f"changes.{self.line.entry.id}.{key}", numbers)

    def by(self) -> tuple[Number, Term, bool]:
        """How much, as the proposal says or as the rulebook assumes; and whether it had to be assumed."""
        phases = self.line.change.phases
        given = phases[-1].by if phases else self.line.change.by
        if given is not None:
            value = self.workings.own(self.path("by"), given)
            return value, Term("response", self.path("by"), value, "size given in the proposal", "proposal"), False
        assumed = self.line.entry.by_unknown or Range(0.0, 1.0, 1.0, "expert", (), "no size is given")
        value = self.workings.assume(self.path("by"), "how much of the service goes or comes", assumed, "share")
        return value, Term("response", self.path("by"), value, assumed.because, assumed.basis), True

    def for_class(self, key: str, name: str) -> tuple[str, Range]:
        """The number for the service's class where there is one."""
        by_class = self.parameters.get(f"{key}_by_class", {})
        if name in by_class:
            return f"{key}.{name}", spread(by_class[name], self.line.entry.because)
        return key, self.number(key)

    def later(self, of_class: str = "") -> Number:
        """How much of the share there is after years; 1 where nothing is known of it for this class of service."""
        return after_years(self, self.line.entry.id, self.parameters, of_class)

    def times_group(self, share: Number, key: str) -> Number:
        """The share, more or less of it for groups named in the change entry."""
        numbers = self.parameters.get(key, {})
        for group in self.traits.groups:
            if group in numbers:
                return share * self.known(f"{key}.{group}", spread(numbers[group]))
        return share


def same(share: Number, *terms: Term, size_unknown: bool = False) -> Response:
    """The same share of people now and of people to come, held within 0 and 1."""
    share = within(share, 0.0, 1.0)
    return Response(share, share, terms, size_unknown=size_unknown)


def after_years(at: Situation, change: str, parameters: Mapping[str, Any], of_class: str = "") -> Number:
    """What a change's entry says becomes of a share after years, as a multiple of it at first."""
    numbers = parameters.get("long_term")
    if numbers is None or of_class not in numbers.get("classes", (of_class,)):
        return 1.0
    return at.workings.known(f"changes.{change}.long_term", spread(numbers))


def visits_to_people(at: Situation, share: Number) -> tuple[Number, Term]:
    """A fall in visits turned into people who stop, and why."""
    numbers = at.number("users_per_visit_lost")
    value = at.known("users_per_visit_lost", numbers)
    because = "many come less often rather than stop, so a fall in visits is not a fall in people"
    return share * value, Term(
        "response", f"changes.{at.line.entry.id}.users_per_visit_lost", value, because, numbers.basis, numbers.sources
    )


def smallest(at: Situation) -> float:
    """Keeps a division away from nothing: no places used, or a price of nothing."""
    return float(at.workings.parameter("numerics", "smallest_share"))
