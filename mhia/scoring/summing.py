"""One proposal boiled down to what a round keeps of it, with the draws of its harm.

The numbers are those of the full assessment; only what a round does not ask for is left out (explanations, questions,
what would change the result), so that thousands of proposals can be read in minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import BANDS, Direction, RedLine, Significance
from mhia.domains import DOMAINS, Domain
from mhia.round import Harm, Headline, Hit, ScoreRow
from mhia.scoring.alarming import Loss, red_lines
from mhia.scoring.arithmetic import Number, best, draws_of
from mhia.scoring.combining import (
    Combined,
    alike,
    combined,
    effect_of,
    interval_or_none,
    magnitude_at_best,
    people_in,
)
from mhia.scoring.contributing import Step
from mhia.scoring.finding import Scored, assumed_here
from mhia.scoring.gathering import Gathered
from mhia.scoring.signifying import Judged, chance_of_none, confidence, plausible_bands, significances
from mhia.scoring.totalling import need_weight, person_sd
from mhia.scoring.weighing import need


@dataclass(frozen=True, slots=True)
class Sums:
    """What a round keeps of one proposal's numbers."""

    headline: Headline | None
    harm: Harm
    hits: tuple[Hit, ...]
    red_lines: tuple[RedLine, ...]
    scores: tuple[ScoreRow, ...]
    lost: NDArray[np.float64] | None
    """Draws of the person-SD lost, shape (draws,); None where users are not known or nothing is lost."""
    severity: NDArray[np.float64] | None
    """Draws of the need-weighted magnitude of the headline, shape (draws,); None without a loss."""


def summed(rows: Gathered, powers: Sequence[float]) -> Sums:
    """The sums of a proposal whose rows are scored; `powers` are those of the norm that the order is tried with."""
    found = _Sum(rows, tuple(_squares(rows)))
    worst = found.worst
    severity = None if worst is None else worst.amount.magnitude * worst.need
    lost, gained = _over_domains(rows, gains=False), _over_domains(rows, gains=True)
    return Sums(
        headline=found.headline,
        harm=Harm(
            lost=interval_or_none(rows.workings, lost),
            gained=interval_or_none(rows.workings, gained),
            need_weight=need_weight(rows.workings, rows.named),
            severity=interval_or_none(rows.workings, severity),
            severity_at={f"{power:g}": found.severity_at(power) for power in powers} if worst else {},
            severity_plain=max((best(each.amount.magnitude) for each in found.losses), default=None),
        ),
        hits=tuple(found.hits()),
        red_lines=found.red_lines(),
        scores=tuple(each.row() for each in found.squares),
        lost=None if lost is None else _drawn(lost, rows.workings.draws.number),
        severity=None if severity is None else _drawn(severity, rows.workings.draws.number),
    )


class _Asked(NamedTuple):
    """A square before it is known what its magnitude means."""

    scored: Scored
    domain: Domain
    gains: bool
    parts: tuple[Step, ...]
    amount: Combined


@dataclass(frozen=True, slots=True)
class _Square:
    """One group, domain and direction after mitigation."""

    rows: Gathered
    scored: Scored
    domain: Domain
    gains: bool
    parts: tuple[Step, ...]
    amount: Combined
    need: float
    before: Combined
    """The same before mitigation."""
    effect: float
    """Per person who loses or gains it, before mitigation: SD, as the assessment gives it."""
    found: Significance
    size_unknown: bool

    def loss(self) -> Loss:
        """The square as a red line looks at it."""
        return Loss(self.domain, self.effect, best(self.before.share), self.found.share.typical, self.found.band)

    def row(self) -> ScoreRow:
        """The square as a row of the tidy table."""
        found = self.found
        assumed = len(assumed_here(self.rows.workings, self.parts))
        level, _ = confidence(self.rows.workings, self.parts, assumed, size_unknown=self.size_unknown)
        direction: Direction = "beneficial" if self.gains else "adverse"
        return ScoreRow(
            group=self.scored.row.id, domain=self.domain, direction=direction, share=found.share.typical,
            people=None if found.people is None else found.people.typical, effect=self.effect,
            low=found.magnitude.low, high=found.magnitude.high, magnitude=found.magnitude.typical,
            significance=found.band, probabilities=tuple(found.probabilities[name] for name in BANDS),
            confidence=level, size_unknown=self.size_unknown,
        )  # fmt: skip


def _squares(rows: Gathered) -> Iterator[_Square]:
    workings = rows.workings
    asked = [
        _Asked(each, domain, gains, parts, combined(workings, parts, each.weights))
        for each in rows.shown
        for domain in DOMAINS
        for gains in (False, True)
        if (parts := each.parts(domain, gains=gains))
    ]
    people = {(each.row.id, gains): _people(rows, each, gains=gains) for each in rows.shown for gains in (False, True)}
    found = significances(
        workings,
        [
            Judged(
                each.amount.magnitude,
                each.amount.share,
                people[each.scored.row.id, each.gains],
                chance_of_none(each.parts),
            )
            for each in asked
        ],
    )
    for each, significance in zip(asked, found, strict=True):
        weight, _ = need(workings, each.scored.row)
        unknown = any(part.reach.size_unknown for part in each.parts)
        before = _before(rows, each.scored, each.parts, each.amount)
        yield _Square(rows, *each, weight, before, best(effect_of(workings, before)), significance, unknown)


def _before(rows: Gathered, each: Scored, parts: Sequence[Step], after: Combined) -> Combined:
    """The same before mitigation; the very same where nothing mitigates it."""
    if alike(rows.workings, parts, "before", "after"):
        return after
    return combined(rows.workings, parts, each.weights, "before")


def _people(rows: Gathered, each: Scored, *, gains: bool) -> Number | None:
    side = [line for line in each.lines if line.gains == gains]
    return people_in(rows.workings, each.row, side, {line.index: each.weights[line.index] for line in side})


@dataclass(frozen=True)
class _Sum:
    rows: Gathered
    squares: tuple[_Square, ...]

    @cached_property
    def losses(self) -> tuple[_Square, ...]:
        """The squares that can be the headline: the staff's own are not, unless nobody else is concerned."""
        staff = self.rows.workings.rulebook.change("staff_redundancy").parameters["group"]
        alone = len(self.rows.shown) == 1
        return tuple(each for each in self.squares if not each.gains and (alone or each.scored.row.id != staff))

    @cached_property
    def worst(self) -> _Square | None:
        """The headline's square: the largest need-weighted magnitude, the first of equals."""
        digits = int(self.rows.workings.parameter("numerics", "digits_for_order"))
        return max(self.losses, key=lambda each: round(best(each.amount.magnitude) * each.need, digits), default=None)

    @property
    def headline(self) -> Headline | None:
        """The worst loss in a line."""
        if self.worst is None:
            return None
        worst, found = self.worst, self.worst.found
        bands = plausible_bands(self.rows.workings, found, size_unknown=worst.size_unknown)
        return Headline(
            worst.scored.row.id, worst.domain, found.band, bands, worst.row().confidence, found.magnitude, worst.need
        )

    def severity_at(self, power: float) -> float:
        """The largest need-weighted magnitude of any loss when the norm has another power, at best estimates."""
        if self.worst is not None and power == self.rows.workings.power:
            return best(self.worst.amount.magnitude) * self.worst.need
        return max(
            magnitude_at_best(self.rows.workings, each.parts, each.scored.weights, power=power) * each.need
            for each in self.losses
        )

    def hits(self) -> Iterator[Hit]:
        """Row by row, the worst loss and the bands of every domain."""
        for row in self.rows.shown:
            mine = [each for each in self.squares if each.scored is row]
            losses = [each for each in mine if not each.gains]
            worst = max(losses, key=lambda each: each.found.magnitude.typical, default=None)
            yield Hit(
                group=row.row.id,
                magnitude=worst.found.magnitude if worst else None,
                domain=worst.domain if worst else None,
                share=worst.found.share if worst else None,
                people=worst.found.people if worst else None,
                close_call=worst.found.close_call if worst else None,
                losses={each.domain: each.found.band for each in losses},
                gains={each.domain: each.found.band for each in mine if each.gains},
                size_unknown=any(each.size_unknown for each in mine),
            )

    def red_lines(self) -> tuple[RedLine, ...]:
        """The red lines of the assessment."""
        losses: dict[str, list[Loss]] = {}
        for each in self.squares:
            if not each.gains:
                losses.setdefault(each.scored.row.id, []).append(each.loss())
        return red_lines(self.rows.workings, self.rows.lines, self.rows.shown, losses)


def _over_domains(rows: Gathered, *, gains: bool) -> Number | None:
    """Person-SD over all domains; None where users are not known or there is nothing on this side."""
    if rows.typical is None:
        return None
    total: Number = 0.0
    for domain in DOMAINS:
        value = person_sd(rows.workings, rows.typical, domain, gains=gains)
        if value is None:
            return None
        total = total + value
    return total


def _drawn(value: Number, number: int) -> NDArray[np.float64]:
    """The draws, or the best estimate as often as there are draws."""
    drawn = draws_of(value)
    return np.full(max(number, 1), drawn[0]) if isinstance(value, float) else np.ascontiguousarray(drawn)
