"""Checks of whom it considers and whom it asked."""

import re
from collections.abc import Mapping

from mhia.quantity import Triple
from mhia.scoring.checks.seen import Answer, Seen, Test, compared, counted, how_many, listed, when

_LOOKS_PERSONAL: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.\w")),
    ("a telephone number", re.compile(r"(?<!\d)(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\d)")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")),
)


def baseline_given(seen: Seen) -> Answer:
    """Whether there are numbers of people for each change and for each group that is named."""
    changes, groups = seen.proposal.changes, seen.proposal.groups
    known = [
        _anyone(each.users, each.members, each.referrals, each.offered, each.completers, each.share_of_population)
        for each in changes
    ]
    known += [_anyone(each.people, each.share) for each in groups]
    said = (
        f"A number of people is given for {sum(known)} of "
        f"{counted(len(known), 'change or named group', 'changes and named groups')}"
    )
    local = sum(1 for each in seen.proposal.local_evidence if each.kind == "data")
    word = how_many(sum(known), len(known))
    if word == "yes" and not groups:
        word, said = "partly", f"{said}, but no group is named"
    return word, f"{said}; {counted(local, 'piece', 'pieces')} of local data."


def protected_characteristics_considered(seen: Seen) -> Answer:
    """Which protected characteristics belong to a group that the proposal names."""
    everything = seen.every_characteristic
    named, shown = seen.characteristics(seen.named), seen.characteristics(seen.shown)
    missing = [each for each in everything if each not in named]
    word = how_many(len(everything) - len(missing), len(everything))
    if word == "yes":
        return word, "The proposal names at least one group for each protected characteristic."
    there = [each for each in everything if each in named]
    said = (
        f"The proposal names groups for {listed(there)}."
        if there
        else "The proposal names no group with a protected characteristic."
    )
    added = [each for each in missing if each in shown]
    left = [each for each in missing if each not in shown]
    said += f" The report adds groups for {listed(added)}." if added else ""
    return word, f"{said} Neither names {listed(left)}." if left else said


def socio_economic_groups_considered(seen: Seen) -> Answer:
    """Whether the proposal looks at low income, places, carers and people at risk of exclusion."""
    wanted: Mapping[str, list[str]] = seen.rulebook.parameters["audit"]["considered"]
    there = [what for what, groups in wanted.items() if set(groups) & seen.named]
    missing = [what for what in wanted if what not in there]
    added = [what for what in missing if set(wanted[what]) & seen.shown]
    word = how_many(len(there), len(wanted))
    said = f"The proposal names {listed(there)}." if there else "The proposal names none of them."
    said += f" The report adds {listed(added)}." if added else ""
    left = [what for what in missing if what not in added]
    return word, f"{said} Neither names {listed(left)}." if left else said


def intersections_considered(seen: Seen) -> Answer:
    """Whether somebody is considered as belonging to several groups at once."""
    together = sum(1 for group in seen.proposal.groups if group.also)
    if together:
        return "yes", f"The proposal considers {counted(together, 'group', 'groups')} together with another."
    return "no", "No group is considered together with another; `also` under a group does this."


def armed_forces_considered(seen: Seen) -> Answer:
    """Whether the armed forces community is among the groups."""
    wanted = set(seen.rulebook.parameters["audit"]["armed_forces"])
    if wanted & seen.named:
        return "yes", "The proposal names the armed forces community."
    if wanted & seen.shown:
        return "partly", "The proposal does not name the armed forces community; the report adds it."
    return "no", "The armed forces community is not named."


def three_aims_considered(seen: Seen) -> Answer:
    """Whether anybody with a protected characteristic is named: what is done for each aim only a person can read."""
    named = sorted(seen.characteristics(seen.named))
    if not named:
        return "no", "The proposal names no group with a protected characteristic."
    return (
        "partly",
        f"Groups are named for {listed(named)}; the proposal has no field in which each aim would be answered.",
    )


def needs_and_disadvantage_addressed(seen: Seen) -> Answer:
    """Whether a mitigation is meant for people with a protected characteristic."""
    aimed = [each for each in seen.proposal.mitigations if seen.characteristics(_known(seen, each.groups))]
    if aimed:
        return (
            "yes",
            (
                f"{counted(len(aimed), 'mitigation is', 'mitigations are').capitalize()} meant for a "
                "group with a protected characteristic."
            ),
        )
    if seen.proposal.mitigations:
        return "partly", "There are mitigations, but none is meant for a group with a protected characteristic."
    return "no", "No mitigation is planned."


def engagement_recorded(seen: Seen) -> Answer:
    """Whether somebody was asked, or it is said why not."""
    if seen.asked:
        return "yes", f"{counted(len(seen.asked), 'engagement is', 'engagements are').capitalize()} recorded."
    if any(each.none_because for each in seen.proposal.engagement):
        return "yes", "Nobody was asked, and the reason is given."
    return "no", "No engagement is recorded, and no reason is given."


def engagement_changed_something(seen: Seen) -> Answer:
    """Whether each engagement says what changed because of it."""
    if not seen.asked:
        return "no", "No engagement is recorded."
    changed = sum(1 for each in seen.asked if each.changed)
    said = f"{changed} of {counted(len(seen.asked), 'engagement says', 'engagements say')} what changed because of it."
    return how_many(changed, len(seen.asked)), said


def consultation_dates_given(seen: Seen) -> Answer:
    """Whether each engagement has its date."""
    if not seen.asked:
        return "no", "No engagement is recorded."
    dated = sum(1 for each in seen.asked if each.when)
    said = (
        f"{dated} of {counted(len(seen.asked), 'engagement has', 'engagements have')} a date; "
        "how long it lasted is not recorded."
    )
    return how_many(dated, len(seen.asked)), said


def service_users_consulted(seen: Seen) -> Answer:
    """Whether it is said who was asked."""
    said = [each for each in seen.asked if each.who]
    if said:
        return "yes", f"{counted(len(said), 'engagement says', 'engagements say').capitalize()} who was asked."
    return "no", "It is not said who was asked." if seen.asked else "No engagement is recorded."


def consulted_before_decision(seen: Seen) -> Answer:
    """Whether people were asked before the decision."""
    if not seen.asked:
        return "no", "No engagement is recorded."
    if seen.decided is None:
        return "not_known", "No date is given for the decision."
    orders = [compared(each.when, seen.decided) if each.when else "not_known" for each in seen.asked]
    decided = f"The decision is {when(seen.decided)}"
    before, unsure = orders.count("before"), orders.count("not_known")
    if before == len(orders):
        return "yes", f"{decided}; all of the engagement came before it."
    if before:
        late = len(orders) - before - unsure
        rest = f"{late} did not" if late else f"of {unsure} it cannot be said"
        return (
            "partly",
            f"{decided}; {before} of {counted(len(orders), 'engagement', 'engagements')} came before it, {rest}.",
        )
    if unsure:
        return "not_known", f"{decided}; the dates of the engagement are not exact enough to say that it came before."
    return "no", f"{decided}; no engagement came before it."


def human_rights_considered(seen: Seen) -> Answer:
    """Whether human rights are spoken of anywhere in the proposal."""
    words = seen.rulebook.parameters["audit"]["human_rights_words"]
    found = sum(1 for text in seen.free_text() if any(word in text.casefold() for word in words))
    if found:
        return "yes", f"Human rights are spoken of in {counted(found, 'passage', 'passages')} of the proposal."
    return "no", "Human rights are not spoken of in the proposal."


def no_personal_data(seen: Seen) -> Answer:
    """Whether the text holds what looks like a way to reach one person; names a tool cannot recognise."""
    texts = tuple(seen.free_text())
    found = [what for what, pattern in _LOOKS_PERSONAL if any(pattern.search(text) for text in texts)]
    if found:
        return "no", f"What looks like {listed(found)} stands in the proposal; take it out."
    if not texts:
        return "yes", "The proposal holds counts and no free text."
    said = (
        "No e-mail address, telephone number or postcode stands in "
        f"{counted(len(texts), 'passage', 'passages')} of free text"
    )
    return "for_a_person", f"{said}; names cannot be recognised, so read them for anything about one person."


def small_numbers_hidden(seen: Seen) -> Answer:
    """Whether there are small counts, which only the public report hides."""
    below = seen.rulebook.parameters["audit"]["smallest_count_shown"]
    proposal = seen.proposal
    counts = [each.people for each in proposal.groups]
    counts += [each.people for each in proposal.structural] + [each.people for each in proposal.engagement]
    counts += [proposal.staff.redundancies] if proposal.staff else []
    counts += [
        count
        for each in seen.proposal.changes
        for count in (each.users, each.members, each.referrals, each.offered, each.completers)
    ]
    small = sum(1 for count in counts if count is not None and 0 < count.typical < below)
    if not small:
        return "yes", f"No count of people in the proposal is below {below}."
    said = (
        f"{counted(small, 'count', 'counts').capitalize()} of people in the proposal "
        f"{'is' if small == 1 else 'are'} below {below}"
    )
    return "partly", f"{said}: the public report hides such counts, the full report prints them."


def _anyone(*counts: Triple | None) -> bool:
    return any(count is not None for count in counts)


def _known(seen: Seen, groups: tuple[str, ...]) -> tuple[str, ...]:
    known = [group for group in groups if group in seen.rulebook.groups]
    return tuple(dict.fromkeys(each for group in known for each in (group, *seen.rulebook.ancestors(group))))


TESTS: Mapping[str, Test] = {
    test.__name__: test
    for test in (
        baseline_given,
        protected_characteristics_considered,
        socio_economic_groups_considered,
        intersections_considered,
        armed_forces_considered,
        three_aims_considered,
        needs_and_disadvantage_addressed,
        engagement_recorded,
        engagement_changed_something,
        consultation_dates_given,
        service_users_consulted,
        consulted_before_decision,
        human_rights_considered,
        no_personal_data,
        small_numbers_hidden,
    )
}
"""By the names that the rulebook's checks call them."""
