"""A report as a spreadsheet: the grid and the words, and every number that stands behind them."""

from collections.abc import Iterable

from mhia.assessment import Assumption, Contribution, Finding, GroupResult, Interval, MitigationResult
from mhia.quantity import Triple
from mhia.report.view import numbers, words
from mhia.report.view.explaining import row_label
from mhia.report.view.material import Material, all_findings
from mhia.report.view.page import Cell, GridRow, Items, Sheet, SheetColumn, View
from mhia.report.view.reasons import reason
from mhia.report.view.small_numbers import FEW, SOME

Value = str | float | Cell | None
_DIGITS = 6
_NOTHING = "Nothing could be put a size on. That is not the same as no effect."


def sheets(material: Material, view: View) -> tuple[Sheet, ...]:
    """The sheets of a spreadsheet, the one to read first in front."""
    return (
        _summary(view),
        _grid(view),
        _findings(material),
        _contributions(material),
        _actions(material),
        _indicators(material, view),
        _assumptions(material),
        _sources(view),
    )


def _columns(*columns: str | tuple[str, str]) -> tuple[SheetColumn, ...]:
    named = ((column, "text") if isinstance(column, str) else column for column in columns)
    return tuple(SheetColumn(label, kind) for label, kind in named)  # type: ignore[arg-type]  # each is a kind


def _summary(view: View) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        ("What", view.kind_of_paper),
        ("Title", view.title),
        ("Status", view.status),
        *(("About", fact) for fact in view.facts),
        ("Decision", view.lede),
        *((view.red_lines_title, f"{line.lead} {line.text}".strip()) for line in view.red_lines),
        *((view.summary_title, paragraph) for paragraph in view.summary),
        *((answer.question, f"{answer.answer}. {answer.detail}") for answer in view.answers),
        *(("Close call", call) for call in view.close_calls),
        *(("Made", line) for line in view.footer),
    ]
    return Sheet("Summary", _columns("What", ("In words", "long_text")), tuple(rows))


def _grid(view: View) -> Sheet:
    columns = _columns(view.grid.corner, "About the group", *(column.label for column in view.grid.columns))
    return Sheet("Grid", columns, tuple(_grid_row(row) for row in view.grid.rows))


def _grid_row(row: GridRow) -> tuple[Value, ...]:
    squares = (
        Cell(
            " and ".join(
                f"{mark.symbol} {mark.words} ({mark.note})" if mark.note else f"{mark.symbol} {mark.words}"
                for mark in marks
            ),
            tone=marks[0].tone if len(marks) == 1 else "plain",
        )
        for marks in row.cells
    )
    return (row.label, " · ".join(row.notes), *squares)


def _findings(material: Material) -> Sheet:
    columns = _columns(
        "Group",
        "Domain",
        "Loss or gain",
        "Effect",
        "Could be",
        ("Best estimate, SD", "number"),
        ("Low, SD", "number"),
        ("High, SD", "number"),
        ("Chance of no difference", "share"),
        *((f"Chance: {words.BAND[band]}", "share") for band in words.BAND),
        ("Each person, SD", "number"),
        ("Share of users", "share"),
        ("Share, low", "share"),
        ("Share, high", "share"),
        ("People", "count"),
        ("People, low", "count"),
        ("People, high", "count"),
        "Before mitigation",
        ("Before mitigation, SD", "number"),
        ("Share before mitigation", "share"),
        "Need",
        "Evidence",
        "Confidence",
        ("Felt from, months", "number"),
        ("Felt by, months", "number"),
    )
    rows = tuple(_finding(row, finding, material) for row, finding in all_findings(material))
    return Sheet("Findings", columns, rows, if_empty=_NOTHING)


def _finding(row: GroupResult, finding: Finding, material: Material) -> tuple[Value, ...]:
    after, before = finding.after, finding.before
    unknown = finding.size_unknown
    effect = words.effect_of(after, finding.direction, finding.bands, size_unknown=unknown)
    return (
        row_label(row),
        words.capital(finding.domain),
        words.WAY[finding.direction],
        Cell(effect, tone=words.tone(after.band, finding.direction)),
        "size not known" if unknown else words.could_be(after).removeprefix("could be "),
        *_rounded(after.magnitude),
        _number(finding.chance_of_none),
        *(_number(after.probabilities.get(band, 0.0)) for band in words.BAND),
        _number(finding.effect.typical),
        *_shares(after.share, row, finding, material),
        *_people(row, after.people, material),
        words.effect(before.band, finding.direction),
        _number(before.magnitude.typical),
        _shares(before.share, row, finding, material)[0],
        words.SENSITIVITY[row.sensitivity] or "ordinary need",
        words.EVIDENCE.get(finding.evidence, finding.evidence),
        words.CONFIDENCE[finding.confidence],
        *finding.time.onset_months,
    )


def _contributions(material: Material) -> Sheet:
    columns = _columns(
        "Group",
        "Domain",
        "Loss or gain",
        "Brought about by",
        ("Each person, SD", "number"),
        ("Low, SD", "number"),
        ("High, SD", "number"),
        ("Share of users", "share"),
        ("Share, low", "share"),
        ("Share, high", "share"),
        ("Share before mitigation", "share"),
        ("Chance of no difference", "share"),
        "Evidence",
        ("Why", "long_text"),
        ("Sources", "long_text"),
        "Traced as",
    )
    rows = (
        _contribution(part, row, finding, material)
        for row, finding in all_findings(material)
        for part in finding.contributions
    )
    return Sheet("Contributions", columns, tuple(rows), if_empty=_NOTHING)


def _contribution(part: Contribution, row: GroupResult, finding: Finding, material: Material) -> tuple[Value, ...]:
    rung = material.rung(part.rung)
    return (
        row_label(row),
        words.capital(finding.domain),
        words.WAY[part.direction],
        rung.label if rung else words.capital(material.service_short(part.service)),
        *_rounded(part.effect),
        *_shares(part.share_after, row, finding, material),
        _shares(part.share_before, row, finding, material)[0],
        _number(part.chance_of_none),
        words.EVIDENCE.get(part.evidence, part.evidence),
        reason(part, row, material),
        _cited(part.sources, material),
        part.id,
    )


def _actions(material: Material) -> Sheet:
    columns = _columns(
        ("Action", "long_text"),
        "Kind",
        "Status",
        ("Avoids", "share"),
        ("Avoids, low", "share"),
        ("Avoids, high", "share"),
        ("Counted", "share"),
        "For",
        "Owner",
        ("By", "date"),
        ("Cost", "money"),
        ("Remarks", "long_text"),
        ("Ask", "long_text"),
    )
    rows = tuple(_action(action, material) for action in material.assessment.mitigations)
    return Sheet("Actions", columns, rows, if_empty="The proposal names no mitigation.")


def _action(action: MitigationResult, material: Material) -> tuple[Value, ...]:
    avoids = _rounded(action.reduces) if action.reduces else (None, None, None)
    return (
        words.capital(action.action or action.label),
        action.label,
        action.status,
        *avoids,
        _number(action.counted),
        words.capital(words.listed(material.group_in_words(group) for group in action.groups)),
        None if material.profile == "public" else action.owner,
        action.by,
        action.cost,
        " ".join(words.sentence(remark) for remark in action.remarks),
        words.sentence(action.question),
    )


def _indicators(material: Material, view: View) -> Sheet:
    columns = _columns(
        "Planned or suggested",
        "Measure",
        "In whom",
        ("Now", "number"),
        ("Aim", "number"),
        "Owner",
        ("When", "date"),
        ("How", "long_text"),
    )
    rows: list[tuple[Value, ...]] = []
    for entry in material.proposal.monitoring:
        measure = material.measure(entry.measure)
        rows.append(
            (
                "Planned",
                measure.name if measure else words.capital(entry.measure),
                words.capital(material.group_in_words(entry.group)) if entry.group else None,
                _triple(entry.baseline),
                _triple(entry.target),
                None if material.profile == "public" else entry.owner,
                entry.date,
                None,
            )
        )
    blocks = next((section.blocks for section in view.sections if section.id == "monitoring"), ())
    suggested = (item for block in blocks if isinstance(block, Items) for item in block.items)
    rows += [("Suggested", item.lead.rstrip(":"), None, None, None, None, None, item.text) for item in suggested]
    return Sheet("Indicators", columns, tuple(rows), if_empty="The proposal plans no monitoring.")


def _assumptions(material: Material) -> Sheet:
    columns = _columns(
        ("What", "long_text"),
        ("Used", "number"),
        ("Low", "number"),
        ("High", "number"),
        "Unit",
        ("Why", "long_text"),
        "Rests on",
        "Where to say it",
        ("Sources", "long_text"),
    )
    rows = tuple(_assumption(one, material) for one in material.assessment.assumptions)
    return Sheet("Assumptions", columns, rows, if_empty="Nothing had to be assumed.")


def _assumption(one: Assumption, material: Material) -> tuple[Value, ...]:
    hidden = material.profile == "public" and one.unit == "people"
    return (
        words.capital(one.what),
        *(None if value is None or hidden else _number(value) for value in (one.typical, one.low, one.high)),
        "" if one.unit == "none" else one.unit,
        words.sentence(material.readable(one.because)),
        words.capital(words.BASIS.get(one.basis, one.basis)),
        one.path,
        _cited(one.sources, material),
    )


def _sources(view: View) -> Sheet:
    columns = _columns(
        ("Source", "long_text"),
        ("What it found", "long_text"),
        ("How far it was checked", "long_text"),
        ("Address", "long_text"),
    )
    blocks = next((section.blocks for section in view.sections if section.id == "sources"), ())
    items = (item for block in blocks if isinstance(block, Items) for item in block.items)
    rows = ((item.lead, item.text, item.note, item.links[0].href if item.links else None) for item in items)
    return Sheet("Sources", columns, tuple(rows), if_empty="No source is cited: everything here is expert judgement.")


def _cited(ids: Iterable[str], material: Material) -> str:
    return "; ".join(link.text for link in material.source_links(tuple(ids)))


def _people(row: GroupResult, interval: Interval | None, material: Material) -> tuple[Value, ...]:
    """How many, rounded as in the report; where the report hides a small number, in its words."""
    if interval is None:
        return (None, None, None)
    said = material.people_affected(row, interval)
    if said in {FEW, SOME}:
        return (said, None, None)
    if material.profile == "public":
        return (float(5 * round(interval.typical / 5)), None, None)
    return tuple(float(numbers.round_people(value)) for value in (interval.typical, interval.low, interval.high))


def _shares(share: Interval, row: GroupResult, finding: Finding, material: Material) -> tuple[Value, ...]:
    """The share of users with its range; left out where people are few, because share and whole give a number away."""
    people = finding.after.people
    hidden = people is not None and material.people_affected(row, people) in {FEW, SOME}
    return (None, None, None) if hidden else _rounded(share)


def _rounded(interval: Interval) -> tuple[float, float, float]:
    return _number(interval.typical), _number(interval.low), _number(interval.high)


def _number(value: float) -> float:
    """The value to as many figures as the record has."""
    return float(f"{value:.{_DIGITS}g}")


def _triple(triple: Triple | None) -> Value:
    """A value of the proposal: a number where it is one, words where it is a range."""
    if triple is None:
        return None
    return triple.typical if triple.certain else numbers.quantity(triple)
