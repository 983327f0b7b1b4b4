"""What every piece of a batch has in common, and the fingerprint by which finished work is known again."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from mhia.reading.files import bytes_of
from mhia.report.view.page import Profile

LARGEST = 50_000_000
"""Bytes of one template or of a Word document with styles."""


@dataclass(frozen=True, slots=True)
class Look:
    """A council's own templates and Word styles, as the workers see them."""

    templates: str | None = None
    reference_doc: str | None = None
    fingerprint: str = ""
    """What the workers' templates must be, or they refuse to work."""


SHIPPED = Look()
"""The look that mhia comes with."""


def look_of(templates: Path | None, reference_doc: Path | None) -> Look:
    """The look in a folder of templates and a Word document, known again by what is in them."""
    digest = sha256()
    files = sorted(path for path in templates.rglob("*") if path.is_file()) if templates else []
    for path in [*files, *([reference_doc] if reference_doc else [])]:
        name = path.relative_to(templates).as_posix() if templates and path in files else "reference"
        digest.update(f"{name}\0".encode())
        digest.update(sha256(bytes_of(path, str(path), LARGEST)).digest())
    if not files and reference_doc is None:
        return SHIPPED
    folder, document = (str(path.resolve()) if path else None for path in (templates, reference_doc))
    return Look(folder, document, digest.hexdigest())


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
    readers: Profile = "full"
    """Whom each proposal's own report is for; `public` holds for everything that is kept of it."""
    look: Look = SHIPPED

    @property
    def fingerprint(self) -> bytes:
        """Everything that the result for a file depends on besides the file."""
        look = self.look.fingerprint if self.formats else ""
        options = {**asdict(self), "rulebook": None, "look": look, "tool": tool_fingerprint()}
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
