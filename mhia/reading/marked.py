"""A YAML file as plain values that remember their line and column.

Two passes over the same parser's events. The first builds the values and nothing else, in half the time of PyYAML's own
loader; it gives up at anything unusual. The second, `placed`, is only run when a place is asked for or something is
wrong: it notes where everything stands and says every fault. `tests/test_reading.py` holds the two to the same values.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from yaml.error import YAMLError
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from mhia.errors import FileError, Problem, in_order
from mhia.reading.parsing import Parser
from mhia.reading.placed import DEEPEST, Path, Placed, placed
from mhia.reading.scalars import ESCAPED, Scalar, scalar


@dataclass(frozen=True)
class Document:
    """The values of one file (mappings, lists, text, numbers, yes/no, None), and where each stands."""

    name: str
    data: dict[str, Any]
    text: str = field(repr=False)

    @cached_property
    def _places(self) -> Placed:
        return placed(self.text)

    def place(self, path: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of a value, or of its key; of what holds it where it is not in the file."""
        return self._places.place(path, of_key=of_key)

    def problem(self, path: Path, message: str, code: str, *, of_key: bool = False) -> Problem:
        """A problem with the value (or the key) at a path, at its place in this file."""
        line, column = self.place(path, of_key=of_key)
        return Problem(self.name, line, column, in_words(path), message, code)


def document(text: str, name: str) -> Document:
    """The document in a text; FileError with every fault of its YAML at its line and column."""
    read, faults = document_and_faults(text, name)
    if read is None or faults:
        raise FileError(*faults)
    return read


def document_and_faults(text: str, name: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in a text as far as it can be made out, and every fault of its YAML.

    None where it cannot: the syntax is broken, or there is no mapping at the top. A value at fault is None.
    """
    try:
        return Document(name, _values(text), text), ()
    except (_Unusual, YAMLError, ValueError):
        found = placed(text)
    faults = in_order(
        Problem(name, fault.line, fault.column, in_words(fault.path), fault.message, fault.code)
        for fault in found.faults
    )
    return (Document(name, found.value, text) if found.whole else None), faults


def in_words(path: Path) -> str:
    """A path as a person writes it: `groups[0].people`."""
    words = ""
    for number, part in enumerate(path):
        if number > _DEEPEST_IN_WORDS:
            return f"{words} …"
        if isinstance(part, int):
            words += f"[{part}]"
        else:
            words += f".{part}" if words else part
    return words


_DEEPEST_IN_WORDS = 9
_UNUSUAL_KEYS = frozenset({"<<", ""})


class _Unusual(Exception):  # noqa: N818 - not an error: it hands the text to the careful pass
    """Something that the quick pass leaves to the careful one."""


def _values(text: str) -> dict[str, Any]:
    """The values, or _Unusual at the first thing that could be a fault."""
    next_event = Parser(text).get_event
    next_event()
    if next_event().__class__ is not DocumentStartEvent:
        raise _Unusual
    top = _value(next_event(), next_event, 0)
    if next_event().__class__ is not DocumentEndEvent or next_event().__class__ is not StreamEndEvent:
        raise _Unusual
    if top.__class__ is not dict or not top:
        raise _Unusual
    values: dict[str, Any] = top
    return values


def _value(event: Any, next_event: Callable[[], Any], depth: int) -> Any:
    """The value that begins with an event; `depth` is how many mappings and lists it stands in."""
    kind = event.__class__
    if kind is ScalarEvent:
        return _scalar(event)
    if kind is MappingStartEvent or kind is SequenceStartEvent:
        if event.anchor is not None or event.tag is not None or depth >= DEEPEST:
            raise _Unusual
        return (_mapping if kind is MappingStartEvent else _list)(next_event, depth + 1)
    raise _Unusual


def _scalar(event: Any) -> Scalar:
    if event.anchor is not None or event.tag is not None:
        raise _Unusual
    text: str = event.value
    if event.implicit[0]:
        return scalar(text)
    if event.style == '"' and ESCAPED.search(text):
        raise _Unusual
    return text


def _mapping(next_event: Callable[[], Any], depth: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    while (event := next_event()).__class__ is ScalarEvent:
        key = event.value
        if event.anchor is not None or event.tag is not None or key in values or key in _UNUSUAL_KEYS:
            raise _Unusual
        values[key] = _value(next_event(), next_event, depth)
    if event.__class__ is not MappingEndEvent:
        raise _Unusual
    return values


def _list(next_event: Callable[[], Any], depth: int) -> list[Any]:
    values: list[Any] = []
    while (event := next_event()).__class__ is not SequenceEndEvent:
        values.append(_value(event, next_event, depth))
    return values
