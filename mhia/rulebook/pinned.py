"""Released rulebooks, frozen: so that an old assessment can be made again under the rulebook that it was made with.

Each is the compiled form in one gzip file. A version is frozen anew only until it is released; after that a number that
changes is another version.
"""

import gzip
import zlib
from pathlib import Path

from mhia import resources
from mhia.errors import Problem, RulebookError
from mhia.rulebook import compiled
from mhia.rulebook.lookup import Rulebook

FOLDER = "versions"
"""The folder of frozen rulebooks in the shipped rulebook's folder."""
_ENDING = ".json.gz"


def versions() -> tuple[str, ...]:
    """The versions that are frozen, oldest first."""
    names = (path.name.removesuffix(_ENDING) for path in _folder().glob(f"*{_ENDING}"))
    return tuple(sorted(names, key=_in_order))


def pinned(version: str) -> Rulebook:
    """The rulebook of a version as it was released; RulebookError where there is none, or its file is damaged."""
    if version not in versions():
        known = ", ".join(versions()) or "none"
        message = f"there is no frozen rulebook of version {version!r}; there are: {known}"
        raise RulebookError(Problem(message=message, code="R416"))
    path = pinned_file(version)
    try:
        book = compiled.opened(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, zlib.error):
        book = None
    if book is None:
        message = "is damaged, or was frozen by another version of mhia; install mhia again"
        raise RulebookError(Problem(path.name, message=message, code="R416"))
    return book


def pinned_file(version: str) -> Path:
    """Where a frozen version is, or would be."""
    return _folder() / f"{version}{_ENDING}"


def frozen(data: bytes) -> bytes:
    """A compiled form as it is kept: the same bytes for the same rulebook, whenever it is frozen."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def _folder() -> Path:
    return resources.rulebook_folder() / FOLDER


def _in_order(version: str) -> tuple[tuple[int, str], ...]:
    """Versions in the order of their numbers: 2026.2 before 2026.10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in version.split("."))
