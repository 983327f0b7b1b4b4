"""One thing to do for the rulebook's editors, and what the checks that find them are given."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mhia.domains import Domain
from mhia.evidence.citing import Citation, citations, year
from mhia.rulebook.entries import Benefit, Service
from mhia.rulebook.lookup import Rulebook


@dataclass(frozen=True)
class Todo:
    """One thing to do, where, and why."""

    kind: str
    entry: str
    field: str
    do: str
    why: str


@dataclass
class Subject:
    """The rulebook that is audited, with what several checks look up in it."""

    book: Rulebook
    year: int
    """The year of the audit."""
    older_than: int
    """Years after which a source is old."""

    @cached_property
    def citations(self) -> Mapping[str, tuple[Citation, ...]]:
        """Where each source is cited."""
        return citations(self.book)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Every service, in the order of the files."""
        return tuple(self.book.service(id) for id in self.book.services)

    @cached_property
    def benefits(self) -> tuple[tuple[Service, Domain, Benefit], ...]:
        """Every benefit that is not nothing, the largest first."""
        found = [
            (service, domain, benefit)
            for service in self.services
            for domain, benefit in service.domains.items()
            if benefit.typical
        ]
        return tuple(sorted(found, key=lambda each: (-abs(each[2].typical), each[0].id)))

    def year_of(self, source: str) -> int | None:
        """The year a source appeared, if it is known."""
        return year(self.book.source(source))


Look = Callable[[Subject], Iterator[Todo]]
"""A check: everything it finds to do."""


def listed(words: tuple[str, ...] | list[str], most: int = 4) -> str:
    """A few words of a list, and how many more there are."""
    left = len(words) - most
    return ", ".join(words[:most]) + (f" and {left} more" if left > 0 else "")
