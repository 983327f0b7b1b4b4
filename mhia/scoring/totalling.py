"""The only totals: over everyone who uses the services, and a check that a whole area does not seem to move too far."""

from collections.abc import Sequence
from typing import Literal

from mhia.assessment import DomainTotal, Totals
from mhia.domains import DOMAINS, Domain
from mhia.quantity import Triple
from mhia.scoring.arithmetic import Number, best, most
from mhia.scoring.counting import users_of
from mhia.scoring.finding import Scored
from mhia.scoring.rows import Row, row_share
from mhia.scoring.weighing import need
from mhia.scoring.workings import Workings


def totals(workings: Workings, typical: Scored, named: Sequence[Row]) -> Totals:
    """Person-SD lost and gained by a typical user's kind, times the users; None where users are not known."""
    lost = {domain: person_sd(workings, typical, domain, gains=False) for domain in DOMAINS}
    gained = {domain: person_sd(workings, typical, domain, gains=True) for domain in DOMAINS}
    shift = _area_shift(workings, [lost, gained])
    limit = float(workings.parameter("area_check", "most"))
    all_lost = _sum(lost)
    return Totals(
        users=workings.interval_or_none(_people(workings, typical, "users")),
        losing=workings.interval_or_none(_people(workings, typical, "losing")),
        gaining=workings.interval_or_none(_people(workings, typical, "gaining")),
        domains=tuple(
            DomainTotal(domain, workings.interval_or_none(lost[domain]), workings.interval_or_none(gained[domain]))
            for domain in DOMAINS
        ),
        lost=workings.interval_or_none(all_lost),
        gained=workings.interval_or_none(_sum(gained)),
        need_weight=need_weight(workings, named),
        area_shift=shift,
        area_shift_too_large=shift is not None and shift > limit,
        harm_per_1000_saved=workings.interval_or_none(_per_saving(workings, all_lost)),
    )


def person_sd(workings: Workings, typical: Scored, domain: Domain, *, gains: bool) -> Number | None:
    """Users x share x effect, added over the services; structural lines fall on named people and are not in here."""
    total: Number = 0.0
    square = typical.square(domain, gains=gains)
    for step in square.steps if square is not None else ():
        if step.line is None:
            continue
        users = users_of(workings, step.line)
        if users is None:
            return None
        people = workings.own(f"{step.line.path}.users", users)
        total = total + people * step.reach.after * step.expected
    sides = [line for line in typical.lines if line.gains == gains]
    return total if sides else None


def _people(workings: Workings, typical: Scored, who: Literal["users", "losing", "gaining"]) -> Number | None:
    """Users, or the users reached, added over the changes of different services."""
    seen: dict[str, Number] = {}
    for line in typical.lines:
        if who != "users" and line.gains != (who == "gaining"):
            continue
        users = users_of(workings, line)
        if users is None:
            return None
        people = workings.own(f"{line.path}.users", users)
        if who != "users":
            people = people * typical.reaches[line.index].after
            seen[line.service.id] = seen.get(line.service.id, 0.0) + people
        else:
            seen[line.service.id] = most(seen.get(line.service.id, 0.0), people)
    total: Number = 0.0
    for people in seen.values():
        total = total + people
    return total if seen else None


def _sum(by_domain: dict[Domain, Number | None]) -> Number | None:
    total: Number = 0.0
    for value in by_domain.values():
        if value is None:
            return None
        total = total + value
    return total


def _area_shift(workings: Workings, sides: Sequence[dict[Domain, Number | None]]) -> float | None:
    """The largest domain's person-SD over all residents (SD)."""
    place = workings.proposal.place
    known = [best(value) for side in sides for value in side.values() if value is not None]
    if place is None or place.population is None or place.population.typical <= 0 or not known:
        return None
    return max(known) / place.population.typical


def need_weight(workings: Workings, named: Sequence[Row]) -> float:
    """The users' mean need weight from the one group that raises it most: groups overlap, so they are never added."""
    raised = (
        min(share.typical, 1.0) * (need(workings, row)[0] - 1)
        for row in named
        if (share := row_share(row, _users_named(workings))) is not None
    )
    return 1 + max(raised, default=0.0)


def unweighted(workings: Workings, named: Sequence[Row]) -> tuple[str, ...]:
    """Named groups in greater need than most that the need weight leaves out: their share of the users is not known."""
    users = _users_named(workings)
    return tuple(row.id for row in named if row_share(row, users) is None and need(workings, row)[0] > 1)


def _users_named(workings: Workings) -> Triple | None:
    """The users of the first change that gives them."""
    return next((users for change in workings.proposal.changes if (users := change.users) is not None), None)


def _per_saving(workings: Workings, lost: Number | None) -> Number | None:
    """Person-SD lost for each £1,000 saved in a year."""
    money = workings.proposal.money
    if lost is None or money is None or money.annual_change is None or money.annual_change.typical >= 0:
        return None
    return lost / (-money.annual_change.typical / float(workings.parameter("totals", "pounds")))
