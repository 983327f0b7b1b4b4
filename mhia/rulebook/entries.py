"""What each kind of rulebook entry holds. The YAML keys are these field names.

Units: benefits are standardised mean differences (SD) against not having the service and finding no equivalent,
positive is better; shares run from 0 to 1; distances are kilometres; times are months. A `Range` is a plausible range,
not a confidence interval. Evidence is `strong`, `moderate`, `weak` or `expert` for benefits; `basis` says the same of
a single number.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from mhia.domains import Domain

Evidence = Literal["strong", "moderate", "weak", "expert"]
Basis = Literal[
    "sourced", "sourced_related", "sourced_direction", "informed", "expert", "definition", "computed", "inherited"
]
Verified = Literal["yes", "partly", "no"]
Tie = Literal["core", "common", "some"]
Hit = Literal["stock", "flow", "both"]
Direction = Literal["loss", "gain", "either", "none"]


@dataclass(frozen=True)
class Range:
    """A number with its plausible range and what it rests on."""

    low: float
    typical: float
    high: float
    basis: Basis | Evidence = "expert"
    sources: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True)
class Overruled:
    """A value that a later correction replaced, kept so that nobody has to wonder."""

    field: str
    was: Any
    now: Any
    why: str


@dataclass(frozen=True)
class Benefit:
    """What a service does to one domain for a typical regular user, in SD."""

    low: float
    typical: float
    high: float
    evidence: Evidence
    because: str = ""
    sources: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    """Sources that found nothing or the opposite."""
    long_term: float | None = None
    """The typical benefit beyond a year where it differs (walking groups: activity falls back)."""
    by_group: dict[str, "GroupBenefit"] = field(default_factory=dict)
    """Groups for whom the benefit itself was measured and differs (not a multiplier)."""
    outcome_measured: str = ""
    finding: str = ""
    note: str = ""


@dataclass(frozen=True)
class GroupBenefit:
    """The benefit measured in one group, in SD, in place of the typical user's."""

    low: float
    typical: float
    high: float
    evidence: Evidence
    because: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Susceptible:
    """A group that gains or loses more (above 1) or less (below 1) than a typical user of the service."""

    group: str
    multiplier: float
    why: str
    acts_on: Literal["effect", "reach", "kept"] = "effect"
    by_domain: dict[str, float] = field(default_factory=dict)
    """Where it differs by domain: domain -> multiplier; `other` for the rest. Empty: `multiplier` in every domain."""
    subset: str = ""
    evidence: Literal["informed", "expert", "sourced"] = "expert"
    basis: Literal["effect", "need", "reach", "judgement"] = "judgement"
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class UsedBy:
    """A group that uses or depends on the service."""

    group: str
    tie: Tie
    why: str = ""
    share: float | None = None
    share_kind: Literal["share_of_users", "share_of_the_group", "eligibility", ""] = ""
    share_means: str = ""
    figure: str = ""
    evidence: Basis = "expert"
    sources: tuple[str, ...] = ()
    verified: Verified = "no"
    note: str = ""


@dataclass(frozen=True)
class Multiplier:
    """How much more (or less) a loss or a gain weighs than the benefit itself."""

    value: float
    why: str = ""
    evidence: Evidence = "expert"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timing:
    """When a loss bites, when a gain arrives and how long it lasts, in months."""

    loss_onset: tuple[float, float]
    gain_full_effect: tuple[float, float]
    decay_after_stop: tuple[float, float]
    gain_onset: tuple[float, float] | None = None
    decay_half_life: float | None = None
    evidence: Evidence = "expert"
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Travel:
    """Whether people travel to the service, and the extra distance at which half of them stop (km)."""

    kind: Literal["venue", "comes_to_people", "remote"]
    half_distance: Range | None = None
    note: str = ""


@dataclass(frozen=True)
class Uptake:
    """A measured share of people offered who start, or of starters who finish (0..1)."""

    measure: str
    kind: Literal["uptake", "completion", "uptake_and_completion", "other"]
    value: float
    sources: tuple[str, ...] = ()
    verified: Verified = "no"
    low: float | None = None
    high: float | None = None
    derived: str = ""


@dataclass(frozen=True)
class StructuralOnLoss:
    """A structural rung that people fall onto when this service goes and they find no equivalent."""

    rung: str
    why: str
    share: Range | None = None
    """Share of those who lose the service to whom it happens; absent: all of them."""


@dataclass(frozen=True)
class Safety:
    """A harm that must be seen before any total."""

    red_line: str
    why: str


@dataclass(frozen=True)
class Service:
    """A type of service: who uses it and what it does for them."""

    id: str
    label: str
    short: str
    """The service in a sentence, lower case, with its article: `the library`, `the youth club`."""
    domains: dict[Domain, Benefit]
    used_by: tuple[UsedBy, ...]
    kept: Range
    """Share of users likely to find an equivalent at an ordinary distance."""
    loss: Multiplier
    gain: Multiplier
    timing: Timing
    travel: Travel
    basis: str
    """Whom one regular user is: `regular user (about monthly or more)`."""
    hit: Hit = "both"
    susceptible: tuple[Susceptible, ...] = ()
    excluded_groups: tuple[Susceptible, ...] = ()
    aliases: tuple[str, ...] = ()
    strategy: str = ""
    mechanism: str = ""
    charge_class: str = ""
    frequency_class: str = ""
    profile: str = ""
    staff_are_the_service: bool = False
    scored_as: dict[str, str] = field(default_factory=dict)
    """Groups who do not attend but gain by it, and the service whose numbers they take: carers -> carers_respite."""
    structural_on_loss: tuple[StructuralOnLoss, ...] = ()
    safety: Safety | None = None
    uptake: tuple[Uptake, ...] = ()
    mitigations: tuple[str, ...] = ()
    design_tips: tuple[str, ...] = ()
    outcome_measures: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    """Ids of validated measures that fit."""
    harms: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    """Ids of services that may count the same work twice."""
    misleads: tuple[str, ...] = ()
    """When this entry misleads, and what it does not show."""
    notes: tuple[str, ...] = ()
    reach_of_residents: Range | None = None
    merged_from: tuple[str, ...] = ()
    overruled: tuple[Overruled, ...] = ()

    @cached_property
    def tied(self) -> tuple[str, ...]:
        """The groups that use it, that are more (or less) affected, or that take another service's numbers."""
        uses = (use.group for use in self.used_by)
        return tuple(dict.fromkeys((*uses, *(each.group for each in self.susceptible), *self.scored_as)))

    @cached_property
    def concerned(self) -> frozenset[str]:
        """The same groups, to look one up."""
        return frozenset(self.tied)

    def susceptible_group(self, group: str, acts_on: str) -> Susceptible | None:
        """What is said of one group's effect, reach or chance to find an equivalent; None where nothing is."""
        return self._susceptible.get((group, acts_on))

    @cached_property
    def _susceptible(self) -> dict[tuple[str, str], Susceptible]:
        return {(each.group, each.acts_on): each for each in reversed(self.susceptible)}


@dataclass(frozen=True)
class Change:
    """One kind of thing that is done to a service, and how it turns into a share of users."""

    id: str
    label: str
    verb: str
    """How a sentence says it: `closing`, `cutting the hours of`, `commissioning`."""
    direction: Direction
    response: str
    """The name of a response in `mhia.scoring.responses`."""
    parameters: dict[str, Any] = field(default_factory=dict)
    by_unknown: Range | None = None
    aliases: tuple[str, ...] = ()
    officers_say: tuple[str, ...] = ()
    evidence: str = "expert"
    sources: tuple[str, ...] = ()
    because: str = ""
    asks: tuple[str, ...] = ()
    """Questions to put when the size is not given."""
    notes: tuple[str, ...] = ()
    overruled: tuple[Overruled, ...] = ()


@dataclass(frozen=True)
class Need:
    """How much more often than others a group is in poor mental health, as a weight from 1.0 to 2.0."""

    weight: float
    basis: str
    why: str = ""
    computed: float | None = None
    evidence: str = "expert"


@dataclass(frozen=True)
class Access:
    """How a group differs in finding or reaching an equivalent."""

    kept: float = 1.0
    half_distance: float = 1.0
    basis: str = "expert"
    why: str = ""


@dataclass(frozen=True)
class Figure:
    """A published rate for a group, in per cent."""

    measure: str
    value_pct: float | None
    verified: Verified
    comparator: str = ""
    comparator_pct: float | None = None
    ratio: float | None = None
    ratio_kind: str = ""
    source: str = ""
    seen_at: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """People considered together."""

    id: str
    label: str
    in_words: str
    """The group inside a sentence, lower case: `older people living alone`."""
    definition: str
    need: Need
    kind: Literal["group", "subgroup", "standalone", "marker", "comparator"] = "group"
    """A marker or a comparator is never listed as an affected group by the tool of its own accord."""
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    protected_characteristics: tuple[str, ...] = ()
    susceptibility: dict[str, float] = field(default_factory=dict)
    """Default multipliers by domain (`other` for the rest), for a service with no row for the group or its parents."""
    susceptibility_says: str = ""
    access: Access | None = None
    digital_exclusion: Range | None = None
    prevalence: Figure | None = None
    loneliness: Figure | None = None
    other_evidence: tuple[str, ...] = ()
    local_number: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    caution: str = ""
    verified: Verified = "no"
    sources: tuple[str, ...] = ()
    sensitive: bool = False
    """Whose counts must be hidden below local authority level."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transition:
    """A change in a life at which coping skills matter most."""

    id: str
    label: str
    need: float
    susceptibility: float
    window_months: tuple[float, float]
    evidence: Evidence
    sources: tuple[str, ...] = ()
    basis: str = ""
    ratio: tuple[float, float] | None = None
    matters_most: tuple[str, ...] = ()
    caution: str = ""


@dataclass(frozen=True)
class Enabler:
    """Something about the place or the delivery that helps services work, or hinders them when it is missing."""

    id: str
    label: str
    what: str
    acts_on: Literal["reach", "effect", "both"]
    levels: dict[str, float]
    """Level -> multiplier: `present`, `absent`, and `partly` (half-way); or the named levels of the entry."""
    low: float
    high: float
    evidence: Evidence
    because: str
    question: str
    sources: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = ()
    """Groups it is limited to; empty: everyone."""


@dataclass(frozen=True)
class Rung:
    """A structural change (money, home, work, safety, care) and what it does to coping, in SD; positive is better."""

    id: str
    label: str
    in_words: str
    coping: Range
    """Signed: a loss is negative."""
    evidence: Evidence
    ladder: Literal["money", "work", "home", "safety", "care"]
    direction: Literal["loss", "gain"]
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Mitigation:
    """A kind of action that avoids part of a loss."""

    id: str
    label: str
    avoids: Range
    """Share of the loss avoided for people it reaches, once funded and delivered (0..1)."""
    question: str
    aliases: tuple[str, ...] = ()
    for_groups: tuple[str, ...] = ()
    """Groups it helps where the proposal names none; empty with `for_everyone` false: the proposal must say."""
    for_everyone: bool = False
    for_services: tuple[str, ...] = ()
    for_words: str = ""
    fits_changes: tuple[str, ...] = ()
    """Change ids; empty: any."""
    same_route_as: tuple[str, ...] = ()
    long_term: float = 1.0
    """Share of the effect that is left beyond a year (phased notice: 0)."""
    not_with_changes: tuple[str, ...] = ()
    evidence: str = "expert"
    sources: tuple[str, ...] = ()
    because: str = ""
    works_when: str = ""
    fails_when: str = ""
    cost: str = ""
    almost_nothing: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A validated outcome instrument: how it is scored and when a change in it matters."""

    id: str
    name: str
    domains: tuple[Domain, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A publication, and how far it was checked."""

    id: str
    citation: str
    finding: str
    verified: Verified
    design: str = ""
    doi: str = ""
    url: str = ""
    seen_at: str = ""
    effect: dict[str, Any] = field(default_factory=dict)
    domains: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    note: str = ""
    related_to: str = ""
    """The id of the work it was listed under."""
    from_memory: str = ""
    """What in this entry is from memory only, and is therefore not printed as a figure."""


@dataclass(frozen=True)
class Check:
    """A quality or legal question that a report answers about itself."""

    id: str
    question: str
    kind: Literal["auto", "semi", "human"]
    origin: str
    group: Literal["quality", "duty"] = "quality"
    jurisdictions: tuple[str, ...] = ()
    text: str = ""
    verified: Verified = "no"
    source: str = ""
    test: str = ""
    """The name of the test in `mhia.scoring.auditing` that answers it; empty for human."""


@dataclass(frozen=True)
class Anchor:
    """A measured effect that the model's own predictions are compared with."""

    id: str
    source: str
    unit: str
    change: str
    direction: str
    effect: str = ""
    effect_sd: float | None = None
