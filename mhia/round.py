"""Proposals decided together: what a round keeps of each, and who bears what.

Magnitudes are in SD of the domain's outcome, harm in person-SD, money in pounds a year. `None` is unknown or not
applicable, never zero. Everything here is plain data that can be written to JSON and read back.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from mhia.assessment import Band, Confidence, Direction, Interval, RedLine, RulebookRef, Sensitivity
from mhia.domains import Domain

SCHEMA = "mhia/round/1"
"""The version of a round's own shape."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What one proposal does to one group: its worst loss, its largest gain, and the bands by domain."""

    group: str
    """A group id, `everyone`, or ids joined by `+` for an intersection."""
    magnitude: Interval | None
    """Of the worst loss, after mitigation; None where nothing is lost."""
    domain: Domain | None
    """Where the worst loss is."""
    share: Interval | None
    """Share of the group's users who lose it."""
    people: Interval | None
    """How many, where users are known."""
    close_call: Band | None
    losses: dict[Domain, Band]
    gains: dict[Domain, Band]
    size_unknown: bool
    """The size of the change is not given: the bands are those of the usual size."""


@dataclass(frozen=True, slots=True)
class Reliance:
    """A service that people are to reach, or to use instead, and that another proposal may take away."""

    kind: str
    """`serves`: people reach it by the service that changes; `replaced_by`: it is meant to take its place."""
    service: str
    """The service that changes."""
    other: str
    """The service relied on, or words where it is outside the rulebook."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The worst loss of a proposal, by need-weighted magnitude."""

    group: str
    domain: Domain
    band: Band
    bands: tuple[Band, ...]
    """The bands that are plausible."""
    confidence: Confidence
    magnitude: Interval
    need: float


@dataclass(frozen=True, slots=True)
class Harm:
    """What a ranking is made from; the draws behind it are kept apart."""

    lost: Interval | None
    """Person-SD lost by everyone who uses what changes; None where users are not known."""
    gained: Interval | None
    need_weight: float
    """1, and what the one named group that raises it most adds: its share of the users times its need above 1."""
    severity: Interval | None
    """Magnitude of the worst loss times the group's need weight; None without a loss.

    The chance of no effect is inside, unlike in a finding's interval.
    """
    severity_at: dict[str, float]
    """The largest need-weighted magnitude at other powers of the norm: `1`, `2`, `3`."""
    severity_plain: float | None
    """The largest magnitude of any group, without need weights."""
    unweighted: tuple[str, ...] = ()
    """Named groups in greater need than most whose share of the users is not known: they raise no need weight."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a round keeps of one proposal."""

    id: str
    title: str
    file: str
    sha256: str
    kind: str
    place: str | None
    wards: tuple[str, ...]
    year: str | None
    """When it starts or is decided, as the proposal says."""
    saving: float | None
    """Pounds a year; below zero where it costs. None where it is not given."""
    saving_status: str | None
    losing: tuple[str, ...]
    """Services of the rulebook that people lose, wholly or in part."""
    gaining: tuple[str, ...]
    reliances: tuple[Reliance, ...]
    users: Interval | None
    headline: Headline | None
    harm: Harm
    ranked: bool
    not_ranked_because: str
    not_assessed: tuple[str, ...]
    """Parts that are outside the rulebook or have no direction, one line each."""
    red_lines: tuple[RedLine, ...]
    hits: tuple[Hit, ...]
    warnings: tuple[str, ...]
    report: str | None = None
    """Where the proposal's own report is, seen from the round's page."""


@dataclass(frozen=True, slots=True)
class GroupInRound:
    """A group that at least one proposal is about."""

    id: str
    label: str
    in_words: str
    need: float
    sensitivity: Sensitivity
    members: tuple[str, ...]
    containers: tuple[str, ...]
    """Groups that contain it, nearest first."""
    overlaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file or a row that could not be used, with everything that has to be put right."""

    file: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One earlier round: which groups it hit, and by how many proposals."""

    title: str
    made_on: str
    hit: dict[str, int]


@dataclass(frozen=True, slots=True)
class Settings:
    """The rulebook's numbers that a round is read with."""

    hit_from: Band
    """The smallest band that counts as a hit."""
    many_proposals: int
    many_in_one_domain: int
    years_running: int
    told_apart: float
    """The share of draws that settles which of two does more harm."""
    powers: tuple[float, ...]
    """Powers of the norm that the order is tried with."""
    edges: tuple[float, ...]
    """What the edges of the bands are multiplied by to try them."""
    power: float
    low_quantile: float
    high_quantile: float
    bands: dict[Band, float]
    """Where each band begins, SD."""
    high_need: float
    staff: str
    """The group that loses its job: a matter of its own."""


@dataclass(frozen=True, slots=True)
class Round:
    """Many proposals decided together."""

    schema: str
    tool: str
    rulebook: RulebookRef
    title: str
    made_on: str
    draws: int
    settings: Settings
    service_labels: dict[str, str]
    groups: tuple[GroupInRound, ...]
    entries: tuple[Entry, ...]
    """In the order of their files."""
    unusable: tuple[Unusable, ...]
    earlier: tuple[Year, ...]
    """Earlier rounds, latest first."""
    readers: Literal["full", "public"] = "full"
    """`public`: small numbers, notes and the faults of files are left out."""


SCORE_COLUMNS: dict[str, type] = {
    "proposal": str, "group": str, "domain": str, "direction": str, "share": float, "people": float, "effect": float,
    "low": float, "high": float, "magnitude": float, "significance": str, "p_negligible": float, "p_minor": float,
    "p_moderate": float, "p_major": float, "confidence": str, "size_unknown": bool,
}  # fmt: skip
"""The tidy table, a row for each proposal, group, domain and direction."""
SCORE_NOTES: dict[str, str] = {
    "proposal": "The proposal's reference; without one the name of its file, or its row in the sheet",
    "group": "A group of the rulebook; `everyone` is a typical user; two joined by `+` are people in both",
    "domain": "connectedness, activity, noticing, learning, giving or coping",
    "direction": "adverse (a loss) or beneficial (a gain); one is never set off against the other",
    "share": "Share of the group's users whom it reaches, 0 to 1, after mitigation; best estimate",
    "people": "The same share as a number of people; empty where users are not known",
    "effect": (
        "On each person whom it reaches, in SD of the domain's outcome, before mitigation; best estimate. `low` and "
        "`high` are not its ends"
    ),
    "low": "Lower end (5th percentile) of `magnitude`, in SD, if there is an effect",
    "high": "Upper end (95th percentile) of `magnitude`, in SD, if there is an effect",
    "magnitude": (
        "Over all users of the group, reached or not, in SD (root mean square), after mitigation; best estimate"
    ),
    "significance": "The band of `magnitude`: negligible, minor, moderate or major",
    "p_negligible": "Share of the draws in this band, 0 to 1; the chance that there is no effect is in here",
    "p_minor": "Share of the draws in this band, 0 to 1",
    "p_moderate": "Share of the draws in this band, 0 to 1",
    "p_major": "Share of the draws in this band, 0 to 1",
    "confidence": "How far to trust the size: high, moderate, low or very_low",
    "size_unknown": "yes where the proposal does not give the size of the change: the row is for the usual size",
}
"""What each column of the tidy table holds, with its unit."""


class ScoreRow(NamedTuple):
    """One row of the tidy table, without the proposal's id, which is the same in all of its rows."""

    group: str
    domain: Domain
    direction: Direction
    share: float | None
    """None only where a public version leaves it out, and so is `effect`."""
    people: float | None
    effect: float | None
    low: float
    high: float
    magnitude: float
    significance: Band
    p_negligible: float
    p_minor: float
    p_moderate: float
    p_major: float
    confidence: Confidence
    size_unknown: bool
