"""What a council proposes: one or more changes, for places and groups, with money and dates.

Only `title`, `kind` and each change's `service` and `change` are required. What is left out is unknown, never zero.
"""

from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    StrictInt,
    StrictStr,
    WithJsonSchema,
    model_validator,
)

from mhia import amounts
from mhia.quantity import Triple
from mhia.record import Record


def _plain(triple: Triple) -> float | dict[str, float]:
    if triple.certain:
        return triple.typical
    return {"low": triple.low, "typical": triple.typical, "high": triple.high}


def _written_as(examples: str) -> WithJsonSchema:
    span = {
        "type": "object",
        "properties": {end: {"type": ["number", "string"]} for end in ("low", "typical", "high")},
        "required": ["low", "typical", "high"],
        "additionalProperties": False,
    }
    return WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string"}, span], "description": f"For example {examples}."}
    )


_AS_NUMBER = PlainSerializer(_plain)
Amount = Annotated[
    Triple, PlainValidator(amounts.amount), _AS_NUMBER, _written_as("-360000, £360,000, -360k or -400k to -300k")
]
"""Money or another signed number, as a Triple."""
Count = Annotated[Triple, PlainValidator(amounts.count), _AS_NUMBER, _written_as("1200, 1,200 or 200-400")]
"""People or things, 0 or more, as a Triple."""
Share = Annotated[Triple, PlainValidator(amounts.share), _AS_NUMBER, _written_as("40%, 0.4 or 30-50%")]
"""From 0 to 1, as a Triple."""
Proportion = Annotated[Triple, PlainValidator(amounts.proportion), _AS_NUMBER, _written_as("40%, 0.4 or 150%")]
"""0 or more, as a Triple."""
When = Annotated[
    str,
    BeforeValidator(amounts.partial_date),
    WithJsonSchema(
        {"type": ["string", "integer"], "description": "A year, a month or a day: 2024, 2024-06 or 2024-06-01."}
    ),
]
"""A year, a month or a day, as ISO text."""
Words = Annotated[StrictStr, Field(min_length=1)]
"""Text with something in it."""


class Decision(Record):
    """Who decides, and when."""

    body: Words | None = None
    """The committee, board or officer that decides."""
    date: When | None = None
    """When it is decided."""
    owner: Words | None = None
    """The officer who answers for the proposal."""
    stage: Literal["draft", "consultation", "final"] | None = None
    """How far the decision has got."""


class Place(Record):
    """Where the change happens."""

    name: Words | None = None
    """The council area, town or ward."""
    nation: Literal["england", "wales", "scotland", "northern_ireland"] | None = None
    """Which nation's duties the report lists."""
    population: Count | None = None
    """Residents of the place."""
    setting: Literal["urban", "rural", "mixed"] | None = None
    """Kind of area: decides the distance assumed where none is given."""
    deprivation: Annotated[StrictInt, Field(ge=1, le=10)] | None = None
    """Deprivation decile, 1 the most deprived tenth."""
    wards: tuple[Words, ...] = ()
    """The wards concerned."""


class Money(Record):
    """What it saves or costs."""

    annual_change: Amount | None = None
    """Pounds a year: negative is a saving."""
    budget_before: Amount | None = None
    """The service's yearly budget before the change, in pounds."""
    one_off: Amount | None = None
    """One-off cost (positive) or receipt (negative), in pounds."""
    starts: When | None = None
    """When the money changes."""
    status: Literal["known", "estimate", "part_of_bundle", "unknown"] | None = None
    """How firm the figures are."""
    by_year: dict[str, Amount] = Field(default_factory=dict)
    """Pounds by year, where it differs: {2024: -100000, 2025: -360000}."""


class Staff(Record):
    """What happens to the people who work in the service."""

    posts: Count | None = None
    """Posts that go, full-time equivalent."""
    redundancies: Count | None = None
    """People expected to lose their job."""


class Sites(Record):
    """How many of the service's places are concerned."""

    affected: Count
    """Places that close or change."""
    of: Count
    """Places there are now."""

    @model_validator(mode="after")
    def _not_more_than_there_are(self) -> "Sites":
        if self.of.typical <= 0:
            raise amounts.MisreadError("there has to be at least one site: check `of`", "P312")
        if self.affected.typical > self.of.typical:
            said = f"{self.affected.typical:g} sites of {self.of.typical:g} cannot be; check `affected` and `of`"
            raise amounts.MisreadError(said, "P312")
        return self


class Capacity(Record):
    """Places before and after, and how many are used."""

    before: Count
    """Places now."""
    after: Count
    """Places afterwards."""
    used: Count | None = None
    """Places used now; left out, the rulebook's usual occupancy is assumed."""


class Price(Record):
    """What a user pays, in pounds for one visit, session or year."""

    before: Count
    """Price now; 0 is free."""
    after: Count
    """Price afterwards."""
    exempt: tuple[Words, ...] = ()
    """Groups who do not pay the new price."""


class Phase(Record):
    """A step of a change that comes in stages."""

    starts: When = Field(alias="from")
    """When this step starts."""
    by: Share
    """The level reached at this step, counted from today."""


class Alternatives(Record):
    """What people could use instead."""

    nearest_km: Count | None = None
    """Distance to the nearest equivalent, in kilometres."""
    travel_minutes: Count | None = None
    """Time to get there, in minutes."""
    public_transport: Literal["good", "poor", "none"] | None = None
    """How it is reached without a car."""
    share_finding_equivalent: Share | None = None
    """Share of users expected to find an equivalent, from local evidence."""
    note: Words | None = None
    """What the alternative is."""


class Change(Record):
    """One thing done to one service."""

    service: Words
    """A service of the rulebook (`mhia rulebook list`), or `unlisted` with a description."""
    change: Words
    """What is done to it: close, reduce_hours, commission … or `unknown`."""
    description: Words | None = None
    """The service or the change in the paper's own words."""
    by: Share | None = None
    """How much: the share of hours, sessions, funding … that goes or comes."""
    users: Count | None = None
    """Regular users (for a gain: people who start)."""
    visits: Count | None = None
    """Visits a year: shown, never turned into people."""
    referrals: Count | None = None
    """People referred a year."""
    members: Count | None = None
    """People on the books."""
    share_of_population: Share | None = None
    """Share of residents who use it regularly."""
    offered: Count | None = None
    """People offered a gain, of whom some take it up and some of those finish."""
    completers: Count | None = None
    """People expected to finish."""
    users_of: Literal["affected_sites", "whole_service"] | None = None
    """Whether `users` counts the sites concerned or the whole service."""
    affects: Share | None = None
    """The part of the service concerned: one strand, a third of the clubs."""
    sites: Sites | None = None
    """Places concerned, of how many."""
    capacity: Capacity | None = None
    """For reduce_capacity and merge."""
    price: Price | None = None
    """For charges."""
    uptake: Share | None = None
    """Of those offered, the share who start (gains, replacements)."""
    completion: Share | None = None
    """Of those who start, the share who finish (gains)."""
    when: tuple[Words, ...] = ()
    """Which hours or days are concerned: evening, saturday, after_school …"""
    phases: tuple[Phase, ...] = ()
    """Steps, where it comes in stages."""
    replaced_by: Words | None = None
    """What takes its place: words, or another change's service."""
    serves: tuple[Words, ...] = ()
    """Services that people reach by means of this one (a bus and the club it serves)."""
    alternatives: Alternatives | None = None
    """What people could use instead."""
    extra_km: Count | None = None
    """For relocate, merge and reduce_sites: how much farther people have to travel, in kilometres."""
    share_of_income: Share | None = None
    """For end_contract: how much of the provider's income it is."""
    sole_funder: StrictBool | None = None
    """For end_contract: whether nobody else pays for it."""
    taker: StrictBool | None = None
    """For transfer_to_community: whether a named group has signed."""
    support: StrictBool | None = None
    """For transfer_to_community: whether the council keeps supporting it."""
    handover_months: Count | None = None
    """For transfer_to_community: months until the group runs it; until then users notice nothing."""
    routes_kept: Literal["none", "phone", "phone_and_face_to_face"] | None = None
    """For digital_first: the other ways in that stay."""
    months: Count | None = None
    """For pause: how long."""
    weeks: Count | None = None
    """For increase_waiting: weeks added."""
    need_level: Literal["low_need", "middle_need", "high_need"] | None = None
    """For tighten_eligibility: whose need is no longer met."""
    hours_pattern: Literal["unpredictable", "quiet_hours_only"] | None = None
    """For reduce_hours: hours that rotate, or only quiet hours cut on evidence of use."""
    same_people: StrictBool | None = None
    """Whether this change's users are the same people as those of the change before."""
    note: Words | None = None
    """Anything the reader should know."""


class AffectedGroup(Record):
    """People considered together."""

    group: Words
    """A group of the rulebook (`mhia rulebook list groups`)."""
    people: Count | None = None
    """How many of the users are in it."""
    share: Share | None = None
    """Share of the users who are in it."""
    also: tuple[Words, ...] = ()
    """Further groups that all of them belong to."""
    transitions: tuple[Words, ...] = ()
    """Changes in life they are going through: bereavement, perinatal …"""
    note: Words | None = None
    """What is known of them here."""


class Structural(Record):
    """A change in money, home, work, care or safety."""

    change: Words
    """A rung of the rulebook: income_loss_small, job_loss, lost_home …"""
    group: Words
    """Whom it happens to."""
    people: Count | None = None
    """How many."""
    note: Words | None = None
    """How it comes about."""


class Mitigation(Record):
    """An action meant to avoid part of the loss."""

    kind: Words | None = None
    """A kind from the rulebook's catalogue; it gives a default strength."""
    action: Words | None = None
    """What will be done, in words."""
    reduces: Share | None = None
    """Share of the loss it avoids, from local evidence; it replaces the default."""
    groups: tuple[Words, ...] = Field(default=(), alias="for")
    """Groups it helps."""
    changes: tuple[Words, ...] = ()
    """Services it applies to; left out: all that it fits."""
    status: Literal["funded", "planned", "proposed"] | None = None
    """Funded counts in full, planned half, proposed a quarter."""
    owner: Words | None = None
    """Who does it."""
    by: When | None = None
    """When it is done."""
    cost: Amount | None = None
    """What it costs, in pounds."""

    @model_validator(mode="after")
    def _says_something(self) -> "Mitigation":
        if self.kind is None and self.action is None:
            raise amounts.MisreadError("needs a `kind`, or an `action` in words", "P302")
        return self


class Option(Record):
    """An alternative to the main proposal."""

    title: Words
    """What it is called."""
    summary: Words | None = None
    """In a sentence."""
    changes: tuple[Change, ...] = ()
    """Its own changes."""
    money: Money | None = None
    """Its own money."""
    mitigations: tuple[Mitigation, ...] = ()
    """Its own mitigations."""
    structural: tuple[Structural, ...] = ()
    """Its own structural lines."""
    turned_down_because: Words | None = None
    """Why it was not chosen."""


class Engagement(Record):
    """Who was asked and what came of it."""

    who: Words | None = None
    """Who was asked."""
    when: When | None = None
    """When."""
    how: Words | None = None
    """Survey, meeting, workshop …"""
    people: Count | None = None
    """How many took part."""
    said: Words | None = None
    """What they said."""
    changed: Words | None = None
    """What changed because of it."""
    none_because: Words | None = None
    """Why nobody was asked."""


def _one_or_more(value: object) -> object:
    """A single entry may stand without its dash: `engagement: {none_because: …}`."""
    return [value] if isinstance(value, dict) else value


class LocalEvidence(Record):
    """Something known locally."""

    kind: Literal["data", "engagement", "literature", "judgement"]
    """What sort of evidence it is."""
    text: Words
    """What it says."""
    source: Words | None = None
    """Where it comes from."""


class Monitoring(Record):
    """What will be measured afterwards."""

    measure: Words
    """A measure of the rulebook, or words."""
    group: Words | None = None
    """In whom."""
    baseline: Amount | None = None
    """The value before."""
    target: Amount | None = None
    """The value aimed at."""
    owner: Words | None = None
    """Who measures it."""
    date: When | None = None
    """When."""


class Override(Record):
    """A human judgement about a finding: printed beside it, never computed into it."""

    rule: Words
    """The entry or finding it is about."""
    change: Words
    """What the assessor holds instead."""
    reason: Words
    """Why."""
    by: Words
    """Who says so."""
    expires: When | None = None
    """Until when it holds."""


class Signoff(Record):
    """Who stands behind the assessment."""

    assessor: Words | None = None
    """Who wrote it."""
    reviewer: Words | None = None
    """Who checked it."""
    approved: Words | None = None
    """Who approved it."""
    date: When | None = None
    """When."""


class Proposal(Record):
    """A proposal as its file gives it."""

    title: Words
    """What is proposed, in a line."""
    kind: Literal["cut", "commission", "change"]
    """Whether it takes something away, brings something, or changes it."""
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    """What is done to which service."""
    summary: Words | None = None
    """In a sentence or two."""
    reference: Words | None = None
    """The council's own number; left out, the file's name is used."""
    decision: Decision | None = None
    """Who decides, and when."""
    place: Place | None = None
    """Where."""
    money: Money | None = None
    """What it saves or costs."""
    staff: Staff | None = None
    """What happens to staff."""
    groups: tuple[AffectedGroup, ...] = ()
    """Who is affected, as far as the council has named them."""
    enablers: dict[str, StrictBool | Words] = Field(default_factory=dict)
    """What helps or hinders here: yes, no or partly for each."""
    structural: tuple[Structural, ...] = ()
    """Changes in money, home, work, care or safety."""
    mitigations: tuple[Mitigation, ...] = ()
    """What will be done to avoid harm."""
    options: tuple[Option, ...] = ()
    """Alternatives; doing nothing is always added."""
    engagement: Annotated[tuple[Engagement, ...], BeforeValidator(_one_or_more)] = ()
    """Who was asked, or why nobody was."""
    local_evidence: tuple[LocalEvidence, ...] = ()
    """What is known locally."""
    monitoring: tuple[Monitoring, ...] = ()
    """What will be measured."""
    overrides: tuple[Override, ...] = ()
    """Judgements that differ from the findings."""
    signoff: Signoff | None = None
    """Who stands behind it."""
    private: tuple[Words, ...] = ()
    """Fields left out of the public report, as paths: signoff, groups[0].note, engagement[1].said …"""
