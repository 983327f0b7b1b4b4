"""The rulebook from its files: read, checked, cross-referenced, and kept in a compiled form for the next run."""

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from mhia import resources
from mhia.errors import Problem, RulebookError, in_order
from mhia.rulebook import compiled
from mhia.rulebook.files import Files, files_in, fingerprint, layered
from mhia.rulebook.lookup import Rulebook


def load_rulebook(
    folder: Path | None = None,
    local: Path | None = None,
    *,
    version: str | None = None,
    cache: bool = True,
    responses: Collection[str] = (),
) -> Rulebook:
    """The rulebook of a folder (the shipped one if left out), with a local folder's entries laid over it.

    With `version` the rulebook of a frozen release takes the folder's place. `responses` are the responses that the
    scoring has; where given, a change that names another is a fault.
    RulebookError with every fault at its line: an entry that does not fit its shape, an id that does not exist, a name
    used twice.
    """
    core = _frozen(version) if version else _files(folder or resources.rulebook_folder())
    if isinstance(core, Rulebook) and local is None:
        return core
    ours = _files(local) if local else None
    content_hash = core.hash if isinstance(core, Rulebook) else fingerprint(core)
    if ours is not None:
        content_hash = layered(content_hash, fingerprint(ours))
    key = _key(content_hash)
    if cache and (kept := compiled.kept(key)) and kept.knows_only(responses):
        return kept
    shown = _shown(folder or resources.rulebook_folder()), _shown(local) if local else ""
    data = _checked(core, ours, shown, responses, content_hash)
    if cache:
        compiled.keep(key, data)
    made = compiled.opened(data)
    assert made is not None  # noqa: S101 - it was compiled by the line above
    return made


def _frozen(version: str) -> Rulebook:
    # Only here, because hardly any run asks for an old version.
    from mhia.rulebook.pinned import pinned  # noqa: PLC0415

    return pinned(version)


def _checked(
    core: Files | Rulebook, ours: Files | None, shown: tuple[str, str], responses: Collection[str], content_hash: str
) -> bytes:
    """The compiled form of the files, once nothing is wrong with them."""
    # Only here, because a run with a compiled rulebook needs neither YAML nor pydantic for it.
    from mhia.rulebook.checking import faults  # noqa: PLC0415
    from mhia.rulebook.gathering import gathered, laid_over, reopened  # noqa: PLC0415

    found = reopened(core) if isinstance(core, Rulebook) else gathered(core, shown[0])
    if ours is not None:
        found = laid_over(found, gathered(ours, shown[1]))
    if said := faults(found, responses):
        raise RulebookError(*in_order(said))
    return compiled.compiled(found, content_hash)


def _files(folder: Path) -> Files:
    if not folder.is_dir():
        raise RulebookError(
            Problem(str(folder), message="there is no such rulebook folder; check the spelling", code="R412")
        )
    try:
        files = files_in(folder)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise RulebookError(Problem(str(folder), message=f"cannot be read ({reason.lower()})", code="R412")) from None
    if not files:
        message = "has no rulebook files in it (services/, groups.yaml, …)"
        raise RulebookError(Problem(str(folder), message=message, code="R412"))
    return files


def _key(content_hash: str) -> str:
    """What a compiled form depends on: the rulebook's content and the code that checked it."""
    digest = sha256(f"{compiled.FORMAT} {content_hash}".encode())
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _shown(folder: Path) -> str:
    """A folder as problems call it: from where the user stands, if that is above it."""
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return folder.as_posix()
