"""Every response a change entry may name."""

from collections.abc import Callable, Mapping

from mhia.scoring.responses.closing import capacity, income_share, whole
from mhia.scoring.responses.excluding import exclusion
from mhia.scoring.responses.gaining import gain, gain_new_users
from mhia.scoring.responses.handing_over import replacement, transfer
from mhia.scoring.responses.lasting import flow, whole_time
from mhia.scoring.responses.lessening import proportion
from mhia.scoring.responses.moving import distance_capacity, sites_distance
from mhia.scoring.responses.pricing import price, price_jump
from mhia.scoring.responses.situation import Response, Situation
from mhia.scoring.traits import Traits
from mhia.scoring.workings import Line, Term, Workings


def response(workings: Workings, line: Line, traits: Traits) -> Response:
    """The response to one change of the people who have these traits."""
    return RESPONSES[line.entry.response](Situation(workings, line, traits))


def _nothing(at: Situation) -> Response:
    return Response(
        0.0, 0.0, (Term("response", f"changes.{at.line.entry.id}", 0.0, at.line.entry.because, "definition"),)
    )


RESPONSES: Mapping[str, Callable[[Situation], Response]] = {
    "whole": whole,
    "income_share": income_share,
    "proportion": proportion,
    "capacity": capacity,
    "sites_distance": sites_distance,
    "price": price,
    "price_jump": price_jump,
    "gain_new_users": gain_new_users,
    "distance": sites_distance,
    "distance_capacity": distance_capacity,
    "exclusion": exclusion,
    "transfer": transfer,
    "replacement": replacement,
    "whole_time": whole_time,
    "flow": flow,
    "structural": _nothing,
    "phases": _nothing,
    "none": _nothing,
    "gain": gain,
}
"""Every response a change entry may name."""
