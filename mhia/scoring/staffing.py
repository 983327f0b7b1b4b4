"""Staff who lose their job: a structural line of their own, because they are not the service's users."""

from mhia.proposal import Proposal, Structural
from mhia.quantity import Triple
from mhia.rulebook.lookup import Rulebook


def with_staff_line(proposal: Proposal, rulebook: Rulebook) -> Proposal:
    """The proposal with a line for staff who lose their job, where posts or people go and it has no such line."""
    entry = rulebook.change("staff_redundancy")
    rung, group = entry.parameters["rung"], entry.parameters["group"]
    said = any(line.change == rung and line.group == group for line in proposal.structural)
    redundancy = any(change.change == entry.id for change in proposal.changes)
    people = _people(proposal, rulebook)
    if said or not (redundancy or people is not None):
        return proposal
    line = Structural(change=rung, group=group, people=people, note="staff who lose their job")
    return proposal.model_copy(update={"structural": (*proposal.structural, line)})


def _people(proposal: Proposal, rulebook: Rulebook) -> Triple | None:
    """Redundancies as given, or the usual share of the posts; None where nobody is known to go."""
    staff = proposal.staff
    if staff is None:
        return None
    if staff.redundancies is not None:
        return staff.redundancies if staff.redundancies.high > 0 else None
    if staff.posts is None or staff.posts.high <= 0:
        return None
    share = rulebook.parameters["staff"]["redundancies_of_posts"]
    return Triple(*(getattr(staff.posts, end) * float(share[end]) for end in ("low", "typical", "high")))
