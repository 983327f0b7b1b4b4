"""Worked cases of the scoring, small enough to check by hand, and one test for each rule that was settled.

They stand on a rulebook of round numbers made here, so that no change to the evidence moves them.
"""
# ruff: noqa: E501 - a case is one row of a table

from datetime import date
from functools import cache
from math import isclose, sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from mhia.assessment import Assessment, Cell, Contribution, Finding, GroupResult, Identity
from mhia.proposal import Change, Proposal
from mhia.rulebook.entries import Range
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess
from mhia.scoring.drawing import Draws
from mhia.scoring.responses.registry import RESPONSES
from mhia.scoring.workings import Workings

Fields = dict[str, Any]

TEA_ROOM = """
id: tea_room
label: Tea room
short: the tea room
domains:
  connectedness: {low: 0.1, typical: 0.2, high: 0.3, evidence: strong, because: people meet}
  activity: {low: 0, typical: 0, high: 0.1, evidence: strong, because: a good trial found nothing}
  noticing: {low: 0, typical: 0, high: 0.1, evidence: expert, because: nobody has looked}
  learning: {low: 0.2, typical: 0.4, high: 0.5, evidence: weak, because: there are talks, by_group: {unemployed: {low: 0.2, typical: 0.3, high: 0.4, evidence: moderate}}}
  giving: {low: 0, typical: 0, high: 0.1, evidence: weak, because: little is known}
  coping: {low: 0.05, typical: 0.1, high: 0.2, evidence: expert, because: a warm place}
used_by:
  - {group: older_people, tie: core, why: they come daily}
  - {group: women, tie: common, why: most are women, share: 0.6, share_kind: share_of_users, evidence: sourced}
  - {group: carers, tie: some, why: some come}
  - {group: lone_parents, tie: common, why: they come after school}
kept: {low: 0.35, typical: 0.5, high: 0.65}
loss: {value: 1.0}
gain: {value: 1.0}
timing: {loss_onset: [0, 0], gain_full_effect: [6, 6], decay_after_stop: [6, 12], gain_onset: [0, 0]}
travel: {kind: venue, half_distance: {low: 2, typical: 4, high: 8}}
misleads: [It is made up]
basis: regular user
susceptible:
  - {group: older_people, multiplier: 1.4, why: it is their day out, by_domain: {connectedness: 1.4, other: 1.0}}
  - {group: men, multiplier: 0.5, why: few find out, acts_on: reach}
  - {group: disabled_people, multiplier: 1.25, why: hard to replace, acts_on: reach}
  - {group: bereaved, multiplier: 9.0, why: a number that the cap has to hold}
  - {group: dementia, multiplier: 1.2, why: a known face}
  - {group: carers_35h_plus, multiplier: 1.6, why: the only rest they have}
"""
TEA_BY_POST = """
id: tea_by_post
label: Tea by post
short: tea by post
domains:
  connectedness: {low: 0.1, typical: 0.2, high: 0.3, evidence: strong, because: a letter comes with it}
  activity: {low: 0, typical: 0, high: 0, evidence: expert}
  noticing: {low: 0, typical: 0, high: 0, evidence: expert}
  learning: {low: 0, typical: 0, high: 0, evidence: expert}
  giving: {low: 0, typical: 0, high: 0, evidence: expert}
  coping: {low: 0.1, typical: 0.3, high: 0.4, evidence: strong, because: it comes daily}
used_by:
  - {group: housebound, tie: core, why: they cannot come, share: 1.0, share_kind: eligibility}
kept: {low: 0.35, typical: 0.5, high: 0.65}
loss: {value: 1.5, why: it is missed at once}
gain: {value: 0.5}
timing: {loss_onset: [0, 0], gain_full_effect: [6, 6], decay_after_stop: [6, 12]}
travel: {kind: remote}
misleads: [It is made up]
basis: regular user
hit: flow
susceptible:
  - {group: housebound, multiplier: 1.8, why: all of its users are}
"""
TEA_HOSTEL = """
id: tea_hostel
label: Tea hostel
short: the tea hostel
domains:
  connectedness: {low: 0.1, typical: 0.2, high: 0.3, evidence: strong, because: people meet}
  activity: {low: 0, typical: 0, high: 0, evidence: strong, because: a good trial found nothing}
  noticing: {low: 0, typical: 0, high: 0, evidence: strong}
  learning: {low: 0, typical: 0, high: 0, evidence: strong}
  giving: {low: 0, typical: 0, high: 0, evidence: strong}
  coping: {low: 0.05, typical: 0.1, high: 0.2, evidence: expert, because: a warm place}
used_by:
  - {group: homeless, tie: core, why: they live there}
  - {group: carers, tie: core, why: they rest while others live there}
kept: {low: 0.05, typical: 0.2, high: 0.35}
loss: {value: 1.0}
gain: {value: 1.0}
timing: {loss_onset: [0, 0], gain_full_effect: [6, 6], decay_after_stop: [6, 12]}
travel: {kind: comes_to_people}
misleads: [It is made up]
basis: resident
hit: stock
safety: {red_line: rough sleeping, why: people sleep rough}
structural_on_loss:
  - {rung: lost_home, why: they lose their bed, share: {low: 0.25, typical: 0.5, high: 0.75}}
scored_as: {carers: tea_room}
"""
TEA_BUS = """
id: tea_bus
label: Tea bus
short: the tea bus
domains:
  connectedness: {low: 0.1, typical: 0.2, high: 0.3, evidence: strong, because: it takes people out}
  activity: {low: 0, typical: 0, high: 0, evidence: expert}
  noticing: {low: 0, typical: 0, high: 0, evidence: expert}
  learning: {low: 0, typical: 0, high: 0, evidence: expert}
  giving: {low: 0, typical: 0, high: 0, evidence: expert}
  coping: {low: 0, typical: 0, high: 0, evidence: expert}
used_by:
  - {group: older_people, tie: common, why: they have no car}
kept: {low: 0.35, typical: 0.5, high: 0.65}
loss: {value: 1.0}
gain: {value: 1.0}
timing: {loss_onset: [0, 0], gain_full_effect: [6, 6], decay_after_stop: [6, 12]}
travel: {kind: venue}
misleads: [It is made up]
basis: regular user
frequency_class: bus
staff_are_the_service: true
charge_class: tea_class
"""
CHANGES = """
changes:
- {id: end_contract, parameters: {pass_through: {low: 0.4, typical: 0.5, high: 0.6}, share_of_income_unknown: {low: 0.25, typical: 0.375, high: 0.5}, chance_provider_closes: [{below: 0.25, low: 0.1, typical: 0.2, high: 0.3}, {below: 0.5, low: 0.3, typical: 0.4, high: 0.5}, {below: 1.0, low: 0.6, typical: 0.8, high: 0.9}]}}
- {id: reduce_hours, parameters: {factor: {low: 0.4, typical: 0.5, high: 0.6}, hours_pattern: {unpredictable: 1.2, quiet_hours_only: 0.6}, hours_when: {multiply: 1.5, words: [evening], for: [lone_parents], less: {older_people: 0.8}}}, by_unknown: {low: 0.1, typical: 0.2, high: 0.8}}
- {id: reduce_frequency, parameters: {factor: {low: 0.4, typical: 0.6, high: 0.9}, factor_by_class: {bus: {low: 0.3, typical: 0.5, high: 0.7}}, journeys_classes: [bus], users_per_visit_lost: {low: 0.3, typical: 0.5, high: 0.7}}}
- {id: reduce_staffing, parameters: {factor: {low: 0.2, typical: 0.4, high: 0.6}, factor_staff_are_the_service: {low: 0.5, typical: 0.7, high: 0.9}}}
- {id: reduce_funding, parameters: {factor: {low: 0.4, typical: 0.7, high: 1.2}}}
- {id: reduce_capacity, parameters: {occupancy: {low: 0.7, typical: 0.8, high: 0.9}}}
- {id: reduce_sites, parameters: {extra_km_unknown: {urban: {low: 1, typical: 2, high: 4}, mixed: {low: 2, typical: 4, high: 8}, rural: {low: 4, typical: 6, high: 12}}}}
- {id: raise_fees, parameters: {users_per_visit_lost: {low: 0.4, typical: 0.5, high: 0.6}, elasticity: {low: -0.6, typical: -0.5, high: -0.4}, elasticity_by_class: {tea_class: {low: -1.2, typical: -1.0, high: -0.8}}, group_multipliers: {low_income_households: {low: 1.4, typical: 1.5, high: 1.6}}}, by_unknown: {low: 0.05, typical: 0.21, high: 0.3}}
- {id: introduce_fees, parameters: {users_per_visit_lost: {low: 0.4, typical: 0.5, high: 0.6}, visits_lost: {low: 0.1, typical: 0.2, high: 0.3}, visits_lost_by_class: {tea_class: {low: 0.3, typical: 0.4, high: 0.5}}, group_multipliers: {low_income_households: {low: 1.4, typical: 1.5, high: 1.6}}}}
- {id: withdraw_concession, parameters: {users_per_visit_lost: {low: 0.4, typical: 0.5, high: 0.6}, elasticity: {low: -0.6, typical: -0.5, high: -0.4}, multiply: 1.5, affects_unknown: {low: 0.1, typical: 0.2, high: 0.4}}}
- {id: make_free, parameters: {new_users: {low: 0.04, typical: 0.08, high: 0.15}}}
- {id: reduce_fees, parameters: {users_per_visit_lost: {low: 0.4, typical: 0.5, high: 0.6}, elasticity: {low: -0.6, typical: -0.5, high: -0.4}}}
- {id: relocate, parameters: {extra_km_unknown: {urban: {low: 0.5, typical: 1, high: 4}, mixed: {low: 1, typical: 2, high: 8}, rural: {low: 3, typical: 6, high: 15}}}}
- {id: merge, parameters: {extra_km_unknown: {urban: {low: 0.5, typical: 1, high: 4}, mixed: {low: 1, typical: 2, high: 8}, rural: {low: 3, typical: 6, high: 15}}, lost_in_move: {low: 0.05, typical: 0.1, high: 0.2}}}
- {id: digital_first, parameters: {routes: {none: {low: 0.1, typical: 0.2, high: 0.3}, phone: {low: 0.05, typical: 0.1, high: 0.15}, phone_and_face_to_face: {low: 0, typical: 0.05, high: 0.1}}, someone_else_does_it: {low: 0.3, typical: 0.4, high: 0.5}}}
- {id: self_service, parameters: {share: {low: 0.1, typical: 0.2, high: 0.3}, group_shares: {lone_parents: {low: 1, typical: 1, high: 1}}, stay_but_lose: {domain: connectedness, share: 0.3}}}
- {id: tighten_eligibility, parameters: {share: {low: 0.1, typical: 0.25, high: 0.4}, need_level: {low_need: {low: 0.2, typical: 0.4, high: 0.6}, middle_need: {low: 0.1, typical: 0.25, high: 0.4}, high_need: {low: 0, typical: 0, high: 0}}}}
- {id: transfer_to_community, parameters: {no_taker: {low: 0.2, typical: 0.3, high: 0.4}, fails_with_support: {low: 0.1, typical: 0.2, high: 0.3}, fails_without_support: {low: 0.3, typical: 0.4, high: 0.5}, deprived: {multiplier: 1.5, in_full_to_decile: 2, gone_at_decile: 6}, quality_kept: {low: 0.7, typical: 0.8, high: 0.9}}}
- {id: tender_at_lower_value, parameters: {factor: {low: 0.4, typical: 0.6, high: 0.8}, added_loss: {low: 0.05, typical: 0.1, high: 0.2}}}
- {id: replace, parameters: {uptake: {low: 0.3, typical: 0.6, high: 0.9}, equivalence: {low: 0.6, typical: 0.7, high: 0.8}}}
- {id: pause, parameters: {never_return: {low: 0.1, typical: 0.2, high: 0.3}, months_unknown: {low: 3, typical: 6, high: 12}, months_for_full: 12}}
- {id: increase_waiting, parameters: {weeks_in_year: 52, most: 0.5, drop_out_per_month: {low: 0.02, typical: 0.04, high: 0.1}, weeks_in_month: 4, weeks_unknown: {low: 4, typical: 13, high: 26}}}
- {id: commission, parameters: {fill_rate: {low: 0.5, typical: 0.75, high: 1}, uptake: {low: 0.4, typical: 0.6, high: 0.8}, completion: {low: 0.4, typical: 0.5, high: 0.6}, first_year: 0.5}}
- {id: extend_hours, parameters: {factor: {low: 0.1, typical: 0.2, high: 0.4}}}
"""
PARAMETERS = """
distance: {following_at_half_distance: 0.5, default_half_km: {low: 1.5, typical: 3.0, high: 6.0}, km_per_minute: 0.3333333333333333, public_transport: {poor: 0.8, none: 0.6}, settings: {rural: 1.5}}
access_chain: {share: {low: 0.1, typical: 0.25, high: 0.5}}
susceptibility: {inherited: 0.5, each_further_group: 0.1, most: 2.0}
transitions: {each_further: 0.1, most: 2.0}
mitigations: {status: {funded: 1.0, planned: 0.5, proposed: 0.25, unknown: 0.25}, each_further: 0.5, most: 0.8}
chance_of_none: {strong: 0.02, moderate: 0.05, weak: 0.15, expert: 0.25}
bands: {minor: 0.05, moderate: 0.15, major: 0.35}
norm: {p: 2}
effect: {cap: 0.8}
enablers: {least: 0.4, most: 1.6}
"""
GROUPS = """
groups:
- {id: no_car, access: {kept: 0.5, half_distance: 0.5}}
- {id: older_living_alone, parents: [older_people], susceptibility: {}}
- {id: digitally_excluded, digital_exclusion: {low: 0.7, typical: 0.8, high: 0.9}}
- {id: carers, susceptibility: {}}
- {id: low_income_households, access: {kept: 1.0, half_distance: 1.0}}
- {id: disabled_people, access: {kept: 1.0, half_distance: 1.0}}
- {id: women, susceptibility: {}}
"""


@cache
def rulebook() -> Rulebook:
    """The shipped rulebook with four services of round numbers and with round numbers in every change."""
    files = {"changes": CHANGES, "parameters": PARAMETERS, "groups": GROUPS}
    services = {"tea_room": TEA_ROOM, "tea_by_post": TEA_BY_POST, "tea_hostel": TEA_HOSTEL, "tea_bus": TEA_BUS}
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "services").mkdir()
        for stem, text in (*files.items(), *((f"services/{id_}", text) for id_, text in services.items())):
            (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
        return load_rulebook(local=folder, cache=False)


def assessed(*changes: Fields, draws: int = 0, book: Rulebook | None = None, **fields: Any) -> Assessment:
    given = Proposal.model_validate({"title": "Tea", "kind": "change", "changes": list(changes), **fields})
    return assess(given, book or rulebook(), Identity("tea", "tea.yaml", ""), on=date(2026, 11, 22), draws=draws)


def tea(change: str, **fields: Any) -> Fields:
    """Something done to the tea room."""
    return {"service": "tea_room", "change": change, **fields}


CLOSED = tea("close", users=100)


def row(made: Assessment, group: str = "everyone") -> GroupResult:
    return next(each for each in made.groups if each.id == group)


def cell(made: Assessment, domain: str = "connectedness", group: str = "everyone") -> Cell:
    return next(each for each in row(made, group).cells if each.domain == domain)


def loss(made: Assessment, domain: str = "connectedness", group: str = "everyone") -> Finding:
    found = cell(made, domain, group).adverse
    assert found is not None
    return found


def gain(made: Assessment, domain: str = "connectedness", group: str = "everyone") -> Finding:
    found = cell(made, domain, group).beneficial
    assert found is not None
    return found


def size(made: Assessment, domain: str = "connectedness", group: str = "everyone") -> float:
    """The magnitude of a loss before mitigation (SD)."""
    return loss(made, domain, group).before.magnitude.typical


def share(made: Assessment, group: str = "everyone", domain: str = "connectedness") -> float:
    """The share of the group's users who lose it for good: what the first contribution says."""
    return loss(made, domain, group).contributions[0].share_before.typical


def per_person(made: Assessment, domain: str = "connectedness", group: str = "everyone") -> float:
    """SD for each person who loses it, from the first contribution."""
    return loss(made, domain, group).contributions[0].effect.typical


def close(value: float) -> Any:
    return pytest.approx(value, abs=1e-6)


LOSING: tuple[tuple[str, Fields, float, float], ...] = (
    # In words; the change; the share of users who lose it; of those, half find an equivalent unless the words say otherwise.
    ("closing takes it from everyone", tea("close"), 1.0, 0.5),
    ("closing half of it", tea("close", by=0.5), 0.5, 0.25),
    ("closing a third of the strands", tea("close", affects=0.3), 0.3, 0.15),
    ("40% of the hours, of which half are missed: 0.4 x 0.5", tea("reduce_hours", by=0.4), 0.2, 0.1),
    ("the same, in hours that change from week to week: 0.2 x 1.2", tea("reduce_hours", by=0.4, hours_pattern="unpredictable"), 0.24, 0.12),
    ("the same, in quiet hours: 0.2 x 0.6", tea("reduce_hours", by=0.4, hours_pattern="quiet_hours_only"), 0.12, 0.06),
    ("in two steps, the last of which counts: 0.4 x 0.5", tea("reduce_hours", phases=[{"from": "2027-01", "by": 0.2}, {"from": "2028-01", "by": 0.4}]), 0.2, 0.1),
    ("half of the buses: journeys 0.5 x 0.5, of which half are people who stop", {"service": "tea_bus", "change": "reduce_frequency", "by": 0.5}, 0.125, 0.0625),
    ("half as often, but no bus: 0.5 x 0.6", tea("reduce_frequency", by=0.5), 0.3, 0.15),
    ("half of the staff of a place: 0.5 x 0.4", tea("reduce_staffing", by=0.5), 0.2, 0.1),
    ("half of the staff who are the service: 0.5 x 0.7", {"service": "tea_bus", "change": "reduce_staffing", "by": 0.5}, 0.35, 0.175),
    ("half of the money: 0.5 x 0.7", tea("reduce_funding", by=0.5), 0.35, 0.175),
    ("a cheaper contract: 0.5 x 0.6 = 0.3, and a tenth of the rest lost in the change: 0.3 + 0.7 x 0.1", tea("tender_at_lower_value", by=0.5), 0.37, 0.185),
    ("45 places to 34 with 33 used: nobody", tea("reduce_capacity", capacity={"before": 45, "after": 34, "used": 33}), 0.0, 0.0),
    ("40 places to 20 with 32 used: 12 of 32", tea("reduce_capacity", capacity={"before": 40, "after": 20, "used": 32}), 0.375, 0.1875),
    ("a quarter of the places with 80% used: 0.05 of 0.8", tea("reduce_capacity", by=0.25), 0.0625, 0.03125),
    ("a fifth of the places with 80% used: nobody", tea("reduce_capacity", by=0.2), 0.0, 0.0),
    ("prices times four: visits 1 - 4 ^ -0.5 = 0.5, of which half are people who stop", tea("raise_fees", price={"before": 1, "after": 4}), 0.25, 0.125),
    ("a class of its own: visits 1 - 4 ^ -1 = 0.75", {"service": "tea_bus", "change": "raise_fees", "price": {"before": 1, "after": 4}}, 0.375, 0.1875),
    ("a new charge: visits 0.2, of which half are people", tea("introduce_fees", price={"before": 0, "after": 3}), 0.1, 0.05),
    ("a rise from nothing is a new charge", tea("raise_fees", price={"before": 0, "after": 3}), 0.1, 0.05),
    ("a concession goes, held by a fifth: (1 - 4 ^ -0.5) x 1.5 x 0.5 x 0.2", tea("withdraw_concession", price={"before": 1, "after": 4}), 0.075, 0.0375),
    ("the same, held by 40%", tea("withdraw_concession", price={"before": 1, "after": 4}, affects=0.4), 0.15, 0.075),
    ("four km farther, at which half stop coming", tea("relocate", extra_km=4), 1.0, 0.5),
    ("two km farther: 1 - 0.5 ^ (2 / 4)", tea("relocate", extra_km=2), 1.0, 1 - sqrt(0.5)),
    ("a merger two km away, a tenth lost in the move: 1 - 0.5 ^ (2 / 4) x 0.9", tea("merge", extra_km=2), 1.0, 1 - sqrt(0.5) * 0.9),
    ("the same with room for 80 of 100: 1 - 0.5 ^ (2 / 4) x 0.9 x 0.8", tea("merge", extra_km=2, capacity={"before": 60, "after": 80, "used": 100}), 1.0, 1 - sqrt(0.5) * 0.9 * 0.8),
    ("three of ten sites two km apart: 0.3 x (1 - 0.5 ^ (2 / 4))", tea("reduce_sites", extra_km=2, sites={"affected": 3, "of": 10}), 0.3, 0.3 * (1 - sqrt(0.5))),
    ("online alone: 0.2, of whom 40% have somebody who does it", tea("digital_first", routes_kept="none"), 0.12, 0.06),
    ("online and a telephone: 0.1 x 0.6", tea("digital_first", routes_kept="phone"), 0.06, 0.03),
    ("half without staff, and a fifth need them: 0.5 x 0.2", tea("self_service", by=0.5), 0.1, 0.05),
    ("low need alone is no longer met", tea("tighten_eligibility", need_level="low_need"), 0.4, 0.2),
    ("high need alone would not be met, which nobody does", tea("tighten_eligibility", need_level="high_need"), 0.0, 0.0),
    ("nobody may take it on: 0.3 + 0.7 x (0.4 + 0.6 x 0.2)", tea("transfer_to_community"), 0.664, 0.332),
    ("a group has signed and is supported: 0.2 + 0.8 x 0.2", tea("transfer_to_community", taker=True, support=True), 0.36, 0.18),
    ("six in ten take up something that gives seven tenths: 1 - 0.6 x 0.7", tea("replace"), 0.58, 0.29),
    ("everybody takes it up: 1 - 0.7", tea("replace", uptake=1), 0.3, 0.15),
    ("nobody else pays for it", tea("end_contract", sole_funder=True), 1.0, 0.5),
    ("0.375 of the income: 0.1875 at once, and it closes with 0.4: 0.1875 + 0.8125 x 0.4", tea("end_contract", share_of_income=0.375), 0.5125, 0.25625),
    ("between two bands: 0.25 of the income closes with 0.3: 0.125 + 0.875 x 0.3", tea("end_contract", share_of_income=0.25), 0.3875, 0.19375),
    ("13 weeks more: a quarter of a year, and 0.04 a month leave: 0.25 + 0.13", tea("increase_waiting", weeks=13), 0.38, 0.19),
    ("nobody new", tea("freeze_new_entrants"), 1.0, 0.5),
    ("a pause takes it from everyone for a time", tea("pause", months=6), 1.0, 0.5),
)  # fmt: skip


@pytest.mark.parametrize(("change", "gross", "net"), [case[1:] for case in LOSING], ids=[case[0] for case in LOSING])
def test_the_share_of_users_who_lose(change: Fields, gross: float, net: float) -> None:
    made = assessed(change)
    shown = made.changes[0].share
    assert shown is not None
    assert shown.typical == close(gross)
    assert share(made) == close(net)


GAINING: tuple[tuple[str, Fields, float], ...] = (
    ("of those offered, 0.6 start and half of them finish", tea("commission", offered=100), 0.3),
    ("the proposal's own shares count instead", tea("commission", offered=100, uptake=0.8, completion=0.5), 0.4),
    ("of those referred alike", tea("commission", referrals=100), 0.3),
    ("of those who start, half finish", tea("commission", users=100), 0.5),
    ("those expected to finish do", tea("commission", completers=100), 1.0),
    ("three quarters of new places are filled", tea("commission", capacity={"before": 0, "after": 40}), 0.75),
    ("twice half of the hours, of which a fifth bring people: 0.5 x 0.2", tea("extend_hours", by=0.5), 0.1),
    ("free: 0.08 are new, and all of them count", tea("make_free", price={"before": 2, "after": 0}), 0.08),
    ("cheaper by 19%: visits 0.81 ^ -0.5 - 1, of which half are people", tea("reduce_fees", price={"before": 1, "after": 0.81}), (1 / 0.9 - 1) * 0.5),
    ("cheaper by three quarters brings no more than free would", tea("reduce_fees", price={"before": 4, "after": 1}), 0.08),
    ("a reduction to nothing is free", tea("reduce_fees", price={"before": 4, "after": 0}), 0.08),
)  # fmt: skip


@pytest.mark.parametrize(("change", "reached"), [case[1:] for case in GAINING], ids=[case[0] for case in GAINING])
def test_the_share_who_gain(change: Fields, reached: float) -> None:
    part = gain(assessed(change)).contributions[0]
    assert part.share_before.typical == close(reached)


class TestWhoIsReachedMoreOrLess:
    @pytest.mark.parametrize(
        ("group", "change", "net"),
        [
            # Lone parents' hours: 0.2 x 1.5; older people's: 0.2 x 0.8; half find an equivalent.
            ("lone_parents", tea("reduce_hours", by=0.4, when=["evening"]), 0.15),
            ("older_people", tea("reduce_hours", by=0.4, when=["evening"]), 0.08),
            ("women", tea("reduce_hours", by=0.4, when=["evening"]), 0.1),
            # Prices: 0.25 x 1.5 for low incomes; nobody who is exempt.
            ("low_income_households", tea("raise_fees", price={"before": 1, "after": 4}), 0.1875),
            (
                "low_income_households",
                tea("raise_fees", price={"before": 1, "after": 4, "exempt": ["low_income_households"]}),
                0.0,
            ),
            # Without the internet: 0.8, of whom 40% have somebody who does it.
            ("digitally_excluded", tea("digital_first", routes_kept="none"), 0.24),
            ("digitally_excluded", tea("digital_first", routes_kept="phone"), 0.12),
            # Shut out of unstaffed hours altogether: half of the time.
            ("lone_parents", tea("self_service", by=0.5), 0.25),
        ],
    )
    def test_group_by_group(self, group: str, change: Fields, net: float) -> None:
        assert share(assessed(change, groups=[{"group": group}]), group) == close(net)

    def test_those_who_stay_without_staff_lose_a_part_of_the_company(self) -> None:
        made = loss(assessed(tea("self_service", by=0.5)))
        gone, staying = made.contributions
        # 0.5 x 0.2 lose it, of whom half find another; the 0.4 who stay lose 0.3 of 0.2 SD.
        assert (gone.share_before.typical, staying.share_before.typical) == (close(0.05), close(0.4))
        assert (gone.effect.typical, staying.effect.typical) == (close(0.2), close(0.06))
        assert made.before.magnitude.typical == close(sqrt(0.05 * 0.2**2 + 0.4 * 0.06**2))

    def test_a_deprived_place_makes_a_handover_fail_more_often_and_it_wears_off(self) -> None:
        handed = tea("transfer_to_community", taker=True, support=True)
        # Fails: 0.2 x 1.5 in the poorest places, x 1.25 half-way between the deciles, x 1 from the sixth on.
        for decile, fails in ((1, 0.3), (2, 0.3), (4, 0.25), (6, 0.2), (9, 0.2)):
            made = assessed(handed, place={"deprivation": decile})
            assert share(made) == close((fails + (1 - fails) * 0.2) / 2)

    def test_a_change_in_steps_reaches_its_level_over_the_first_year(self) -> None:
        steps = [{"from": "2027-01", "by": 0.2}, {"from": "2027-07", "by": 0.4}]
        found = loss(assessed(tea("reduce_hours", phases=steps)))
        # Half a year at 0.2 and half at 0.4 is 0.3 of 0.4: three quarters of the final share.
        assert found.time.short.share.typical == close(0.1 * 0.75)
        assert found.after.share.typical == close(0.1)


class TestSettled01DistanceDecidesHowManyFindAnEquivalent:
    @pytest.mark.parametrize(
        ("there", "kept"),
        [
            # kept x 0.5 ^ ((km - half) / half), with kept 0.5 and half 4 km
            ({"nearest_km": 4}, 0.5),
            ({"nearest_km": 8}, 0.25),
            ({"nearest_km": 2}, 0.5 * sqrt(2)),
            ({"nearest_km": 0}, 0.95),
            ({"travel_minutes": 12}, 0.5),  # 5 km for 15 minutes: 4 km
            ({"travel_minutes": 24}, 0.25),
            ({"nearest_km": 3.2, "public_transport": "poor"}, 0.5),  # half of them stop at 4 x 0.8
            ({"nearest_km": 2.4, "public_transport": "none"}, 0.5),  # at 4 x 0.6
            ({"nearest_km": 4.8, "public_transport": "none"}, 0.25),
        ],
    )
    def test_nearer_keeps_more_and_farther_keeps_less(self, there: Fields, kept: float) -> None:
        assert share(assessed(tea("close", alternatives=there))) == close(1 - kept)

    def test_three_km_is_taken_for_a_venue_without_a_half_distance(self) -> None:
        for km, kept in ((3, 0.5), (6, 0.25)):
            made = assessed({"service": "tea_bus", "change": "close", "alternatives": {"nearest_km": km}})
            assert share(made) == close(1 - kept)

    def test_distance_is_nothing_to_a_service_at_a_distance(self) -> None:
        near, far = (
            assessed({"service": "tea_by_post", "change": "close", "alternatives": {"nearest_km": km}})
            for km in (1, 40)
        )
        assert share(near) == share(far) == close(0.5)


class TestSettled02PeopleWithoutACarAreCountedOnce:
    @pytest.mark.parametrize(
        ("there", "kept"),
        [
            ({}, 0.25),  # no distance: 0.5 x 0.5
            ({"nearest_km": 2}, 0.5),  # the half-distance is 4 x 0.5
            ({"nearest_km": 4}, 0.25),
            # No distance but a bad bus: kept x 0.5, and the ordinary 4 km against 4 x 0.8, not 4 x 0.8 x 0.5.
            ({"public_transport": "poor"}, 0.25 * 0.5 ** ((4 - 3.2) / 3.2)),
        ],
    )
    def test_by_kept_or_by_distance_never_both(self, there: Fields, kept: float) -> None:
        made = assessed(tea("close", alternatives=there), groups=[{"group": "no_car"}])
        assert share(made, "no_car") == close(1 - kept)

    def test_and_never_by_the_effect_except_on_the_bus_itself(self) -> None:
        made = assessed(tea("close"), groups=[{"group": "no_car"}])
        assert per_person(made, group="no_car") == per_person(made)
        shipped = load_rulebook(cache=False)
        for service in ("bus_service", "community_transport"):
            mine = next(each for each in shipped.service(service).susceptible if each.group == "no_car")
            assert (mine.multiplier, mine.acts_on) == (1.3, "effect")


class TestSettled03WhereAnotherPlaceStaysFollowingItIsTheEquivalent:
    @pytest.mark.parametrize(
        ("change", "net"),
        [
            # Half follow at 4 km; nobody is then said to find yet another.
            (tea("relocate", extra_km=4), 0.5),
            (tea("relocate", extra_km=1), 1 - 0.5**0.25),
            (tea("reduce_sites", extra_km=1, sites={"affected": 7, "of": 10}), 0.7 * (1 - 0.5**0.25)),
            (tea("close", extra_km=1, sites={"affected": 7, "of": 10}), 0.7 * (1 - 0.5**0.25)),
            # Very far away, no fewer find an equivalent than if it had closed.
            (tea("relocate", extra_km=40), 0.5),
        ],
    )
    def test_and_seven_of_ten_is_the_same_however_it_is_written(self, change: Fields, net: float) -> None:
        assert share(assessed(change)) == close(net)


class TestSettled04SitesScaleTheShare:
    def test_unless_only_users_of_those_sites_are_counted(self) -> None:
        sites = {"affected": 2, "of": 8}
        assert share(assessed(tea("close", sites=sites, extra_km=4))) == close(0.25 * 0.5)
        assert share(assessed(tea("close", sites=sites, extra_km=4, users_of="whole_service"))) == close(0.25 * 0.5)
        assert share(assessed(tea("close", sites=sites, extra_km=4, users_of="affected_sites"))) == close(0.5)

    def test_and_two_changes_of_one_service_never_lose_more_than_all(self) -> None:
        certain = {"alternatives": {"share_finding_equivalent": 0}}
        made = loss(assessed(tea("close", affects=0.8, **certain), tea("close", affects=0.6, **certain)))
        assert [part.share_before.typical for part in made.contributions] == [close(0.8 / 1.4), close(0.6 / 1.4)]
        assert made.before.share.typical == close(1.0)


class TestSettled05ReachOnALoss:
    def test_above_one_fewer_find_an_equivalent(self) -> None:
        made = assessed(CLOSED, groups=[{"group": "disabled_people"}])
        assert share(made, "disabled_people") == close(1 - 0.5 / 1.25)

    def test_below_one_fewer_are_reached_at_all(self) -> None:
        made = assessed(CLOSED, groups=[{"group": "men"}])
        assert share(made, "men") == close(0.5 * (1 - 0.5))


class TestSettled06UsersNowAndUsersToCome:
    @pytest.mark.parametrize(
        ("change", "falls_on"),
        [
            (tea("close"), "both"),
            ({"service": "tea_by_post", "change": "close"}, "to_come"),
            ({"service": "tea_hostel", "change": "close"}, "now"),
            (tea("freeze_new_entrants"), "to_come"),
            (tea("increase_waiting", weeks=4), "to_come"),
            ({"service": "tea_hostel", "change": "freeze_new_entrants"}, "to_come"),
        ],
    )
    def test_each_contribution_says_on_whom_it_falls(self, change: Fields, falls_on: str) -> None:
        made = assessed(change)
        assert {part.falls_on for part in loss(made).contributions} == {falls_on}
        assert made.changes[0].falls_on == falls_on

    def test_a_pause_lessens_what_is_felt_and_not_how_many(self) -> None:
        half = assessed(tea("pause", months=6))
        assert share(half) == share(assessed(tea("close")))
        # A fifth never come back; the others go without for half of the year: sqrt(0.2 + 0.8 x 0.5 ^ 2).
        assert per_person(half) == close(0.2 * sqrt(0.2 + 0.8 * 0.25))
        assert (
            per_person(assessed(tea("pause", months=12))) == per_person(assessed(tea("pause", months=30))) == close(0.2)
        )


class TestSettled07ASizeThatIsNotSaid:
    def test_takes_the_wide_default_prints_a_range_and_stays_out_of_the_ranking(self) -> None:
        made = assessed(tea("reduce_hours"), draws=400)
        found = loss(made)
        assert found.size_unknown
        assert found.contributions[0].share_before.typical == close(0.2 * 0.5 * 0.5)
        assert len(found.bands) > 1, "a range of bands, never a single one"
        assert not made.ranked
        assert "size" in made.not_ranked_because

    def test_is_the_first_thing_to_find_out(self) -> None:
        first = assessed(tea("reduce_hours")).questions[0]
        assert (first.path, first.moves) == ("changes[0].by", "all")

    def test_a_size_that_is_said_is_none_of_this(self) -> None:
        made = assessed(tea("reduce_hours", by=0.2), draws=60)
        assert made.ranked
        assert not loss(made).size_unknown


class TestSettled08WhoGains:
    def test_users_start_and_have_to_finish_those_offered_have_to_start_too_and_completers_have_done_both(self) -> None:
        for field, reached in (("users", 0.5), ("offered", 0.3), ("completers", 1.0)):
            made = gain(assessed(tea("commission", **{field: 200})))
            assert made.after.share.typical == close(reached)
            assert made.after.people is not None
            assert made.after.people.typical == close(200 * reached)


class TestSettled09FreeAndCheaper:
    def test_new_users_are_people_and_no_completion_is_taken_off(self) -> None:
        part = gain(assessed(tea("make_free", users=1000))).contributions[0]
        assert part.share_before.typical == close(0.08)
        assert not {factor.role for factor in part.share_factors} & {"completion"}

    def test_the_shipped_numbers_are_those_that_were_settled(self) -> None:
        new = load_rulebook(cache=False).change("make_free").parameters["new_users"]
        assert (new["low"], new["typical"], new["high"]) == (0.04, 0.08, 0.15)

    def test_a_redesign_has_neither_direction_nor_size(self) -> None:
        made = assessed(tea("redesign"))
        assert (made.changes[0].direction, made.changes[0].share) == ("none", None)
        assert made.changes[0].not_assessed_because
        assert not made.ranked


class TestSettled10NobodyLosesMoreThanTheCap:
    def test_after_all_multipliers(self) -> None:
        """0.2 x 9.0 would be 1.8, and 0.4 x 9.0 would be 3.6."""
        made = assessed(CLOSED, groups=[{"group": "bereaved", "transitions": ["bereavement"]}], draws=60)
        for domain in ("connectedness", "learning"):
            found = loss(made, domain, "bereaved")
            assert found.contributions[0].effect.typical == close(0.8)
            assert found.contributions[0].effect.high <= 0.8 + 1e-9
            assert "cap" in {factor.role for factor in found.contributions[0].effect_factors}


class TestSettled11RangesForSingleNumbers:
    def test_a_multiplier_runs_from_half_to_one_and_a_half_of_its_distance_from_one(self) -> None:
        workings = Workings(
            Proposal.model_validate({"title": "t", "kind": "cut", "changes": [CLOSED]}),
            "tea",
            rulebook(),
            Draws(4000, 4.0),
        )
        for value in (1.4, 0.6):
            drawn = workings.multiplier(f"test {value}", value)
            assert not isinstance(drawn, float)
            ends = sorted((1 + (value - 1) * 0.5, 1 + (value - 1) * 1.5))
            assert ends[0] <= drawn.min() < ends[0] + 0.05
            assert ends[1] - 0.05 < drawn.max() <= ends[1]
            assert drawn[0] == value

    def test_a_multiplier_of_one_has_no_range(self) -> None:
        workings = Workings(
            Proposal.model_validate({"title": "t", "kind": "cut", "changes": [CLOSED]}),
            "tea",
            rulebook(),
            Draws(10, 4.0),
        )
        assert workings.multiplier("test", 1.0) == 1.0

    def test_in_the_shipped_rulebook_kept_is_give_or_take_015_and_a_half_distance_half_to_twice(self) -> None:
        book = load_rulebook(cache=False)
        for service in map(book.service, book.services):
            low, high = max(service.kept.typical - 0.15, 0), min(service.kept.typical + 0.15, 1)
            assert service.kept.low <= low + 1e-9, service.id
            assert service.kept.high >= min(high, 0.95) - 1e-9, service.id
            half: Range | None = service.travel.half_distance
            if half is not None:
                assert isclose(half.low, half.typical / 2), service.id
                assert isclose(half.high, half.typical * 2), service.id


class TestSettled12TheChanceOfNothingStandsBesideTheRange:
    def test_the_interval_holds_if_there_is_an_effect_and_the_probabilities_count_the_chance_of_none(self) -> None:
        found = loss(assessed(CLOSED, draws=1000), "coping")
        assert found.chance_of_none == close(0.25)
        assert found.after.magnitude.low > 0
        assert found.after.probabilities["negligible"] >= 0.25

    def test_it_goes_by_the_strength_of_the_evidence_and_each_piece_of_evidence_counts_once(self) -> None:
        made = assessed(CLOSED, {"service": "tea_bus", "change": "close", "users": 100}, draws=60)
        assert loss(made, "learning").chance_of_none == close(0.15)
        assert loss(made).chance_of_none == close(0.02 * 0.02)
        twice = assessed(tea("close", affects=0.2), tea("close", affects=0.3), draws=60)
        assert loss(twice).chance_of_none == close(0.02)

    def test_a_close_call_is_a_neighbouring_band_with_three_chances_in_ten(self) -> None:
        for change in (CLOSED, tea("close", affects=0.3), tea("reduce_hours", by=0.4), tea("close", affects=0.1)):
            for each in row(assessed(change, draws=400)).cells:
                if each.adverse is None:
                    continue
                shown = each.adverse.after
                bands = list(shown.probabilities)
                place = bands.index(shown.band)
                near = {
                    band: shown.probabilities[band]
                    for band in bands[max(place - 1, 0) : place + 2]
                    if band != shown.band
                }
                likeliest = max(near, key=lambda band: near[band])
                assert (shown.close_call == likeliest) == (near[likeliest] >= 0.3)


class TestSettled13SubGroupsInheritHalfAndOnlyDownwards:
    def test_half_of_the_excess_comes_down(self) -> None:
        made = assessed(CLOSED, groups=[{"group": "older_living_alone"}, {"group": "older_people"}])
        assert per_person(made, group="older_people") == close(0.2 * 1.4)
        assert per_person(made, group="older_living_alone") == close(0.2 * 1.2)

    def test_nothing_goes_up(self) -> None:
        """Carers of 35 hours or more have a number; carers in general do not get it."""
        made = assessed(CLOSED, groups=[{"group": "carers_35h_plus"}, {"group": "carers"}])
        assert per_person(made, group="carers_35h_plus") == close(0.2 * 1.6)
        assert per_person(made, group="carers") == per_person(made) == close(0.2)

    def test_a_groups_own_number_wins(self) -> None:
        made = assessed(CLOSED, groups=[{"group": "dementia"}])
        assert per_person(made, group="dementia") == close(0.2 * 1.2)

    def test_reach_comes_down_by_half_too(self) -> None:
        below = next(id_ for id_ in rulebook().descendants("men") if rulebook().group(id_).access is None)
        made = assessed(CLOSED, groups=[{"group": below}])
        assert share(made, below) == close(0.75 * (1 - 0.5))

    def test_people_in_several_groups_take_the_largest_and_a_tenth_for_each_further_one(self) -> None:
        made = assessed(CLOSED, groups=[{"group": "dementia", "also": ["older_people", "carers"]}])
        assert per_person(made, group="dementia+older_people+carers") == close(0.2 * (1.4 + 0.1))


class TestSettled14SusceptibilityByDomain:
    def test_holds_in_the_domains_it_names_and_the_rest_take_the_other_number(self) -> None:
        made = assessed(CLOSED, groups=[{"group": "older_people"}])
        assert per_person(made, "connectedness", "older_people") == close(0.2 * 1.4)
        assert per_person(made, "learning", "older_people") == close(0.4)

    def test_a_benefit_measured_in_the_group_itself_needs_no_multiplier(self) -> None:
        made = assessed(CLOSED, groups=[{"group": "unemployed"}])
        assert per_person(made, "learning", "unemployed") == close(0.3)


class TestSettled15NothingFoundIsNotNothingKnown:
    @pytest.mark.parametrize(
        ("domain", "status"), [("activity", "little_expected"), ("noticing", "not_studied"), ("giving", "not_studied")]
    )
    def test_by_the_strength_of_the_evidence(self, domain: str, status: str) -> None:
        assert cell(assessed(CLOSED), domain).status == status

    def test_carers_support_gives_a_little_coping_in_the_shipped_rulebook(self) -> None:
        coping = load_rulebook(cache=False).service("carers_support").domains["coping"]
        assert (coping.low, coping.typical, coping.high) == (0, 0.1, 0.4)


class TestSettled16MergedServicesKeepTheKeptServicesNumbers:
    def test_in_the_shipped_rulebook(self) -> None:
        book = load_rulebook(cache=False)
        day = book.service("day_centre_older").domains["connectedness"]
        assert (day.low, day.typical, day.high) == (0.1, 0.3, 0.7)
        assert book.service("library").kept.typical == 0.6

    def test_carers_of_people_in_day_care_take_respites_numbers(self) -> None:
        book = load_rulebook(cache=False)
        for service in ("day_centre_older", "day_service_ld"):
            assert book.service(service).scored_as["carers"] == "carers_respite"

    def test_a_group_scored_as_another_service_takes_all_of_its_numbers(self) -> None:
        made = assessed({"service": "tea_hostel", "change": "close"}, groups=[{"group": "carers"}])
        assert share(made, "carers") == close(0.5), "the tea room keeps a half, the hostel a fifth"
        assert "lost_home" not in {part.rung for part in loss(made, "coping", "carers").contributions}


POST_CLOSED: Fields = {"service": "tea_by_post", "change": "close", "users": 300}


class TestSettled17SeveralServicesAreWeightedByTheirUsers:
    def test_by_users_where_they_are_known(self) -> None:
        """100 lose 0.2 SD, 300 lose 0.2 x 1.5; half of each find an equivalent."""
        made = assessed(CLOSED, POST_CLOSED)
        assert size(made) == close(sqrt(0.25 * 0.5 * 0.2**2 + 0.75 * 0.5 * 0.3**2))
        assert sorted(part.weight for part in loss(made).contributions) == [close(0.25), close(0.75)]

    def test_equally_where_they_are_not(self) -> None:
        made = assessed(tea("close"), POST_CLOSED)
        assert size(made) == close(sqrt(0.5 * 0.5 * 0.2**2 + 0.5 * 0.5 * 0.3**2))

    def test_the_same_people_lose_both(self) -> None:
        made = assessed(CLOSED, {**POST_CLOSED, "same_people": True})
        assert size(made) == close(sqrt(0.5 * 0.2**2 + 0.5 * 0.3**2))

    def test_a_group_that_uses_one_of_them_is_judged_by_that_one(self) -> None:
        made = assessed(CLOSED, POST_CLOSED, groups=[{"group": "women"}])
        assert {part.service for part in loss(made, group="women").contributions} == {"tea_room"}
        assert size(made, group="women") == close(sqrt(0.5) * 0.2)


class TestSettled18TheTypicalUser:
    def test_is_the_first_row_and_is_called_so(self) -> None:
        first = assessed(CLOSED, groups=[{"group": "older_people"}]).groups[0]
        assert (first.id, first.label, first.origin) == ("everyone", "A typical user", "typical_user")

    def test_a_group_that_is_all_of_the_users_takes_the_typical_users_numbers(self) -> None:
        """The entry's 1.8 for housebound people is not used: they are everybody who gets tea by post."""
        made = assessed({"service": "tea_by_post", "change": "close"}, groups=[{"group": "housebound"}])
        assert size(made, group="housebound") == size(made)


class TestSettled19WhichGroupsAreShown:
    def test_core_first_then_a_seen_share_then_those_who_lose_more_than_a_typical_user(self) -> None:
        made = assessed(CLOSED)
        shown = [each.id for each in made.groups]
        assert shown[:3] == ["everyone", "older_people", "women"]
        assert "bereaved" in shown, "loses more"
        assert "carers" not in shown, "uses it, loses no more, and no share was seen"

    def test_the_others_are_a_line_beside_the_grid(self) -> None:
        made = assessed(CLOSED)
        assert "carers" in {each.group for each in made.also_uses}
        assert not {each.group for each in made.also_uses} & {each.id for each in made.groups}

    def test_general_is_not_a_group(self) -> None:
        assert "general" not in load_rulebook(cache=False).groups


class TestSettled20TheAccessChain:
    def test_adds_a_quarter_of_those_who_lose_the_bus_to_the_loss_of_what_it_serves(self) -> None:
        made = loss(assessed({"service": "tea_bus", "change": "close", "serves": ["tea_room"]}))
        bus, served = made.contributions
        assert (bus.kind, served.kind) == ("service", "access")
        assert bus.share_before.typical == close(0.5)
        assert served.share_before.typical == close(0.5 * 0.25)
        assert made.before.magnitude.typical == close(sqrt(0.5 * 0.2**2 + 0.125 * 0.2**2))

    def test_and_to_a_gain(self) -> None:
        made = gain(assessed({"service": "tea_bus", "change": "commission", "users": 10, "serves": ["tea_room"]}))
        assert [part.share_before.typical for part in made.contributions] == [close(0.5), close(0.125)]


class TestSettled21Mitigations:
    @pytest.mark.parametrize(
        ("mitigations", "left"),
        [
            ([("funded", 0.4)], 0.6),
            ([("planned", 0.4)], 0.8),
            ([("proposed", 0.4)], 0.9),
            ([(None, 0.4)], 0.9),
            ([("funded", 0.4), ("funded", 0.2)], 1 - (0.4 + 0.5 * 0.2)),
            ([("funded", 0.2), ("funded", 0.4)], 1 - (0.4 + 0.5 * 0.2)),
            ([("funded", 0.4), ("planned", 0.4), ("proposed", 0.4)], 1 - (0.4 + 0.5 * (0.2 + 0.1))),
            ([("funded", 0.7), ("funded", 0.7)], 0.2),  # capped at 0.8
            ([("funded", 1.0)], 0.2),
        ],
    )
    def test_the_largest_in_full_and_half_of_each_next_within_08(
        self, mitigations: list[tuple[str | None, float]], left: float
    ) -> None:
        given = [
            {"action": f"Action {at}", "reduces": reduces, **({"status": status} if status else {})}
            for at, (status, reduces) in enumerate(mitigations)
        ]
        part = loss(assessed(CLOSED, mitigations=given)).contributions[0]
        assert part.share_after.typical == close(part.share_before.typical * left)

    def test_one_with_neither_kind_nor_strength_avoids_nothing_and_the_report_asks(self) -> None:
        made = assessed(CLOSED, mitigations=[{"action": "Something will be done", "status": "funded"}])
        assert loss(made).after.magnitude == loss(made).before.magnitude
        assert made.mitigations[0].reduces is None
        assert made.mitigations[0].question

    def test_a_typical_user_gets_the_part_of_users_it_is_for(self) -> None:
        van = {"action": "A van", "reduces": 0.4, "for": ["older_people"], "status": "funded"}
        for known, part in (({"share": 0.5}, 0.5), ({"people": 25}, 0.25), ({}, 0.0)):
            made = assessed(CLOSED, mitigations=[van], groups=[{"group": "older_people", **known}])
            everyone, theirs = (loss(made, group=group).contributions[0] for group in ("everyone", "older_people"))
            assert everyone.share_after.typical == close(0.5 * (1 - 0.4 * part))
            assert theirs.share_after.typical == close(0.5 * 0.6)

    def test_where_that_part_is_not_known_it_is_none_and_said(self) -> None:
        van = {"action": "A van", "reduces": 0.4, "for": ["older_people"], "status": "funded"}
        remarks = assessed(CLOSED, mitigations=[van]).mitigations[0].remarks
        assert any("not known" in remark for remark in remarks)


class TestSettled22StructuralLines:
    def test_the_larger_of_service_and_structural_counts_for_one_person(self) -> None:
        small, large = (
            assessed(
                CLOSED,
                groups=[{"group": "older_people", "people": 50}],
                structural=[{"change": rung, "group": "older_people", "people": people}],
            )
            for rung, people in (("income_loss_small", 1), ("lost_home", 50))
        )
        service = 0.1 * sqrt(0.5)
        home = -rulebook().rung("lost_home").coping.typical
        assert size(small, "coping", "older_people") == close(service)
        assert size(large, "coping", "older_people") == close(max(service, home))

    def test_a_service_brings_its_own_rung_when_it_goes(self) -> None:
        """0.8 find no other place, and half of those lose their home."""
        made = loss(assessed({"service": "tea_hostel", "change": "close"}), "coping")
        fall = next(part for part in made.contributions if part.rung == "lost_home")
        assert (fall.kind, fall.share_before.typical) == ("structural", close(0.8 * 0.5))
        home = -rulebook().rung("lost_home").coping.typical
        assert made.before.magnitude.typical == close(max(sqrt(0.8) * 0.1, sqrt(0.4) * home))

    def test_the_shipped_services_that_bring_a_rung(self) -> None:
        book = load_rulebook(cache=False)
        expected = {
            "homelessness_accommodation": "lost_home", "housing_first": "lost_home", "domestic_abuse_service": "domestic_abuse_ongoing",
            "council_tax_support": "income_loss", "hardship_fund": "income_loss",
        }  # fmt: skip
        for service, rung in expected.items():
            assert any(each.rung.startswith(rung) for each in book.service(service).structural_on_loss), service

    def test_redundancies_are_job_losses_of_front_line_staff(self) -> None:
        made = assessed(CLOSED, staff={"redundancies": 4})
        part = loss(made, "coping", "frontline_staff").contributions[-1]
        assert (part.rung, part.kind) == ("job_loss", "structural")
        people = loss(made, "coping", "frontline_staff").after.people
        assert people is not None
        assert people.typical == close(4)


class TestSettled23RedLines:
    def test_a_red_line_service_never_shows_little_effect_on_a_loss(self) -> None:
        lost = assessed({"service": "tea_hostel", "change": "close"})
        assert {each.status for each in row(lost).cells} == {"finding", "not_studied"}
        won = assessed({"service": "tea_hostel", "change": "commission", "users": 9})
        assert cell(won, "activity").status == "little_expected"

    def test_its_loss_is_said_before_any_total(self) -> None:
        lines = assessed({"service": "tea_hostel", "change": "close"}).red_lines
        assert (lines[0].kind, lines[0].what, lines[0].service) == ("service", "rough sleeping", "tea_hostel")
        assert assessed({"service": "tea_hostel", "change": "commission"}).red_lines == ()

    def test_so_is_an_unmitigated_effect_of_half_an_sd_on_a_core_group_whatever_its_need(self) -> None:
        """Older people lose 0.4 SD of learning, newly bereaved 0.4 x 1.4 = 0.56; a fifth of the room closes, so it is not major."""
        assert "large_on_core_group" not in {line.kind for line in assessed(CLOSED).red_lines}
        made = assessed(tea("close", affects=0.2), groups=[{"group": "older_people", "transitions": ["bereavement"]}])
        found = [line for line in made.red_lines if line.kind == "large_on_core_group"]
        assert [(line.group, line.domain) for line in found] == [("older_people", "learning")]
        assert found[0].effect == close(0.56)

    def test_and_a_major_loss_in_great_need(self) -> None:
        certain = {"alternatives": {"share_finding_equivalent": 0}}
        made = assessed(tea("close", **certain), groups=[{"group": "bereaved", "transitions": ["bereavement"]}])
        assert row(made, "bereaved").need >= 1.4
        assert "major_unmitigated" in {line.kind for line in made.red_lines if line.group == "bereaved"}


NEW_FIELDS = (
    "share_of_income", "sole_funder", "taker", "support", "routes_kept", "months", "weeks", "need_level", "hours_pattern",
    "offered", "completers", "same_people",
)  # fmt: skip


class TestSettled24FieldsThatTheResponsesNeed:
    def test_a_change_has_each_of_them(self) -> None:
        assert set(NEW_FIELDS) <= set(Change.model_fields)

    @pytest.mark.parametrize(
        ("change", "field", "value"),
        [
            ("end_contract", "share_of_income", 0.9),
            ("end_contract", "sole_funder", True),
            ("transfer_to_community", "taker", True),
            ("transfer_to_community", "support", True),
            ("digital_first", "routes_kept", "phone"),
            ("pause", "months", 1),
            ("increase_waiting", "weeks", 1),
            ("tighten_eligibility", "need_level", "low_need"),
            ("reduce_hours", "hours_pattern", "unpredictable"),
        ],
    )
    def test_and_it_makes_a_difference(self, change: str, field: str, value: Any) -> None:
        told = {} if field == "need_level" else {"by": 0.4}
        assert size(assessed(tea(change, **told))) != size(assessed(tea(change, **told, **{field: value})))

    def test_a_service_carries_its_class_of_charges(self) -> None:
        assert rulebook().service("tea_bus").charge_class == "tea_class"
        assert share(assessed({"service": "tea_bus", "change": "introduce_fees"})) == close(0.4 * 0.5 * 0.5)


class TestSettled25TheResponses:
    def test_are_nineteen_and_each_is_the_response_of_some_change(self) -> None:
        book = load_rulebook(cache=False)
        used = {book.change(id_).response for id_ in book.changes}
        assert len(RESPONSES) == 19
        assert used == set(RESPONSES)

    def test_phased_is_a_modifier_and_unknown_a_size(self) -> None:
        for change in ("phased", "unknown"):
            assert assessed(tea(change)).changes[0].direction == "none"


class TestSettled26EveryFindingSaysHowManyLoseIt:
    def test_even_a_very_small_one(self) -> None:
        found = loss(assessed(tea("close", affects=0.02, users=500)), "coping")
        assert found.after.band == "negligible"
        assert found.after.share.typical == close(0.01)
        assert found.after.people is not None
        assert found.after.people.typical == close(5)


class TestSettled27Streams:
    def test_are_known_by_the_proposal_and_the_path(self) -> None:
        spread = Range(0.1, 0.2, 0.4)
        given = Proposal.model_validate({"title": "t", "kind": "cut", "changes": [CLOSED]})
        one, same, other = (
            Workings(given, name, rulebook(), Draws(50, 4.0)).own("changes[0].by", spread)  # type: ignore[arg-type]
            for name in ("one", "one", "other")
        )
        assert not isinstance(one, float)
        assert not isinstance(same, float)
        assert not isinstance(other, float)
        assert (one == same).all()
        assert not (one == other).all()

    def test_the_same_evidence_is_drawn_together_in_every_proposal(self) -> None:
        given = Proposal.model_validate({"title": "t", "kind": "cut", "changes": [CLOSED]})
        benefit = rulebook().service("tea_room").domains["connectedness"]
        one, other = (
            Workings(given, name, rulebook(), Draws(50, 4.0)).known("tea", benefit) for name in ("one", "other")
        )
        assert not isinstance(one, float)
        assert not isinstance(other, float)
        assert (one == other).all()


class TestTheFormula:
    def test_a_loss_that_falls_on_few_counts_for_more_than_the_same_loss_spread_thinly(self) -> None:
        """0.4 SD for one in four is 0.2; 0.1 SD for everyone is 0.1, though the mean is the same."""
        concentrated = 0.4 * sqrt(0.25)
        certain = {"alternatives": {"share_finding_equivalent": 0}}
        assert size(assessed(tea("close", affects=0.25, **certain)), "learning") == close(concentrated)
        assert size(assessed(tea("close", **certain)), "coping") == close(0.1)

    def test_need_is_said_beside_the_size_and_never_multiplied_into_it(self) -> None:
        made = assessed(CLOSED, groups=[{"group": "carers"}])
        assert row(made, "carers").need > 1
        assert size(made, group="carers") == size(made)

    def test_several_contributions_are_the_root_of_summed_squares(self) -> None:
        parts: tuple[Contribution, ...] = loss(
            assessed(tea("close", affects=0.3), tea("reduce_hours", by=0.4))
        ).contributions
        summed = sum(part.share_before.typical * part.effect.typical**2 for part in parts)
        assert isclose(
            size(assessed(tea("close", affects=0.3), tea("reduce_hours", by=0.4))), sqrt(summed), abs_tol=1e-9
        )
