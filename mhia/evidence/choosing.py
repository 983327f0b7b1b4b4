"""The entries of one kind that have to do with a domain, a group, a change or a strength of evidence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mhia.evidence.citing import citations
from mhia.rulebook.entries import Change, Service
from mhia.rulebook.lookup import Rulebook

_OF_DISTANCE = "extra_km_unknown"
_OF_STAFF = "factor_staff_are_the_service"
_OF_CLASS = ("elasticity_by_class", "factor_by_class", "visits_lost_by_class")


@dataclass(frozen=True)
class Wanted:
    """What entries have to do with; None asks for nothing. All are ids of the rulebook."""

    domain: str | None = None
    group: str | None = None
    evidence: str | None = None
    change: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """The names of what is asked for."""
        return tuple(name for name, value in vars(self).items() if value is not None)


def chosen(book: Rulebook, kind: str, wanted: Wanted) -> tuple[str, ...]:
    """The ids of one kind for which everything asked for is true; KeyError where a filter is not for this kind."""
    tests = {name: FILTERS[kind][name] for name in wanted.given}
    return tuple(
        id for id in book.ids(kind) if all(test(book, book.entry(kind, id), wanted) for test in tests.values())
    )


def people_of(service: Service) -> set[str]:
    """The groups who use a service or feel its loss more than others."""
    return {used.group for used in service.used_by} | {row.group for row in service.susceptible if row.multiplier > 1}


def reads_of(change: Change, service: Service) -> bool:
    """Whether a service has a number of its own that this change reads; true of all for a change that reads none."""
    numbers = change.parameters
    classes = [numbers[name] for name in _OF_CLASS if name in numbers]
    if classes:
        named = {name for each in classes for name in each}
        return bool({service.charge_class, service.frequency_class} & named)
    if _OF_STAFF in numbers:
        return service.staff_are_the_service
    if _OF_DISTANCE in numbers:
        return service.travel.kind == "venue"
    if change.response == "gain":
        return bool(service.uptake)
    return True


def _does_something(_book: Rulebook, service: Service, wanted: Wanted) -> bool:
    return any(
        benefit.typical
        for domain, benefit in service.domains.items()
        if wanted.domain in {None, domain} and wanted.evidence in {None, benefit.evidence}
    )


def _is_for_people(_book: Rulebook, service: Service, wanted: Wanted) -> bool:
    return wanted.group in people_of(service)


def _has_a_number_for(book: Rulebook, service: Service, wanted: Wanted) -> bool:
    return reads_of(book.change(wanted.change or ""), service)


def _is_felt_in(book: Rulebook, group: Any, wanted: Wanted) -> bool:
    """Whether a group feels this domain more than others: by itself, or in some service."""
    if group.susceptibility.get(wanted.domain, 1.0) > 1:
        return True
    rows = (row for id in book.services for row in book.service(id).susceptible if row.group == group.id)
    return any(row.by_domain.get(wanted.domain or "", 1.0) > 1 for row in rows)


def _is_inside(book: Rulebook, group: Any, wanted: Wanted) -> bool:
    return wanted.group == group.id or wanted.group in book.ancestors(group.id)


def _rests_on(_book: Rulebook, entry: Any, wanted: Wanted) -> bool:
    return bool(entry.evidence == wanted.evidence)


def _has_a_need_on(_book: Rulebook, group: Any, wanted: Wanted) -> bool:
    return bool(group.need.evidence == wanted.evidence)


def _helps(_book: Rulebook, mitigation: Any, wanted: Wanted) -> bool:
    return bool(mitigation.for_everyone or wanted.group in mitigation.for_groups)


def _fits(_book: Rulebook, mitigation: Any, wanted: Wanted) -> bool:
    if wanted.change in mitigation.not_with_changes:
        return False
    return not mitigation.fits_changes or wanted.change in mitigation.fits_changes


def _is_cited_by_the_change(book: Rulebook, source: Any, wanted: Wanted) -> bool:
    return any((each.kind, each.entry) == ("change", wanted.change) for each in citations(book).get(source.id, ()))


def _among(field: str, asked: str) -> "Test":
    """Whether a list of the entry names what was asked for."""
    return lambda _book, entry, wanted: getattr(wanted, asked) in getattr(entry, field)


def _no_limit_or(field: str) -> "Test":
    return lambda _book, entry, wanted: not getattr(entry, field) or wanted.group in getattr(entry, field)


Test = Callable[[Rulebook, Any, Wanted], bool]
FILTERS: Mapping[str, Mapping[str, Test]] = {
    "service": {
        "domain": _does_something, "evidence": _does_something, "group": _is_for_people, "change": _has_a_number_for,
    },
    "group": {"domain": _is_felt_in, "group": _is_inside, "evidence": _has_a_need_on},
    "change": {"evidence": _rests_on, "change": lambda _book, entry, wanted: entry.id == wanted.change},
    "mitigation": {"group": _helps, "change": _fits, "evidence": _rests_on},
    "enabler": {"group": _no_limit_or("applies_to"), "evidence": _rests_on},
    "transition": {"evidence": _rests_on},
    "rung": {"evidence": _rests_on},
    "measure": {"domain": _among("domains", "domain")},
    "source": {
        "domain": _among("domains", "domain"), "group": _among("groups", "group"), "change": _is_cited_by_the_change,
    },
}  # fmt: skip
"""Which filters each kind of entry has, and what each asks of an entry."""
