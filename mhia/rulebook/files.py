"""The files of a rulebook folder and their fingerprint."""

from hashlib import sha256
from pathlib import Path

from mhia.rulebook.kinds import FREE_FILES, KINDS

Files = dict[str, bytes]
"""The bytes of a rulebook's YAML files by name within its folder (`services/library.yaml`)."""


def files_in(folder: Path) -> Files:
    """The YAML files of a rulebook folder, sorted by name. Worked cases are no part of the model."""
    patterns = [*(kind.files for kind in KINDS.values()), *FREE_FILES.values()]
    found = {path.relative_to(folder).as_posix(): path for pattern in patterns for path in folder.glob(pattern)}
    return {name: found[name].read_bytes() for name in sorted(found)}


def fingerprint(*layers: Files) -> str:
    """SHA-256 over the names and bytes of files. A Windows line end counts as a plain one."""
    digest = sha256()
    for number, files in enumerate(layers):
        for name, data in files.items():
            body = data.replace(b"\r\n", b"\n")
            digest.update(f"{number}/{name}\0{len(body)}\0".encode())
            digest.update(body)
    return digest.hexdigest()
