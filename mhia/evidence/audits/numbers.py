"""Numbers: where they are judgement, where sources disagree, where a strength is claimed without a ground."""

from collections.abc import Iterator
from typing import Any

from mhia.evidence.audits.todo import Subject, Todo, listed

_MORE_THAN_SLIGHT = 0.2
"""SD from which a benefit is called small and no longer slight (the ladder in background.yaml)."""


def large_and_expert(subject: Subject) -> Iterator[Todo]:
    """Benefits above the slightest rung that rest on judgement alone."""
    for service, domain, benefit in subject.benefits:
        if benefit.evidence == "expert" and abs(benefit.typical) >= _MORE_THAN_SLIGHT:
            yield Todo(
                "service", service.id, f"domains.{domain}", "Look for a study; if there is none, ask a second expert.",
                f"{benefit.typical:g} SD is expert judgement, and it decides what a report says of {domain}.",
            )  # fmt: skip


def all_expert(subject: Subject) -> Iterator[Todo]:
    """Services about which nothing but judgement is held."""
    for service in subject.services:
        felt = {domain: benefit for domain, benefit in service.domains.items() if benefit.typical}
        if felt and all(benefit.evidence == "expert" for benefit in felt.values()):
            yield Todo(
                "service", service.id, "domains", "Search the literature on this service and note what was searched.",
                f"All it is said to do ({listed(list(felt))}) is expert judgement.",
            )  # fmt: skip


def strength_without_source(subject: Subject) -> Iterator[Todo]:
    """Benefits that claim evidence and name no source."""
    for service in subject.services:
        for domain, benefit in service.domains.items():
            if benefit.evidence != "expert" and not benefit.sources:
                yield Todo("service", service.id, f"domains.{domain}", "Name the source, or call it expert.",
                           f"It claims {benefit.evidence} evidence and names no source.")  # fmt: skip


def strong_on_one_source(subject: Subject) -> Iterator[Todo]:
    """Strong evidence that is one publication."""
    for service in subject.services:
        for domain, benefit in service.domains.items():
            if benefit.evidence == "strong" and len(benefit.sources) == 1:
                yield Todo(
                    "service", service.id, f"domains.{domain}", "Find a second source, or say why one is enough.",
                    f"Strong evidence rests on {benefit.sources[0]} alone.",
                )  # fmt: skip


def sources_disagree(subject: Subject) -> Iterator[Todo]:
    """Values for which one source found what another did not."""
    for service in subject.services:
        for domain, benefit in service.domains.items():
            if benefit.against:
                note = f" {benefit.note}" if benefit.note else ""
                yield Todo(
                    "service", service.id, f"domains.{domain}",
                    f"Weigh {listed(benefit.sources)} against {listed(benefit.against)} again when either is updated.",
                    f"The value {benefit.typical:g} stands against a source that found nothing or the opposite.{note}",
                )  # fmt: skip


def readings_disagree(subject: Subject) -> Iterator[Todo]:
    """Benefits for which two readings of the evidence came to different values."""
    for service in subject.services:
        for each in service.overruled:
            if each.field.startswith("domains.") and _typical(each.was) != _typical(each.now):
                yield Todo(
                    "service", service.id, each.field, "Let a third person read the sources.",
                    f"It was {_typical(each.was)} and is {_typical(each.now)}: {each.why}.",
                )  # fmt: skip


def _typical(value: Any) -> Any:
    """The best estimate of a value that was replaced: a number, or the `typical` of a cell."""
    return value.get("typical", value) if isinstance(value, dict) else value
