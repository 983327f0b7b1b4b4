"""How a share of people comes about, number by number: each factor of a share as a clause."""

import re

from mhia.assessment import Contribution, Factor
from mhia.report.view import numbers
from mhia.report.view.words import phrase

_CHANGED = 0.005
"""A multiplier nearer to 1 than this is left out of a sentence: it would print as × 1."""
_CLAUSES: tuple[tuple[str, str], ...] = (
    # By the name of the number (its path in the rulebook or the proposal); the first pattern that fits is used.
    (r"mitigations\[", "“{because}” spares {percent} of those"),
    (r"access_chain\.share$", "{percent} of its benefit is taken to hang on being reached this way"),
    (r"(groups\..*\.access|distance)\.", "× {times} on that for travel ({because})"),
    (r"\.sites$", "{because}"),
    (r"\.affects$", "{share} of the service is concerned"),
    (r"\.following$", "{share} follow to the other place"),
    (r"\.kept$", "{share} usually find an equivalent elsewhere"),
    (r"\.share_finding_equivalent$", "{share} find an equivalent elsewhere"),
    (r"\.half_distance$", "half stop coming at {number} km"),
    (r"\.extra_km$", "people have to travel {number} km farther"),
    (r"\.(nearest_km|travel_minutes)$", "the nearest equivalent is {number} km away"),
    (r"\.lost_in_move$", "{percent_rest} are lost in the move itself"),
    (r"\.by$", "the size of the change is {percent}"),
    (r"\.factor", "{percent} of that is felt as people lost or gained"),
    (r"\.(hours_pattern|when)$", "× {times} ({because})"),
    (r"\.added_loss$", "{percent} more is lost besides"),
    (r"\.users_per_visit_lost$", "{percent} of a fall in visits is people who stop"),
    (r"\.share_of_income$", "the council pays {percent} of the provider's income"),
    (r"\.pass_through$", "{percent} of a lost income is felt by users"),
    (r"\.chance_provider_closes$", "there is a {percent} chance that the provider closes"),
    (r"\.sole_funder$", "nobody else pays for it"),
    (r"\.capacity$", "{because}: {percent}"),
    (r"\.elasticity", "each 10% on the price moves visits by about {tenth}"),
    (r"\.price$", "the price changes by {percent}"),
    (r"\.price\.exempt$", "this group does not pay"),
    (r"\.visits_lost", "{percent} of visits are lost when a charge comes in"),
    (r"\.new_users$", "{percent} of those who become eligible are new users"),
    (r"\.(group_shares|need_level)\.|\.tighten_eligibility\.share$", "{share} no longer qualify"),
    (r"\.digital_exclusion$|\.routes\.", "for {share} online is no way in"),
    (r"\.someone_else_does_it$", "{percent} of them have nobody to do it for them"),
    (r"\.no_taker$", "there is a {percent} chance that nobody takes it on"),
    (r"\.fails_with", "there is a {percent} chance that the new provider fails within three years"),
    (r"\.quality_kept$", "the new provider keeps {percent} of it"),
    (r"\.equivalence$", "which gives {percent} of the old service"),
    (r"\.weeks$", "{percent} of a year's newcomers lose by waiting or dropping out"),
    (r"\.fill_rate$", "{share} of the places are filled"),
    (r"^structural", "it happens to {share}"),
)
_BY_ROLE = {
    "uptake": "{share} take it up",
    "completion": "{share} of those who start finish",
    "reach": "× {times} ({because})",
    "enablers": "× {times} ({because})",
    "weight": "{share} of the users here use this one",
}
_SHOWN_AT_ONE = re.compile(r"\.(extra_km|half_distance|nearest_km|travel_minutes|elasticity)")
_GIVEN_OR_ASSUMED = re.compile(r"^changes\[.*\.(by|extra_km|share_of_income|uptake|completion|capacity|affects|weeks)$")
_ORDINARY = "an ordinary distance"


def steps(part: Contribution) -> tuple[str, ...]:
    """The clauses that lead to the share of people a contribution reaches; numbers that change nothing are left out."""
    return tuple(clause for factor in part.share_factors if (clause := _clause(factor)))


def _clause(factor: Factor) -> str:
    measured = _SHOWN_AT_ONE.search(factor.name) and not factor.name.startswith("groups.")
    if (abs(factor.value - 1) < _CHANGED and not measured) or factor.because.startswith(_ORDINARY):
        return ""
    if factor.role == "mitigation" and factor.value < _CHANGED:
        return ""
    template = next((words for pattern, words in _CLAUSES if re.search(pattern, factor.name)), _otherwise(factor))
    assumed = " (assumed)" if factor.basis != "proposal" and _GIVEN_OR_ASSUMED.search(factor.name) else ""
    return _filled(template, factor) + assumed


def _filled(template: str, factor: Factor) -> str:
    return template.format(
        share=numbers.share(factor.value),
        percent=numbers.percent(factor.value),
        percent_rest=numbers.percent(1 - factor.value),
        times=numbers.multiplier(factor.value),
        tenth=numbers.percent(abs(factor.value) / 10),
        number=f"{factor.value:.2f}".rstrip("0").rstrip(".").replace("-", "−"),
        because=phrase(factor.because.split(". ")[0]) or "as the rulebook has it",
    )


def _otherwise(factor: Factor) -> str:
    """A clause for a number that has none of its own: a multiplier above 1, else a share."""
    return _BY_ROLE.get(factor.role, "× {times} ({because})" if factor.value > 1 else "{because}: {percent}")
