"""What a proposal keeps out of its public report: which fields can be private, and the proposal without them."""

import re
from collections.abc import Iterator
from typing import Any, get_args

from mhia.matching.mismatch import Mismatch
from mhia.proposal import Proposal, Words
from mhia.record import Record

LEFT_OUT = "left out of the public version"
"""What stands in the place of a private text, so that nobody reads its absence as “nothing was said”."""

_MAY_BE_PRIVATE = re.compile(
    r"summary|decision\.(body|owner)|signoff(\.\w+)?|money\.(budget_before|one_off)"
    r"|(groups|structural)\[\]\.note|changes\[\]\.(alternatives\.)?note"
    r"|mitigations\[\]\.(action|owner|by|cost)|options\[\]\.(summary|turned_down_because)"
    r"|(engagement|local_evidence|monitoring|overrides)(\[\](\.\w+)?)?"
)
"""Paths, positions left out, of fields that no result rests on."""
_STEP = re.compile(r"\.?([a-z_]+)|\[(\d+)\]")
_CAN_BE = "notes, owners, costs, engagement, evidence and signoff can"

Steps = tuple[str | int, ...]


def privacy_faults(proposal: Proposal) -> Iterator[Mismatch]:
    """Every private path that names nothing, or names a field that the results rest on."""
    for at, path in enumerate(proposal.private):
        steps = _steps(path)
        if not steps or _found(proposal, steps) in {None, ()}:
            said = f"`{path}` names nothing in this file; write it as groups[0].note, counted from 0"
            yield Mismatch(("private", at), said, "P314")
        elif not _MAY_BE_PRIVATE.fullmatch(re.sub(r"\[\d+\]", "[]", path)):
            yield Mismatch(("private", at), f"`{path}` cannot be private, as results rest on it; {_CAN_BE}", "P315")


def without_private(proposal: Proposal) -> Proposal:
    """The proposal as the public may read it: a private text says that it is left out, a private number is unknown."""
    for path in proposal.private:
        steps = _steps(path)
        if steps and _found(proposal, steps) is not None:
            proposal = _replaced(proposal, steps)
    return proposal.model_copy(update={"private": ()})


def private_texts(proposal: Proposal) -> frozenset[str]:
    """Every text under a private path."""
    found = (_found(proposal, steps) for path in proposal.private if (steps := _steps(path)))
    return frozenset(text for value in found for text in _texts(value))


def _steps(path: str) -> Steps:
    """The keys and positions of a path; none where it is not written as one."""
    steps = [(match[1], match[2]) for match in _STEP.finditer(path)]
    written = "".join(match[0] for match in _STEP.finditer(path))
    return tuple(name or int(place) for name, place in steps) if written == path and path[0] != "." else ()


def _found(value: Any, steps: Steps) -> Any:
    """What stands at a path; None where nothing does."""
    for step in steps:
        if isinstance(step, int):
            value = value[step] if isinstance(value, tuple) and step < len(value) else None
        else:
            value = getattr(value, _field(value, step), None) if isinstance(value, Record) else None
    return value


def _field(record: Record, written: str) -> str:
    """The field's name in the record, where the file has another."""
    fields = type(record).model_fields.items()
    return next((name for name, field in fields if (field.alias or name) == written), written)


def _replaced(value: Any, steps: Steps) -> Any:
    if not steps:
        return _blanked(value)
    step, *rest = steps
    if isinstance(step, int):
        return (*value[:step], _replaced(value[step], tuple(rest)), *value[step + 1 :])
    name = _field(value, step)
    inside = getattr(value, name)
    if rest or not isinstance(inside, (str, int, float)):
        new = _replaced(inside, tuple(rest)) if rest or isinstance(inside, (Record, tuple)) else None
    else:
        new = _without(value, name)
    return value.model_copy(update={name: new})


def _blanked(value: Any) -> Any:
    """A record or a list with everything in it left out."""
    if isinstance(value, tuple):
        return tuple(_blanked(item) for item in value)
    given = {name for name in type(value).model_fields if getattr(value, name) is not None}
    return value.model_copy(update={name: _without(value, name) for name in given})


def _without(record: Record, name: str) -> Any:
    """What a field holds once it is left out: words that say so, or nothing; a choice it cannot do without stays."""
    field, value = type(record).model_fields[name], getattr(record, name)
    in_words = field.annotation is str or Words in get_args(field.annotation)
    return LEFT_OUT if in_words else value if field.is_required() else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
