"""A report says the same in every format: the same sentences, findings, numbers and counts."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from time import sleep

import pytest
from extracting import squeezed, text_of, workbook
from reporting import EVERY, ON, ROOT, assessed, viewed
from running import Mhia

from mhia.assessment import Assessment, Finding
from mhia.report.formats import FORMATS
from mhia.report.view import numbers
from mhia.report.view.page import (
    Block,
    Cell,
    Chart,
    FindingNote,
    Grid,
    Heading,
    Item,
    Items,
    Paragraph,
    Sheet,
    Table,
    View,
)  # fmt: skip

WHOLE = ("md", "html", "docx", "pdf")
"""The formats that carry the whole report; the spreadsheet and the record carry its numbers."""
SMALL = 10
"""A public report hides counts below this."""


@cache
def report(name: str, form: str) -> bytes:
    return FORMATS[form].render(viewed(name), assessed(name))


@pytest.mark.parametrize("form", WHOLE)
@pytest.mark.parametrize("name", EVERY)
def test_every_sentence_of_the_view_stands_in_the_format(name: str, form: str) -> None:
    text = squeezed(text_of(form, report(name, form)))

    missing = [said for said in sentences(viewed(name)) if squeezed(said) not in text]

    assert not missing


@pytest.mark.parametrize("form", WHOLE)
@pytest.mark.parametrize("name", EVERY)
def test_no_format_says_a_finding_more_or_less_often(name: str, form: str) -> None:
    """Counted over whole sentences that only one place of the view can have made."""
    text = squeezed(text_of(form, report(name, form)))
    expected = Counter(squeezed(said) for said in sentences(viewed(name)))
    ranges = [said for said in expected if "SDifthereisaneffect" in said]

    assert text.count("SDifthereisaneffect") == sum(expected[said] for said in ranges)


@pytest.mark.parametrize("name", EVERY)
def test_the_spreadsheet_has_the_findings_of_the_record(name: str) -> None:
    findings = list(findings_of(assessed(name)))
    sheet = workbook(report(name, "xlsx"))["Findings"]
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    if not findings:
        assert [value for row in rows for value in row if value] == [sheets(name)["Findings"].if_empty]
        return
    best, people, share = (head.index(column) for column in ("Best estimate, SD", "People", "Share of users"))

    assert [row[best] for row in rows] == pytest.approx([one.after.magnitude.typical for one in findings], rel=1e-5)
    assert [row[share] for row in rows] == pytest.approx([one.after.share.typical for one in findings], rel=1e-5)
    counted = [one.after.people.typical if one.after.people else None for one in findings]
    assert [row[people] for row in rows] == [
        None if value is None else numbers.round_people(value) for value in counted
    ]


@pytest.mark.parametrize("name", EVERY)
def test_the_record_has_the_findings_of_the_report(name: str) -> None:
    record = json.loads(report(name, "json"))
    shown = [mark for row in viewed(name).grid.rows for marks in row.cells for mark in marks if mark.href]
    kept = [
        finding
        for group in record["groups"]
        for cell in group["cells"]
        for finding in (cell["adverse"], cell["beneficial"])
        if finding
    ]

    assert len(kept) == len(shown) == len(list(findings_of(assessed(name))))
    assert [finding["after"]["magnitude"]["typical"] for finding in kept] == pytest.approx(
        [finding.after.magnitude.typical for finding in findings_of(assessed(name))], rel=1e-5
    )


@pytest.mark.parametrize("name", EVERY)
def test_the_spreadsheet_has_every_contribution_action_assumption_and_source(name: str) -> None:
    assessment, book = assessed(name), workbook(report(name, "xlsx"))
    expected = {
        "Contributions": sum(len(finding.contributions) for finding in findings_of(assessment)),
        "Actions": len(assessment.mitigations),
        "Assumptions": len(assessment.assumptions),
        "Grid": len(viewed(name).grid.rows),
    }

    assert {title: len(sheets(name)[title].rows) for title in expected} == expected
    assert book.sheetnames == list(sheets(name))
    for title, sheet in sheets(name).items():
        assert book[title].max_row == 1 + max(1, len(sheet.rows))


def test_a_public_spreadsheet_hides_what_the_public_report_hides() -> None:
    name = "netherquay-day-centre"
    view = viewed(name, "public")
    text = text_of("xlsx", FORMATS["xlsx"].render(view, assessed(name)))

    owners = [action.owner for action in assessed(name).mitigations if action.owner]
    assert owners
    assert not [owner for owner in owners if owner in text]
    findings = next(sheet for sheet in view.sheets(view) if sheet.title == "Findings")
    counts = [at for at, column in enumerate(findings.columns) if column.kind == "count"]
    people = [row[at] for row in findings.rows for at in counts]
    assert any(value == "fewer than 10" for value in people)
    assert not [value for value in people if isinstance(value, float) and value < SMALL]


def test_the_same_view_gives_the_same_bytes_at_any_time() -> None:
    """Archives note the time in steps of two seconds, so an immediate repeat would prove nothing."""
    names = ("netherquay-day-centre", "outside-the-rulebook")
    first = {(name, form): report(name, form) for name in names for form in FORMATS}
    sleep(2.1)

    again = {(name, form): FORMATS[form].render(viewed(name), assessed(name)) for name, form in first}

    assert [key for key in first if first[key] != again[key]] == []


def test_another_run_gives_the_same_bytes(mhia: Mhia) -> None:
    """Each run orders sets its own way, so nothing may hang on their order."""
    example = ROOT / "examples" / "netherquay-day-centre.yaml"
    made = []
    for seed in ("1", "2"):
        run = Mhia(mhia.folder, {**mhia.environment, "PYTHONHASHSEED": seed})
        ran = run(
            "assess", example, "--out", seed, "--format", ",".join(FORMATS), "--date", ON.isoformat(), "--draws", "100"
        )
        assert ran.code == 0, ran.err
        made.append({path.name: path.read_bytes() for path in (mhia.folder / seed).iterdir()})

    assert len(made[0]) == len(FORMATS)
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []


def sheets(name: str) -> dict[str, Sheet]:
    view = viewed(name)
    return {sheet.title: sheet for sheet in view.sheets(view)}


def findings_of(assessment: Assessment) -> Iterator[Finding]:
    for group in assessment.groups:
        for cell in group.cells:
            yield from (finding for finding in (cell.adverse, cell.beneficial) if finding)


def sentences(view: View) -> Iterator[str]:
    """Everything a view says on a page, piece by piece."""
    yield from (view.title, view.kind_of_paper, view.status, *view.facts, view.lede, *view.summary, *view.footer)
    for line in view.red_lines:
        yield from _entry(line)
    for answer in view.answers:
        yield from (answer.question, answer.answer, answer.detail)
    yield from _block(view.grid)
    for section in view.sections:
        yield section.title
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:  # noqa: C901 - one case for each kind of block
    match block:
        case Paragraph():
            yield from (block.lead, block.text)
        case Heading():
            yield from (block.text, block.note)
        case Items():
            for item in block.items:
                yield from _entry(item)
        case Table():
            yield from (block.caption, *block.columns)
            for row in block.rows:
                for cell in row:
                    yield from _cell(cell)
        case Grid():
            yield from _grid(block)
        case FindingNote():
            yield block.heading
            for line in block.lines:
                yield from (line.lead, line.text, *(link.text for link in line.links))
        case Chart():
            yield from _block(block.table)


def _entry(item: Item) -> Iterator[str]:
    yield from (item.lead, item.text, item.note, *(link.text for link in item.links))


def _cell(cell: Cell) -> Iterator[str]:
    yield from (cell.text, cell.note, *(link.text for link in cell.links))


def _grid(grid: Grid) -> Iterator[str]:
    yield from (grid.caption, grid.corner, grid.reading, *(mark.words for mark in grid.key))
    for column in grid.columns:
        yield from (column.label, column.note)
    for row in grid.rows:
        yield from (row.label, *row.notes)
        for marks in row.cells:
            for mark in marks:
                yield from (mark.words, mark.note)
