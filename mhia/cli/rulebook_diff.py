"""`mhia rulebook diff`: what two rulebooks disagree on, and what that does to the examples."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.dates import today
from mhia.cli.options import Layout, LayoutOption
from mhia.errors import FileError, MhiaError

if TYPE_CHECKING:
    from datetime import date

    from mhia.assessment import Assessment
    from mhia.evidence.comparing import Moved, Size
    from mhia.evidence.differing import EntryChange, Touched
    from mhia.rulebook.lookup import Rulebook

_SHIPPED = "shipped"


@dataclass(frozen=True)
class _Rescored:
    """One example under both rulebooks."""

    file: str
    moved: "tuple[Moved, ...]" = ()
    cannot: str = ""
    """Why it could not be assessed under one of them."""


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A version, a folder, or `shipped`.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same.")] = _SHIPPED,
    proposals: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Proposals to assess under both; the examples if left out.", file_okay=False),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The day of the assessments.", show_default=False),
    ] = None,
    layout: LayoutOption = Layout.text,
) -> None:
    """Say what changed from one rulebook to another, what that touches, and which findings of the examples move.

    \b
      mhia rulebook diff 2026.1
      mhia rulebook diff shipped our-rulebook
      mhia rulebook diff our-rulebook our-next-rulebook --proposals round

    A folder without a parameters.yaml is read as a local one, laid over the shipped rulebook.
    """
    from mhia.evidence.differing import entry_changes, touched

    before, after = _rulebook(old), _rulebook(new)
    changes = entry_changes(before, after)
    rescored = tuple(_rescored(proposals, before, after, on.date() if on else today())) if changes else ()
    about = touched(changes, before, after)
    if layout is Layout.json:
        print(json.dumps(_as_data(changes, about, rescored), ensure_ascii=False, indent=2, default=str))
        return
    print("\n".join(_in_words((old, before), (new, after), changes, about, rescored)))


def _rulebook(word: str) -> "Rulebook":
    """The rulebook that a word on the command line stands for."""
    from mhia.rulebook.loading import load_rulebook
    from mhia.rulebook.pinned import versions

    if word == _SHIPPED:
        return load_rulebook()
    folder = Path(word)
    if folder.is_dir():
        whole = (folder / "parameters.yaml").is_file() and (folder / "rulebook.yaml").is_file()
        return load_rulebook(folder) if whole else load_rulebook(local=folder)
    if word in versions():
        return load_rulebook(version=word)
    known = ", ".join((_SHIPPED, *versions()))
    raise MhiaError(f"there is no rulebook {word!r}: give a folder, or one of {known}")


def _rescored(folder: Path | None, before: "Rulebook", after: "Rulebook", on: "date") -> Iterator[_Rescored]:
    from mhia import resources
    from mhia.evidence.comparing import moved

    folder = folder or resources.examples_folder()
    for path in sorted(folder.glob("*.yaml")):
        found: list[Assessment] = []
        for book in (before, after):
            try:
                found.append(_assessed(path, book, on))
            except FileError as fault:
                cannot = f"cannot be assessed under {book.version}: {fault.problems[0].message}"
                yield _Rescored(path.name, cannot=cannot)
                break
        else:
            yield _Rescored(path.name, moved(*found))


def _assessed(path: Path, book: "Rulebook", on: "date") -> "Assessment":
    from mhia.assessment import Identity
    from mhia.intake import read_proposal
    from mhia.scoring.assessing import assess

    read = read_proposal(path, book, on)
    # Best estimates alone: the bands are theirs, and two rulebooks need no draws to be told apart.
    return assess(read.proposal, book, Identity(read.id, path.name, read.sha256), on, draws=0)


def _in_words(
    old: "tuple[str, Rulebook]", new: "tuple[str, Rulebook]", changes: "tuple[EntryChange, ...]", about: "Touched",
    rescored: tuple[_Rescored, ...],
) -> Iterator[str]:  # fmt: skip
    yield f"from {old[0]} ({old[1].version}, {old[1].hash[:12]}) to {new[0]} ({new[1].version}, {new[1].hash[:12]})"
    if not changes:
        yield "nothing differs"
        return
    from mhia.cli.rulebook_changes import in_numbers, in_words

    for what in ("changed", "added", "removed"):
        those = [each for each in changes if each.what == what and (what != "changed" or each.moves_numbers)]
        if those:
            yield f"{what}: {len(those)}"
        yield from (f"  {line}" for each in those for line in in_numbers(each))
    worded = [each for each in changes if each.what == "changed" and not each.moves_numbers]
    if worded:
        yield f"changed in words or sources only: {len(worded)}"
        yield from (f"  {line}" for line in in_words(worded))
    yield "what it can move:"
    yield from (f"  {line}" for line in _about(about))
    yield from _examples(rescored)


def _about(about: "Touched") -> Iterator[str]:
    if about.everywhere:
        yield f"every service, by {', '.join(about.everywhere)}"
    if about.changes:
        yield f"every service where it is proposed to: {', '.join(about.changes)}"
    for name, ids in (("domains", about.domains), ("services", about.services), ("groups", about.groups)):
        if ids:
            yield f"{name}: {', '.join(ids)}"
    if not (about.everywhere or about.changes or about.domains or about.services or about.groups):
        yield "no finding: only words and sources changed"


def _examples(rescored: tuple[_Rescored, ...]) -> Iterator[str]:
    still = [each for each in rescored if not each.moved and not each.cannot]
    moving = len(rescored) - len(still)
    yield f"assessed under both, best estimates after mitigation: {len(rescored)} proposals, {moving} of them move"
    for each in rescored:
        if each.cannot:
            yield f"  {each.file}: {each.cannot}"
        elif each.moved:
            bands = sum(one.by_a_band for one in each.moved)
            yield f"  {each.file}: {len(each.moved)} findings move, {bands} of them to another band"
            yield from (f"    {_moved(one)}" for one in each.moved)


def _moved(one: "Moved") -> str:
    direction = "loss" if one.direction == "adverse" else "gain"
    mark = "" if one.by_a_band else " (same band)"
    return f"{one.label}, {one.domain}, {direction}: {_size(one.before)} -> {_size(one.after)}{mark}"


def _size(size: "Size | None") -> str:
    return f"{size.band} ({size.magnitude:.3f})" if size else "none shown"


def _as_data(
    changes: "tuple[EntryChange, ...]", about: "Touched", rescored: tuple[_Rescored, ...]
) -> dict[str, object]:
    return {
        "changes": [{**asdict(each), "moves_numbers": each.moves_numbers} for each in changes],
        "touched": asdict(about),
        "examples": [asdict(each) for each in rescored],
    }
