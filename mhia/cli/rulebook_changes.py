"""What differs between two rulebooks, in lines for a person: a range on one line, and words in brief."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mhia.evidence.differing import EntryChange, FieldChange

_LONGEST = 100
"""Characters of a value that are printed; `mhia rulebook show` has the rest."""
_FEW = 3
"""So many entries whose words changed are quoted; of more only the names are given."""
_ENDS = ("low", "typical", "high")
_BESIDE = ("basis", "evidence", "sources", "because", "classes")
"""What stands beside a range and is said in brackets behind it, so far as it is short."""


def in_numbers(change: "EntryChange") -> Iterator[str]:
    """The lines of one entry in which a finding can come out differently."""
    yield _named(change)
    ranges = {_stem(field) for field in change.fields if _last(field) in _ENDS}
    grouped: dict[str, dict[str, FieldChange]] = defaultdict(dict)
    for field in change.fields:
        of_range = _stem(field) in ranges and _last(field) in (*_ENDS, *_BESIDE)
        grouped[_stem(field) if of_range else field.path][_last(field)] = field
    for path, fields in grouped.items():
        shown = path.removeprefix("parameters." if change.kind == "change" else f"{change.id}.")
        if path in ranges:
            yield f"  {shown}: {_range(fields, old=True)} -> {_range(fields, old=False)}"
        else:
            yield from (f"  {shown}{line}" for line in _value(next(iter(fields.values()))))


def in_words(changes: Sequence["EntryChange"]) -> Iterator[str]:
    """What only words changed, field by field: quoted where there are few, and else named."""
    by_field: dict[str, list[tuple[EntryChange, FieldChange]]] = defaultdict(list)
    for change in changes:
        for field in change.fields:
            by_field[field.path].append((change, field))
    for path, found in by_field.items():
        if len(found) > _FEW:
            yield f"{path} of {len(found)}: {', '.join(_names(change for change, _ in found))}"
            continue
        for change, field in found:
            yield from (f"{change.kind} {change.id}: {path}{line}" for line in _value(field))


def _named(change: "EntryChange") -> str:
    return f"{change.kind} {change.id}" + (f": {change.label}" if change.label != change.id else "")


def _names(changes: "Iterable[EntryChange]") -> Iterator[str]:
    """The names of entries, with their kind where it is not the one before."""
    kind = ""
    for change in changes:
        yield change.id if change.kind == kind else f"{change.kind} {change.id}"
        kind = change.kind


def _range(fields: "Mapping[str, FieldChange]", *, old: bool) -> str:
    """A range on one line; of one that was there already only the ends that moved are given."""
    values = {name: field.old if old else field.new for name, field in fields.items()}
    ends = {name: values[name] for name in _ENDS if values.get(name) is not None}
    if not ends:
        return "nothing"
    whole = len(ends) == len(_ENDS)
    text = " / ".join(_shown(end) if whole else f"{name} {_shown(end)}" for name, end in ends.items())
    beside = [
        f"only {_shown(values[name])}" if name == "classes" else _shown(values[name])
        for name in _BESIDE
        if values.get(name)
    ]
    return f"{text} ({'; '.join(beside)})" if beside else text


def _value(field: "FieldChange") -> Iterator[str]:
    """How one value changed; of a list, what was taken out of it and what put in."""
    listed = [value for value in (field.old, field.new) if isinstance(value, list | tuple)]
    if not listed or any(value is not None and value not in listed for value in (field.old, field.new)):
        yield f": {_shown(field.old)} -> {_shown(field.new)}"
        return
    before, after = (list(value or ()) for value in (field.old, field.new))
    out = [f" - {_shown(each)}" for each in before if each not in after]
    put_in = [f" + {_shown(each)}" for each in after if each not in before]
    yield from (f":{line}" for line in (out + put_in or [" in another order"]))


def _stem(field: "FieldChange") -> str:
    return field.path.rpartition(".")[0]


def _last(field: "FieldChange") -> str:
    return field.path.rpartition(".")[2]


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        text = ", ".join(map(_shown, value))
    else:
        text = f"{value:g}" if isinstance(value, float) else "nothing" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
