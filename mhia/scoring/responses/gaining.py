"""Responses in which people gain a service."""

from collections.abc import Mapping
from statistics import fmean
from typing import Any

from mhia.rulebook.entries import Basis, Range, Verified
from mhia.scoring.arithmetic import Number
from mhia.scoring.responses.situation import Response, Situation, after_years, same
from mhia.scoring.workings import Role, Term, spread

_BASIS: Mapping[Verified, Basis] = {"yes": "sourced", "partly": "informed", "no": "expert"}
"""What a share of uptake or completion rests on, by how far its source was read."""


def gain(at: Situation) -> Response:
    """Those who gain: of people offered, those who start and finish; of places, those that are filled."""
    if "factor" in at.parameters:
        by, by_term, unknown = at.by()
        numbers = at.number("factor")
        factor = at.known("factor", numbers)
        term = Term("uptake", f"changes.{at.line.entry.id}.factor", factor, numbers.because, numbers.basis)
        return same(by * factor, by_term, term, size_unknown=unknown)
    change, steps = at.line.change, []
    if change.completers is not None:
        return same(
            1.0, Term("completion", at.path("completers"), 1.0, "people expected to finish are given", "proposal")
        )
    if change.offered is not None or change.referrals is not None:
        steps = ["uptake", "completion"]
    elif change.capacity is not None and change.users is None:
        steps = ["fill_rate"]
    else:
        steps = ["completion"]
    terms = [_step(at, step) for step in steps]
    share: Number = 1.0
    for term in terms:
        share = share * term.value
    return same(share, *terms)


def _step(at: Situation, kind: str) -> Term:
    """Uptake, completion or fill: from the proposal, else measured in this service, else the usual range."""
    given = getattr(at.line.change, kind, None)
    role: Role = "completion" if kind == "completion" else "uptake"
    if given is not None:
        value = at.workings.own(at.path(kind), given)
        return Term(role, at.path(kind), value, f"{kind} given in the proposal", "proposal")
    numbers, name = at.number(kind), f"changes.{at.line.entry.id}.{kind}"
    for row in at.line.service.uptake:
        if row.kind == kind:
            half = fmean((numbers.high, -numbers.low))
            low, high = row.low or max(row.value - half, 0.0), row.high or min(row.value + half, 1.0)
            numbers = Range(low, row.value, high, _BASIS[row.verified], row.sources, row.measure)
            name = f"services.{at.line.service.id}.{kind}"
            break
    what = {
        "uptake": "share of those offered who start",
        "completion": "share of those who start and finish",
        "fill_rate": "share of the places that are filled",
    }[kind]
    value = at.workings.assume(at.path(kind), what, numbers, "share", name)
    return Term(role, name, value, numbers.because or what, numbers.basis, numbers.sources)


def gain_new_users(at: Situation) -> Response:
    """New users among those for whom it becomes free."""
    return new_users(at, at.parameters)


def new_users(at: Situation, parameters: Mapping[str, Any]) -> Response:
    """New users among those who become eligible, by the parameters of make_free."""
    numbers = spread(parameters["new_users"], at.workings.rulebook.change("make_free").because)
    value = at.workings.known("changes.make_free.new_users", numbers)
    because = "new users among those who become eligible"
    term = Term("uptake", "changes.make_free.new_users", value, because, numbers.basis, numbers.sources)
    return same(value, term)._replace(later=after_years(at, "make_free", parameters))
