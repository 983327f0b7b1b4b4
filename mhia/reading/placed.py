"""Where everything stands in a YAML text, and every fault of its YAML: the careful pass.

The values are those of the quick pass in `marked`. Faults are collected as long as the parser can go on; after a fault
of syntax it cannot, so that one comes last.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from yaml.error import Mark, MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from mhia.reading.parsing import Parser
from mhia.reading.scalars import ESCAPED, scalar
from mhia.reading.syntax import explained, tab_or

Path = tuple[str | int, ...]
"""The keys and list positions that lead to a value: ("groups", 0, "people")."""

DEEPEST = 30
"""How deep lists and mappings may be nested: no proposal needs a third of it, and deeper is a mistake or an attack."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the YAML itself; line and column count from 1."""

    line: int
    column: int
    path: Path
    message: str
    code: str


@dataclass
class Placed:
    """The values of a text, the place of every key and value, and every fault."""

    value: Any = None
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """The place of each key, or of each item of a list."""
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    whole: bool = False
    """Whether it was read to its end and is a mapping."""

    def place(self, path: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Line and column of a value or its key; of the nearest thing that holds it where it is not there itself."""
        if path in self.values:
            return self.keys.get(path, self.values[path]) if of_key else self.values[path]
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys.get(path) or self.values.get(path, (1, 1))


def placed(text: str) -> Placed:
    """The careful reading of a text. It raises nothing: what is wrong is among the faults."""
    found = Placed()
    try:
        _Walk(text, found).document()
    except _StopError:
        pass
    except MarkedYAMLError as error:
        line, column, message, code = tab_or(text, error, explained(text, error))
        found.faults.append(Fault(line, column, (), message, code))
    except YAMLError:
        found.faults.append(Fault(1, 1, (), "is not YAML; open it in a plain text editor and check it", "Y201"))
    return found


class _StopError(Exception):
    """Nothing after this can be made sense of."""


class _Walk:
    """One walk over the events of a text."""

    def __init__(self, text: str, found: Placed) -> None:
        self._next = Parser(text).get_event
        self._found = found
        self._path: list[str | int] = []
        self._aliases: set[str | None] = set()

    def document(self) -> None:
        """Read the one document there should be."""
        self._next()
        event = self._next()
        if not isinstance(event, DocumentStartEvent):
            self._stop(event, "has nothing in it; `mhia new` writes a file to start from", "F105")
        event = self._next()
        if isinstance(event, ScalarEvent) and event.value == "" and event.tag is None and event.anchor is None:
            self._stop(event, "has nothing in it; `mhia new` writes a file to start from", "F105")
        self._found.value = self._value(event)
        if not isinstance(event, MappingStartEvent):
            what = "a list" if isinstance(event, CollectionStartEvent) else "text"
            self._stop(event, f"is {what} at the top; begin with lines such as `title: …`", "Y212")
        while not isinstance(event, DocumentEndEvent):
            event = self._next()
        event = self._next()
        if not isinstance(event, StreamEndEvent):
            self._stop(event, "a second document begins here; keep one to a file, without `---` between", "Y211")
        self._found.whole = True

    def _value(self, event: Any) -> Any:
        path = tuple(self._path)
        self._found.values[path] = _place(event.start_mark)
        if isinstance(event, AliasEvent):
            return self._repeat(event)
        if event.anchor is not None:
            self._fault(
                event, f"`&{event.anchor}` names a part to repeat; leave it out, and write repeats in full", "Y207"
            )
        if event.tag is not None:
            self._fault(event, f"`{_tag(event)}` is a YAML tag; leave it out, or quote the text", "Y208")
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if len(self._path) >= DEEPEST:
            self._stop(event, f"is nested more than {DEEPEST} deep; check the brackets and the indentation", "Y213")
        return self._mapping() if isinstance(event, MappingStartEvent) else self._list()

    def _repeat(self, event: AliasEvent) -> None:
        """Say once of each alias that it cannot be: there may be thousands."""
        if event.anchor not in self._aliases:
            self._aliases.add(event.anchor)
            self._fault(event, f"`*{event.anchor}` repeats another part; write it out in full", "Y207")

    def _scalar(self, event: ScalarEvent) -> Any:
        if not event.implicit[0]:
            if event.style == '"' and ESCAPED.search(event.value):
                self._fault(event, "a backslash makes an invisible character here; use single quotes instead", "Y218")
            return event.value
        try:
            return scalar(event.value)
        except ValueError:
            message = f"`{event.value}` is not a number; leave the line out if it is not known"
            return self._fault(event, message, "Y214")

    def _list(self) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            with self._inside(len(items)):
                self._found.keys[tuple(self._path)] = _place(event.start_mark)
                items.append(self._value(event))
        return items

    def _mapping(self) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event, entries)
            with self._inside(key):
                path = tuple(self._path)
                self._found.keys[path] = _place(event.start_mark)
                entries[key] = self._value(self._next())
        return entries

    def _key(self, event: Any, entries: dict[str, Any]) -> str:
        """The key an event stands for, always text; a stand-in where it cannot be one, so that the rest is read."""
        if not isinstance(event, ScalarEvent):
            with self._inside("?"):
                self._value(event)
            what = {AliasEvent: "an alias", MappingStartEvent: "a mapping in brackets { }"}.get(
                type(event), "a list in brackets [ ]"
            )
            self._fault(event, f"a key has to be a word, not {what}; put quotes round it if it is text", "Y210")
            return "?"
        key: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._fault(event, "a key has to be a plain word, without `&` or `!`", "Y207" if event.anchor else "Y208")
        if key == "<<" and event.implicit[0]:
            self._fault(event, "`<<` copies another part; write it out in full", "Y209")
        elif key == "" and event.implicit[0]:
            self._fault(event, "there is a colon with no key before it; give it one, or quote the text", "Y217")
        elif key in entries:
            with self._inside(key):
                first = self._found.keys[tuple(self._path)][0]
                self._fault(event, f"is given twice, first on line {first}; keep one of the two", "Y206")
        return key

    @contextmanager
    def _inside(self, step: str | int) -> Iterator[None]:
        self._path.append(step)
        try:
            yield
        finally:
            self._path.pop()

    def _fault(self, event: Any, message: str, code: str) -> None:
        line, column = _place(event.start_mark)
        self._found.faults.append(Fault(line, column, tuple(self._path), message, code))

    def _stop(self, event: Any, message: str, code: str) -> None:
        self._fault(event, message, code)
        raise _StopError


def _tag(event: Any) -> str:
    """A tag as it is written in the file."""
    return str(event.tag).replace("tag:yaml.org,2002:", "!!")


def _place(mark: Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1
