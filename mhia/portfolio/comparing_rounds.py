"""What differs between two rounds: proposals that came, went or changed, and groups hit by more or by fewer of them."""

from dataclasses import dataclass
from typing import Literal

from mhia.portfolio.stacking import Stacks
from mhia.round import Entry, Round


@dataclass(frozen=True, slots=True)
class Hits:
    """How many proposals of a round hit a group."""

    sure: int
    perhaps: int = 0
    """Those that may hit it, too: the size of their change is not given."""


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group that is not hit by the same number of proposals in both rounds."""

    group: str
    before: Hits
    now: Hits

    @property
    def direction(self) -> Literal["more", "fewer", "not known"]:
        """Whether it is hit by more or by fewer, whatever the sizes that are not given."""
        if self.now.sure > self.before.sure + self.before.perhaps:
            return "more"
        if self.now.sure + self.now.perhaps < self.before.sure:
            return "fewer"
        return "not known"


@dataclass(frozen=True, slots=True)
class RoundComparison:
    """What differs between two rounds."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[tuple[Entry, Entry], ...]
    """Proposals of one id whose worst loss, saving or standing is not the same."""
    unchanged: int
    groups: tuple[GroupChange, ...]
    """Groups hit by another number of proposals, those for which that is certain first; staff last."""
    not_assessed: tuple[int, int]
    """How many proposals of each round are not assessed in whole."""
    elsewhere: tuple[tuple[str, ...], tuple[str, ...]] | None
    """The places of each round where they have none in common and each names one; None otherwise."""


def rounds_compared(before: tuple[Round, Stacks], now: tuple[Round, Stacks]) -> RoundComparison:
    """What differs between two rounds; proposals are known by their id."""
    old = {entry.id: entry for entry in before[0].entries}
    new = {entry.id: entry for entry in now[0].entries}
    both = [(old[id_], entry) for id_, entry in new.items() if id_ in old]
    changed = [pair for pair in both if _stands_differently(*pair)]
    return RoundComparison(
        added=tuple(id_ for id_ in new if id_ not in old),
        removed=tuple(id_ for id_ in old if id_ not in new),
        changed=tuple(changed),
        unchanged=len(both) - len(changed),
        groups=_groups(before[1], now[1], now[0].settings.staff),
        not_assessed=(_not_assessed(before[0]), _not_assessed(now[0])),
        elsewhere=elsewhere(before[0], now[0]),
    )


def elsewhere(before: Round, now: Round) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The places of both rounds where they have none in common and each names one; None otherwise."""
    then, later = ({entry.place for entry in each.entries if entry.place} for each in (before, now))
    if not then or not later or then & later:
        return None
    return tuple(sorted(then)), tuple(sorted(later))


def _groups(before: Stacks, now: Stacks, staff: str) -> tuple[GroupChange, ...]:
    then, later = (
        {stack.group.id: Hits(len(stack.counted), len(stack.perhaps)) for stack in found.groups}
        for found in (before, now)
    )
    none = Hits(0)
    changes = [GroupChange(id_, then.get(id_, none), later.get(id_, none)) for id_ in sorted({*then, *later})]
    return tuple(
        sorted(
            (each for each in changes if each.before != each.now),
            key=lambda each: (
                each.group == staff,
                each.direction == "not known",
                -abs(each.now.sure - each.before.sure),
            ),
        )
    )


def _not_assessed(round_: Round) -> int:
    return sum(1 for entry in round_.entries if entry.not_assessed)


def _stands_differently(before: Entry, now: Entry) -> bool:
    def standing(entry: Entry) -> tuple[object, ...]:
        """What a reader of the round would notice of it."""
        sizes = {hit.group: hit.magnitude.typical for hit in entry.hits if hit.magnitude is not None}
        return (
            sizes, entry.saving, entry.users, entry.ranked, entry.title, entry.kind, entry.place, len(entry.red_lines),
        )  # fmt: skip

    return standing(before) != standing(now)
