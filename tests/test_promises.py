"""What the scoring promises, whatever the proposal: each class is a promise, and its name the sentence."""
# ruff: noqa: E501, N801 - a case is one row of a table; the name of a class is the sentence that its tests prove

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from math import isclose, prod, sqrt
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mhia.assessment import BANDS, Assessment, Contribution, Finding, GroupResult, Identity, Interval, Significance
from mhia.domains import DOMAINS
from mhia.intake import read_proposal
from mhia.proposal import Proposal
from mhia.report.data import read_assessment, record
from mhia.report.view.numbers import beyond
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess

ROOT = Path(__file__).parent.parent
EXAMPLES = tuple(sorted((ROOT / "examples").glob("*.yaml")))
MADE_ON = date(2026, 11, 22)
DRAWS = 60
EXACT = 1e-12
CLOSE = 1e-9

Fields = dict[str, Any]
Key = tuple[str, str, str]
"""The group, the domain and the direction of a finding."""


@cache
def rulebook() -> Rulebook:
    return load_rulebook(cache=False)


def proposal(*changes: Fields, **fields: Any) -> Proposal:
    return Proposal.model_validate({"title": "A proposal", "kind": "change", "changes": list(changes), **fields})


def assessed(given: Proposal, draws: int = 0, name: str = "p") -> Assessment:
    return assess(given, rulebook(), Identity(name, f"{name}.yaml", "0" * 64), on=MADE_ON, draws=draws)


def scored(*changes: Fields, **fields: Any) -> Assessment:
    """Best estimates alone: a few milliseconds."""
    return assessed(proposal(*changes, **fields))


def findings(assessment: Assessment) -> dict[Key, Finding]:
    both = (
        (row.id, finding)
        for row in assessment.groups
        for cell in row.cells
        for finding in (cell.adverse, cell.beneficial)
    )
    return {(row, finding.domain, finding.direction): finding for row, finding in both if finding is not None}


def sizes(assessment: Assessment, when: str = "before") -> dict[Key, float]:
    """The best estimate of every finding (SD)."""
    return {key: attrgetter(when)(finding).magnitude.typical for key, finding in findings(assessment).items()}


def shared_rows(first: Assessment, second: Assessment) -> list[tuple[GroupResult, GroupResult]]:
    others = {row.id: row for row in second.groups}
    return [(row, others[row.id]) for row in first.groups if row.id in others]


def without_crossings(row: GroupResult) -> list[tuple[Any, ...]]:
    """The row's findings; what would change one is worked out for the headline alone, wherever that stands."""
    found = [finding for cell in row.cells for finding in (cell.adverse, cell.beneficial)]
    plain = [replace(finding, crossings=()) if finding is not None else None for finding in found]
    return [(row.id, row.need, row.users, row.tie), tuple(plain), tuple(cell.status for cell in row.cells)]


def never_better(
    smaller: Assessment, larger: Assessment, direction: str = "adverse", when: str = "before"
) -> list[Key]:
    """The findings that a larger change shows as smaller, in the rows that both show."""
    rows = {row.id for row, _ in shared_rows(smaller, larger)}
    then = sizes(larger, when)
    return [
        key
        for key, size in sizes(smaller, when).items()
        if key[0] in rows and key[2] == direction and then.get(key, 0.0) < size - CLOSE
    ]


SERVICES = (
    # A venue, a bus, a place of care, treatment to which people are sent, and one whose loss costs a home.
    "library", "bus_service", "day_centre_older", "nhs_talking_therapies", "homelessness_accommodation",
)  # fmt: skip
MORE_SERVICES = (*SERVICES, "youth_club", "social_places")
LOSSES = tuple(id_ for id_ in load_rulebook(cache=False).changes if rulebook().change(id_).direction == "loss")
GAINS = tuple(id_ for id_ in rulebook().changes if rulebook().change(id_).direction == "gain")
SCORED_LOSSES = tuple(id_ for id_ in LOSSES if rulebook().change(id_).response != "structural")


ONE_OF_EACH_KIND = (
    "close", "end_contract", "reduce_hours", "reduce_frequency", "reduce_capacity", "reduce_sites", "raise_fees", "introduce_fees", "relocate",
    "merge", "digital_first", "self_service", "tighten_eligibility", "transfer_to_community", "tender_at_lower_value", "replace", "pause",
    "increase_waiting",
)  # fmt: skip
"""A change for each response, and one more where the response takes another way (hours, journeys, added loss)."""


def groups_of(service: str) -> list[Fields]:
    """Groups that the rulebook treats differently in a service, named so that the rows stay the same whatever the size."""
    entry = rulebook().service(service)
    reached = [each.group for each in entry.susceptible if each.acts_on == "reach"]
    named = dict.fromkeys(
        [*(use.group for use in entry.used_by[:3]), *reached[:2], entry.susceptible[0].group, "no_car"]
    )
    return [{"group": group} for group in named]


def ladder(change: Fields, path: Sequence[str], values: Sequence[Any]) -> Iterator[Fields]:
    """The change with one of its fields at each value in turn."""
    for value in values:
        made = deepcopy(change)
        inside = made
        for key in path[:-1]:
            inside = inside.setdefault(key, {})
        inside[path[-1]] = value
        yield made


STEPS = (0.0, 0.3, 0.7, 1.0)
SIZES: tuple[tuple[str, str, tuple[Any, ...], Fields], ...] = (
    # change, field, values from the smaller cut to the larger, what else the change says
    *((id_, "by", STEPS, {}) for id_ in SCORED_LOSSES if rulebook().change(id_).by_unknown is not None or id_ == "close"),
    ("reduce_capacity", "capacity.after", (45, 40, 33, 20, 0), {"capacity": {"before": 45, "used": 33}}),
    ("reduce_capacity", "capacity.after", (45, 40, 33, 20, 0), {"capacity": {"before": 45}}),
    ("reduce_capacity", "capacity.used", (0, 20, 34, 40, 45), {"capacity": {"before": 45, "after": 34}}),
    ("merge", "capacity.after", (60, 45, 33, 20, 0), {"capacity": {"before": 45, "used": 33}}),
    ("raise_fees", "price.after", (2, 2.2, 3, 5, 20), {"price": {"before": 2}}),
    ("withdraw_concession", "price.after", (2, 2.2, 3, 5, 20), {"price": {"before": 2}}),
    ("introduce_fees", "price.after", (0, 1, 2, 5, 20), {"price": {"before": 0}}),
    ("relocate", "extra_km", (0, 1, 3, 8, 30), {}),
    ("merge", "extra_km", (0, 1, 3, 8, 30), {}),
    ("reduce_sites", "extra_km", (0, 1, 3, 8, 30), {"sites": {"affected": 3, "of": 10}}),
    ("close", "extra_km", (0, 1, 3, 8, 30), {"sites": {"affected": 3, "of": 10}}),
    ("end_contract", "share_of_income", (0, 0.1, 0.3, 0.6, 1), {}),
    ("pause", "months", (0, 1, 6, 12, 24), {}),
    ("increase_waiting", "weeks", (0, 4, 12, 26, 60), {}),
    ("replace", "uptake", (1, 0.75, 0.5, 0.25, 0), {}),
)  # fmt: skip


class Test_a_larger_cut_is_never_scored_better_than_a_smaller_one:
    @pytest.mark.parametrize("service", MORE_SERVICES)
    def test_by_its_size(self, service: str) -> None:
        for id_, field, values, more in SIZES:
            self._climbs({"service": service, "change": id_, **more}, field.split("."), values)

    @pytest.mark.parametrize("service", SERVICES)
    def test_by_the_part_concerned(self, service: str) -> None:
        for id_ in SCORED_LOSSES:
            self._climbs({"service": service, "change": id_}, ["affects"], (0.0, 0.4, 1.0))

    @pytest.mark.parametrize("service", SERVICES)
    def test_by_the_number_of_sites(self, service: str) -> None:
        for id_ in SCORED_LOSSES:
            self._climbs({"service": service, "change": id_, "sites": {"of": 10}}, ["sites", "affected"], (0, 9, 10))

    @pytest.mark.parametrize("enabler", ["colocation", "easy_front_door", "digital_only_access"])
    def test_by_the_number_of_sites_whatever_helps_or_hinders(self, enabler: str) -> None:
        for level in ("present", "absent"):
            change = {"service": "library", "change": "close", "sites": {"of": 10}}
            self._climbs(change, ["sites", "affected"], (0, 3, 7, 9, 10), enablers={enabler: level})

    @pytest.mark.parametrize(
        ("service", "field"), [*((service, "nearest_km") for service in SERVICES), ("library", "travel_minutes")]
    )
    def test_by_the_way_to_the_next_one(self, service: str, field: str) -> None:
        for id_ in ONE_OF_EACH_KIND:
            self._climbs({"service": service, "change": id_, "by": 0.4}, ["alternatives", field], (0, 4, 50))

    @pytest.mark.parametrize("service", SERVICES)
    def test_by_how_few_find_an_equivalent(self, service: str) -> None:
        for id_ in ONE_OF_EACH_KIND:
            path = ["alternatives", "share_finding_equivalent"]
            self._climbs({"service": service, "change": id_, "by": 0.4}, path, (1, 0.5, 0))

    def test_by_how_bad_the_bus_is(self) -> None:
        for id_ in ONE_OF_EACH_KIND:
            path = ["alternatives", "public_transport"]
            self._climbs({"service": "library", "change": id_, "extra_km": 4}, path, ("good", "poor", "none"))

    def test_by_how_deprived_the_place_is(self) -> None:
        steps = [
            scored({"service": "library", "change": "transfer_to_community"}, place={"deprivation": decile})
            for decile in range(10, 0, -1)
        ]
        for smaller, larger in itertools.pairwise(steps):
            assert never_better(smaller, larger) == []

    @pytest.mark.parametrize("service", MORE_SERVICES)
    def test_and_closing_is_never_better_than_anything_less(self, service: str) -> None:
        whole = scored({"service": service, "change": "close"}, groups=groups_of(service))
        for id_ in SCORED_LOSSES:
            less = scored({"service": service, "change": id_, "by": 1.0, "weeks": 100}, groups=groups_of(service))
            assert never_better(less, whole) == [], id_

    @staticmethod
    def _climbs(change: Fields, path: Sequence[str], values: Sequence[Any], **fields: Any) -> None:
        groups = groups_of(change["service"])
        steps = [scored(each, groups=groups, **fields) for each in ladder(change, path, values)]
        for value, smaller, larger in zip(values, steps, steps[1:], strict=False):
            assert never_better(smaller, larger) == [], f"{change} from {'.'.join(path)} = {value}"


class Test_a_rise_never_loses_more_than_beginning_to_charge:
    """From nearly nothing to five pounds is no worse than from nothing: an elasticity is measured on ordinary rises."""

    PRICED = (
        "leisure_centre_pool",
        "museums_heritage",
        "bus_service",
        "library",
        "lunch_club",
        "choir_singing",
        "social_places",
    )

    @pytest.mark.parametrize("when", ["before", "time.long"])
    @pytest.mark.parametrize("change", ["raise_fees", "withdraw_concession"])
    @pytest.mark.parametrize("service", PRICED)
    def test_from_whatever_price(self, service: str, change: str, when: str) -> None:
        groups = [*groups_of(service), {"group": "low_income_households"}]
        groups = [each for at, each in enumerate(groups) if each not in groups[:at]]
        charged = scored(
            {"service": service, "change": "introduce_fees", "price": {"before": 0, "after": 5}}, groups=groups
        )
        for before in (0.0001, 0.01, 0.5, 2, 4.9):
            raised = scored(
                {"service": service, "change": change, "affects": 1.0, "price": {"before": before, "after": 5}},
                groups=groups,
            )
            assert never_better(raised, charged, when=when) == [], before

    def test_and_an_ordinary_rise_is_what_its_elasticity_says(self) -> None:
        ordinary = scored({"service": "leisure_centre_pool", "change": "raise_fees", "by": 0.25})
        (share,) = {
            finding.contributions[0].share_before.typical
            for finding in findings(ordinary).values()
            if finding.group == "everyone"
        }
        assert share == pytest.approx((1 - 1.25**-0.2) * 0.5 * (1 - 0.5))


class Test_a_larger_gain_is_never_scored_worse_than_a_smaller_one:
    GROWING: tuple[tuple[str, str, tuple[Any, ...], Fields], ...] = (
        ("extend_hours", "by", STEPS, {}),
        ("improve", "by", STEPS, {}),
        ("reduce_fees", "by", (0.0, 0.2, 0.5, 0.9, 0.999), {}),
        ("reduce_fees", "price.after", (3, 2.5, 1, 0.1, 0), {"price": {"before": 3}}),
        ("commission", "uptake", STEPS, {"offered": 100}),
        ("commission", "completion", STEPS, {"users": 100}),
        ("expand", "completion", STEPS, {"offered": 100}),
        ("commission", "affects", STEPS, {}),
    )

    @pytest.mark.parametrize(("change", "field", "values", "more"), GROWING)
    @pytest.mark.parametrize("service", ["library", "bus_service", "walking_group", "nhs_talking_therapies"])
    def test_field_by_field(self, service: str, change: str, field: str, values: Sequence[Any], more: Fields) -> None:
        groups = groups_of(service)
        each = ladder({"service": service, "change": change, **more}, field.split("."), values)
        steps = [scored(one, groups=groups) for one in each]
        for value, smaller, larger in zip(values, steps, steps[1:], strict=False):
            assert never_better(smaller, larger, "beneficial") == [], f"from {value}"


ONE_OF_EACH: tuple[Fields, ...] = (
    {"group": "older_living_alone", "people": "200-400", "transitions": ["bereavement"], "note": "They meet on Saturdays"},
    {"group": "disabled_people", "share": "10-30%", "also": ["no_car"]},
    {"group": "children_low_income", "share": 0.1},
    {"group": "carers"},
)  # fmt: skip
LIBRARY: Fields = {"service": "library", "change": "close", "users": "900-1300"}
CLUB: Fields = {"service": "youth_club", "change": "reduce_sessions", "by": "30-50%", "users": 300}
BUS: Fields = {"service": "bus_service", "change": "close", "users": 800}
LUNCH: Fields = {"service": "lunch_club", "change": "commission", "offered": 60}


class Test_the_order_of_groups_and_files_changes_nothing:
    def test_of_the_groups(self) -> None:
        one = assessed(proposal(LIBRARY, CLUB, groups=list(ONE_OF_EACH)), DRAWS)
        other = assessed(proposal(LIBRARY, CLUB, groups=list(reversed(ONE_OF_EACH))), DRAWS)
        assert one.groups == other.groups
        assert (one.headlines, one.totals, one.red_lines) == (other.headlines, other.totals, other.red_lines)
        assert (one.questions, one.checks) == (other.questions, other.checks)

    def test_of_the_mitigations(self) -> None:
        several = [
            {"kind": "signposting", "status": "funded"},
            {"kind": "social_prescribing_offer", "status": "funded"},
            {"kind": "outreach", "status": "planned"},
            {"action": "A van", "reduces": "20%", "for": ["older_people"], "status": "funded"},
        ]
        one = scored(LIBRARY, mitigations=several, groups=list(ONE_OF_EACH))
        other = scored(LIBRARY, mitigations=several[::-1], groups=list(ONE_OF_EACH))
        assert sizes(one, "after") == pytest.approx(sizes(other, "after"), abs=EXACT)

    def test_of_the_changes(self) -> None:
        """Their ids and streams carry their number, so best estimates are compared."""
        one, other = scored(LIBRARY, CLUB, BUS, LUNCH), scored(LUNCH, BUS, CLUB, LIBRARY)
        assert [row.id for row in one.groups] == [row.id for row in other.groups]
        assert sizes(one) == pytest.approx(sizes(other), abs=EXACT)

    def test_of_the_enablers(self) -> None:
        given = {"coproduction_and_involvement": "absent", "colocation": "present", "implementation_quality": "partly"}
        one = scored(LIBRARY, enablers=given)
        other = scored(LIBRARY, enablers=dict(reversed(given.items())))
        assert sizes(one) == pytest.approx(sizes(other), abs=EXACT)

    def test_of_the_files(self) -> None:
        first, second = proposal(LIBRARY, groups=list(ONE_OF_EACH)), proposal(CLUB, LUNCH)
        forwards = [record(assessed(first, DRAWS, "first")), record(assessed(second, DRAWS, "second"))]
        backwards = [record(assessed(second, DRAWS, "second")), record(assessed(first, DRAWS, "first"))]
        assert forwards == backwards[::-1]

    @pytest.mark.parametrize(
        ("service", "change", "one", "other"),
        [
            ("library", "close", "older_people", "no_car"),
            ("creche", "close", "lone_parents", "women"),
            ("childrens_placements", "raise_fees", "low_income_households", "no_car"),
            ("active_travel", "reduce_hours", "children_young_people", "older_people"),
            ("customer_service_counter", "digital_first", "digitally_excluded", "limited_english"),
        ],
    )
    def test_of_the_groups_an_intersection_is_made_of(self, service: str, change: str, one: str, other: str) -> None:
        told = {"service": service, "change": change, "by": 0.4, "when": ["evening"]}
        first, second = (
            {
                key[1:]: size
                for key, size in sizes(scored(told, groups=[{"group": a, "also": [b]}])).items()
                if "+" in key[0]
            }
            for a, b in ((one, other), (other, one))
        )
        assert first
        assert first == pytest.approx(second, abs=EXACT)


class Test_undoing_a_change_undoes_its_findings:
    NOTHING_DONE: tuple[Fields, ...] = (
        *({"change": id_, "by": 0} for id_ in SCORED_LOSSES if rulebook().change(id_).response == "proportion" and id_ != "tender_at_lower_value"),
        *({"change": id_, "affects": 0} for id_ in SCORED_LOSSES + GAINS),
        {"change": "reduce_capacity", "capacity": {"before": 45, "after": 45}},
        {"change": "reduce_capacity", "capacity": {"before": 45, "after": 34, "used": 33}},
        {"change": "raise_fees", "price": {"before": 2, "after": 2}},
        {"change": "reduce_fees", "price": {"before": 2, "after": 2}},
        {"change": "relocate", "extra_km": 0},
        {"change": "reduce_sites", "extra_km": 0, "sites": {"affected": 3, "of": 10}},
        {"change": "close", "sites": {"affected": 0, "of": 10}},
        {"change": "increase_waiting", "weeks": 0},
        {"change": "extend_hours", "by": 0},
        {"change": "commission", "offered": 50, "uptake": 0},
        {"change": "close", "alternatives": {"share_finding_equivalent": 1}, "by": 0},
    )  # fmt: skip

    @pytest.mark.parametrize(
        "change", NOTHING_DONE, ids=lambda change: "-".join(f"{key}={value}" for key, value in change.items())
    )
    def test_a_change_of_nothing_moves_nobody(self, change: Fields) -> None:
        for service in ("library", "day_centre_older", "customer_service_counter"):
            moved = {key: size for key, size in sizes(scored({"service": service, **change})).items() if size > CLOSE}
            assert moved == {}, service

    @pytest.mark.parametrize("taken_out", [LIBRARY, CLUB, LUNCH], ids=["the library", "the club", "the lunch club"])
    def test_a_change_taken_out_leaves_no_trace(self, taken_out: Fields) -> None:
        rest = [each for each in (LIBRARY, CLUB, LUNCH) if each is not taken_out]
        for finding in findings(scored(*rest)).values():
            assert taken_out["service"] not in {part.service for part in finding.contributions}
        before = findings(scored(LIBRARY, CLUB, LUNCH))
        assert taken_out["service"] in {part.service for finding in before.values() for part in finding.contributions}

    def test_what_a_structural_line_does_goes_with_it(self) -> None:
        line = {"change": "job_loss", "group": "frontline_staff", "people": 6}
        assert "frontline_staff" in {row.id for row in scored(LIBRARY, structural=[line]).groups}
        assert "frontline_staff" not in {row.id for row in scored(LIBRARY).groups}

    def test_there_and_back_is_where_it_was(self) -> None:
        there = proposal(LIBRARY, enablers={"colocation": "present"}, mitigations=[{"kind": "outreach"}])
        back = there.model_copy(update={"enablers": {}, "mitigations": ()})
        assert replace(assessed(back, DRAWS), proposal={}) == replace(assessed(proposal(LIBRARY), DRAWS), proposal={})


class Test_a_field_no_rule_reads_changes_nothing:
    UNREAD: Mapping[str, Fields] = {
        "title": {"title": "Another title"},
        "summary": {"summary": "It closes."},
        "reference": {"reference": "LIB-1"},
        "decision": {"decision": {"body": "Cabinet", "date": "2027-01-01", "owner": "Head", "stage": "final"}},
        "name and wards": {"place": {"name": "Ferrowdale", "wards": ["Upper Dale"]}},
        "engagement": {"engagement": [{"who": "Users", "when": "2026", "said": "Keep it", "people": 12}]},
        "local_evidence": {"local_evidence": [{"kind": "data", "text": "A third come after five", "source": "Counters"}]},
        "monitoring": {"monitoring": [{"measure": "ucla3", "group": "carers", "baseline": 5, "target": 4}]},
        "overrides": {"overrides": [{"rule": "library", "change": "larger", "reason": "we know", "by": "us"}]},
        "signoff": {"signoff": {"assessor": "A", "reviewer": "B", "approved": "C", "date": "2026"}},
        "options": {"options": [{"title": "Close two", "changes": [LIBRARY]}]},
    }  # fmt: skip
    UNREAD_IN_A_CHANGE: Mapping[str, Any] = {
        "note": "Only on Mondays",
        "description": "The mobile library",
        "visits": 300000,
        "alternatives": {"note": "The next branch"},
        "when": ["saturday"],
        "weeks": 4,
        "taker": True,
        "routes_kept": "phone",
    }

    @pytest.mark.parametrize("field", UNREAD)
    def test_of_a_proposal(self, field: str) -> None:
        plain = assessed(proposal(LIBRARY, CLUB, groups=list(ONE_OF_EACH)), DRAWS)
        more = assessed(proposal(LIBRARY, CLUB, groups=list(ONE_OF_EACH), **self.UNREAD[field]), DRAWS)
        assert (plain.groups, plain.totals, plain.questions) == (more.groups, more.totals, more.questions)
        assert (plain.red_lines, plain.headlines, plain.ranked) == (more.red_lines, more.headlines, more.ranked)

    @pytest.mark.parametrize("field", UNREAD_IN_A_CHANGE)
    def test_of_a_change(self, field: str) -> None:
        plain, more = (
            assessed(proposal({**LIBRARY, **also}), DRAWS) for also in ({}, {field: self.UNREAD_IN_A_CHANGE[field]})
        )
        assert (plain.groups, plain.totals, plain.questions) == (more.groups, more.totals, more.questions)

    @pytest.mark.parametrize(
        "change", [id_ for id_ in rulebook().changes if "need_level" not in rulebook().change(id_).parameters]
    )
    def test_of_a_change_that_has_no_levels_of_need(self, change: str) -> None:
        without = {"service": "library", "change": change}
        assert findings(scored({**without, "need_level": "high_need"})) == findings(scored(without))

    def test_a_note_on_a_group_is_only_shown(self) -> None:
        plain, more = (
            scored(LIBRARY, groups=[{"group": "carers", **note}]) for note in ({}, {"note": "They meet here"})
        )
        assert sizes(plain) == sizes(more)

    def test_a_mitigations_words_owner_and_cost_move_nothing(self) -> None:
        bare = {"kind": "outreach", "status": "funded"}
        told = {**bare, "action": "Visits", "owner": "Head", "by": "2027-01", "cost": 5000}
        assert sizes(scored(LIBRARY, mitigations=[bare]), "after") == sizes(
            scored(LIBRARY, mitigations=[told]), "after"
        )

    def test_money_and_population_decide_only_the_totals(self) -> None:
        plain = assessed(proposal(LIBRARY), DRAWS)
        more = assessed(proposal(LIBRARY, money={"annual_change": -5000}, place={"population": 90000}), DRAWS)
        assert plain.groups == more.groups


def recombined(finding: Finding, when: str) -> float:
    """The magnitude that the contributions shown come to (SD), by the formula on the method page."""
    terms = [
        (part.kind, part.weight * _share(part, when).typical * part.effect.typical**2) for part in finding.contributions
    ]
    service = sum(term for kind, term in terms if kind != "structural")
    structural = max((term for kind, term in terms if kind == "structural"), default=0.0)
    return sqrt(max(service, structural))


def _share(part: Contribution, when: str) -> Interval:
    return part.share_before if when == "before" else part.share_after


NUMBERS = st.sampled_from([0.05, 0.2, 0.4, 0.75, 1.0])
MITIGATIONS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(rulebook().mitigations)},
        optional={
            "status": st.sampled_from(["funded", "planned", "proposed"]),
            "reduces": NUMBERS,
            "for": st.just(["older_people"]),
        },
    ),
    max_size=3,
)
CHANGES = st.lists(
    st.fixed_dictionaries(
        {"service": st.sampled_from(rulebook().services), "change": st.sampled_from(SCORED_LOSSES + GAINS), "by": NUMBERS},
        optional={
            "users": st.sampled_from([5, 300, "200-400"]),
            "affects": NUMBERS,
            "sites": st.sampled_from([{"affected": 2, "of": 8}, {"affected": 8, "of": 8}]),
            "extra_km": st.sampled_from([0, 2, "1-6"]),
            "price": st.sampled_from([{"before": 2, "after": 2}, {"before": 0, "after": 0}]),
            "alternatives": st.sampled_from([{"nearest_km": 3}, {"public_transport": "none"}, {"share_finding_equivalent": "20-40%"}]),
            "serves": st.sampled_from([["lunch_club"], ["library"]]),
            "same_people": st.booleans(),
        },
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip
GROUPS = st.lists(
    st.fixed_dictionaries(
        {"group": st.sampled_from(rulebook().groups)},
        optional={
            "share": st.sampled_from([0.1, "20-40%"]),
            "people": st.sampled_from([40, "10-90"]),
            "also": st.lists(st.sampled_from(["no_car", "older_people", "low_income_households"]), max_size=2, unique=True),
            "transitions": st.lists(st.sampled_from(rulebook().transitions), max_size=2, unique=True),
        },
    ),
    max_size=3,
    unique_by=lambda group: group["group"],
)  # fmt: skip
STRUCTURAL = st.lists(
    st.fixed_dictionaries(
        {
            "change": st.sampled_from(rulebook().rungs),
            "group": st.sampled_from(["carers", "low_income_households", "frontline_staff"]),
        },
        optional={"people": st.sampled_from([4, "10-20"])},
    ),
    max_size=2,
)
ENABLERS = st.dictionaries(
    st.sampled_from([id_ for id_ in rulebook().enablers if "present" in rulebook().enabler(id_).levels]),
    st.sampled_from(["present", "partly", "absent"]),
    max_size=2,
)


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
    """Any proposal that a council could write, plausible or not."""
    place = draw(
        st.sampled_from([{}, {"setting": "rural", "deprivation": 2}, {"setting": "urban", "population": 50000}])
    )
    return proposal(
        *draw(CHANGES), groups=draw(GROUPS), structural=draw(STRUCTURAL), enablers=draw(ENABLERS), mitigations=draw(MITIGATIONS), place=place,
    )  # fmt: skip


any_proposal = given(proposals())
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


class Test_whatever_is_proposed:
    @any_proposal
    @few
    def test_shown_contributions_combine_to_the_shown_finding(self, given: Proposal) -> None:
        for finding in findings(assessed(given)).values():
            for when in ("before", "after"):
                shown: Significance = getattr(finding, when)
                assert isclose(recombined(finding, when), shown.magnitude.typical, abs_tol=CLOSE)

    @any_proposal
    @few
    def test_the_factors_shown_multiply_to_the_effect_shown(self, given: Proposal) -> None:
        for finding in findings(assessed(given)).values():
            for part in finding.contributions:
                made = max(prod(factor.value for factor in part.effect_factors), 0.0)
                assert isclose(min(made, rulebook().parameters["effect"]["cap"]), part.effect.typical, abs_tol=CLOSE), (
                    part.id
                )

    @any_proposal
    @few
    def test_no_domain_is_dropped(self, given: Proposal) -> None:
        for row in assessed(given).groups:
            assert tuple(cell.domain for cell in row.cells) == DOMAINS
            assert all((cell.status == "finding") == bool(cell.adverse or cell.beneficial) for cell in row.cells)

    @any_proposal
    @few
    def test_probabilities_add_up_and_ranges_run_forwards(self, given: Proposal) -> None:
        for finding in findings(assessed(given, 40)).values():
            for shown in (finding.before, finding.after, finding.time.short, finding.time.long):
                assert isclose(sum(shown.probabilities.values()), 1, abs_tol=CLOSE)
                assert set(shown.probabilities) == set(BANDS)
                assert 0 <= shown.magnitude.low <= shown.magnitude.high
                assert 0 <= shown.share.low <= shown.share.high <= 1 + CLOSE
            assert finding.before.probabilities["negligible"] >= finding.chance_of_none - CLOSE
            assert finding.after.band in finding.bands or finding.size_unknown
            assert list(finding.bands) == [band for band in BANDS if band in finding.bands], "in order, each once"

    @any_proposal
    @few
    def test_effects_are_bounded(self, given: Proposal) -> None:
        cap = rulebook().parameters["effect"]["cap"] + CLOSE
        for finding in findings(assessed(given, 40)).values():
            assert finding.effect.high <= cap
            assert finding.before.magnitude.high <= cap * sqrt(sum(part.weight for part in finding.contributions))
            for part in finding.contributions:
                assert 0 <= part.effect.low <= part.effect.high <= cap
                assert 0 <= part.share_after.typical <= part.share_before.typical + CLOSE <= 1 + 2 * CLOSE

    @any_proposal
    @few
    def test_after_is_never_worse_than_before_and_never_better_without_a_mitigation(self, given: Proposal) -> None:
        for finding in findings(assessed(given)).values():
            before, after = finding.before.magnitude.typical, finding.after.magnitude.typical
            assert after <= before + CLOSE
            acting = any(factor.role == "mitigation" for part in finding.contributions for factor in part.share_factors)
            assert acting or after == before

    @any_proposal
    @settings(few, max_examples=12)
    def test_the_same_proposal_gives_the_same_bytes_and_they_can_be_read_back(self, given: Proposal) -> None:
        once, again = (record(assessed(given, 20)) for _ in range(2))
        assert once == again
        assert record(read_assessment(once)) == once

    @any_proposal
    @few
    def test_the_order_of_the_groups_is_no_matter(self, given: Proposal) -> None:
        turned = given.model_copy(update={"groups": given.groups[::-1]})
        assert sizes(assessed(given)) == pytest.approx(sizes(assessed(turned)), abs=EXACT)

    @any_proposal
    @few
    def test_a_row_does_not_change_when_another_group_is_named(self, given: Proposal) -> None:
        assume("armed_forces_community" not in {group.group for group in given.groups})
        one_more = proposal(LIBRARY, groups=[{"group": "armed_forces_community", "share": "5-9%"}]).groups
        more = given.model_copy(update={"groups": (*one_more, *given.groups)})
        for row, same in shared_rows(assessed(given, 20), assessed(more, 20)):
            if "armed_forces_community" not in row.members:
                assert without_crossings(row) == without_crossings(same), row.id


class Test_mitigation_has_no_cliffs:
    def test_each_point_of_strength_counts_a_little(self) -> None:
        steps = [
            scored(LIBRARY, mitigations=[{"action": "A van", "reduces": at / 100, "status": "funded"}])
            for at in range(101)
        ]
        powers = [{key: size**2 for key, size in sizes(step, "after").items()} for step in steps]
        whole = {key: size**2 for key, size in sizes(steps[0]).items()}
        for now, then in itertools.pairwise(powers):
            assert all(-CLOSE <= now[key] - then[key] <= 0.011 * whole[key] for key in whole)

    @pytest.mark.parametrize("status", ["funded", "planned", "proposed"])
    def test_a_little_more_of_a_second_one_counts_a_little_too(self, status: str) -> None:
        def left(second: float) -> dict[Key, float]:
            return sizes(scored(LIBRARY, mitigations=[
                {"action": "A van", "reduces": 0.3, "status": "funded"}, {"action": "Visits", "reduces": second, "status": status},
            ]), "after")  # fmt: skip

        steps = [left(at / 50) for at in range(51)]
        assert all(abs(now[key] - then[key]) < 0.02 for now, then in itertools.pairwise(steps) for key in now)


class Test_more_mitigation_never_makes_a_finding_worse:
    @pytest.mark.parametrize("service", ["library", "day_centre_older"])
    def test_one_more_kind_whatever_stands_before_it(self, service: str) -> None:
        change = {"service": service, "change": "close", "users": 400}
        for first in ("signposting", "transport_help"):
            alone = scored(change, mitigations=[{"kind": first, "status": "funded"}])
            for second in rulebook().mitigations:
                for pair in ([first, second], [second, first]):
                    both = scored(change, mitigations=[{"kind": kind, "status": "funded"} for kind in pair])
                    assert never_better(both, alone, when="after") == [], pair

    def test_a_firmer_promise(self) -> None:
        steps = [
            scored(LIBRARY, mitigations=[{"kind": "outreach", **status}])
            for status in ({"status": "funded"}, {"status": "planned"}, {"status": "proposed"})
        ]
        for firmer, looser in itertools.pairwise(steps):
            assert never_better(firmer, looser, when="after") == []
        assert sizes(scored(LIBRARY, mitigations=[{"kind": "outreach"}]), "after") == sizes(steps[-1], "after")

    def test_before_mitigation_nothing_has_changed(self) -> None:
        with_one = scored(LIBRARY, mitigations=[{"kind": "outreach", "status": "funded"}])
        assert sizes(with_one) == sizes(scored(LIBRARY))
        assert sizes(with_one, "after") != sizes(scored(LIBRARY), "after")


class Test_adding_a_group_changes_nothing_in_the_other_rows:
    def test_nor_where_others_are_concerned_by_other_changes(self) -> None:
        """Rows that different changes concern, with parts of the users that happen to be the same numbers in another order."""
        changes = [
            {"service": "community_development", "change": "close", "users": 100},
            {"service": "green_prescribing", "change": "commission", "users": 0},
            {"service": "assertive_community_support", "change": "close", "users": 0},
            {"service": "road_and_water_safety", "change": "commission", "users": 100},
        ]
        groups = [{"group": "black_ethnic_groups"}, {"group": "deprived_areas"}]
        together = scored(*changes, groups=groups)
        for one in groups:
            for row, same in shared_rows(together, scored(*changes, groups=[one])):
                assert without_crossings(row) == without_crossings(same), row.id

    def test_not_even_a_draw(self) -> None:
        few = assessed(proposal(LIBRARY, CLUB, groups=list(ONE_OF_EACH[:2])), DRAWS)
        more = assessed(
            proposal(LIBRARY, CLUB, groups=[{"group": "armed_forces_community", "people": "3-9"}, *ONE_OF_EACH[:2]]),
            DRAWS,
        )
        rows = shared_rows(few, more)
        assert {row.id for row, _ in rows} >= {"everyone", "older_living_alone", "disabled_people+no_car"}
        for row, same in rows:
            assert without_crossings(row) == without_crossings(same), row.id


INPUTS: tuple[tuple[str, str, str, float, float, Fields], ...] = (
    # service, change, field, least, most, what else the change says
    ("library", "reduce_hours", "by", 0, 1, {"when": ["evening"]}),
    ("library", "close", "affects", 0, 1, {}),
    ("library", "self_service", "by", 0, 1, {}),
    ("library", "self_service", "affects", 0, 1, {}),
    ("library", "reduce_capacity", "by", 0, 1, {}),
    ("day_centre_older", "reduce_capacity", "capacity.after", 0, 45, {"capacity": {"before": 45, "used": 33}}),
    ("day_centre_older", "reduce_capacity", "capacity.used", 0, 45, {"capacity": {"before": 45, "after": 34}}),
    ("day_centre_older", "merge", "capacity.after", 0, 60, {"capacity": {"before": 45, "used": 33}}),
    ("library", "close", "alternatives.nearest_km", 0, 40, {}),
    ("library", "close", "alternatives.travel_minutes", 0, 120, {}),
    ("library", "close", "alternatives.share_finding_equivalent", 0, 1, {}),
    ("library", "relocate", "extra_km", 0, 40, {}),
    ("library", "reduce_sites", "extra_km", 0, 40, {"sites": {"affected": 7, "of": 10}}),
    ("library", "close", "extra_km", 0, 40, {"sites": {"affected": 7, "of": 10}}),
    ("library", "merge", "extra_km", 0, 40, {}),
    ("library", "close", "sites.affected", 0, 9.99, {"sites": {"of": 10}}),
    ("carers_support", "end_contract", "share_of_income", 0, 1, {}),
    ("leisure_centre_pool", "raise_fees", "price.after", 2, 20, {"price": {"before": 2}}),
    ("leisure_centre_pool", "raise_fees", "price.before", 0.01, 2, {"price": {"after": 2}}),
    ("leisure_centre_pool", "raise_fees", "by", 0, 1, {}),
    ("leisure_centre_pool", "reduce_fees", "price.after", 0, 4, {"price": {"before": 4}}),
    ("leisure_centre_pool", "reduce_fees", "by", 0, 1, {}),
    ("leisure_centre_pool", "withdraw_concession", "by", 0, 1, {}),
    ("bus_service", "reduce_frequency", "by", 0, 1, {"serves": ["lunch_club"]}),
    ("library", "pause", "months", 0, 24, {}),
    ("nhs_talking_therapies", "increase_waiting", "weeks", 0, 60, {}),
    ("library", "replace", "uptake", 0, 1, {}),
    ("library", "tender_at_lower_value", "by", 0, 1, {}),
    ("lunch_club", "commission", "uptake", 0, 1, {"offered": 100}),
    ("lunch_club", "commission", "completion", 0, 1, {"offered": 100}),
)  # fmt: skip


def powers(given: Fields) -> dict[Key, float]:
    """Magnitude squared, which moves in step with the share of people reached."""
    return {key: size**2 for key, size in sizes(assessed(Proposal.model_validate(given)), "after").items()}


def furthest(first: Mapping[Key, float], second: Mapping[Key, float]) -> float:
    """The largest move of a finding that stands in both (which groups are shown may change)."""
    return max((abs(first[key] - second[key]) for key in first.keys() & second.keys()), default=0.0)


def cliff(given: Fields, path: Sequence[str | int], least: float, most: float, steps: int) -> float:
    """How far the result still moves over a very small step of the input, at its steepest place (SD squared)."""

    def at(value: float) -> dict[Key, float]:
        made = deepcopy(given)
        inside: Any = made
        for key in path[:-1]:
            inside = inside.setdefault(key, {}) if isinstance(inside, dict) else inside[key]
        inside[path[-1]] = value
        return powers(made)

    places = [least + (most - least) * step / steps for step in range(steps + 1)]
    seen = [at(place) for place in places]
    jumps = [furthest(one, other) for one, other in itertools.pairwise(seen)]
    steepest = jumps.index(max(jumps))
    low, high, below, above = places[steepest], places[steepest + 1], seen[steepest], seen[steepest + 1]
    for _ in range(12):
        middle = (low + high) / 2
        between = at(middle)
        if furthest(below, between) >= furthest(between, above):
            high, above = middle, between
        else:
            low, below = middle, between
    return furthest(below, above)


NO_CLIFF = 2e-5
"""A step of 1/50,000 of the range may move the squared magnitude by this much (the cap squared is 0.64)."""


class Test_no_numeric_input_has_a_cliff:
    @pytest.mark.parametrize(("service", "change", "field", "least", "most", "more"), INPUTS)
    def test_field_by_field(
        self, service: str, change: str, field: str, least: float, most: float, more: Fields
    ) -> None:
        groups = [{"group": "low_income_households", "share": 0.3}, {"group": "older_people", "share": 0.3}]
        given = {
            "title": "t",
            "kind": "cut",
            "changes": [{"service": service, "change": change, **more}],
            "groups": groups,
        }
        assert cliff(given, ["changes", 0, *field.split(".")], least, most, 14) < NO_CLIFF

    @pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
    def test_of_an_example(self, path: Path) -> None:
        given = read_proposal(path, rulebook()).proposal.model_dump(mode="json", exclude_unset=True, by_alias=True)
        given.pop("options", None)
        for at, change in enumerate(given["changes"]):
            for field, most in (("by", 1), ("affects", 1), ("extra_km", 30), ("share_of_income", 1)):
                if field in change:
                    assert cliff(given, ["changes", at, field], 0, most, 6) < NO_CLIFF, field
        for at, mitigation in enumerate(given.get("mitigations", ())):
            if "reduces" in mitigation:
                assert cliff(given, ["mitigations", at, "reduces"], 0, 1, 6) < NO_CLIFF


class Test_unknown_is_not_zero:
    def test_a_service_outside_the_rulebook_has_no_finding_and_says_so(self) -> None:
        made = scored({"service": "unlisted", "change": "close", "description": "Parking permits"})
        assert findings(made) == {}
        assert "not the same as no effect" in made.changes[0].not_assessed_because
        assert not made.ranked

    def test_a_change_that_is_not_said_has_no_finding_and_says_so(self) -> None:
        made = scored({"service": "library", "change": "unknown"})
        assert findings(made) == {}
        assert made.changes[0].not_assessed_because
        assert not made.ranked

    @pytest.mark.parametrize("change", [id_ for id_ in SCORED_LOSSES if rulebook().change(id_).by_unknown is not None])
    def test_a_size_that_is_not_said_is_assumed_wide_and_asked_for(self, change: str) -> None:
        made = assessed(proposal({"service": "library", "change": change}), DRAWS)
        assumed = {each.path: each for each in made.assumptions}["changes[0].by"]
        assert assumed.low is not None
        assert assumed.high is not None
        assert 0 < assumed.low < assumed.high
        assert made.questions[0].path == "changes[0].by"
        assert all(
            finding.size_unknown for key, finding in findings(made).items() if finding.contributions[0].change == 0
        )
        assert not made.ranked

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"service": "library", "change": "close"}, "alternatives.share_finding_equivalent"),
            ({"service": "library", "change": "relocate"}, "extra_km"),
            ({"service": "library", "change": "pause"}, "months"),
            ({"service": "nhs_talking_therapies", "change": "increase_waiting"}, "weeks"),
            ({"service": "day_centre_older", "change": "reduce_capacity", "by": 0.3}, "capacity.used"),
            ({"service": "carers_support", "change": "end_contract"}, "share_of_income"),
            ({"service": "library", "change": "replace"}, "uptake"),
            ({"service": "library", "change": "transfer_to_community"}, "taker"),
            ({"service": "customer_service_counter", "change": "digital_first"}, "routes_kept"),
            ({"service": "lunch_club", "change": "commission", "offered": 9}, "uptake"),
            ({"service": "lunch_club", "change": "commission", "users": 9}, "completion"),
            ({"service": "leisure_centre_pool", "change": "withdraw_concession", "by": 0.5}, "affects"),
        ],
    )
    def test_an_absent_number_is_an_assumption(self, change: Fields, field: str) -> None:
        assert f"changes[0].{field}" in {each.path for each in scored(change).assumptions}

    def test_users_that_are_not_known_are_no_people_rather_than_none(self) -> None:
        made = scored({"service": "library", "change": "close"})
        assert (made.totals.users, made.totals.lost) == (None, None)
        assert all(finding.after.people is None for finding in findings(made).values())
        assert "changes[0].users" in {question.path for question in made.questions}

    def test_less_said_makes_the_range_wider(self) -> None:
        said = assessed(proposal({**CLUB, "by": 0.25, "alternatives": {"share_finding_equivalent": 0.25}}), 400)
        unsaid = assessed(proposal({"service": "youth_club", "change": "reduce_sessions", "users": 300}), 400)
        wider = findings(unsaid)
        for key, finding in findings(said).items():
            if key in wider:
                other = wider[key].after.magnitude
                assert finding.after.magnitude.high - finding.after.magnitude.low < other.high - other.low

    def test_a_domain_nobody_has_studied_is_not_called_no_effect(self) -> None:
        for row in scored(LIBRARY).groups:
            for cell in row.cells:
                evidence = rulebook().service("library").domains[cell.domain].evidence
                if cell.status == "little_expected":
                    assert evidence in {"strong", "moderate"}


class Test_losses_and_gains_are_never_netted:
    def test_both_stand_in_one_square_as_each_would_alone(self) -> None:
        loss, gain = {**LIBRARY, "users": 100}, {"service": "lunch_club", "change": "commission", "users": 100}
        both, only_loss, only_gain = (
            assessed(proposal(*changes), DRAWS) for changes in ((loss, gain), (loss,), (gain,))
        )
        together, lost, gained = findings(both), findings(only_loss), findings(only_gain)
        squares = {key[1] for key in together if key[0] == "everyone"}
        assert any(("everyone", domain, way) in together for domain in squares for way in ("adverse", "beneficial"))
        for domain in DOMAINS:
            for way, alone in (("adverse", lost), ("beneficial", gained)):
                key = ("everyone", domain, way)
                assert (key in together) == (key in alone)
                if key in alone:
                    assert together[key].after.magnitude == alone[key].after.magnitude

    def test_a_service_that_closes_and_opens_again_is_a_loss_and_a_gain(self) -> None:
        made = scored({"service": "library", "change": "close"}, {"service": "library", "change": "commission"})
        ways = {key[2] for key in findings(made) if key[0] == "everyone"}
        assert ways == {"adverse", "beneficial"}

    def test_the_totals_keep_them_apart_too(self) -> None:
        totals = scored({**LIBRARY, "users": 100}, {**LUNCH, "offered": 100}).totals
        assert totals.lost is not None
        assert totals.gained is not None
        assert totals.lost.typical > 0
        assert totals.gained.typical > 0


SEVEN_OF_TEN: Fields = {"sites": {"affected": 7, "of": 10}, "users": 500}


class Test_closing_seven_of_ten_is_the_same_however_it_is_written:
    @pytest.mark.parametrize("service", SERVICES)
    @pytest.mark.parametrize(
        "more",
        [{}, {"extra_km": 4}, {"extra_km": "2-9"}, {"users_of": "affected_sites"}, {"alternatives": {"nearest_km": 5, "public_transport": "poor"}},
         {"alternatives": {"share_finding_equivalent": 0.4}}],
    )  # fmt: skip
    @pytest.mark.parametrize("setting", ["urban", "rural", None])
    def test_as_close_with_sites_and_as_reduce_sites(self, service: str, more: Fields, setting: str | None) -> None:
        place = {"setting": setting} if setting else {}
        closed, fewer = (
            assessed(proposal({"service": service, "change": change, **SEVEN_OF_TEN, **more}, place=place), 20)
            for change in ("close", "reduce_sites")
        )
        assert sizes(closed) == sizes(fewer)
        assert [row.id for row in closed.groups] == [row.id for row in fewer.groups]
        assert [finding.after for finding in findings(closed).values()] == [
            finding.after for finding in findings(fewer).values()
        ]


class Test_the_same_file_gives_the_same_bytes:
    MAKE = """
import sys
from datetime import date
from pathlib import Path
from mhia.assessment import Identity
from mhia.intake import read_proposal
from mhia.report.data import record
from mhia.rulebook.loading import load_rulebook
from mhia.scoring.assessing import assess
book = load_rulebook(cache=False)
for path in sys.argv[1:]:
    read = read_proposal(Path(path), book)
    made = assess(read.proposal, book, Identity(read.id, read.file, read.sha256), on=date(2026, 11, 22), draws=60)
    sys.stdout.buffer.write(record(made))
"""

    def test_in_processes_that_shuffle_their_sets_differently(self) -> None:
        one, other = (self._made(seed, EXAMPLES) for seed in ("1", "2"))
        assert one == other
        assert len(one) > 10_000

    def test_in_whatever_order_the_files_come(self) -> None:
        forwards = self._made("3", EXAMPLES[:4])
        backwards = self._made("4", EXAMPLES[3::-1])
        assert self._records(forwards) == self._records(backwards)[::-1]

    @staticmethod
    def _made(seed: str, paths: Sequence[Path]) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [
            sys.executable,
            "-c",
            Test_the_same_file_gives_the_same_bytes.MAKE,
            *(f"examples/{path.name}" for path in paths),
        ]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout

    @staticmethod
    def _records(text: bytes) -> list[Any]:
        decoder, rest, found = json.JSONDecoder(), text.decode(), []
        while rest.strip():
            read, end = decoder.raw_decode(rest.lstrip())
            found.append(read)
            rest = rest.lstrip()[end:]
        return found


class Test_the_interval_is_about_the_best_estimate:
    @pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
    def test_of_an_example(self, path: Path) -> None:
        """The best estimate takes every number at its typical value; the range is of draws, skewed as the numbers are."""
        made = assessed(read_proposal(path, rulebook()).proposal, 300)
        for key, finding in findings(made).items():
            shown = finding.after.magnitude
            assert shown.low <= shown.typical <= shown.high, key


class Test_what_would_change_the_result_does_change_it:
    @pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
    def test_of_an_example(self, path: Path) -> None:
        """With the number moved as far as the report says the finding is in the other band, and a little less far it is not."""
        given = read_proposal(path, rulebook()).proposal
        for key, finding in findings(assessed(given)).items():
            for each in (crossing for crossing in finding.crossings if crossing.what == "input"):
                places = {"share": 2, "km": 1, "number": 0}[each.unit]
                said = beyond(each.to_value, each.from_value, places)
                step = 1 if each.unit == "number" else abs(each.to_value - each.from_value) / 100
                short = each.to_value - step if each.to_value > each.from_value else each.to_value + step
                for value, band in ((each.to_value, each.to), (said, each.to), (short, finding.after.band)):
                    there = findings(assessed(moved(given, each.field, value)))[key]
                    assert there.after.band == band, (key, each, value)

    def test_of_steps_it_is_the_last(self) -> None:
        given = proposal(
            {
                "service": "library",
                "change": "reduce_hours",
                "by": 0.2,
                "phases": [{"from": "2027-04", "by": 0.3}, {"from": "2028-04", "by": 0.6}],
            }
        )
        fields = {each.field for finding in findings(assessed(given)).values() for each in finding.crossings}
        assert "changes[0].phases[1].by" in fields
        assert "changes[0].by" not in fields

    def test_a_place_more_may_step_over_a_band(self) -> None:
        given = proposal(
            {"service": "day_centre_older", "change": "close", "sites": {"affected": 1, "of": 2}, "extra_km": 1}
        )
        crossed = {
            (key, each.to, each.to_value)
            for key, finding in findings(assessed(given)).items()
            for each in finding.crossings
            if each.unit == "number"
        }
        for key, band, count in crossed:
            there = findings(assessed(moved(given, "changes[0].sites.affected", count)))[key]
            assert there.after.band == band
        assert crossed

    def test_and_some_example_has_one(self) -> None:
        found = [
            crossing.what
            for path in EXAMPLES
            for finding in findings(assessed(read_proposal(path, rulebook()).proposal)).values()
            for crossing in finding.crossings
        ]
        assert found.count("input") > len(EXAMPLES) / 2


def moved(given: Proposal, path: str, value: float) -> Proposal:
    """The proposal with one of its numbers another one, known exactly."""
    written = given.model_dump(mode="json", exclude_unset=True, by_alias=True)
    inside: Any = written
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    for step in way:
        inside = inside[int(step) if step.isdecimal() else step]
    inside[last] = value
    return Proposal.model_validate(written)
