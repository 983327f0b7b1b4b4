"""The kinds of entry a rulebook has: what each is called, which record it fills and which files hold it."""

from dataclasses import dataclass
from typing import Any

from mhia.rulebook import entries


@dataclass(frozen=True)
class Kind:
    """One kind of entry."""

    name: str
    plural: str
    """The key of the list in its file, and the word in `mhia rulebook list`."""
    record: Any
    files: str
    """Where its entries are, as a pattern within the rulebook's folder."""
    title: str = "label"
    """The field that names an entry to a reader."""
    one_a_file: bool = False


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("service", "services", entries.Service, "services/*.yaml", one_a_file=True),
        Kind("change", "changes", entries.Change, "changes.yaml"),
        Kind("group", "groups", entries.Group, "groups.yaml"),
        Kind("transition", "transitions", entries.Transition, "transitions.yaml"),
        Kind("enabler", "enablers", entries.Enabler, "enablers.yaml"),
        Kind("rung", "rungs", entries.Rung, "structural.yaml"),
        Kind("mitigation", "mitigations", entries.Mitigation, "mitigations.yaml"),
        Kind("measure", "measures", entries.Measure, "measures.yaml", title="name"),
        Kind("check", "checks", entries.Check, "checks.yaml", title="question"),
        Kind("anchor", "anchors", entries.Anchor, "anchors.yaml", title="id"),
        Kind("source", "sources", entries.Source, "sources/*.yaml", title="citation"),
    )
}
"""Every kind by its name."""

FREE_FILES = {"about": "rulebook.yaml", "parameters": "parameters.yaml", "background": "background.yaml"}
"""Files that hold no entries, by what they hold."""


def kind_named(word: str) -> Kind:
    """The kind with a name, singular or plural; KeyError if there is none."""
    return KINDS[word] if word in KINDS else _BY_PLURAL[word]


_BY_PLURAL = {kind.plural: kind for kind in KINDS.values()}
