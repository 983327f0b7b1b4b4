"""Services that may count the same work, or the same study, twice."""

from collections.abc import Iterator
from itertools import combinations

from mhia.evidence.audits.todo import Subject, Todo, listed
from mhia.rulebook.entries import Service


def named_one_way(subject: Subject) -> Iterator[Todo]:
    """Overlaps that only one of the two services names."""
    for service in subject.services:
        for other in service.overlaps:
            if service.id not in subject.book.service(other).overlaps:
                yield Todo(
                    "service", other, "overlaps", f"Name {service.id} as an overlap here too, or take it out there.",
                    f"{service.id} says that it may count the same work; either of the two should say so.",
                )  # fmt: skip


def told_elsewhere(subject: Subject) -> Iterator[Todo]:
    """Pairs that background.yaml calls double counting and that are not named as overlaps."""
    for line in subject.book.background.get("double_counting", ()):
        pair = [word for word in str(line).split() if word in subject.book.services]
        if len(pair) == 2 and not _are_named(*(subject.book.service(id) for id in pair)):  # noqa: PLR2004 - a pair
            yield Todo("service", pair[0], "overlaps", f"Name {pair[1]} as an overlap.",
                       f"background.yaml warns of counting twice: {line}.")  # fmt: skip


def same_source_same_people(subject: Subject) -> Iterator[Todo]:
    """Pairs with one source behind the same domain, for the same people, that are not named as overlaps."""
    for one, other in combinations(subject.services, 2):
        if _are_named(one, other):
            continue
        both = [
            (domain, sorted(set(one.domains[domain].sources) & set(other.domains[domain].sources)))
            for domain in one.domains
            if one.domains[domain].typical and other.domains[domain].typical
        ]
        shared = [(domain, sources) for domain, sources in both if sources]
        people = _mostly(one) & _mostly(other)
        if shared and people:
            what = "; ".join(f"{domain} ({listed(sources, 2)})" for domain, sources in shared)
            yield Todo(
                "service", one.id, "overlaps", f"Say whether {other.id} is the same work; if so, name it here.",
                f"Both rest on one source for {what}, and both are for {listed(sorted(people), 3)}.",
            )  # fmt: skip


def _are_named(one: Service, other: Service) -> bool:
    return other.id in one.overlaps or one.id in other.overlaps


def _mostly(service: Service) -> set[str]:
    return {row.group for row in service.used_by if row.tie == "core"}
