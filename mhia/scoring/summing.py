"""One proposal boiled down to what a round keeps of it, with the draws of its harm.

The numbers are those of the full assessment; only what a round does not ask for is left out (explanations, questions,
what would change the result), so that thousands of proposals can be read in minutes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import BANDS, Confidence, Direction, RedLine, Significance
from mhia.domains import DOMAINS, Domain
from mhia.round import Harm, Headline, Hit, ScoreRow
from mhia.scoring.alarming import Loss, red_lines
from mhia.scoring.arithmetic import Number, best, draws_of, row_of
from mhia.scoring.combining import Before, Combined, Square, before_mitigation, combined, sizes
from mhia.scoring.counting import people_in
from mhia.scoring.finding import Scored, assumed_here
from mhia.scoring.gathering import Gathered
from mhia.scoring.signifying import (
    chance_of_none,
    confidence,
    for_people,
    plausible_bands,
    significances,
)
from mhia.scoring.totalling import need_weight, person_sd, unweighted
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
    workings = rows.workings
    squares = tuple(dict.fromkeys(square for each in rows.shown for square in each.squares.values()))
    after = combined(workings, squares)
    found = _Sum(rows, after, tuple(_sides(rows, _meant(rows, squares, after))))
    worst = found.worst
    severity = None if worst is None else worst.meant.magnitude * worst.need
    lost, gained = _over_domains(rows, gains=False), _over_domains(rows, gains=True)
    return Sums(
        headline=found.headline,
        harm=Harm(
            lost=workings.interval_or_none(lost),
            gained=workings.interval_or_none(gained),
            need_weight=need_weight(workings, rows.named),
            severity=workings.interval_or_none(severity),
            severity_at={f"{power:g}": found.severity_at(power) for power in powers} if worst else {},
            severity_plain=max((each.significance.magnitude.typical for each in found.losses), default=None),
            unweighted=unweighted(workings, rows.named),
        ),
        hits=tuple(found.hits()),
        red_lines=found.red_lines(),
        scores=tuple(each.row() for each in found.sides),
        lost=None if lost is None else _drawn(lost, workings.draws.number),
        severity=None if severity is None else _drawn(severity, workings.draws.number),
    )


class _Meant(NamedTuple):
    """What a square comes to, for every row to which it happens."""

    place: int
    """Its row among all that are combined."""
    magnitude: Number
    """After mitigation."""
    share: Number
    before: Before
    significance: Significance
    """Of people unknown."""
    confidence: Confidence
    size_unknown: bool


class _Side(NamedTuple):
    """One group, domain and direction after mitigation."""

    scored: Scored
    domain: Domain
    gains: bool
    meant: _Meant
    need: float
    significance: Significance

    @property
    def loss(self) -> Loss:
        """The loss as a red line looks at it."""
        before, found = self.meant.before, self.significance
        return Loss(self.domain, before.effect, before.share, found.share.typical, found.band)

    def row(self) -> ScoreRow:
        """The side as a row of the tidy table."""
        found = self.significance
        direction: Direction = "beneficial" if self.gains else "adverse"
        negligible, minor, moderate, major = _OF_BANDS(found.probabilities)
        return ScoreRow(
            self.scored.row.id, self.domain, direction, found.share.typical,
            None if found.people is None else found.people.typical, self.meant.before.effect,
            found.magnitude.low, found.magnitude.high, found.magnitude.typical, found.band,
            negligible, minor, moderate, major, self.meant.confidence, self.meant.size_unknown,
        )  # fmt: skip


_OF_BANDS = itemgetter(*BANDS)


def _sides(rows: Gathered, meant: Mapping[Square, _Meant]) -> Iterator[_Side]:
    """Row by row, every domain and direction in which something happens."""
    for each in rows.shown:
        weight, _ = need(rows.workings, each.row)
        people = {gains: _people(rows, each, gains=gains) for gains in {gains for _, gains in each.squares}}
        for domain, gains in _IN_ORDER:
            square = each.square(domain, gains=gains)
            if square is not None:
                same = meant[square]
                significance = for_people(rows.workings, same.significance, same.share, people[gains])
                yield _Side(each, domain, gains, same, weight, significance)


_IN_ORDER = tuple((domain, gains) for domain in DOMAINS for gains in (False, True))


def _meant(rows: Gathered, squares: Sequence[Square], after: Combined) -> Mapping[Square, _Meant]:
    """What each square comes to: many rows share theirs with others."""
    before = before_mitigation(rows.workings, squares)
    significant = significances(rows.workings, after, [chance_of_none(square) for square in squares])
    found = {}
    for place, square in enumerate(squares):
        level, unknown = _trust(rows, square)
        found[square] = _Meant(
            place=place,
            magnitude=row_of(after.magnitudes, place),
            share=after.shares[place],
            before=before[square],
            significance=significant[place],
            confidence=level,
            size_unknown=unknown,
        )
    return found


def _trust(rows: Gathered, square: Square) -> tuple[Confidence, bool]:
    """How far to trust the size, and whether the size of the change is not known at all."""
    unknown = any(step.reach.size_unknown for step in square.steps)
    level, _ = confidence(rows.workings, square, assumed_here(rows.workings, square), size_unknown=unknown)
    return level, unknown


def _people(rows: Gathered, each: Scored, *, gains: bool) -> Number | None:
    side = [line for line in each.lines if line.gains == gains]
    return people_in(rows.workings, each.row, side, {line.index: each.weights[line.index] for line in side})


@dataclass(frozen=True)
class _Sum:
    rows: Gathered
    after: Combined
    sides: tuple[_Side, ...]

    @cached_property
    def losses(self) -> tuple[_Side, ...]:
        """The losses that can be the headline: the staff's own are not, unless nobody else is concerned."""
        staff = self.rows.workings.rulebook.change("staff_redundancy").parameters["group"]
        alone = len(self.rows.shown) == 1
        return tuple(each for each in self.sides if not each.gains and (alone or each.scored.row.id != staff))

    @cached_property
    def worst(self) -> _Side | None:
        """The headline's: the largest need-weighted magnitude, the first of equals."""
        return max(self.losses, key=lambda each: self._rounded(best(each.meant.magnitude) * each.need), default=None)

    def _rounded(self, value: float) -> float:
        """As fine as an order is taken: the first of equals comes first."""
        return round(value, int(self.rows.workings.parameter("numerics", "digits_for_order")))

    @property
    def headline(self) -> Headline | None:
        """The worst loss in a line."""
        if self.worst is None:
            return None
        worst, found = self.worst, self.worst.significance
        bands = plausible_bands(self.rows.workings, found, size_unknown=worst.meant.size_unknown)
        return Headline(
            worst.scored.row.id, worst.domain, found.band, bands, worst.meant.confidence, found.magnitude, worst.need
        )

    def severity_at(self, power: float) -> float:
        """The largest need-weighted magnitude of any loss when the norm has another power, at best estimates."""
        if self.worst is not None and power == self.rows.workings.power:
            return best(self.worst.meant.magnitude) * self.worst.need
        at = sizes(self.after, power).tolist()
        return float(max(at[each.meant.place] * each.need for each in self.losses))

    def hits(self) -> Iterator[Hit]:
        """Row by row, the worst loss and the bands of every domain."""
        mine: dict[str, list[_Side]] = {each.row.id: [] for each in self.rows.shown}
        for side in self.sides:
            mine[side.scored.row.id].append(side)
        for group, sides in mine.items():
            losses = [each for each in sides if not each.gains]
            worst = max(losses, key=lambda each: self._rounded(each.significance.magnitude.typical), default=None)
            found = worst.significance if worst is not None else None
            yield Hit(
                group=group,
                magnitude=found.magnitude if found else None,
                domain=worst.domain if worst else None,
                share=found.share if found else None,
                people=found.people if found else None,
                close_call=found.close_call if found else None,
                losses={each.domain: each.significance.band for each in losses},
                gains={each.domain: each.significance.band for each in sides if each.gains},
                size_unknown=any(each.meant.size_unknown for each in sides),
            )

    def red_lines(self) -> tuple[RedLine, ...]:
        """The red lines of the assessment."""
        losses: dict[str, list[Loss]] = {}
        for each in self.sides:
            if not each.gains:
                losses.setdefault(each.scored.row.id, []).append(each.loss)
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
