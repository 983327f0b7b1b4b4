"""A comparison in words: what differs in the inputs, the findings and the words, and who is better or worse off."""

from collections.abc import Mapping, Sequence

from mhia.assessment import TYPICAL_USER, Assessment, Finding, Interval
from mhia.portfolio.comparing import Comparison, FindingChange, LargestLoss, Side, worst_of
from mhia.report.view import numbers, words
from mhia.report.view.linking import with_live_links
from mhia.report.view.page import (
    Answer,
    Block,
    Cell,
    Column,
    Grid,
    GridRow,
    Item,
    Items,
    Mark,
    Paragraph,
    Profile,
    Section,
    Table,
    View,
)
from mhia.report.view.round_material import NONE_FOUND, many, short
from mhia.report.view.small_numbers import FEW, is_small

MOST_ROWS = 200
"""A table longer than this is no longer read."""
_NOTHING = Cell("–")


def comparison_view(
    comparison: Comparison,
    summaries: Mapping[str, Sequence[str]],
    made_on: str,
    tool: str,
    readers: Profile = "full",
) -> View:
    """The paper on what differs between assessments; `summaries` are the reports' own by the label of the side."""
    sides = comparison.sides
    bands = sum(1 for change in comparison.findings if change.bands_differ)
    view = View(
        title=_title([side.label for side in sides]),
        kind_of_paper="A comparison of proposals",
        status="For information",
        status_is_final=False,
        facts=(many(len(sides), "side"), f"compared on {numbers.day(made_on)}"),
        lede=(
            "What differs between the sides: what they put in, what comes out for whom, and what the reports say. "
            "It informs the decision; it does not make it."
        ),
        red_lines_title="See this first",
        red_lines=_red_lines(comparison),
        summary_title="In short",
        summary=_summary(comparison, bands),
        answers=_answers(comparison),
        grid_title="The worst loss and the largest gain of each group",
        grid=_grid(comparison),
        contents_title="What is in this paper",
        sections=(
            _money(comparison, readers),
            _findings(comparison),
            _inputs(comparison),
            _words(comparison, summaries),
        ),
        footer=(f"Made with mhia {tool}.", "It informs a decision; it does not make it, and it is not legal advice."),
        generator=f"mhia {tool}",
        proposal_id=sides[0].label,
        profile="full",
    )
    return with_live_links(view)


def _title(labels: Sequence[str]) -> str:
    first, *others = labels
    return f"{short(first)} and {short(others[0])}" if len(others) == 1 else f"{short(first)}: what differs"


def _red_lines(comparison: Comparison) -> tuple[Item, ...]:
    """Red lines that only some sides cross, first said of the side that does."""
    found: dict[tuple[str, str], list[str]] = {}
    for side in comparison.sides:
        for line in side.assessment.red_lines if side.assessment else ():
            found.setdefault((line.what, line.why), []).append(side.label)
    return tuple(
        Item(lead=words.sentence(what), text=words.sentence(f"{words.phrase(why)}: {_whose(comparison, labels)}"))
        for (what, why), labels in found.items()
    )


def _whose(comparison: Comparison, labels: Sequence[str]) -> str:
    everyone = [side.label for side in comparison.sides if side.assessment is not None]
    return "on every side" if len(labels) == len(everyone) > 1 else f"in “{'”, “'.join(labels)}”"


def _summary(comparison: Comparison, bands: int) -> tuple[str, ...]:
    texts = sum(1 for change in comparison.inputs if change.is_text)
    differ = f"{words.capital(many(len(comparison.findings), 'finding'))} differ{_s(len(comparison.findings))}"
    if bands:
        differ += f", {bands} of them so much that {'it is' if bands == 1 else 'they are'} called something else"
    first = (
        f"{differ}; {comparison.same} {'is' if comparison.same == 1 else 'are'} the same. "
        f"{words.capital(many(len(comparison.inputs) - texts, 'input'))} that can move a finding and "
        f"{many(texts, 'text')} are not the same."
    )
    return tuple(part for part in (first, _largest_losses(comparison)) if part)


def _s(count: int) -> str:
    return "s" if count == 1 else ""


def _largest_losses(comparison: Comparison) -> str:
    """On which side the group that loses most loses least, and on which it loses most."""
    known = [each for each in comparison.largest if each.known]
    rest = [f"“{each.side.label}”" for each in comparison.largest if not each.known]
    if len(known) < 2:  # noqa: PLR2004 - nothing to compare
        return ""
    whose = "The largest loss of any group but staff"
    least, most = (pick(each.size for each in known) for pick in (min, max))
    if least == most:
        said = f"{whose} is the same on every side ({_loss_in_words(known[0], known)})."
    else:
        said = f"{whose} is smallest in {_those(known, least)} and largest in {_those(known, most)}."
    real = [each for each in known if each.side.assessment is not None]
    if (least_of_real := min(each.size for each in real)) not in {least, most}:
        said += f" Of those that change anything, it is smallest in {_those(real, least_of_real)}."
    return f"{said}{_overlap(real)}" + (f" {words.listed(rest)} could not be assessed." if rest else "")


def _those(sides: Sequence[LargestLoss], size: float) -> str:
    """The sides whose largest loss is of a size, with that loss: ties are said as ties."""
    found = [each for each in sides if each.size == size]
    labels = words.listed(f"“{each.side.label}”" for each in found)
    return f"{labels} ({_loss_in_words(found[0], sides)})"


def _loss_in_words(one: LargestLoss, sides: Sequence[LargestLoss]) -> str:
    """`minor loss, 0.14 SD`, with as many figures as it takes to tell the sides apart; `none found`."""
    if one.loss is None:
        return NONE_FOUND.words
    sizes = {each.size for each in sides}
    places = next((each for each in (2, 3, 4) if len({f"{size:.{each}f}" for size in sizes}) == len(sizes)), 5)
    usual = ", size not given" if one.loss.size_unknown else ""
    return f"{words.effect(one.loss.after.band, 'adverse')}, {one.size:.{places}f} SD{usual}"


def _overlap(real: Sequence[LargestLoss]) -> str:
    """Whether the ranges of the smallest and the largest of them overlap."""
    ordered = sorted((each for each in real if each.loss is not None), key=lambda each: each.size)
    first, last = (ordered[0], ordered[-1]) if ordered else (None, None)
    if first is None or last is None or first.loss is None or last.loss is None or first.size == last.size:
        return ""
    if _apart(first.loss, last.loss):
        return ""
    return " The ranges of these losses overlap, though much of what is uncertain is the same in both."


def _apart(one: Finding, other: Finding) -> bool:
    return one.after.magnitude.high < other.after.magnitude.low


def _answers(comparison: Comparison) -> tuple[Answer, ...]:
    found = []
    for each in comparison.largest[:3]:
        side, loss = each.side, each.loss
        effect = words.capital(words.effect(loss.after.band, "adverse")) if loss else "No loss found"
        money = "" if side.saving is None else saves(side.saving)
        found.append(
            Answer(
                short(side.label),
                effect if each.known else "Could not be assessed",
                words.sentence(money) if money else "What it saves is not given.",
            )
        )
    return tuple(found)


def saves(saving: float) -> str:
    """What a side does to the money: `saves £120,000 a year`."""
    if saving == 0:
        return "neither saves nor costs"
    return f"{'saves' if saving > 0 else 'costs'} {numbers.pounds_exactly(saving)} a year"


def _grid(comparison: Comparison) -> Grid:
    sides = comparison.sides
    rows: dict[str, str] = {}
    for side in sides:
        for group in side.assessment.groups if side.assessment else ():
            rows.setdefault(group.id, "A typical user" if group.id == TYPICAL_USER else group.label)
    made = tuple(_grid_row(label, group, sides) for group, label in rows.items())
    tones: dict[str, Mark] = {
        mark.tone: Mark(mark.symbol, mark.words, mark.tone) for row in made for marks in row.cells for mark in marks
    }
    columns = tuple(Column(short(side.label), "" if side.saving is None else saves(side.saving)) for side in sides)
    reading = (
        "“None found” is not the same as no effect: a report shows the groups most concerned, and not everything "
        "has been studied."
    )
    return Grid("The worst loss and the largest gain, by group", "Group", columns, made, tuple(tones.values()), reading)


def _grid_row(label: str, group: str, sides: Sequence[Side]) -> GridRow:
    cells = tuple(_square(side.assessment, group) for side in sides)
    said = "; ".join(
        f"{short(side.label)}: {' and '.join(mark.words for mark in marks)}"
        for side, marks in zip(sides, cells, strict=True)
    )
    return GridRow(words.capital(label), (), cells, words.sentence(said))


def _square(assessment: Assessment | None, group: str) -> tuple[Mark, ...]:
    found = [
        each
        for each in (worst_of(assessment, group, "adverse"), worst_of(assessment, group, "beneficial"))
        if each is not None
    ]
    return tuple(_mark(each) for each in found) or (NONE_FOUND,)


def _mark(finding: Finding) -> Mark:
    band, direction = finding.after.band, finding.direction
    note = f"{finding.domain}, size not given" if finding.size_unknown else finding.domain
    return Mark(words.SYMBOL[band, direction], words.effect(band, direction), words.tone(band, direction), note)


def _money(comparison: Comparison, readers: Profile) -> Section:
    rows = []
    for side in comparison.sides:
        assessment = side.assessment
        lost = None if assessment is None else assessment.totals.lost
        losing = None if assessment is None else assessment.totals.losing
        rows.append(
            (
                Cell(side.label),
                Cell("not given" if side.saving is None else saves(side.saving)),
                Cell(_people(losing, readers) if losing else "nobody" if assessment is None else "not known"),
                Cell(
                    f"{numbers.round_people(lost.typical):,}"
                    if lost and lost.typical >= 1 and not _hides(losing, readers)
                    else "none"
                    if assessment is None
                    else "not known"
                ),
                Cell(str(len(assessment.red_lines)) if assessment else "0"),
            )
        )
    columns = ("Side", "Money", "People who lose it", "Lost in all (people times SD)", "Red lines")
    return Section("sides", "1. The sides", (Table("What each side is", columns, tuple(rows)),))


def _people(losing: Interval, readers: Profile) -> str:
    if readers != "public":
        return numbers.people_range(losing)
    return FEW if is_small(losing.typical) else numbers.people_in_fives(losing.typical)


def _hides(losing: Interval | None, readers: Profile) -> bool:
    """Whether what is lost in all would tell how few lose it."""
    return readers == "public" and losing is not None and is_small(losing.typical)


def _findings(comparison: Comparison) -> Section:
    if not comparison.findings:
        return Section("findings", "2. Findings that differ", (Paragraph("No finding differs."),))
    labels = _labels(comparison)
    rows = tuple(_finding_row(labels, change) for change in comparison.findings[:MOST_ROWS])
    columns = ("Group", "Domain", *(short(side.label) for side in comparison.sides))
    return Section(
        "findings",
        "2. Findings that differ",
        (Table("Findings that differ, the largest differences first", columns, rows),),
    )


def _labels(comparison: Comparison) -> dict[str, str]:
    groups = (group for side in comparison.sides if side.assessment for group in side.assessment.groups)
    return {group.id: group.label for group in groups}


def _finding_row(labels: Mapping[str, str], change: FindingChange) -> tuple[Cell, ...]:
    cells = []
    for finding in change.findings:
        if finding is None:
            cells.append(_NOTHING)
            continue
        band = finding.after.band
        text = f"{words.SYMBOL[band, change.direction]} {words.effect(band, change.direction)}"
        cells.append(Cell(text, numbers.sd(finding.after.magnitude.typical), words.tone(band, change.direction)))
    return Cell(words.capital(labels.get(change.group, change.group))), Cell(change.domain), *cells


def _inputs(comparison: Comparison) -> Section:
    changes = [change for change in comparison.inputs if not change.is_text]
    if not changes:
        return Section("inputs", "3. Inputs that differ", (Paragraph("No input that can move a finding differs."),))
    rows = tuple(
        (Cell(change.field), *(Cell(value or "not given") for value in change.values)) for change in changes[:MOST_ROWS]
    )
    columns = ("Field", *(short(side.label) for side in comparison.sides))
    return Section("inputs", "3. Inputs that differ", (Table("Inputs that differ", columns, rows),))


def _words(comparison: Comparison, summaries: Mapping[str, Sequence[str]]) -> Section:
    blocks: list[Block] = []
    changes = [change for change in comparison.inputs if change.is_text]
    if changes:
        rows = tuple(
            (Cell(change.field), *(Cell(value or "not given") for value in change.values))
            for change in changes[:MOST_ROWS]
        )
        columns = ("Field", *(short(side.label) for side in comparison.sides))
        blocks.append(Table("Words of the proposals that differ; no rule reads them", columns, rows))
    items = tuple(
        Item(" ".join(summaries[side.label]), lead=f"{side.label}:")
        for side in comparison.sides
        if summaries.get(side.label)
    )
    if items:
        blocks += [Paragraph("What each side's own report says in short:"), Items(items)]
    return Section("words", "4. Words that differ", tuple(blocks) or (Paragraph("The words are the same."),))
