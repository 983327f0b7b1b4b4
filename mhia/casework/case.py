"""What a worked case holds: a sentence, a small proposal, and what must come of it.

The words of an expectation are a closed list. Some name what it is about (a group, a domain, a change, a mitigation …);
the others say what has to be true of it. A number holds to half a unit of the last digit that is written: 0.58 is
anything that rounds to it, and 0.584 is stricter. `[low, high]` is any value from low to high.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictFloat, StrictInt, WithJsonSchema

from mhia.amounts import MisreadError
from mhia.assessment import Band, Confidence, Direction, Sensitivity, Status
from mhia.domains import Domain
from mhia.proposal import Words
from mhia.reading.marked import Document
from mhia.reading.placed import Path
from mhia.record import Record


@dataclass(frozen=True)
class Between:
    """The values that will do, ends included."""

    low: float
    high: float
    said: str
    """The expectation as its file writes it."""

    def holds(self, value: float) -> bool:
        """Whether a value will do."""
        return self.low <= value <= self.high


_COARSEST = 0.005
"""The most that a share, an effect or a multiplier may be off, however few digits are written."""
_FINEST = 0.0005
"""The least: the working by hand is itself rounded."""
_SMALL = 2.0
"""Above it a number is a count of people, places or pounds, and whole ones will do."""


def _between(value: object) -> Between:
    if isinstance(value, list) and len(value) == _ENDS and all(_is_number(end) for end in value):
        if value[0] > value[1]:
            raise MisreadError("runs backwards; write the smaller end first", "R404")
        return Between(float(value[0]), float(value[1]), f"{value[0]:g} to {value[1]:g}")
    if _is_number(value):
        number = float(value)  # type: ignore[arg-type]
        slack = _slack(number)
        return Between(number - slack, number + slack, f"{number:g}")
    raise MisreadError("has to be a number, or two in brackets: [0.36, 0.42]", "P305")


def _slack(number: float) -> float:
    """Half a unit of the last digit that is written, within bounds for what is small."""
    if number == 0:
        return _FINEST
    digits = repr(number).partition(".")[2].rstrip("0")
    half = 0.5 * 10.0 ** -len(digits)
    return half if abs(number) > _SMALL else min(max(half, _FINEST), _COARSEST)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_ENDS = 2
Expected = Annotated[Any, BeforeValidator(_between), WithJsonSchema({"type": ["number", "array"]})]
"""A `Between`, written as one number or as its two ends."""
Ends = tuple[StrictInt | StrictFloat, StrictInt | StrictFloat]


class Expectation(Record):
    """One thing that must come of a case."""

    # What it is about.
    group: Words | None = None
    """A group's id, `everyone` for a typical user, or ids joined by `+`."""
    domain: Domain | None = None
    direction: Direction | None = None
    """Needed only where a square has both an adverse and a beneficial finding."""
    rung: Words | None = None
    """The part of a finding that comes by this structural rung."""
    service: Words | None = None
    """The part of a finding that comes by this service; the service of a red line."""
    factor: Words | None = None
    """One number that a finding is made of, by its name: `services.library.kept`."""
    change: StrictInt | None = None
    """The number of a change in the proposal, from 0."""
    mitigation: StrictInt | None = None
    """The number of a mitigation in the proposal, from 0."""
    enabler: Words | None = None
    check: Words | None = None
    assumed: Words | None = None
    """The path of an input that the proposal does not give: `changes[0].by`."""

    # What must be true of a finding.
    status: Status | None = None
    magnitude: Expected = None
    """After mitigation."""
    before: Expected = None
    """The magnitude before mitigation."""
    short: Expected = None
    """The magnitude in the first year."""
    long: Expected = None
    """The magnitude after three years."""
    effect: Expected = None
    share: Expected = None
    people: Expected = None
    value: Expected = None
    """The best estimate of a factor."""
    range: Ends | None = None
    """The 5th and 95th percentile, to within a twentieth of the width (drawn cases only)."""
    band: Band | None = None
    bands: tuple[Band, ...] | None = None
    size_unknown: StrictBool | None = None
    confidence: Confidence | None = None
    evidence: Words | None = None
    chance_of_none: Expected = None
    close_call: Band | Literal["none"] | None = None
    onset: Ends | None = None
    full: Ends | None = None
    fades: StrictBool | None = None
    above: Words | None = None
    """A group that must feel it less, in the same domain."""
    below: Words | None = None
    """A group that must feel it more, in the same domain."""
    above_case: Words | None = None
    """The name of a case in which the same square must be smaller."""
    below_case: Words | None = None
    """The name of a case in which the same square must be larger."""
    headline: StrictBool | None = None

    # What must be true of a group.
    shown: StrictBool | None = None
    """Whether it has a row in the grid."""
    need: Expected = None
    sensitivity: Sensitivity | None = None
    tie: Words | None = None
    users: Expected = None

    # What must be true of the whole.
    red_line: Literal["service", "major_unmitigated", "large_on_core_group", "transition", "none"] | None = None
    ranked: StrictBool | None = None
    lost: Expected = None
    gained: Expected = None
    losing: Expected = None
    gaining: Expected = None
    need_weight: Expected = None
    area_shift: Expected = None
    area_shift_too_large: StrictBool | None = None
    harm_per_1000_saved: Expected = None

    # What must be true of a change, a mitigation, an enabler, a check, an assumption.
    kept: Expected = None
    assessed: StrictBool | None = None
    falls_on: Literal["now", "to_come", "both"] | None = None
    does_not_carry_over: tuple[Domain, ...] | None = None
    worth: Expected = None
    """The share of the loss a mitigation avoids where it reaches, as far as it counts for its status."""
    reduces: Expected = None
    fits: StrictBool | None = None
    """Whether a mitigation can act on any of the changes."""
    remark: Words | None = None
    """Words among the remarks on a mitigation."""
    level: Words | None = None
    multiplier: Expected = None
    answer: Literal["yes", "partly", "no", "not_known", "for_a_person"] | None = None
    typical: Expected = None
    low: Expected = None
    high: Expected = None
    moves: Literal["band", "within_band", "people", "all"] | None = None
    """How far the answer to the question about an assumed input could move the headline."""

    working: Words | None = None
    """The arithmetic by hand."""


class Case(Record):
    """A worked case: a small proposal and what must come of it."""

    name: Words
    """A sentence that a public-health person can agree or disagree with."""
    because: Words | None = None
    sources: tuple[Words, ...] = ()
    """Ids of the publications that the sentence rests on."""
    working: Words | None = None
    """The arithmetic by hand, from the numbers in the rulebook's files."""
    draws: Annotated[StrictInt, Field(ge=0, le=10_000)] = 0
    """Random draws; 0, as in almost every case, looks at best estimates alone."""
    proposal: dict[str, Any]
    """As in a proposal file; the title may be left out."""
    expect: Annotated[tuple[Expectation, ...], Field(min_length=1)]


class CaseFile(Record):
    """A file of cases."""

    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


@dataclass(frozen=True)
class PlacedCase:
    """A case and where it stands."""

    case: Case
    document: Document
    index: int
    local: bool = False

    @property
    def path(self) -> Path:
        """Where it stands in its file."""
        return ("cases", self.index)
