"""Checks of what the assessment holds: effects, evidence, uncertainty, mitigation and what can be tested later."""

from collections.abc import Mapping
from math import isclose

from mhia.assessment import TYPICAL_USER
from mhia.scoring.checks.seen import Answer, Seen, Test, counted, how_many, listed

_NOTHING_FOUND = "There is no finding."
_MATERIAL = frozenset({"moderate", "major"})


def scope_reasons_recorded(seen: Seen) -> Answer:
    """Whether everything left out of the grid has its reason."""
    reasons = [change.not_assessed_because for change in seen.assessment.changes if change.direction == "none"]
    reasons += [cell.because for row in seen.assessment.groups for cell in row.cells if cell.status != "finding"]
    reasons += [each.why for each in seen.assessment.also_uses]
    there = sum(1 for reason in reasons if reason)
    if not reasons:
        return "yes", "Nothing was left out."
    return how_many(
        there, len(reasons)
    ), f"{there} of {counted(len(reasons), 'thing', 'things')} left out have their reason in the report."


def methods_repeatable(seen: Seen) -> Answer:
    """Whether versions, fingerprints and the number of draws are there."""
    assessment = seen.assessment
    given = {
        "the version of the tool": assessment.tool,
        "the version of the rulebook": assessment.rulebook.version,
        "the fingerprint of the rulebook": assessment.rulebook.sha256,
        "the fingerprint of the proposal": assessment.identity.sha256,
    }
    missing = [what for what, value in given.items() if not value]
    if missing:
        return how_many(len(given) - len(missing), len(given)), f"The report lacks {listed(missing)}."
    return "yes", "The report carries the versions of tool and rulebook and the fingerprints of rulebook and proposal."


def versions_named(seen: Seen) -> Answer:
    """Whether the rulebook's version and fingerprint are there."""
    book = seen.assessment.rulebook
    if book.version and book.sha256:
        return "yes", f"The rulebook is {book.id} {book.version}, and its fingerprint is in the report."
    return "no", "The version or the fingerprint of the rulebook is missing."


def effects_on_lives_described(seen: Seen) -> Answer:
    """Whether findings stand beside what people said or what is known locally."""
    local = len(seen.proposal.local_evidence) + sum(1 for each in seen.asked if each.said)
    local += sum(1 for group in seen.proposal.groups if group.note)
    if not seen.findings:
        return "no", _NOTHING_FOUND
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
    return "no", _NOTHING_FOUND


def effects_fully_described(seen: Seen) -> Answer:
    """Whether every finding has a size, a chance for each band and its time; an unknown size counts as half said."""
    if not seen.findings:
        return "no", _NOTHING_FOUND
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
        return "no", _NOTHING_FOUND
    return "yes", "Each finding has its effect within a year and beyond three years."


def mental_health_covered(seen: Seen) -> Answer:
    """Whether mental wellbeing was assessed; physical health never is."""
    if not seen.findings:
        return (
            "no",
            "No effect on mental wellbeing could be assessed, and physical health needs an assessment of its own.",
        )
    return "partly", "Mental wellbeing is covered in six domains; physical health needs an assessment of its own."


def cumulative_effects_covered(seen: Seen) -> Answer:
    """Whether anything was read together: several services here; the rest of the budget only a round can show."""
    services = {part.service for part in seen.contributions if part.service}
    alone = "it was not read together with the rest of its budget round"
    if len(services) > 1:
        return "partly", f"{len(services)} services in this proposal were read together; {alone}."
    return "no", f"This proposal was assessed by itself: {alone}."


def evidence_cited_with_limits(seen: Seen) -> Answer:
    """Whether steps cite sources (or say that they are judgement) and services say what the evidence does not show."""
    parts = seen.contributions
    if not parts:
        return "no", _NOTHING_FOUND
    cited = sum(1 for part in parts if part.sources)
    judged = sum(1 for part in parts if not part.sources and part.evidence == "expert")
    silent = [
        id_
        for id_ in dict.fromkeys(part.service for part in parts if part.service)
        if not seen.rulebook.service(id_).misleads
    ]
    said = (
        f"{cited} of {counted(len(parts), 'step', 'steps')} cite a source, and {judged} more "
        "say that they are expert judgement"
    )
    if silent:
        return (
            "partly",
            (
                f"{said}; for {counted(len(silent), 'service', 'services')} the limits of the "
                "evidence are not written down."
            ),
        )
    return ("yes" if cited == len(parts) else "partly"), f"{said}; the limits of the evidence are in the report."


def conflicting_evidence_stated(seen: Seen) -> Answer:
    """Whether sources that found the opposite, and gaps, are listed."""
    against = {source for part in seen.contributions for source in part.against}
    gaps = sum(
        1
        for row in seen.assessment.groups
        if row.id == TYPICAL_USER
        for cell in row.cells
        if cell.status == "not_studied"
    )
    missing = f"{counted(gaps, 'domain is', 'domains are')} marked as not studied"
    if against:
        return (
            "yes",
            f"{counted(len(against), 'source', 'sources').capitalize()} that found nothing or the opposite; {missing}.",
        )
    if gaps:
        return "partly", f"The rulebook knows no source that found the opposite; {missing}."
    return (
        "not_known",
        (
            "The rulebook knows no source that found the opposite, and no gap; studies that find "
            "nothing are seldom published."
        ),
    )


def uncertainty_stated(seen: Seen) -> Answer:
    """Whether findings carry ranges and chances from draws."""
    if not seen.findings:
        return "no", _NOTHING_FOUND
    if not seen.assessment.draws:
        return "no", "Only best estimates were computed, without ranges."
    return "yes", f"Each finding has a range and a chance for each band, from {seen.assessment.draws:,} draws."


def significance_criteria_stated(seen: Seen) -> Answer:
    """Whether the edges of the bands are known and were used."""
    if not seen.findings:
        return "no", _NOTHING_FOUND
    bands = seen.rulebook.parameters["bands"]
    edges = listed([f"{name} from {bands[name]:g}" for name in ("minor", "moderate", "major")])
    return "yes", f"The edges of the bands are printed, in standard deviations: {edges}."


def harms_have_mitigation(seen: Seen) -> Answer:
    """Whether each moderate or major loss is lessened by something."""
    harms = [finding for finding in seen.losses if finding.before.band in _MATERIAL or _MATERIAL & set(finding.bands)]
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


def indicators_complete(seen: Seen) -> Answer:
    """Whether each line of the monitoring plan has a baseline, a target, an owner and a date."""
    plan = seen.proposal.monitoring
    if not plan:
        return "no", "There is no monitoring plan."
    whole = sum(
        1 for line in plan if line.baseline is not None and line.target is not None and line.owner and line.date
    )
    said = (
        f"{whole} of {counted(len(plan), 'line', 'lines')} of the monitoring plan have a "
        "baseline, a target, an owner and a date."
    )
    partly = whole or any(line.baseline or line.target or line.owner or line.date for line in plan)
    return ("yes" if whole == len(plan) else "partly" if partly else "no"), said


def predictions_testable(seen: Seen) -> Answer:
    """Whether something is measured in the group of the main finding, in its domain, on a date."""
    if not seen.assessment.headlines:
        return "no", "There is no finding that could be tested."
    first = seen.assessment.headlines[0]
    whom = next((row.in_words for row in seen.assessment.groups if row.id == first.group), first.group)
    main = f"the main finding ({first.domain}, {whom})"
    dated = [line for line in seen.proposal.monitoring if line.date]
    fitting = [
        line
        for line in dated
        if _in_group(seen, line.group, first.group) and _measures(seen, line.measure, first.domain)
    ]
    if fitting:
        return "yes", f"A measure, a group and a date are set for {main}."
    if dated:
        return "partly", f"Something is measured on a date, but not what would test {main}."
    return "no", f"Nothing is measured on a date that would test {main}."


def plain_summary(seen: Seen) -> Answer:
    """Whether there is a summary for anybody, short enough."""
    limit = seen.rulebook.parameters["audit"]["summary_words"]
    if not seen.findings:
        return "no", "Nothing could be assessed, so there is nothing to sum up."
    words = len((seen.proposal.summary or "").split())
    if not words:
        return "partly", "The report opens with a summary in plain words; the proposal has none of its own."
    said = f"The report opens with a summary in plain words; the proposal's own has {counted(words, 'word', 'words')}"
    return ("yes", f"{said}.") if words <= limit else ("partly", f"{said}, more than {limit}.")


def rigour_and_open_mind(seen: Seen) -> Answer:
    """Whether any warning sign is there: all called very small, nothing cited, one text for several groups."""
    notes = [group.note.casefold() for group in seen.proposal.groups if group.note]
    signs = {
        "no effect is more than very small": all(each.after.band == "negligible" for each in seen.findings),
        "no source and no local evidence is cited": not seen.assessment.sources and not seen.proposal.local_evidence,
        "the same text stands for several groups": len(set(notes)) < len(notes),
    }
    there = [sign for sign, found in signs.items() if found]
    if not there:
        return (
            "yes",
            (
                "None of the warning signs was found: effects differ, sources are cited, no text is "
                "repeated for several groups."
            ),
        )
    return ("partly" if len(there) == 1 else "no"), f"Warning signs: {listed(there)}."


def gaps_listed(seen: Seen) -> Answer:
    """Whether anything is unknown, and whether more was sought."""
    gaps = len(seen.assessment.questions)
    if not gaps:
        return "yes", "Nothing that the result depends on had to be assumed."
    sought = len(seen.proposal.local_evidence) + len(seen.asked)
    said = f"The report lists {counted(gaps, 'thing', 'things')} to find out"
    if sought:
        return (
            "partly",
            (
                f"{said}; the proposal brings {counted(sought, 'piece', 'pieces')} of local evidence "
                "and engagement, not an answer to each."
            ),
        )
    return "no", f"{said}, and the proposal brings no local evidence."


def _in_group(seen: Seen, measured: str | None, group: str) -> bool:
    if group == TYPICAL_USER or measured is None:
        return group == TYPICAL_USER
    members = set(group.split("+"))
    return measured in members or any(measured in seen.rulebook.ancestors(member) for member in members)


def _measures(seen: Seen, measure: str, domain: str) -> bool:
    """Whether a measure is about a domain; a local measure of the council's own may be about any."""
    if measure not in seen.rulebook.measures:
        return True
    about = seen.rulebook.measure(measure).domains
    return not about or domain in about


TESTS: Mapping[str, Test] = {
    test.__name__: test
    for test in (
        scope_reasons_recorded,
        methods_repeatable,
        versions_named,
        effects_on_lives_described,
        gains_and_losses_both_shown,
        effects_fully_described,
        short_and_long_term,
        mental_health_covered,
        cumulative_effects_covered,
        evidence_cited_with_limits,
        conflicting_evidence_stated,
        uncertainty_stated,
        significance_criteria_stated,
        harms_have_mitigation,
        actions_complete,
        residual_needs_a_measure,
        indicators_complete,
        predictions_testable,
        plain_summary,
        rigour_and_open_mind,
        gaps_listed,
    )
}
"""By the names that the rulebook's checks call them."""
