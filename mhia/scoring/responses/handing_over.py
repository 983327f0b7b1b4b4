"""Responses in which somebody else takes a service on."""

from mhia.scoring.arithmetic import Number, between, within
from mhia.scoring.responses.situation import Response, Situation, same
from mhia.scoring.workings import Term


def transfer(at: Situation) -> Response:
    """No group takes it on, or the group fails, or it keeps less of it."""
    change = at.line.change
    no_taker: Number = 0.0
    if change.taker is None:
        no_taker = at.workings.assume(
            at.path("taker"),
            "chance that no group takes it on",
            at.number("no_taker"),
            "share",
            "changes.transfer_to_community.no_taker",
        )
    elif change.taker is False:
        no_taker = at.known("no_taker", at.number("no_taker"))
    key = "fails_with_support" if change.support else "fails_without_support"
    fails = within(at.known(key, at.number(key)) * _deprivation(at), 0.0, 1.0)
    quality = at.number("quality_kept")
    left = at.known("quality_kept", quality)
    share = no_taker + (1 - no_taker) * (fails + (1 - fails) * (1 - left))
    terms = (
        Term(
            "response", "changes.transfer_to_community.no_taker", no_taker, "chance that nobody takes it on", "informed"
        ),
        Term(
            "response",
            f"changes.transfer_to_community.{key}",
            fails,
            "chance that the group fails within three years",
            "expert",
        ),
        Term(
            "response",
            "changes.transfer_to_community.quality_kept",
            left,
            "what a community group keeps of it",
            quality.basis,
            quality.sources,
        ),
    )
    return same(share, *terms)


def _deprivation(at: Situation) -> Number:
    """Groups fail more often in deprived places; it wears off evenly between two deciles."""
    place, shape = at.workings.proposal.place, at.parameters["deprived"]
    if place is None or place.deprivation is None:
        return 1.0
    points = ((float(shape["in_full_to_decile"]), float(shape["multiplier"])), (float(shape["gone_at_decile"]), 1.0))
    return between(points, float(place.deprivation))


def replacement(at: Situation) -> Response:
    """Those who do not take up what replaces it, and what it does not give to those who do."""
    uptake_numbers, likeness = at.number("uptake"), at.number("equivalence")
    if at.line.change.uptake is not None:
        uptake = at.workings.own(at.path("uptake"), at.line.change.uptake)
        basis = "proposal"
    else:
        uptake = at.workings.assume(
            at.path("uptake"), "share of users who take up the replacement", uptake_numbers, "share"
        )
        basis = uptake_numbers.basis
    equivalence = at.known("equivalence", likeness)
    terms = (
        Term("response", at.path("uptake"), uptake, "share who take up what replaces it", basis),
        Term(
            "response",
            "changes.replace.equivalence",
            equivalence,
            "how much of the old service it gives",
            likeness.basis,
        ),
    )
    return same(1 - uptake * equivalence, *terms)
