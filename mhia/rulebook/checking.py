"""Whether a rulebook follows its shape and agrees with itself: every fault, at its line."""

import dataclasses
import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from mhia.domains import DOMAINS
from mhia.errors import Problem
from mhia.reading.placed import Path
from mhia.reading.records import problems
from mhia.reading.wording import either, nearest
from mhia.rulebook import entries
from mhia.rulebook.gathering import Entry, Gathered
from mhia.rulebook.kinds import FREE_FILES, KINDS
from mhia.rulebook.names import folded

EVERY = "*"
EVERY_KEY = "*key"
_REFERENCES: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "service": (
        (("used_by", EVERY, "group"), "group"),
        (("susceptible", EVERY, "group"), "group"),
        (("excluded_groups", EVERY, "group"), "group"),
        (("domains", EVERY, "by_group", EVERY_KEY), "group"),
        (("structural_on_loss", EVERY, "rung"), "rung"),
        (("measures", EVERY), "measure"),
        (("overlaps", EVERY), "service"),
    ),
    "group": ((("parents", EVERY), "group"), (("overlaps", EVERY), "group")),
    "transition": ((("matters_most", EVERY), "service"),),
    "enabler": ((("applies_to", EVERY), "group"),),
    "mitigation": (
        (("for_groups", EVERY), "group"),
        (("for_services", EVERY), "service"),
        (("fits_changes", EVERY), "change"),
        (("not_with_changes", EVERY), "change"),
        (("same_route_as", EVERY), "mitigation"),
    ),
    "anchor": ((("source",), "source"),),
    "source": ((("related_to",), "source"),),
}
"""Where an entry names another, by kind: the path to the name, and the kind it has to be."""
_SOURCES = frozenset({"sources", "against"})
_BETWEEN: dict[str, tuple[tuple[tuple[str, ...], float, float], ...]] = {
    "group": ((("need", "weight"), 1, 2),),
    "transition": ((("need",), 1, 2), (("susceptibility",), 1, 2)),
    "service": (
        (("kept", EVERY), 0, 1),
        (("used_by", EVERY, "share"), 0, 1),
        (("structural_on_loss", EVERY, "share", EVERY), 0, 1),
        (("reach_of_residents", EVERY), 0, 1),
    ),
    "mitigation": ((("avoids", EVERY), 0, 1), (("long_term",), 0, 1)),
}
"""Numbers that only make sense within bounds, by kind."""
_OTHER = "other"


def faults(found: Gathered, responses: Collection[str] = ()) -> list[Problem]:
    """Every fault of a rulebook. `responses` are the names of the responses there are; empty: not checked."""
    said = [*found.problems, *_of_free_files(found)]
    for of_kind in found.entries.values():
        for entry in of_kind.values():
            said += _of_shape(entry) or _of_sense(entry, found, responses)
        said += _shared_names(of_kind)
    said += _own_ancestors(found.entries["group"])
    return said


def _of_free_files(found: Gathered) -> Iterator[Problem]:
    """What is wrong with rulebook.yaml and parameters.yaml."""
    for what in ("about", "parameters"):
        if what not in found.free:
            yield Problem(message=f"this rulebook has no {FREE_FILES[what]}, which it needs", code="R411")
    if document := found.free_documents.get("about"):
        for name in ("id", "version"):
            if not found.free["about"].get(name):
                yield document.problem((name,), "is needed but not there", "P302")
    if document := found.free_documents.get("parameters"):
        for path, message in _backwards(found.free["parameters"]):
            yield document.problem(path, message, "R404")


def _of_shape(entry: Entry) -> list[Problem]:
    """What does not fit the record, in the words of `mhia.reading`."""
    try:
        # As JSON, because only there is strict reading still willing to make a tuple of a list.
        _adapter(entry.kind.name).validate_json(json.dumps(entry.raw), strict=True)
    except ValidationError as error:
        return problems(entry.kind.record, entry.raw, error.errors(include_url=False), entry)
    return []


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    for record in vars(entries).values():
        if dataclasses.is_dataclass(record):
            # Where pydantic looks whether a plain dataclass is to refuse unknown keys.
            setattr(record, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010
    return TypeAdapter(KINDS[kind].record)


def _of_sense(entry: Entry, found: Gathered, responses: Collection[str]) -> Iterator[Problem]:
    """What fits the record but cannot be."""
    kind, raw = entry.kind.name, entry.raw
    for pattern, target in _REFERENCES.get(kind, ()):
        for path, name in _matches(raw, pattern):
            yield from _unknown(entry, path, name, target, found)
    for path, name in _cited(raw):
        yield from _unknown(entry, path, name, "source", found)
    for path, message in _backwards(raw):
        yield entry.problem(path, message, "R404")
    for pattern, least, most in _BETWEEN.get(kind, ()):
        for path, number in _matches(raw, pattern):
            if isinstance(number, (int, float)) and not least <= number <= most:
                yield entry.problem(path, f"is {number:g}, and has to be from {least:g} to {most:g}", "R407")
    yield from _domain_keys(entry)
    if kind == "service":
        yield from _whole_service(entry)
    if kind == "change" and responses and raw["response"] not in responses:
        close = nearest(raw["response"], responses)
        hint = f"did you mean {either(close)}?" if close else "take that of the change most like it"
        yield entry.problem(("response",), f"there is no response `{raw['response']}`; {hint}", "R409")


def _unknown(entry: Entry, path: Path, name: str, target: str, found: Gathered) -> Iterator[Problem]:
    known = found.entries[target]
    if name and name not in known:
        close = nearest(name, known)
        hint = f"; did you mean {either(close)}?" if close else ""
        yield entry.problem(path, f"there is no {target} `{name}`{hint}", "R401")


def _whole_service(entry: Entry) -> Iterator[Problem]:
    missing = [domain for domain in DOMAINS if domain not in entry.raw["domains"]]
    if missing:
        yield entry.problem(
            ("domains",), f"has to speak of all six domains; missing: {', '.join(missing)}", "R406", of_key=True
        )
    # A version that is frozen was made before this was asked for, and stays as it was.
    if entry.document.data and not entry.raw.get("misleads"):
        said = "has to say when it misleads, or what its evidence does not show; add `misleads`"
        yield entry.problem(("id",), said, "R417")
    stem = entry.document.name.rsplit("/", 1)[-1].removesuffix(".yaml")
    if stem != entry.id:
        yield entry.problem(("id",), f"has to be the name of its file, `{stem}`", "R410")


def _domain_keys(entry: Entry) -> Iterator[Problem]:
    patterns = {"service": ("susceptible", EVERY, "by_domain", EVERY_KEY), "group": ("susceptibility", EVERY_KEY)}
    for path, key in _matches(entry.raw, patterns.get(entry.kind.name, ("",))):
        if key not in DOMAINS and key != _OTHER:
            close = nearest(key, (*DOMAINS, _OTHER), most=1)
            hint = f"did you mean {either(close)}?" if close else f"write one of the six, or `{_OTHER}` for the rest"
            yield entry.problem(path, f"`{key}` is no domain; {hint}", "R408", of_key=True)


def _shared_names(of_kind: Mapping[str, Entry]) -> Iterator[Problem]:
    """Ids and aliases that stand for two entries at once."""
    owners: dict[str, tuple[str, Path]] = {folded(name): (name, ("id",)) for name in of_kind}
    for entry in of_kind.values():
        for number, alias in enumerate(entry.raw.get("aliases", ())):
            if not isinstance(alias, str):
                continue
            owner, path = owners.setdefault(folded(alias), (entry.id, ("aliases", number)))
            if owner != entry.id:
                there = of_kind[owner].problem(path, "", "R403")
                message = f"`{alias}` also stands for `{owner}`, at {there.file}:{there.line}; take it out of one"
                yield entry.problem(("aliases", number), message, "R403")


def _own_ancestors(groups: Mapping[str, Entry]) -> Iterator[Problem]:
    """Groups that contain themselves: one of each circle, a local one where there is one."""
    said: set[str] = set()
    for name in sorted(groups, key=lambda each: groups[each].local is None):
        above = _ancestors(groups, name)
        if name in above and name not in said:
            said |= above
            message = "is inside itself by way of its parents; take one of them out"
            yield groups[name].problem(("parents",), message, "R405")


def _ancestors(groups: Mapping[str, Entry], name: str) -> set[str]:
    seen, waiting = set[str](), [name]
    while waiting:
        parents = groups[waiting.pop()].raw.get("parents", ())
        waiting += [parent for parent in parents if parent in groups and parent not in seen]
        seen.update(parents)
    return seen


def _cited(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every source named anywhere in an entry."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in _SOURCES and isinstance(item, list):
                yield from (((*path, key, number), name) for number, name in enumerate(item) if isinstance(name, str))
            else:
                yield from _cited(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _cited(item, (*path, number))


def _backwards(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every range whose ends are in the wrong order."""
    if isinstance(value, dict):
        ends = [value.get(end) for end in ("low", "typical", "high")]
        known = [end for end in ends if isinstance(end, (int, float))]
        if "typical" in value and known != sorted(known):
            yield path, f"low, typical and high run backwards: {', '.join(f'{end:g}' for end in known)}"
        for key, item in value.items():
            yield from _backwards(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _backwards(item, (*path, number))


def _matches(value: Any, pattern: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The values at the places a pattern describes, and where each is."""
    if not pattern:
        yield path, value
        return
    step, rest = pattern[0], pattern[1:]
    if step == EVERY_KEY:
        yield from (((*path, key), key) for key in (value if isinstance(value, dict) else ()))
    elif step == EVERY and isinstance(value, dict):
        for key, item in value.items():
            yield from _matches(item, rest, (*path, key))
    elif step == EVERY and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _matches(item, rest, (*path, number))
    elif isinstance(value, dict) and step in value:
        yield from _matches(value[step], rest, (*path, step))
