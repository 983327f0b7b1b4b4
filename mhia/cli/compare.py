"""`mhia compare`: what differs between options, versions or rounds."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.dates import today
from mhia.cli.options import RulebookFolder
from mhia.errors import MhiaError

if TYPE_CHECKING:
    from datetime import date

    from mhia.assessment import Assessment
    from mhia.portfolio.comparing import Comparison, Side
    from mhia.report.view.page import View
    from mhia.report.view.round_material import RoundMaterial
    from mhia.rulebook.lookup import Rulebook

_TWO = 2


class Layout(StrEnum):
    """How a comparison is printed."""

    text = "text"
    md = "md"
    html = "html"
    json = "json"


def compare(
    things: Annotated[
        list[Path],
        typer.Argument(
            metavar="A [B...]",
            help="One proposal (its options), several proposals or assessments, or two rounds.",
            show_default=False,
        ),
    ],
    layout: Annotated[Layout, typer.Option("--format", "-f", help="A summary, or the whole paper.")] = Layout.text,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="The date of the assessment; today if left out.", show_default=False
        ),
    ] = None,
    rulebook: RulebookFolder = None,
) -> None:
    """Say what differs: in the inputs, in the findings, in the words.

    \b
      mhia compare library.yaml
      mhia compare library-old.yaml library.yaml
      mhia compare assessments/library.json library.yaml
      mhia compare assessments/2026 assessments/2027 --format md

    A single proposal is compared with its own options and with doing nothing.
    """
    day = on.date() if on else today()
    rounds = any(_is_round(path) for path in things)
    view, record = _rounds(things) if rounds else _assessments(things, rulebook, day)
    if layout is Layout.json:
        sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
        return
    sys.stdout.write(_printed(view, layout))


def _is_round(path: Path) -> bool:
    return path.is_dir() or path.name == "round.json"


def _rounds(things: Sequence[Path]) -> "tuple[View, dict[str, object]]":
    from mhia.portfolio.comparing import rounds_compared
    from mhia.report.view.round_comparison import rounds_view

    if len(things) != _TWO:
        raise MhiaError("rounds are compared two at a time: give two folders that `mhia batch` wrote")
    before, now = (_round(path) for path in things)
    found = rounds_compared((before.round, before.stacks), (now.round, now.stacks))
    record = {
        "schema": "mhia/comparison/1",
        "rounds": [before.round.title, now.round.title],
        "added": found.added,
        "removed": found.removed,
        "changed": [entry.id for _, entry in found.changed],
        "unchanged": found.unchanged,
        "groups": [{"group": group, "before": then, "now": count} for group, then, count in found.groups],
    }
    return rounds_view(found, before, now), record


def _round(path: Path) -> "RoundMaterial":
    from mhia.batching.outputs import read_record
    from mhia.report.view.round_building import round_material

    return round_material(*read_record(path))


def _assessments(things: Sequence[Path], rulebook: Path | None, day: "date") -> "tuple[View, dict[str, object]]":
    from mhia.portfolio.comparing import compared, options_of, side_of
    from mhia.report.view.building import report_view
    from mhia.report.view.comparison import comparison_view
    from mhia.rulebook.loading import load_rulebook
    from mhia.version import VERSION

    book = load_rulebook(local=rulebook)
    read = [_assessment(path, book, day) for path in things]
    sides: Sequence[Side] = (
        options_of(read[0])
        if len(read) == 1
        else [side_of(label, each) for label, each in zip(_labels(things, read), read, strict=True)]
    )
    if len(sides) < _TWO:
        raise MhiaError(f"{things[0]}: there is nothing to compare it with; give a second file, or options in it")
    summaries = {
        side.label: report_view(side.assessment, book).summary for side in sides if side.assessment is not None
    }
    found = compared(sides)
    return comparison_view(found, summaries, day.isoformat(), VERSION), _record(found)


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


def _printed(view: "View", layout: Layout) -> str:
    if layout is Layout.md:
        from mhia.report.markdown import markdown

        return markdown(view).decode()
    if layout is Layout.html:
        from mhia.report.round_page import round_page

        return round_page(view).decode()
    from mhia.report.view.page import Table

    lines = [view.title, "", *view.summary, ""]
    lines += [f"! {item.lead} {item.text}" for item in view.red_lines]
    for section in view.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                lines += ["", block.caption]
                lines += [
                    "  " + " | ".join(f"{cell.text} ({cell.note})" if cell.note else cell.text for cell in row)
                    for row in block.rows[:12]
                ]
                if len(block.rows) > 12:  # noqa: PLR2004 - a screenful
                    lines.append(f"  and {len(block.rows) - 12} more (--format md)")
    return "".join(f"{line}\n" for line in lines)
