"""Who is reached by a change: the share of a group's users who lose or gain the service."""

from collections.abc import Mapping
from dataclasses import dataclass

from mhia.amounts import months
from mhia.proposal import Phase
from mhia.rulebook.entries import Range
from mhia.scoring.arithmetic import Number, least, most, within
from mhia.scoring.enabling import enabled
from mhia.scoring.keeping import kept
from mhia.scoring.mitigating import avoided
from mhia.scoring.remembering import remembered
from mhia.scoring.responses.registry import response
from mhia.scoring.responses.situation import Response, Stay
from mhia.scoring.traits import Traits
from mhia.scoring.weighing import reach_multiplier
from mhia.scoring.workings import Assumed, Line, Term, Workings, spread


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """The share of one group's users reached by one change (0..1), before and after mitigation."""

    before: Number
    after: Number
    after_long: Number
    first_year: Number
    """The part of the share that is reached in the first year (phases, a new service filling up)."""
    gross: Number
    """Before anyone finds an equivalent."""
    kept: Number | None
    duration: Number
    terms: tuple[Term, ...]
    stay: tuple[Stay, ...]
    falls_on: str
    size_unknown: bool
    assumed: Mapping[str, Assumed]
    """The defaults that were used for it."""
    waits: tuple[float, float] = (0.0, 0.0)
    """Months before anything is felt that the service's own timing does not know of, from and to."""


def reached(workings: Workings, line: Line, traits: Traits) -> Reached:
    """The share reached of people with these traits; the very same one however often it is asked for."""
    key = ("reached", line.index, line.service.id, traits)
    return remembered(workings.once, key, lambda: _reached(workings.apart(), line, traits))


def _reached(workings: Workings, line: Line, traits: Traits) -> Reached:
    """Gains need uptake, losses fall on those who find no equivalent."""
    answer = response(workings, line, traits)
    gross, terms = _of_the_service(workings, line, most(answer.now, answer.to_come), answer.terms)
    multiplier, reach_terms = reach_multiplier(workings, line.service, traits)
    enabling, enabling_terms = enabled(workings, traits.groups, "reach")
    if line.gains:
        if not _assumed_uptake(answer):
            enabling, enabling_terms = 1.0, ()
        share = within(gross * multiplier * enabling, 0.0, 1.0)
        return Reached(
            before=share,
            after=share,
            after_long=_after_years(share, answer),
            first_year=_first_year(workings, line),
            gross=gross,
            kept=None,
            duration=answer.duration,
            terms=(*terms, *reach_terms, *enabling_terms),
            stay=(),
            falls_on=_falls_on(line, answer),
            size_unknown=answer.size_unknown,
            assumed=workings.assumed,
        )
    gross = within(gross * least(multiplier, 1.0), 0.0, 1.0)
    not_kept, found, keeping_terms = _not_kept(workings, line, traits, answer, multiplier, enabling)
    before, after_years = gross * not_kept, _after_years(gross, answer)
    in_the_end = before if after_years is gross else after_years * not_kept
    mitigated = avoided(workings, line, traits)
    return Reached(
        before=before,
        after=_left(before, mitigated.now),
        after_long=_left(in_the_end, mitigated.long_term),
        first_year=_first_year(workings, line),
        gross=gross,
        kept=found,
        duration=answer.duration,
        terms=(*terms, *reach_terms, *keeping_terms, *enabling_terms, *mitigated.terms),
        stay=tuple(stay._replace(share=_of_the_service(workings, line, stay.share, ())[0]) for stay in answer.stay),
        falls_on=_falls_on(line, answer),
        size_unknown=answer.size_unknown,
        assumed=workings.assumed,
        waits=_waits(line),
    )


def _after_years(share: Number, answer: Response) -> Number:
    """What becomes of a share after years; the very same one where nothing becomes of it."""
    unchanged = isinstance(answer.later, float) and answer.later == 1
    return share if unchanged else within(share * answer.later, 0.0, 1.0)


def _assumed_uptake(answer: Response) -> bool:
    """Whether the people who gain rest on the rulebook: a number given for this place has the place in it already."""
    return any(term.role in {"uptake", "completion"} and term.basis != "proposal" for term in answer.terms)


def _left(share: Number, avoided: Number) -> Number:
    """What is left of a share; the very same one where nothing is avoided, so that it is not worked out again."""
    return share if isinstance(avoided, float) and avoided == 0 else share * (1 - avoided)


def _not_kept(
    workings: Workings, line: Line, traits: Traits, answer: Response, multiplier: Number, enabling: Number
) -> tuple[Number, Number, tuple[Term, ...]]:
    """The share who find no equivalent, the share who do, and why.

    Where another place stays, never fewer do than if it had closed for everybody.
    """
    found, terms = kept(workings, line, traits, multiplier)
    ceiling = float(workings.parameter("kept", "most"))
    found = within(found * enabling, 0.0, ceiling)
    if answer.not_kept is not None:
        found, terms = most(1 - answer.not_kept, found), ()
    return 1 - found, found, terms


def _of_the_service(
    workings: Workings, line: Line, share: Number, terms: tuple[Term, ...]
) -> tuple[Number, tuple[Term, ...]]:
    """The share of the service's users, where only a part of it or some of its sites are concerned."""
    change = line.change
    if change.affects is not None:
        part = workings.own(f"{line.path}.affects", change.affects)
        share = share * part
        terms = (*terms, Term("affects", f"{line.path}.affects", part, "the part of the service concerned", "proposal"))
    if change.sites is not None and change.users_of != "affected_sites":
        affected = workings.own(f"{line.path}.sites.affected", change.sites.affected)
        part = within(affected / change.sites.of.typical, 0.0, 1.0)
        share = share * part
        because = f"{change.sites.affected.typical:g} of {change.sites.of.typical:g} places are concerned"
        terms = (*terms, Term("sites", f"{line.path}.sites", part, because, "proposal"))
    return share, terms


def _falls_on(line: Line, answer: Response) -> str:
    """Whom it falls on: people using the service now, people who would have come, or both."""
    if line.gains:
        return "to_come"
    if isinstance(answer.now, float) and answer.now == 0:
        return "to_come"
    return {"stock": "now", "flow": "to_come", "both": "both"}[line.service.hit]


def _first_year(workings: Workings, line: Line) -> Number:
    """The average over the first twelve months of the level reached, as a part of the final level (0..1)."""
    year = float(workings.parameter("time", "short_months"))
    if line.change.phases:
        return _phased(line.change.phases, year)
    handover = _handover(line)
    if handover is not None:
        months = workings.known(f"changes.{line.entry.id}.handover_months", handover)
        if line.change.handover_months is not None:
            months = workings.own(f"{line.path}.handover_months", line.change.handover_months)
        return most(1 - months / year, 0.0)
    return float(line.entry.parameters.get("first_year", 1.0))


def _handover(line: Line) -> Range | None:
    """The months until somebody else runs the service, in which users notice nothing yet."""
    numbers = line.entry.parameters.get("handover_months")
    return None if numbers is None else spread(numbers)


def _waits(line: Line) -> tuple[float, float]:
    handover = _handover(line)
    if handover is None:
        return (0.0, 0.0)
    months = line.change.handover_months or handover
    return (months.low, months.high)


def _phased(phases: tuple[Phase, ...], year: float) -> float:
    """Steps averaged over the year that begins with the first of them."""
    steps = sorted((months(phase.starts), phase.by.typical) for phase in phases)
    final = steps[-1][1]
    if final <= 0:
        return 1.0
    start = steps[0][0]
    ends = [*(month for month, _ in steps[1:]), start + year]
    total = sum(
        level * max(0.0, min(end, start + year) - month) for (month, level), end in zip(steps, ends, strict=True)
    )
    return min(total / (year * final), 1.0)
