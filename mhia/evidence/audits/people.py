"""Groups: whom a service ought to name, and whose figures were never read."""

from collections.abc import Iterator

from mhia.evidence.audits.todo import Subject, Todo, listed
from mhia.rulebook.entries import Service
from mhia.rulebook.lookup import Rulebook

_LISTED_KINDS = ("group", "subgroup", "standalone")
"""Kinds of group that a report lists of its own accord."""


def susceptible_but_no_users(subject: Subject) -> Iterator[Todo]:
    """Groups that feel a loss more and are not among those who use the service."""
    for service in subject.services:
        users = {row.group for row in service.used_by}
        for row in service.susceptible:
            if row.multiplier > 1 and row.acts_on == "effect" and not _related(row.group, users, subject.book):
                yield Todo(
                    "service", service.id, f"susceptible.{row.group}",
                    f"Name {row.group} under `used_by:` with its tie.",
                    f"It feels a loss \u00d7 {row.multiplier:g} ({row.why}), and nothing says how it comes to use it.",
                )  # fmt: skip


def core_without_a_multiplier(subject: Subject) -> Iterator[Todo]:
    """Core users about whom nothing is said."""
    for service in subject.services:
        felt = {row.group for row in service.susceptible}
        for row in service.used_by:
            known = {row.group, *subject.book.ancestors(row.group)}
            if row.tie == "core" and not felt & known and row.group not in service.scored_as:
                if subject.book.group(row.group).susceptibility:
                    continue
                yield Todo(
                    "service", service.id, f"used_by.{row.group}",
                    "Say under `susceptible:` how they feel a loss, with 1 if like anybody.",
                    f"They make up the users{f' ({row.why})' if row.why else ''}; nothing says how they feel a loss.",
                )  # fmt: skip


def in_no_service(subject: Subject) -> Iterator[Todo]:
    """Groups that no service names."""
    named = {group for service in subject.services for group in _named(service)}
    for id in subject.book.groups:
        group = subject.book.group(id)
        if id not in named and group.kind in _LISTED_KINDS:
            above = [parent for parent in subject.book.ancestors(id) if parent in named]
            by = f"; it is only reached as part of {listed(above)}" if above else ""
            yield Todo("group", id, "", "Name it in the services it uses, or take it out.",
                       f"No service names it{by}, so it is never suggested.")  # fmt: skip


def figures_not_read(subject: Subject) -> Iterator[Todo]:
    """Rates that are held but were not read at their source, and are therefore never printed."""
    for id in subject.book.groups:
        group = subject.book.group(id)
        for name, figure in (("prevalence", group.prevalence), ("loneliness", group.loneliness)):
            if figure is not None and figure.verified == "no" and figure.value_pct is not None:
                yield Todo("group", id, name, "Read the figure at its source, or take it out.",
                           "It is held, was not read, and is therefore never printed.")  # fmt: skip


def _named(service: Service) -> set[str]:
    rows = {row.group for row in service.used_by} | {row.group for row in service.susceptible}
    return rows | {row.group for row in service.excluded_groups}


def _related(group: str, others: set[str], book: Rulebook) -> bool:
    """Whether a group, one that contains it or one inside it is among others."""
    return bool({group, *book.ancestors(group), *book.descendants(group)} & others)
