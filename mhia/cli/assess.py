"""`mhia assess`: proposals in, reports out."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.dates import today
from mhia.cli.faults import Faults, tell, warn
from mhia.cli.formats import RECORD, report_formats
from mhia.cli.options import (
    DayOption,
    DrawsOption,
    Files,
    Force,
    LanguageOption,
    Quiet,
    Readers,
    ReadersOption,
    ReferenceDoc,
    RulebookFolder,
    RulebookVersion,
    TemplatesFolder,
)
from mhia.errors import MhiaError, Problem

if TYPE_CHECKING:
    from mhia.assessment import Assessment
    from mhia.intake import ReadProposal
    from mhia.languages import Catalogue
    from mhia.report.formats import Style
    from mhia.report.view.arranging import Arrangement
    from mhia.rulebook.lookup import Rulebook
    from mhia.settings import Cover


class Limit(StrEnum):
    """What a report may be asked to fail on."""

    red_line = "red-line"
    major = "major"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to come of an assessment."""

    formats: tuple[str, ...]
    """By the names that `--format` takes."""
    view: Readers
    style: "Style"
    arrangement: "Arrangement"
    catalogue: "Catalogue | None"
    cover: bool
    headings: "Cover | None"
    """The council's own cover report."""
    force: bool
    quiet: bool


_Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where the reports go.")]
_Formats = Annotated[
    str, typer.Option("--format", "-f", metavar="LIST", help="Which: md, html, json …, commas between.")
]
_Stdout = Annotated[str, typer.Option(metavar="FORMAT", help="Print one report and write no file.", show_default=False)]
_Cover = Annotated[
    bool, typer.Option("--cover", help="Print the paragraphs for the cover report's implications section.")
]
_FailOn = Annotated[
    list[Limit] | None, typer.Option(help="End with exit code 1 if a report has one.", show_default=False)
]


def assess(
    files: Files,
    out: _Out = Path("assessments"),
    formats: _Formats = "md,html,json",
    stdout: _Stdout = "",
    on: DayOption = None,
    view: ReadersOption = Readers.full,
    cover: _Cover = False,
    templates: TemplatesFolder = None,
    reference_doc: ReferenceDoc = None,
    language: LanguageOption = "",
    rulebook: RulebookFolder = None,
    rulebook_version: RulebookVersion = "",
    draws: DrawsOption = 1000,
    fail_on: _FailOn = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Assess proposals and write their reports.

    \b
      mhia assess library.yaml
      mhia assess round/*.yaml --out reports --format md,html
      mhia assess library.yaml --stdout md
      mhia assess library.yaml --view public --format html
      mhia assess library.yaml --cover
      mhia assess library.yaml --language cy
      mhia assess library.yaml --fail-on red-line
      mhia assess library.yaml --rulebook-version 2026.1

    A report has the name of its proposal's file, with -member or -public behind it in those views, and -cy in Welsh. A
    file that cannot be used is named with all its faults and does not stop the others.
    """
    from mhia.rulebook.loading import load_rulebook

    if stdout and len(files) > 1:
        raise MhiaError("--stdout prints one report; give one file, or leave --stdout out to write files")
    if stdout and cover:
        raise MhiaError("--stdout and --cover both print to the same place; give one of them")
    chosen = tuple(report_formats(stdout or formats, view, quiet=quiet))
    wanted = _wanted(chosen, view, templates, reference_doc, language, cover=cover, force=force, quiet=quiet)
    book = load_rulebook(local=rulebook, version=rulebook_version or None)
    day = on.date() if on else today()
    faults, crossed = Faults(), False
    for proposal in _read(files, book, day, faults, quiet=quiet):
        with faults.caught():
            assessment = _assessed(proposal, book, day, draws)
            _report(assessment, book, None if stdout else out / _stem(proposal), wanted)
            crossed = _crosses(assessment, fail_on or ()) or crossed
    faults.leave(otherwise=int(crossed))


def _wanted(
    chosen: tuple[str, ...],
    view: Readers,
    templates: Path | None,
    reference_doc: Path | None,
    language: str,
    *,
    cover: bool,
    force: bool,
    quiet: bool,
) -> Wanted:
    """What the command line asks for, with what mhia.yaml settles."""
    from mhia.report.formats import Style
    from mhia.report.view.arranging import AS_USUAL, Arrangement

    arrangement, picture, headings = AS_USUAL, None, None
    if Path("mhia.yaml").is_file():
        from mhia.settings import logo, settings

        settled = settings(Path())
        language, picture, headings = language or settled.language or "", logo(Path()), settled.cover
        if settled.sections:
            arrangement = Arrangement(settled.sections.order, settled.sections.leave_out)
    style = Style(templates, reference_doc, picture)
    spoken = _catalogue(language, templates)
    return Wanted(chosen, view, style, arrangement, spoken, cover, headings, force, quiet)


def _catalogue(language: str, templates: Path | None) -> "Catalogue | None":
    """The phrases of a language; none for English, which needs none."""
    if not language:
        return None
    from mhia.languages import ENGLISH, catalogue

    return None if language == ENGLISH else catalogue(language, templates)


def _read(files: Sequence[Path], book: "Rulebook", day: date, faults: Faults, *, quiet: bool) -> "list[ReadProposal]":
    """The proposals that can be used, each with a name of its own."""
    from mhia.intake import read_proposal

    named: dict[str, list[tuple[Path, ReadProposal]]] = defaultdict(list)
    for path in dict.fromkeys(files):
        with faults.caught():
            proposal = read_proposal(path, book, day)
            if not quiet:
                warn(proposal.warnings)
            # Some disks do not tell capitals from small letters.
            named[_stem(proposal).lower()].append((path, proposal))
    for alike in named.values():
        for path, _ in alike[1:]:
            message = f"has the same name as {alike[0][0]}, so one report would replace the other; rename one"
            faults.add(Problem(file=str(path), message=message))
    return [alike[0][1] for alike in named.values() if len(alike) == 1]


def _stem(proposal: "ReadProposal") -> str:
    from mhia.writing import file_stem

    return file_stem(Path(proposal.file).stem)


def _assessed(proposal: "ReadProposal", book: "Rulebook", on: date, draws: int) -> "Assessment":
    from mhia.assessment import Identity
    from mhia.scoring.assessing import assess as assessed

    # The folder is left out: it says where somebody works, not what was assessed.
    identity = Identity(id=proposal.id, file=Path(proposal.file).name, sha256=proposal.sha256)
    return assessed(proposal.proposal, book, identity=identity, on=on, draws=draws)


def _report(assessment: "Assessment", book: "Rulebook", named: Path | None, wanted: Wanted) -> None:
    """Write the reports under a name and a summary to the terminal; without a name, print the report itself."""
    from mhia.report.formats import FORMATS
    from mhia.report.view.building import report_view
    from mhia.writing import write_all

    view = said = report_view(assessment, book, wanted.view.value, wanted.arrangement)
    if wanted.catalogue:
        from mhia.report.view.translating import in_language

        said = in_language(view, wanted.catalogue)
    made = ((layout, FORMATS[layout].render(said, assessment, wanted.style)) for layout in wanted.formats)
    if named is None:
        for _, report in made:
            sys.stdout.buffer.write(report)
        return
    reports = {_path(named, layout, wanted): report for layout, report in made}
    write_all(reports, force=wanted.force)
    if wanted.cover:
        _print_cover(assessment, book, next(iter(reports)).name, wanted)
    elif not wanted.quiet:
        from mhia.report.terminal import print_summary

        print_summary(view, sys.stdout, [str(path) for path in reports])


def _path(named: Path, layout: str, wanted: Wanted) -> Path:
    """Where a report goes: the record belongs to the assessment, and is the same for every reader."""
    from mhia.report.formats import FORMATS

    suffix = FORMATS[layout].suffix
    if layout == RECORD:
        return named.with_name(f"{named.name}{suffix}")
    of_view = "" if wanted.view is Readers.full else f"-{wanted.view.value}"
    in_language = f"-{wanted.catalogue.code}" if wanted.catalogue else ""
    return named.with_name(f"{named.name}{of_view}{in_language}{suffix}")


def _print_cover(assessment: "Assessment", book: "Rulebook", report: str, wanted: Wanted) -> None:
    """Print what a cover report says, with an empty line behind each paragraph, under the council's own headings."""
    from mhia.report.view.cover import cover
    from mhia.report.view.cover_sheet import cover_sheet

    if wanted.headings is None:
        for paragraph in cover(assessment, book, report):
            print(paragraph, end="\n\n")
        return
    sheet = cover_sheet(assessment, book, report, wanted.headings)
    if wanted.catalogue:
        from mhia.report.view.translating import put_into

        sheet = put_into(sheet, wanted.catalogue)
    print(*(f"{fact.label}: {fact.value}" for fact in sheet.facts), sep="\n", end="\n\n")
    for part in sheet.parts:
        print(part.heading, *part.paragraphs, sep="\n\n", end="\n\n")


def _crosses(assessment: "Assessment", limits: Sequence[Limit]) -> bool:
    """Whether the assessment has what the user asked to be stopped by; says so."""
    found = {
        Limit.red_line: bool(assessment.red_lines),
        Limit.major: any(
            cell.adverse is not None and cell.adverse.after.band == "major"
            for group in assessment.groups
            for cell in group.cells
        ),
    }
    crossed = [limit.value for limit in limits if found[limit]]
    if crossed:
        tell(f"{assessment.identity.id}: limit crossed: {', '.join(crossed)}")
    return bool(crossed)
