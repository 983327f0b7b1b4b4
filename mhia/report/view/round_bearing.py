"""Who bears what: groups and proposals, places and proposals."""

from collections.abc import Iterator, Sequence

from mhia.assessment import BANDS, Band
from mhia.portfolio.stacking import Blow, GroupStack, PlaceStack
from mhia.report.view import words
from mhia.report.view.page import (
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
)
from mhia.report.view.round_material import NONE_FOUND, RoundMaterial, loss_cell, loss_mark, many, short
from mhia.report.view.round_opening import group_anchor, hit_by, only_inside

_COLUMNS = 6
"""So many proposals fit beside each other on a page."""
_MOST_PROPOSALS = 36
_MOST_GROUPS = 30
_MOST_PLACES = 60
_MOST_STANDING_OUT = 12
_NAMED = 3


def groups(material: RoundMaterial) -> Section:
    """Every group that loses anything, most proposals first, each with what comes together on it."""
    found = material.stacks.groups
    if not found:
        return Section("groups", "Group by group", (Paragraph("No group is expected to lose by these proposals."),))
    table = Table(
        caption="Groups and how many proposals hit them",
        columns=("Group", "Need", "Proposals that hit it", "Perhaps", "Largest loss", "Several in one domain"),
        rows=tuple(_group_row(material, stack) for stack in found),
    )
    intro = (
        f"A proposal hits a group when its loss is at least {words.BAND[_from(material)]} and its size is given; a "
        "loss on people inside a group counts for the group, too, and the largest speaks. Where the size is not given "
        f"but the usual size would hit, it is counted as perhaps.{_staff(material)} People are never added up over "
        f"proposals or groups: nobody knows how many are the same people.{_several_places(material)}"
    )
    flagged = tuple(_flagged(material))
    blocks: list[Block] = [Paragraph(intro), table, *_high_need(material)]
    if flagged:
        blocks += [Paragraph("What stands out:"), Items(flagged[:_MOST_STANDING_OUT])]
        if len(flagged) > _MOST_STANDING_OUT:
            left = many(len(flagged) - _MOST_STANDING_OUT, "further group")
            text = f"As many proposals, or several in one domain, come together on {left}: the table above says which."
            blocks.append(Paragraph(text, tone="note"))
    return Section("groups", "Group by group", tuple(blocks))


def group_by_proposal(material: RoundMaterial) -> Section:
    """The cumulative matrix: groups down, proposals across, a few proposals at a time."""
    chosen = _worst_first(material)
    shown = chosen[:_MOST_PROPOSALS]
    stacks = material.stacks.groups[:_MOST_GROUPS]
    blocks: list[Block] = [
        Paragraph(
            "Each square shows the largest loss that one proposal brings to one group and leads to the proposal's own "
            f"report.{_first(material)}" + _left_out(len(chosen), len(shown), "proposal")
        )
    ]
    for start in range(0, len(shown), _COLUMNS):
        ids = shown[start : start + _COLUMNS]
        rows = [row for stack in stacks if (row := _matrix_row(material, stack, ids))]
        if rows:
            caption = f"Groups and proposals{_part(start, len(shown))}"
            blocks.append(_matrix(material, caption, "Group", ids, tuple(rows)))
    if len(blocks) == 1:
        blocks = [Paragraph("No proposal brings a loss to any group.")]
    return Section("matrix", "Groups and proposals together", tuple(blocks))


def places(material: RoundMaterial) -> Section:
    """What comes together in each place and ward."""
    found = material.stacks.places
    without = sum(1 for entry in material.round.entries if entry.place is None)
    missing = Paragraph(
        f"{words.capital(many(without, 'proposal'))} give no place and are in no row here.", tone="missing"
    )
    if not found:
        return Section("places", "Place by place", (missing,))
    losing = [stack for stack in found if stack.worst]
    shown = losing[:_MOST_PLACES]
    items = tuple(_place_item(material, stack) for stack in shown if stack.groups)
    chosen = [id_ for id_ in _worst_first(material) if any(id_ in stack.worst for stack in shown)][:_MOST_PROPOSALS]
    several = "What the same people meet in one place." if items else _nothing_meets(material, len(found))
    blocks: list[Block] = [Paragraph(several + _left_out(len(losing), len(shown), "place"))]
    if items:
        blocks.append(Items(items))
    for start in range(0, len(chosen), _COLUMNS) if len(shown) > 1 else ():
        ids = chosen[start : start + _COLUMNS]
        rows = [row for stack in shown if (row := _place_row(material, stack, ids))]
        if rows:
            caption = f"Places and proposals{_part(start, len(chosen))}"
            blocks.append(_matrix(material, caption, "Place", ids, tuple(rows)))
    return Section("places", "Place by place", (*blocks, *((missing,) if without else ())))


def _staff(material: RoundMaterial) -> str:
    """What is counted where of staff; empty where none of them loses anything."""
    if all(stack.group.id != material.round.settings.staff for stack in material.stacks.groups):
        return ""
    return (
        " Staff who may lose their job are a group of their own, the last here; the headline and largest loss of a "
        "proposal, the places and the overlaps are about the people it serves, and leave staff out."
    )


def _first(material: RoundMaterial) -> str:
    """Which proposals come first in the grid."""
    ranked = len(material.severity.ranks)
    if not ranked:
        return " No proposal has a place in the order; they come as they were given."
    rest = len(_worst_first(material)) > ranked
    return f" Those with a place in the order come first, most harm in front{'; the others follow' if rest else ''}."


def _nothing_meets(material: RoundMaterial, count: int) -> str:
    """That no place has a group which several proposals hit."""
    perhaps = any(stack.perhaps for stack in material.stacks.groups)
    but = " Those whose size is not given may do so: the table of groups counts them as perhaps." if perhaps else ""
    where = "the one place" if count == 1 else f"any of the {many(count, 'place')}"
    return f"In {where} that proposals give, no group is hit by more than one proposal whose size is given.{but}"


def _several_places(material: RoundMaterial) -> str:
    places = {entry.place for entry in material.round.entries if entry.place}
    if len(places) < 2:  # noqa: PLR2004 - one place
        return ""
    return (
        f" The round is about {len(places)} places, where a group is not always the same people: the next parts say "
        "what meets where."
    )


def _from(material: RoundMaterial) -> Band:
    return material.round.settings.hit_from


def _group_row(material: RoundMaterial, stack: GroupStack) -> tuple[Cell, ...]:
    inside = {blow.group for blow in stack.blows if blow.group != stack.group.id and blow.proposal in stack.counted}
    through = (
        f"some through {words.listed(material.group_in_words(each) for each in sorted(inside)[:3])}" if inside else ""
    )
    hit = Cell(
        str(len(stack.counted)), note="; ".join(part for part in (material.names(stack.counted), through) if part)
    )
    perhaps = Cell(str(len(stack.perhaps)), note=material.names(stack.perhaps)) if stack.perhaps else Cell("–")
    worst = loss_cell(
        stack.worst.band,
        f"{stack.worst.domain}, {stack.worst.proposal}{only_inside(material, stack)}{_unsized(stack.worst)}",
    )
    twice = ", ".join(f"{domain} {len(ids)}" for domain, ids in stack.by_domain.items())
    need = words.SENSITIVITY[stack.group.sensitivity] or "standard"
    return Cell(words.capital(stack.group.label)), Cell(need), hit, perhaps, worst, Cell(twice or "–")


def _unsized(blow: Blow) -> str:
    return ", size not given" if blow.size_unknown else ""


def _flagged(material: RoundMaterial) -> Iterator[Item]:
    """Groups hit often, twice in one domain, or year after year."""
    often = material.round.settings.many_proposals
    running = material.round.settings.years_running
    for stack in material.stacks.groups:
        said = []
        both = (*stack.counted, *stack.perhaps)
        if len(both) >= often:
            said.append(f"{hit_by(stack)}: {_losing(material, both)}")
        elif stack.by_domain:
            domains = words.listed(stack.by_domain)
            said.append(
                f"several proposals take from the same part of their lives, {domains}: "
                f"{_losing(material, stack.counted)}"
            )
        if stack.years_running >= running:
            said.append(f"this is round {stack.years_running} in a row that hits them")
        if stack.gaining and said:
            said.append(f"they gain by {material.names(stack.gaining)}; gains are not set off against losses")
        if said:
            yield Item(
                words.sentence("; ".join(said)),
                lead=f"{words.capital(stack.group.in_words)}:",
                id=group_anchor(stack.group.id),
            )


def _losing(material: RoundMaterial, ids: Sequence[str]) -> str:
    """What several proposals take away: `the youth club (R2-10) and the bus service (R2-22)`."""
    parts = []
    for id_ in ids[:6]:
        services = [material.service(each) for each in material.entries[id_].losing]
        parts.append(f"{words.listed(services)} ({id_})" if services else id_)
    more = len(ids) - len(parts)
    return words.listed([*parts, f"{more} more"] if more else parts)


def _high_need(material: RoundMaterial) -> tuple[Paragraph, ...]:
    headlines = [line for entry in material.round.entries if (line := material.headline(entry)) is not None]
    if not headlines:
        return ()
    high = sum(line.need >= material.round.settings.high_need for line in headlines)
    first = (
        f"Of {many(len(headlines), 'proposal')} with a loss, {high:,} {'has' if high == 1 else 'have'} the headline "
        "loss in a group with high need. What is counted is proposals: losses of different groups are not added up."
    )
    return (Paragraph(first),)


def _worst_first(material: RoundMaterial) -> list[str]:
    """Proposals that bring a loss: those in the order, then the others as they come, those for staff alone last."""
    ranked = [rank.id for rank in material.severity.ranks]
    taken = {*ranked, *(entry.id for entry in material.round.entries if all(hit.domain is None for hit in entry.hits))}
    others = [entry for entry in material.round.entries if entry.id not in taken]
    others.sort(key=material.for_staff_alone)
    return [*ranked, *(entry.id for entry in others)]


def _part(start: int, all_: int) -> str:
    """Which part of a matrix this is, where it does not fit beside itself."""
    return f" ({start // _COLUMNS + 1} of {-(-all_ // _COLUMNS)})" if all_ > _COLUMNS else ""


def _left_out(all_: int, shown: int, what: str) -> str:
    return "" if shown >= all_ else f" {many(all_ - shown, what)} more stand in round.json and scores.csv."


def _matrix(material: RoundMaterial, caption: str, corner: str, ids: Sequence[str], rows: tuple[GridRow, ...]) -> Grid:
    columns = tuple(Column(id_, short(material.entries[id_].title)) for id_ in ids)
    tones = {mark.tone for row in rows for marks in row.cells for mark in marks}
    key = [loss_mark(band) for band in reversed(BANDS) if words.tone(band, "adverse") in tones]
    reading = "“None found” is not the same as no loss: a proposal's report shows the groups most concerned."
    if _any_unsized(material, ids):
        reading += " Where the size is not given, the loss is the one at the usual size."
    return Grid(caption, corner, columns, rows, (*key, NONE_FOUND) if "plain" in tones else tuple(key), reading)


def _any_unsized(material: RoundMaterial, ids: Sequence[str]) -> bool:
    return any(hit.size_unknown for id_ in ids for hit in material.entries[id_].hits)


def _matrix_row(material: RoundMaterial, stack: GroupStack, ids: Sequence[str]) -> GridRow | None:
    blows = {blow.proposal: blow for blow in stack.blows}
    if not any(id_ in blows for id_ in ids):
        return None
    cells = tuple((_blow(material, stack, blows[id_]),) if id_ in blows else (NONE_FOUND,) for id_ in ids)
    return _grid_row(words.capital(stack.group.label), cells, ids)


def _blow(material: RoundMaterial, stack: GroupStack, blow: Blow) -> Mark:
    inside = material.group_in_words(blow.group) if blow.group != stack.group.id else ""
    note = ", ".join(part for part in (blow.domain, inside, "size not given" if blow.size_unknown else "") if part)
    return loss_mark(blow.band, note, material.entries[blow.proposal].report or "")


def _grid_row(label: str, cells: tuple[tuple[Mark, ...], ...], ids: Sequence[str]) -> GridRow:
    said = "; ".join(
        f"{id_}: {marks[0].words}{f' ({marks[0].note})' if marks[0].note else ''}"
        for id_, marks in zip(ids, cells, strict=True)
        if marks[0] is not NONE_FOUND
    )
    return GridRow(label, (), cells, words.sentence(said))


def _place_row(material: RoundMaterial, stack: PlaceStack, ids: Sequence[str]) -> GridRow | None:
    if not any(id_ in stack.worst for id_ in ids):
        return None
    cells = tuple(
        (loss_mark(stack.worst[id_], "", material.entries[id_].report or ""),) if id_ in stack.worst else (NONE_FOUND,)
        for id_ in ids
    )
    return _grid_row(_place(stack), cells, ids)


def _place(stack: PlaceStack) -> str:
    return f"{stack.ward}, {stack.place}" if stack.ward else stack.place


def _place_item(material: RoundMaterial, stack: PlaceStack) -> Item:
    said = [f"{material.group_in_words(group)} lose {_losing(material, ids)}" for group, ids in stack.groups[:_NAMED]]
    left = len(stack.groups) - len(said)
    more = f"; {many(left, 'further group')} {'is' if left == 1 else 'are'} hit more than once" if left else ""
    return Item(words.sentence("; ".join(said) + more), lead=f"{_place(stack)}:")
