"""Where losses meet: people who are in two groups, and services that other proposals count on."""

from mhia.portfolio.stacking import Chain, Meeting
from mhia.report.view import words
from mhia.report.view.page import Block, Heading, Item, Items, Paragraph, Section
from mhia.report.view.round_material import RoundMaterial, many, verb

_MOST_MEETINGS = 12


def meetings(material: RoundMaterial) -> Section:
    """Where losses meet: people who are in two groups, and services that other proposals count on."""
    blocks: list[Block] = []
    if material.stacks.meetings:
        blocks.append(Heading("People who are in two groups", "meetings-groups"))
        blocks.append(
            Paragraph(
                "These groups overlap, and different proposals hit each of them. People who belong to both bear "
                "all of it."
            )
        )
        met = material.stacks.meetings
        blocks.append(Items(tuple(_meeting(material, each) for each in met[:_MOST_MEETINGS])))
        if len(met) > _MOST_MEETINGS:
            left = many(len(met) - _MOST_MEETINGS, "further pair")
            text = (
                f"{left} of groups, on which fewer proposals come together, stand in the sheet “Overlaps” of the paper "
                "as a spreadsheet."
            )
            blocks.append(Paragraph(text, tone="note"))
    chains = [each for each in material.stacks.chains if each.kind != "same_service"]
    if chains:
        blocks.append(Heading("Services that others are reached or replaced by", "meetings-chains"))
        blocks.append(Items(tuple(Item(_chain(material, each)) for each in chains)))
    same = [each for each in material.stacks.chains if each.kind == "same_service"]
    if same:
        blocks.append(Heading("Several proposals about one service", "meetings-same"))
        blocks.append(
            Paragraph(
                "Each proposal is assessed as if the others did not happen. Where several change one service, the "
                "same people may be counted "
                "in each, and the place that one of them counts on may be the one another closes."
            )
        )
        blocks.append(Items(tuple(Item(_same(material, each)) for each in same)))
    if not blocks:
        blocks.append(Paragraph("No overlap of groups and no chain of services was found."))
    return Section("meetings", "Where losses meet", tuple(blocks))


def _meeting(material: RoundMaterial, each: Meeting) -> Item:
    first, second = (material.group_in_words(group) for group in each.groups)
    both = f"; {material.names(each.both)} {verb(len(each.both), 'hit')} both" if each.both else ""
    one, other = (f"{material.names(ids)} {verb(len(ids), 'hit')}" for ids in (each.first, each.second))
    text = f"{one} only the first, {other} only the second{both}"
    return Item(words.sentence(text), lead=f"{words.capital(first)} and {second}:")


def _chain(material: RoundMaterial, each: Chain) -> str:
    who = material.names(each.proposals)
    way, takes = material.service(each.through), verb(len(each.taken_by), "take")
    if each.kind == "serves":
        text = f"People reach {material.service(each.service)} by {way}, which {who} changes"
        then = f"; {material.names(each.taken_by)} {takes} from that service itself" if each.taken_by else ""
    else:
        text = f"{who} counts on {material.service(each.service)} to take the place of {way}"
        then = f"; but {material.names(each.taken_by)} {takes} that away, in whole or in part" if each.taken_by else ""
    return words.sentence(text + then)


def _same(material: RoundMaterial, each: Chain) -> str:
    place = material.entries[each.proposals[0]].place
    where = f" in {place}" if place else ""
    return words.sentence(
        f"{words.capital(material.service(each.service))}{where}: {material.names(each.proposals, 12)}"
    )
