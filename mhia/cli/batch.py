"""`mhia batch`: a whole budget round in, a paper on what it does together out."""

import sys
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.dates import today
from mhia.cli.faults import refuse_unknown, tell
from mhia.cli.options import Quiet, RulebookFolder
from mhia.cli.progress import progress
from mhia.errors import FileError

if TYPE_CHECKING:
    from mhia.batching.batch import Batch
    from mhia.batching.progress import Progress
    from mhia.report.view.round_material import RoundMaterial
    from mhia.round import Year

_REPORTS_UP_TO = 300
"""For more proposals than this, their own reports have to be asked for."""
_OUR_BUG = 70


def batch(
    given: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|CSV|XLSX", help="A folder of proposals, or a sheet with one a row.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Where everything goes; assessments/NAME if left out.",
            show_default=False,
        ),
    ] = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help="Of the round: md, html, docx, pdf, xlsx, csv, parquet; commas between.",
        ),
    ] = "md,html,csv",
    reports: Annotated[
        str | None,
        typer.Option(
            "--reports",
            metavar="LIST",
            show_default=False,
            help=(
                f"Formats of each proposal's own report, or none; html for up to {_REPORTS_UP_TO} proposals if left "
                "out."
            ),
        ),
    ] = None,
    title: Annotated[
        str, typer.Option(help="What the round is called; its folder's name if left out.", show_default=False)
    ] = "",
    previous: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The round before this one, to see who is hit again.", show_default=False),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Processes to use; all cores if left out.", show_default=False),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Work on a Dask cluster: tcp://host:port.", show_default=False)
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Skip what an earlier run has done and nothing has changed since.")
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="The date on the paper; today if left out.", show_default=False
        ),
    ] = None,
    rulebook: RulebookFolder = None,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="Random draws behind each range.")] = 1000,
    force: Annotated[bool, typer.Option("--force", help="Replace files that mhia did not write.")] = False,
    quiet: Quiet = False,
) -> None:
    """Assess a whole budget round and say what it does together.

    \b
      mhia batch round/
      mhia batch round.xlsx --format md,html,docx --out assessments/2027
      mhia batch round/ --previous assessments/2026
      mhia batch round/ --resume

    Each proposal is assessed by itself; then the paper says which groups and places are hit by several, which
    proposals do more harm and how far one can tell, and what could not be assessed. A file that cannot be used is
    listed with its faults and does not stop the others.
    """
    from mhia.batching.batch import How
    from mhia.batching.batch import batch as worked_through
    from mhia.batching.items import given as things_given
    from mhia.batching.job import Job
    from mhia.batching.outputs import write_record
    from mhia.batching.progress import Progress
    from mhia.batching.running import jobs_for
    from mhia.rulebook.loading import load_rulebook

    folder = out or Path("assessments") / _name(given)
    things = things_given(given, leave_out=[folder])
    chosen = _formats(formats)
    own = _own_reports(reports, len(things))
    _make_way(folder, chosen, force=force)
    book, day = load_rulebook(local=rulebook), on.date() if on else today()
    job = Job(day.isoformat(), draws, own, str(rulebook.resolve()) if rulebook else None, book.hash)
    how = How(title or _title(given), jobs_for(jobs, len(things)), cluster, force, _earlier(previous))
    with Progress(folder, resume=resume) as done, progress(len(things), "proposals", quiet=quiet) as tick:
        made = worked_through(things, job, book, folder, done, how, tick)
        written = write_record(made, folder, force=force)
        written += _tables(made, done, folder, chosen)
    material, more = _paper(made, folder, chosen, force=force)
    _say(made, material, [*written, *more], given, quiet=quiet)


def _formats(words: str) -> list[str]:
    from mhia.batching.outputs import TABLES
    from mhia.batching.papers import PAPERS

    known = (*PAPERS, *TABLES)
    names = list(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))
    for name in names:
        if name not in known and name != "json":
            near = get_close_matches(name, known, n=1)
            refuse_unknown(
                "format of a round",
                name,
                near,
                f"the formats are {', '.join(known)}; the record (json) is always written",
            )
    return [name for name in names if name != "json"]


def _own_reports(words: str | None, count: int) -> tuple[str, ...]:
    """The formats of each proposal's own report."""
    from mhia.report.formats import FORMATS

    if words is None:
        return ("html",) if count <= _REPORTS_UP_TO else ()
    names = list(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))
    if names == ["none"]:
        return ()
    for name in names:
        if name not in FORMATS:
            refuse_unknown(
                "format", name, get_close_matches(name, FORMATS, n=1), f"the formats are {', '.join(FORMATS)}, or none"
            )
    return tuple(names)


def _make_way(folder: Path, chosen: Sequence[str], *, force: bool) -> None:
    """Refuse before the work, not after it, where a file of somebody else's stands in the way."""
    from mhia.batching.outputs import DRAWS, RECORD, TABLES
    from mhia.batching.papers import PAPERS
    from mhia.writing import check_free, is_ours

    check_free([folder / RECORD, *(folder / PAPERS[name].file for name in chosen if name in PAPERS)], force=force)
    tables = [folder / TABLES[name][0] for name in chosen if name in TABLES]
    if not (folder / RECORD).is_file() or not is_ours(folder / RECORD):
        # Tables and draws carry no mark; the record beside them says whose they are.
        check_free([folder / DRAWS, *tables], force=force)


def _name(given: Path) -> str:
    """The name of the folder or sheet; a sheet that is just called `round` has its folder's."""
    whole = given.resolve()
    return whole.name if whole.is_dir() else whole.parent.name if whole.stem in {"round", "proposals"} else whole.stem


def _title(given: Path) -> str:
    """A title from the name of the folder or sheet: `round-2027` becomes `Round 2027`."""
    words = _name(given).replace("-", " ").replace("_", " ").strip()
    return (words[:1].upper() + words[1:]) or "Budget round"


def _earlier(previous: Path | None) -> "tuple[Year, ...]":
    from mhia.round import Year

    if previous is None:
        return ()
    from mhia.batching.outputs import read_record
    from mhia.portfolio.stacking import hit_counts, stacks

    before, _, _ = read_record(previous)
    return (Year(before.title, before.made_on, hit_counts(stacks(before))), *before.earlier)


def _tables(made: "Batch", done: "Progress", folder: Path, chosen: Sequence[str]) -> list[Path]:
    from mhia.batching.outputs import TABLES

    written = []
    for name in chosen:
        if name in TABLES:
            # The way was made free before the work began.
            written += TABLES[name][1](made, done, folder, force=True)
    return written


def _paper(made: "Batch", folder: Path, chosen: Sequence[str], *, force: bool) -> "tuple[RoundMaterial, list[Path]]":
    from mhia.batching.papers import PAPERS, MadeOn
    from mhia.report.view.round_building import round_material, round_view
    from mhia.writing import write_all

    material = round_material(made.round, made.lost, made.severity)
    view = round_view(material)
    papers = {
        folder / PAPERS[name].file: PAPERS[name].render(view, MadeOn(made.round.made_on))
        for name in chosen
        if name in PAPERS
    }
    write_all(papers, force=force)
    return material, list(papers)


def _say(made: "Batch", material: "RoundMaterial", written: Sequence[Path], given: Path, *, quiet: bool) -> None:
    """Name every fault, sum up, and leave with the exit code that says whether all went well."""
    bad = made.round.unusable
    where = f"{given}/" if given.is_dir() else f"{given.parent}/" if given.parent != Path() else ""
    for each in bad:
        tell(*(f"{where}{fault}" for fault in each.faults))
    if not quiet:
        sys.stdout.writelines(f"{line}\n" for line in _summary(made, material))
        tell(f"written: {', '.join(str(path) for path in written)}")
    if made.bugs:
        raise typer.Exit(_OUR_BUG)
    if bad:
        raise typer.Exit(FileError.exit_code)


def _summary(made: "Batch", material: "RoundMaterial") -> list[str]:
    from mhia.report.view import round_opening
    from mhia.report.view.round_material import many
    from mhia.report.view.words import BAND

    round_ = made.round
    lines = [round_.title, "", *round_opening.summary(material), ""]
    lines += [f"! {item.lead} {item.text}" for item in round_opening.red_lines(material)[:5]]
    hit = material.hit[:6]
    if hit:
        lines += ["", "Hit by most proposals (perhaps: the size is not given):"]
        width = max(len(stack.group.label) for stack in hit)
        lines += [
            (
                f"  {stack.group.label:<{width}}  {len(stack.counted)} and perhaps {len(stack.perhaps)}, worst "
                f"{BAND[stack.worst.band]}"
            )
            for stack in hit
        ]
    ranks = material.severity.ranks[:6]
    if ranks:
        lines += ["", "Most harm to the worst-hit group (place, could stand, step):"]
        lines += [
            (
                f"  {rank.place:>3}  {rank.low} to {rank.high}  step {rank.step}  {rank.id}: "
                f"{material.entries[rank.id].title}"
            )
            for rank in ranks
        ]
    if made.skipped:
        lines += ["", f"{many(made.skipped, 'proposal')} had been done before."]
    return lines
