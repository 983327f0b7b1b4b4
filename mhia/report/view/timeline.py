"""The figure of time: when losses and gains begin, when they are felt in full, and whether they last."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from mhia.amounts import months
from mhia.assessment import Direction, Finding, GroupResult
from mhia.domains import DOMAINS, Domain
from mhia.report.view import numbers, words
from mhia.report.view.figures import Course, Point, Timeline
from mhia.report.view.material import Material, all_findings, main_contribution
from mhia.report.view.page import Cell, Chart, Table
from mhia.report.view.reasons import brings_about

_TITLE = "When it would be felt, and for how long"
_KEY = (
    "Height: how much of its full size is felt, not how large it is. Pale: at the earliest. Dark: at the latest. "
    "Between the first and the third year the course is not known and drawn straight."
)
_COLUMNS = ("What", "Begins", "In full", "After three years")
_YEAR, _LONG = 12.0, 36.0
_BEYOND = 3.0
"""Months that the axis runs on, so that what lasts is seen to last."""
_BEFORE = 12.0
"""A decision more than a year before the start is left out of the picture."""
_APART = 3.0
"""Marks nearer to each other than so many months would be printed over one another."""
_LONGEST_LABEL = 88
_MOST_COURSES = 6
_EVERYWHERE = "all six parts of wellbeing"

_Times = tuple[tuple[float, float], tuple[float, float], bool]


@dataclass(frozen=True)
class _Strand:
    """Effects that one change has at the same times."""

    cause: str
    direction: Direction
    times: _Times
    left: float
    """The share that is left after three years."""
    domains: tuple[Domain, ...]
    size: float
    aside: bool
    """It reaches people by money or work: what the service itself does for them comes first."""
    steps: tuple[Point, ...]
    """From which month the change has reached which share of its extent."""


def timeline(material: Material) -> Chart | None:
    """The figure; None where nothing was found."""
    day = _first_day(material)
    start = None if day is None else months(day)
    strands = sorted(_strands(material, start), key=lambda strand: (strand.direction, strand.aside, -strand.size))[
        :_MOST_COURSES
    ]
    if not strands:
        return None
    last = max(_LONG, *(month + _YEAR for strand in strands for month, _ in strand.steps)) + _BEYOND
    marks = tuple(_marks(material, start))
    return Chart(
        id="timeline",
        title=_TITLE,
        description=" ".join(words.sentence(f"{_label(strand)}: {_said(strand)}") for strand in strands),
        key=_KEY,
        drawing=Timeline(
            courses=tuple(_course(strand, last) for strand in strands),
            ticks=tuple(_ticks(last, "start" if day is None else numbers.day(day))),
            marks=marks,
            first=min(0.0, *(month for month, _ in marks)) if marks else 0.0,
            last=last,
        ),
        table=Table(_TITLE, _COLUMNS, tuple(_row(strand) for strand in strands)),
    )


def _strands(material: Material, start: float | None) -> Iterator[_Strand]:
    alike: dict[tuple[str, Direction, _Times], list[tuple[GroupResult, Finding]]] = {}
    for row, finding in all_findings(material):
        time = finding.time
        # What a loss has instead of a time of growing is the time it would take to win it back: no part of this figure.
        full = time.full_months if finding.direction == "beneficial" else time.onset_months
        times = (time.onset_months, full, time.fades)
        cause = brings_about(main_contribution(finding), material)
        alike.setdefault((cause, finding.direction, times), []).append((row, finding))
    for (cause, direction, times), pairs in alike.items():
        _, largest = max(pairs, key=lambda pair: pair[1].after.magnitude.typical)
        yield _Strand(
            cause=cause,
            direction=direction,
            times=times,
            left=_left(largest),
            domains=tuple(domain for domain in DOMAINS if any(finding.domain == domain for _, finding in pairs)),
            size=numbers.kept(largest.after.magnitude.typical),
            aside=main_contribution(largest).kind == "structural",
            steps=_steps(largest, material, start),
        )


def _left(finding: Finding) -> float:
    """The share of an effect that is left after three years."""
    now, then = finding.after.magnitude.typical, finding.time.long.magnitude.typical
    return min(1.0, then / now) if now > 0 else 0.0


def _first_day(material: Material) -> str | None:
    """The day on which the change starts, as it is given; None where the proposal does not say."""
    money = material.proposal.money
    days = [phase.starts for change in material.proposal.changes for phase in change.phases]
    days += [money.starts] if money and money.starts else []
    return min(days, key=months, default=None)


def _steps(finding: Finding, material: Material, start: float | None) -> tuple[Point, ...]:
    index = main_contribution(finding).change
    phases = material.proposal.changes[index].phases if index is not None else ()
    final = phases[-1].by.typical if phases else 0.0
    if start is None or final <= 0:
        return ((0.0, 1.0),)
    return tuple((months(phase.starts) - start, phase.by.typical / final) for phase in phases)


def _course(strand: _Strand, last: float) -> Course:
    (begins, begun), (full, filled), _ = strand.times
    # A loss is there in full once it is felt; a gain has to grow.
    early, late = ((begins, begins), (begins, begun)) if strand.direction == "adverse" else (
        (begins, full), (begun, max(begun, filled))
    )  # fmt: skip
    return Course(
        label=_shortened(strand.cause),
        what=_shortened(_effect(strand)),
        in_words=_said(strand),
        tone=words.tone("moderate", strand.direction),
        earliest=_curve(strand, early, last),
        latest=_curve(strand, late, last),
    )


def _curve(strand: _Strand, ramp: tuple[float, float], last: float) -> tuple[Point, ...]:
    """The corners of a course: each step grows over the ramp; what fades does so from the first year on."""
    corners = {0.0, _YEAR, _LONG, last, *chain(*((month + ramp[0], month + ramp[1]) for month, _ in strand.steps))}
    points = []
    for month in sorted(corner for corner in corners if 0 <= corner <= last):
        before, after = (_level(strand, ramp, month, at_once=at_once) for at_once in (False, True))
        points += [(month, before), (month, after)] if before != after else [(month, after)]
    return tuple((round(month, 2), round(level, 3)) for month, level in points)


def _level(strand: _Strand, ramp: tuple[float, float], month: float, *, at_once: bool) -> float:
    reached, level = 0.0, 0.0
    for starts, share in strand.steps:
        level += (share - reached) * _grown(month - starts, ramp, at_once=at_once)
        reached = share
    faded = min(max((month - _YEAR) / (_LONG - _YEAR), 0.0), 1.0)
    return level * (1 - faded * (1 - strand.left))


def _grown(month: float, ramp: tuple[float, float], *, at_once: bool) -> float:
    """The share of a step that is felt so many months after it; at a jump, below or above it."""
    start, end = ramp
    if end <= start:
        return 1.0 if month > start or (at_once and month == start) else 0.0
    return min(max((month - start) / (end - start), 0.0), 1.0)


def _ticks(last: float, start: str) -> Iterator[tuple[float, str]]:
    yield 0.0, start
    yield from ((6.0, "6 months"), (_YEAR, "1 year"), (2 * _YEAR, "2 years"), (_LONG, "3 years"))
    for year in range(4, int(last / _YEAR) + 1):
        yield year * _YEAR, f"{year} years"


def _marks(material: Material, start: float | None) -> Iterator[tuple[float, str]]:
    """The decision and each step of a change, where their days are given."""
    if start is None:
        return
    decision = material.proposal.decision
    if decision and decision.date and -_BEFORE <= (when := months(decision.date) - start) <= -_APART:
        yield round(when, 2), "decision"
    steps = {(months(phase.starts) - start, numbers.percent(phase.by.typical))
             for change in material.proposal.changes for phase in change.phases}  # fmt: skip
    taken = -_APART
    for month, size in sorted(steps):
        if month - taken >= _APART:
            yield round(month, 2), size
            taken = month


def _label(strand: _Strand) -> str:
    return f"{strand.cause}: {_effect(strand)}"


def _effect(strand: _Strand) -> str:
    where = _EVERYWHERE if len(strand.domains) == len(DOMAINS) else words.listed(strand.domains)
    return f"{words.WAY[strand.direction]} {'of' if strand.direction == 'adverse' else 'in'} {where}"


def _shortened(label: str) -> str:
    """A label that fits into the picture; the table has it in full."""
    return label if len(label) <= _LONGEST_LABEL else f"{label[:_LONGEST_LABEL].rstrip()}…"


def _said(strand: _Strand) -> str:
    begins, in_full = _begins(strand), _in_full(strand)
    felt = (f"begins {begins}", f"in full {in_full}") if begins != in_full else (f"felt in full {begins}",)
    return "; ".join((*felt, _afterwards(strand)))


def _row(strand: _Strand) -> tuple[Cell, ...]:
    said = (_begins(strand), _in_full(strand), _afterwards(strand))
    return (Cell(_label(strand)), *(Cell(words.capital(text)) for text in said))


def _begins(strand: _Strand) -> str:
    return _after(strand.times[0])


def _in_full(strand: _Strand) -> str:
    (_, begun), full, _ = strand.times
    return _after(full if strand.direction == "beneficial" else (begun, begun))


def _after(span: tuple[float, float]) -> str:
    text = numbers.months(span)
    return text if span[0] <= 0 else f"after {text}"


def _afterwards(strand: _Strand) -> str:
    if strand.times[2]:
        return "gone or nearly gone after three years"
    return "lasts" if strand.left > 0.95 else f"{numbers.share(strand.left)} of it left after three years"  # noqa: PLR2004
