"""What `mhia batch` says at its end: every fault, the round in a page, and whether all went well."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from mhia.cli.faults import tell, warn
from mhia.errors import FileError

if TYPE_CHECKING:
    from mhia.batching.batch import Batch
    from mhia.report.view.round_material import RoundMaterial

_OUR_BUG = 70
_SHOWN = 6
"""So many groups and proposals stand in the summary."""


def say(made: "Batch", material: "RoundMaterial", written: Sequence[Path], given: Path, *, quiet: bool) -> None:
    """Name every fault, sum up, and leave with the exit code that says whether all went well."""
    warn(made.warnings)
    _name_faults(made, given)
    if not quiet:
        sys.stdout.writelines(f"{line}\n" for line in _summary(made, material))
        tell(f"written: {', '.join(str(path) for path in written)}")
    if made.bugs:
        raise typer.Exit(_OUR_BUG)
    if made.faults:
        raise typer.Exit(FileError.exit_code)


def refuse_empty(made: "Batch", given: Path) -> NoReturn:
    """Name every fault of a round in which nothing can be used, and leave: a paper about nothing would mislead."""
    _name_faults(made, given)
    tell(f"{given}: no proposal can be used, so nothing is written; put right what is named above, and run it again")
    raise typer.Exit(_OUR_BUG if made.bugs else FileError.exit_code)


def _name_faults(made: "Batch", given: Path) -> None:
    where = f"{given}/" if given.is_dir() else f"{given.parent}/" if given.parent != Path() else ""
    for each in made.faults:
        tell(*(f"{where}{fault}" for fault in each.faults))


def _summary(made: "Batch", material: "RoundMaterial") -> Iterator[str]:
    from mhia.report.view import round_opening
    from mhia.report.view.round_material import many

    yield from (made.round.title, "", *round_opening.summary(material))
    red_lines = round_opening.red_lines(material)[: _SHOWN - 1]
    if red_lines:
        yield ""
    yield from (f"! {item.lead} {item.text}" for item in red_lines)
    yield from _hit(material)
    yield from _order(material)
    if made.skipped:
        yield from ("", f"{many(made.skipped, 'proposal')} had been done before.")


def _hit(material: "RoundMaterial") -> Iterator[str]:
    """The groups that most proposals hit."""
    from mhia.report.view.words import BAND

    hit = material.hit[:_SHOWN]
    if not hit:
        return
    yield from ("", "Hit by most proposals (perhaps: the size is not given):")
    width = max(len(stack.group.label) for stack in hit)
    for stack in hit:
        sure, perhaps = len(stack.counted), len(stack.perhaps)
        count = " and ".join(
            part for part in (f"{sure:,}" if sure else "", f"perhaps {perhaps:,}" if perhaps else "") if part
        )
        yield f"  {stack.group.label:<{width}}  {count}, the largest {BAND[stack.worst.band]}"


def _order(material: "RoundMaterial") -> Iterator[str]:
    """The proposals that do most harm to their worst-hit group."""
    ranks = material.severity.ranks[:_SHOWN]
    if not ranks:
        return
    from mhia.report.view.round_order import could_stand

    yield from ("", "Most harm to the worst-hit group, need weighed (place, and where it could stand):")
    width = max(len(could_stand(rank)) for rank in ranks)
    for rank in ranks:
        stands = f"{rank.place:>3}  {could_stand(rank):<{width}}"
        yield f"  {stands}  {rank.id}: {material.entries[rank.id].title}"
