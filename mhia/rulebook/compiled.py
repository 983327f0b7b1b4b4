"""A checked rulebook in a form that loads in a few milliseconds, and the folder where it is kept between runs.

One line of JSON, the table of contents, and behind it the JSON of every entry, found by its offset and read only when
asked for. JSON and never pickle: a file in a cache folder must not be able to run code.
"""

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mhia.rulebook.kinds import KINDS
from mhia.rulebook.lookup import Rulebook
from mhia.rulebook.names import folded

if TYPE_CHECKING:
    from mhia.rulebook.gathering import Gathered

FORMAT = 1
"""Goes up when the form changes, so that an older file is not taken for this one."""
_KEEP = 8
"""So many rulebooks stay in the cache; a person who edits one leaves a file a version."""


def compiled(found: "Gathered", content_hash: str) -> bytes:
    """The compiled form of a rulebook that has no faults."""
    body = bytearray()
    offsets: dict[str, dict[str, tuple[int, int]]] = {}

    def add(kind: str, name: str, raw: Any) -> None:
        """Put an entry at the end, and note where it stands."""
        data = json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode()
        offsets.setdefault(kind, {})[name] = (len(body), len(body) + len(data))
        body.extend(data)

    for kind, of_kind in found.entries.items():
        offsets[kind] = {}
        for entry in of_kind.values():
            add(kind, entry.id, entry.raw)
    add("background", "background", found.free.get("background", {}))
    contents = {
        "format": FORMAT,
        "length": len(body),
        "hash": content_hash,
        "about": found.free["about"],
        "parameters": found.free["parameters"],
        "entries": offsets,
        "names": {kind: _names(found, kind) for kind in KINDS},
        "labels": {kind: _labels(found, kind) for kind in KINDS},
        "officers": _officers(found),
        "parents": {
            name: entry.raw["parents"] for name, entry in found.entries["group"].items() if entry.raw.get("parents")
        },
        "responses": sorted({entry.raw["response"] for entry in found.entries["change"].values()}),
        "overridden": [vars(replaced) for replaced in found.replaced],
    }
    return json.dumps(contents, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + bytes(body)


def opened(data: bytes) -> Rulebook | None:
    """The rulebook in a compiled form; None where the form is damaged or of another version."""
    first, _, body = data.partition(b"\n")
    try:
        contents = json.loads(first)
    except ValueError:
        return None
    if not isinstance(contents, dict) or contents.get("format") != FORMAT or contents.get("length") != len(body):
        return None
    return Rulebook(contents, body)


def cache_folder() -> Path:
    """Where compiled rulebooks are kept: MHIA_CACHE_DIR, else the system's place for such files."""
    if given := os.environ.get("MHIA_CACHE_DIR"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path("~/AppData/Local").expanduser()) / "mhia" / "cache"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/mhia").expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "mhia"


def kept(key: str) -> Rulebook | None:
    """The rulebook kept under a key, if there is one."""
    try:
        return opened((cache_folder() / _name(key)).read_bytes())
    except (OSError, RuntimeError):
        return None


def keep(key: str, data: bytes) -> None:
    """Keep a compiled form for the next run. Where nothing can be written, nothing is: the next run takes longer."""
    with contextlib.suppress(OSError, RuntimeError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"rulebook-{os.getpid()}.part"
        try:
            unfinished.write_bytes(data)
            # A reader sees the old file or the new one, never half of one.
            unfinished.replace(folder / _name(key))
        finally:
            unfinished.unlink(missing_ok=True)
        _tidy(folder)


def _tidy(folder: Path) -> None:
    kept_here = sorted(folder.glob("rulebook-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept_here[_KEEP:]:
        path.unlink(missing_ok=True)


def _name(key: str) -> str:
    return f"rulebook-{key[:32]}.json"


def _names(found: "Gathered", kind: str) -> dict[str, str]:
    """Every folded name and the id it stands for: ids before aliases, aliases before labels."""
    names = {folded(name): name for name in found.entries[kind]}
    for entry in found.entries[kind].values():
        for alias in entry.raw.get("aliases", ()):
            names.setdefault(folded(alias), entry.id)
    labels: dict[str, list[str]] = {}
    if KINDS[kind].title in ("label", "name"):
        for name, label in _labels(found, kind).items():
            labels.setdefault(folded(label), []).append(name)
    # A label that two entries share stands for neither.
    return {**{label: ids[0] for label, ids in labels.items() if len(ids) == 1}, **names}


def _labels(found: "Gathered", kind: str) -> dict[str, str]:
    return {name: str(entry.raw.get(KINDS[kind].title, name)) for name, entry in found.entries[kind].items()}


def _officers(found: "Gathered") -> dict[str, list[str]]:
    """The officers' words that stand for no single change, with the changes they may stand for."""
    said: dict[str, list[str]] = {}
    for entry in found.entries["change"].values():
        for word in entry.raw.get("officers_say", ()):
            said.setdefault(folded(word), []).append(entry.id)
    return said
