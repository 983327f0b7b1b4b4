"""Which entries of the rulebook the cases exercise, and which they do not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mhia.assessment import TYPICAL_USER
from mhia.casework.case import Between, Case, Expectation
from mhia.proposal import Change, Mitigation, Proposal, Structural
from mhia.rulebook.entries import Service
from mhia.rulebook.leaves import leaves
from mhia.rulebook.lookup import Rulebook

EXERCISED = ("service", "change", "group", "transition", "enabler", "rung", "mitigation", "check")
"""The kinds of entry that decide a number, a row or an answer of an assessment: each entry needs a case.

Sources are read off the cases' results. Measures and anchors are left out: no score rests on them.
"""
_CITES = frozenset({"sources", "against"})
Entry = tuple[str, str]
"""A kind of entry and an id."""


@dataclass
class Coverage:
    """What the cases seen so far exercise."""

    entries: set[Entry] = field(default_factory=set)
    matters: set[str] = field(default_factory=set)
    """Services with a case in which they matter."""
    should_not: set[str] = field(default_factory=set)
    """Services with a case in which nothing should come of them."""
    sources: set[str] = field(default_factory=set)
    """Sources that a case names, or that a square it looks at rests on."""

    def add(self, case: Case, proposal: Proposal, sources: Iterable[str]) -> None:
        """Count one case, with the sources its results rest on."""
        self.entries.update(entries_of(case, proposal))
        services = {change.service for change in proposal.changes}
        if any(_is_something(each) for each in case.expect):
            self.matters |= services
        if any(_is_nothing(each) for each in case.expect):
            self.should_not |= services
        self.sources.update(case.sources, sources)

    def missing(self, rulebook: Rulebook) -> tuple[Entry, ...]:
        """The entries that no case exercises, by kind in the order of the rulebook."""
        return tuple((kind, id_) for kind in EXERCISED for id_ in rulebook.ids(kind) if (kind, id_) not in self.entries)

    def unproved(self, rulebook: Rulebook) -> tuple[str, ...]:
        """Sources that a number or a row of an entry rests on and that no case is about, in the order of the files."""
        cited = deciding_sources(rulebook)
        return tuple(id_ for id_ in rulebook.sources if id_ in cited and id_ not in self.sources)

    def one_sided(self, rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
        """Services that lack a case in which they matter or one in which they should not, and which of the two.

        A service of which the rulebook expects nothing at all has none in which it matters.
        """
        lacking = [
            (id_, "matters")
            for id_ in rulebook.services
            if id_ not in self.matters and _does_something(rulebook.service(id_))
        ]
        return (*lacking, *((id_, "should not matter") for id_ in rulebook.services if id_ not in self.should_not))


def deciding_sources(rulebook: Rulebook) -> set[str]:
    """Sources that an entry rests on, for or against; the rest stand behind words, measures and the background."""
    return {
        source
        for kind in EXERCISED
        for id_ in rulebook.ids(kind)
        for path, value in leaves(rulebook.raw(kind, id_))
        if path.rpartition(".")[2] in _CITES and isinstance(value, list)
        for source in value
    }


def entries_of(case: Case, proposal: Proposal) -> set[Entry]:
    """Every entry that a case names, in its proposal (aliases resolved) or in what it expects."""
    found = set(_of_proposal(proposal))
    for each in case.expect:
        found.update(_of_expectation(each))
    return found


def _of_proposal(proposal: Proposal) -> Iterator[Entry]:
    for change in (*proposal.changes, *(each for option in proposal.options for each in option.changes)):
        yield from _of_change(change)
    for group in proposal.groups:
        yield from (("group", each) for each in (group.group, *group.also))
        yield from (("transition", each) for each in group.transitions)
    yield from (("enabler", each) for each in proposal.enablers)
    yield from _of_lines(proposal.structural)
    yield from _of_mitigations(proposal.mitigations)
    for option in proposal.options:
        yield from _of_lines(option.structural)
        yield from _of_mitigations(option.mitigations)


def _of_change(change: Change) -> Iterator[Entry]:
    yield "service", change.service
    yield "change", change.change
    yield from (("service", each) for each in change.serves)
    if change.replaced_by:
        yield "service", change.replaced_by
    if change.price:
        yield from (("group", each) for each in change.price.exempt)


def _of_lines(lines: Iterable[Structural]) -> Iterator[Entry]:
    for line in lines:
        yield "rung", line.change
        yield "group", line.group


def _of_mitigations(mitigations: Iterable[Mitigation]) -> Iterator[Entry]:
    for each in mitigations:
        if each.kind:
            yield "mitigation", each.kind
        yield from (("group", group) for group in each.groups)


def _of_expectation(each: Expectation) -> Iterator[Entry]:
    if each.group and each.group != TYPICAL_USER:
        yield from (("group", group) for group in each.group.split("+"))
    if each.rung:
        yield "rung", each.rung
    if each.check:
        yield "check", each.check
    if each.enabler:
        yield "enabler", each.enabler


_SIZES = ("magnitude", "effect", "share", "people")


def _is_something(each: Expectation) -> bool:
    """Whether something is expected to come of it."""
    sizes = [getattr(each, name) for name in _SIZES]
    found = each.band not in {None, "negligible"} or each.red_line not in {None, "none"}
    return found or any(isinstance(size, Between) and size.low > 0 for size in sizes)


def _is_nothing(each: Expectation) -> bool:
    """Whether nothing is expected to come of it: not studied, little expected, or a change that reaches nobody."""
    sizes = [getattr(each, name) for name in _SIZES]
    return each.status in {"little_expected", "not_studied"} or any(
        isinstance(size, Between) and size.low <= 0 <= size.high for size in sizes
    )


def _does_something(service: Service) -> bool:
    """Whether the rulebook expects anything of a service, for anybody."""
    benefits = service.domains.values()
    measured = any(group.typical for benefit in benefits for group in benefit.by_group.values())
    whole = any(benefit.typical for benefit in benefits)
    return whole or measured or bool(service.structural_on_loss) or service.safety is not None
