"""A checked record from a document, or every fault in it in the words of the person who wrote it.

Pydantic finds the faults; none of its own wording is shown.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mhia.errors import FileError, Problem, in_order
from mhia.reading.placed import Path
from mhia.reading.shapes import fields_of, keys_of, shape_at
from mhia.reading.wording import UNKNOWN_KEY, not_a_choice, not_a_field, worded

R = TypeVar("R", bound=BaseModel)


class Places(Protocol):
    """What knows where each value stands."""

    def problem(self, path: Path, message: str, code: str, *, of_key: bool = False) -> Problem:
        """A problem with the value (or the key) at a path, at its place."""


class Placeable(Places, Protocol):
    """Values that know where each of them stands: a YAML document, or a row of a sheet."""

    @property
    def data(self) -> dict[str, Any]:
        """The values."""


def checked(model: type[R], document: Placeable) -> R:
    """The record a document holds; FileError with every fault at its place.

    A key with nothing behind it (`summary:`) is a key left out, wherever the key may be left out.
    """
    data: Any = document.data
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
    blanks = _blanks(model, details)
    if blanks:
        data = _without(data, blanks)
        try:
            return model.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
    raise FileError(*in_order(problems(model, data, details, document)))


def problems(model: Any, data: Any, details: Iterable[ErrorDetails], places: Places) -> list[Problem]:
    """Each fault pydantic found, said once, at its place in the document."""
    found: dict[Path, Problem] = {}
    for detail in sorted(details, key=lambda each: each["type"] == "too_short"):
        path = _path_in(data, detail)
        if path in found or (detail["type"] == "too_short" and any(other[: len(path)] == path for other in found)):
            # The branches of `yes, no or words` each complain of the same value; a list whose items are all refused is
            # not also too short.
            continue
        if detail["loc"][-1:] == ("[key]",):
            said = not_a_choice(str(path[-1]), keys_of(shape_at(model, path[:-1])))
        elif detail["type"] in UNKNOWN_KEY:
            said = not_a_field(str(path[-1]), fields_of(shape_at(model, path[:-1])), _given(data, path[:-1]))
        else:
            field = fields_of(shape_at(model, path[:-1])).get(str(path[-1])) if path else None
            said = worded(detail, shape_at(model, path), required=field is not None and field.required)
        found[path] = places.problem(path, said.message, said.code, of_key=said.of_key)
    return list(found.values())


def _path_in(data: Any, detail: ErrorDetails) -> Path:
    """The part of pydantic's location that is in the data: it names branches of unions, too."""
    path: list[str | int] = []
    here: Any = data
    for part in detail["loc"]:
        known = range(len(here)) if isinstance(here, list) else here if isinstance(here, Mapping) else ()
        if part in known:
            here = here[part]
            path.append(part)
    # What is missing is not in the data, but it has a place all the same.
    return (*path, detail["loc"][-1]) if detail["type"] in _ABSENT else tuple(path)


_ABSENT = frozenset({"missing"})


def _given(data: Any, path: Path) -> frozenset[str]:
    """The keys written beside one, which can therefore not be what it was meant to be."""
    for part in path:
        data = data[part]
    return frozenset(data) if isinstance(data, Mapping) else frozenset()


def _blanks(model: Any, details: Iterable[ErrorDetails]) -> list[Path]:
    """The places of keys with nothing behind them that might as well be left out."""
    return [
        tuple(detail["loc"])
        for detail in details
        if detail["input"] is None
        and detail["type"] not in UNKNOWN_KEY
        and detail["type"] not in _ABSENT
        and detail["loc"]
        and (field := fields_of(shape_at(model, tuple(detail["loc"][:-1]))).get(str(detail["loc"][-1])))
        and not field.required
    ]


def _without(data: Any, paths: Iterable[Path]) -> Any:
    """The data without the entries at some places; what is given is left as it is."""
    drop = set(paths)

    def kept(value: Any, path: Path) -> Any:
        """The value at a path without what is dropped inside it."""
        if isinstance(value, dict):
            return {key: kept(item, (*path, key)) for key, item in value.items() if (*path, key) not in drop}
        if isinstance(value, list):
            return [kept(item, (*path, number)) for number, item in enumerate(value)]
        return value

    return kept(data, ())
