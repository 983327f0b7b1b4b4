"""What we conclude about one proposal, and every step that led there.

Effects and magnitudes are in SD of the domain's outcome; shares run from 0 to 1; times are months. `None` is unknown or
not applicable, never zero. Magnitudes carry no sign: the direction says which way. Everything here is plain data that
can be written to JSON and read back.
"""

from dataclasses import dataclass, field
from typing import Literal

from mhia.domains import Domain

Direction = Literal["adverse", "beneficial"]
Band = Literal["negligible", "minor", "moderate", "major"]
BANDS: tuple[Band, ...] = ("negligible", "minor", "moderate", "major")
Status = Literal["finding", "little_expected", "not_studied", "not_assessed"]
Confidence = Literal["high", "moderate", "low", "very_low"]
Sensitivity = Literal["standard", "raised", "high"]
TYPICAL_USER = "everyone"
"""The id of the row that stands for a typical user."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A best estimate with the 5th and 95th percentile of its draws."""

    typical: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Factor:
    """One number that a contribution is made of, in the order it is applied."""

    name: str
    """Its name as a random stream: the path in the rulebook or in the proposal."""
    role: Literal[
        "benefit", "asymmetry", "susceptibility", "transition", "enablers", "cap", "duration",
        "response", "affects", "sites", "reach", "not_kept", "mitigation", "uptake", "completion", "weight", "access",
    ]  # fmt: skip
    value: float
    low: float
    high: float
    because: str = ""
    """Why, in the rulebook's or the proposal's words."""
    basis: str = ""
    """`proposal`, or the rulebook's evidence: sourced, informed, expert, …"""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One traced step: this change to this service moves this domain for this group by this much, and why."""

    id: str
    """`<change number>:<service>@<group>@<domain>`, or `structural:<rung>@<group>@coping`."""
    kind: Literal["service", "structural", "access"]
    change: int | None
    """The index of the change in the proposal; None for a structural line of the proposal."""
    service: str | None
    rung: str | None
    group: str
    domain: Domain
    direction: Direction
    falls_on: Literal["now", "to_come", "both"]
    """People using it now, people who would have come, or both."""
    evidence: str
    sources: tuple[str, ...]
    against: tuple[str, ...]
    because: str
    effect: Interval
    """SD per person who loses or gains it, without sign, after all multipliers (at most the cap)."""
    effect_factors: tuple[Factor, ...]
    share_before: Interval
    """Share of the group's users who lose or gain it, before mitigation."""
    share_after: Interval
    share_factors: tuple[Factor, ...]
    weight: float
    """Share of the group's users (over all services touched) who are users of this one."""
    chance_of_none: float
    """The chance that the benefit does not exist at all, by strength of evidence."""


@dataclass(frozen=True, slots=True)
class Significance:
    """How large the change is over a group's users."""

    magnitude: Interval
    """Root-mean-square change, SD; the interval holds if there is an effect."""
    band: Band
    probabilities: dict[Band, float]
    """Over the draws, the chance of no effect included (as negligible)."""
    close_call: Band | None
    """The neighbouring band that has at least the rulebook's share of the draws."""
    share: Interval
    """Share of the group's users who lose or gain (all services together)."""
    people: Interval | None
    """How many, where users are known."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The significance in the first year and after three years."""

    short: Significance
    long: Significance
    onset_months: tuple[float, float]
    """When it starts to be felt."""
    full_months: tuple[float, float]
    """When it is felt in full (gains), or how long until a restored service would give it back (losses)."""
    fades: bool
    """Whether it is gone or nearly gone after three years."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The smallest single change that moves a finding over the nearest edge of its band."""

    to: Band
    what: Literal["mitigation", "input"]
    field: str
    """The input's path, or `mitigations`."""
    from_value: float
    to_value: float
    unit: Literal["share", "km", "number"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The contributions for one group in one domain and one direction, and their significance."""

    group: str
    domain: Domain
    direction: Direction
    contributions: tuple[Contribution, ...]
    effect: Interval
    """SD per person who loses or gains it (root-mean-square over contributions by share)."""
    before: Significance
    """Before mitigation."""
    after: Significance
    """After mitigation; the same as `before` where there is none."""
    chance_of_none: float
    confidence: Confidence
    confidence_because: tuple[str, ...]
    evidence: str
    """The strength of what drives it."""
    time: Horizon
    size_unknown: bool
    """The proposal does not say how large the change is: print a range of bands, never one."""
    bands: tuple[Band, ...]
    """The bands that are plausible: one, two (close call) or the range where the size is unknown."""
    crossings: tuple[Crossing, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the grid."""

    domain: Domain
    status: Status
    adverse: Finding | None = None
    beneficial: Finding | None = None
    because: str = ""
    """For a square without a finding: why."""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One row of the grid."""

    id: str
    """A group id, `everyone`, or ids joined by `+` for an intersection."""
    label: str
    in_words: str
    members: tuple[str, ...]
    """The group ids that make it up; empty for the typical user."""
    origin: Literal["typical_user", "named", "suggested", "structural"]
    """Named by the proposal, or suggested by the rulebook (should have been considered)."""
    why: str
    """Why it is shown: the rulebook's words on how it uses the service, or the proposal's note."""
    tie: str
    """core, common, some or empty."""
    need: float
    need_because: str
    sensitivity: Sensitivity
    users: Interval | None
    """How many of the users are in the group."""
    transitions: tuple[str, ...]
    note: str
    cells: tuple[Cell, ...]
    """One for each domain, in report order."""


@dataclass(frozen=True, slots=True)
class RedLine:
    """A harm that must be seen before any total."""

    kind: Literal["service", "major_unmitigated", "large_on_core_group", "transition"]
    what: str
    """The kind in plain words: `domestic abuse`, or the finding's group and domain."""
    why: str
    service: str | None = None
    group: str | None = None
    domain: Domain | None = None
    effect: float | None = None
    """SD per person, where a finding raised it."""


Unit = Literal["share", "km", "months", "multiplier", "people", "none"]
"""What an assumed number is a number of."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A default used because the proposal does not say."""

    path: str
    """The field that would replace it: `changes[0].users`."""
    what: str
    """In words: `share of users who find an equivalent`."""
    typical: float | None
    low: float | None
    high: float | None
    unit: Unit
    because: str
    basis: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something to find out first, and how far the answer could move the headline."""

    path: str
    ask: str
    moves: Literal["band", "within_band", "people", "all"]
    """`all`: the size of the change itself is not known; `people`: decides how many, not how badly each."""
    low: float | None
    """The headline's magnitude at the low end of the assumption."""
    high: float | None
    band_low: Band | None
    band_high: Band | None


@dataclass(frozen=True, slots=True)
class MitigationResult:
    """What one mitigation is worth here."""

    index: int
    kind: str | None
    label: str
    action: str
    status: str
    stated: bool
    """Whether the proposal gave the reduction (else the catalogue's default for its kind)."""
    reduces: Interval | None
    """Share of the loss avoided once delivered; None where nothing is known: it avoids nothing and the report asks."""
    counted: float
    """The part counted for its status (funded 1, planned a half, proposed a quarter)."""
    groups: tuple[str, ...]
    """Ids it helps; `everyone` where it helps all."""
    services: tuple[str, ...]
    remarks: tuple[str, ...]
    """Warnings in words: above the usual range, does not fit this change, same route as another …"""
    question: str
    owner: str | None = None
    by: str | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class DomainTotal:
    """Person-SD over everyone who uses the services, for one domain."""

    domain: Domain
    lost: Interval | None
    gained: Interval | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The only totals: over everyone who uses the services, never summed over overlapping groups."""

    users: Interval | None
    losing: Interval | None
    """People who lose the service and find no equivalent."""
    gaining: Interval | None
    domains: tuple[DomainTotal, ...]
    lost: Interval | None
    """Person-SD over all domains."""
    gained: Interval | None
    need_weight: float
    """Mean need weight of the users, as far as the proposal says who they are (1 when unknown)."""
    area_shift: float | None
    """The largest domain's person-SD divided by residents; None without population or users."""
    area_shift_too_large: bool
    harm_per_1000_saved: Interval | None
    """Person-SD lost for each £1,000 a year saved."""


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """One change as it was read."""

    index: int
    service: str | None
    service_label: str
    change: str
    change_label: str
    direction: Literal["loss", "gain", "none"]
    users: Interval | None
    kept: Interval | None
    """Share of a typical user's kind who find an equivalent."""
    share: Interval | None
    """Share of users who lose or gain it, before anyone finds an equivalent."""
    size_unknown: bool
    not_assessed_because: str = ""
    falls_on: Literal["now", "to_come", "both"] = "both"
    does_not_carry_over: tuple[str, ...] = ()
    """With a replacement: domains where the replacement gives less than what goes."""


@dataclass(frozen=True, slots=True)
class AlsoUses:
    """A group that uses the service too, listed but not in the grid."""

    group: str
    label: str
    why: str
    tie: str


@dataclass(frozen=True, slots=True)
class EnablerResult:
    """What the proposal says of one enabler, and what it does to the numbers."""

    id: str
    label: str
    level: str
    """present, partly, absent, a named level, or `unknown`."""
    multiplier: float
    acts_on: Literal["reach", "effect", "both"]
    question: str
    because: str
    evidence: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionResult:
    """An alternative, assessed the same way; doing nothing is always one."""

    title: str
    summary: str
    turned_down_because: str
    saving: float | None
    assessment: "Assessment | None"
    """None for doing nothing."""


@dataclass(frozen=True, slots=True)
class Check:
    """A quality or legal question and what was found."""

    id: str
    answer: Literal["yes", "partly", "no", "not_known", "for_a_person"]
    found: str


@dataclass(frozen=True, slots=True)
class RulebookRef:
    """Which rulebook an assessment was made under."""

    id: str
    version: str
    sha256: str
    overridden: tuple[str, ...] = ()
    """Entries that a local rulebook added or replaced, one line each."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which file was assessed."""

    id: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The one finding that a reader should see first, in each direction."""

    group: str
    domain: Domain
    direction: Direction


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result for one proposal."""

    schema: str
    """`mhia/assessment/1`."""
    tool: str
    """The version of mhia."""
    identity: Identity
    rulebook: RulebookRef
    assessed_on: str
    draws: int
    seed: str
    proposal: dict[str, object]
    """The proposal as read (aliases resolved), as plain data: `Proposal.model_validate` reads it back."""
    changes: tuple[ChangeResult, ...]
    groups: tuple[GroupResult, ...]
    """The rows of the grid: a typical user, then by core tie, seen share and magnitude, up to the rulebook's limit."""
    also_uses: tuple[AlsoUses, ...]
    headlines: tuple[Headline, ...]
    """Worst adverse first, then the largest beneficial; at most one of each."""
    red_lines: tuple[RedLine, ...]
    mitigations: tuple[MitigationResult, ...]
    enablers: tuple[EnablerResult, ...]
    assumptions: tuple[Assumption, ...]
    questions: tuple[Question, ...]
    """Find this out first, in order of how far the answer could move the headline."""
    totals: Totals
    options: tuple[OptionResult, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()
    ranked: bool = True
    """Whether it can stand in a ranking: not where the size is unknown or nothing could be assessed."""
    not_ranked_because: str = ""
    sources: tuple[str, ...] = field(default=())
    """Every source cited, in alphabetical order of id."""
