"""What a cell says, as the value of a field: a number, words, groups, a saving turned into a change in spending."""

import re
from datetime import date, datetime
from typing import Any

from mhia.sheets.columns import Kind

_FIGURE = r"\d{1,3}(?:\s\d{3})+|\d[\d.,]*"
_GROUP = re.compile(
    rf"""
    (?P<group> .*? [^\s:]) (?<!\bover) (?<!\bunder) (?<!\baged) (?<!\bthan)
    (?: \s*:\s* | \s+ )
    (?P<number> (?:{_FIGURE}) \s*%? (?: \s*[-–]\s* (?:{_FIGURE}) )? \s*%? )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A group, then how many or what share of the users; the figure after `over` belongs to the name."""


def value_of(cell: Any, kind: Kind) -> Any:
    """The value in a cell of a column of that kind."""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if kind == "value":
        return _number_or_text(cell)
    if kind == "saving":
        return _turned_round(_number_or_text(cell))
    text = str(cell).strip()
    if kind == "words":
        return [part.strip() for part in text.split(";") if part.strip()]
    return [_group(part.strip()) for part in text.split(";") if part.strip()] if kind == "groups" else text


def _number_or_text(cell: Any) -> Any:
    """A whole number typed as text (all of a CSV is) as a number; anything else as the fields read it themselves."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else text


def _turned_round(saving: Any) -> Any:
    """A saving as a change in spending."""
    if isinstance(saving, (int, float)) and not isinstance(saving, bool):
        return -saving
    text = str(saving).strip()
    if re.match(r"^[-−(]", text):
        return text.strip("-−() ")
    parts = re.split(r"\s*(?:-|–|\bto\b)\s*", text)
    return " to ".join(f"-{part}" for part in reversed(parts))


def _group(text: str) -> dict[str, Any]:
    """`carers`, `disabled_people 20%` or `older_living_alone: 900`."""
    match = _GROUP.fullmatch(text)
    if match is None:
        return {"group": text.rstrip(": ")}
    number = match["number"].strip()
    return {"group": match["group"].strip(), "share" if number.endswith("%") else "people": number}
