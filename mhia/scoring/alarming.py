"""Red lines: harms that must be seen before any total, and that no average and no mitigation hides."""

from collections.abc import Sequence
from dataclasses import replace

from mhia.assessment import BANDS, Finding, GroupResult, RedLine
from mhia.scoring.arithmetic import best
from mhia.scoring.finding import Scored
from mhia.scoring.workings import Line, Workings


def red_lines(
    workings: Workings, lines: Sequence[Line], results: Sequence[Scored], groups: Sequence[GroupResult]
) -> tuple[RedLine, ...]:
    """Services whose loss is a matter of safety first, then the findings that cross a line; each said once."""
    found = [*_services(lines, results), *_transitions(workings, lines, groups)]
    for group in groups:
        crossing = [
            line
            for cell in group.cells
            if cell.adverse is not None
            for line in _of_finding(workings, group, cell.adverse)
        ]
        found.extend(_worst(crossing))
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


def _transitions(workings: Workings, lines: Sequence[Line], groups: Sequence[GroupResult]) -> list[RedLine]:
    """People at a point in life that the rulebook marks as dangerous in itself."""
    if all(line.gains for line in lines):
        return []
    found = []
    for group in groups:
        for each in group.transitions:
            entry = workings.rulebook.transition(each)
            if "safety flag" in f"{entry.basis} {entry.caution}":
                found.append(RedLine("transition", entry.label.lower(), entry.basis, group=group.id))
    return found


def _of_finding(workings: Workings, group: GroupResult, finding: Finding) -> list[RedLine]:
    shape = workings.parameter("red_lines")
    if finding.after.band == "major" and group.need >= shape["need"]:
        why = "a major loss for people with high need, and what the proposal does about it leaves it major"
        return [RedLine("major_unmitigated", group.label, why, None, group.id, finding.domain, finding.effect.typical)]
    left = finding.after.share.typical > (1 - shape["avoided_enough"]) * finding.before.share.typical
    heavy = finding.effect.typical >= shape["effect_on_core_group"] and finding.after.band != BANDS[0]
    if group.tie == "core" and left and heavy:
        why = "each person who loses it loses a great deal, and the proposal avoids less than half of that"
        return [
            RedLine("large_on_core_group", group.label, why, None, group.id, finding.domain, finding.effect.typical)
        ]
    return []
