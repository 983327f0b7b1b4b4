"""A package of proposals in words: what is in it, what it puts on whom, what the caps cost and how steady it is."""

from dataclasses import dataclass

from mhia.assessment import BANDS
from mhia.portfolio.candidates import Cap, Field
from mhia.portfolio.choosing import CapCost, Package, Steadiness, Terms
from mhia.portfolio.stacking import GroupStack
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
    Section,
    Table,
    View,
)
from mhia.report.view.round_material import NONE_FOUND, RoundMaterial, loss_mark, many

INFORMS = (
    "It informs a decision; it does not make it. The package is the least harmful only among the proposals whose "
    "harm is known, by one "
    "measure, and nothing that has no number here is in it: the duties of the council, what people said, what can "
    "be undone."
)
_MOST_GROUPS = 12


@dataclass(frozen=True)
class PackageMaterial:
    """Everything said of a package comes from here."""

    round: RoundMaterial
    field: Field
    terms: Terms
    chosen: Package
    frontier: tuple[Package, ...]
    costs: tuple[CapCost, ...]
    steady: Steadiness


def package_view(material: PackageMaterial) -> View:
    """The paper on one package."""
    round_ = material.round.round
    view = View(
        title=f"Saving {numbers.pounds(material.terms.target)} a year with the least harm",
        kind_of_paper="A package of proposals",
        status="For information",
        status_is_final=False,
        facts=(
            round_.title,
            f"{many(len(material.field.candidates), 'proposal')} to choose from",
            f"assessed on {numbers.day(round_.made_on)}",
        ),
        lede=INFORMS,
        red_lines_title="See this first",
        red_lines=_red_lines(material),
        summary_title="In short",
        summary=summary(material),
        answers=_answers(material),
        grid_title="What it puts on each group",
        grid=_grid(material),
        contents_title="What is in this paper",
        sections=(_inside(material), _frontier(material), _caps(material), _steady(material), _set_aside(material)),
        footer=(f"Made with mhia {round_.tool} from the round “{round_.title}”.", INFORMS),
        generator=f"mhia {round_.tool}",
        proposal_id=round_.title,
        profile="full",
    )
    return with_live_links(view)


def summary(material: PackageMaterial) -> tuple[str, ...]:
    """What the package is, in three sentences."""
    chosen = material.chosen
    count = f"{many(len(chosen.ids), 'proposal')} of {len(material.field.candidates)}"
    proof = "no other does less harm" if chosen.gap == 0 else f"no other does more than {chosen.gap:.2%} less harm"
    unknown = [each.id for each in material.field.candidates if each.id in set(chosen.ids) and not each.harm_known]
    return tuple(
        part
        for part in (
            (
                f"{words.capital(count)} save{'s' if len(chosen.ids) == 1 else ''} {numbers.pounds(chosen.saving)} a "
                f"year. By the measure used, {proof} (proven, at best estimates). "
                f"The measure is {measure_in_words(material.field.measure)}."
            ),
            f"The harm of {material.round.names(unknown)} is not known; they are in because they have to be."
            if unknown
            else "",
            _how_steady(material),
        )
        if part
    )


def measure_in_words(measure: str) -> str:
    """The measure of harm in a sentence."""
    if measure == "total":
        return "what everyone who uses the services loses (people times SD, times their need weight)"
    return (
        "how hard the worst-hit group of each proposal is hit (SD, times its need weight), added over proposals, "
        "because users are not known for all"
    )


def cap_in_words(material: RoundMaterial, cap: Cap) -> str:
    """A cap in a sentence."""
    who = material.group_in_words(cap.group)
    if cap.kind == "proposals":
        return f"at most {many(int(cap.amount), 'proposal')} that hit{'s' if cap.amount == 1 else ''} {who}"
    if cap.kind == "share":
        return f"at most {cap.amount:.0%} of what all the proposals together put on {who}"
    return f"at most {cap.amount:g} SD, added over proposals, on {who}"


def _how_steady(material: PackageMaterial) -> str:
    steady = material.steady
    return (
        f"Tried on {many(steady.draws, 'draw')} of what is uncertain, it does at most 5% more harm than the best "
        "package there in "
        f"{numbers.percent(steady.close)} of them. A proposal that is in the best package in most draws is a safer "
        "choice than one that comes "
        "and goes."
    )


def _red_lines(material: PackageMaterial) -> tuple[Item, ...]:
    entries = (material.round.entries[id_] for id_ in material.chosen.ids)
    return tuple(
        Item(lead=f"{entry.id}: {words.sentence(line.what)}", text=words.sentence(line.why))
        for entry in entries
        for line in entry.red_lines
    )


def _answers(material: PackageMaterial) -> tuple[Answer, ...]:
    chosen = material.chosen
    whole = sum(each.harm for each in material.field.candidates)
    part = numbers.percent(chosen.harm / whole) if whole else "none"
    saved = sum(each.saving for each in material.field.candidates)
    return (
        Answer(
            "It saves",
            numbers.pounds(chosen.saving),
            f"{numbers.percent(chosen.saving / saved)} of what all the proposals to choose from would save.",
        ),
        Answer("It does", f"{part} of the harm", "of all the proposals to choose from, by the measure used."),
        Answer(
            "How steady",
            f"{numbers.percent(material.steady.close)} of draws",
            "in which it is the best package or within 5% of it.",
            "#steady",
        ),
    )


def _grid(material: PackageMaterial) -> Grid:
    inside = set(material.chosen.ids)
    everyone = {each.id for each in material.field.candidates}
    stacks = [stack for stack in material.round.stacks.groups if any(blow.proposal in everyone for blow in stack.blows)]
    rows = tuple(_grid_row(stack, inside, everyone) for stack in stacks[:_MOST_GROUPS])
    tones = {mark.tone for row in rows for marks in row.cells for mark in marks}
    key = tuple(loss_mark(band) for band in reversed(BANDS) if words.tone(band, "adverse") in tones)
    columns = (
        Column("This package", "the worst loss, and how many bring one"),
        Column("All to choose from", "the same if all were done"),
    )
    return Grid(
        "The worst loss of any proposal, by group",
        "Group",
        columns,
        rows,
        key,
        "Losses of several proposals are not added up here.",
    )


def _grid_row(stack: GroupStack, inside: set[str], everyone: set[str]) -> GridRow:
    cells = tuple((_worst(stack, ids),) for ids in (inside, everyone))
    said = "; ".join(f"{what} {marks[0].words}" for what, marks in zip(("this package", "all"), cells, strict=True))
    return GridRow(words.capital(stack.group.label), (), cells, words.sentence(said))


def _worst(stack: GroupStack, ids: set[str]) -> Mark:
    blows = [blow for blow in stack.blows if blow.proposal in ids]
    return loss_mark(blows[0].band, many(len(blows), "proposal")) if blows else NONE_FOUND


def _inside(material: PackageMaterial) -> Section:
    rows = []
    inside = set(material.chosen.ids)
    for each in sorted(material.field.candidates, key=lambda one: (one.id not in inside, -one.saving)):
        entry = material.round.entries[each.id]
        chosen = "in" if each.id in inside else "out"
        if each.id in material.terms.must:
            chosen = "in, because it must be"
        elif each.id in material.terms.never:
            chosen = "out, because it must not be"
        stays = material.steady.stays.get(each.id, 0.0)
        harm = harm_in_figures(each.harm, material.field.measure) if each.harm_known else "not known"
        rows.append(
            (
                material.round.title_cell(entry),
                Cell(chosen),
                Cell(numbers.pounds(each.saving)),
                Cell(harm),
                Cell(f"in {numbers.percent(stays)}"),
            )
        )
    table = Table(
        "The proposals to choose from",
        ("Proposal", "In the package", "Saves a year", "Harm", "In the best package, of draws"),
        tuple(rows),
    )
    return Section("inside", "1. What is in the package", (table,))


def harm_in_figures(value: float, measure: str) -> str:
    """A harm by its measure: person-SD as whole numbers, SD to two decimals."""
    if measure == "total":
        return f"{numbers.round_people(value):,}" if value >= 1 else numbers.two_decimals(value)
    return numbers.two_decimals(value)


def _frontier(material: PackageMaterial) -> Section:
    rows = tuple(
        (
            Cell(numbers.pounds(each.saving)),
            Cell(harm_in_figures(each.harm, material.field.measure)),
            Cell(str(len(each.ids))),
            Cell("proven" if each.gap == 0 else f"within {each.gap:.2%}"),
        )
        for each in material.frontier
    )
    intro = Paragraph(
        "The least harm at which each saving can be had, under the same caps. Where the harm rises steeply from one "
        "line to the next, the last "
        "pounds are dear."
    )
    table = Table("Saving and least harm", ("Saves a year", "Least harm", "Proposals", "Optimum"), rows)
    return Section("frontier", "2. What each further saving costs", (intro, table))


def _caps(material: PackageMaterial) -> Section:
    if not material.costs:
        return Section("caps", "3. Caps", (Paragraph("No cap was set on what the package may put on a group."),))
    items = []
    for each in material.costs:
        more = material.chosen.harm - each.harm_without
        dear = (
            "costs nothing: the package would be the same without it"
            if more <= 0
            else f"costs {_part(more, each.harm_without)} more harm than without it"
        )
        used = (
            f"{each.used:.2f} of {each.limit:.2f} used"
            if each.cap.kind != "proposals"
            else f"{each.used:g} of {each.limit:g} used"
        )
        items.append(
            Item(words.sentence(f"{dear} ({used})"), lead=f"{words.capital(cap_in_words(material.round, each.cap))}:")
        )
    return Section("caps", "3. What the caps cost", (Items(tuple(items)),))


def _part(more: float, without: float) -> str:
    return f"{more / without:.1%}" if without > 0 else "some"


def _steady(material: PackageMaterial) -> Section:
    firm = [id_ for id_ in material.chosen.ids if material.steady.stays.get(id_, 0) >= 0.8]  # noqa: PLR2004 - four in five
    loose = [id_ for id_ in material.chosen.ids if material.steady.stays.get(id_, 0) < 0.5]  # noqa: PLR2004 - half
    blocks: list[Block] = [Paragraph(_how_steady(material))]
    if firm:
        blocks.append(
            Paragraph(
                words.sentence(f"In the best package in at least 8 of 10 draws: {material.round.names(firm, 12)}")
            )
        )
    if loose:
        blocks.append(
            Paragraph(
                words.sentence(
                    "In fewer than half of them, so that much hangs on the best estimates: "
                    f"{material.round.names(loose, 12)}"
                )
            )
        )
    return Section("steady", "4. How steady it is", tuple(blocks))


def _set_aside(material: PackageMaterial) -> Section:
    if not material.field.set_aside:
        return Section("aside", "5. What could not be chosen", (Paragraph("Every proposal could be chosen."),))
    items = tuple(
        Item(words.sentence(why), lead=f"{id_}, {material.round.entries[id_].title}:")
        for id_, why in material.field.set_aside.items()
    )
    intro = Paragraph(
        "These save nothing, or their harm or saving is not known. Not known is not the same as no harm; "
        "`--must` takes one in all the same."
    )
    return Section("aside", "5. What could not be chosen", (intro, Items(items)))
