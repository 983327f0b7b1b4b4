"""Where the rulebook is thin: every point a thing to do with its reason, and how much of it is judgement."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mhia.domains import DOMAINS
from mhia.evidence.audits import gaps, numbers, overlaps, people, sources
from mhia.evidence.audits.todo import Look, Subject, Todo
from mhia.rulebook.lookup import Rulebook

_FIRST, _THEN, _LAST = 1, 2, 3


@dataclass(frozen=True)
class Check:
    """One thing an audit looks for."""

    id: str
    title: str
    why: str
    urgency: int
    """1: a finding may be wrong by it. 2: a finding is thin by it. 3: tidiness."""
    look: Look


@dataclass(frozen=True)
class Chapter:
    """What came of one check."""

    id: str
    title: str
    why: str
    urgency: int
    todos: tuple[Todo, ...]

    @property
    def anchor(self) -> str:
        """The name of its heading in a Markdown page."""
        return re.sub(r"[^a-z -]", "", self.title.lower()).replace(" ", "-")


@dataclass(frozen=True)
class Judgement:
    """How many numbers of one sort rest on what."""

    of: str
    counts: dict[str, int]
    """By strength or basis."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def expert(self) -> float:
        """The share that is expert judgement, 0 to 1."""
        return self.counts.get("expert", 0) / self.total if self.total else 0.0


@dataclass(frozen=True)
class Audit:
    """Everything that an audit of a rulebook has to say."""

    rulebook: str
    version: str
    on: str
    older_than: int
    benefits: tuple[Judgement, ...]
    """For each domain, and for all: the benefits that are not nothing, by strength of evidence."""
    others: tuple[Judgement, ...]
    """The other numbers of the model, by what they rest on."""
    chapters: tuple[Chapter, ...]

    @property
    def todos(self) -> int:
        """How many things there are to do."""
        return sum(len(chapter.todos) for chapter in self.chapters)


CHECKS = (
    Check(
        "strength_without_source", "Strength without a source",
        "Strong, moderate and weak are claims about publications; without one they are claims.",
        _FIRST, numbers.strength_without_source,
    ),
    Check(
        "benefits_on_partly_read", "Benefits on sources not read whole",
        "A number may rest on an abstract that the paper does not bear out.",
        _FIRST, sources.benefits_on_partly_read,
    ),
    Check(
        "sources_disagree", "Values whose sources disagree",
        "Where studies differ the value is a choice; whoever disagrees has to find the choice and its reason.",
        _FIRST, numbers.sources_disagree,
    ),
    Check(
        "readings_disagree", "Values that two readings put differently",
        "Two people read the same evidence and came to different numbers.",
        _FIRST, numbers.readings_disagree,
    ),
    Check(
        "sources_after_the_rulebook", "Sources dated after the rulebook",
        "A benefit cannot rest on what appeared after it was written down.",
        _FIRST, sources.after_the_rulebook,
    ),
    Check(
        "overlaps_told_elsewhere", "Double counting that the services do not name",
        "The same gain or loss would be counted for two services of one proposal.",
        _FIRST, overlaps.told_elsewhere,
    ),
    Check(
        "overlaps_one_way", "Overlaps that only one of the two names",
        "The warning about counting twice should not depend on which of the two is read.",
        _FIRST, overlaps.named_one_way,
    ),
    Check(
        "overlaps_unnamed", "Pairs that rest on one study for the same people",
        "If they are the same work under two names, a proposal with both counts it twice.",
        _THEN, overlaps.same_source_same_people,
    ),
    Check(
        "large_and_expert", "Larger benefits that are expert judgement",
        "The more a number moves, the more it needs a study.",
        _THEN, numbers.large_and_expert,
    ),
    Check(
        "all_expert", "Services known by judgement alone",
        "Whatever a report says of these is what somebody thought.",
        _THEN, numbers.all_expert,
    ),
    Check(
        "strong_on_one_source", "Strong evidence that is one publication",
        "One publication can be wrong or be withdrawn.",
        _THEN, numbers.strong_on_one_source,
    ),
    Check(
        "benefits_on_old", "Benefits on old sources only",
        "Services and people change; so do methods.",
        _THEN, sources.benefits_on_old,
    ),
    Check(
        "sources_partly", "Cited sources not read whole",
        "What was read in part is marked wherever it is cited until somebody reads the rest.",
        _THEN, sources.partly_read,
    ),
    Check(
        "sources_from_memory", "Sources held partly from memory",
        "What is remembered is not evidence.",
        _THEN, sources.from_memory,
    ),
    Check(
        "susceptible_but_no_users", "Groups who feel it more and are not named as users",
        "A report suggests them without being able to say how they come to use the service.",
        _THEN, people.susceptible_but_no_users,
    ),
    Check(
        "core_without_a_multiplier", "Core users about whom nothing is said",
        "They are scored like anybody, by omission and not by decision.",
        _THEN, people.core_without_a_multiplier,
    ),
    Check(
        "mitigations_without_source", "Mitigations whose worth is judgement",
        "A share of a loss avoided takes that share out of the report.",
        _THEN, gaps.mitigations_without_source,
    ),
    Check(
        "searched_and_not_found", "Searched for, and nothing found",
        "Somebody may have published since.",
        _THEN, gaps.searched_and_not_found,
    ),
    Check(
        "figures_not_read", "Figures about groups that were not read",
        "They take up room and are never printed.",
        _LAST, people.figures_not_read,
    ),
    Check(
        "groups_in_no_service", "Groups that no service names",
        "They can be named in a proposal but are never suggested.",
        _LAST, people.in_no_service,
    ),
    Check(
        "without_measures", "Services without a measure",
        "What is not measured cannot be checked a year later.",
        _LAST, gaps.without_measures,
    ),
    Check(
        "measures_unlinked", "Measures that no service names",
        "They are never suggested.",
        _LAST, gaps.measures_unlinked,
    ),
    Check(
        "sources_unused", "Sources that nothing names",
        "They make the evidence look wider than it is.",
        _LAST, sources.unused,
    ),
    Check(
        "sources_old", "Old sources",
        "They may have been repeated, reviewed or withdrawn since.",
        _LAST, sources.old,
    ),
    Check(
        "sources_undated", "Sources without a year",
        "Nobody can tell how old they are.",
        _LAST, sources.undated,
    ),
    Check(
        "sources_unseen", "Sources read nobody knows where",
        "A reading that nobody can repeat is a claim.",
        _LAST, sources.unseen,
    ),
)  # fmt: skip
"""Everything an audit looks for, the most urgent first."""


def audit(book: Rulebook, on: date, older_than: int = 10, only: Iterable[str] = ()) -> Audit:
    """What is to be done for a rulebook on a day; `only` names the checks to make, all of them if empty.

    A source is old when more than `older_than` years have passed since the year it appeared.
    """
    subject = Subject(book, on.year, older_than)
    wanted = set(only)
    chosen = [check for check in CHECKS if not wanted or check.id in wanted]
    return Audit(
        rulebook=book.id,
        version=book.version,
        on=on.isoformat(),
        older_than=older_than,
        benefits=_benefits(subject),
        others=_others(subject),
        chapters=tuple(
            Chapter(check.id, check.title, check.why, check.urgency, tuple(check.look(subject))) for check in chosen
        ),
    )


def _benefits(subject: Subject) -> tuple[Judgement, ...]:
    rows = [
        Judgement(domain, dict(Counter(each.evidence for _, where, each in subject.benefits if where == domain)))
        for domain in DOMAINS
    ]
    return (*rows, Judgement("all domains", dict(Counter(each.evidence for _, _, each in subject.benefits))))


def _others(subject: Subject) -> tuple[Judgement, ...]:
    book, services = subject.book, subject.services
    rows: tuple[tuple[str, list[str]], ...] = (
        ("share who find an equivalent", [each.kept.basis for each in services]),
        ("loss multiplier", [each.loss.evidence for each in services]),
        ("gain multiplier", [each.gain.evidence for each in services]),
        ("timing", [each.timing.evidence for each in services]),
        ("susceptibility of a group", [row.evidence for each in services for row in each.susceptible]),
        ("share of a group among the users", [row.evidence for each in services for row in each.used_by if row.share]),
        ("need of a group", [book.group(id).need.evidence for id in book.groups]),
        ("change, how it turns into a share", [book.change(id).evidence for id in book.changes]),
        ("mitigation, share of the loss avoided", [book.mitigation(id).evidence for id in book.mitigations]),
        ("enabler", [book.enabler(id).evidence for id in book.enablers]),
        ("transition", [book.transition(id).evidence for id in book.transitions]),
        ("structural rung", [book.rung(id).evidence for id in book.rungs]),
    )
    return tuple(Judgement(of, dict(Counter(bases))) for of, bases in rows)
