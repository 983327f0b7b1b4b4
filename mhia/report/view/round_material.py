"""What a round's paper is written from: the round, what comes together in it, the order, and words for each id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import TYPICAL_USER, Band
from mhia.portfolio.ranking import Edges, Ranking, Tried
from mhia.portfolio.stacking import GroupStack, Stacks
from mhia.report.view import words
from mhia.report.view.page import Cell, Mark
from mhia.round import Entry, GroupInRound, Round

NONE_FOUND = Mark("·", "none found", "plain")
"""Not the same as no loss: the group may not be among those that a proposal's report shows, or nobody has looked."""
_SHORT_TITLE = 60


@dataclass(frozen=True)
class RoundMaterial:
    """Everything a round's paper says comes from here."""

    round: Round
    stacks: Stacks
    severity: Ranking
    total: Ranking
    tried: tuple[Tried, ...]
    edges: tuple[Edges, ...]
    lost: NDArray[np.float64]
    """Draws of the person-SD lost, shape (proposals, draws)."""
    severity_draws: NDArray[np.float64]

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
        return entry.headline is not None and entry.headline.group == self.round.settings.staff

    def group_in_words(self, id: str) -> str:
        """A group inside a sentence."""
        if id == TYPICAL_USER:
            return "everyone who uses it"
        return self.groups[id].in_words if id in self.groups else id.replace("_", " ")

    def service(self, id: str) -> str:
        """A service in words; what is no service of the rulebook is words already."""
        label = self.round.service_labels.get(id)
        return words.phrase(label) if label else id

    def names(self, ids: Sequence[str], most: int = 6) -> str:
        """Proposals by their ids, as a list in words; many are cut short."""
        if len(ids) > most:
            return f"{', '.join(ids[:most])} and {len(ids) - most} more"
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
