"""`mhia verify`: an assessment made again under its own rulebook, and whether it comes out the same."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mhia.cli.faults import Faults
from mhia.cli.options import Layout, LayoutOption, Quiet, RulebookFolder

if TYPE_CHECKING:
    from mhia.assessment import Assessment
    from mhia.evidence.comparing import Difference, Moved
    from mhia.rulebook.lookup import Rulebook

_SHOWN = 20
"""So many differences are printed; the rest are counted."""
_NOT_COMPARED = ("tool", "rulebook")
"""Parts of a record that say what made it, and are spoken of in words."""


@dataclass(frozen=True)
class _Verified:
    """What came of making one assessment again."""

    file: str
    rulebook: str
    """The rulebook it was made again under."""
    remarks: tuple[str, ...] = ()
    moved: "tuple[Moved, ...]" = ()
    differences: "tuple[Difference, ...]" = ()
    own_rulebook: bool = field(default=True)

    @property
    def same(self) -> bool:
        """Whether everything came out as recorded, under the rulebook that it was made with."""
        return self.own_rulebook and not self.differences


def verify(
    files: Annotated[
        list[Path], typer.Argument(metavar="ASSESSMENT...", help="Assessments (JSON).", show_default=False)
    ],
    rulebook: RulebookFolder = None,
    layout: LayoutOption = Layout.text,
    quiet: Quiet = False,
) -> None:
    """Make an assessment again, under the rulebook it was made with, and say whether it comes out the same.

    \b
      mhia verify assessments/library.json
      mhia verify assessments/*.json --rulebook our-rulebook

    The proposal is taken from the record itself and nothing is written. Exit code 1 if anything differs.
    """
    faults, found = Faults(), []
    for path in dict.fromkeys(files):
        with faults.caught():
            found.append(_verified(path, rulebook))
    if layout is Layout.json:
        print(json.dumps([_as_data(each) for each in found], ensure_ascii=False, indent=2))
    elif not quiet:
        print("\n".join(line for each in found for line in _in_words(each)))
    faults.leave(otherwise=int(not all(each.same for each in found)))


def _verified(path: Path, local: Path | None) -> _Verified:
    from mhia.errors import FileError, Problem
    from mhia.evidence.comparing import differences, moved
    from mhia.report.data import read_assessment, record

    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise FileError(Problem(str(path), message=f"cannot be read ({reason})")) from None
    recorded = read_assessment(data, str(path))
    book = _rulebook_of(recorded, local)
    remade = _remade(recorded, book, str(path))
    before, after = (_compared(json.loads(each)) for each in (data, record(remade)))
    return _Verified(
        file=str(path),
        rulebook=f"{book.id} {book.version}",
        remarks=tuple(_remarks(recorded, remade, local)),
        moved=moved(recorded, remade),
        differences=tuple(differences(before, after)),
        own_rulebook=book.hash == recorded.rulebook.sha256,
    )


def _rulebook_of(recorded: "Assessment", local: Path | None) -> "Rulebook":
    """The rulebook that the assessment was made with, or else the nearest to it that is here."""
    from mhia.rulebook.loading import load_rulebook
    from mhia.rulebook.pinned import versions

    now = load_rulebook(local=local)
    if now.hash == recorded.rulebook.sha256 or recorded.rulebook.version not in versions():
        return now
    return load_rulebook(version=recorded.rulebook.version, local=local)


def _remade(recorded: "Assessment", book: "Rulebook", name: str) -> "Assessment":
    from pydantic import ValidationError

    from mhia.errors import FileError, Problem
    from mhia.proposal import Proposal
    from mhia.scoring.assessing import assess

    try:
        proposal = Proposal.model_validate(recorded.proposal)
        return assess(
            proposal,
            book,
            recorded.identity,
            date.fromisoformat(recorded.assessed_on),
            draws=recorded.draws,
            seed=recorded.seed,
            warnings=recorded.warnings,
        )
    except (ValidationError, ValueError):
        raise FileError(Problem(name, field="proposal", message="the proposal in it cannot be read again")) from None
    except KeyError as error:
        message = f"the rulebook {book.version} here knows nothing called {error}; give the folder with --rulebook"
        raise FileError(Problem(name, field="proposal", message=message)) from None


def _compared(document: dict[str, Any]) -> dict[str, Any]:
    """A record without the parts that say what made it, its options included."""
    kept = {name: value for name, value in document.items() if name not in _NOT_COMPARED}
    for option in kept.get("options", ()):
        if option.get("assessment"):
            option["assessment"] = _compared(option["assessment"])
    return kept


def _remarks(recorded: "Assessment", remade: "Assessment", local: Path | None) -> list[str]:
    """What made it then and now, where that is not the same."""
    said = []
    was, now = recorded.rulebook, remade.rulebook
    if was.sha256 != now.sha256:
        said.append(
            f"made with rulebook {was.id} {was.version} (fingerprint {was.sha256[:12]}), which is not here; "
            f"compared under {now.version} (fingerprint {now.sha256[:12]})"
        )
        if was.overridden and local is None:
            said.append("it was made with a local rulebook: give that folder with --rulebook")
    if recorded.tool != remade.tool:
        said.append(f"made by mhia {recorded.tool}; this is {remade.tool}")
    return said


def _in_words(found: _Verified) -> list[str]:
    if found.same:
        head = f"{found.file}: same, made again under rulebook {found.rulebook}"
    elif not found.differences:
        head = f"{found.file}: the same numbers, but its own rulebook is not here"
    else:
        head = f"{found.file}: differs"
    lines = [head, *(f"  {remark}" for remark in found.remarks)]
    lines += [f"  {_finding(each)}" for each in found.moved[:_SHOWN]]
    lines += [
        f"  {each.path}: {_shown(each.recorded)} in the record, {_shown(each.remade)} now"
        for each in found.differences[:_SHOWN]
    ]
    left = len(found.differences) - _SHOWN
    return [*lines, *([f"  and {left} more fields"] if left > 0 else [])]


def _finding(each: "Moved") -> str:
    sizes = (f"{size.band} ({size.magnitude:.3f} SD)" if size else "none" for size in (each.before, each.after))
    direction = "loss" if each.direction == "adverse" else "gain"
    return f"{each.label}, {each.domain}, {direction}: " + " in the record, ".join(sizes) + " now"


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"  # noqa: PLR2004 - a line of a terminal


def _as_data(found: _Verified) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(found), "same": found.same}
