"""Rulebook entries from JSON that was checked before, without validation: a run builds only what it needs, and fast."""

import dataclasses
import types
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Convert = Callable[[Any], Any]


def built(record: type[T], raw: dict[str, Any]) -> T:
    """The record whose fields are given as plain JSON values; lists become tuples, mappings nested records."""
    converters = _converters(cast("Any", record))
    return record(**{name: converters[name](value) for name, value in raw.items()})


@cache
def _converters(record: Any) -> dict[str, _Convert]:
    hints = get_type_hints(record)
    return {field.name: _converter(hints[field.name]) for field in dataclasses.fields(record)}


def _converter(shape: Any) -> _Convert:
    """How a JSON value becomes a value of a type."""
    origin, inside = get_origin(shape), get_args(shape)
    if dataclasses.is_dataclass(shape):
        return lambda raw: built(cast("type[Any]", shape), raw)
    if shape is float:
        return float
    if origin in (Union, types.UnionType):
        return _optional(_converter(next(part for part in inside if part is not type(None))))
    if origin is tuple:
        return _tuple(_converter(inside[0]))
    if origin is dict:
        return _mapping(_converter(inside[1]))
    return _as_it_is


def _as_it_is(raw: Any) -> Any:
    return raw


def _optional(convert: _Convert) -> _Convert:
    return lambda raw: None if raw is None else convert(raw)


def _tuple(convert: _Convert) -> _Convert:
    if convert is _as_it_is:
        return tuple
    return lambda raw: tuple(convert(item) for item in raw)


def _mapping(convert: _Convert) -> _Convert:
    if convert is _as_it_is:
        return _as_it_is
    return lambda raw: {key: convert(item) for key, item in raw.items()}
