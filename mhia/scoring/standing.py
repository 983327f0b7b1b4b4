"""What is the same in every proposal: a service's effect on a group in one domain, before the proposal's circumstances.

Benefit x loss or gain multiplier x susceptibility, worked out once for a rulebook and a set of draws, however many
proposals use it.
"""

from dataclasses import dataclass

from mhia.assessment import Factor
from mhia.domains import Domain
from mhia.rulebook.entries import Benefit, GroupBenefit, Service
from mhia.scoring.arithmetic import Number
from mhia.scoring.rows import Row
from mhia.scoring.weighing import susceptibility
from mhia.scoring.workings import Term, Workings


@dataclass(frozen=True, slots=True)
class Standing:
    """One service's effect on one group in one domain (signed SD per person), and the numbers it is made of."""

    effect: Number
    exists: Number
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


def standing(workings: Workings, service: Service, row: Row, domain: Domain, *, gains: bool) -> Standing | None:
    """The standing effect; None where the rulebook expects none."""
    key = ("standing", service.id, row.id, domain, gains)
    if key not in workings.shared:
        workings.shared[key] = _worked_out(workings, service, row, domain, gains=gains)
    found: Standing | None = workings.shared[key]
    return found


def benefit_for(service: Service, row: Row, domain: Domain) -> tuple[Benefit | GroupBenefit, str]:
    """The benefit that counts for a group, measured in it or else a typical user's, and the name of its stream."""
    cell = service.domains[domain]
    for group in row.all_groups:
        if group in cell.by_group:
            return cell.by_group[group], f"services.{service.id}.domains.{domain}.by_group.{group}"
    return cell, f"services.{service.id}.domains.{domain}"


def _worked_out(workings: Workings, service: Service, row: Row, domain: Domain, *, gains: bool) -> Standing | None:
    benefit, name = benefit_for(service, row, domain)
    if benefit.typical == 0:
        return None
    side, multiplier = ("gain", service.gain) if gains else ("loss", service.loss)
    drawn = workings.known(name, benefit)
    asymmetry = workings.multiplier(f"services.{service.id}.{side}", multiplier.value)
    terms = [
        Term("benefit", name, drawn, benefit.because, benefit.evidence, benefit.sources),
        Term(
            "asymmetry", f"services.{service.id}.{side}", asymmetry, multiplier.why, multiplier.evidence,
            multiplier.sources,
        ),
    ]  # fmt: skip
    if isinstance(benefit, Benefit):
        terms.extend(susceptibility(workings, service, row, domain)[1])
    effect: Number = 1.0
    for term in terms:
        effect = effect * term.value
    chance = float(workings.parameter("chance_of_none", benefit.evidence))
    cell = service.domains[domain]
    return Standing(
        effect=effect,
        exists=workings.draws.exists(name, chance),
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
