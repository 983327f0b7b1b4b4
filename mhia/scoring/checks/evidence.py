"""Checks of what it rests on: versions, sources, gaps, and what will show later whether it was right."""

from collections.abc import Mapping

from mhia.assessment import TYPICAL_USER
from mhia.scoring.checks.seen import NOTHING_FOUND, Answer, Seen, Test, counted, how_many, listed


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
        return "no", NOTHING_FOUND
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
        cumulative_effects_covered,
        evidence_cited_with_limits,
        conflicting_evidence_stated,
        plain_summary,
        rigour_and_open_mind,
        gaps_listed,
        predictions_testable,
        indicators_complete,
    )
}
"""By the names that the rulebook's checks call them."""
