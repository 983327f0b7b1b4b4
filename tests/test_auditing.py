"""The report's check of itself: each test of the rulebook's checks, answering both ways, and each nation's own duties."""
# ruff: noqa: E501 - a case is one row of a table

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from mhia.assessment import Assessment, Cell, Finding, Identity, Interval
from mhia.proposal import Proposal
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring import auditing
from mhia.scoring.assessing import assess
from mhia.scoring.auditing import TESTS, audit, jurisdiction
from mhia.scoring.checks.seen import Seen, compared

MADE_ON = date(2023, 12, 1)
LIBRARY = {"service": "library", "change": "close", "users": 1200}
YOUTH_CLUB = {"service": "youth_club", "change": "close"}
NOTHING = {"service": "unlisted", "change": "unknown", "description": "Parking charges"}
NATIONS = ("england", "wales", "scotland", "northern_ireland")

Fields = Mapping[str, Any]
Tweak = Callable[[Assessment], Assessment]


def _as_made(assessment: Assessment) -> Assessment:
    return assessment


def _without_fingerprint(assessment: Assessment) -> Assessment:
    return replace(assessment, identity=Identity("p", "p.yaml", ""))


def _without_versions(assessment: Assessment) -> Assessment:
    return replace(
        _without_fingerprint(assessment), tool="", rulebook=replace(assessment.rulebook, version="", sha256="")
    )


def _without_draws(assessment: Assessment) -> Assessment:
    return replace(assessment, draws=0)


def _without_questions(assessment: Assessment) -> Assessment:
    return replace(assessment, questions=())


def _with_reasons(assessment: Assessment) -> Assessment:
    reasons = tuple(_cells(row.cells, _with_reason) for row in assessment.groups)
    groups = tuple(replace(row, cells=cells) for row, cells in zip(assessment.groups, reasons, strict=True))
    return replace(assessment, groups=groups, also_uses=())


def _without_reasons(assessment: Assessment) -> Assessment:
    reasons = tuple(_cells(row.cells, lambda cell: replace(cell, because="")) for row in assessment.groups)
    groups = tuple(replace(row, cells=cells) for row, cells in zip(assessment.groups, reasons, strict=True))
    return replace(assessment, groups=groups, also_uses=())


def _better_by_itself(assessment: Assessment) -> Assessment:
    groups = tuple(replace(row, cells=_cells(row.cells, _halved_afterwards)) for row in assessment.groups)
    return replace(assessment, groups=groups)


def _against_something(assessment: Assessment) -> Assessment:
    return _on_each_finding(
        assessment,
        lambda f: replace(f, contributions=tuple(replace(c, against=("nesta-2013",)) for c in f.contributions)),
    )


def _against_nothing_and_no_gap(assessment: Assessment) -> Assessment:
    plain = _on_each_finding(
        assessment, lambda f: replace(f, contributions=tuple(replace(c, against=()) for c in f.contributions))
    )
    groups = tuple(
        replace(row, cells=_cells(row.cells, lambda cell: replace(cell, status="finding"))) for row in plain.groups
    )
    return replace(plain, groups=groups)


def _all_cited(assessment: Assessment) -> Assessment:
    return _on_each_finding(
        assessment, lambda f: replace(f, contributions=tuple(replace(c, sources=("a",)) for c in f.contributions))
    )


def _all_very_small(assessment: Assessment) -> Assessment:
    return _on_each_finding(assessment, lambda f: replace(f, after=replace(f.after, band="negligible")))


def _nothing_cited(assessment: Assessment) -> Assessment:
    return replace(_all_very_small(assessment), sources=())


def _cells(cells: tuple[Cell, ...], change: Callable[[Cell], Cell]) -> tuple[Cell, ...]:
    return tuple(change(cell) for cell in cells)


def _with_reason(cell: Cell) -> Cell:
    return cell if cell.because else replace(cell, because="nobody has looked")


def _halved_afterwards(cell: Cell) -> Cell:
    if cell.adverse is None:
        return cell
    halved = replace(cell.adverse.after, magnitude=Interval(cell.adverse.after.magnitude.typical / 2, 0.0, 1.0))
    return replace(cell, adverse=replace(cell.adverse, after=halved))


def _on_each_finding(assessment: Assessment, change: Callable[[Finding], Finding]) -> Assessment:
    def cell(each: Cell) -> Cell:
        adverse = change(each.adverse) if each.adverse else None
        return replace(each, adverse=adverse, beneficial=change(each.beneficial) if each.beneficial else None)

    return replace(assessment, groups=tuple(replace(row, cells=_cells(row.cells, cell)) for row in assessment.groups))


NOBODY: Fields = {}
EVERY_CHARACTERISTIC = [
    {"group": group}
    for group in (
        "older_people", "disabled_people", "trans_nonbinary", "married_civil_partnership", "pregnancy_new_parents",
        "minority_ethnic", "religion_belief", "women", "lgb_plus",
    )
]  # fmt: skip
WHOLE_ACTION = {
    "kind": "home_or_mobile_service", "reduces": "30%", "for": ["older_people"], "status": "funded", "owner": "Head", "by": "2024-01", "cost": 500,
}  # fmt: skip
WHOLE_LINE = {"measure": "Visits", "baseline": 5, "target": 5, "owner": "Analyst", "date": "2025-06"}
ASKED = {"who": "Library users", "when": "2023-10", "how": "Survey", "said": "Keep it", "changed": "Two evenings stay"}

CASES: tuple[tuple[str, str, Fields, Tweak, str], ...] = (
    # test, answer, fields of the proposal, what is done to the assessment, words that have to be in what was found
    ("assessed_before_decision", "yes", {"decision": {"date": "2024-01-16"}}, _as_made, "decision is on 2024-01-16; this assessment was made on 2023-12-01"),
    ("assessed_before_decision", "yes", {"decision": {"date": "2024"}}, _as_made, "in 2024"),
    ("assessed_before_decision", "no", {"decision": {"date": "2023-11-30"}}, _as_made, "too late"),
    ("assessed_before_decision", "no", {"decision": {"date": "2022"}}, _as_made, "in 2022"),
    ("assessed_before_decision", "partly", {"decision": {"date": "2023-12-01"}}, _as_made, "the same day"),
    ("assessed_before_decision", "not_known", {"decision": {"date": "2023-12"}}, _as_made, "without the day"),
    ("assessed_before_decision", "not_known", NOBODY, _as_made, "No date is given"),
    ("decision_maker_named", "yes", {"decision": {"body": "Cabinet"}}, _as_made, "for Cabinet"),
    ("decision_maker_named", "partly", {"decision": {"owner": "Head of Libraries"}}, _as_made, "not the body"),
    ("decision_maker_named", "no", NOBODY, _as_made, "does not say who"),
    ("stage_stated", "yes", {"decision": {"stage": "draft"}}, _as_made, "draft"),
    ("stage_stated", "no", NOBODY, _as_made, "does not say"),
    ("purpose_and_content_stated", "yes", {"summary": "The library closes."}, _as_made, "There is a summary, and every"),
    ("purpose_and_content_stated", "partly", NOBODY, _as_made, "no summary, but every"),
    ("purpose_and_content_stated", "no", {"changes": [NOTHING]}, _as_made, "no summary, and it is not said"),
    ("options_include_do_nothing", "yes", {"options": [{"title": "Fewer hours"}]}, _as_made, "1 alternative is"),
    ("options_include_do_nothing", "no", NOBODY, _as_made, "No alternative"),
    ("recommendations_answered", "yes", {"mitigations": [WHOLE_ACTION]}, _as_made, "1 of 1"),
    ("recommendations_answered", "partly", {"mitigations": [WHOLE_ACTION], "options": [{"title": "Fewer hours"}]}, _as_made, "1 of 2"),
    ("recommendations_answered", "no", {"mitigations": [{"action": "A van"}]}, _as_made, "0 of 1"),
    ("recommendations_answered", "no", NOBODY, _as_made, "no mitigation and no option"),
    ("budget_context_given", "yes", {"money": {"annual_change": -10000, "budget_before": 90000, "status": "known"}}, _as_made, "the yearly change"),
    ("budget_context_given", "partly", {"money": {"annual_change": -10000}}, _as_made, "Not given: the budget before"),
    ("budget_context_given", "no", NOBODY, _as_made, "Nothing is said"),
    ("assessor_named", "partly", {"signoff": {"assessor": "A. N. Officer"}}, _as_made, "not recorded"),
    ("assessor_named", "no", NOBODY, _as_made, "No assessor"),
    ("signed_off", "yes", {"signoff": {"approved": "Director", "date": "2023-12-02"}}, _as_made, "on 2023-12-02"),
    ("signed_off", "partly", {"signoff": {"approved": "Director"}}, _as_made, "without a date"),
    ("signed_off", "no", {"signoff": {"date": "2023-12-02"}}, _as_made, "nobody is named"),
    ("signed_off", "no", NOBODY, _as_made, "Nobody"),
    ("reviewed_by_another", "yes", {"signoff": {"assessor": "Officer", "reviewer": "Consultant"}}, _as_made, "not the assessor"),
    ("reviewed_by_another", "no", {"signoff": {"assessor": "Officer", "reviewer": "officer"}}, _as_made, "is the assessor"),
    ("reviewed_by_another", "no", NOBODY, _as_made, "No reviewer"),
    ("reviewed_by_another", "not_known", {"signoff": {"reviewer": "Consultant"}}, _as_made, "no assessor"),
    ("author_and_approver", "yes", {"signoff": {"assessor": "Officer", "approved": "Director"}}, _as_made, "An author and an approver"),
    ("author_and_approver", "partly", {"signoff": {"assessor": "Officer"}}, _as_made, "not an approver"),
    ("author_and_approver", "no", NOBODY, _as_made, "Neither"),
    ("not_delegated", "yes", {"signoff": {"approved": "Director"}}, _as_made, "approver is named"),
    ("not_delegated", "partly", NOBODY, _as_made, "nobody is named yet"),
    ("due_regard_recorded", "yes", {"signoff": {"assessor": "Officer"}}, _as_made, "2023-12-01"),
    ("due_regard_recorded", "partly", NOBODY, _as_made, "no author"),
    ("due_regard_recorded", "no", NOBODY, _without_fingerprint, "fingerprint is missing"),
    ("published_and_accessible", "not_known", NOBODY, _as_made, "cannot be seen"),
    ("published_and_accessible", "partly", {"decision": {"stage": "final"}}, _as_made, "does not say where"),
    ("psed_printed", "yes", {"place": {"nation": "wales"}}, _as_made, "prints"),
    ("psed_printed", "partly", {"place": {"name": "Ferrowdale"}}, _as_made, "in which nation"),
    ("review_date_set", "yes", {"money": {"starts": "2024-04"}, "monitoring": [{"measure": "Visits", "date": "2025-04"}]}, _as_made, "in 2024-04"),
    ("review_date_set", "yes", {"changes": [{**LIBRARY, "phases": [{"from": "2024-04", "by": "100%"}]}], "monitoring": [{"measure": "V", "date": "2025"}]}, _as_made, "2025"),
    ("review_date_set", "no", {"money": {"starts": "2024-04"}, "monitoring": [{"measure": "Visits", "date": "2024-03-31"}]}, _as_made, "but the start"),
    ("review_date_set", "no", {"monitoring": [{"measure": "Visits", "date": "2023-11"}]}, _as_made, "past"),
    ("review_date_set", "no", {"monitoring": [{"measure": "Visits"}]}, _as_made, "No date"),
    ("review_date_set", "not_known", {"monitoring": [{"measure": "Visits", "date": "2025-04"}]}, _as_made, "when it starts"),
    ("review_date_set", "not_known", {"money": {"starts": "2024"}, "monitoring": [{"measure": "Visits", "date": "2024-10"}]}, _as_made, "which comes first"),
    ("baseline_given", "yes", {"groups": [{"group": "older_people", "share": "20%"}]}, _as_made, "2 of 2"),
    ("baseline_given", "partly", {"groups": [{"group": "older_people"}]}, _as_made, "1 of 2"),
    ("baseline_given", "partly", NOBODY, _as_made, "no group is named"),
    ("baseline_given", "no", {"changes": [{"service": "library", "change": "close"}]}, _as_made, "0 of 1"),
    ("protected_characteristics_considered", "yes", {"groups": EVERY_CHARACTERISTIC}, _as_made, "each protected characteristic"),
    ("protected_characteristics_considered", "partly", {"groups": [{"group": "older_living_alone"}]}, _as_made, "groups for age"),
    ("protected_characteristics_considered", "no", NOBODY, _as_made, "names no group"),
    ("socio_economic_groups_considered", "yes", {"groups": [{"group": g} for g in ("unemployed", "rural_isolated", "young_carers", "homeless")]}, _as_made, "low income"),
    ("socio_economic_groups_considered", "partly", {"groups": [{"group": "carers_35h_plus"}]}, _as_made, "names unpaid carers"),
    ("socio_economic_groups_considered", "no", NOBODY, _as_made, "none of them"),
    ("intersections_considered", "yes", {"groups": [{"group": "older_people", "also": ["no_car"]}]}, _as_made, "1 group"),
    ("intersections_considered", "no", {"groups": [{"group": "older_people"}]}, _as_made, "No group"),
    ("armed_forces_considered", "yes", {"groups": [{"group": "armed_forces_community"}]}, _as_made, "names the armed"),
    ("armed_forces_considered", "partly", {"changes": [{"service": "veterans_support", "change": "close"}]}, _as_made, "adds it"),
    ("armed_forces_considered", "no", NOBODY, _as_made, "not named"),
    ("three_aims_considered", "partly", {"groups": [{"group": "disabled_people"}]}, _as_made, "disability"),
    ("three_aims_considered", "no", {"groups": [{"group": "no_car"}]}, _as_made, "no group"),
    ("needs_and_disadvantage_addressed", "yes", {"mitigations": [WHOLE_ACTION]}, _as_made, "1 mitigation is"),
    ("needs_and_disadvantage_addressed", "partly", {"mitigations": [{"action": "A van", "for": ["no_car"]}]}, _as_made, "none is meant"),
    ("needs_and_disadvantage_addressed", "no", NOBODY, _as_made, "No mitigation"),
    ("engagement_recorded", "yes", {"engagement": [ASKED]}, _as_made, "1 engagement is"),
    ("engagement_recorded", "yes", {"engagement": {"none_because": "The decision is urgent"}}, _as_made, "the reason is given"),
    ("engagement_recorded", "no", NOBODY, _as_made, "No engagement is recorded, and no reason is given."),
    ("engagement_changed_something", "yes", {"engagement": [ASKED]}, _as_made, "1 of 1"),
    ("engagement_changed_something", "partly", {"engagement": [ASKED, {"who": "Staff"}]}, _as_made, "1 of 2"),
    ("engagement_changed_something", "no", {"engagement": [{"who": "Staff"}]}, _as_made, "0 of 1"),
    ("engagement_changed_something", "no", {"engagement": {"none_because": "It is urgent"}}, _as_made, "No engagement"),
    ("consultation_dates_given", "yes", {"engagement": [ASKED]}, _as_made, "1 of 1"),
    ("consultation_dates_given", "partly", {"engagement": [ASKED, {"who": "Staff"}]}, _as_made, "1 of 2"),
    ("consultation_dates_given", "no", NOBODY, _as_made, "No engagement"),
    ("service_users_consulted", "yes", {"engagement": [ASKED]}, _as_made, "who was asked"),
    ("service_users_consulted", "no", {"engagement": [{"how": "Survey"}]}, _as_made, "not said who"),
    ("service_users_consulted", "no", NOBODY, _as_made, "No engagement"),
    ("consulted_before_decision", "yes", {"decision": {"date": "2024-01-16"}, "engagement": [ASKED]}, _as_made, "came before it"),
    ("consulted_before_decision", "partly", {"decision": {"date": "2024-01-16"}, "engagement": [ASKED, {"who": "Staff", "when": "2024-02"}]}, _as_made, "1 did not"),
    ("consulted_before_decision", "partly", {"decision": {"date": "2024-01-16"}, "engagement": [ASKED, {"who": "Staff"}]}, _as_made, "cannot be said"),
    ("consulted_before_decision", "no", {"decision": {"date": "2023"}, "engagement": [{"who": "Staff", "when": "2024"}]}, _as_made, "no engagement came"),
    ("consulted_before_decision", "no", NOBODY, _as_made, "No engagement"),
    ("consulted_before_decision", "not_known", {"decision": {"date": "2023-10-16"}, "engagement": [ASKED]}, _as_made, "not exact enough"),
    ("consulted_before_decision", "not_known", {"engagement": [ASKED]}, _as_made, "No date"),
    ("human_rights_considered", "yes", {"local_evidence": [{"kind": "judgement", "text": "Human rights were discussed with counsel"}]}, _as_made, "1 passage"),
    ("human_rights_considered", "no", NOBODY, _as_made, "not spoken of"),
    ("no_personal_data", "yes", NOBODY, _as_made, "no free text"),
    ("no_personal_data", "for_a_person", {"summary": "The library in SW-town closes on 2024-06-01, saving 1200000."}, _as_made, "1 passage of free text"),
    ("no_personal_data", "no", {"groups": [{"group": "carers", "note": "Write to j.smith@example.org"}]}, _as_made, "an e-mail address"),
    ("no_personal_data", "no", {"summary": "Ring 020 7946 0018, or come to SW1A 1AA"}, _as_made, "a telephone number and a postcode"),
    ("small_numbers_hidden", "yes", NOBODY, _as_made, "below 10"),
    ("small_numbers_hidden", "partly", {"groups": [{"group": "homeless", "people": 4}]}, _as_made, "1 count of people in the proposal is below 10"),
    ("scope_reasons_recorded", "yes", NOBODY, _with_reasons, "have their reason"),
    ("scope_reasons_recorded", "no", NOBODY, _without_reasons, "0 of"),
    ("methods_repeatable", "yes", NOBODY, _as_made, "fingerprints"),
    ("methods_repeatable", "partly", NOBODY, _without_fingerprint, "lacks the fingerprint of the proposal"),
    ("methods_repeatable", "no", NOBODY, _without_versions, "lacks the version of the tool"),
    ("versions_named", "yes", NOBODY, _as_made, "The rulebook is"),
    ("versions_named", "no", NOBODY, _without_versions, "missing"),
    ("effects_on_lives_described", "yes", {"groups": [{"group": "carers", "note": "They meet here"}]}, _as_made, "1 passage"),
    ("effects_on_lives_described", "partly", NOBODY, _as_made, "nothing in the proposal"),
    ("effects_on_lives_described", "no", {"changes": [NOTHING]}, _as_made, "no finding"),
    ("gains_and_losses_both_shown", "yes", {"changes": [LIBRARY, {"service": "lunch_club", "change": "commission"}]}, _as_made, "side by side"),
    ("gains_and_losses_both_shown", "partly", NOBODY, _as_made, "Only losses"),
    ("gains_and_losses_both_shown", "partly", {"kind": "commission", "changes": [{"service": "lunch_club", "change": "commission"}]}, _as_made, "Only gains"),
    ("gains_and_losses_both_shown", "no", {"changes": [NOTHING]}, _as_made, "no finding"),
    ("effects_fully_described", "yes", NOBODY, _as_made, "a size, a chance"),
    ("effects_fully_described", "partly", {"changes": [{"service": "library", "change": "reduce_hours"}]}, _as_made, "does not say how large"),
    ("effects_fully_described", "no", {"changes": [NOTHING]}, _as_made, "no finding"),
    ("short_and_long_term", "yes", NOBODY, _as_made, "beyond three years"),
    ("short_and_long_term", "no", {"changes": [NOTHING]}, _as_made, "no finding"),
    ("mental_health_covered", "partly", NOBODY, _as_made, "physical health"),
    ("mental_health_covered", "no", {"changes": [NOTHING]}, _as_made, "could be assessed"),
    ("cumulative_effects_covered", "partly", {"changes": [LIBRARY, {"service": "bus_service", "change": "close"}]}, _as_made, "2 services"),
    ("cumulative_effects_covered", "no", NOBODY, _as_made, "by itself"),
    ("evidence_cited_with_limits", "yes", {"changes": [{"service": "childrens_centre", "change": "close"}]}, _all_cited, "cite a source"),
    ("evidence_cited_with_limits", "no", {"changes": [NOTHING]}, _as_made, "no finding"),
    ("conflicting_evidence_stated", "yes", NOBODY, _against_something, "1 source that found"),
    ("conflicting_evidence_stated", "not_known", NOBODY, _against_nothing_and_no_gap, "knows no source"),
    ("uncertainty_stated", "yes", NOBODY, _as_made, "from 20 draws"),
    ("uncertainty_stated", "no", NOBODY, _without_draws, "without ranges"),
    ("uncertainty_stated", "no", {"changes": [NOTHING]}, _as_made, "no finding"),
    ("significance_criteria_stated", "yes", NOBODY, _as_made, "minor from 0.05"),
    ("significance_criteria_stated", "no", {"changes": [NOTHING]}, _as_made, "no finding"),
    ("harms_have_mitigation", "yes", {"changes": [YOUTH_CLUB], "mitigations": [{"action": "A bus", "reduces": "30%", "status": "funded"}]}, _as_made, "Something lessens"),
    ("harms_have_mitigation", "partly", {"changes": [YOUTH_CLUB], "mitigations": [{"action": "A bus", "reduces": "30%", "for": ["young_carers"]}], "groups": [{"group": "young_carers"}]}, _as_made, "the others have no mitigation"),
    ("harms_have_mitigation", "yes", {"changes": [{**LIBRARY, "affects": "1%"}]}, _as_made, "No loss is moderate"),
    ("harms_have_mitigation", "no", {"changes": [YOUTH_CLUB]}, _as_made, "Something lessens 0"),
    ("actions_complete", "yes", {"mitigations": [WHOLE_ACTION]}, _as_made, "1 of 1"),
    ("actions_complete", "partly", {"mitigations": [WHOLE_ACTION, {"action": "A van"}]}, _as_made, "Missing: an owner (1), a date (1), a cost (1) and an expected effect (1)"),
    ("actions_complete", "no", NOBODY, _as_made, "No mitigation is named"),
    ("actions_complete", "yes", {"changes": [NOTHING]}, _as_made, "nothing to act on"),
    ("residual_needs_a_measure", "yes", NOBODY, _as_made, "No finding is better"),
    ("residual_needs_a_measure", "yes", {"mitigations": [WHOLE_ACTION]}, _as_made, "by a mitigation that is named"),
    ("residual_needs_a_measure", "no", NOBODY, _better_by_itself, "although no mitigation"),
    ("indicators_complete", "yes", {"monitoring": [WHOLE_LINE]}, _as_made, "1 of 1"),
    ("indicators_complete", "partly", {"monitoring": [WHOLE_LINE, {"measure": "Visits"}]}, _as_made, "1 of 2"),
    ("indicators_complete", "no", {"monitoring": [{"measure": "Visits"}]}, _as_made, "0 of 1"),
    ("indicators_complete", "no", NOBODY, _as_made, "no monitoring plan"),
    ("predictions_testable", "no", NOBODY, _as_made, "main finding"),
    ("predictions_testable", "partly", {"monitoring": [{"measure": "Visits", "group": "men", "date": "2025"}]}, _as_made, "not what would test"),
    ("predictions_testable", "no", {"changes": [NOTHING]}, _as_made, "no finding"),
    ("plain_summary", "yes", {"summary": "The library closes."}, _as_made, "3 words"),
    ("plain_summary", "partly", {"summary": "word " * 151}, _as_made, "more than 150"),
    ("plain_summary", "partly", NOBODY, _as_made, "none of its own"),
    ("plain_summary", "no", {"changes": [NOTHING]}, _as_made, "nothing to sum up"),
    ("rigour_and_open_mind", "yes", NOBODY, _as_made, "None of the warning signs"),
    ("rigour_and_open_mind", "partly", {"groups": [{"group": g, "note": "Neutral"} for g in ("men", "women")]}, _as_made, "same text"),
    ("rigour_and_open_mind", "no", NOBODY, _nothing_cited, "no source"),
    ("gaps_listed", "yes", NOBODY, _without_questions, "Nothing that the result depends on"),
    ("gaps_listed", "partly", {"engagement": [ASKED]}, _as_made, "1 piece"),
    ("gaps_listed", "no", NOBODY, _as_made, "no local evidence"),
)  # fmt: skip


@cache
def rulebook() -> Rulebook:
    return load_rulebook(cache=False)


def proposal(fields: Fields) -> Proposal:
    return Proposal.model_validate({"title": "Close the library", "kind": "cut", "changes": [LIBRARY], **fields})


def assessed(fields: Fields) -> Assessment:
    return assess(proposal(fields), rulebook(), Identity("p", "p.yaml", "0" * 64), on=MADE_ON, draws=20)


@pytest.mark.parametrize(("test", "answer", "fields", "tweak", "words"), CASES)
def test_each_check_says_what_it_found(test: str, answer: str, fields: Fields, tweak: Tweak, words: str) -> None:
    given, found = TESTS[test](Seen(tweak(assessed(fields)), proposal(fields), rulebook()))
    assert (given, words in found) == (answer, True), found
    assert found.endswith("."), "what was found is a sentence"


def test_every_test_can_answer_in_more_than_one_way() -> None:
    answers = defaultdict(set)
    for test, answer, *_ in CASES:
        answers[test].add(answer)
    assert {test for test in TESTS if len(answers[test]) < 2} == set()


def test_the_main_finding_can_be_tested_when_its_group_is_measured_in_time() -> None:
    first = assessed(NOBODY).headlines[0]
    fields = {"monitoring": [{"measure": "Meetings", "group": first.group.split("+")[0], "date": "2025-06"}]}
    answer, found = TESTS["predictions_testable"](Seen(assessed(fields), proposal(fields), rulebook()))
    assert (answer, first.domain in found) == ("yes", True)


def test_every_test_that_a_check_names_is_there_and_every_test_is_named_by_a_check() -> None:
    named = {check.test for check in map(rulebook().check, rulebook().checks) if check.kind != "human"}
    assert named == set(TESTS)


def test_a_check_for_a_person_names_no_test_and_says_where_to_look() -> None:
    human = {check.id for check in map(rulebook().check, rulebook().checks) if check.kind == "human"}
    assert not any(rulebook().check(id_).test for id_ in human)
    assert human == set(auditing._FOR_A_PERSON)
    answers = {check.id: check.answer for nation in NATIONS for check in checks({"place": {"nation": nation}})}
    assert {answers[id_] for id_ in human} == {"for_a_person"}


def checks(fields: Fields) -> tuple[Any, ...]:
    return audit(replace(assessed(fields), checks=()), proposal(fields), rulebook())


@pytest.mark.parametrize("nation", NATIONS)
def test_a_report_carries_its_own_nations_duties_and_no_other(nation: str) -> None:
    fields = {"place": {"nation": nation}}
    here = jurisdiction(proposal(fields))
    for check in checks(fields):
        entry = rulebook().check(check.id)
        assert not entry.jurisdictions or here in entry.jurisdictions
    expected = [id_ for id_ in rulebook().checks if here in (rulebook().check(id_).jurisdictions or (here,))]
    assert [check.id for check in checks(fields)] == expected, "each once, in the rulebook's order"


def test_every_nation_that_a_check_names_is_one_that_a_place_can_be_in() -> None:
    known = {jurisdiction(proposal({"place": {"nation": nation}})) for nation in NATIONS}
    named = {nation for id_ in rulebook().checks for nation in rulebook().check(id_).jurisdictions}
    assert named == known


def test_english_law_never_stands_on_a_report_from_northern_ireland() -> None:
    ids = {check.id for check in checks({"place": {"nation": "northern_ireland"}})}
    assert "ni_section_75" in ids
    assert not {id_ for id_ in ids if id_.startswith(("psed", "brown", "gunning", "best_value", "care_act"))}


def test_where_no_nation_is_given_england_is_taken() -> None:
    without = [check.id for check in checks({"place": {"name": "Ferrowdale"}})]
    assert without == [check.id for check in checks({"place": {"nation": "england"}})]
    assert without == [check.id for check in checks(NOBODY)]


def test_what_a_tool_can_only_see_to_be_there_is_left_to_a_person_to_judge() -> None:
    found = {check.id: check.found for check in checks({"decision": {"body": "Cabinet"}})}
    assert found["Q2"].endswith("A person has to judge whether it is enough.")
    assert "A person has to judge" not in {check.id: check.found for check in checks(NOBODY)}["Q2"]


def test_the_assessment_carries_the_checks() -> None:
    assert assessed(NOBODY).checks == checks(NOBODY)


def test_nobody_who_signs_or_acts_is_named_in_what_was_found() -> None:
    people = {"assessor": "Ann Able", "reviewer": "Bob Best", "approved": "Cy Cole", "date": "2023-12"}
    fields = {
        "signoff": people,
        "mitigations": [{**WHOLE_ACTION, "owner": "Di Dale"}],
        "monitoring": [{**WHOLE_LINE, "owner": "Ed Ely"}],
    }
    said = " ".join(check.found for check in checks(fields))
    assert not [name for name in ("Ann", "Bob", "Cy Cole", "Di Dale", "Ed Ely") if name in said], (
        "a public report prints this"
    )


ORDERS = (
    ("2023-12-01", "2024-01-16", "before"),
    ("2023-12-01", "2024", "before"),
    ("2024-02", "2024-01-31", "after"),
    ("2024-01-16", "2024-01-16", "same"),
    ("2024-01-16", "2024-01", "not_known"),
    ("2024-01", "2024-01", "not_known"),
    ("2024", "2024", "not_known"),
)


@pytest.mark.parametrize(("first", "second", "order"), ORDERS)
def test_dates_are_compared_only_as_far_as_they_are_known(first: str, second: str, order: str) -> None:
    assert compared(first, second) == order
