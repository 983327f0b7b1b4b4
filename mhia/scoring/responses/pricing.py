"""Responses to a price: going up, down, or beginning."""

from collections.abc import Mapping
from typing import Any

from mhia.rulebook.entries import Range
from mhia.scoring.arithmetic import Number, best, least, most, within
from mhia.scoring.responses.gaining import new_users
from mhia.scoring.responses.situation import (
    Response,
    Situation,
    after_years,
    same,
    smallest,
    visits_to_people,
)
from mhia.scoring.workings import Term, spread


def price(at: Situation) -> Response:
    """Those who stop (or begin) because the price changes; a change from or to nothing is a jump."""
    price = at.line.change.price
    if price is not None and price.before.typical == 0 and not at.line.gains:
        return _jump(at, at.workings.rulebook.change("introduce_fees").parameters)
    if price is not None and price.after.typical == 0 and at.line.gains:
        return new_users(at, at.workings.rulebook.change("make_free").parameters)
    rise, term, unknown = _rise(at)
    key, numbers = at.for_class("elasticity", at.line.service.charge_class)
    elasticity = at.known(key, numbers)
    visits = (
        _visits_lost(rise, elasticity)
        if not at.line.gains
        else _visits_gained(within(rise, 0.0, 1 - smallest(at)), elasticity)
    )
    visits, ceiling = _no_more_than(at, visits * float(at.parameters.get("multiply", 1.0)))
    visits = at.times_group(visits, "group_multipliers")
    share, people = visits_to_people(at, within(visits, 0.0, 1.0))
    if "affects_unknown" in at.parameters and at.line.change.affects is None:
        held = at.number("affects_unknown")
        share = share * at.workings.assume(at.path("affects"), "share of users who hold the concession", held, "share")
    if at.line.gains:
        # A lower price brings no more new users than no price at all.
        share = least(share, new_users(at, at.workings.rulebook.change("make_free").parameters).now)
    terms = (
        term,
        Term(
            "response", f"changes.{at.line.entry.id}.{key}", elasticity, numbers.because, numbers.basis, numbers.sources
        ),
        *ceiling,
        people,
    )
    answer = same(share, *terms, size_unknown=unknown)
    return _exempt(at, answer._replace(later=at.later(at.line.service.charge_class)))


def _no_more_than(at: Situation, visits: Number) -> tuple[Number, tuple[Term, ...]]:
    """A rise loses no more visits than a charge on what was free: a price from next to nothing is nearly that."""
    named = at.parameters.get("no_more_than")
    if named is None:
        return visits, ()
    key, numbers = _visits_lost_to_a_charge(at, at.workings.rulebook.change(named).parameters)
    limit = at.workings.known(f"changes.{named}.{key}", numbers)
    held = least(visits, limit)
    if best(visits) <= best(limit):
        return held, ()
    because = "a rise loses no more than beginning to charge would"
    return held, (Term("response", f"changes.{named}.{key}", limit, because, numbers.basis, numbers.sources),)


def _rise(at: Situation) -> tuple[Number, Term, bool]:
    """How much dearer it gets (for a reduction: how much cheaper), as a share of the price before."""
    price = at.line.change.price
    if price is None or price.before.typical == 0:
        return at.by()
    before = at.workings.own(at.path("price.before"), price.before)
    after = at.workings.own(at.path("price.after"), price.after)
    rise = most((before - after if at.line.gains else after - before) / before, 0.0)
    return rise, Term("response", at.path("price"), rise, "the change in price", "proposal"), False


def _visits_lost(rise: Number, elasticity: Number) -> Number:
    return 1 - (1 + rise) ** elasticity


def _visits_gained(cut: Number, elasticity: Number) -> Number:
    """The mirror image of a rise; a price of nothing is another response, so the cut stops just short of all of it."""
    return (1 - cut) ** elasticity - 1


def _exempt(at: Situation, answer: Response) -> Response:
    price = at.line.change.price
    if price is None or not set(at.traits.groups) & set(price.exempt):
        return answer
    term = Term("response", at.path("price.exempt"), 0.0, "this group does not pay", "proposal")
    return answer._replace(now=0.0, to_come=0.0, terms=(*answer.terms, term))


def price_jump(at: Situation) -> Response:
    """Those who stop when a free service begins to cost."""
    return _jump(at, at.parameters)


def _jump(at: Situation, parameters: Mapping[str, Any]) -> Response:
    key, numbers = _visits_lost_to_a_charge(at, parameters)
    visits = at.workings.known(f"changes.introduce_fees.{key}", numbers)
    visits = least(at.times_group(visits, "group_multipliers"), 1.0)
    share, people = visits_to_people(at, visits)
    term = Term("response", f"changes.introduce_fees.{key}", visits, numbers.because, numbers.basis, numbers.sources)
    later = after_years(at, "introduce_fees", parameters, at.line.service.charge_class)
    return _exempt(at, same(share, term, people)._replace(later=later))


def _visits_lost_to_a_charge(at: Situation, parameters: Mapping[str, Any]) -> tuple[str, Range]:
    """The share of visits lost when something free begins to cost, and its name, for the service's class."""
    name = at.line.service.charge_class
    by_class = parameters["visits_lost_by_class"]
    key = f"visits_lost.{name}" if name in by_class else "visits_lost"
    return key, spread(by_class.get(name, parameters["visits_lost"]), at.line.entry.because)
