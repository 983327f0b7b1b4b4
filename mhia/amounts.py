"""The ways people write numbers in a council paper: `40%`, `£360,000`, `-360k`, `200-400`, `2024-06`."""

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite

from mhia.quantity import Triple, exactly

_NUMBER = r"[-+\u2212]?\s*£?\s*[-+\u2212]?\s*(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?"
_UNIT = r"\s*(?:%|per\s?cent|k|thousand|m|million|bn|billion)?"
_SINGLE = re.compile(rf"^\s*(?P<number>{_NUMBER})(?P<unit>{_UNIT})\s*$", re.IGNORECASE)
_SPAN = re.compile(
    rf"^\s*(?P<low>{_NUMBER})(?P<low_unit>{_UNIT})\s*(?:-|\u2013|\u2014|\bto\b)\s*(?P<high>{_NUMBER})(?P<high_unit>{_UNIT})\s*$",
    re.IGNORECASE,
)
_SCALE = {"": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_PERCENT = {"%", "per cent", "percent"}
_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_ENDS_OF_A_RANGE = {"low", "typical", "high"}


def amount(value: object) -> Triple:
    """A number of anything, as written: a plain number, money (`£1.2m`, `-360k`), or a range (`200-400`).

    Raises ValueError, in words for the person who wrote it.
    """
    triple, percent = _read(value)
    if percent:
        raise ValueError("is a percentage; give a plain number here")
    return triple


def count(value: object) -> Triple:
    """A number of people, places or things, 0 or more."""
    triple = amount(value)
    if triple.low < 0:
        raise ValueError("cannot be less than 0")
    return triple


def share(value: object) -> Triple:
    """A share from 0 to 1, written `40%`, `0.4` or `30-50%`."""
    triple, percent = _read(value)
    if percent:
        triple = triple.times(0.01)
    if triple.low < 0:
        raise ValueError("cannot be less than 0%")
    if triple.high > 1:
        hint = "" if percent else f"; write {triple.high:g}% if you mean per cent"
        raise ValueError(f"is more than 1, which is 100%{hint}")
    return triple


def proportion(value: object) -> Triple:
    """A proportion that may be above 1 (a price that doubles), written `40%` or `0.4`."""
    triple, percent = _read(value)
    if triple.low < 0:
        raise ValueError("cannot be less than 0%")
    return triple.times(0.01) if percent else triple


def partial_date(value: object) -> str:
    """A year, a month or a day that exists, as ISO text: `2024`, `2024-06` or `2024-06-01`."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError("has to be a date such as 2024, 2024-06 or 2024-06-01")
    text = str(value).strip()
    match = _DATE.match(text)
    if not match:
        raise ValueError(f"{text!r} is not a date; write 2024, 2024-06 or 2024-06-01")
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(f"{text} does not exist in the calendar; check the month and the day") from None
    return text


def _read(value: object) -> tuple[Triple, bool]:
    """The number with its range, and whether it was written as a percentage."""
    if isinstance(value, Triple):
        return value, False
    if isinstance(value, bool):
        raise ValueError("has to be a number, not yes or no")  # noqa: TRY004 - pydantic reports ValueError
    if isinstance(value, (int, float)):
        if not isfinite(value):
            raise ValueError("has to be a number; leave the line out if it is not known")
        return exactly(float(value)), False
    if isinstance(value, Mapping):
        return _from_mapping(value)
    if not isinstance(value, str):
        raise ValueError("has to be a number")  # noqa: TRY004 - pydantic reports ValueError
    return _from_text(value)


def _from_mapping(value: Mapping[object, object]) -> tuple[Triple, bool]:
    if set(value) != _ENDS_OF_A_RANGE:
        raise ValueError("has to be a number, or a range with low, typical and high")
    read = {str(key): _read(item) for key, item in value.items()}
    low, typical, high = (read[key][0].typical for key in ("low", "typical", "high"))
    return _ordered(low, typical, high), any(percent for _, percent in read.values())


def _from_text(text: str) -> tuple[Triple, bool]:
    single = _SINGLE.match(text)
    if single and any(character.isdigit() for character in text):
        value, percent = _number(single["number"], single["unit"])
        return exactly(value), percent
    span = _SPAN.match(text)
    if not span or not _has_digit(span["low"]) or not _has_digit(span["high"]):
        raise ValueError(f"{text!r} is not a number; write 1200, 40%, £360,000, 360k or a range such as 200-400")
    high, percent = _number(span["high"], span["high_unit"])
    low, _ = _number(span["low"], span["low_unit"] or span["high_unit"])
    return _ordered(low, (low + high) / 2, high), percent


def _number(digits: str, unit: str) -> tuple[float, bool]:
    plain = re.sub(r"[£,\s]", "", digits).replace("\u2212", "-")
    unit = unit.strip().lower()
    value = float(plain)
    if not isfinite(value):
        raise ValueError("is too large to be a number")
    if unit in _PERCENT:
        return value, True
    return value * _SCALE[unit], False


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _ordered(low: float, typical: float, high: float) -> Triple:
    if not low <= typical <= high:
        raise ValueError(f"is a range that runs backwards: {low:g} is more than {high:g}")
    return Triple(low, typical, high)
