"""What a check can look at, how it answers, and how dates that may be a year, a month or a day are compared."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from mhia.assessment import Assessment, Contribution, Finding, GroupResult
from mhia.proposal import Engagement, Proposal
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.remembering import remembered

Word = Literal["yes", "partly", "no", "not_known", "for_a_person"]
Answer: TypeAlias = tuple[Word, str]
"""The answer, and the sentence that says what was found."""
Compared = Literal["before", "same", "after", "not_known"]

NOTHING_FOUND = "There is no finding."


@dataclass(frozen=True)
class Seen:
    """One assessment with its proposal and rulebook, as the checks look at them."""

    assessment: Assessment
    proposal: Proposal
    rulebook: Rulebook

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of every row."""
        return tuple(finding for row in self.assessment.groups for finding in findings_of(row))

    @cached_property
    def losses(self) -> tuple[Finding, ...]:
        """The adverse findings."""
        return tuple(finding for finding in self.findings if finding.direction == "adverse")

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """Every step of every finding."""
        return tuple(part for finding in self.findings for part in finding.contributions)

    @cached_property
    def asked(self) -> tuple[Engagement, ...]:
        """The engagements in which somebody was asked."""
        return tuple(each for each in self.proposal.engagement if each.who or each.how or each.when or each.said)

    @cached_property
    def named(self) -> frozenset[str]:
        """The groups that the proposal names, and every group that contains one of them."""
        members = {member for group in self.proposal.groups for member in (group.group, *group.also)}
        members |= {line.group for line in self.proposal.structural}
        return self._with_those_above(members)

    @cached_property
    def shown(self) -> frozenset[str]:
        """The groups in the grid or listed beside it, named or not, and every group that contains one of them."""
        members = {member for row in self.assessment.groups for member in row.members}
        return self._with_those_above(members | {each.group for each in self.assessment.also_uses})

    @property
    def decided(self) -> str | None:
        """When it is decided: a year, a month or a day."""
        return self.proposal.decision.date if self.proposal.decision else None

    @property
    def starts(self) -> str | None:
        """When it starts: the first step, or when the money changes."""
        steps = [phase.starts for change in self.proposal.changes for phase in change.phases]
        money = self.proposal.money.starts if self.proposal.money else None
        return min((*steps, *((money,) if money else ())), default=None)

    @property
    def every_characteristic(self) -> tuple[str, ...]:
        """Every protected characteristic that the rulebook knows, in order."""
        return remembered(
            self.rulebook.worked_out,
            ("characteristics",),
            lambda: tuple(sorted(self.characteristics(self.rulebook.groups))),
        )

    def characteristics(self, groups: Iterable[str]) -> set[str]:
        """The protected characteristics that groups carry."""
        return {each for group in groups for each in self.rulebook.group(group).protected_characteristics}

    def free_text(self) -> Iterator[str]:
        """Every passage that somebody wrote in their own words."""
        proposal = self.proposal
        yield from _written(proposal.summary, *(change.description for change in proposal.changes))
        for change in proposal.changes:
            yield from _written(change.note, change.alternatives.note if change.alternatives else None)
        yield from _written(*(group.note for group in proposal.groups), *(line.note for line in proposal.structural))
        yield from _written(
            *(each.action for each in proposal.mitigations), *(each.summary for each in proposal.options)
        )
        yield from _written(*(each.turned_down_because for each in proposal.options))
        for engagement in proposal.engagement:
            yield from _written(
                engagement.who, engagement.how, engagement.said, engagement.changed, engagement.none_because
            )
        yield from _written(
            *(each.text for each in proposal.local_evidence), *(each.source for each in proposal.local_evidence)
        )
        yield from _written(
            *(each.change for each in proposal.overrides), *(each.reason for each in proposal.overrides)
        )

    def _with_those_above(self, members: Iterable[str]) -> frozenset[str]:
        known = set(self.rulebook.groups)
        mine = {member for member in members if member in known}
        return frozenset(mine.union(*(self.rulebook.ancestors(member) for member in mine)))


Test: TypeAlias = Callable[[Seen], Answer]
"""A check that the tool can make: what was found, and whether it is enough."""


def findings_of(row: GroupResult) -> tuple[Finding, ...]:
    """The findings of one row."""
    both = (finding for cell in row.cells for finding in (cell.adverse, cell.beneficial))
    return tuple(finding for finding in both if finding is not None)


def compared(first: str, second: str) -> Compared:
    """How two dates lie, each a year, a month or a day: 2024 is neither before nor after 2024-06, it is not known."""
    known = min(len(first), len(second))
    if first[:known] != second[:known]:
        return "before" if first[:known] < second[:known] else "after"
    return "same" if len(first) == len(second) == len("2024-06-01") else "not_known"


def when(date: str) -> str:
    """A date after its preposition: `on 2024-06-01`, `in 2024-06`, `in 2024`."""
    return f"on {date}" if len(date) == len("2024-06-01") else f"in {date}"


def how_many(found: int, of: int) -> Word:
    """Yes for all of them, partly for some, no for none (none of none is no)."""
    if of and found == of:
        return "yes"
    return "partly" if found else "no"


def counted(number: int, one: str, several: str) -> str:
    """A count in words: `1 group`, `3 groups`, `no groups`."""
    return f"{number or 'no'} {one if number == 1 else several}"


def listed(words: Sequence[str]) -> str:
    """Words joined as in speech: `a, b and c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _written(*texts: str | None) -> Iterator[str]:
    return (text for text in texts if text)
