"""Findings: the contributions for one group in one domain and one direction, and what they amount to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mhia.assessment import BANDS, Band, Cell, Crossing, Direction, Finding, Horizon, Interval, Significance
from mhia.domains import DOMAINS, Domain
from mhia.scoring.arithmetic import Number
from mhia.scoring.combining import alike, combined, effect_of, magnitude_at_best, people_in, weights_of
from mhia.scoring.contributing import Step, contribution, reaches, steps, structural_steps
from mhia.scoring.mitigating import reduction_needed
from mhia.scoring.reaching import Reached
from mhia.scoring.rows import Row
from mhia.scoring.signifying import (
    Judged,
    chance_of_none,
    confidence,
    driver,
    edge,
    plausible_bands,
    significances,
)
from mhia.scoring.standing import benefit_for
from mhia.scoring.weighing import excluded
from mhia.scoring.workings import Assumed, Line, Workings


@dataclass(frozen=True, slots=True)
class Scored:
    """One row's steps, before they are put into findings."""

    row: Row
    reaches: dict[int, Reached]
    weights: dict[int, float]
    squares: Mapping[tuple[Domain, bool], tuple[Step, ...]]
    """The steps of each domain and direction (whether people gain) that has any."""
    lines: tuple[Line, ...]
    assumed: Mapping[str, Assumed]
    """The defaults that were used for this row."""
    largest: float
    """The largest magnitude over domains and directions, before mitigation, at best estimates (SD)."""

    def parts(self, domain: Domain, *, gains: bool) -> tuple[Step, ...]:
        """The steps of one domain and direction."""
        return self.squares.get((domain, gains), ())


def scored(workings: Workings, lines: Sequence[Line], row: Row, domains: Sequence[Domain] = DOMAINS) -> Scored:
    """Everything that happens to one row, or what happens to it in some domains.

    What had to be assumed for it is kept with it: it counts for the proposal only if the row is shown.
    """
    workings = workings.apart()
    weights = weights_of(workings, lines, row)
    mine = tuple(line for line in lines if line.index in weights)
    reach = reaches(workings, mine, row)
    made = [step for line in mine for step in steps(workings, line, row, reach[line.index], domains)]
    made.extend(step for step in structural_steps(workings, row) if step.domain in domains)
    squares: dict[tuple[Domain, bool], tuple[Step, ...]] = {}
    for step in made:
        square = step.domain, step.gains
        squares[square] = (*squares.get(square, ()), step)
    largest = max((magnitude_at_best(workings, each, weights, "before") for each in squares.values()), default=0.0)
    return Scored(row, reach, weights, squares, mine, workings.assumed, largest)


def magnitude(workings: Workings, result: Scored, domain: Domain, *, gains: bool) -> float:
    """The magnitude of one cell in one direction after mitigation, at best estimates (SD, 0 or more)."""
    return magnitude_at_best(workings, result.parts(domain, gains=gains), result.weights)


def cells(workings: Workings, result: Scored) -> tuple[Cell, ...]:
    """One square for each domain, in report order."""
    return tuple(_cell(workings, result, domain) for domain in DOMAINS)


def _cell(workings: Workings, result: Scored, domain: Domain) -> Cell:
    adverse = _finding(workings, result, domain, gains=False)
    beneficial = _finding(workings, result, domain, gains=True)
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


def _finding(workings: Workings, result: Scored, domain: Domain, *, gains: bool) -> Finding | None:
    parts = result.parts(domain, gains=gains)
    if not parts:
        return None
    direction: Direction = "beneficial" if gains else "adverse"
    side = [line for line in result.lines if line.gains == gains]
    people = people_in(workings, result.row, side, {line.index: result.weights[line.index] for line in side})
    then = _significances(workings, result, parts, people)
    size_unknown = any(part.reach.size_unknown for part in parts)
    assumed = len(assumed_here(workings, parts))
    level, reasons = confidence(workings, parts, assumed, size_unknown=size_unknown)
    main = driver(workings, parts)
    return Finding(
        group=result.row.id,
        domain=domain,
        direction=direction,
        contributions=tuple(
            contribution(workings, part, result.weights.get(part.line.index, 1.0) if part.line else 1.0)
            for part in parts
        ),
        effect=then.effect,
        before=then.before,
        after=then.after,
        chance_of_none=chance_of_none(parts),
        confidence=level,
        confidence_because=reasons,
        evidence=main.evidence,
        time=_horizon(workings, main, then),
        size_unknown=size_unknown,
        bands=plausible_bands(workings, then.after, size_unknown=size_unknown),
        crossings=_mitigation_crossing(workings, then.after, gains=gains),
    )


@dataclass(frozen=True, slots=True)
class _Then:
    effect: Interval
    before: Significance
    after: Significance
    short: Significance
    long: Significance


def _significances(workings: Workings, result: Scored, parts: Sequence[Step], people: Number | None) -> _Then:
    """Before and after mitigation, in the first year and after years; times that are alike are worked out once."""
    none = chance_of_none(parts)
    first = combined(workings, parts, result.weights, "before")
    judged = [Judged(first.magnitude, first.share, people, none)]
    places = {"before": 0}
    for when in ("after", "short", "long"):
        twin = next((other for other in places if alike(workings, parts, when, other)), None)
        places[when] = len(judged) if twin is None else places[twin]
        if twin is None:
            now = combined(workings, parts, result.weights, when)
            judged.append(Judged(now.magnitude, now.share, people, none))
    found = significances(workings, judged)
    return _Then(workings.interval(effect_of(workings, first)), *(found[place] for place in places.values()))


def assumed_here(workings: Workings, parts: Sequence[Step]) -> set[str]:
    """The inputs assumed for the changes that these steps come from."""
    starts = tuple({f"{part.line.path}." for part in parts if part.line is not None})
    return {path for path in workings.assumed if path.startswith(starts)}


def _horizon(workings: Workings, main: Step, then: _Then) -> Horizon:
    if main.line is None:
        return Horizon(then.short, then.long, (0.0, 0.0), (0.0, 0.0), fades=False)
    timing = main.line.service.timing
    onset = (timing.gain_onset or (0.0, timing.gain_full_effect[0])) if main.gains else timing.loss_onset
    onset = (onset[0] + main.reach.waits[0], onset[1] + main.reach.waits[1])
    fades = main.basis.long_term <= workings.parameter("time", "fading_share")
    return Horizon(then.short, then.long, onset, timing.gain_full_effect, fades=fades)


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
