"""The entries of a rulebook folder, each with the place it stands at; a local folder laid over the shipped one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mhia.errors import FileError, Problem
from mhia.reading import placed
from mhia.reading.files import text_of
from mhia.reading.marked import Document, document, in_words
from mhia.reading.wording import either, nearest
from mhia.rulebook.files import PATTERNS, Files, pattern_of
from mhia.rulebook.kinds import FREE_FILES, KINDS, Kind
from mhia.rulebook.lookup import Replaced, Rulebook


@dataclass
class Entry:
    """One entry as its file gives it, and where each of its fields stands."""

    kind: Kind
    raw: dict[str, Any]
    document: Document
    path: placed.Path
    local: "Entry | None" = None
    """The local entry laid over this one."""

    @property
    def id(self) -> str:
        """The id it goes by."""
        return str(self.raw["id"])

    def problem(self, path: placed.Path, message: str, code: str, *, of_key: bool = False) -> Problem:
        """A problem with a field, at its place in the file that gave it."""
        if self.local and (not path or path[0] in self.local.raw):
            return self.local.problem(path, message, code, of_key=of_key)
        line, column = self.document.place((*self.path, *path), of_key=of_key)
        words = in_words(path)
        return Problem(self.document.name, line, column, f"{self.id}.{words}" if words else self.id, message, code)


@dataclass
class Gathered:
    """Everything a rulebook's files say, before it is checked."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    """Entries by kind and id, in the order of the files."""
    free: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What rulebook.yaml, parameters.yaml and background.yaml hold: about, parameters, background."""
    free_documents: dict[str, Document] = field(default_factory=dict)
    replaced: list[Replaced] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def gathered(files: Files, folder: str) -> Gathered:
    """What the files of one folder say; `folder` is how problems call it."""
    found = Gathered()
    documents: dict[str, Document] = {}
    for name, data in files.items():
        shown = f"{folder}/{name}"
        if pattern_of(name) not in PATTERNS:
            found.problems.append(Problem(shown, message=_no_file(name), code="R410"))
            continue
        try:
            documents[name] = document(text_of(data, shown), shown)
        except FileError as error:
            found.problems += error.problems
    for what, name in FREE_FILES.items():
        if name in documents:
            found.free[what] = documents[name].data
            found.free_documents[what] = documents[name]
    for kind in KINDS.values():
        for name, read in documents.items():
            if pattern_of(name) == kind.files:
                for entry in _entries(kind, read, found):
                    _add(entry, found)
    return found


def reopened(book: Rulebook) -> Gathered:
    """What a compiled rulebook holds, as if it came from files. Faults name the version; no line is known."""
    found = Gathered()
    for kind in KINDS.values():
        for name in book.ids(kind.name):
            document = Document(f"rulebook {book.version}/{kind.files.replace('*', name)}", {}, "{}")
            found.entries[kind.name][name] = Entry(kind, book.raw(kind.name, name), document, ())
    for what, data in (("about", book.about), ("parameters", book.parameters), ("background", book.background)):
        found.free[what] = dict(data)
        found.free_documents[what] = Document(f"rulebook {book.version}/{FREE_FILES[what]}", {}, "{}")
    return found


def laid_over(core: Gathered, local: Gathered) -> Gathered:
    """The shipped rulebook with the local one's entries added, and its fields in place of the shipped ones.

    A local cell of `domains` replaces the whole shipped cell: its evidence must not stand behind a local number.
    """
    merged = Gathered(free=dict(core.free), free_documents=core.free_documents | local.free_documents)
    merged.problems = core.problems + local.problems
    for what in ("parameters", "background"):
        if what in local.free:
            merged.free[what] = _merged(what, core.free.get(what, {}), local, merged.replaced)
    for kind, entries in core.entries.items():
        merged.entries[kind] = dict(entries)
        for name, entry in local.entries[kind].items():
            merged.entries[kind][name] = _over(entries[name], entry, merged.replaced) if name in entries else entry
            if name not in entries:
                merged.replaced.append(Replaced(kind, name, "", None, entry.raw, entry.document.name))
    return merged


def _no_file(name: str) -> str:
    close = nearest(name, (pattern for pattern in PATTERNS if "*" not in pattern))
    hint = f"did you mean {either(close)}?" if close else "services go into services/, the rest beside groups.yaml"
    return f"is no file of a rulebook; {hint}"


def _entries(kind: Kind, read: Document, found: Gathered) -> Iterable[Entry]:
    """The entries of a file, with a problem for what is no entry."""
    if kind.one_a_file:
        if isinstance(read.data.get("id"), str):
            return [Entry(kind, read.data, read, ())]
        found.problems.append(read.problem(("id",), "is needed but not there, in words", "P302", of_key=True))
        return []
    listed = read.data.get(kind.plural)
    if not isinstance(listed, list):
        message = f"the file needs a list, `{kind.plural}:`, with a dash before each entry"
        found.problems.append(read.problem((), message, "P306"))
        return []
    for key in read.data:
        if key != kind.plural:
            message = f"is not a field here; the file holds one list, `{kind.plural}:`"
            found.problems.append(read.problem((key,), message, "P301", of_key=True))
    entries = []
    for number, raw in enumerate(listed):
        path = (kind.plural, number)
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            entries.append(Entry(kind, raw, read, path))
        else:
            found.problems.append(read.problem(path, "needs an `id`, in words", "P302"))
    return entries


def _add(entry: Entry, found: Gathered) -> None:
    same = found.entries[entry.kind.name].get(entry.id)
    if same is None:
        found.entries[entry.kind.name][entry.id] = entry
        return
    line, _ = same.document.place((*same.path, "id"))
    message = f"there is a {entry.kind.name} with this id already, at {same.document.name}:{line}; keep one"
    found.problems.append(entry.problem(("id",), message, "R402"))


def _over(core: Entry, local: Entry, replaced: list[Replaced]) -> Entry:
    """A shipped entry with the fields of a local one of the same id."""
    raw = dict(core.raw)
    for name, value in local.raw.items():
        if name == "id":
            continue
        if name == "domains" and isinstance(value, dict) and isinstance(raw.get(name), dict):
            changes = {f"domains.{cell}": (raw[name].get(cell), new) for cell, new in value.items()}
            raw[name] = {**raw[name], **value}
        else:
            changes = {name: (raw.get(name), value)}
            raw[name] = value
        replaced += [
            Replaced(core.kind.name, core.id, where, was, now, local.document.name)
            for where, (was, now) in changes.items()
            if was != now
        ]
    return Entry(core.kind, raw, core.document, core.path, local=local)


def _merged(what: str, core: Mapping[str, Any], local: Gathered, replaced: list[Replaced]) -> dict[str, Any]:
    """A free file with local values laid over it, value by value."""
    file = local.free_documents[what].name

    def over(below: Mapping[str, Any], above: Mapping[str, Any], path: str) -> dict[str, Any]:
        """One mapping with another laid over it; every value that gives way is noted."""
        result = dict(below)
        for key, value in above.items():
            here = f"{path}.{key}" if path else key
            if isinstance(value, dict) and isinstance(below.get(key), dict):
                result[key] = over(below[key], value, here)
            elif below.get(key) != value:
                result[key] = value
                replaced.append(Replaced(what, here.split(".")[0], here, below.get(key), value, file))
        return result

    return over(core, local.free[what], "")
