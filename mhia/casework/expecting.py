"""What came of a case held against what was expected of it: every difference in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mhia.assessment import Assessment, Contribution, Factor, Finding, GroupResult, MitigationResult
from mhia.casework.case import Between, Expectation
from mhia.casework.playing import Played

SUBJECTS = frozenset(
    {"group", "domain", "direction", "rung", "service", "factor", "change", "mitigation", "enabler", "check",
     "assumed", "working"}
)  # fmt: skip
"""The fields of an expectation that say what it is about."""
DRAWN = 0.05
"""How far the ends of a range may lie from those expected, as a part of its width: they are drawn."""


@dataclass(frozen=True)
class Difference:
    """One thing that did not come as expected."""

    field: str
    """The field of the expectation, or nothing where it is the whole of it."""
    said: str


Find = Callable[[str], Played | None]
"""Another case by its name, played."""


def differences(expected: Expectation, played: Played, other: Find) -> tuple[Difference, ...]:
    """Everything in which a case did not come as one expectation says."""
    given = {name: value for name, value in expected if value is not None and name not in SUBJECTS}
    if not given:
        return (Difference("", "says nothing that has to be true; add for example `magnitude: 0.3`"),)
    return tuple(_differences(expected, given, played, other))


def _differences(expected: Expectation, given: Mapping[str, Any], played: Played, other: Find) -> Iterator[Difference]:
    if expected.check is not None:
        yield from _named(given, _CHECK, _the(played.assessment.checks, expected.check), f"check `{expected.check}`")
    elif expected.enabler is not None:
        found = _the(played.assessment.enablers, expected.enabler)
        yield from _named(given, _ENABLER, found, f"enabler `{expected.enabler}`")
    elif expected.mitigation is not None:
        found = _at(played.assessment.mitigations, expected.mitigation)
        yield from _named(given, _MITIGATION, found, f"mitigation {expected.mitigation}")
    elif expected.change is not None:
        yield from _named(given, _CHANGE, _at(played.assessment.changes, expected.change), f"change {expected.change}")
    elif expected.assumed is not None:
        yield from _of_assumed(expected.assumed, given, played.assessment)
    elif expected.red_line is not None:
        yield from _of_red_line(expected, played.assessment)
    elif expected.domain is not None and expected.group is not None:
        yield from _of_square(expected, given, played, other)
    elif expected.group is not None:
        yield from _of_row(expected.group, given, played)
    else:
        yield from _named(given, _WHOLE, played.assessment, "the whole of an assessment")


def _of_square(expected: Expectation, given: Mapping[str, Any], played: Played, other: Find) -> Iterator[Difference]:
    group, domain = str(expected.group), expected.domain
    assert domain is not None  # noqa: S101 - the caller looked
    cell = played.cell(group, domain)
    if cell is None:
        yield Difference("group", f"has no row; name `{group}` under `groups` of the proposal")
        return
    rest = dict(given)
    if "status" in rest and rest.pop("status") != cell.status:
        yield Difference("status", f"expected {expected.status}, found {cell.status}")
    finding = played.finding(group, domain, expected.direction)
    if not rest:
        return
    if finding is None:
        yield Difference(
            "domain", f"there is no {expected.direction or ''} finding here ({cell.status})".replace("  ", " ")
        )
        return
    if expected.factor is not None:
        yield from _named(rest, _FACTOR, _factor(finding, expected.factor), f"number `{expected.factor}`")
        return
    if expected.rung is not None or expected.service is not None:
        part = played.contribution(finding, expected.rung, expected.service)
        yield from _named(rest, _PART, part, f"part by `{expected.rung or expected.service}`")
        return
    yield from _compared(rest, finding, played, other)
    yield from _named(rest, {**_FINDING, **_headline(played.assessment if "headline" in rest else None)}, finding, "")


def _compared(rest: dict[str, Any], finding: Finding, played: Played, other: Find) -> Iterator[Difference]:
    """What has to be larger or smaller than the same square of another group or another case."""
    for field, larger in (("above", True), ("below", False), ("above_case", True), ("below_case", False)):
        name = rest.pop(field, None)
        if name is None:
            continue
        there, group = (other(name), finding.group) if field.endswith("_case") else (played, name)
        if there is None:
            yield Difference(field, f"there is no case named `{name}`")
            continue
        if there.cell(group, finding.domain) is None:
            yield Difference(field, f"`{group}` has no row there; name it under `groups` of the proposal")
            continue
        square = there.finding(group, finding.domain, finding.direction)
        theirs, mine = square.after.magnitude.typical if square else 0.0, finding.after.magnitude.typical
        if not (mine > theirs if larger else mine < theirs):
            yield Difference(field, f"{mine:.4g} here and {theirs:.4g} there")


def _of_row(group: str, given: Mapping[str, Any], played: Played) -> Iterator[Difference]:
    rest = dict(given)
    row = played.rows.get(group)
    shown = rest.pop("shown", None)
    if shown is not None and shown != (row is not None):
        yield Difference("shown", f"`{group}` is {'not ' if row is None else ''}in the grid: {', '.join(played.rows)}")
        return
    if rest:
        yield from _named(rest, _ROW, row, f"row `{group}`")


def _of_assumed(path: str, given: Mapping[str, Any], assessment: Assessment) -> Iterator[Difference]:
    rest = dict(given)
    moves = rest.pop("moves", None)
    if moves is not None:
        question = next((each for each in assessment.questions if each.path == path), None)
        if question is None or question.moves != moves:
            yield Difference("moves", f"expected {moves}, found {question.moves if question else 'no such question'}")
    if rest:
        found = next((each for each in assessment.assumptions if each.path == path), None)
        yield from _named(rest, _ASSUMED, found, f"assumption `{path}`")


def _of_red_line(expected: Expectation, assessment: Assessment) -> Iterator[Difference]:
    lines = [
        line
        for line in assessment.red_lines
        if expected.group in {None, line.group} and expected.service in {None, line.service}
    ]
    found = {line.kind for line in lines}
    said = ", ".join(sorted(found)) or "none"
    if (expected.red_line == "none") == bool(found) or (expected.red_line != "none" and expected.red_line not in found):
        yield Difference("red_line", f"expected {expected.red_line}, found {said}")


def _named(
    given: Mapping[str, Any], readers: Mapping[str, Callable[[Any], object]], thing: object, what: str
) -> Iterator[Difference]:
    """The fields read off one thing, each held against what is expected."""
    if thing is None:
        yield Difference("", f"there is no {what}")
        return
    for field, value in given.items():
        read = readers.get(field)
        if read is None:
            about = what or "a finding"
            yield Difference(field, f"cannot be asked of {about}; ask for {', '.join(readers)}")
        elif said := _unlike(value, read(thing)):
            yield Difference(field, said)


def _unlike(expected: Any, found: object) -> str:
    """How a value differs from what was expected of it; nothing where it does not."""
    if isinstance(expected, Between):
        number = found if isinstance(found, int | float) else None
        holds = number is not None and expected.holds(number)
        shown = "nothing" if number is None else f"{number:.5g}"
        return "" if holds else f"expected {expected.said}, found {shown}"
    if isinstance(found, _Ends):
        slack = DRAWN * (expected[1] - expected[0])
        near = abs(found.low - expected[0]) <= slack and abs(found.high - expected[1]) <= slack
        return "" if near else f"expected {expected[0]:g} to {expected[1]:g}, found {found.low:.4g} to {found.high:.4g}"
    if isinstance(found, _Remarks):
        return "" if any(str(expected).lower() in each.lower() for each in found.texts) else f"not among: {found.texts}"
    return "" if expected == found else f"expected {_shown(expected)}, found {_shown(found)}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value) or "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class _Ends:
    low: float
    high: float


@dataclass(frozen=True)
class _Remarks:
    texts: tuple[str, ...]


def _the(things: tuple[Any, ...], id_: str) -> Any:
    return next((each for each in things if each.id == id_), None)


def _at(things: tuple[Any, ...], index: int) -> Any:
    return things[index] if 0 <= index < len(things) else None


def _factor(finding: Finding, name: str) -> Factor | None:
    factors = (factor for part in finding.contributions for factor in (*part.effect_factors, *part.share_factors))
    return next((factor for factor in factors if factor.name == name), None)


def _headline(assessment: Assessment | None) -> dict[str, Callable[[Finding], object]]:
    chosen = {(each.group, each.domain, each.direction) for each in assessment.headlines} if assessment else set()
    return {"headline": lambda finding: (finding.group, finding.domain, finding.direction) in chosen}


def _typical(interval: Any) -> float | None:
    return None if interval is None else float(interval.typical)


_FINDING: Mapping[str, Callable[[Finding], object]] = {
    "magnitude": lambda finding: finding.after.magnitude.typical,
    "before": lambda finding: finding.before.magnitude.typical,
    "short": lambda finding: finding.time.short.magnitude.typical,
    "long": lambda finding: finding.time.long.magnitude.typical,
    "effect": lambda finding: finding.effect.typical,
    "share": lambda finding: finding.after.share.typical,
    "people": lambda finding: _typical(finding.after.people),
    "range": lambda finding: _Ends(finding.after.magnitude.low, finding.after.magnitude.high),
    "band": lambda finding: finding.after.band,
    "bands": lambda finding: finding.bands,
    "close_call": lambda finding: finding.after.close_call or "none",
    "size_unknown": lambda finding: finding.size_unknown,
    "confidence": lambda finding: finding.confidence,
    "evidence": lambda finding: finding.evidence,
    "chance_of_none": lambda finding: finding.chance_of_none,
    "onset": lambda finding: finding.time.onset_months,
    "full": lambda finding: finding.time.full_months,
    "fades": lambda finding: finding.time.fades,
}
_PART: Mapping[str, Callable[[Contribution], object]] = {
    "effect": lambda part: part.effect.typical,
    "share": lambda part: part.share_after.typical,
    "evidence": lambda part: part.evidence,
    "chance_of_none": lambda part: part.chance_of_none,
    "falls_on": lambda part: part.falls_on,
}
_FACTOR: Mapping[str, Callable[[Factor], object]] = {
    "value": lambda factor: factor.value,
    "range": lambda factor: _Ends(factor.low, factor.high),
}
_ROW: Mapping[str, Callable[[GroupResult], object]] = {
    "need": lambda row: row.need,
    "sensitivity": lambda row: row.sensitivity,
    "tie": lambda row: row.tie or "none",
    "users": lambda row: _typical(row.users),
}
_WHOLE: Mapping[str, Callable[[Assessment], object]] = {
    "ranked": lambda whole: whole.ranked,
    "lost": lambda whole: _typical(whole.totals.lost),
    "gained": lambda whole: _typical(whole.totals.gained),
    "losing": lambda whole: _typical(whole.totals.losing),
    "gaining": lambda whole: _typical(whole.totals.gaining),
    "need_weight": lambda whole: whole.totals.need_weight,
    "area_shift": lambda whole: whole.totals.area_shift,
    "area_shift_too_large": lambda whole: whole.totals.area_shift_too_large,
    "harm_per_1000_saved": lambda whole: _typical(whole.totals.harm_per_1000_saved),
}
_CHANGE: Mapping[str, Callable[[Any], object]] = {
    "share": lambda change: _typical(change.share),
    "kept": lambda change: _typical(change.kept),
    "users": lambda change: _typical(change.users),
    "size_unknown": lambda change: change.size_unknown,
    "assessed": lambda change: not change.not_assessed_because,
    "falls_on": lambda change: change.falls_on,
    "does_not_carry_over": lambda change: change.does_not_carry_over,
}
_MITIGATION: Mapping[str, Callable[[MitigationResult], object]] = {
    "worth": lambda each: None if each.reduces is None else each.reduces.typical * each.counted,
    "reduces": lambda each: _typical(each.reduces),
    "fits": lambda each: bool(each.services),
    "remark": lambda each: _Remarks(each.remarks),
}
_ENABLER: Mapping[str, Callable[[Any], object]] = {
    "level": lambda each: each.level,
    "multiplier": lambda each: each.multiplier,
}
_CHECK: Mapping[str, Callable[[Any], object]] = {"answer": lambda check: check.answer}
_ASSUMED: Mapping[str, Callable[[Any], object]] = {
    "typical": lambda each: each.typical,
    "low": lambda each: each.low,
    "high": lambda each: each.high,
}
