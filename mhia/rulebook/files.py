"""The files of a rulebook folder and their fingerprint."""

import os
from hashlib import sha256
from pathlib import Path, PurePath

from mhia.rulebook.kinds import FREE_FILES, KINDS

CASES = "cases"
"""The folder of worked cases in a rulebook's folder."""

Files = dict[str, bytes]
"""The bytes of a rulebook's YAML files by name within its folder (`services/library.yaml`)."""


def files_in(folder: Path) -> Files:
    """The YAML files of a rulebook folder, sorted by name, also those that are no file of a rulebook.

    Worked cases are no part of the model, and hidden files are somebody else's.
    """
    found: dict[str, Path] = {}
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != CASES and not name.startswith((".", "_"))]
        for name in names:
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                path = Path(here, name)
                found[path.relative_to(folder).as_posix()] = path
    return {name: found[name].read_bytes() for name in sorted(found)}


def pattern_of(name: str) -> str:
    """The kind of file a name within the folder is of: `groups.yaml` itself, `services/*.yaml` for a service."""
    folder, slash, file = name.rpartition("/")
    return f"{folder}/*{PurePath(file).suffix}" if slash else file


PATTERNS = (*dict.fromkeys(kind.files for kind in KINDS.values()), *FREE_FILES.values())
"""Every kind of file a rulebook has."""


def fingerprint(files: Files) -> str:
    """SHA-256 over the names and bytes of a folder's files. A Windows line end counts as a plain one."""
    digest = sha256()
    for name, data in files.items():
        body = data.replace(b"\r\n", b"\n")
        digest.update(f"0/{name}\0{len(body)}\0".encode())
        digest.update(body)
    return digest.hexdigest()


def layered(core: str, local: str) -> str:
    """The fingerprint of a rulebook with a local folder laid over it, from those of the two."""
    return sha256(f"{core} {local}".encode()).hexdigest()
