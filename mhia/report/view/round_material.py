"""What a round's paper is written from: the round, what comes together in it, the order, and words for each id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import TYPICAL_USER, Band
from mhia.portfolio.ranking import Edges, Measure, Ranking, Tried, edges_tried, harm_draws, ranking, tried
from mhia.portfolio.stacking import GroupStack, Stacks, largest_loss, stacks, worst_band
from mhia.report.view import words
from mhia.report.view.page import Cell, Mark
from mhia.round import Entry, GroupInRound, Headline, Hit, Round

NONE_FOUND = Mark("·", "none found", "plain")
"""Not the same as no loss: the group may not be among those that a proposal's report shows, or nobody has looked."""
NO_DRAWS: NDArray[np.float64] = np.empty((0, 0))
"""In the place of draws, for papers that put nothing in order."""
_SHORT_TITLE = 60


Standing = Literal["placed", "unplaced", "no_loss_found", "gain", "not_known"]
"""What is known of a proposal: a loss that has a place in the order, or one without; no loss found though it takes from
a service; nothing but a gain; or nothing for those it serves. Every proposal is exactly one of these.
"""


@dataclass(frozen=True)
class RoundMaterial:
    """Everything a round's paper says comes from here."""

    round: Round
    lost: NDArray[np.float64]
    """Draws of the person-SD lost, shape (proposals, draws)."""
    severity_draws: NDArray[np.float64]

    @cached_property
    def stacks(self) -> Stacks:
        """What comes together on each group and in each place; needs no draws."""
        return stacks(self.round)

    @cached_property
    def severity(self) -> Ranking:
        """The order by how hard the worst-hit group of each proposal is hit."""
        return self._ranking("severity")

    @cached_property
    def total(self) -> Ranking:
        """The order by what everyone loses together."""
        return self._ranking("total")

    def _ranking(self, measure: Measure) -> Ranking:
        settings, entries = self.round.settings, self.round.entries
        return ranking(
            entries, self.harm_draws(measure), measure, settled=settings.told_apart,
            ends=(settings.low_quantile, settings.high_quantile),
        )  # fmt: skip

    def harm_draws(self, measure: Measure) -> NDArray[np.float64]:
        """Draws of the harm by a measure, shape (proposals, draws)."""
        return harm_draws(self.round.entries, self.lost, self.severity_draws, measure)

    def tried(self, order: Ranking) -> tuple[Tried, ...]:
        """What other choices would do to an order."""
        settings = self.round.settings
        return tried(self.round.entries, order, settings.powers, settings.power)

    @cached_property
    def edges(self) -> tuple[Edges, ...]:
        """What other edges of the bands would do to the words."""
        settings = self.round.settings
        served = [entry for entry in self.round.entries if self.headline(entry) is not None]
        return edges_tried(served, settings.bands, settings.edges)

    @property
    def users_wanting(self) -> str:
        """Why it is not known what all users lose together, where it is not."""
        return "not given, or too few to be told," if self.round.readers == "public" else "not given"

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The proposals by id."""
        return {entry.id: entry for entry in self.round.entries}

    @cached_property
    def groups(self) -> dict[str, GroupInRound]:
        """The groups by id."""
        return {group.id: group for group in self.round.groups}

    @cached_property
    def hit(self) -> tuple[GroupStack, ...]:
        """The groups that are hit or may be, those hit by most first, without staff."""
        staff = self.round.settings.staff
        return tuple(
            stack for stack in self.stacks.groups if (stack.counted or stack.perhaps) and stack.group.id != staff
        )

    def for_staff_alone(self, entry: Entry) -> bool:
        """Whether all that is known of a proposal is what it does to staff."""
        return self.largest_loss(entry) is None and any(hit.domain is not None for hit in entry.hits)

    def largest_loss(self, entry: Entry) -> Hit | None:
        """The largest loss of anyone whom a proposal serves, however great their need; None where nobody loses."""
        return largest_loss(entry, self.round.settings.staff)

    def headline(self, entry: Entry) -> Headline | None:
        """The worst loss of anyone whom a proposal serves once need is weighed; None where nobody loses."""
        headline = entry.headline
        return None if headline is None or headline.group == self.round.settings.staff else headline

    def staff_loss(self, entry: Entry) -> Band | None:
        """The worst loss of staff; None where none is expected."""
        staff = self.round.settings.staff
        return next((worst_band(hit) for hit in entry.hits if hit.group == staff), None)

    def group_in_words(self, id: str) -> str:
        """A group inside a sentence."""
        if id == TYPICAL_USER:
            return "everyone who uses it"
        return self.groups[id].in_words if id in self.groups else id.replace("_", " ")

    def service(self, id: str) -> str:
        """A service in words; what is no service of the rulebook is words already."""
        label = self.round.service_labels.get(id)
        return words.phrase(label) if label else id

    @cached_property
    def standings(self) -> dict[Standing, tuple[Entry, ...]]:
        """The proposals by what is known of them, each once."""
        found: dict[Standing, list[Entry]] = {name: [] for name in get_args(Standing)}
        for entry in self.round.entries:
            found[self._standing(entry)].append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    def _standing(self, entry: Entry) -> Standing:
        if self.headline(entry) is not None:
            return "placed" if entry.ranked else "unplaced"
        if entry.losing:
            return "no_loss_found"
        return "gain" if entry.gaining else "not_known"

    def names(self, ids: Sequence[str], most: int = 6) -> str:
        """Proposals by their ids, as a list in words; many are cut short."""
        if len(ids) > most:
            return f"{', '.join(ids[:most])} and {len(ids) - most:,} more"
        return words.listed(ids)

    def title_cell(self, entry: Entry) -> Cell:
        """A proposal at the head of a row, leading to its own report."""
        return Cell(entry.title, note=entry.id if entry.id != entry.title else "", href=entry.report or "")


def short(title: str) -> str:
    """A title that fits at the head of a column."""
    if len(title) <= _SHORT_TITLE:
        return title
    return title[:_SHORT_TITLE].rsplit(" ", 1)[0] + " …"


def loss_mark(band: Band, note: str = "", href: str = "") -> Mark:
    """A loss in a square of a grid."""
    return Mark(words.SYMBOL[band, "adverse"], words.effect(band, "adverse"), words.tone(band, "adverse"), note, href)


def loss_cell(band: Band, note: str = "") -> Cell:
    """A loss in a square of a table."""
    text = f"{words.SYMBOL[band, 'adverse']} {words.effect(band, 'adverse')}"
    return Cell(text, note=note, tone=words.tone(band, "adverse"))


def many(count: int, what: str, several: str = "") -> str:
    """A count with its noun: `1 proposal`, `12 proposals`."""
    return f"{count:,} {what if count == 1 else several or what + 's'}"


def counted(lines: Iterable[object]) -> int:
    """How many there are."""
    return sum(1 for _ in lines)


def verb(count: int, several: str) -> str:
    """A verb that agrees with so many: `hits` for one, `hit` for several."""
    return f"{several}s" if count == 1 else several


def not_used(material: RoundMaterial) -> str:
    """How many files or rows could not be used; empty where all could."""
    bad = len(material.round.unusable)
    return (
        f"{many(bad, 'file or row', 'files or rows')} could not be used and {'is' if bad == 1 else 'are'} in no table."
        if bad
        else ""
    )
