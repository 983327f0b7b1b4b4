"""What an entry ought to have and lacks, and what was searched for and not found."""

from collections.abc import Iterator

from mhia.evidence.audits.todo import Subject, Todo


def without_measures(subject: Subject) -> Iterator[Todo]:
    """Services without a validated measure."""
    for service in subject.services:
        if not service.measures:
            yield Todo("service", service.id, "measures", "Name the measures that fit its users.",
                       "A report cannot suggest how to monitor it.")  # fmt: skip


def measures_unlinked(subject: Subject) -> Iterator[Todo]:
    """Measures that no service names."""
    named = {id for service in subject.services for id in service.measures}
    for id in subject.book.measures:
        if id not in named:
            yield Todo("measure", id, "", "Name it in the services it fits, or say in the entry why it is held.",
                       "No service names it, so no report suggests it.")  # fmt: skip


def mitigations_without_source(subject: Subject) -> Iterator[Todo]:
    """Kinds of mitigation whose worth is judgement."""
    for id in subject.book.mitigations:
        mitigation = subject.book.mitigation(id)
        if not (mitigation.sources or mitigation.avoids.sources):
            yield Todo(
                "mitigation", id, "avoids", "Look for a place that did it and counted.",
                f"That it avoids {mitigation.avoids.typical:.0%} of a loss is expert judgement.",
            )  # fmt: skip


def searched_and_not_found(subject: Subject) -> Iterator[Todo]:
    """Questions that were searched for and for which there was nothing."""
    for about, questions in subject.book.background.get("not_found", {}).items():
        for question in questions if isinstance(questions, list) else [questions]:
            yield Todo("background", "not_found", str(about), f"Search again: {question}",
                       "It was searched for once and nothing was found: no sign that there is no effect.")  # fmt: skip
