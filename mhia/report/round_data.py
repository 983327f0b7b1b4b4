"""The record of a round as JSON: everything else about it can be made again from it."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from mhia.errors import FileError, Problem
from mhia.round import SCHEMA, Round

_DIGITS = 6


def round_record(round_: Round) -> bytes:
    """The round as JSON in UTF-8, fields in the order of the record, numbers to six figures; a proposal a line."""
    plain = _plain(round_)
    entries = ",\n".join(_line(entry) for entry in plain["entries"])
    rest = {name: value for name, value in plain.items() if name != "entries"}
    head = json.dumps(rest, ensure_ascii=False, indent=1, allow_nan=False).removesuffix("\n}")
    return f'{head},\n "entries": [\n{entries}\n ]\n}}\n'.encode()


def read_round(data: bytes, name: str = "") -> Round:
    """The round in a record; FileError where it is not one, or one of another version."""
    # Only here, because writing needs no pydantic.
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415

    try:
        document = json.loads(data)
    except (UnicodeDecodeError, ValueError):
        raise FileError(Problem(name, message="is not JSON; give the round.json that `mhia batch` wrote")) from None
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        said = f"it says {schema!r}" if schema else "it says nothing of the kind"
        raise FileError(Problem(name, message=f"is not a round that this version reads ({SCHEMA}); {said}"))
    try:
        return TypeAdapter(Round).validate_python(document)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise FileError(Problem(name, field=place, message="is damaged: run the batch again")) from None


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") or 0.0
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a record")
