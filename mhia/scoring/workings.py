"""What one calculation carries along: the proposal, the rulebook, the draws, and every default it had to use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any, Literal, NamedTuple

from mhia.assessment import BANDS, Assumption, Band, Factor, Interval, Unit
from mhia.proposal import Change, Proposal
from mhia.quantity import Triple
from mhia.rulebook import entries
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.arithmetic import Number, interval
from mhia.scoring.drawing import OWN, Draws, Spread
from mhia.scoring.remembering import remembered

_LEVELS = {True: "present", False: "absent"}
Role = Literal[
    "benefit", "asymmetry", "susceptibility", "transition", "enablers", "cap", "duration", "response", "affects",
    "sites", "reach", "not_kept", "mitigation", "uptake", "completion", "weight", "access",
]  # fmt: skip


class Term(NamedTuple):
    """One number on its way into a contribution, with its draws."""

    role: Role
    name: str
    value: Number
    because: str = ""
    basis: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One change to one service of the rulebook, ready to be scored."""

    index: int
    change: Change
    entry: entries.Change
    service: entries.Service

    @property
    def path(self) -> str:
        """Where the change stands in the proposal."""
        return f"changes[{self.index}]"

    @property
    def gains(self) -> bool:
        """Whether people gain by it."""
        return self.entry.direction == "gain"


@dataclass
class Workings:
    """The inputs of one calculation and the assumptions it has met so far."""

    proposal: Proposal
    id: str
    rulebook: Rulebook
    draws: Draws
    assumed: dict[str, "Assumed"] = field(default_factory=dict)
    shared: dict[tuple[object, ...], Any] = field(init=False)
    """What is worked out once for every proposal under this rulebook and these draws."""
    once: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """What is worked out once for this proposal."""
    _factors: dict[int, tuple[Term, Factor]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Share what has been worked out before, unless one of the rulebook's own numbers is another."""
        own = all(OWN in name for name in self.draws.tried)
        self.shared = self.rulebook.worked_out.setdefault(("scoring", self.draws.settings), {}) if own else {}

    def apart(self) -> "Workings":
        """The same inputs with assumptions of their own: those of one answer, before it is known whether it counts."""
        # Not `copy`: the time it takes adds up, once for each answer of each proposal.
        twin = object.__new__(Workings)
        vars(twin).update(vars(self), assumed={})
        return twin

    def adopt(self, assumed: Mapping[str, "Assumed"]) -> None:
        """Take over the assumptions of an answer that a shown row uses; the first one met for a path counts."""
        for path, each in assumed.items():
            self.assumed.setdefault(path, each)

    @cached_property
    def power(self) -> float:
        """The p of the norm over a group's users."""
        return float(self.parameter("norm", "p"))

    @cached_property
    def cap(self) -> float:
        """The largest effect on one person (SD)."""
        return float(self.parameter("effect", "cap"))

    @cached_property
    def edges(self) -> dict[Band, float]:
        """The magnitude at which each band above the lowest begins (SD), in rising order."""
        return {name: float(self.parameter("bands", name)) for name in BANDS[1:]}

    @cached_property
    def given_enablers(self) -> tuple[tuple[str, entries.Enabler, str], ...]:
        """What the proposal says of enablers: id, entry, and present, partly or absent."""
        return tuple(
            (id_, self.rulebook.enabler(id_), _LEVELS[said] if isinstance(said, bool) else said)
            for id_, said in self.proposal.enablers.items()
        )

    def parameter(self, *path: str) -> Any:
        """One of the rulebook's scoring parameters."""
        value: Any = self.rulebook.parameters
        for key in path:
            value = value[key]
        return value

    def own(self, path: str, triple: Triple) -> Number:
        """A number that the proposal gives."""
        return self.draws.of(f"{self.id}{OWN}{path}", triple)

    def known(self, name: str, spread: Spread) -> Number:
        """A number of the rulebook's, drawn together in every proposal that uses it."""
        return self.draws.of(name, spread)

    def assume(self, path: str, what: str, spread: entries.Range, unit: Unit, name: str = "") -> Number:
        """A default in place of what the proposal does not say; it is listed in the report."""
        name = name or f"{self.id}{OWN}{path}"
        self.assumed.setdefault(path, Assumed(path, what, unit, spread, name))
        return self.draws.of(name, spread)

    def note(self, path: str, what: str, because: str) -> None:
        """Something the proposal does not say and that no number can stand in for."""
        self.assumed.setdefault(path, Assumed(path, what, "none", because=because))

    def multiplier(self, name: str, value: float) -> Number:
        """A multiplier of the rulebook's, ranging from half to one and a half of its distance from 1."""
        if value == 1:
            return 1.0
        shape = self.parameter("multipliers")
        ends = sorted(1 + (value - 1) * shape[end] for end in ("low", "high"))
        return self.draws.of(name, Triple(max(ends[0], 0.0), value, ends[1]))

    def interval(self, value: Number) -> Interval:
        """The best estimate with the ends of its interval; the same number is worked out once."""
        if isinstance(value, float):
            return interval(value, 0, 1)
        return self._interval_of(("interval", id(value)), (value,))

    def interval_or_none(self, value: Number | None) -> Interval | None:
        """The interval of a number that may not be known."""
        return None if value is None else self.interval(value)

    def interval_of_product(self, one: Number, other: Number) -> Interval:
        """The interval of two numbers multiplied; the same two are worked out once."""
        if isinstance(one, float) and isinstance(other, float):
            return interval(one * other, 0, 1)
        return self._interval_of(("interval", id(one), id(other)), (one, other))

    def _interval_of(self, key: tuple[object, ...], numbers: tuple[Number, ...]) -> Interval:

        def found() -> Interval:
            """Of the numbers multiplied."""
            ends = (float(self.parameter("draws", f"{end}_quantile")) for end in ("low", "high"))
            return interval(prod(numbers, start=1.0), *ends)

        return remembered(self.once, key, found, *numbers)

    def factor(self, term: Term) -> Factor:
        """The term as the report shows it; a term that several contributions share is worked out once."""
        known = self._factors.get(id(term))
        if known is not None:
            return known[1]
        shown = self.interval(term.value)
        factor = Factor(
            term.name, term.role, shown.typical, shown.low, shown.high, term.because, term.basis, term.sources
        )
        self._factors[id(term)] = term, factor
        return factor


class Assumed(NamedTuple):
    """Something the proposal does not say, and the number that stands in for it."""

    path: str
    what: str
    unit: Unit
    spread: entries.Range | None = None
    """The default; None where no number can stand in."""
    stream: str = ""
    """The name that its number is drawn by."""
    because: str = ""

    @property
    def assumption(self) -> Assumption:
        """The assumption as the report lists it."""
        given = self.spread
        if given is None:
            return Assumption(self.path, self.what, None, None, None, self.unit, self.because, "definition")
        return Assumption(
            self.path, self.what, given.typical, given.low, given.high, self.unit, given.because, given.basis,
            given.sources,
        )  # fmt: skip


def spread(numbers: Mapping[str, Any], because: str = "") -> entries.Range:
    """A range written in the parameters."""
    return entries.Range(
        float(numbers["low"]),
        float(numbers["typical"]),
        float(numbers["high"]),
        numbers.get("basis", "expert"),
        tuple(numbers.get("sources", ())),
        numbers.get("because", because),
    )
