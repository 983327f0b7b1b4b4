"""The ways people write numbers in a council paper: `40%`, `£360,000`, `-360k`, `(360k)`, `200-400`, `2024-06`."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from math import isfinite

from mhia.quantity import Triple, exactly

# ASCII digits only: what looks like a digit in another script would not be read back from a report.
_NUMBER = r"(?:[-+\u2212]?\s*£?|£\s*[-+\u2212])\s*(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_UNIT = r"\s*(?:%|per\s?cent|k|thousand|m|million|bn|billion)?"
_SINGLE = re.compile(rf"\s*(?P<number>{_NUMBER})(?P<unit>{_UNIT})\s*", re.IGNORECASE | re.ASCII)
_SPAN = re.compile(
    rf"\s*(?P<low>{_NUMBER})(?P<low_unit>{_UNIT})\s*(?:-|\u2013|\u2014|\bto\b)\s*(?P<high>{_NUMBER})(?P<high_unit>{_UNIT})\s*",
    re.IGNORECASE | re.ASCII,
)
_IN_BRACKETS = re.compile(r"\s*\(([^()-]*)\)\s*")
"""A negative amount as accounts write it: (360,000)."""
_SCALE = {"": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_PERCENT = {"%", "per cent", "percent"}
_LARGEST = 1e15
"""Beyond any budget or population on Earth: a slip of the finger."""
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_FINANCIAL_YEAR = re.compile(r"([0-9]{4})[/-](?:[0-9]{2}|[0-9]{4})")
_ENDS_OF_A_RANGE = {"low", "typical", "high"}


class MisreadError(ValueError):
    """Why something cannot be read, in words for the person who wrote it, and a code that `mhia explain` knows."""

    def __init__(self, message: str, code: str) -> None:
        """Keep the code beside the message."""
        super().__init__(message)
        self.code = code


def amount(value: object) -> Triple:
    """A number of anything, as written: a plain number, money (`£1.2m`, `-360k`), or a range (`200-400`).

    Raises MisreadError (a ValueError), in words for the person who wrote it.
    """
    triple, percent = _read(value)
    if percent:
        raise MisreadError("is a percentage; give a plain number here", "P305")
    return triple


def count(value: object) -> Triple:
    """A number of people, places or things, 0 or more."""
    triple = amount(value)
    if triple.low < 0:
        raise MisreadError("cannot be less than 0", "P309")
    return triple


def share(value: object) -> Triple:
    """A share from 0 to 1, written `40%`, `0.4` or `30-50%`."""
    triple, percent = _read(value)
    written = triple.high
    if percent:
        triple = _from_percent(triple)
    if triple.low < 0:
        raise MisreadError("cannot be less than 0%", "P309")
    if triple.high > 1:
        hint = f"; write {written:g}% if you mean per cent" if not percent and 2 <= written <= 100 else ""  # noqa: PLR2004
        raise MisreadError(f"is more than 1, which is 100%{hint}", "P310")
    return triple


def proportion(value: object) -> Triple:
    """A proportion that may be above 1 (a price that doubles), written `40%` or `0.4`."""
    triple, percent = _read(value)
    if triple.low < 0:
        raise MisreadError("cannot be less than 0%", "P309")
    return _from_percent(triple) if percent else triple


def partial_date(value: object) -> str:
    """A year, a month or a day that exists, as ISO text: `2024`, `2024-06` or `2024-06-01`."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise MisreadError("has to be a date such as 2024, 2024-06 or 2024-06-01", "P308")
    return _date(str(value).strip())


@lru_cache(maxsize=1024)  # a round says the same few again and again
def _date(text: str) -> str:
    match = _DATE.fullmatch(text)
    if not match:
        raise MisreadError(f"`{_short(text)}` is not a date; {_meant(text)}", "P308")
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        meant = _meant(text) if _FINANCIAL_YEAR.fullmatch(text) else "check the month and the day"
        raise MisreadError(f"{text} is not in the calendar; {meant}", "P308") from None
    return text


def _meant(text: str) -> str:
    """What to write instead of something that is not a date."""
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
        return f"write {year}-{int(month):02}-{int(day):02} if that is the day"
    if match := _FINANCIAL_YEAR.fullmatch(text):
        return f"for a financial year write its first month, {match[1]}-04"
    return "write 2024, 2024-06 or 2024-06-01"


def _read(value: object) -> tuple[Triple, bool]:
    """The number with its range, and whether it was written as a percentage."""
    if isinstance(value, Triple):
        return value, False
    if isinstance(value, bool):
        raise MisreadError("has to be a number, not yes or no", "P305")
    if isinstance(value, (int, float)):
        return exactly(_sized(value)), False
    if isinstance(value, Mapping):
        return _from_mapping(value)
    if value is None:
        raise MisreadError("is empty; fill it in, or take the line out", "P303")
    if not isinstance(value, str):
        raise MisreadError("has to be a number", "P305")
    return _from_text(value)


def _from_mapping(value: Mapping[object, object]) -> tuple[Triple, bool]:
    if set(value) != _ENDS_OF_A_RANGE:
        raise MisreadError("has to be a number, or a range with low, typical and high", "P305")
    read = [_read(value[key]) for key in ("low", "typical", "high")]
    if any(not triple.certain for triple, _ in read):
        raise MisreadError("has a range inside a range; give one number each for low, typical and high", "P305")
    percents = {percent for triple, percent in read if triple.typical}
    if len(percents) > 1:
        raise MisreadError("has per cent in one part and not in another; write all three alike", "P305")
    low, typical, high = (triple.typical for triple, _ in read)
    return _ordered(low, typical, high), any(percents)


@lru_cache(maxsize=1024)  # a round says the same few again and again
def _from_text(text: str) -> tuple[Triple, bool]:
    bracketed = _IN_BRACKETS.fullmatch(text)
    if bracketed and _has_digit(bracketed[1]):
        triple, percent = _from_text(bracketed[1])
        return Triple(-triple.high, -triple.typical, -triple.low), percent
    single = _SINGLE.fullmatch(text)
    if single and _has_digit(single["number"]):
        value, percent = _number(single["number"], single["unit"])
        return exactly(value), percent
    span = _SPAN.fullmatch(text)
    if not span or not _has_digit(span["low"]) or not _has_digit(span["high"]):
        wrong = f"`{_short(text)}` is not a number" if text.strip() else "is empty"
        raise MisreadError(f"{wrong}; write 1200, 40%, £360,000, 360k or a range such as 200-400", "P305")
    high, percent = _number(span["high"], span["high_unit"])
    # The unit is often said once, at the end: 30-50%, 300-400k.
    low, low_percent = _number(span["low"], span["low_unit"].strip() or span["high_unit"])
    if percent != low_percent:
        raise MisreadError("has per cent at one end and not at the other; write both ends alike", "P305")
    if low > high:
        raise MisreadError(f"is a range that runs backwards: {low:g} comes before {high:g}", "P311")
    return Triple(low, (low + high) / 2, high), percent


def _number(digits: str, unit: str) -> tuple[float, bool]:
    value = float(re.sub(r"[£,\s]", "", digits).replace("\u2212", "-"))
    unit = " ".join(unit.lower().split())
    if unit in _PERCENT:
        return _sized(value), True
    return _sized(value * _SCALE[unit]), False


def _sized(value: float) -> float:
    """A number as a float, unless it is infinite, not a number or beyond all reason."""
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise MisreadError("is too large; check the number of digits", "P305")
        return float(value)
    if value != value:  # noqa: PLR0124 - only what is not a number differs from itself
        raise MisreadError("has to be a number; leave the line out if it is not known", "P305")
    if not isfinite(value) or abs(value) > _LARGEST:
        raise MisreadError("is too large; check the number of digits", "P305")
    return value + 0.0  # a negative zero becomes zero


def _from_percent(triple: Triple) -> Triple:
    # Division gives the nearest number to what was written (35% is 0.35); multiplication by 0.01 does not.
    return Triple(triple.low / 100, triple.typical / 100, triple.high / 100)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _short(text: str, most: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _ordered(low: float, typical: float, high: float) -> Triple:
    if not low <= typical <= high:
        first, second = (low, typical) if low > typical else (typical, high)
        raise MisreadError(f"is a range that runs backwards: {first:g} comes before {second:g}", "P311")
    return Triple(low, typical, high)


def months(text: str) -> float:
    """A date of `partial_date` as months since year 0; a year alone is its January, a month alone its first day."""
    year, month, day = (int(part) for part in (text + "-01-01").split("-")[:3])
    return year * 12 + (month - 1) + (day - 1) / 31
