"""What the headline would be if some numbers were others: its best estimate in each of several trials at once."""

from collections.abc import Mapping, Sequence

import numpy as np

from mhia.assessment import Headline
from mhia.scoring.drawing import Trials
from mhia.scoring.finding import magnitude, scored
from mhia.scoring.rows import Row
from mhia.scoring.workings import Line, Workings


def headlines(
    workings: Workings, lines: Sequence[Line], row: Row, headline: Headline, trials: Sequence[Mapping[str, float]]
) -> list[float]:
    """The headline's best estimate in each trial (SD), with the numbers it names held at other values."""
    if not trials:
        return []
    again = Workings(
        workings.proposal, workings.id, workings.rulebook, Trials(trials, float(workings.parameter("pert", "weight")))
    )
    result = scored(again, lines, row, (headline.domain,))
    found = magnitude(again, result, headline.domain, gains=headline.direction == "beneficial")
    in_each: list[float] = np.broadcast_to(found, len(trials)).tolist()
    return in_each
