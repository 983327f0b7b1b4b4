"""A proposal in the rulebook's words: aliases, labels and the officers' vocabulary replaced by ids."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from mhia.matching.mismatch import Mismatch, Path
from mhia.proposal import AffectedGroup, Change, Mitigation, Monitoring, Option, Proposal, Structural
from mhia.rulebook.lookup import Rulebook
from mhia.rulebook.names import folded

R = TypeVar("R", bound=BaseModel)

UNLISTED = "unlisted"
"""The service outside the rulebook: screened in words, never scored as zero."""
_EVERYONE = frozenset(
    {"everyone", "all", "all users", "users", "general", "general public", "the public", "all residents"}
)
_LEVELS = {
    "yes": "present", "present": "present", "true": "present",
    "no": "absent", "absent": "absent", "none": "absent", "false": "absent",
    "partly": "partly", "partial": "partly", "partially": "partly", "some": "partly", "in part": "partly",
}  # fmt: skip
_NOT_KNOWN = frozenset({"unknown", "not known", "dont know", "tbc"})
_CODES = {
    "service": "V401",
    "change": "V402",
    "group": "V403",
    "transition": "V404",
    "enabler": "V405",
    "rung": "V407",
    "mitigation": "V408",
}
_KINDS_IN_WORDS = {
    "service": ("service", "services"),
    "change": ("change", "changes"),
    "group": ("group", "groups"),
    "transition": ("transition", "transitions"),
    "enabler": ("enabler", "enablers"),
    "rung": ("structural change", "rungs"),
    "mitigation": ("kind of mitigation", "mitigations"),
}


@dataclass(frozen=True)
class Matched:
    """A proposal whose words are ids, and the words that are in no rulebook; with any of those it cannot be scored."""

    proposal: Proposal
    mismatches: tuple[Mismatch, ...]


def matched(proposal: Proposal, rulebook: Rulebook) -> Matched:
    """The proposal in the rulebook's words."""
    matching = _Matching(rulebook)
    return Matched(matching.proposal(proposal), tuple(matching.mismatches))


def unknown_words(data: Mapping[str, Any], rulebook: Rulebook) -> tuple[Mismatch, ...]:
    """The words of a proposal that could not be checked as a whole that are in no rulebook."""
    matching = _Matching(rulebook)
    for pattern, kind in _WHERE_WORDS_STAND:
        for path, word in _at(data, pattern):
            if not isinstance(word, str) or not word.strip() or (kind == "service" and folded(word) == UNLISTED):
                continue
            if kind == "change":
                matching.kind_of_change(word, path)
            else:
                matching.id(kind, word, path, of_key=pattern[-1] == _EVERY_KEY)
    return tuple(matching.mismatches)


_EVERY, _EVERY_KEY = "*", "*key"
_OF_A_CHANGE = (
    (("service",), "service"),
    (("change",), "change"),
    (("serves", _EVERY), "service"),
    (("price", "exempt", _EVERY), "group"),
)
_OF_A_GROUP = ((("group",), "group"), (("also", _EVERY), "group"), (("transitions", _EVERY), "transition"))
_OF_A_MITIGATION = ((("kind",), "mitigation"), (("for", _EVERY), "group"), (("changes", _EVERY), "service"))
_OF_A_STRUCTURAL_LINE = ((("change",), "rung"), (("group",), "group"))
_OF_AN_OPTION = tuple(
    ((name, _EVERY, *pattern), kind)
    for name, patterns in (
        ("changes", _OF_A_CHANGE),
        ("mitigations", _OF_A_MITIGATION),
        ("structural", _OF_A_STRUCTURAL_LINE),
    )
    for pattern, kind in patterns
)
_WHERE_WORDS_STAND: tuple[tuple[tuple[str, ...], str], ...] = (
    *_OF_AN_OPTION,
    *((("options", _EVERY, *pattern), kind) for pattern, kind in _OF_AN_OPTION),
    *((("groups", _EVERY, *pattern), kind) for pattern, kind in _OF_A_GROUP),
    (("enablers", _EVERY_KEY), "enabler"),
)


def _at(value: Any, pattern: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The values at the places a pattern describes, as far as the data goes along with it."""
    if not pattern:
        yield path, value
        return
    step, rest = pattern[0], pattern[1:]
    if step == _EVERY_KEY:
        yield from (((*path, key), key) for key in (value if isinstance(value, dict) else ()))
    elif step == _EVERY:
        for number, item in enumerate(value if isinstance(value, list) else ()):
            yield from _at(item, rest, (*path, number))
    elif isinstance(value, dict) and step in value:
        yield from _at(value[step], rest, (*path, step))


@dataclass
class _Matching:
    """One proposal being matched; mismatches are collected on the way."""

    rulebook: Rulebook
    mismatches: list[Mismatch] = field(default_factory=list)

    def proposal(self, given: Proposal) -> Proposal:
        """The proposal with ids of the rulebook in the place of its words."""
        return _with(
            given,
            changes=self._changes(given.changes, ("changes",)),
            groups=tuple(self._group(each, ("groups", at)) for at, each in enumerate(given.groups)),
            enablers=self._enablers(given.enablers),
            structural=self._structural(given.structural, ("structural",)),
            mitigations=self._mitigations(given.mitigations, ("mitigations",)),
            options=tuple(self._option(each, ("options", at)) for at, each in enumerate(given.options)),
            monitoring=tuple(self._monitoring(each) for each in given.monitoring),
        )

    def _option(self, given: Option, path: Path) -> Option:
        return _with(
            given,
            changes=self._changes(given.changes, (*path, "changes")),
            mitigations=self._mitigations(given.mitigations, (*path, "mitigations")),
            structural=self._structural(given.structural, (*path, "structural")),
        )

    def _changes(self, given: tuple[Change, ...], path: Path) -> tuple[Change, ...]:
        return tuple(self._change(each, (*path, at)) for at, each in enumerate(given))

    def _change(self, given: Change, path: Path) -> Change:
        update: dict[str, object] = {
            "service": self._service(given, (*path, "service")),
            "change": self.kind_of_change(given.change, (*path, "change")),
        }
        if given.serves:
            update["serves"] = self._ids("service", given.serves, (*path, "serves"))
        if given.replaced_by:
            # What takes its place may be a service of the rulebook or any words.
            update["replaced_by"] = self.rulebook.resolve("service", given.replaced_by) or given.replaced_by
        if given.price and given.price.exempt:
            exempt = self._ids("group", given.price.exempt, (*path, "price", "exempt"))
            update["price"] = _with(given.price, exempt=exempt)
        return _with(given, **update)

    def _service(self, given: Change, path: Path) -> str:
        if folded(given.service) != UNLISTED:
            return self.id("service", given.service, path)
        if not given.description:
            self._add(path, f"`{UNLISTED}` needs a `description` that says what the service is", "V409")
        return UNLISTED

    def kind_of_change(self, word: str, path: Path) -> str:
        """The id of the change that a word stands for; the word itself, and a mismatch noted, where there is none."""
        if id := self.rulebook.resolve("change", word):
            return id
        if meant := self.rulebook.officers_mean(word):
            said = f"`{word}` does not say what happens; write {_either(dict.fromkeys((*meant, 'unknown')))}"
            self._add(path, said, "V406")
            return word
        return self.id("change", word, path)

    def _group(self, given: AffectedGroup, path: Path) -> AffectedGroup:
        return _with(
            given,
            group=self.id("group", given.group, (*path, "group")),
            also=self._ids("group", given.also, (*path, "also")),
            transitions=self._ids("transition", given.transitions, (*path, "transitions")),
        )

    def _structural(self, given: tuple[Structural, ...], path: Path) -> tuple[Structural, ...]:
        return tuple(
            _with(
                each,
                change=self.id("rung", each.change, (*path, at, "change")),
                group=self.id("group", each.group, (*path, at, "group")),
            )
            for at, each in enumerate(given)
        )

    def _mitigations(self, given: tuple[Mitigation, ...], path: Path) -> tuple[Mitigation, ...]:
        return tuple(self._mitigation(each, (*path, at)) for at, each in enumerate(given))

    def _mitigation(self, given: Mitigation, path: Path) -> Mitigation:
        return _with(
            given,
            kind=self.id("mitigation", given.kind, (*path, "kind")) if given.kind else None,
            groups=self._ids("group", given.groups, (*path, "for")),
            changes=self._ids("service", given.changes, (*path, "changes")),
        )

    def _monitoring(self, given: Monitoring) -> Monitoring:
        # A local measure, or a group in the council's own words, is as good as one of the rulebook's.
        measure = self.rulebook.resolve("measure", given.measure) or given.measure
        group = given.group and (self.rulebook.resolve("group", given.group) or given.group)
        return _with(given, measure=measure, group=group)

    def _enablers(self, given: dict[str, bool | str]) -> dict[str, bool | str]:
        levels: dict[str, bool | str] = {}
        for word, level in given.items():
            path: Path = ("enablers", word)
            id = self.id("enabler", word, path, of_key=True)
            if id in levels:
                self._add(path, f"is given twice: it is another name for `{id}`; keep one", "V410", of_key=True)
            if id not in self.rulebook.enablers or folded(str(level)) in _NOT_KNOWN:
                continue
            levels[id] = self._level(id, level, path)
        return levels

    def _level(self, enabler: str, given: bool | str, path: Path) -> str:  # noqa: FBT001 - the file says yes or no
        known = self.rulebook.enabler(enabler).levels
        word = {True: "yes", False: "no"}[given] if isinstance(given, bool) else folded(given)
        level = word if word in known else _LEVELS.get(word, "")
        if level not in known:
            listed = "yes, no or partly" if "present" in known else ", ".join(known)
            self._add(path, f"`{word}` is not one of {listed}", "P304")
        return level

    def _ids(self, kind: str, words: Iterable[str], path: Path) -> tuple[str, ...]:
        return tuple(self.id(kind, word, (*path, at)) for at, word in enumerate(words))

    def id(self, kind: str, word: str, path: Path, *, of_key: bool = False) -> str:
        """The id a word stands for; the word itself, and a mismatch, where it stands for none."""
        id = self.rulebook.resolve(kind, word)
        if id is None:
            self._add(path, self._not_known(kind, word), _CODES[kind], of_key=of_key)
        return id or word

    def _not_known(self, kind: str, word: str) -> str:
        if kind == "group" and folded(word) in _EVERYONE:
            return f"`{word}` is no group; take the line out: everyone who uses the service is always shown"
        singular, plural = _KINDS_IN_WORDS[kind]
        near = self.rulebook.suggestions(kind, word)
        listed = f"`mhia rulebook list {plural}`"
        if near:
            return f"`{word}` is no {singular}; did you mean {_either(near)}? See {listed}"
        return f"`{word}` is no {singular}; see {listed}{_WITHOUT_A_NEIGHBOUR.get(kind, '')}"

    def _add(self, path: Path, message: str, code: str, *, of_key: bool = False) -> None:
        self.mismatches.append(Mismatch(path, message, code, of_key))


_WITHOUT_A_NEIGHBOUR = {
    "service": f", or write `{UNLISTED}` and a `description`",
    "change": ", or write `unknown` and a `description`",
    "mitigation": ", or leave `kind` out and write an `action`",
}


def _either(words: Iterable[str]) -> str:
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _with(given: R, **words: object) -> R:
    """The record with these fields; the very same one where they are what it has already, as they mostly are."""
    new = {name: value for name, value in words.items() if getattr(given, name) != value}
    return given.model_copy(update=new) if new else given
