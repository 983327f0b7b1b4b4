"""What is the same in every proposal: a service's effect on a group in one domain, before the proposal's circumstances.

Benefit x loss or gain multiplier x susceptibility, worked out once for a rulebook and a set of draws, however many
proposals use it.
"""

from dataclasses import dataclass

import numpy as np

from mhia.assessment import Factor
from mhia.domains import DOMAINS, Domain
from mhia.rulebook.entries import Benefit, GroupBenefit, Service
from mhia.scoring.arithmetic import Number, best, most, within
from mhia.scoring.remembering import remembered
from mhia.scoring.rows import Row
from mhia.scoring.weighing import susceptibility
from mhia.scoring.workings import Term, Workings


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """One service's effect on one group in one domain (signed SD per person), and the numbers it is made of."""

    domain: Domain
    effect: Number
    capped: Number
    """The effect held within the largest there is for one person."""
    cap: tuple[Term, ...]
    """What holding it there did to the best estimate; nothing where it lies within."""
    exists: Number
    expected: Number
    """What each person reached loses or gains where nothing of the proposal's own multiplies it (SD, 0 or more)."""
    chance_of_none: float
    terms: tuple[Term, ...]
    factors: tuple[Factor, ...]
    evidence: str
    sources: tuple[str, ...]
    against: tuple[str, ...]
    because: str
    stream: str
    long_term: float
    """The part of the effect that is left after years."""


def standings(workings: Workings, service: Service, row: Row, *, gains: bool) -> tuple[Standing, ...]:
    """The standing effects in report order, of the domains in which the rulebook expects any."""

    def made() -> tuple[Standing, ...]:
        """The row's own; groups that are not told apart from one another share the very same ones."""
        each = (_standing(workings, service, row, domain, gains=gains) for domain in DOMAINS)
        own = tuple(standing for standing in each if standing is not None)
        return remembered(workings.shared, ("standings", own), lambda: own)

    return remembered(workings.shared, ("standings", service.id, row.id, gains), made)


def capped(workings: Workings, effect: Number) -> tuple[Number, tuple[Term, ...]]:
    """The effect held within the largest there is for one person, and what that did to the best estimate."""
    limit = workings.cap
    if isinstance(effect, float) and -limit <= effect <= limit:
        return effect, ()
    held = within(effect, -limit, limit)
    if np.array_equal(held, effect):
        # One array instead of two alike: standing effects are kept for the whole of a round.
        return effect, ()
    if best(effect) <= limit:
        return held, ()
    return held, (Term("cap", "effect.cap", held / effect, workings.parameter("effect", "because"), "expert"),)


def expected(effect: Number, exists: Number) -> Number:
    """What a person reached can expect (SD, 0 or more): nothing where there is no effect, or the opposite one."""
    return most(effect, 0.0) * exists


def benefit_for(service: Service, row: Row, domain: Domain) -> tuple[Benefit | GroupBenefit, str]:
    """The benefit that counts for a group, measured in it or else a typical user's, and the name of its stream."""
    cell = service.domains[domain]
    for group in row.all_groups:
        if group in cell.by_group:
            return cell.by_group[group], f"services.{service.id}.domains.{domain}.by_group.{group}"
    return cell, f"services.{service.id}.domains.{domain}"


def _standing(workings: Workings, service: Service, row: Row, domain: Domain, *, gains: bool) -> Standing | None:
    """The standing effect in one domain; None where the rulebook expects none.

    Most groups are not told apart from a typical user by the rulebook, and then share one.
    """
    benefit, name = benefit_for(service, row, domain)
    if benefit.typical == 0:
        return None
    more = susceptibility(workings, service, row, domain) if isinstance(benefit, Benefit) else None
    key = ("standing", service.id, domain, gains, name, (more[0], more[1].name) if more else None)
    return remembered(
        workings.shared, key, lambda: _worked_out(workings, service, domain, benefit, name, more, gains=gains)
    )


def _worked_out(
    workings: Workings, service: Service, domain: Domain, benefit: Benefit | GroupBenefit, name: str,
    more: tuple[float, Term] | None, *, gains: bool,
) -> Standing:  # fmt: skip
    side, multiplier = ("gain", service.gain) if gains else ("loss", service.loss)
    asymmetry = f"services.{service.id}.{side}"
    terms = [
        Term("benefit", name, workings.known(name, benefit), benefit.because, benefit.evidence, benefit.sources),
        Term(
            "asymmetry", asymmetry, workings.multiplier(asymmetry, multiplier.value), multiplier.why,
            multiplier.evidence, multiplier.sources,
        ),
    ]  # fmt: skip
    if more is not None:
        value, term = more
        terms.append(term._replace(value=workings.multiplier(term.name, value)))
    effect: Number = 1.0
    for term in terms:
        effect = effect * term.value
    chance = float(workings.parameter("chance_of_none", benefit.evidence))
    cell = service.domains[domain]
    held, cap = capped(workings, effect)
    exists = workings.draws.exists(name, chance)
    return Standing(
        domain=domain,
        effect=effect,
        capped=held,
        cap=cap,
        exists=exists,
        expected=expected(held, exists),
        chance_of_none=chance,
        terms=tuple(terms),
        factors=tuple(workings.factor(term) for term in terms),
        evidence=benefit.evidence,
        sources=benefit.sources,
        against=cell.against,
        because=benefit.because,
        stream=name,
        long_term=cell.long_term / cell.typical if cell.long_term is not None and cell.typical else 1.0,
    )
