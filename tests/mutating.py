"""The rulebook with one number changed, and whether any worked case notices."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from mhia.casework.case import PlacedCase
from mhia.casework.coverage import entries_of
from mhia.casework.expecting import differences
from mhia.casework.files import cases_in
from mhia.casework.playing import Played, proposal_of
from mhia.proposal import Proposal
from mhia.resources import rulebook_folder
from mhia.rulebook.building import built
from mhia.rulebook.kinds import KINDS
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook

SURVIVORS = Path(__file__).parent / "mutation_survivors.yaml"
KINDS_WITH_NUMBERS = ("service", "change", "group", "transition", "enabler", "rung", "mitigation")
PARAMETERS = "parameters"
TIMES = (1.5, 0.5)
"""A number is made half as large again; where that runs into a limit, half as large."""


@dataclass(frozen=True)
class Number:
    """One number of the rulebook that is not 0."""

    kind: str
    entry: str
    path: tuple[str | int, ...]
    value: float

    def __str__(self) -> str:
        """As the list of survivors writes it: `service library.kept.typical`."""
        return f"{self.kind} {'.'.join(str(part) for part in ((self.entry, *self.path) if self.entry else self.path))}"


@dataclass
class Harness:
    """The rulebook, its cases, and what each of them reads."""

    book: Rulebook = field(default_factory=load_rulebook)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number in the rulebook's entries and parameters, but what an entry was before."""
        found = [
            Number(kind, id_, path, value)
            for kind in KINDS_WITH_NUMBERS
            for id_ in self.book.ids(kind)
            for path, value in _numbers(self.raw(kind, id_))
        ]
        found += [Number(PARAMETERS, "", path, value) for path, value in _numbers(self.book.parameters)]
        return tuple(number for number in found if "overruled" not in number.path)

    @cached_property
    def cases(self) -> dict[str, PlacedCase]:
        """Every case by its name."""
        return {placed.case.name: placed for placed in cases_in(rulebook_folder())[0]}

    @cached_property
    def proposals(self) -> dict[str, Proposal]:
        """The proposal of every case."""
        return {name: proposal_of(placed, self.book) for name, placed in self.cases.items()}

    @cached_property
    def readers(self) -> Mapping[tuple[str, str], list[str]]:
        """The cases that read an entry, those that name it first."""
        readers: dict[tuple[str, str], list[tuple[bool, str]]] = {}
        for name, placed in self.cases.items():
            book = self._copy()
            self._notices(name, book)
            named = entries_of(placed.case, self.proposals[name])
            for entry in set(book._built):
                readers.setdefault(entry, []).append((entry not in named, name))
        return {entry: [name for _, name in sorted(found)] for entry, found in readers.items()}

    def raw(self, kind: str, id_: str) -> dict[str, Any]:
        """An entry as its file gives it."""
        return self.book._raw(kind, id_)

    def noticed_by(self, number: Number) -> str | None:
        """The name of a case that no longer holds once the number is changed; None if all of them do."""
        return next((name for times in TIMES if (name := self._first_to_notice(number, times)) is not None), None)

    def _first_to_notice(self, number: Number, times: float) -> str | None:
        book = self._changed(number, times)
        if number.kind == PARAMETERS:
            # The cases that are about the scoring stand in files of their own; those of the services come last.
            names = sorted(self.cases, key=lambda name: "services" in self.cases[name].document.name)
        else:
            names = self.readers.get((number.kind, number.entry), [])
        return next((name for name in names if self._notices(name, book)), None)

    def _notices(self, name: str, book: Rulebook) -> bool:
        """Whether a case no longer holds; a number so wrong that the scoring cannot use it is noticed, too."""

        def other(other_name: str) -> Played | None:
            placed = self.cases.get(other_name)
            return None if placed is None else Played(placed, self.proposals[other_name], book)

        played = Played(self.cases[name], self.proposals[name], book)
        try:
            return any(differences(each, played, other) for each in self.cases[name].case.expect)
        except (ValueError, ArithmeticError, LookupError, RuntimeWarning):
            return True

    def _changed(self, number: Number, times: float) -> Rulebook:
        if number.kind == PARAMETERS:
            return self._copy({PARAMETERS: _with(self.book.parameters, number.path, number.value * times)})
        book = self._copy()
        raw = _with(self.raw(number.kind, number.entry), number.path, number.value * times)
        book._built[number.kind, number.entry] = built(KINDS[number.kind].record, raw)
        return book

    def _copy(self, over: Mapping[str, Any] | None = None) -> Rulebook:
        """The rulebook with nothing built and nothing worked out yet."""
        return Rulebook({**self.book._contents, "hash": "changed", **(over or {})}, self.book._body)


@dataclass(frozen=True)
class Excuse:
    """Numbers that no case can notice, and why."""

    numbers: tuple[str, ...]
    because: str
    when: str = ""

    def covers(self, number: Number, harness: Harness) -> bool:
        """Whether it speaks of a number."""
        if not any(fnmatchcase(str(number), pattern) for pattern in self.numbers):
            return False
        return not self.when or CONDITIONS[self.when](number, harness)


def excuses() -> tuple[Excuse, ...]:
    """The list of survivors, as its file gives it."""
    read = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8"))
    return tuple(Excuse(tuple(each["numbers"]), each["because"], each.get("when", "")) for each in read["survivors"])


def _no_effect_there(number: Number, harness: Harness) -> bool:
    """An end of a benefit whose best value is nothing: no effect is drawn where none is expected."""
    cell: Any = harness.raw("service", number.entry)
    for part in number.path[:-1]:
        cell = cell[part]
    return not cell.get("typical")


def _no_benefit(number: Number, harness: Harness) -> bool:
    """A number of a service of which no benefit is expected in any domain."""
    return not _live(harness.raw("service", number.entry))


def _nothing_expected(number: Number, harness: Harness) -> bool:
    """A number of a service of which nothing is expected at all, no structural loss either."""
    return _no_benefit(number, harness) and not harness.raw("service", number.entry).get("structural_on_loss")


def _felt_nowhere(number: Number, harness: Harness) -> bool:
    """A multiplier that no square takes: no benefit there, or other numbers or all users stand before it."""
    raw = harness.raw("service", number.entry)
    row = raw["susceptible"][number.path[1]]
    group, by_domain = row["group"], row.get("by_domain", {})
    everyone = any(use["group"] == group and use.get("share", 0) >= 1 for use in raw["used_by"])
    if everyone or group in raw.get("scored_as", {}):
        return True
    live = {domain for domain in _live(raw) if group not in raw["domains"][domain].get("by_group", {})}
    if number.path[-1] == "multiplier":
        return not live or "other" in by_domain or live <= set(by_domain)
    if number.path[-1] == "other":
        return live <= set(by_domain)
    return number.path[-1] not in live


def _pattern_felt_nowhere(number: Number, harness: Harness) -> bool:
    """A group's general number that no service takes: those that list the group have a row for it, or no benefit."""
    group, domain = number.entry, str(number.path[-1])
    above = {group, *harness.book.ancestors(group)}
    named = set(harness.raw("group", group)["susceptibility"])
    for id_ in harness.book.services:
        raw = harness.raw("service", id_)
        rows = {row["group"] for row in raw.get("susceptible", ()) if row.get("acts_on", "effect") == "effect"}
        if above & rows or not any(use["group"] == group for use in raw["used_by"]):
            continue
        live = {each for each in _live(raw) if not above & set(raw["domains"][each].get("by_group", {}))}
        if raw.get("structural_on_loss"):
            live.discard("coping")
        if domain in live or (domain == "other" and live - named):
            return False
    return True


def _live(raw: Mapping[str, Any]) -> set[str]:
    return {domain for domain, cell in raw["domains"].items() if cell.get("typical")}


CONDITIONS: dict[str, Callable[[Number, Harness], bool]] = {
    "no_effect_there": _no_effect_there,
    "no_benefit": _no_benefit,
    "nothing_expected": _nothing_expected,
    "felt_nowhere": _felt_nowhere,
    "pattern_felt_nowhere": _pattern_felt_nowhere,
}


def _numbers(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], float]]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value:
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _numbers(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _numbers(item, (*path, index))


def _with(value: Any, path: tuple[str | int, ...], new: float) -> Any:
    """A copy of nested values with one of them replaced."""
    changed = copy.copy(value)
    changed[path[0]] = new if len(path) == 1 else _with(value[path[0]], path[1:], new)
    return changed
