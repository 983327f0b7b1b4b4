"""What to say about a value that does not fit, in plain words."""

import types
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin

from pydantic_core import ErrorDetails

from mhia.reading.shapes import bare, choices_of, fields_of

UNKNOWN_KEY = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
FEW = 8
"""So many words still fit on a line, so they are listed instead of pointing elsewhere."""


@dataclass(frozen=True)
class Wording:
    """What to do, its code, and whether it is about the key rather than the value."""

    message: str
    code: str
    of_key: bool = False


def not_a_field(key: str, fields: Collection[str], given: Collection[str]) -> Wording:
    """What to say of a key that is not known here."""
    if close := nearest(key, fields):
        return Wording(f"is not a field here; did you mean {either(close)}?", "P301", of_key=True)
    if fields:
        free = [name for name in fields if name not in given] or list(fields)
        return Wording(f"is not a field here; the fields are {_some(free)}", "P301", of_key=True)
    return Wording("is not a field here; take it out", "P301", of_key=True)


def not_a_choice(key: str, choices: Collection[str]) -> Wording:
    """What to say of a key that is not one of the few there can be."""
    if close := nearest(key, choices):
        return Wording(f"is not a key here; did you mean {either(close)}?", "P301", of_key=True)
    return Wording(f"is not a key here; the keys are {', '.join(choices)}", "P301", of_key=True)


def nearest(word: str, words: Iterable[str], most: int = 2) -> tuple[str, ...]:
    """The words most like one, likest first; none where none is like it."""
    by_folded = {_folded(candidate): candidate for candidate in words}
    return tuple(by_folded[match] for match in get_close_matches(_folded(word), by_folded, n=most, cutoff=0.7))


def either(words: Iterable[str]) -> str:
    """Words to choose from: `a`, `b` or `c`."""
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def worded(detail: ErrorDetails, shape: Any, *, required: bool = False) -> Wording:
    """What to say of a value that does not fit its field; `required` where the field cannot be left out."""
    kind, value = detail["type"], detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind in _SAID:
        return _SAID[kind]
    if kind == "value_error":
        fault = context["error"]
        return Wording(str(fault), getattr(fault, "code", "P399"))
    if value is None or (isinstance(value, str) and not value.strip()):
        return _EMPTY_BUT_NEEDED if required else _EMPTY
    if choices := choices_of(shape):
        return _choose(value, choices)
    if bounds := _bounds(kind, context):
        return Wording(bounds, "P309")
    return _for_record(value, shape) or _for_one_value(value, shape)


_SAID = {
    "missing": Wording("is needed but not there", "P302", of_key=True),
    "too_short": Wording("has nothing in it; give at least one", "P302"),
}
_EMPTY = Wording("is empty; fill it in, or take the line out", "P303")
_EMPTY_BUT_NEEDED = Wording("is empty, and needed; fill it in", "P302")
_PLAIN = {
    bool: Wording("has to be yes or no", "P307"),
    int: Wording("has to be a whole number", "P305"),
    float: Wording("has to be a number", "P305"),
}


def _for_record(value: Any, shape: Any) -> Wording | None:
    """What to write where several values belong; None where it is one value."""
    if fields := fields_of(shape):
        return Wording(f"has to hold fields of its own: {_some(fields)}", "P306")
    if get_origin(shape) in (tuple, list):
        inside = fields_of(bare(get_args(shape)[0]))
        one = f"`[{value}]`" if isinstance(value, (str, int)) else "`- …`"
        return Wording(f"has to be a list; write {f'`- {next(iter(inside))}: …`' if inside else one}", "P306")
    if get_origin(shape) is dict:
        return Wording("has to hold entries of its own, each `name: value`", "P306")
    return None


def _for_one_value(value: Any, shape: Any) -> Wording:
    """What to write where one value belongs."""
    if shape in _PLAIN:
        return _PLAIN[shape]
    if isinstance(value, (list, dict)):
        what = "a list" if isinstance(value, list) else "a mapping"
        return Wording(f"has to be words, not {what}; put quotes round text with brackets or colons in it", "P306")
    if get_origin(shape) in (Union, types.UnionType) and not isinstance(value, str):
        return Wording("has to be yes, no or a word such as partly", "P307")
    if isinstance(value, bool):
        said = "yes" if value else "no"
        return Wording(f'has to be words; put quotes round it if it really says "{said}"', "P303")
    if isinstance(value, (int, float)):
        return Wording(f'has to be words; put quotes round it: "{value}"', "P303")
    return Wording("does not fit here; `mhia schema` says what does", "P399")


def _choose(value: Any, choices: tuple[str, ...]) -> Wording:
    shown = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    listed = f"one of {', '.join(choices)}"
    if isinstance(value, (list, dict)):
        return Wording(f"has to be {listed}", "P304")
    close = nearest(str(shown), choices, most=1)
    hint = f"; did you mean {either(close)}?" if close else ""
    return Wording(f"`{shown}` is not {listed}{hint}", "P304")


def _bounds(kind: str, context: Mapping[str, Any]) -> str:
    if kind in ("greater_than_equal", "greater_than"):
        return f"has to be {context.get('ge', context.get('gt'))} or more"
    if kind in ("less_than_equal", "less_than"):
        return f"has to be {context.get('le', context.get('lt'))} or less"
    return ""


def _some(words: Collection[str]) -> str:
    """The words, or the first of them where they would not fit on a line."""
    return ", ".join(words) if len(words) <= FEW else f"{', '.join(list(words)[:FEW])} …"


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")
