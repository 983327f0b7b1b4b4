"""What a batch is given: the proposals of a folder, or the rows of a sheet, each with a name and a key of its own."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mhia.batching.job import Job
from mhia.errors import FileError, Problem
from mhia.reading.files import LARGEST, bytes_of
from mhia.sheets.rows import SHEETS, Row, read_sheet
from mhia.writing import file_stem

ENDINGS = (".yaml", ".yml")
_MOST_NAMED = 3
_REFERENCE = re.compile(
    rb"""
    ^(?:\xef\xbb\xbf)?reference[ \t]*:[ \t]+
    (?:"([^"\\\n]*)" | '([^'\n]*)' | ([^"'\s\#&*!|>\[{](?:[^\r\n\#]|(?<=\S)\#)*))
    [ \t]*(?:\#.*)?\r?$
    """,
    re.MULTILINE | re.VERBOSE,
)
"""A line that gives a reference: in double quotes, in single ones, or plain up to a comment."""


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal to be worked on."""

    name: str
    """What faults call it: its path inside the folder, or the sheet's name."""
    stem: str
    """Its id where it gives no reference."""
    report: str
    """The name of its report, without ending; no two items share one, even where capitals do not count."""
    row: bool
    """Whether `data` is a row of a sheet; else it is the bytes of a YAML file."""
    data: bytes
    key: str
    """SHA-256 of everything its result depends on."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that could not even be opened."""

    name: str
    faults: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The things of a batch in their fixed order, still on the disk; iterate to load them one by one."""

    path: Path
    names: tuple[str, ...] = ()
    """Paths inside the folder; empty for a sheet."""
    rows: tuple[Row, ...] = ()
    """The proposals of a sheet."""
    closed: tuple[Refused, ...] = ()
    """Folders inside the folder that could not be looked into."""
    notes: tuple[Problem, ...] = ()
    """What to tell before the work: the sheets that are not read."""
    title: str = ""
    """What a sheet is headed with, as it is written there."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self.names) + len(self.rows) + len(self.closed)

    def loaded(self, job: Job) -> Iterator[Item | Refused]:
        """Every item with its data, or why it cannot be opened."""
        common = job.fingerprint
        taken: set[str] = set()
        if self.rows:
            for row in self.rows:
                report = unique(row.called, taken)
                yield _item(f"{self.path.name} {row.where}", row.stem, report, row.packed(), common, row=True)
            return
        yield from self.closed
        for name in self.names:
            try:
                data = _bytes_of(self.path / name, name)
            except FileError as error:
                yield Refused(name, error.problems)
            else:
                report = unique(_reference(data) or name.rpartition(".")[0], taken)
                yield _item(name, Path(name).stem, report, data, common, row=False)


def given(path: Path, leave_out: Sequence[Path] = ()) -> Given:
    """The proposals of a folder (below it too), or of a CSV or XLSX sheet. FileError if there are none.

    Folders to leave out are those the batch itself writes into.
    """
    if path.suffix.lower() in SHEETS and not path.is_dir():
        sheet = read_sheet(path)
        if not sheet.rows:
            raise FileError(Problem(str(path), message="has a heading but no rows; one row is one proposal"))
        return Given(path, rows=sheet.rows, notes=sheet.notes, title=sheet.title)
    if not path.is_dir():
        what = (
            "there is no such folder or sheet" if not path.exists() else "is neither a folder nor a CSV or XLSX sheet"
        )
        raise FileError(Problem(str(path), message=f"{what}; give the folder that holds the proposals"))
    barred = [folder.resolve() for folder in leave_out if folder.resolve() != path.resolve()]
    closed: list[Refused] = []
    names = sorted(_names(path, barred, closed))
    if not names and not closed:
        raise FileError(Problem(str(path), message=f"has no proposals in it (files ending in .yaml){_sheets(path)}"))
    beside = ", ".join(each.name for each in _sheets_in(path))
    note = Problem(str(path), message=f"not read: {beside} (of a folder the files ending in .yaml are read)")
    return Given(path, tuple(names), closed=tuple(closed), notes=(note,) if beside else ())


def _sheets_in(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.suffix.lower() in SHEETS and each.is_file())


def _sheets(folder: Path) -> str:
    """What to type where a folder holds sheets of proposals in place of files."""
    found = _sheets_in(folder)
    named = " or ".join(f"mhia batch {_quoted(str(each))}" for each in found[:_MOST_NAMED])
    return f"; for {'a sheet' if len(found) > 1 else 'the sheet'} in it type: {named}" if found else ""


def _quoted(path: str) -> str:
    """A path as every shell takes it, Windows' own too."""
    return f'"{path}"' if " " in path else path


def unique(name: str, taken: set[str]) -> str:
    """A file name for a name; one that is taken already gets a number. What it gives is taken from then on."""
    stem, number = file_stem(name), 1
    found = stem
    while found.lower() in taken:
        number += 1
        found = f"{stem}-{number}"
    taken.add(found.lower())
    return found


def _reference(data: bytes) -> str | None:
    """The reference that a file gives, without reading the rest: a report is named before its proposal is read.

    Where it is written in some way that is not seen here, the report is named after the file.
    """
    found = _REFERENCE.search(data)
    said = b"".join(part or b"" for part in found.groups()) if found else b""
    return said.decode(errors="replace").strip() or None


def _names(folder: Path, barred: Sequence[Path], closed: list[Refused]) -> Iterator[str]:
    """Everything that is called like a proposal, whatever it is; folders that cannot be opened go to `closed`."""

    def _shut(fault: OSError) -> None:
        name = Path(fault.filename).relative_to(folder).as_posix()
        if name == ".":
            raise FileError(Problem(str(folder), message="may not be read; ask for permission", code="F103")) from fault
        message = "this folder may not be read; ask for permission, or take it out of the round"
        closed.append(Refused(name, (Problem(name, message=message, code="F103"),)))

    for here, folders, files in os.walk(folder, onerror=_shut):
        inside = Path(here).relative_to(folder)
        # What is called like a proposal is told of even if it is a folder, so that nothing is lost unseen.
        named = [*files, *folders]
        folders[:] = [each for each in folders if not each.startswith(".") and not _is_barred(Path(here, each), barred)]
        for name in named:
            if not name.startswith(".") and name.lower().endswith(ENDINGS):
                yield (inside / name).as_posix()


def _is_barred(folder: Path, barred: Sequence[Path]) -> bool:
    return any(folder.resolve().is_relative_to(each) for each in barred)


def _bytes_of(path: Path, name: str) -> bytes:
    """The bytes of a proposal; FileError too for what is no file, which could be waited for forever (a pipe)."""
    try:
        mode = path.stat().st_mode
    except OSError:
        if path.is_symlink() and not path.exists():
            raise _refused(name, "is a link that leads to no file; mend it or take it away", "F101") from None
    else:
        if stat.S_ISDIR(mode):
            raise _refused(name, "is a folder that is called like a file; give it another name", "F102")
        if not stat.S_ISREG(mode):
            raise _refused(name, "is no file but a pipe or a device; take it away", "F104")
    return bytes_of(path, name, LARGEST)


def _refused(name: str, message: str, code: str) -> FileError:
    return FileError(Problem(name, message=message, code=code))


def _item(name: str, stem: str, report: str, data: bytes, common: bytes, *, row: bool) -> Item:
    digest = sha256(common)
    for part in (name, stem, report, "row" if row else "file"):
        digest.update(part.encode() + b"\0")
    digest.update(data)
    return Item(name, stem, report, row, data, digest.hexdigest())
