"""Red lines: harms that must be seen before any total, and that no average and no mitigation hides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from mhia.assessment import BANDS, Band, RedLine
from mhia.domains import Domain
from mhia.scoring.arithmetic import best
from mhia.scoring.finding import Scored
from mhia.scoring.rows import Row, tie
from mhia.scoring.weighing import need
from mhia.scoring.workings import Line, Workings


class Loss(NamedTuple):
    """What a red line may look at in one adverse finding."""

    domain: Domain
    effect: float
    """Per person who loses it (SD)."""
    share_before: float
    """Share of the group reached before mitigation (0..1)."""
    share_after: float
    band: Band
    """After mitigation."""


def red_lines(
    workings: Workings, lines: Sequence[Line], rows: Sequence[Scored], losses: Mapping[str, Sequence[Loss]]
) -> tuple[RedLine, ...]:
    """Services whose loss is a matter of safety first, then the findings that cross a line; each said once.

    `rows` are those shown, a typical user first; `losses` the adverse findings of each row by its id, in report order.
    """
    found = [*_services(lines, rows), *_transitions(workings, lines, rows)]
    for each in rows:
        crossing = (_of_loss(workings, lines, each.row, loss) for loss in losses.get(each.row.id, ()))
        found.extend(_worst([line for line in crossing if line is not None]))
    return tuple({(line.kind, line.service, line.group): line for line in found}.values())


def _worst(crossing: Sequence[RedLine]) -> list[RedLine]:
    """One red line for a group: the domain where each person loses most, the others named with it."""
    if not crossing:
        return []
    worst = max(crossing, key=lambda line: line.effect or 0.0)
    others = [line.domain for line in crossing if line is not worst and line.domain is not None]
    also = f"; the same holds for {' and '.join(others)}" if others else ""
    return [replace(worst, why=worst.why + also)]


def _services(lines: Sequence[Line], results: Sequence[Scored]) -> list[RedLine]:
    """Safety services that anyone loses; a cut that reaches nobody (spare places) is not a red line."""
    typical = results[0] if results else None
    found = []
    for line in lines:
        safety = line.service.safety
        if safety is None or line.gains:
            continue
        reach = typical.reaches.get(line.index) if typical is not None else None
        if reach is None or best(reach.before) > 0:
            found.append(RedLine("service", safety.red_line, safety.why, service=line.service.id))
    return found


def _transitions(workings: Workings, lines: Sequence[Line], rows: Sequence[Scored]) -> list[RedLine]:
    """People at a point in life that the rulebook marks as dangerous in itself."""
    if all(line.gains for line in lines):
        return []
    found = []
    for row in rows:
        for each in row.row.transitions:
            entry = workings.rulebook.transition(each)
            if "safety flag" in f"{entry.basis} {entry.caution}":
                found.append(RedLine("transition", entry.label.lower(), entry.basis, group=row.row.id))
    return found


def _of_loss(workings: Workings, lines: Sequence[Line], row: Row, loss: Loss) -> RedLine | None:
    shape = workings.parameter("red_lines")
    if loss.band == BANDS[-1] and need(workings, row)[0] >= shape["need"]:
        why = "a major loss for people with high need, and what the proposal does about it leaves it major"
        return RedLine("major_unmitigated", row.label, why, None, row.id, loss.domain, loss.effect)
    left = loss.share_after > (1 - shape["avoided_enough"]) * loss.share_before
    heavy = loss.effect >= shape["effect_on_core_group"] and loss.band != BANDS[0]
    if left and heavy and tie(lines, row)[0] == "core":
        why = "each person who loses it loses a great deal, and the proposal avoids less than half of that"
        return RedLine("large_on_core_group", row.label, why, None, row.id, loss.domain, loss.effect)
    return None
