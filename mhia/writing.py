"""Writing files so that nobody loses one: whole or not at all, and never over a file that is not ours."""

import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from time import sleep

from mhia.errors import FileError, Problem

_LOOKED_AT = 65_536
"""Bytes of an existing file that are searched for our mark; every format of ours carries it near its start or end."""
_OUR_MARK = re.compile(
    rb'"schema": ?"mhia/|"title": ?"A proposal for mhia"|name="generator" content="mhia |<!-- mhia '
    rb"|<Application>mhia|<dc:creator>mhia|<pdf:Producer>mhia|Producer ?\(mhia"
)
_DEVICE_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever ending follows."""
_ON_WINDOWS = os.name == "nt"
_LONGEST_ON_WINDOWS = 259
"""Letters of a path, unless somebody with the right to has told Windows otherwise."""
_LETTERS_KEPT = 40
"""Of a file's name in the name it has while it is written, which must not be the longer of the two."""
_TRIES, _SECONDS_BETWEEN = 10, 0.1
"""How often and how long to wait for a virus scanner that holds a file which has just been written."""


def write_all(files: Mapping[Path, bytes], *, force: bool = False) -> None:
    """Write every file, or none when one of them may not be written.

    A file that is there already is replaced only if mhia wrote it, unless forced. Each file appears complete under its
    name or not at all, whatever happens meanwhile. Raises FileError, with every file that stands in the way.
    """
    check_free(files, force=force)
    for path, data in files.items():
        _write(path, (data,))


def write_parts(path: Path, parts: Iterable[bytes], *, force: bool = False) -> None:
    """Write a file that is too large to be held at once, under the same rules as `write_all`."""
    check_free([path], force=force)
    _write(path, parts)


def tidy(folder: Path) -> None:
    """Remove what a killed process left half written in a folder of ours."""
    for path in folder.glob(".*.unfinished"):
        with suppress(OSError):
            path.unlink()


def remove(paths: Iterable[Path]) -> None:
    """Remove files of ours that nothing stands behind any more. FileError with every one that cannot be removed."""
    faults = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            reason = (error.strerror or "the system refuses").lower()
            faults.append(Problem(file=str(path), message=f"is out of date and cannot be removed ({reason})"))
    if faults:
        raise FileError(*faults)


def check_free(paths: Iterable[Path], *, force: bool = False) -> None:
    """Make sure, before long work, that files may be written. FileError with every file that stands in the way."""
    refused = [problem for path in paths if (problem := _in_the_way(path, force=force))]
    if refused:
        raise FileError(*refused)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet. Raises FileError if it is."""
    if path.exists():
        raise FileError(Problem(file=str(path), message="is there already; choose another name"))
    _write(path, (data,))


def file_stem(identity: str) -> str:
    """A file name, without its ending, that every system accepts: `LIB/24/03` becomes `LIB-24-03`."""
    stem = re.sub(r"[^\w.-]+", "-", identity).strip("-. ")[:120] or "assessment"
    return _DEVICE_NAMES.sub(r"\1-", stem, count=1) if _DEVICE_NAMES.match(stem) else stem


def _in_the_way(path: Path, *, force: bool) -> Problem | None:
    if path.is_dir():
        return Problem(file=str(path), message="is a folder, so no file of that name can be written")
    if force or not path.exists() or is_ours(path):
        return None
    message = "was not written by mhia and is left alone; use --force to replace it, or --out for another folder"
    return Problem(file=str(path), message=message)


def is_ours(path: Path) -> bool:
    """Whether the file carries the mark of a report of ours (or is empty, so that nothing can be lost)."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    if not data:
        return True
    if data.startswith(b"PK"):
        return _package_is_ours(data)
    if data.startswith(b"%PDF"):
        # The order of a PDF's parts is not ours to choose.
        return bool(_OUR_MARK.search(data))
    return bool(_OUR_MARK.search(data[:_LOOKED_AT]) or _OUR_MARK.search(data[-_LOOKED_AT:]))


def _package_is_ours(data: bytes) -> bool:
    """Whether the properties of a Word or Excel file name mhia as their maker."""
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(BytesIO(data)) as package:
        properties = {"docProps/app.xml", "docProps/core.xml"} & set(package.namelist())
        return any(_OUR_MARK.search(package.read(name)) for name in properties)
    return False


def _write(path: Path, parts: Iterable[bytes]) -> None:
    target = Path(os.path.realpath(path))
    # In the same folder, because a file can be renamed in one step only within one disk.
    unfinished = target.with_name(f".{target.name[:_LETTERS_KEPT]}.{os.getpid()}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("xb") as file:
                for part in parts:
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as fault:
        raise FileError(Problem(file=str(path), message=_in_words(fault, target))) from fault


def _put_in_place(unfinished: Path, target: Path) -> None:
    """Give the finished file its name; on Windows a scanner may hold either file for a moment."""
    for left in reversed(range(_TRIES if _ON_WINDOWS else 1)):
        try:
            unfinished.replace(target)
        except PermissionError:
            if not left:
                raise
            sleep(_SECONDS_BETWEEN)
        else:
            return


def _in_words(fault: OSError, target: Path) -> str:
    if _ON_WINDOWS and len(str(target)) > _LONGEST_ON_WINDOWS:
        return f"cannot be written: the path has {len(str(target))} letters, and Windows takes {_LONGEST_ON_WINDOWS}"
    if isinstance(fault, PermissionError):
        return "cannot be written: you may not write there, or the file is open in another program"
    if isinstance(fault, (NotADirectoryError, FileExistsError)):
        return "cannot be written: part of its path is a file, not a folder"
    return f"cannot be written: {(fault.strerror or type(fault).__name__).lower()}"
