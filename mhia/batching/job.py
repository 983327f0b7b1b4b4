"""What every piece of a batch has in common, and the fingerprint by which finished work is known again."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Job:
    """The options of a batch, as a worker needs them."""

    on: str
    """The day of the assessment, ISO."""
    draws: int
    formats: tuple[str, ...]
    """Formats of each proposal's own report; none: only the round is written."""
    rulebook: str | None
    """The folder of a local rulebook, as the workers see it."""
    rulebook_hash: str
    """What the workers' rulebook must be, or they refuse to work."""

    @property
    def fingerprint(self) -> bytes:
        """Everything that the result for a file depends on besides the file."""
        options = {**asdict(self), "rulebook": None, "tool": tool_fingerprint()}
        return sha256(json.dumps(options, sort_keys=True).encode()).digest()


@cache
def tool_fingerprint() -> str:
    """SHA-256 over the tool's own code and templates, so that no other version's work is taken for ours."""
    # Only here, because a worker asks for it never and the command line once.
    from mhia import resources  # noqa: PLC0415

    digest = sha256()
    folders = {"mhia": Path(__file__).resolve().parent.parent, "templates": resources.templates_folder()}
    for name, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".j2", ".css", ".js"} and path.is_file():
                digest.update(f"{name}/{path.relative_to(folder).as_posix()}\0".encode())
                digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
