"""Checks of the effects: whether each is described in full, and what is done about each harm."""

from collections.abc import Mapping
from math import isclose

from mhia.assessment import Finding
from mhia.scoring.checks.seen import NOTHING_FOUND, Answer, Seen, Test, counted, how_many, listed

_MATERIAL = frozenset({"moderate", "major"})


def effects_on_lives_described(seen: Seen) -> Answer:
    """Whether findings stand beside what people said or what is known locally."""
    local = len(seen.proposal.local_evidence) + sum(1 for each in seen.asked if each.said)
    local += sum(1 for group in seen.proposal.groups if group.note)
    if not seen.findings:
        return "no", NOTHING_FOUND
    if local:
        return (
            "yes",
            f"Findings say how many lose what, beside {counted(local, 'passage', 'passages')} on how it is lived here.",
        )
    return "partly", "Findings say how many lose what; nothing in the proposal says how it is lived here."


def gains_and_losses_both_shown(seen: Seen) -> Answer:
    """Whether gains and losses were both looked for, and are both shown where there are both."""
    there = {finding.direction for finding in seen.findings}
    if len(there) > 1:
        return "yes", "Gains and losses were found; they stand side by side and are not netted."
    if there:
        one, other = ("losses", "gain") if "adverse" in there else ("gains", "loss")
        return "partly", f"Only {one} were found: nothing in the proposal brings a {other} that the rulebook knows."
    return "no", NOTHING_FOUND


def effects_fully_described(seen: Seen) -> Answer:
    """Whether every finding has a size, a chance for each band and its time; an unknown size counts as half said."""
    if not seen.findings:
        return "no", NOTHING_FOUND
    whole = [
        finding
        for finding in seen.findings
        if not finding.size_unknown and isclose(sum(finding.after.probabilities.values()), 1)
    ]
    said = (
        f"{len(whole)} of {counted(len(seen.findings), 'finding has', 'findings have')} a "
        "size, a chance for each band, a group and a time"
    )
    if len(whole) == len(seen.findings):
        return "yes", f"{said}."
    return "partly", f"{said}; where the proposal does not say how large the change is, a range is given."


def short_and_long_term(seen: Seen) -> Answer:
    """Whether each finding speaks of the first year and of the time after three."""
    if not seen.findings:
        return "no", NOTHING_FOUND
    return "yes", "Each finding has its effect within a year and beyond three years."


def mental_health_covered(seen: Seen) -> Answer:
    """Whether mental wellbeing was assessed; physical health never is."""
    if not seen.findings:
        return (
            "no",
            "No effect on mental wellbeing could be assessed, and physical health needs an assessment of its own.",
        )
    return "partly", "Mental wellbeing is covered in six domains; physical health needs an assessment of its own."


def uncertainty_stated(seen: Seen) -> Answer:
    """Whether findings carry ranges and chances from draws."""
    if not seen.findings:
        return "no", NOTHING_FOUND
    if not seen.assessment.draws:
        return "no", "Only best estimates were computed, without ranges."
    return "yes", f"Each finding has a range and a chance for each band, from {seen.assessment.draws:,} draws."


def significance_criteria_stated(seen: Seen) -> Answer:
    """Whether the edges of the bands are known and were used."""
    if not seen.findings:
        return "no", NOTHING_FOUND
    bands = seen.rulebook.parameters["bands"]
    edges = listed([f"{name} from {bands[name]:g}" for name in ("minor", "moderate", "major")])
    return "yes", f"The edges of the bands are printed, in standard deviations: {edges}."


def harms_have_mitigation(seen: Seen) -> Answer:
    """Whether each moderate or major loss is lessened by something."""
    harms = [each for each in seen.losses if each.before.band in _MATERIAL or _may_be_material(each)]
    if not harms:
        return "yes", "No loss is moderate or major."
    helped = sum(1 for finding in harms if finding.after.magnitude.typical < finding.before.magnitude.typical)
    said = f"Something lessens {helped} of {counted(len(harms), 'moderate or major loss', 'moderate or major losses')}"
    return how_many(helped, len(harms)), f"{said}." if helped == len(
        harms
    ) else f"{said}; the others have no mitigation that counts."


def actions_complete(seen: Seen) -> Answer:
    """Whether each mitigation has an owner, a date, a cost and an expected effect."""
    actions = seen.assessment.mitigations
    if not actions:
        return (
            ("no", "No mitigation is named.")
            if seen.losses
            else ("yes", "No loss was found, so there is nothing to act on.")
        )
    whole = sum(1 for each in actions if each.owner and each.by and each.cost is not None and each.reduces is not None)
    lacking = {
        "an owner": sum(1 for each in actions if not each.owner),
        "a date": sum(1 for each in actions if not each.by),
        "a cost": sum(1 for each in actions if each.cost is None),
        "an expected effect": sum(1 for each in actions if each.reduces is None),
    }
    said = (
        f"{whole} of {counted(len(actions), 'mitigation has', 'mitigations have')} an owner, "
        "a date, a cost and an expected effect"
    )
    missing = [f"{what} ({number})" for what, number in lacking.items() if number]
    return how_many(whole, len(actions)), f"{said}." if not missing else f"{said}. Missing: {listed(missing)}."


def residual_needs_a_measure(seen: Seen) -> Answer:
    """Whether a finding is better afterwards only where a mitigation acts."""
    better = [each for each in seen.losses if each.after.magnitude.typical < each.before.magnitude.typical]
    free = [
        each
        for each in better
        if not any(f.role == "mitigation" for part in each.contributions for f in part.share_factors)
    ]
    if free:
        return (
            "no",
            (
                f"{counted(len(free), 'finding is', 'findings are').capitalize()} better afterwards "
                "although no mitigation acts on it."
            ),
        )
    if better:
        return (
            "yes",
            (
                f"{counted(len(better), 'finding is', 'findings are').capitalize()} better after "
                "mitigation, each by a mitigation that is named."
            ),
        )
    return "yes", "No finding is better afterwards than before."


def _may_be_material(finding: Finding) -> bool:
    """Whether the size is not known and may well be moderate or more."""
    return finding.size_unknown and bool(_MATERIAL & set(finding.bands))


TESTS: Mapping[str, Test] = {
    test.__name__: test
    for test in (
        effects_on_lives_described,
        gains_and_losses_both_shown,
        effects_fully_described,
        short_and_long_term,
        mental_health_covered,
        uncertainty_stated,
        significance_criteria_stated,
        harms_have_mitigation,
        actions_complete,
        residual_needs_a_measure,
    )
}
"""By the names that the rulebook's checks call them."""
