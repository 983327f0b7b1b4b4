"""The rulebook as everything else sees it: entries by id, words turned into ids."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from mhia.rulebook import entries
from mhia.rulebook.building import built
from mhia.rulebook.kinds import kind_named
from mhia.rulebook.leaves import leaves
from mhia.rulebook.names import find, folded, nearest_ids

T = TypeVar("T")


@dataclass(frozen=True)
class Replaced:
    """A value of the shipped rulebook that a local one replaced; `core` is None where the local one added it."""

    kind: str
    """The kind of entry, or `parameters`."""
    entry: str
    field: str
    core: Any
    local: Any
    file: str
    """The local file that says so."""

    def lines(self) -> tuple[str, ...]:
        """What was replaced, a line for each number or text: `service library: kept.typical: 0.6 became 0.2`."""
        whole = f"{self.kind} {self.entry}"
        if not self.field:
            return (f"{whole}: added",)
        if self.core is None:
            return (f"{whole}: {self.field} added",)
        was, now = dict(leaves(self.core, self.field)), dict(leaves(self.local, self.field))
        return tuple(
            f"{whole}: {path}: {_shown(was.get(path))} became {_shown(now.get(path))}"
            for path in dict.fromkeys((*now, *was))
            if was.get(path) != now.get(path)
        )


class Rulebook:
    """Everything the model knows. Entries are built when they are first asked for.

    Looking up an id that is not there is a KeyError: turn words into ids with `resolve` first.
    """

    def __init__(self, contents: Mapping[str, Any], body: bytes) -> None:
        """Take the table of contents and the JSON of all entries, as `mhia.rulebook.compiled` makes them."""
        self._contents = contents
        self._body = body
        self._built: dict[tuple[str, str], Any] = {}
        about = contents["about"]
        self.about: Mapping[str, Any] = about
        """What rulebook.yaml says of the whole: id, version, date, title, licence …"""
        self.id: str = about["id"]
        self.version: str = str(about["version"])
        self.title: str = about.get("title", "")
        self.date: str = str(about.get("date", ""))
        self.hash: str = contents["hash"]
        """SHA-256 over the names and bytes of its files, the local ones included."""
        self.parameters: Mapping[str, Any] = contents["parameters"]
        """The numbers of the scoring that belong to no single entry."""
        self.worked_out: dict[tuple[object, ...], Any] = {}
        """What others have worked out from this rulebook alone, each under a name of its own, kept as long as it is."""

    def service(self, id: str) -> entries.Service:
        """The service with an id."""
        return self._entry("service", entries.Service, id)

    def change(self, id: str) -> entries.Change:
        """The kind of change with an id."""
        return self._entry("change", entries.Change, id)

    def group(self, id: str) -> entries.Group:
        """The group with an id."""
        return self._entry("group", entries.Group, id)

    def transition(self, id: str) -> entries.Transition:
        """The transition with an id."""
        return self._entry("transition", entries.Transition, id)

    def enabler(self, id: str) -> entries.Enabler:
        """The enabler with an id."""
        return self._entry("enabler", entries.Enabler, id)

    def rung(self, id: str) -> entries.Rung:
        """The structural rung with an id."""
        return self._entry("rung", entries.Rung, id)

    def mitigation(self, id: str) -> entries.Mitigation:
        """The kind of mitigation with an id."""
        return self._entry("mitigation", entries.Mitigation, id)

    def measure(self, id: str) -> entries.Measure:
        """The measure with an id."""
        return self._entry("measure", entries.Measure, id)

    def check(self, id: str) -> entries.Check:
        """The check with an id."""
        return self._entry("check", entries.Check, id)

    def anchor(self, id: str) -> entries.Anchor:
        """The calibration anchor with an id."""
        return self._entry("anchor", entries.Anchor, id)

    def source(self, id: str) -> entries.Source:
        """The source with an id."""
        return self._entry("source", entries.Source, id)

    def entry(self, kind: str, id: str) -> Any:
        """The entry of any kind (`service` or `services` …) with an id."""
        named = kind_named(kind)
        return self._entry(named.name, named.record, id)

    def raw(self, kind: str, id: str) -> dict[str, Any]:
        """The entry of any kind with an id, as its file gives it: only the fields that are written there."""
        return self._raw(kind_named(kind).name, id)

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of one kind, in the order of the files."""
        return tuple(self._contents["entries"][kind_named(kind).name])

    def labels(self, kind: str) -> dict[str, str]:
        """What each entry of one kind is called, by id, without building the entries."""
        labels: dict[str, str] = self._contents["labels"][kind_named(kind).name]
        return dict(labels)

    @property
    def services(self) -> tuple[str, ...]:
        """The ids of all services."""
        return self.ids("service")

    @property
    def changes(self) -> tuple[str, ...]:
        """The ids of all kinds of change."""
        return self.ids("change")

    @property
    def groups(self) -> tuple[str, ...]:
        """The ids of all groups."""
        return self.ids("group")

    @property
    def transitions(self) -> tuple[str, ...]:
        """The ids of all transitions."""
        return self.ids("transition")

    @property
    def enablers(self) -> tuple[str, ...]:
        """The ids of all enablers."""
        return self.ids("enabler")

    @property
    def rungs(self) -> tuple[str, ...]:
        """The ids of all structural rungs."""
        return self.ids("rung")

    @property
    def mitigations(self) -> tuple[str, ...]:
        """The ids of all kinds of mitigation."""
        return self.ids("mitigation")

    @property
    def measures(self) -> tuple[str, ...]:
        """The ids of all measures."""
        return self.ids("measure")

    @property
    def checks(self) -> tuple[str, ...]:
        """The ids of all checks."""
        return self.ids("check")

    @property
    def anchors(self) -> tuple[str, ...]:
        """The ids of all calibration anchors."""
        return self.ids("anchor")

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of all sources."""
        return self.ids("source")

    def resolve(self, kind: str, word: str) -> str | None:
        """The id a word stands for: an id, an alias or a label, whatever its capitals, hyphens and plural."""
        name = kind_named(kind).name
        return word if word in self._contents["entries"][name] else find(self._contents["names"][name], word)

    def suggestions(self, kind: str, word: str) -> tuple[str, ...]:
        """The ids that a misspelt word may have meant, likest first, three at most."""
        return nearest_ids(self._contents["names"][kind_named(kind).name], word)

    def officers_mean(self, word: str) -> tuple[str, ...]:
        """The changes that a word of the officers' vocabulary may stand for (`dispose`, `rationalise` …)."""
        return tuple(self._contents["officers"].get(folded(word), ()))

    def knows_only(self, responses: Collection[str]) -> bool:
        """Whether every change's response is among those given; none given says nothing against it."""
        return not responses or set(self._contents["responses"]) <= set(responses)

    def ancestors(self, group: str) -> tuple[str, ...]:
        """The groups that contain a group, nearest first."""
        return _reached(self._contents["parents"], group)

    def descendants(self, group: str) -> tuple[str, ...]:
        """The groups inside a group, nearest first."""
        return _reached(self._children, group)

    @cached_property
    def background(self) -> Mapping[str, Any]:
        """What background.yaml holds."""
        return cast("Mapping[str, Any]", self._raw("background", "background"))

    @cached_property
    def overridden(self) -> tuple[Replaced, ...]:
        """Every value that the local rulebook replaced or added, in order of entry."""
        return tuple(built(Replaced, raw) for raw in self._contents["overridden"])

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for child, parents in self._contents["parents"].items():
            for parent in parents:
                children.setdefault(parent, []).append(child)
        return children

    def _entry(self, kind: str, record: type[T], id: str) -> T:
        key = (kind, id)
        if key not in self._built:
            self._built[key] = built(record, self._raw(kind, id))
        return cast("T", self._built[key])

    def _raw(self, kind: str, id: str) -> dict[str, Any]:
        start, end = self._contents["entries"][kind][id]
        raw: dict[str, Any] = json.loads(self._body[start:end])
        return raw


def _shown(value: Any) -> str:
    """A value as a person writes it; of an entry that has none, that it is not given."""
    if value is None:
        return "not given"
    return ", ".join(map(_shown, value)) or "none" if isinstance(value, list | tuple) else str(value)


def _reached(steps: Mapping[str, list[str]], start: str) -> tuple[str, ...]:
    """What can be reached by steps, nearest first, without the start."""
    reached: dict[str, None] = {}
    waiting = list(steps.get(start, ()))
    while waiting:
        here = waiting.pop(0)
        if here not in reached:
            reached[here] = None
            waiting.extend(steps.get(here, ()))
    return tuple(reached)
