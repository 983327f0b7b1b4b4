"""`mhia compare`: what differs between options, versions or rounds."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.dates import today
from mhia.cli.options import (
    DayOption,
    Force,
    OutFile,
    PaperLayout,
    PaperLayoutOption,
    Readers,
    ReadersOption,
    RulebookFolder,
    TemplatesFolder,
)
from mhia.cli.printing import as_json, laid_out_as, sheet_for
from mhia.errors import MhiaError

if TYPE_CHECKING:
    from datetime import date

    from mhia.assessment import Assessment
    from mhia.portfolio.comparing import Comparison, Side
    from mhia.report.view.page import View
    from mhia.report.view.round_material import RoundMaterial
    from mhia.rulebook.lookup import Rulebook

_TWO = 2
_SCREENFUL = 12


_Things = Annotated[
    list[Path],
    typer.Argument(
        metavar="A [B...]",
        help="One proposal (its options), several proposals or assessments, or two rounds.",
        show_default=False,
    ),
]


def compare(
    things: _Things,
    layout: PaperLayoutOption = None,
    out: OutFile = None,
    view: ReadersOption = Readers.full,
    on: DayOption = None,
    templates: TemplatesFolder = None,
    rulebook: RulebookFolder = None,
    force: Force = False,
) -> None:
    """Say what differs: in the inputs, in the findings, in the words.

    \b
      mhia compare library.yaml
      mhia compare library-old.yaml library.yaml
      mhia compare assessments/library.json library.yaml
      mhia compare assessments/2026 assessments/2027 --out compared.html

    A single proposal is compared with its own options and with doing nothing.
    """
    from mhia.report.view.linking import with_files_at

    sheet = sheet_for(layout, out, force=force)
    day = on.date() if on else today()
    rounds = any(_is_round(path) for path in things)
    paper, record = _rounds(things, view) if rounds else _assessments(things, rulebook, day, view)
    last = things[-1]
    paper = with_files_at(paper, sheet.way_to(last if last.is_dir() else last.parent))
    sheet.put(_printed(paper, record, sheet.layout, templates, with_grid=rounds))


def _is_round(path: Path) -> bool:
    return path.is_dir() or path.name == "round.json"


def _rounds(things: Sequence[Path], view: Readers) -> "tuple[View, dict[str, object]]":
    from mhia.portfolio.comparing_rounds import rounds_compared
    from mhia.report.view.for_readers import for_readers
    from mhia.report.view.round_comparison import rounds_view

    if len(things) != _TWO:
        raise MhiaError("rounds are compared two at a time: give two folders that `mhia batch` wrote")
    before, now = (_round(path, view) for path in things)
    found = rounds_compared((before.round, before.stacks), (now.round, now.stacks))
    record = {
        "schema": "mhia/comparison/1",
        "rounds": [before.round.title, now.round.title],
        "added": found.added,
        "removed": found.removed,
        "changed": [entry.id for _, entry in found.changed],
        "unchanged": found.unchanged,
        "groups": [
            {
                "group": each.group,
                "before": each.before.sure,
                "perhaps_before": each.before.perhaps,
                "now": each.now.sure,
                "perhaps_now": each.now.perhaps,
                "direction": each.direction,
            }
            for each in found.groups
        ],
        "not_assessed": found.not_assessed,
        "elsewhere": found.elsewhere,
    }
    return for_readers(rounds_view(found, before, now), view.value), record


def _round(path: Path, view: Readers) -> "RoundMaterial":
    """A round as these readers may have it, without its draws: nothing here hangs on an order."""
    from mhia.batching.outputs import read_record
    from mhia.report.view.round_material import NO_DRAWS, RoundMaterial
    from mhia.report.view.round_publishing import publishable_round

    read = read_record(path)
    return RoundMaterial(publishable_round(read) if view is Readers.public else read, NO_DRAWS, NO_DRAWS)


def _assessments(
    things: Sequence[Path], rulebook: Path | None, day: "date", view: Readers
) -> "tuple[View, dict[str, object]]":
    from mhia.portfolio.comparing import compared
    from mhia.report.view.comparison import comparison_view
    from mhia.report.view.for_readers import for_readers
    from mhia.rulebook.loading import load_rulebook
    from mhia.scoring.entering import settings_of
    from mhia.version import VERSION

    book = load_rulebook(local=rulebook)
    sides = _sides(things, [_assessment(path, book, day) for path in things])
    if len(sides) < _TWO:
        raise MhiaError(f"{things[0]}: there is nothing to compare it with; give a second file, or options in it")
    summaries = _summaries(sides, book, view)
    shown = [_publishable(side, book) for side in sides] if view is Readers.public else sides
    found = compared(shown, settings_of(book).staff)
    paper = comparison_view(found, summaries, day.isoformat(), VERSION, view.value)
    return for_readers(paper, view.value), _record(found)


def _sides(things: Sequence[Path], read: "Sequence[Assessment]") -> "Sequence[Side]":
    """Of one proposal its options, of several each by itself."""
    from mhia.portfolio.comparing import options_of, side_of

    if len(read) == 1:
        return options_of(read[0])
    return [side_of(label, each) for label, each in zip(_labels(things, read), read, strict=True)]


def _summaries(sides: "Sequence[Side]", book: "Rulebook", view: Readers) -> dict[str, tuple[str, ...]]:
    """What each side's own report says in short, by its label."""
    from mhia.report.view.building import report_view

    assessed = [(side.label, side.assessment) for side in sides if side.assessment is not None]
    return {label: report_view(assessment, book, view.value).summary for label, assessment in assessed}


def _publishable(side: "Side", book: "Rulebook") -> "Side":
    """A side without what is private in it, its small numbers in words."""
    from dataclasses import replace

    from mhia.report.view.publishing import publishable, with_counts_in_words
    from mhia.report.view.round_publishing import counts_of

    if side.assessment is None:
        return side
    public = publishable(side.assessment)
    counts = counts_of(public, book)
    return replace(side, assessment=with_counts_in_words(public, lambda group: counts.hides(group, None)))


def _record(found: "Comparison") -> dict[str, object]:
    """The comparison for other programs."""
    return {
        "schema": "mhia/comparison/1",
        "sides": [{"title": side.label, "saving": side.saving} for side in found.sides],
        "inputs": [{"field": each.field, "values": each.values, "text": each.is_text} for each in found.inputs],
        "findings": [
            {
                "group": each.group,
                "domain": each.domain,
                "direction": each.direction,
                "bands": [None if one is None else one.after.band for one in each.findings],
                "magnitudes": [None if one is None else round(one.after.magnitude.typical, 6) for one in each.findings],
            }
            for each in found.findings
        ],
        "same": found.same,
    }


def _assessment(path: Path, book: "Rulebook", day: "date") -> "Assessment":
    from mhia.assessment import Identity
    from mhia.intake import read_proposal
    from mhia.report.data import read_assessment
    from mhia.scoring.assessing import assess

    if path.suffix.lower() == ".json":
        from mhia.reading.files import bytes_of

        return read_assessment(bytes_of(path, str(path), 50_000_000), str(path))
    proposal = read_proposal(path, book, day)
    identity = Identity(id=proposal.id, file=proposal.file, sha256=proposal.sha256)
    return assess(proposal.proposal, book, identity=identity, on=day)


def _labels(things: Sequence[Path], read: "Sequence[Assessment]") -> list[str]:
    """The titles; where two are alike, with the file's name."""
    titles = [str(each.proposal["title"]) for each in read]
    if len(set(titles)) == len(titles):
        return titles
    names = [str(path) for path in things]
    return (
        names if len(set(names)) == len(names) else [f"{name} ({number})" for number, name in enumerate(names, start=1)]
    )


def _printed(
    paper: "View", record: dict[str, object], layout: PaperLayout, templates: Path | None, *, with_grid: bool
) -> bytes:
    if layout is PaperLayout.json:
        return as_json(record)
    if layout is PaperLayout.text:
        return "".join(f"{line}\n" for line in _text(paper, with_grid=with_grid)).encode()
    return laid_out_as(layout, paper, templates)


def _text(paper: "View", *, with_grid: bool) -> Iterator[str]:
    """The summary, and the beginning of every table."""
    from mhia.report.view.page import Table

    yield from (paper.title, "", *paper.summary, "")
    yield from (f"! {item.lead} {item.text}" for item in paper.red_lines)
    if with_grid and paper.grid is not None:
        yield from _beginning(paper.grid.caption, [f"{row.label}: {row.in_words}" for row in paper.grid.rows])
    for table in (block for section in paper.sections for block in section.blocks if isinstance(block, Table)):
        rows = [[f"{cell.text} ({cell.note})" if cell.note else cell.text for cell in row] for row in table.rows]
        yield from _beginning(table.caption, [" | ".join(row) for row in rows])


def _beginning(caption: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield from ("", caption)
    yield from (f"  {line}" for line in lines[:_SCREENFUL])
    if len(lines) > _SCREENFUL:
        yield f"  and {len(lines) - _SCREENFUL} more (--format md)"
