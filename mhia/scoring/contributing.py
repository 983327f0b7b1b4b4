"""One traced step at a time: this change to this service moves this domain for this group by this much."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from mhia.assessment import Contribution, Factor
from mhia.domains import DOMAINS, Domain
from mhia.quantity import Triple
from mhia.rulebook.entries import Rung, Service
from mhia.scoring.arithmetic import Number, least, most, within
from mhia.scoring.enabling import enabled
from mhia.scoring.mitigating import Avoided, avoided_on_rung
from mhia.scoring.reaching import Reached, reached
from mhia.scoring.remembering import remembered
from mhia.scoring.responses.situation import Stay
from mhia.scoring.rows import Row
from mhia.scoring.standing import Standing, capped, expected, standings
from mhia.scoring.traits import traits_of
from mhia.scoring.weighing import excluded, transition
from mhia.scoring.workings import Line, Term, Workings, spread


class Step(NamedTuple):
    """A contribution while it is still numbers with draws."""

    kind: Literal["service", "structural", "access"]
    line: Line | None
    rung: Rung | None
    domain: Domain
    gains: bool
    effect: Number
    """Signed SD per person: below 0 means the opposite of what is expected."""
    expected: Number
    """What each person reached loses or gains (SD, 0 or more): nothing in a draw in which there is no such effect."""
    reach: Reached
    effect_terms: tuple[Term, ...]
    """What the proposal's circumstances multiply the standing effect by."""
    evidence: str
    sources: tuple[str, ...]
    because: str
    basis: Standing


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


def structural_steps(workings: Workings, row: Row, domains: Sequence[Domain] = DOMAINS) -> tuple[Step, ...]:
    """Structural lines of the proposal that fall on the group: money, home, work, care and safety act on coping."""
    if "coping" not in domains:
        return ()
    made = []
    for index, line in enumerate(workings.proposal.structural):
        if line.group not in row.all_groups:
            continue
        rung = workings.rulebook.rung(line.change)
        share = _share_concerned(workings, row, line.group, line.people, f"structural[{index}].people")
        if rung.direction == "loss":
            share = _mitigated(share, avoided_on_rung(workings, rung.id, row))
        made.append(_rung_step(workings, rung, share, None, f"structural[{index}]"))
    return tuple(made)


def contribution(workings: Workings, step: Step, group: str, weight: float) -> Contribution:
    """The step as the assessment keeps it for one row, of which the change is about a part of the users."""
    where = f"{step.rung.id if step.rung else ''}" if step.line is None else f"{step.line.index}:{step.line.service.id}"
    prefix = {"service": "", "structural": "structural:", "access": "access:"}[step.kind]
    rung = f":{step.rung.id}" if step.rung and step.line else ""
    factor = workings.factor
    return Contribution(
        id=f"{prefix}{where}{rung}@{group}@{step.domain}",
        kind=step.kind,
        change=step.line.index if step.line else None,
        service=step.line.service.id if step.line else None,
        rung=step.rung.id if step.rung else None,
        group=group,
        domain=step.domain,
        direction="beneficial" if step.gains else "adverse",
        falls_on=step.reach.falls_on,  # type: ignore[arg-type]
        evidence=step.evidence,
        sources=step.sources,
        against=step.basis.against,
        because=step.because,
        effect=workings.interval(most(step.effect, 0.0)),
        effect_factors=(*step.basis.factors, *(factor(term) for term in step.effect_terms)),
        share_before=workings.interval(step.reach.before),
        share_after=workings.interval(step.reach.after),
        share_factors=_share_factors(workings, step.reach),
        weight=weight,
        chance_of_none=step.basis.chance_of_none,
    )


def _share_factors(workings: Workings, reach: Reached) -> tuple[Factor, ...]:
    """The numbers that the share reached is made of, as the report shows them."""
    return remembered(workings.once, ("factors", reach), lambda: tuple(map(workings.factor, reach.terms)))


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
        step = _rung_step(workings, workings.rulebook.rung(each.rung), falls, line, name)
        made.append(step._replace(because=each.why))
    return made


def _rung_step(workings: Workings, rung: Rung, reach: Reached, line: Line | None, stream: str) -> Step:
    gains = rung.direction == "gain"
    size = rung.coping if gains else Triple(-rung.coping.high, -rung.coping.typical, -rung.coping.low)
    name = f"structural.{rung.id}"
    sources = rung.sources or rung.coping.sources
    term = Term("benefit", name, workings.known(name, size), rung.label, rung.evidence, sources)
    chance = float(workings.parameter("chance_of_none", rung.evidence))
    exists = workings.draws.exists(name, chance)
    factors = (workings.factor(term),)
    effect = least(term.value, workings.cap)
    counted = expected(effect, exists)
    basis = Standing(
        "coping", term.value, effect, (), exists, counted, chance, (term,), factors, rung.evidence, sources, (),
        rung.label, stream, 1.0,
    )  # fmt: skip
    because = rung.note or rung.label
    return Step(
        "structural", line, rung, "coping", gains, effect, counted, reach, (), rung.evidence, sources, because,
        basis,
    )  # fmt: skip


def _share_concerned(workings: Workings, row: Row, group: str, people: Triple | None, path: str) -> Reached:
    """Everyone in the row, unless the proposal counts both the row and those to whom it happens."""
    share: Number = 1.0
    if people is not None and row.people is not None and row.people.typical > 0 and row.members == (group,):
        share = within(workings.own(path, people) / row.people.typical, 0.0, 1.0)
    term = Term("reach", path, share, "people to whom it happens", "proposal")
    return Reached(share, share, share, 1.0, share, None, 1.0, (term,), (), "now", size_unknown=False, assumed={})


def _mitigated(reach: Reached, found: Avoided) -> Reached:
    if not found.terms:
        return reach
    return replace(
        reach, after=reach.before * (1 - found.now), after_long=reach.before * (1 - found.long_term),
        terms=(*reach.terms, *found.terms),
    )  # fmt: skip


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
