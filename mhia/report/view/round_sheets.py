"""A round as a spreadsheet: proposals, groups, who is hit by what, and the order, with the numbers behind the words."""

from mhia.assessment import Band, Interval
from mhia.portfolio.ranking import Others, Ranking
from mhia.portfolio.stacking import worst_band
from mhia.report.view import words
from mhia.report.view.page import Cell, Sheet, SheetColumn, View
from mhia.report.view.round_material import RoundMaterial, loss_mark
from mhia.report.view.round_worded_sheets import columns_explained, worded
from mhia.round import Entry

Value = str | float | Cell | None
_MOST_COLUMNS = 200
"""Proposals that stand beside each other in a sheet; scores.csv holds them all."""
_PER_1000 = (("For each £1,000 saved", "small"), ("Low", "small"), ("High", "small"))


def round_sheets(material: RoundMaterial, view: View) -> tuple[Sheet, ...]:
    """The sheets of a round, the one to read first in front."""
    return (
        _summary(view),
        _proposals(material),
        _groups(material),
        _matrix(material),
        _order("Order by severity", material.severity),
        _order("Order by total", material.total),
        _places(material),
        _overlaps(material),
        _not_in_order(material),
        *worded(view),
        columns_explained(),
    )


def _columns(*columns: str | tuple[str, str]) -> tuple[SheetColumn, ...]:
    named = ((column, "text") if isinstance(column, str) else column for column in columns)
    return tuple(SheetColumn(label, kind) for label, kind in named)  # type: ignore[arg-type]  # each is a kind


def _summary(view: View) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        ("What", view.kind_of_paper),
        ("Title", view.title),
        *(("About", fact) for fact in view.facts),
        ("Decision", view.lede),
        *((view.red_lines_title, f"{line.lead} {line.text}") for line in view.red_lines),
        *((view.summary_title, paragraph) for paragraph in view.summary),
        *((answer.question, f"{answer.answer}. {answer.detail}") for answer in view.answers),
        *(("Made", line) for line in view.footer),
    ]
    return Sheet("Summary", _columns("What", ("In words", "long_text")), tuple(rows))


def _proposals(material: RoundMaterial) -> Sheet:
    columns = _columns(
        "Id", ("Title", "long_text"), "Place", "Wards", ("Saving a year", "money"), "Headline loss (need weighed)",
        "For whom", "Domain",
        ("Magnitude (SD)", "number"), ("Low", "number"), ("High", "number"), ("Need weight", "number"), "Confidence",
        ("Severity", "number"), ("Person-SD lost", "count"), "Largest loss", "Largest loss of",
        "Loss of staff", ("Red lines", "count"), "In the order",
        "File",
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for entry in material.round.entries:
        headline, harm = material.headline(entry), entry.harm
        worst: tuple[Value, ...] = (None,) * 8
        if headline is not None:
            size = headline.magnitude
            label = words.capital(material.group_in_words(headline.group))
            worst = (
                _loss(headline.band), label, headline.domain, size.typical, size.low, size.high, headline.need,
                words.CONFIDENCE[headline.confidence],
            )  # fmt: skip
        rows.append(
            (
                entry.id,
                entry.title,
                entry.place,
                ", ".join(entry.wards) or None,
                entry.saving,
                *worst,
                harm.severity.typical if harm.severity else None,
                harm.lost.typical if harm.lost else None,
                *_largest(material, entry),
                None if (staff := material.staff_loss(entry)) is None else _loss(staff),
                float(len(entry.red_lines)),
                "yes" if entry.id not in material.severity.left_out else "no",
                entry.file,
            )
        )
    return Sheet("Proposals", columns, tuple(rows))


def _largest(material: RoundMaterial, entry: Entry) -> tuple[Value, Value]:
    largest = material.largest_loss(entry)
    band = worst_band(largest) if largest is not None else None
    if largest is None or band is None:
        return None, None
    return _loss(band), words.capital(material.group_in_words(largest.group))


def _groups(material: RoundMaterial) -> Sheet:
    columns = _columns(
        "Group", ("Need weight", "number"), ("Proposals that hit it", "count"), ("Perhaps", "count"), "Largest loss",
        "Domain", "In", ("Years running", "count"), ("Proposals", "long_text"),
    )  # fmt: skip
    rows = tuple(
        (
            words.capital(stack.group.label), stack.group.need, float(len(stack.counted)), float(len(stack.perhaps)),
            _loss(stack.worst.band), stack.worst.domain, stack.worst.proposal, float(stack.years_running) or None,
            ", ".join((*stack.counted, *(f"{each}?" for each in stack.perhaps))),
        )
        for stack in material.stacks.groups
    )  # fmt: skip
    return Sheet("Groups", columns, rows, "No group is expected to lose by these proposals.")


def _matrix(material: RoundMaterial) -> Sheet:
    bearing = {blow.proposal for stack in material.stacks.groups for blow in stack.blows}
    losing = [entry for entry in material.round.entries if entry.id in bearing][:_MOST_COLUMNS]
    rows: list[tuple[Value, ...]] = []
    for stack in material.stacks.groups:
        blows = {blow.proposal: blow for blow in stack.blows}
        squares = (_loss(blows[entry.id].band) if entry.id in blows else None for entry in losing)
        rows.append((words.capital(stack.group.label), *squares))
    return Sheet("Group by proposal", _columns("Group", *(entry.id for entry in losing)), tuple(rows), "No loss found.")


def _order(title: str, ranking: Ranking) -> Sheet:
    columns = _columns(
        ("Place", "count"), "Id", ("Could stand from", "count"), ("to", "count"),
        ("Does more harm than", "count"), ("Does less harm than", "count"), ("Cannot be told apart from", "count"),
        ("More than the next (share of draws)", "share"), ("Harm", "number"), ("Low", "number"), ("High", "number"),
        *(_PER_1000 if ranking.measure == "total" else ()),
    )  # fmt: skip
    rows = tuple(
        (
            float(rank.place), rank.id, float(rank.low), float(rank.high), _count(rank.more_than),
            _count(rank.less_than), _count(rank.not_told_apart), rank.ahead,
            rank.value.typical, rank.value.low, rank.value.high,
            *((_ends(rank.per_1000)) if ranking.measure == "total" else ()),
        )
        for rank in ranking.ranks
    )  # fmt: skip
    return Sheet(title, columns, rows, "No proposal gives enough to be put in this order.")


def _count(others: Others | None) -> float | None:
    return None if others is None else float(others.count)


def _ends(size: Interval | None) -> tuple[float | None, ...]:
    return (None, None, None) if size is None else (size.typical, size.low, size.high)


def _places(material: RoundMaterial) -> Sheet:
    columns = _columns("Place", "Ward", ("Proposals", "count"), ("Groups hit by several", "long_text"))
    rows = tuple(
        (
            stack.place,
            stack.ward,
            float(len(stack.proposals)),
            "; ".join(f"{material.group_in_words(group)}: {', '.join(ids)}" for group, ids in stack.groups) or None,
        )
        for stack in material.stacks.places
    )
    return Sheet("Places", columns, rows, "No proposal gives a place.")


def _overlaps(material: RoundMaterial) -> Sheet:
    columns = _columns(
        "Group", "and group", ("Hit only the first", "long_text"), ("Hit only the second", "long_text"),
        ("Hit both", "long_text"),
    )  # fmt: skip
    rows = tuple(
        (
            *(words.capital(material.group_in_words(group)) for group in each.groups),
            *(", ".join(ids) or None for ids in (each.first, each.second, each.both)),
        )
        for each in material.stacks.meetings
    )
    return Sheet("Overlaps", columns, rows, "No two groups that overlap are hit by different proposals.")


def _not_in_order(material: RoundMaterial) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    for entry in material.round.entries:
        if entry.id in material.severity.left_out:
            parts = "; ".join(entry.not_assessed) or None
            rows.append((entry.id, entry.title, words.sentence(material.severity.left_out[entry.id]), parts))
    rows.extend((each.file, None, fault, None) for each in material.round.unusable for fault in each.faults)
    columns = _columns("Id or file", ("Title", "long_text"), ("Why", "long_text"), ("Not assessed", "long_text"))
    return Sheet("Not in the order", columns, tuple(rows), "Everything is in the order.")


def _loss(band: Band) -> Cell:
    mark = loss_mark(band)
    return Cell(mark.words, tone=mark.tone)
