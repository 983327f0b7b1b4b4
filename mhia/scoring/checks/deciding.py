"""Checks of how it is decided: when, by whom, for what reason, against which options, and who stands behind it."""

from collections.abc import Mapping

from mhia.proposal import Signoff
from mhia.scoring.checks.seen import Answer, Seen, Test, compared, counted, how_many, listed, when


def assessed_before_decision(seen: Seen) -> Answer:
    """Whether the assessment was made before the decision."""
    made = f"this assessment was made on {seen.assessment.assessed_on}"
    if seen.decided is None:
        return "not_known", f"No date is given for the decision; {made}."
    said = f"The decision is {when(seen.decided)}; {made}"
    order = compared(seen.assessment.assessed_on, seen.decided)
    if order == "not_known":
        return "not_known", f"{said}: without the day of the decision nobody can say which came first."
    if order == "same":
        return "partly", f"{said}, the same day."
    return ("yes", f"{said}.") if order == "before" else ("no", f"{said}, too late to change it.")


def decision_maker_named(seen: Seen) -> Answer:
    """Whether the body that decides is named."""
    decision = seen.proposal.decision
    if decision and decision.body:
        return "yes", f"The decision is for {decision.body}, and the report prints the duties."
    if decision and decision.owner:
        return "partly", "An officer who answers for the proposal is named, but not the body that decides."
    return "no", "The proposal does not say who decides."


def stage_stated(seen: Seen) -> Answer:
    """Whether it is said how far the decision has got."""
    stage = seen.proposal.decision.stage if seen.proposal.decision else None
    return ("yes", f"The stage is: {stage}.") if stage else ("no", "The proposal does not say at which stage it is.")


def purpose_and_content_stated(seen: Seen) -> Answer:
    """Whether a summary says what it is for, and every change what is done."""
    vague = sum(1 for change in seen.proposal.changes if change.change == "unknown")
    summary = "There is a summary" if seen.proposal.summary else "There is no summary"
    said = (
        f"it is not said what is done in {counted(vague, 'change', 'changes')}"
        if vague
        else "every change says what is done"
    )
    joint = "and" if bool(seen.proposal.summary) != bool(vague) else "but"
    met = bool(seen.proposal.summary) + (not vague)
    return how_many(met, 1 + 1), f"{summary}, {joint} {said}."


def options_include_do_nothing(seen: Seen) -> Answer:
    """Whether there is an alternative beside the proposal and doing nothing."""
    number = len(seen.proposal.options)
    if not number:
        return "no", "No alternative is described; the report adds doing nothing."
    described = counted(number, "alternative is", "alternatives are")
    return "yes", f"{described.capitalize()} described, and the report adds doing nothing."


def recommendations_answered(seen: Seen) -> Answer:
    """Whether each mitigation says how firm it is, and each option why it was turned down."""
    answered = [mitigation.status is not None for mitigation in seen.proposal.mitigations]
    answered += [option.turned_down_because is not None for option in seen.proposal.options]
    if not answered:
        return "no", "There is no mitigation and no option to accept or turn down."
    said = f"{sum(answered)} of {counted(len(answered), 'mitigation or option', 'mitigations and options')}"
    return how_many(
        sum(answered), len(answered)
    ), f"{said} say whether they are accepted, or why they were turned down."


def budget_context_given(seen: Seen) -> Answer:
    """Whether the money, what it is a part of and how firm it is are given."""
    money = seen.proposal.money
    given = {
        "the yearly change": money is not None and money.annual_change is not None,
        "the budget before": money is not None and money.budget_before is not None,
        "how firm the figures are": money is not None and money.status is not None,
    }
    missing = [what for what, there in given.items() if not there]
    word = how_many(len(given) - len(missing), len(given))
    if word == "no":
        return word, "Nothing is said of the money."
    there = listed([what for what in given if what not in missing])
    return word, f"Given: {there}." + (f" Not given: {listed(missing)}." if missing else "")


def assessor_named(seen: Seen) -> Answer:
    """Whether somebody is named as the assessor. Their skills and interests have no place in a proposal."""
    if _signoff(seen).assessor:
        return "partly", "An assessor is named; their skills, who paid for the work and any interests are not recorded."
    return "no", "No assessor is named."


def signed_off(seen: Seen) -> Answer:
    """Whether somebody approved it, with a date."""
    signoff = _signoff(seen)
    if signoff.approved and signoff.date:
        return "yes", f"It was approved {when(signoff.date)}."
    if signoff.approved:
        return "partly", "An approver is named, without a date."
    return (
        "no",
        "Nobody has approved it." if not signoff.date else "There is a date, but nobody is named as approving it.",
    )


def reviewed_by_another(seen: Seen) -> Answer:
    """Whether the reviewer is somebody else than the assessor."""
    signoff = _signoff(seen)
    if not signoff.reviewer:
        return "no", "No reviewer is named."
    if not signoff.assessor:
        return "not_known", "A reviewer is named, but no assessor, so nobody can say whether they are two people."
    if signoff.reviewer.casefold() == signoff.assessor.casefold():
        return "no", "The reviewer is the assessor."
    return "yes", "A reviewer is named who is not the assessor."


def author_and_approver(seen: Seen) -> Answer:
    """Whether both an author and an approver are named."""
    signoff = _signoff(seen)
    given = {"an author": signoff.assessor, "an approver": signoff.approved}
    missing = [what for what, who in given.items() if not who]
    there = [what for what, who in given.items() if who]
    if not missing:
        return (
            "yes",
            "An author and an approver are named; the proposal does not say whether both are inside the authority.",
        )
    return (
        ("partly", f"There is {listed(there)}, but not {listed(missing)}.")
        if there
        else ("no", "Neither an author nor an approver is named.")
    )


def not_delegated(seen: Seen) -> Answer:
    """Whether a person takes the judgement on, which the report says is theirs."""
    said = "The report says that it is advice and that the judgement is for the decision maker"
    if _signoff(seen).approved:
        return "yes", f"{said}; an approver is named."
    return "partly", f"{said}; nobody is named yet as taking it on."


def due_regard_recorded(seen: Seen) -> Answer:
    """Whether the record holds its date, versions and fingerprints, and who made it."""
    assessment = seen.assessment
    if not (assessment.identity.sha256 and assessment.rulebook.sha256):
        return "no", "A fingerprint is missing, so nobody can show later what was assessed."
    said = f"The report carries its checks, its date ({assessment.assessed_on}), its versions and fingerprints"
    if _signoff(seen).assessor:
        return "yes", f"{said}, and an author is named."
    return "partly", f"{said}, but no author is named."


def published_and_accessible(seen: Seen) -> Answer:
    """Whether it is published, as far as the stage tells: the place of publication is not in the proposal."""
    made = "The report is made to be accessible (WCAG 2.2 AA)"
    final = seen.proposal.decision is not None and seen.proposal.decision.stage == "final"
    if final:
        return (
            "partly",
            f"{made}; the decision is at its final stage, and the proposal does not say where the report is published.",
        )
    return "not_known", f"{made}; where it will be published cannot be seen in the proposal."


def psed_printed(seen: Seen) -> Answer:
    """Whether the report prints the equality duty of the nation it is in."""
    place = seen.proposal.place
    if place and place.nation:
        return "yes", "The report prints a summary of the duty beside these checks."
    return (
        "partly",
        (
            "The report prints a summary of the duty, but the proposal does not say in which nation "
            "it is, so that of England is taken."
        ),
    )


def review_date_set(seen: Seen) -> Answer:
    """Whether something is to be measured or reviewed after the start, on a day that is not past."""
    dates = sorted(line.date for line in seen.proposal.monitoring if line.date)
    if not dates:
        return "no", "No date is given on which it will be reviewed."
    last = dates[-1]
    said = f"The last date of the monitoring plan is {when(last).removeprefix('on ').removeprefix('in ')}"
    if compared(last, seen.assessment.assessed_on) == "before":
        return "no", f"{said}, which is past."
    if seen.starts is None:
        return "not_known", f"{said}; the proposal does not say when it starts."
    order = compared(last, seen.starts)
    start = f"the start is {when(seen.starts)}"
    if order == "not_known":
        return "not_known", f"{said}; {start}, and without the days nobody can say which comes first."
    return ("yes", f"{said}; {start}.") if order == "after" else ("no", f"{said}, but {start}.")


def _signoff(seen: Seen) -> Signoff:
    return seen.proposal.signoff or Signoff()


TESTS: Mapping[str, Test] = {
    test.__name__: test
    for test in (
        assessed_before_decision,
        decision_maker_named,
        stage_stated,
        purpose_and_content_stated,
        options_include_do_nothing,
        recommendations_answered,
        budget_context_given,
        assessor_named,
        signed_off,
        reviewed_by_another,
        author_and_approver,
        not_delegated,
        due_regard_recorded,
        published_and_accessible,
        psed_printed,
        review_date_set,
    )
}
"""By the names that the rulebook's checks call them."""
