"""The report's check of itself: every question of quality and every duty that applies, and what was found."""

from collections.abc import Mapping

from mhia.assessment import Assessment, Check
from mhia.proposal import Proposal
from mhia.rulebook import entries
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.checks import deciding, effects, evidence, people
from mhia.scoring.checks.seen import Seen, Test

TESTS: Mapping[str, Test] = {**deciding.TESTS, **people.TESTS, **effects.TESTS, **evidence.TESTS}
"""Every test that a check of the rulebook may name."""
_JURISDICTION = {"england": "england", "wales": "wales", "scotland": "scotland", "northern_ireland": "ni"}
_NOT_SAID = "england"


def audit(assessment: Assessment, proposal: Proposal, rulebook: Rulebook) -> tuple[Check, ...]:
    """What was found for each check that applies in the nation (England where not said), in the rulebook's order."""
    nation = jurisdiction(proposal)
    seen = Seen(assessment, proposal, rulebook)
    checks = (rulebook.check(id_) for id_ in rulebook.checks)
    return tuple(_checked(check, seen) for check in checks if not check.jurisdictions or nation in check.jurisdictions)


def jurisdiction(proposal: Proposal) -> str:
    """The nation whose duties apply, as the checks call it."""
    nation = proposal.place.nation if proposal.place else None
    return _JURISDICTION[nation] if nation else _NOT_SAID


def _checked(check: entries.Check, seen: Seen) -> Check:
    if check.kind == "human":
        return Check(check.id, "for_a_person", _FOR_A_PERSON.get(check.id, _FOR_A_PERSON_OTHERWISE))
    answer, found = TESTS[check.test](seen)
    if check.kind == "semi" and answer in {"yes", "partly"}:
        found = f"{found} A person has to judge whether it is enough."
    return Check(check.id, answer, found)


_FOR_A_PERSON_OTHERWISE = "The proposal has no field that would show this: a person has to look."
_FOR_A_PERSON: Mapping[str, str] = {
    "Q28": "Read the summary, the findings and the options side by side.",
    "psed_marriage": "Look at whether being married or in a civil partnership makes a difference here.",
    "psed_due_regard": "Look at whether the paper weighs the findings and the money against each other, in words.",
    "psed_specific_duties_england": "Look at what the council has published, and when.",
    "gunning_reasons": "Look at what people were given to read, and whether the options turned down were in it.",
    "best_value_voluntary_groups": "Look at which voluntary groups lose money by this, and when they were told.",
    "business_ratepayers": "Look at whether the consultation on the budget reached them.",
    "health_and_wellbeing_board": "Look at whether it has been on the Board's agenda.",
    "jsna_and_strategy": "Look at what both documents say of the groups in this report.",
    "integrated_working": "Look at whether people who lose the service will turn to the NHS, and if it was told.",
    "improve_health": "Look at the findings for the groups with the most need.",
    "care_act_wellbeing": "Look at whether anybody concerned receives care and support.",
    "care_act_prevention": "Look at whether people will need care sooner, and whether other providers stay.",
    "social_value": "Look at whether anything will be bought, and what the area gains by it.",
    "children": "Look at the findings for children, young people and care leavers.",
    "health_scrutiny": "Look at whether a health service changes substantially.",
    "prevention_concordat": "Look at whether the council has signed it, and at each part.",
    "socio_economic_duty_england": "Look at whether the council has decided to.",
    "wales_future_generations": "Look at each goal and each way of working beside the findings.",
    "wales_hia": "Look at whether the decision is strategic, and when it is taken.",
    "wales_language": "Look at whether the service is offered in Welsh, and whether what is left will be.",
    "wales_specific_duties": "Look at whether this report is published with the decision.",
    "wales_social_services": "Look at whether anybody concerned receives care and support.",
    "scotland_specific_duties": "Look at whether this report is published with the decision.",
    "scotland_best_value": "Look at whether the paper says so in words.",
    "scotland_integration_joint_board": "Look at whether it has been on the Board's agenda.",
    "ni_section_75": "Look at whether the proposal was screened, and for whom.",
    "ni_rural_needs": "Look at the findings for people in the country, and at the distances.",
    "disproportionate_burden": "Look at whether every document that is published can be read by everybody.",
    "officers_comments": "Look at whether the boxes in the report have been filled in.",
}
"""Where to look, for the checks that only a person can make; what each asks stands in the rulebook."""
