"""Findings: the contributions for one group in one domain and one direction, and what they amount to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from mhia.assessment import BANDS, Band, Cell, Crossing, Direction, Finding, Horizon, Interval, Significance
from mhia.domains import DOMAINS, Domain
from mhia.scoring.arithmetic import Number, row_of
from mhia.scoring.combining import Combined, Square, When, alike, combined, effects_of
from mhia.scoring.contributing import reaches, steps
from mhia.scoring.counting import concerns, people_in, weights_of
from mhia.scoring.mitigating import reduction_needed
from mhia.scoring.reaching import Reached
from mhia.scoring.remembering import remembered
from mhia.scoring.rows import Row
from mhia.scoring.rungs import structural_steps
from mhia.scoring.signifying import (
    chance_of_none,
    confidence,
    driver,
    edge,
    for_people,
    plausible_bands,
    significances,
)
from mhia.scoring.standing import benefit_for
from mhia.scoring.step import Step, contribution
from mhia.scoring.weighing import excluded
from mhia.scoring.workings import Line, Workings


@dataclass(frozen=True, slots=True)
class Scored:
    """One row's steps, before they are put into findings."""

    row: Row
    reaches: dict[int, Reached]
    weights: Mapping[int, float]
    lines: tuple[Line, ...]
    squares: Mapping[tuple[Domain, bool], Square]
    """What happens in each domain and direction (whether people gain) in which anything does."""

    def square(self, domain: Domain, *, gains: bool) -> Square | None:
        """What happens in one domain and direction."""
        return self.squares.get((domain, gains))


def scored(workings: Workings, lines: Sequence[Line], row: Row, domains: Sequence[Domain] = DOMAINS) -> Scored:
    """Everything that happens to one row, or what happens to it in some domains."""
    mine = tuple(line for line in lines if concerns(line, row, lines))
    weights = weights_of(workings, mine)
    reach = reaches(workings, mine, row)
    made = [steps(workings, line, row, reach[line.index], domains) for line in mine]
    structural = structural_steps(workings, row, domains)
    return Scored(row, reach, weights, mine, _squares(workings, (*made, structural), weights))


def _squares(
    workings: Workings, made: tuple[tuple[Step, ...], ...], weights: Mapping[int, float]
) -> Mapping[tuple[Domain, bool], Square]:
    """The steps by domain and direction; the very same squares for rows with the very same steps."""

    def found() -> Mapping[tuple[Domain, bool], Square]:
        """The squares, for every row to which the very same happens."""
        by_side: dict[tuple[Domain, bool], list[Step]] = {}
        for step in chain.from_iterable(made):
            by_side.setdefault((step.domain, step.gains), []).append(step)
        return {
            side: Square(tuple(each), tuple(weights[step.line.index] if step.line else 1.0 for step in each))
            for side, each in by_side.items()
        }

    return remembered(workings.once, ("squares", *weights.items(), *map(id, made)), found, *made)


def magnitude(workings: Workings, result: Scored, domain: Domain, *, gains: bool) -> Number:
    """The magnitude of one cell in one direction after mitigation (SD, 0 or more), in each draw or trial."""
    square = result.square(domain, gains=gains)
    return 0.0 if square is None else row_of(combined(workings, (square,)).magnitudes, 0)


@dataclass(frozen=True, slots=True)
class Times:
    """What a square comes to at each time: its significance (of people unknown) and the share reached."""

    effect: Interval
    """On each person reached, before mitigation (SD)."""
    found: Mapping[When, tuple[Significance, Number]]


def times(workings: Workings, rows: Sequence[Scored]) -> Mapping[Square, Times]:
    """What every square of the rows comes to at each time; times that are alike are worked out once."""
    squares = tuple(dict.fromkeys(square for each in rows for square in each.squares.values()))
    before = combined(workings, squares, "before")
    effects = effects_of(workings, before)
    found: dict[When, Mapping[Square, tuple[Significance, Number]]] = {"before": _meant(workings, squares, before)}
    later: tuple[When, ...] = ("after", "short", "long")
    for when in later:
        twins = {square: _twin(workings, square, when, found) for square in squares}
        new = [square for square, twin in twins.items() if twin is None]
        own = _meant(workings, new, combined(workings, new, when))
        found[when] = {square: own[square] if twin is None else found[twin][square] for square, twin in twins.items()}
    return {
        square: Times(workings.interval(row_of(effects, place)), {when: found[when][square] for when in found})
        for place, square in enumerate(squares)
    }


def _twin(workings: Workings, square: Square, when: When, earlier: Iterable[When]) -> When | None:
    """An earlier time that is about the very same numbers."""
    return next((other for other in earlier if alike(workings, square, when, other)), None)


def _meant(
    workings: Workings, squares: Sequence[Square], found: Combined
) -> Mapping[Square, tuple[Significance, Number]]:
    meant = significances(workings, found, [chance_of_none(square) for square in squares])
    return dict(zip(squares, zip(meant, found.shares, strict=True), strict=True))


def cells(workings: Workings, result: Scored, at: Mapping[Square, Times]) -> tuple[Cell, ...]:
    """One square for each domain, in report order; `at` are the times of at least this row's squares."""
    return tuple(_cell(workings, result, domain, at) for domain in DOMAINS)


def _cell(workings: Workings, result: Scored, domain: Domain, at: Mapping[Square, Times]) -> Cell:
    adverse = _finding(workings, result, domain, at, gains=False)
    beneficial = _finding(workings, result, domain, at, gains=True)
    if adverse is not None or beneficial is not None:
        return Cell(domain, "finding", adverse, beneficial)
    return _without_finding(result, domain)


def _without_finding(result: Scored, domain: Domain) -> Cell:
    """Why there is no finding: studied and little expected, or not studied at all. The two are never the same."""
    if not result.lines:
        return Cell(domain, "not_assessed", because="nothing that is proposed here is in the rulebook for this group")
    barred = [each for line in result.lines if (each := excluded(line.service, result.row)) is not None]
    if barred:
        return Cell(domain, "little_expected", because=barred[0].why, sources=barred[0].sources)
    studied = True
    sources: list[str] = []
    reasons: list[str] = []
    for line in result.lines:
        benefit, _ = benefit_for(line.service, result.row, domain)
        red_line_lost = line.service.safety is not None and not line.gains
        if benefit.evidence not in {"strong", "moderate"} or red_line_lost:
            studied = False
        cell = line.service.domains[domain]
        sources.extend(benefit.sources)
        reasons.append(cell.finding or benefit.because)
    because = "; ".join(dict.fromkeys(reason for reason in reasons if reason))
    return Cell(
        domain, "little_expected" if studied else "not_studied", because=because, sources=tuple(dict.fromkeys(sources))
    )


def _finding(
    workings: Workings, result: Scored, domain: Domain, at: Mapping[Square, Times], *, gains: bool
) -> Finding | None:
    square = result.square(domain, gains=gains)
    if square is None:
        return None
    direction: Direction = "beneficial" if gains else "adverse"
    side = [line for line in result.lines if line.gains == gains]
    people = people_in(workings, result.row, side, {line.index: result.weights[line.index] for line in side})
    then = {when: for_people(workings, found, share, people) for when, (found, share) in at[square].found.items()}
    size_unknown = any(step.reach.size_unknown for step in square.steps)
    level, reasons = confidence(workings, square, assumed_here(workings, square), size_unknown=size_unknown)
    main = driver(workings, square)
    return Finding(
        group=result.row.id,
        domain=domain,
        direction=direction,
        contributions=tuple(
            contribution(workings, step, result.row.id, weight)
            for step, weight in zip(square.steps, square.weights, strict=True)
        ),
        effect=at[square].effect,
        before=then["before"],
        after=then["after"],
        chance_of_none=chance_of_none(square),
        confidence=level,
        confidence_because=reasons,
        evidence=main.evidence,
        time=_horizon(workings, main, then),
        size_unknown=size_unknown,
        bands=plausible_bands(workings, then["after"], size_unknown=size_unknown),
        crossings=_mitigation_crossing(workings, then["after"], gains=gains),
    )


def assumed_here(workings: Workings, square: Square) -> int:
    """How many inputs were assumed for the changes that its steps come from, once all rows are chosen."""
    changes = frozenset(step.line.path for step in square.steps if step.line is not None)
    starts = tuple(f"{change}." for change in changes)
    # Assumptions are only ever added, so that their number says which there are.
    key = ("assumed", changes, len(workings.assumed))
    return remembered(workings.once, key, lambda: sum(path.startswith(starts) for path in workings.assumed))


def _horizon(workings: Workings, main: Step, then: Mapping[When, Significance]) -> Horizon:
    if main.line is None:
        return Horizon(then["short"], then["long"], (0.0, 0.0), (0.0, 0.0), fades=False)
    timing = main.line.service.timing
    onset = (timing.gain_onset or (0.0, timing.gain_full_effect[0])) if main.gains else timing.loss_onset
    onset = (onset[0] + main.reach.waits[0], onset[1] + main.reach.waits[1])
    fades = main.basis.long_term <= workings.parameter("time", "fading_share")
    return Horizon(then["short"], then["long"], onset, timing.gain_full_effect, fades=fades)


def _mitigation_crossing(workings: Workings, found: Significance, *, gains: bool) -> tuple[Crossing, ...]:
    """How much of a loss has to be avoided for the band below."""
    place = BANDS.index(found.band)
    if gains or place == 0:
        return ()
    below: Band = BANDS[place - 1]
    needed = reduction_needed(
        found.magnitude.typical, edge(workings, found.band), float(workings.parameter("norm", "p"))
    )
    return (Crossing(below, "mitigation", "mitigations", 0.0, needed, "share"),)
