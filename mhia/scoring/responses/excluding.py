"""Responses in which some people are shut out: online only, no staff, tighter rules."""

from mhia.scoring.arithmetic import Number, most
from mhia.scoring.responses.situation import Response, Situation, Stay, same
from mhia.scoring.workings import Term, spread


def exclusion(at: Situation) -> Response:
    """Those who are shut out: by need, by group, or by having no way in but online."""
    if "routes" in at.parameters:
        return _digital(at)
    need = at.line.change.need_level
    groups = at.parameters.get("group_shares", {})
    mine = next((group for group in at.traits.groups if group in groups), None)
    by, by_terms, unknown = 1.0, (), False  # type: tuple[Number, tuple[Term, ...], bool]
    if at.line.entry.by_unknown is not None:
        by, term, unknown = at.by()
        by_terms = (term,)
    elif at.line.change.by is not None:
        by, term, _ = at.by()
        return same(by, term)
    if mine is not None:
        key, numbers = f"group_shares.{mine}", spread(groups[mine])
    elif need is not None and "need_level" in at.parameters:
        key, numbers = f"need_level.{need}", spread(at.parameters["need_level"][need], at.line.entry.because)
    else:
        key, numbers = "share", at.number("share")
        if "need_level" in at.parameters:
            at.workings.assume(
                at.path("by"),
                "share of users who no longer qualify",
                numbers,
                "share",
                f"changes.{at.line.entry.id}.share",
            )
    value = at.known(key, numbers)
    term = Term(
        "response",
        f"changes.{at.line.entry.id}.{key}",
        value,
        numbers.because or at.line.entry.because,
        numbers.basis,
        at.line.entry.sources,
    )
    return same(by * value, *by_terms, term, size_unknown=unknown)._replace(stay=_stay(at, by, by * value))


def _stay(at: Situation, by: Number, lost: Number) -> tuple[Stay, ...]:
    stay = at.parameters.get("stay_but_lose")
    return (Stay(stay["domain"], most(by - lost, 0.0), float(stay["share"])),) if stay else ()


def _digital(at: Situation) -> Response:
    routes, kept_route = at.parameters["routes"], at.line.change.routes_kept
    general, chosen = spread(routes["none"]), spread(routes[kept_route or "none"], at.line.entry.because)
    own = at.traits.digital_exclusion
    if kept_route is None:
        at.workings.note(at.path("routes_kept"), "whether another way in stays open", "taken as none, the widest case")
    name = f"groups.{own[0]}.digital_exclusion" if own else f"changes.digital_first.routes.{kept_route or 'none'}"
    share = at.workings.known(name, own[1] if own else chosen)
    if own:
        share = share * (chosen.typical / general.typical)
    term = Term(
        "response",
        name,
        share,
        "people for whom online is no way in",
        (own[1] if own else chosen).basis,
        at.line.entry.sources,
    )
    if at.line.service.safety is not None:
        return same(share, term)
    proxy = at.number("someone_else_does_it")
    done = at.known("someone_else_does_it", proxy)
    because = "some have family or friends who do it for them"
    return same(
        share * (1 - done),
        term,
        Term("response", "changes.digital_first.someone_else_does_it", 1 - done, because, proxy.basis),
    )
