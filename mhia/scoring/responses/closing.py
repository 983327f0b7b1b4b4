"""Responses in which a service, a contract or places go."""

from statistics import fmean

from mhia.scoring.arithmetic import Number, between, most, within
from mhia.scoring.responses.moving import sites_distance
from mhia.scoring.responses.situation import Response, Situation, same, smallest
from mhia.scoring.workings import Term, spread


def whole(at: Situation) -> Response:
    """Everyone who uses it, or those of the sites that close while others stay."""
    sites = at.line.change.sites
    if sites is not None and sites.affected.typical < sites.of.typical:
        return sites_distance(at)
    if at.line.change.by is None and not at.line.change.phases:
        return same(1.0, Term("response", f"changes.{at.line.entry.id}", 1.0, at.line.entry.because, "definition"))
    value, term, _ = at.by()
    return same(value, term)


def income_share(at: Situation) -> Response:
    """The part of a provider's income that goes, and the chance that the provider goes with it."""
    change = at.line.change
    if change.sole_funder:
        return same(1.0, Term("response", at.path("sole_funder"), 1.0, "nobody else pays for it", "proposal"))
    unknown = change.share_of_income is None
    if change.share_of_income is not None:
        income = at.workings.own(at.path("share_of_income"), change.share_of_income)
    else:
        income = at.workings.assume(
            at.path("share_of_income"),
            "the council's share of the provider's income",
            at.number("share_of_income_unknown"),
            "share",
        )
    passed_on = at.known("pass_through", at.number("pass_through"))
    closes = _chance_provider_closes(at, income)
    direct = within(income * passed_on, 0.0, 1.0)
    terms = (
        Term(
            "response",
            at.path("share_of_income"),
            income,
            "share of the provider's income",
            "assumed" if unknown else "proposal",
        ),
        Term(
            "response",
            "changes.end_contract.pass_through",
            passed_on,
            "part of a lost income that users feel",
            "expert",
        ),
        Term(
            "response",
            "changes.end_contract.chance_provider_closes",
            closes,
            at.line.entry.because,
            "expert",
            at.line.entry.sources,
        ),
    )
    return same(direct + closes * (1 - direct), *terms)


def _chance_provider_closes(at: Situation, income: Number) -> Number:
    """Read off a line through the middles of the rulebook's bands of income, so that there is no step."""
    points: list[tuple[float, Number]] = [(0.0, 0.0)]
    low = 0.0
    for band in at.parameters["chance_provider_closes"]:
        name = f"chance_provider_closes.{band['below']}"
        points.append((fmean((low, band["below"])), at.known(name, spread(band))))
        low = band["below"]
    return between(tuple(points), income)


def capacity(at: Situation) -> Response:
    """Only use above the new ceiling: cutting places that nobody fills harms no current user."""
    capacity, numbers = at.line.change.capacity, at.number("occupancy")
    unknown = False
    before: Number = 1.0
    if capacity is not None:
        before = at.workings.own(at.path("capacity.before"), capacity.before)
        after = at.workings.own(at.path("capacity.after"), capacity.after)
        left = after / most(before, 1.0)
    else:
        by, _, unknown = at.by()
        left = 1 - by
    if capacity is not None and capacity.used is not None:
        used = at.workings.own(at.path("capacity.used"), capacity.used) / most(before, 1.0)
        basis = "proposal"
    else:
        used = at.workings.assume(at.path("capacity.used"), "share of the places that are used", numbers, "share")
        basis = numbers.basis
    share = most(used - left, 0.0) / most(used, smallest(at))
    because = "only use above the new ceiling is lost"
    return same(share, Term("response", at.path("capacity"), share, because, basis), size_unknown=unknown)
