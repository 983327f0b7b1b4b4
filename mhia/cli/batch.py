"""`mhia batch`: a whole budget round in, a paper on what it does together out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.batch_summary import refuse_empty, say
from mhia.cli.dates import today
from mhia.cli.faults import tell, warn
from mhia.cli.formats import names_in, paper_formats, report_formats
from mhia.cli.options import (
    DayOption,
    DrawsOption,
    Force,
    Quiet,
    Readers,
    ReadersOption,
    ReferenceDoc,
    RulebookFolder,
    TemplatesFolder,
)
from mhia.cli.progress import progress
from mhia.errors import FileError, Problem

if TYPE_CHECKING:
    from mhia.batching.batch import Batch
    from mhia.batching.progress import Progress
    from mhia.report.formats import Style
    from mhia.report.view.round_material import RoundMaterial

_REPORTS_UP_TO = 300
"""For more proposals than this, their own reports have to be asked for."""

_Given = Annotated[
    Path,
    typer.Argument(
        metavar="DIR|CSV|XLSX", help="A folder of proposals, or a sheet with one a row.", show_default=False
    ),
]
_Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="DIR", help="Where everything goes; assessments/NAME if left out.", show_default=False
    ),
]
_Formats = Annotated[
    str,
    typer.Option(
        "--format", "-f", metavar="LIST", help="Of the round: md, html, docx, pdf, xlsx, csv, parquet; commas between."
    ),
]
_Reports = Annotated[
    str | None,
    typer.Option(
        metavar="LIST",
        show_default=False,
        help=f"Formats of each proposal's own report, or none; html for up to {_REPORTS_UP_TO} proposals if left out.",
    ),
]
_Title = Annotated[
    str,
    typer.Option(
        help="What it is called; if left out, as its sheet is headed, else its folder's name.", show_default=False
    ),
]
_Previous = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="The round before this one, to see who is hit again.", show_default=False),
]
_Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, help="Processes to use; all cores if left out.", show_default=False),
]
_Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Work on a Dask cluster: tcp://host:port.", show_default=False)
]
_Resume = Annotated[
    bool, typer.Option("--resume", help="Skip what an earlier run has done and nothing has changed since.")
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to come of a round."""

    folder: Path
    papers: Sequence[str]
    """The round's own papers and tables, by the names that `--format` takes."""
    reports: tuple[str, ...]
    """The formats of each proposal's own report."""
    view: Readers
    force: bool
    quiet: bool


def batch(
    given: _Given,
    out: _Out = None,
    formats: _Formats = "md,html,csv",
    reports: _Reports = None,
    view: ReadersOption = Readers.full,
    title: _Title = "",
    previous: _Previous = None,
    jobs: _Jobs = None,
    cluster: _Cluster = None,
    resume: _Resume = False,
    on: DayOption = None,
    templates: TemplatesFolder = None,
    reference_doc: ReferenceDoc = None,
    rulebook: RulebookFolder = None,
    draws: DrawsOption = 1000,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Assess a whole budget round and say what it does together.

    \b
      mhia batch round/
      mhia batch round.xlsx --format md,html,docx --out assessments/2027
      mhia batch round/ --previous assessments/2026
      mhia batch round/ --view public
      mhia batch round/ --resume

    Each proposal is assessed by itself; then the paper says which groups and places are hit by several, which
    proposals do more harm and how far one can tell, and what could not be assessed. A file that cannot be used is
    listed with its faults and does not stop the others. The view holds for each proposal's own report; of a public
    round everything in the folder can be published.
    """
    from mhia.batching.batch import How
    from mhia.batching.batch import batch as worked_through
    from mhia.batching.items import given as things_given
    from mhia.batching.job import Job, look_of
    from mhia.batching.preceding import check_order, earlier_rounds
    from mhia.batching.running import jobs_for
    from mhia.report.formats import Style
    from mhia.rulebook.loading import load_rulebook

    folder = out or Path("assessments") / _folder_name(given, view)
    things = things_given(given, leave_out=[folder])
    warn(things.notes)
    own = _own_reports(reports, len(things), view, quiet=quiet)
    wanted = Wanted(folder, _papers(formats), own, view, force, quiet)
    _make_way(wanted)
    book, day = load_rulebook(local=rulebook), on.date() if on else today()
    look = look_of(templates, reference_doc)
    local = str(rulebook.resolve()) if rulebook else None
    job = Job(day.isoformat(), draws, own, local, book.hash, view.value, look)
    name = title or things.title or _name(given)
    how = How(name, jobs_for(jobs, len(things)), cluster, force, earlier_rounds(previous, folder))
    with _progress_file(wanted, resume=resume) as done, progress(len(things), "proposals", quiet=quiet) as tick:
        with _kept_when_stopped():
            made = worked_through(things, job, book, folder, done, how, tick)
        if not made.round.entries:
            refuse_empty(made, given)
        warn(check_order(previous, made.round))
        written = _record_and_tables(made, done, wanted)
    material, more = _paper(made, wanted, Style(templates, reference_doc))
    say(made, material, [*written, *more], given, quiet=quiet)


@contextmanager
def _kept_when_stopped() -> Iterator[None]:
    """Say at Ctrl-C that nothing of the work is lost."""
    try:
        yield
    except KeyboardInterrupt:
        tell("what is done so far is kept: the same command with --resume goes on from here")
        raise


def _papers(formats: str) -> list[str]:
    from mhia.batching.outputs import TABLES
    from mhia.batching.papers import PAPERS

    return paper_formats(formats, (*PAPERS, *TABLES))


def _own_reports(words: str | None, count: int, view: Readers, *, quiet: bool) -> tuple[str, ...]:
    """The formats of each proposal's own report."""
    if words is None:
        return ("html",) if count <= _REPORTS_UP_TO else ()
    if names_in(words) == ["none"]:
        return ()
    return tuple(report_formats(words, view, quiet=quiet, otherwise=", or none"))


def _make_way(wanted: Wanted) -> None:
    """Refuse before the work, not after it, where a file of somebody else's stands in the way."""
    from mhia.batching.outputs import DRAWS, RECORD, TABLES
    from mhia.batching.papers import PAPERS
    from mhia.writing import check_free, is_ours

    folder, record = wanted.folder, wanted.folder / RECORD
    papers = [folder / PAPERS[name].file for name in wanted.papers if name in PAPERS]
    check_free([record, *papers], force=wanted.force)
    tables = [folder / TABLES[name][0] for name in wanted.papers if name in TABLES]
    if not record.is_file() or not is_ours(record):
        # Tables and draws carry no mark; the record beside them says whose they are.
        check_free([folder / DRAWS, *tables], force=wanted.force)
    if wanted.view is Readers.public:
        _keep_apart(folder)


def _keep_apart(folder: Path) -> None:
    """Refuse a folder in which something that may not be published would be left beside what may."""
    from mhia.batching.outputs import RECORD, read_record
    from mhia.batching.progress import NAME

    full = (folder / RECORD).is_file() and read_record(folder).readers != "public"
    if full or (folder / NAME).is_file():
        message = "holds a round that is not for the public; give a public one a folder of its own with --out"
        raise FileError(Problem(str(folder), message=message))


def _progress_file(wanted: Wanted, *, resume: bool) -> "Progress":
    from mhia.batching.progress import Progress

    return Progress(wanted.folder, resume=resume, public=wanted.view is Readers.public)


def _folder_name(given: Path, view: Readers) -> str:
    return f"{_name(given)}-public" if view is Readers.public else _name(given)


def _name(given: Path) -> str:
    """The name of the folder or sheet; a sheet that is just called `round` has its folder's."""
    whole = given.resolve()
    plain = whole.stem in {"round", "proposals"}
    return (whole.name if whole.is_dir() else whole.parent.name if plain else whole.stem) or "round"


def _record_and_tables(made: "Batch", done: "Progress", wanted: Wanted) -> list[Path]:
    from mhia.batching.outputs import TABLES, write_record

    written = write_record(made, wanted.folder, force=wanted.force)
    for name in wanted.papers:
        if name in TABLES:
            # The way was made free before the work began.
            written += TABLES[name][1](made, done, wanted.folder, force=True)
    return written


def _paper(made: "Batch", wanted: Wanted, style: "Style") -> "tuple[RoundMaterial, list[Path]]":
    from mhia.batching.papers import PAPERS, MadeOn
    from mhia.report.view.round_building import round_view
    from mhia.report.view.round_material import RoundMaterial
    from mhia.writing import write_all

    material = RoundMaterial(made.round, made.lost, made.severity)
    view, on = round_view(material), MadeOn(made.round.made_on)
    chosen = [PAPERS[name] for name in wanted.papers if name in PAPERS]
    papers = {wanted.folder / paper.file: paper.render(view, on, style) for paper in chosen}
    write_all(papers, force=wanted.force)
    return material, list(papers)
