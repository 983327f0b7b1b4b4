"""What two rulebooks disagree on, entry by entry, and which domains, services and groups that touches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mhia.domains import DOMAINS, Domain
from mhia.rulebook.entries import Service
from mhia.rulebook.kinds import KINDS
from mhia.rulebook.leaves import leaves
from mhia.rulebook.lookup import Rulebook

_WORDS = frozenset(
    {
        "aliases", "asks", "because", "caution", "citation", "definition", "derived", "design", "design_tips", "figure",
        "finding", "harms", "in_words", "label", "local_number", "mechanism", "misleads", "name", "note", "notes",
        "officers_say", "outcome_measured", "outcome_measures", "overruled", "question", "seen_at", "share_means",
        "short", "text", "url", "verb", "what", "why",
    }
)  # fmt: skip
"""Fields that are read by people and by no sum."""
_WITHOUT_NUMBERS = frozenset({"source", "check", "measure", "anchor"})
"""Kinds of entry that move no finding."""
_EVERYWHERE = frozenset({"transition", "enabler", "rung", "parameters"})
"""Kinds of entry that every service is scored with."""


@dataclass(frozen=True)
class FieldChange:
    """One value that differs; None where one of the two lacks it."""

    path: str
    old: Any
    new: Any


@dataclass(frozen=True)
class EntryChange:
    """One entry that differs. Added and removed entries list no fields."""

    kind: str
    id: str
    label: str
    what: str
    """added, removed or changed."""
    fields: tuple[FieldChange, ...] = ()

    @property
    def moves_numbers(self) -> bool:
        """Whether a finding can come out differently by it; if not, only words or sources changed."""
        if self.kind in _WITHOUT_NUMBERS:
            return False
        return self.what != "changed" or any(not is_wording(field.path) for field in self.fields)


@dataclass(frozen=True)
class Touched:
    """What the changes that move numbers are about; an empty tuple of services or groups says none."""

    domains: tuple[Domain, ...]
    services: tuple[str, ...]
    groups: tuple[str, ...]
    changes: tuple[str, ...]
    """Kinds of change that are scored otherwise, whatever the service."""
    everywhere: tuple[str, ...]
    """Entries that every service is scored with: `enabler awareness`, `parameters bands`."""


def entry_changes(old: Rulebook, new: Rulebook) -> tuple[EntryChange, ...]:
    """Every entry that differs between two rulebooks: by kind, in the order of the files, the new one's first."""
    return (*_parameters(old, new), *(change for kind in KINDS for change in _of_kind(kind, old, new)))


def touched(changes: Iterable[EntryChange], old: Rulebook, new: Rulebook) -> Touched:
    """The domains, services and groups that the changes can move."""
    domains: set[Domain] = set()
    services: set[str] = set()
    groups: set[str] = set()
    kinds: list[str] = []
    everywhere: list[str] = []
    for change in changes:
        if not change.moves_numbers:
            continue
        book = old if change.what == "removed" else new
        if change.kind in _EVERYWHERE:
            everywhere.append(f"{change.kind} {change.id}")
        elif change.kind == "change":
            kinds.append(change.id)
        elif change.kind == "service":
            services.add(change.id)
            domains.update(_domains_of(change, book.service(change.id)))
            groups.update(_groups_of(change, book.service(change.id)))
        elif change.kind == "group":
            groups.add(change.id)
            services.update(_services_used_by(change.id, book))
        elif change.kind == "mitigation":
            mitigation = book.mitigation(change.id)
            groups.update(mitigation.for_groups)
            services.update(mitigation.for_services)
            if not (mitigation.for_groups or mitigation.for_services):
                everywhere.append(f"mitigation {change.id}")
    return Touched(
        tuple(domain for domain in DOMAINS if domain in domains),
        tuple(sorted(services)),
        tuple(sorted(groups)),
        tuple(kinds),
        tuple(everywhere),
    )


def is_wording(path: str) -> bool:
    """Whether a field is read by people and by no sum."""
    parts = path.split(".")
    return bool(_WORDS & set(parts)) or parts[-1] in {"sources", "against"}


def _of_kind(kind: str, old: Rulebook, new: Rulebook) -> Iterator[EntryChange]:
    labels = {**old.labels(kind), **new.labels(kind)}
    before, after = set(old.ids(kind)), set(new.ids(kind))
    for id in dict.fromkeys((*new.ids(kind), *old.ids(kind))):
        if id not in before:
            yield EntryChange(kind, id, labels[id], "added")
        elif id not in after:
            yield EntryChange(kind, id, labels[id], "removed")
        elif old.raw(kind, id) != new.raw(kind, id):
            # As records, so that a default written out is no difference.
            fields = tuple(_fields(dict(leaves(old.entry(kind, id))), dict(leaves(new.entry(kind, id)))))
            if fields:
                yield EntryChange(kind, id, labels[id], "changed", fields)


def _parameters(old: Rulebook, new: Rulebook) -> Iterator[EntryChange]:
    for name in dict.fromkeys((*new.parameters, *old.parameters)):
        before, after = (dict(leaves({name: book.parameters.get(name, {})})) for book in (old, new))
        if fields := tuple(_fields(before, after)):
            yield EntryChange("parameters", name, name, "changed", fields)


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FieldChange]:
    for path in dict.fromkeys((*new, *old)):
        if old.get(path) != new.get(path):
            yield FieldChange(path, old.get(path), new.get(path))


def _domains_of(change: EntryChange, service: Service) -> set[Domain]:
    """The domains whose numbers moved; all that the service does something in where a number of the whole moved."""
    told = {part for field in change.fields if not is_wording(field.path) for part in field.path.split(".")[:2]}
    named = {domain for domain in DOMAINS if domain in told}
    if "domains" in told and told <= {"domains", *DOMAINS}:
        return named
    return named | {domain for domain, benefit in service.domains.items() if benefit.high}


def _groups_of(change: EntryChange, service: Service) -> set[str]:
    """The groups whose rows moved; all that use the service where a number of the whole moved."""
    rows = {"used_by", "susceptible", "excluded_groups"}
    paths = [field.path.split(".") for field in change.fields if not is_wording(field.path)]
    if paths and all(path[0] in rows for path in paths):
        return {path[1] for path in paths if len(path) > 1}
    return _people_of(service)


def _services_used_by(group: str, book: Rulebook) -> set[str]:
    return {id for id in book.services if group in _people_of(book.service(id))}


def _people_of(service: Service) -> set[str]:
    return {row.group for row in service.used_by} | {row.group for row in service.susceptible}
