"""The record of an assessment as JSON: everything else can be made again from it.

Many contributions are made of the same numbers, so each number stands once, under `factors`, and a contribution gives
their places in that list.
"""

import json
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any

from mhia.assessment import Assessment, Factor
from mhia.errors import FileError, Problem

SCHEMA = "mhia/assessment/1"
_DIGITS = 6
_FACTORS = "factors"
_MADE_OF = ("effect_factors", "share_factors")


def record(assessment: Assessment) -> bytes:
    """The assessment as JSON in UTF-8: fields in the order of the record, numbers to six figures."""
    factors: dict[Factor, int] = {}
    plain = _plain(assessment, factors)
    plain[_FACTORS] = [_fields(factor, factors) for factor in list(factors)]
    parts = (f"{_json(name)}: {_by_line(value)}" for name, value in plain.items())
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def read_assessment(data: bytes, name: str = "") -> Assessment:
    """The assessment in a record; FileError where it is not one, or one of another version."""
    # Only here, because writing needs no pydantic.
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415

    try:
        document = json.loads(data)
    except (UnicodeDecodeError, ValueError):
        raise FileError(Problem(name, message="is not JSON; give an assessment that mhia wrote")) from None
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        message = (
            f"is not an assessment this version reads ({SCHEMA}); it says {schema!r}"
            if schema
            else f"is not an assessment ({SCHEMA})"
        )
        raise FileError(Problem(name, message=message))
    try:
        whole = _with_factors(document, document.pop(_FACTORS, []))
        return TypeAdapter(Assessment).validate_python(whole)
    except (IndexError, TypeError):
        raise FileError(Problem(name, field=_FACTORS, message="is damaged: assess the proposal again")) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FileError(Problem(name, field=place, message="is damaged: assess the proposal again")) from None


def _by_line(value: Any) -> str:
    """A part of the record, each entry of a list on a line of its own, so that a difference shows where it is."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f" {_json(item)}" for item in value) + "\n]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _plain(value: Any, factors: dict[Factor, int]) -> Any:
    """The value as JSON can hold it; a factor becomes its place among the factors."""
    kind: Any = type(value)
    if isinstance(value, float):
        return _rounded(value)
    if value is None or kind in {str, int, bool}:
        return value
    if kind in {tuple, list}:
        return [_plain(item, factors) for item in value]
    if kind is dict:
        return {str(key): _plain(item, factors) for key, item in value.items()}
    if kind is Factor:
        return factors.setdefault(value, len(factors))
    return _fields(value, factors)


def _fields(value: Any, factors: dict[Factor, int]) -> dict[str, Any]:
    kind: Any = type(value)
    return {name: _plain(getattr(value, name), factors) for name in _names(kind)}


def _with_factors(value: Any, factors: list[Any]) -> Any:
    """The record with each factor in its place again."""
    if isinstance(value, list):
        return [_with_factors(item, factors) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: [factors[place] for place in item] if name in _MADE_OF else _with_factors(item, factors)
        for name, item in value.items()
    }


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass; TypeError for anything else, which has no place in a record."""
    return tuple(field.name for field in fields(kind))


# The same numbers stand in every option of a proposal.
@lru_cache(maxsize=65_536)
def _rounded(value: float) -> float:
    rounded = float(f"{value:.{_DIGITS}g}")
    return rounded or 0.0
