"""One step: this change to this service moves this domain for this group by this much; and how it is kept."""

from typing import Literal, NamedTuple

from mhia.assessment import Contribution, Factor
from mhia.domains import Domain
from mhia.rulebook.entries import Rung
from mhia.scoring.arithmetic import Number, most
from mhia.scoring.reaching import Reached
from mhia.scoring.remembering import remembered
from mhia.scoring.standing import Standing
from mhia.scoring.workings import Line, Term, Workings


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
