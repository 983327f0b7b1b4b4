"""The text of a user's file, or why it cannot be read, in words for the person who saved it."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path

from mhia.errors import FileError, Problem
from mhia.reading.marked import Document, document

LARGEST = 1_000_000
"""Bytes: a proposal is a few thousand, so a larger file is some other file."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 does not let into a file."""


@dataclass(frozen=True)
class Source:
    """The text of a file and the fingerprint of its bytes."""

    name: str
    text: str
    sha256: str


def source(path: Path, name: str = "", largest: int = LARGEST) -> Source:
    """The text of a UTF-8 file and the SHA-256 of its bytes; FileError if it cannot be read as text.

    `name` is what problems call the file; left out, the path as given.
    """
    name = name or str(path)
    data = bytes_of(path, name, largest)
    return Source(name, text_of(data, name), sha256(data).hexdigest())


def read_document(path: Path, name: str = "", largest: int = LARGEST) -> Document:
    """The document in a YAML file; FileError with every fault at its line and column."""
    read = source(path, name, largest)
    return document(read.text, read.name)


def bytes_of(path: Path, name: str, largest: int) -> bytes:
    """The bytes of a file of at most so many; FileError, under the name given, if it cannot be read."""
    try:
        with path.open("rb") as file:
            # One byte more than allowed tells that it is too large without reading the rest.
            data = file.read(largest + 1)
    except FileNotFoundError:
        raise _refused(name, f"there is no such file{_near(path)}", "F101") from None
    except IsADirectoryError:
        raise _refused(name, "is a folder; name the file in it, or use `mhia batch` for all of them", "F102") from None
    except PermissionError:
        # Windows says so of a folder, too.
        if path.is_dir():
            raise _refused(
                name, "is a folder; name the file in it, or use `mhia batch` for all of them", "F102"
            ) from None
        raise _refused(name, "may not be read; ask for permission, or close it in other programs", "F103") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not one a file can have"
        raise _refused(name, f"cannot be opened ({reason.lower()}); check the name and the disk", "F104") from None
    if len(data) > largest:
        raise _refused(name, f"is larger than {largest // 1_000_000} MB; a proposal is a few pages of text", "F110")
    return data


def text_of(data: bytes, name: str) -> str:
    """The text in the bytes of a file; FileError, under the name given, if they are not UTF-8 text."""
    if data.startswith(_OFFICE):
        raise _refused(
            name, "is a Word, Excel, PDF or zip file; give the YAML file, or use `mhia batch` for a sheet", "F109"
        )
    if data.startswith(_UTF16) or (len(data) > 1 and 0 in data[:2]):
        raise _refused(name, "is saved as UTF-16 (`Unicode` in Notepad); save it again as UTF-8", "F107")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        byte = data[error.start]
        meant = bytes([byte]).decode("cp1252", "replace")
        hint = f" (`{meant}`?)" if meant.isprintable() and meant != "\ufffd" else ""
        raise _refused(
            name, f"byte 0x{byte:02X}{hint} is not UTF-8; save the file as UTF-8", "F106", line, column
        ) from None
    if stray := _NOT_TEXT.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        column = stray.start() - text.rfind("\n", 0, stray.start())
        what = "a null byte" if stray.group() == "\0" else f"an invisible character (U+{ord(stray.group()):04X})"
        raise _refused(
            name, f"there is {what} here; delete it, or save the file again as plain text", "F108", line, column
        )
    return text


def _near(path: Path) -> str:
    """A file with nearly that name in the same folder, as a question."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return "; check the folder and the spelling"
    close = get_close_matches(path.name, names, n=1, cutoff=0.75)
    return f"; did you mean `{path.with_name(close[0])}`?" if close else "; check the spelling and the folder"


def _refused(name: str, message: str, code: str, line: int = 0, column: int = 0) -> FileError:
    return FileError(Problem(name, line, column, "", message, code))
