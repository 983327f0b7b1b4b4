"""What a report is written from: the assessment, the proposal in it and the rulebook, with the words for each id."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from mhia.assessment import TYPICAL_USER, Assessment, Contribution, Finding, GroupResult, Headline, Interval
from mhia.proposal import Proposal
from mhia.quantity import Triple
from mhia.report.view import numbers
from mhia.report.view.numbers import kept
from mhia.report.view.page import Link, Profile
from mhia.report.view.small_numbers import FEW, SOME, gives_away, is_small, withheld_rows
from mhia.report.view.words import VERIFIED, slug
from mhia.rulebook.entries import Change, Check, Enabler, Group, Measure, Mitigation, Rung, Service, Source, Transition

Entry = TypeVar("Entry")
_ID_OF_ENTRY = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
_ID_OF_SOURCE = re.compile(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:19|20)\d\d[a-z]?\b")
_SHORT_SOURCE = 40


class Rulebook(Protocol):
    """What a report looks up: entries by id (KeyError for an id that is not there)."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The numbers that belong to no single entry."""

    @property
    def mitigations(self) -> tuple[str, ...]:
        """The ids of all kinds of mitigation."""

    def service(self, id: str, /) -> Service:
        """The service of that id."""

    def change(self, id: str, /) -> Change:
        """The kind of change of that id."""

    def group(self, id: str, /) -> Group:
        """The group of that id."""

    def transition(self, id: str, /) -> Transition:
        """The transition of that id."""

    def enabler(self, id: str, /) -> Enabler:
        """The enabler of that id."""

    def rung(self, id: str, /) -> Rung:
        """The structural rung of that id."""

    def mitigation(self, id: str, /) -> Mitigation:
        """The kind of mitigation of that id."""

    def measure(self, id: str, /) -> Measure:
        """The measure of that id."""

    def source(self, id: str, /) -> Source:
        """The source of that id."""

    def check(self, id: str, /) -> Check:
        """The check of that id."""


@dataclass(frozen=True)
class Material:
    """Everything a report says comes from here."""

    assessment: Assessment
    proposal: Proposal
    rulebook: Rulebook
    profile: Profile

    def service(self, id: str | None) -> Service | None:
        """The service, or None for one outside the rulebook."""
        return _entry(self.rulebook.service, id)

    def service_short(self, id: str | None, otherwise: str = "the service") -> str:
        """The service in a sentence: `the library`."""
        service = self.service(id)
        return service.short if service else otherwise

    def group(self, id: str) -> Group | None:
        """The group, or None where the rulebook has it no longer."""
        return _entry(self.rulebook.group, id)

    def group_in_words(self, id: str) -> str:
        """The group inside a sentence: `older people living alone`."""
        if id == TYPICAL_USER:
            return "everyone who uses it"
        group = self.group(id)
        return group.in_words if group else id.replace("_", " ")

    def mitigation(self, id: str | None) -> Mitigation | None:
        """The kind of mitigation."""
        return _entry(self.rulebook.mitigation, id)

    def enabler(self, id: str) -> Enabler | None:
        """The enabler."""
        return _entry(self.rulebook.enabler, id)

    def measure(self, id: str) -> Measure | None:
        """The measure."""
        return _entry(self.rulebook.measure, id)

    def check(self, id: str) -> Check | None:
        """The check."""
        return _entry(self.rulebook.check, id)

    def source(self, id: str) -> Source | None:
        """The source."""
        return _entry(self.rulebook.source, id)

    def rung(self, id: str | None) -> Rung | None:
        """The structural rung."""
        return _entry(self.rulebook.rung, id)

    def change(self, id: str) -> Change | None:
        """The kind of change."""
        return _entry(self.rulebook.change, id)

    def transition_in_words(self, id: str) -> str:
        """The transition inside a sentence."""
        transition = _entry(self.rulebook.transition, id)
        return transition.label[:1].lower() + transition.label[1:] if transition else id.replace("_", " ")

    def source_link(self, id: str) -> Link:
        """A source's short name, saying where it was not fully checked, and its place in the list of sources."""
        source = self.source(id)
        if source is None:
            return Link(id, "")
        checked = VERIFIED[source.verified]
        return Link(
            f"{short_citation(source)} ({checked})" if checked else short_citation(source), "#" + source_anchor(id)
        )

    def source_links(self, ids: tuple[str, ...]) -> tuple[Link, ...]:
        """The sources, each once, in the order given."""
        return tuple(self.source_link(id) for id in dict.fromkeys(ids))

    def readable(self, text: str) -> str:
        """A text of the rulebook's with the ids in it put into words."""
        text = _ID_OF_ENTRY.sub(lambda match: self._in_words(match[0]), text)
        return _ID_OF_SOURCE.sub(lambda match: self._cited(match[0]), text)

    def _in_words(self, id: str) -> str:
        group, service = self.group(id), self.service(id)
        return group.in_words if group else service.short if service else id.replace("_", " ")

    def _cited(self, id: str) -> str:
        source = self.source(id)
        return short_citation(source) if source else id

    def people(self, interval: Interval | None, of: Interval | None = None) -> str:
        """How many people, rounded; a public report hides counts below 10, and one that gives away the rest of `of`."""
        if interval is None:
            return numbers.NOT_KNOWN
        if self.profile != "public":
            return numbers.people_range(interval)
        if is_small(interval.typical):
            return FEW
        hidden = of is not None and gives_away(interval.typical, of.typical)
        return SOME if hidden else numbers.people_in_fives(interval.typical)

    def people_in(self, row: GroupResult) -> str:
        """How many of the users are in a group."""
        hidden = row.id in self.withheld and not (row.users and is_small(row.users.typical))
        return SOME if hidden else self.people(row.users)

    def people_affected(self, row: GroupResult, interval: Interval | None) -> str:
        """How many of a group lose or gain; hidden in a public report where the group's own number is."""
        hidden = row.id in self.withheld and interval is not None and not is_small(interval.typical)
        return SOME if hidden else self.people(interval, row.users)

    def given_people(self, count: Triple) -> str:
        """A number of people as the proposal gives it; hidden or in fives in a public report."""
        if self.profile != "public":
            return numbers.quantity(count)
        return FEW if is_small(count.typical) else numbers.people_in_fives(count.typical)

    @cached_property
    def withheld(self) -> frozenset[str]:
        """The groups whose numbers a public report withholds although they are not small."""
        if self.profile != "public":
            return frozenset()
        return withheld_rows(self.assessment, self.proposal.place, self._sensitive)

    def _sensitive(self, id: str) -> bool:
        group = self.group(id)
        return group is not None and group.sensitive

    @property
    def rows(self) -> tuple[GroupResult, ...]:
        """The rows of the grid."""
        return self.assessment.groups

    def row(self, id: str) -> GroupResult | None:
        """One row of the grid."""
        return next((row for row in self.rows if row.id == id), None)

    def finding(self, headline: Headline) -> Finding | None:
        """The finding that a headline points at."""
        row = self.row(headline.group)
        found = (finding for finding in findings_of(row) if finding.domain == headline.domain) if row else ()
        return next((finding for finding in found if finding.direction == headline.direction), None)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that are changed, each once."""
        return tuple(dict.fromkeys(change.service for change in self.assessment.changes if change.service))


def findings_of(row: GroupResult) -> tuple[Finding, ...]:
    """A row's findings, by domain, losses before gains."""
    return tuple(finding for cell in row.cells for finding in (cell.adverse, cell.beneficial) if finding is not None)


def all_findings(material: Material) -> tuple[tuple[GroupResult, Finding], ...]:
    """Every finding with its row, in the grid's order."""
    return tuple((row, finding) for row in material.rows for finding in findings_of(row))


def weighed(row: GroupResult, finding: Finding) -> float:
    """What findings are ordered by: the magnitude after mitigation, times need (which never enters the band)."""
    return kept(kept(finding.after.magnitude.typical) * row.need)


def main_contribution(finding: Finding) -> Contribution:
    """The contribution that does most to a finding."""
    return max(finding.contributions, key=lambda part: part.effect.typical * part.share_after.typical**0.5)


def finding_anchor(row: GroupResult, finding: Finding) -> str:
    """Where a finding stands in the page."""
    return slug("finding", row.id, finding.domain, finding.direction)


def source_anchor(id: str) -> str:
    """Where a source stands in the page."""
    return slug("source", id)


def short_citation(source: Source) -> str:
    """A source in a few words: `Lasgaard and others 2025`."""
    head, bracket, rest = source.citation.partition("(")
    year = rest[:4] if bracket and rest[:4].isdigit() else ""
    authors = head.strip().strip("'\"").rstrip(".,: ")
    if not year or not authors:
        return source.id
    first, *others = authors.split(",")[0].split()
    surname = " ".join([first, *(word for word in others if not _initials(word))])
    if "," in authors:
        surname += " and others"
    return f"{surname} {year}" if len(surname) <= _SHORT_SOURCE else source.id


def _initials(word: str) -> bool:
    return word.isupper() and len(word) <= 3  # noqa: PLR2004 - `AB`, `JRS`


def _entry(look_up: Callable[[str], Entry], id: str | None) -> Entry | None:
    if id is None:
        return None
    try:
        return look_up(id)
    except LookupError:
        return None
