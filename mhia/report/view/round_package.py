"""A package of proposals in words: what is in it, what it puts on whom, what the caps cost and how steady it is."""

from collections.abc import Sequence

from mhia.assessment import BANDS
from mhia.portfolio.choosing import POINTS, Step
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
from mhia.report.view.round_material import NONE_FOUND, loss_mark, many
from mhia.report.view.round_package_material import (
    PackageMaterial,
    cap_in_words,
    draws_in_words,
    harm_in_figures,
    harm_in_words,
    measure_in_words,
    of_draws,
    saving_in_words,
)

INFORMS = (
    "It informs a decision; it does not make it. The package is the least harmful only among the proposals whose "
    "harm is known, by one "
    "measure, and nothing that has no number here is in it: the duties of the council, what people said, what can "
    "be undone."
)
_MOST_GROUPS = 12


def package_view(material: PackageMaterial) -> View:
    """The paper on one package."""
    round_ = material.round.round
    view = View(
        title=f"Saving {numbers.pounds_exactly(material.terms.target)} a year with the least harm",
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
    """What the package is, in a few sentences."""
    chosen = material.chosen
    count = f"{many(len(chosen.ids), 'proposal')} of {len(material.field.candidates):,}"
    proof = "no other does less harm" if chosen.gap == 0 else f"no other does more than {chosen.gap:.2%} less harm"
    verb = "saves" if len(chosen.ids) == 1 else "save"
    if chosen.saving < 0:
        verb = verb.replace("save", "cost")
    return tuple(
        part
        for part in (
            (
                f"{words.capital(count)} {verb} {numbers.pounds_exactly(chosen.saving)} a year{_net_of(material)}. "
                f"By the measure used, {proof} (proven, at best estimates). "
                f"The measure is {measure_in_words(material.field.measure)}."
            ),
            _not_known(material),
            _how_steady(material),
        )
        if part
    )


def _net_of(material: PackageMaterial) -> str:
    """What the sum of the savings already has taken off."""
    dear = [each for each in material.inside if each.saving < 0]
    if not dear:
        return ""
    cost = numbers.pounds_exactly(sum(each.saving for each in dear))
    verb = "costs" if len(dear) == 1 else "cost"
    return f", after the {cost} that {material.round.names([each.id for each in dear])} {verb}"


def _not_known(material: PackageMaterial) -> str:
    """What is not known of proposals that are in only because they have to be."""
    no_saving = [each.id for each in material.inside if not each.saving_known]
    no_harm = [each.id for each in material.inside if not each.harm_known]
    said = []
    if no_saving:
        verb = "saves" if len(no_saving) == 1 else "save"
        said.append(f"what {material.round.names(no_saving)} {verb} is not known and not counted")
    if no_harm:
        said.append(f"the harm of {material.round.names(no_harm)} is not known and not counted")
    if not said:
        return ""
    they = "it is in because it has" if len({*no_saving, *no_harm}) == 1 else "they are in because they have"
    return words.sentence(f"{'; '.join(said)}; {they} to be")


def _how_steady(material: PackageMaterial) -> str:
    steady = material.steady
    tried = many(steady.draws, "draw")
    if steady.draws < steady.of:
        tried = f"{steady.draws:,} of the {many(steady.of, 'draw')}"
    why = " (with so many proposals, more would take too long)" if steady.draws < steady.of and steady.few else ""
    return (
        f"Tried on {tried} of what is uncertain{why}, it does at most 5% more harm than the best package there in "
        f"{of_draws(steady.close, steady)}{'' if steady.few else ' of them'}. A proposal that is in the best package "
        "in most draws is a safer choice than one that comes and goes."
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
    saved = sum(each.saving for each in material.field.candidates if each.saving > 0)
    share = f"{numbers.percent(chosen.saving / saved)} of what all" if chosen.saving > 0 else "Nothing of what all"
    return (
        Answer(
            "It saves" if chosen.saving >= 0 else "It costs",
            numbers.pounds_exactly(chosen.saving),
            f"{share} the proposals to choose from that save money would save.",
        ),
        Answer("It does", f"{part} of the harm", "of all the proposals to choose from, by the measure used."),
        Answer(
            "How steady",
            draws_in_words(material.steady.close, material.steady),
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
        Column("This package", "the worst loss, and how many hit the group"),
        Column("All to choose from", "the same if all were done"),
    )
    return Grid(
        "The worst loss of any proposal, by group",
        "Group",
        columns,
        rows,
        key,
        _reading(stacks[:_MOST_GROUPS], everyone),
    )


def _grid_row(stack: GroupStack, inside: set[str], everyone: set[str]) -> GridRow:
    cells = tuple((_worst(stack, ids),) for ids in (inside, everyone))
    said = "; ".join(f"{what} {marks[0].words}" for what, marks in zip(("this package", "all"), cells, strict=True))
    return GridRow(words.capital(stack.group.label), (), cells, words.sentence(said))


def _reading(stacks: Sequence[GroupStack], everyone: set[str]) -> str:
    said = "Losses of several proposals are not added up here."
    if any(everyone & set(stack.perhaps) for stack in stacks):
        said += " Perhaps: the size of the change is not given."
    return said


def _worst(stack: GroupStack, ids: set[str]) -> Mark:
    blows = [blow for blow in stack.blows if blow.proposal in ids]
    if not blows:
        return NONE_FOUND
    sure, perhaps = (len(ids & set(each)) for each in (stack.counted, stack.perhaps))
    if not sure + perhaps:
        return loss_mark(blows[0].band, "too small to count")
    count = many(sure, "proposal")
    return loss_mark(blows[0].band, f"{count}, {perhaps} more perhaps" if perhaps else count)


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
        rows.append(
            (
                material.round.title_cell(entry),
                Cell(chosen),
                Cell(saving_in_words(each)),
                Cell(harm_in_words(material, each)),
                Cell(f"in {of_draws(stays, material.steady)}"),
            )
        )
    table = Table(
        "The proposals to choose from",
        ("Proposal", "In the package", "A year", "Harm", "In the best package, of draws"),
        tuple(rows),
    )
    return Section("inside", "1. What is in the package", (table,))


def _frontier(material: PackageMaterial) -> Section:
    rows = tuple(
        (
            Cell(_span(each)),
            Cell(numbers.pounds_exactly(each.package.saving)),
            Cell(harm_in_figures(each.package.harm, material.field.measure)),
            Cell(f"{len(each.package.ids):,}"),
            Cell("proven" if each.package.gap == 0 else f"within {each.package.gap:.2%}"),
        )
        for each in material.frontier
    )
    intro = Paragraph(
        f"The least harm at which each saving can be had, under the same conditions, tried at {POINTS} savings; those "
        "with the same best package are one line. Where the harm rises steeply from one line to the next, the last "
        "pounds are dear."
    )
    columns = ("To save at least", "It saves a year", "Least harm", "Proposals", "Optimum")
    return Section(
        "frontier", "2. What each further saving costs", (intro, Table("Saving and least harm", columns, rows))
    )


def _span(step: Step) -> str:
    first, last = (numbers.pounds_exactly(round(each)) for each in (step.first, step.last))
    return first if step.first == step.last else f"{first} to {last}"


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
        if each.perhaps:
            used += f", and {material.round.names(each.perhaps)} perhaps: the size of the change is not given"
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
