"""An entry taken apart: every value in it by its path, rows of a list by what they are about."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

_NAMES_A_ROW = ("group", "rung", "measure", "id", "field", "service")
"""Fields that say what a row of a list is about, first come first."""


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path, `susceptible.older_people.multiplier`; a list of plain values is one value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name), _under(path, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, _under(path, str(key)))
    elif isinstance(value, tuple | list) and any(_has_parts(item) for item in value):
        for number, item in enumerate(value):
            yield from leaves(item, _under(path, _row_name(item) or str(number)))
    else:
        yield path, value


def _has_parts(value: Any) -> bool:
    return dataclasses.is_dataclass(value) or isinstance(value, Mapping)


def _row_name(row: Any) -> str:
    for name in _NAMES_A_ROW:
        found = row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
        if isinstance(found, str) and found:
            return found
    return ""


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
