"""Responses in which people have to go to another place."""

from collections.abc import Mapping
from typing import Any

from mhia.scoring.arithmetic import least, most
from mhia.scoring.keeping import following
from mhia.scoring.responses.situation import Response, Situation, same
from mhia.scoring.workings import Term


def sites_distance(at: Situation) -> Response:
    """Those who do not follow to another site."""
    followed, terms = following(at.workings, at.line, at.traits, _extra_km_unknown(at))
    return same(1.0, *terms)._replace(not_kept=1 - followed)


def _extra_km_unknown(at: Situation) -> Mapping[str, Any]:
    """The distance assumed, by setting; a closed branch takes the distances of reduce_sites."""
    if "extra_km_unknown" in at.parameters:
        numbers: Mapping[str, Any] = at.parameters["extra_km_unknown"]
        return numbers
    sites: Mapping[str, Any] = at.workings.rulebook.change("reduce_sites").parameters["extra_km_unknown"]
    return sites


def distance_capacity(at: Situation) -> Response:
    """Those who do not follow, are lost in the move, or find the joint site full."""
    followed, terms = following(at.workings, at.line, at.traits, _extra_km_unknown(at))
    moved = at.number("lost_in_move")
    lost_in_move = at.known("lost_in_move", moved)
    stays = followed * (1 - lost_in_move)
    terms = (
        *terms,
        Term(
            "response", "changes.merge.lost_in_move", 1 - lost_in_move, "some are lost in the move itself", moved.basis
        ),
    )
    capacity = at.line.change.capacity
    if capacity is not None and capacity.used is not None:
        used = most(at.workings.own(at.path("capacity.used"), capacity.used), 1.0)
        room = least(at.workings.own(at.path("capacity.after"), capacity.after) / used, 1.0)
        stays = stays * room
        terms = (
            *terms,
            Term("response", at.path("capacity"), room, "the joint site has room for only so many", "proposal"),
        )
    return same(1.0, *terms)._replace(not_kept=1 - stays)
