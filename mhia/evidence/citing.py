"""Where each source is cited, and how old it is."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mhia.rulebook.entries import Source
from mhia.rulebook.kinds import KINDS
from mhia.rulebook.leaves import leaves
from mhia.rulebook.lookup import Rulebook

_LISTS = ("sources", "against")
_IN_BRACKETS = re.compile(r"\((?:[^()]*\b)?((?:19|20)\d\d)\b")
_ANY_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_IN_ID = re.compile(r"-((?:19|20)\d\d)\b")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class Citation:
    """One place that cites a source."""

    kind: str
    entry: str
    field: str
    """The path of the field that rests on it, empty where it is the whole entry: `domains.learning`, `kept`."""
    against: bool = False
    """Cited because it found nothing or the opposite."""


@lru_cache(maxsize=4)
def citations(book: Rulebook) -> Mapping[str, tuple[Citation, ...]]:
    """Every place that cites a source as one, by the source's id; sources that nothing cites are left out."""
    found: dict[str, list[Citation]] = defaultdict(list)
    known = set(book.sources)
    for kind, id, path, value in _values(book):
        field, _, last = path.rpartition(".")
        if last in _LISTS and isinstance(value, tuple | list):
            for source in value:
                found[source].append(Citation(kind, id, field, against=last == "against"))
        elif last == "source" and value in known:
            found[value].append(Citation(kind, id, field))
    return {source: tuple(places) for source, places in found.items()}


def mentions(book: Rulebook) -> dict[str, tuple[str, ...]]:
    """Every source whose id stands in the words of other entries, and those entries (`service library`)."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    known = set(book.sources)
    for kind, id, path, value in _values(book):
        if path.rpartition(".")[2] in {"source", "related_to", *_LISTS}:
            continue
        for text in value if isinstance(value, tuple | list) else (value,):
            for source in known & set(_ID.findall(text)) if isinstance(text, str) else ():
                if (kind, id) != ("source", source):
                    found[source][f"{kind} {id}"] = None
    return {source: tuple(places) for source, places in found.items()}


def year(source: Source) -> int | None:
    """The year a source appeared, as its citation says it; None where neither that nor the id does."""
    for text, pattern in ((source.citation, _IN_BRACKETS), (source.citation, _ANY_YEAR), (source.id, _IN_ID)):
        if match := pattern.search(text):
            return int(match[1])
    return None


def _values(book: Rulebook) -> list[tuple[str, str, str, object]]:
    """Every value of the rulebook, with the kind and id of its entry and its path; background and parameters too."""
    kept = [
        (kind, id, path, value)
        for kind in KINDS
        for id in book.ids(kind)
        for path, value in leaves(book.entry(kind, id))
    ]
    for name, free in (("background", book.background), ("parameters", book.parameters)):
        kept += [(name, section, path, value) for section, content in free.items() for path, value in leaves(content)]
    return kept
