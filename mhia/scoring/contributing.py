"""One traced step at a time: this change to this service moves this domain for this group by this much."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from mhia.domains import DOMAINS, Domain
from mhia.rulebook.entries import Service
from mhia.scoring.arithmetic import Number, most
from mhia.scoring.enabling import enabled
from mhia.scoring.reaching import Reached, reached
from mhia.scoring.remembering import remembered
from mhia.scoring.responses.situation import Stay
from mhia.scoring.rows import Row
from mhia.scoring.rungs import rung_step
from mhia.scoring.standing import Standing, capped, expected, standings
from mhia.scoring.step import Step
from mhia.scoring.traits import traits_of
from mhia.scoring.weighing import excluded, transition
from mhia.scoring.workings import Line, Term, Workings, spread


def reaches(workings: Workings, lines: Sequence[Line], row: Row) -> dict[int, Reached]:
    """Who is reached, change by change; several changes of one service together never exceed all of its users."""
    found: dict[int, Reached] = {}
    for line in lines:
        taken = _as_scored(workings, line, row)
        found[line.index] = reached(workings, taken, traits_of(workings, taken, row))
    for same in _of_one_service(lines):
        total = sum((found[line.index].before for line in same), start=0.0)
        scale = 1 / most(total, 1.0)
        for line in same:
            found[line.index] = _scaled(found[line.index], scale)
    return found


def steps(
    workings: Workings, line: Line, row: Row, reach: Reached, domains: Sequence[Domain] = DOMAINS
) -> tuple[Step, ...]:
    """What one change does to one group, domain by domain; nothing where the rulebook expects no effect.

    Rows to which the same happens get the very same steps.
    """
    line = _as_scored(workings, line, row)
    if excluded(line.service, row) is not None:
        return ()
    services = (line.service, *(workings.rulebook.service(served) for served in line.change.serves))
    bases = [standings(workings, service, row, gains=line.gains) for service in services]
    enabling = enabled(workings, row.all_groups, "effect")

    def made() -> tuple[Step, ...]:
        """The steps, for every row that shares all of this."""
        circumstances = tuple(_circumstances(workings, line, row, reach, enabling))
        return _steps(_Act(workings, line, reach, circumstances, domains), services, bases)

    shared = reach, enabling, *bases
    key = ("steps", line.index, line.service.id, domains, row.transitions, *map(id, shared))
    return remembered(workings.once, key, made, *shared)


class _Act(NamedTuple):
    """One change as it falls on the rows to which the same happens."""

    workings: Workings
    line: Line
    reach: Reached
    circumstances: tuple[Term, ...]
    """What the proposal's own circumstances do to an effect."""
    domains: Sequence[Domain]


def _steps(act: _Act, services: Sequence[Service], bases: Sequence[Sequence[Standing]]) -> tuple[Step, ...]:
    """The service's own steps (its standing effects come first), and those that come with it."""
    made = _service_steps(act, act.reach, bases[0])
    for stay in act.reach.stay:
        made.extend(_staying(act, stay, bases[0]))
    for served, standing in zip(services[1:], bases[1:], strict=True):
        made.extend(_access_steps(act, served, standing))
    if not act.line.gains:
        made.extend(_structural_on_loss(act))
    return tuple(made)


def _service_steps(act: _Act, reach: Reached, bases: Sequence[Standing], service: Service | None = None) -> list[Step]:
    """What a service's own benefits come to, in the domains where it has any."""
    line = act.line if service is None else replace(act.line, service=service)
    made = []
    for basis in bases:
        if basis.domain not in act.domains:
            continue
        effect, counted, terms = basis.capped, basis.expected, basis.cap
        if act.circumstances:
            effect = basis.effect
            for term in act.circumstances:
                effect = effect * term.value
            effect, terms = capped(act.workings, effect)
            counted = expected(effect, basis.exists)
        made.append(
            Step(
                "service", line, None, basis.domain, line.gains, effect, counted, reach, (*act.circumstances, *terms),
                basis.evidence, basis.sources, basis.because, basis,
            )
        )  # fmt: skip
    return made


def _circumstances(
    workings: Workings, line: Line, row: Row, reach: Reached, enabling: tuple[Number, tuple[Term, ...]]
) -> Iterator[Term]:
    """What the proposal's own circumstances do to an effect: transitions, enablers, and how long it is felt."""
    yield from transition(workings, row)[1]
    factor, terms = enabling
    if terms:
        because = ", ".join(term.because for term in terms)
        sources = tuple(dict.fromkeys(source for term in terms for source in term.sources))
        yield Term("enablers", "enablers", factor, because, "informed", sources)
    if not isinstance(reach.duration, float) or reach.duration != 1:
        yield Term("duration", f"{line.path}.months", reach.duration, "felt for a part of the year", "proposal")


def _staying(act: _Act, stay: Stay, bases: Sequence[Standing]) -> list[Step]:
    """People who go on using it, but with a part of one domain's benefit gone."""
    reach = replace(act.reach, before=stay.share, after=stay.share, after_long=stay.share)
    because = "people who stay lose the staff they talked to"
    term = Term("duration", f"changes.{act.line.entry.id}.stay_but_lose", stay.part, because, "expert")
    return [
        step._replace(
            kind="access",
            effect=step.effect * stay.part,
            expected=expected(step.effect * stay.part, step.basis.exists),
            effect_terms=(*step.effect_terms, term),
            because=because,
        )
        for step in _service_steps(act, reach, [basis for basis in bases if basis.domain == stay.domain])
    ]


def _access_steps(act: _Act, served: Service, bases: Sequence[Standing]) -> list[Step]:
    """A service that people reach by means of this one: a part of its benefit goes (or comes) with it."""
    workings, reach = act.workings, act.reach
    part = workings.known("access_chain.share", spread(workings.parameter("access_chain", "share")))
    through = replace(reach, before=reach.before * part, after=reach.after * part, after_long=reach.after_long * part)
    because = f"some can {'now' if act.line.gains else 'no longer'} reach {served.short}"
    term = Term("access", "access_chain.share", part, because, "expert")
    return [
        step._replace(kind="access", reach=replace(through, terms=(*through.terms, term)), because=because)
        for step in _service_steps(act, through, bases, served)
    ]


def _structural_on_loss(act: _Act) -> list[Step]:
    """Rungs that people fall onto when the service goes and they find no equivalent."""
    workings, line, reach = act.workings, act.line, act.reach
    made = []
    for each in line.service.structural_on_loss:
        share: Number = 1.0
        terms = reach.terms
        name = f"services.{line.service.id}.structural_on_loss.{each.rung}"
        if each.share is not None:
            share = workings.known(name, each.share)
            terms = (*terms, Term("reach", name, share, each.why, each.share.basis, each.share.sources))
        falls = replace(
            reach,
            before=reach.before * share,
            after=reach.after * share,
            after_long=reach.after_long * share,
            terms=terms,
        )
        step = rung_step(workings, workings.rulebook.rung(each.rung), falls, line, name)
        made.append(step._replace(because=each.why))
    return made


def _as_scored(workings: Workings, line: Line, row: Row) -> Line:
    """The line with the service whose numbers the group takes (carers of people in day care take respite's)."""
    for group in row.all_groups:
        other = line.service.scored_as.get(group)
        if other is not None:
            return replace(line, service=workings.rulebook.service(other))
    return line


def _of_one_service(lines: Sequence[Line]) -> list[list[Line]]:
    by_service: dict[tuple[str, bool], list[Line]] = {}
    for line in lines:
        if line.change.same_people is not False:
            by_service.setdefault((line.service.id, line.gains), []).append(line)
    return [same for same in by_service.values() if len(same) > 1]


def _scaled(reach: Reached, scale: Number) -> Reached:
    return replace(reach, before=reach.before * scale, after=reach.after * scale, after_long=reach.after_long * scale)
