"""How much more or less a group is affected than a typical user, and how much its need weighs."""

from mhia.assessment import Sensitivity
from mhia.domains import Domain
from mhia.rulebook.entries import Service, Susceptible
from mhia.scoring.arithmetic import Number
from mhia.scoring.remembering import remembered
from mhia.scoring.rows import Row, is_all_users
from mhia.scoring.traits import Traits
from mhia.scoring.workings import Role, Term, Workings


def susceptibility(workings: Workings, service: Service, row: Row, domain: Domain) -> tuple[float, Term] | None:
    """The best estimate of the multiplier of a group's effect in one domain, with the reason; None for a typical user.

    People in several groups take the largest, and a little more for each further one above 1.
    """
    if is_all_users(service, row):
        return None
    found = [each for each in (_of_member(workings, service, member, domain) for member in row.members) if each]
    if not found:
        return None
    found.sort(key=lambda each: each[0], reverse=True)
    value, term = found[0]
    further = sum(1 for other, _ in found[1:] if other > 1)
    if value > 1 and further:
        value = min(
            value + further * workings.parameter("susceptibility", "each_further_group"),
            workings.parameter("susceptibility", "most"),
        )
    return value, term


def reach_multiplier(workings: Workings, service: Service, traits: Traits) -> tuple[Number, tuple[Term, ...]]:
    """How much more (above 1) or less of a group is reached by a change to the service."""
    return _of_group(workings, service, traits, "reach", "reach")


def kept_multiplier(workings: Workings, service: Service, traits: Traits) -> tuple[Number, tuple[Term, ...]]:
    """How much of a typical user's loss is left for a group that finds an equivalent more (below 1) or less easily."""
    return _of_group(workings, service, traits, "kept", "access")


def _of_group(
    workings: Workings, service: Service, traits: Traits, acts_on: str, role: Role
) -> tuple[Number, tuple[Term, ...]]:
    """The multiplier of the nearest group that has one; of a group that only contains this one, half of its excess."""
    if traits.all_users:
        return 1.0, ()
    for member in traits.groups:
        each = service.susceptible_group(member, acts_on)
        if each is not None:
            name = f"services.{service.id}.susceptible.{member}.{acts_on}"
            value = workings.multiplier(
                name, each.multiplier if member in traits.members else _inherited(workings, each.multiplier)
            )
            return value, (Term(role, name, value, each.why, each.evidence, each.sources),)
    return 1.0, ()


def excluded(service: Service, row: Row) -> Susceptible | None:
    """The entry that says the service does nothing for this group, if there is one."""
    return next((each for each in service.excluded_groups if each.group in row.members), None)


def transition(workings: Workings, row: Row) -> tuple[Number, tuple[Term, ...]]:
    """The multiplier for people going through a change in life: the largest, and a little more for a second."""
    if not row.transitions:
        return 1.0, ()
    entries = sorted(
        (workings.rulebook.transition(each) for each in row.transitions),
        key=lambda each: each.susceptibility,
        reverse=True,
    )
    first = entries[0]
    further = sum(1 for each in entries[1:] if each.susceptibility > 1)
    value = min(
        first.susceptibility + further * workings.parameter("transitions", "each_further"),
        workings.parameter("transitions", "most"),
    )
    if value == 1:
        return 1.0, ()
    name = f"transitions.{first.id}.susceptibility"
    drawn = workings.multiplier(name, value)
    return drawn, (Term("transition", name, drawn, first.label.lower(), "expert", first.sources),)


def need(workings: Workings, row: Row) -> tuple[float, str]:
    """The group's need weight (1 to 2) and where it comes from: the group or the transition, never both."""
    return remembered(workings.shared, ("need", row.members, row.transitions), lambda: _need(workings, row))


def _need(workings: Workings, row: Row) -> tuple[float, str]:
    weights = [
        (workings.rulebook.group(member).need.weight, workings.rulebook.group(member).need.why)
        for member in row.members
    ]
    weights.sort(key=lambda pair: pair[0], reverse=True)
    value, because = weights[0] if weights else (1.0, "")
    further = sum(1 for weight, _ in weights[1:] if weight > 1)
    value = value + further * workings.parameter("need", "each_further_group")
    for each in row.transitions:
        entry = workings.rulebook.transition(each)
        if entry.need > value:
            value, because = entry.need, entry.basis
    return min(value, workings.parameter("need", "most")), because


def sensitivity(workings: Workings, weight: float) -> Sensitivity:
    """The need weight in a word: standard, raised or high."""
    if weight >= workings.parameter("need", "high"):
        return "high"
    return "raised" if weight >= workings.parameter("need", "raised") else "standard"


def _of_member(workings: Workings, service: Service, member: str, domain: Domain) -> tuple[float, Term] | None:
    """The group's own row; else half of the excess of the group that contains it; else half of its general pattern."""
    rows = {each.group: each for each in service.susceptible if each.acts_on == "effect"}
    if member in rows:
        return _in_domain(rows[member], domain), _term(service, rows[member])
    above = [rows[group] for group in workings.rulebook.ancestors(member) if group in rows]
    if above:
        nearest = max(above, key=lambda each: _in_domain(each, domain))
        return _inherited(workings, _in_domain(nearest, domain)), _term(service, nearest)
    pattern = workings.rulebook.group(member).susceptibility
    value = pattern.get(domain, pattern.get("other", 1.0))
    if not any(use.group == member for use in service.used_by) or value == 1:
        return None
    because = workings.rulebook.group(member).susceptibility_says
    return _inherited(workings, value), Term(
        "susceptibility", f"groups.{member}.susceptibility.{domain}", 1.0, because, "expert"
    )


def _in_domain(each: Susceptible, domain: Domain) -> float:
    return each.by_domain.get(domain, each.by_domain.get("other", each.multiplier))


def _inherited(workings: Workings, value: float) -> float:
    return 1 + (value - 1) * float(workings.parameter("susceptibility", "inherited"))


def _term(service: Service, each: Susceptible) -> Term:
    name = f"services.{service.id}.susceptible.{each.group}"
    return Term("susceptibility", name, 1.0, each.why, each.evidence, each.sources)
