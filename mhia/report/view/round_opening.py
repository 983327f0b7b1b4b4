"""The first page of a round's paper: what it holds, who bears most, and the picture."""

from collections.abc import Sequence

from mhia.assessment import BANDS, Band
from mhia.domains import DOMAINS
from mhia.portfolio.stacking import GroupStack, counts
from mhia.report.view import numbers, words
from mhia.report.view.page import Answer, Column, Grid, GridRow, Item, Mark
from mhia.report.view.round_material import NONE_FOUND, RoundMaterial, loss_mark, many, not_used, verb
from mhia.report.view.round_order import how_many_pairs
from mhia.round import Entry

_ROWS_IN_THE_PICTURE = 12
_RED_LINES_SHOWN = 10
_HALF = 0.5
_GROUPS_NAMED = 4


def facts(material: RoundMaterial) -> tuple[str, ...]:
    """How many proposals, where, when."""
    round_ = material.round
    places = {entry.place for entry in round_.entries if entry.place}
    where = next(iter(places)) if len(places) == 1 else many(len(places), "place") if places else ""
    return tuple(
        fact
        for fact in (where, many(len(round_.entries), "proposal"), f"assessed on {numbers.day(round_.made_on)}")
        if fact
    )


def notice(material: RoundMaterial) -> tuple[str, ...]:
    """Whether every file could be used, which has to be known before the rest is read."""
    bad = len(material.round.unusable)
    said = f"{words.capital(many(bad, 'file or row', 'files or rows'))} could not be used and"
    return (f"{said} {'is' if bad == 1 else 'are'} in none of the figures; the last parts say why.",) if bad else ()


def lede(material: RoundMaterial) -> str:
    """What the paper is."""
    return (
        f"{_saving(material)}This paper puts the proposals side by side and says what they do together: which "
        "groups and places several of "
        "them hit, which are worst and how far one can tell, and what could not be assessed. It informs the "
        "decision; it does not make it."
    )


def red_lines(material: RoundMaterial) -> tuple[Item, ...]:
    """Harms that must be seen before any order, by proposal."""
    found = [entry for entry in material.round.entries if entry.red_lines]
    items = [_red_lines_of(material, entry) for entry in found[:_RED_LINES_SHOWN]]
    left = found[_RED_LINES_SHOWN:]
    if left:
        more = many(sum(len(entry.red_lines) for entry in left), "more red line")
        text = f"in {many(len(left), 'proposal')}; the table of proposals counts them all."
        items.append(Item(lead=more, text=text))
    return tuple(items)


def _red_lines_of(material: RoundMaterial, entry: Entry) -> Item:
    """Which proposal, what it takes from, and what must be seen."""
    named = {line.what.casefold() for line in entry.red_lines}
    services = words.listed(
        service for each in entry.losing if (service := material.service(each)).casefold() not in named
    )
    seen = [words.sentence(f"{words.capital(line.what)}: {words.lower(line.why)}") for line in entry.red_lines]
    return Item(
        " ".join(part for part in (f"Takes from {services}." if services else "", *seen) if part),
        lead=words.sentence(f"{entry.id}: {entry.title}"),
        href=entry.report or "",
    )


def summary(material: RoundMaterial) -> tuple[str, ...]:
    """Three short paragraphs."""
    return tuple(part for part in (_what_it_holds(material), _who_bears_most(material), _how_sure(material)) if part)


def answers(material: RoundMaterial) -> tuple[Answer, ...]:
    """Who is hit most often, what is worst, and how sure the order is."""
    return _hit_most(material), _worst(material), _order(material)


def picture(material: RoundMaterial) -> Grid:
    """Groups by domains: the worst loss of any proposal, and how many proposals there are."""
    shown = material.stacks.groups[:_ROWS_IN_THE_PICTURE]
    left = len(material.stacks.groups) - len(shown)
    more = f" {many(left, 'further group')} with fewer losses can be found in the table of groups." if left > 0 else ""
    return Grid(
        caption=(
            "The largest loss that any proposal brings to each group or people inside it, after the mitigation that "
            "can be counted"
        ),
        corner="Group",
        columns=tuple(Column(words.capital(domain), words.DOMAIN_MEANS[domain]) for domain in DOMAINS),
        rows=tuple(_row(material, stack) for stack in shown),
        key=_key(material, shown),
        reading=(
            "A square shows one proposal's loss, the largest, and counts the others: losses of several proposals are "
            "not added up, because "
            "nobody knows how many people use several services. “None found” is not the same as no loss: a "
            "proposal's report shows the groups "
            f"most concerned, and not everything has been studied. Gains stand in each proposal's own report.{more}"
        ),
    )


def group_anchor(group: str) -> str:
    """Where a group is written about in the page."""
    return words.slug("group", group)


def _saving(material: RoundMaterial) -> str:
    """What the proposals save and cost together; the two are set off against each other only where both are said."""
    given = [entry.saving for entry in material.round.entries if entry.saving is not None]
    saved, spent = sum(each for each in given if each > 0), -sum(each for each in given if each < 0)
    if not saved and not spent:
        return ""
    size = (
        f"save {numbers.pounds(saved)} a year and cost {numbers.pounds(spent)}, {_net(saved - spent)}"
        if saved and spent
        else f"save {numbers.pounds(saved)} a year"
        if saved
        else f"cost {numbers.pounds(spent)} a year"
    )
    of = len(material.round.entries)
    known = "" if len(given) == of else f" (known for {len(given):,} of {of:,})"
    return f"Together the proposals would {size}{known}. "


def _net(left: float) -> str:
    if not left:
        return "which leaves nothing"
    return f"which leaves a net {'saving' if left > 0 else 'cost'} of {numbers.pounds(abs(left))}"


def _what_it_holds(material: RoundMaterial) -> str:
    """How many proposals are what; the numbers add up to all of them."""
    count = {name: len(entries) for name, entries in material.standings.items()}
    losing = count["placed"] + count["unplaced"]
    parts = [not_used(material), _losing(len(material.round.entries), losing, count["placed"])]
    if count["no_loss_found"]:
        parts.append(
            f"{words.capital(_more(count['no_loss_found']))} from a service, but no loss of wellbeing was found "
            f"({material.names([entry.id for entry in material.standings['no_loss_found']], 3)})."
        )
    if count["gain"]:
        would = "only adds" if count["gain"] == 1 else "only add"
        parts.append(f"{words.capital(many(count['gain'], 'other'))} {would} something.")
    if count["not_known"]:
        who = many(count["not_known"], "proposal")
        they = "it does to those it serves" if count["not_known"] == 1 else "they do to those they serve"
        parts.append(f"For {who} it cannot be said what {they}, which is not the same as doing no harm.")
    return " ".join(part for part in parts if part)


def _losing(all_: int, losing: int, placed: int) -> str:
    said = f"Of {many(all_, 'proposal')}, {losing:,} would take something away that matters for mental wellbeing"
    if placed == losing:
        return f"{said}{', and all of these have a place in the order' if losing > 1 else ''}."
    because = "the size of the change is not given, or only a part could be assessed"
    if not placed:
        return f"{said}, but {'it has' if losing == 1 else 'they have'} no place in the order: {because}."
    return f"{said}: {placed:,} with a place in the order, and {losing - placed:,} without, because {because}."


def _more(count: int) -> str:
    return f"{many(count, 'other')} {'takes' if count == 1 else 'take'}"


def _who_bears_most(material: RoundMaterial) -> str:
    hit = material.hit
    if not hit:
        return "No group is hit by a loss that is large enough to count."
    limit = material.round.settings.many_proposals
    alike = hit_alike(material)
    often = [stack for stack in hit[len(alike) :] if len(stack.counted) + len(stack.perhaps) >= limit]
    first = hit[0]
    comes = "comes" if first.counted else "may come"
    if len(alike) == 1:
        names = material.names([*first.counted, *first.perhaps], 4)
        text = f"Most {comes} down on {first.group.in_words}: {hit_by(first)} ({names})."
    elif len(alike) == len(hit):
        text = f"{words.capital(_groups_named(alike))} are hit alike: {hit_by(first, 'each of them')}."
    else:
        text = f"Most {comes} down on {_groups_named(alike)} alike: {hit_by(first, 'each of them')}."
    return f"{text} {limit} or more hit or may hit {_groups_named(often)}." if often else text


def hit_alike(material: RoundMaterial) -> tuple[GroupStack, ...]:
    """The groups that most proposals hit: several where as many hit each of them."""
    counts = [(len(stack.counted), len(stack.perhaps)) for stack in material.hit]
    return tuple(stack for stack, count in zip(material.hit, counts, strict=True) if count == counts[0])


def _groups_named(stacks: Sequence[GroupStack]) -> str:
    """The first groups by name and how many others, as a list in words."""
    named = [stack.group.in_words for stack in stacks[:_GROUPS_NAMED]]
    more = len(stacks) - len(named)
    return words.listed([*named, many(more, "other group")] if more else named)


def only_inside(material: RoundMaterial, stack: GroupStack) -> str:
    """Whom the largest loss of a group falls on where that is only people inside it."""
    group = stack.worst.group
    return f", for {material.group_in_words(group)}" if group != stack.group.id else ""


def hit_by(stack: GroupStack, them: str = "them") -> str:
    """How many proposals hit a group: `3 proposals hit them and 2 may`."""
    sure, perhaps = len(stack.counted), len(stack.perhaps)
    if not sure:
        return f"{many(perhaps, 'proposal')} may hit {them} (size not given)"
    said = f"{many(sure, 'proposal')} {verb(sure, 'hit')} {them}"
    return f"{said} and {perhaps:,} may (size not given)" if perhaps else said


def _how_sure(material: RoundMaterial) -> str:
    ranks = material.severity.ranks
    if len(ranks) < 2:  # noqa: PLR2004 - one proposal needs no order
        return ""
    first = ranks[0]
    unsure = first.not_told_apart
    if unsure is None or not unsure.count:
        return f"By best estimate {first.id} comes first in the order; it can be told apart from all others."
    names = material.names(unsure.first, 4) if unsure.count == len(unsure.first) else ""
    text = (
        f"By best estimate {first.id} comes first in the order, but it cannot be told apart from "
        f"{many(unsure.count, 'other')}{f' ({names})' if names else ''}: which of them does more harm differs from "
        "draw to draw."
    )
    surest = max(ranks, key=lambda rank: rank.more_than.count if rank.more_than else 0)
    if surest is first or surest.more_than is None or not surest.more_than.count:
        return text
    return f"{text} The surest is {surest.id}: it does more harm than {many(surest.more_than.count, 'other')}."


def _hit_most(material: RoundMaterial) -> Answer:
    if not material.hit:
        return Answer("Hit by most", "Nobody, as far as known", "No loss is large enough to count.")
    first = material.hit[0]
    doubt = " at the usual size" if first.worst.size_unknown else ""
    worst = (
        f"the largest is a {words.effect(first.worst.band, 'adverse')}{doubt} ({first.worst.domain}, "
        f"{first.worst.proposal}{only_inside(material, first)})"
    )
    alike = hit_alike(material)
    if len(alike) > 1:
        detail = words.sentence(f"{hit_by(first, 'each of them')}: {_groups_named(alike)}")
        return Answer("Hit by most", f"{len(alike)} groups alike", detail, "#groups")
    detail = words.sentence(f"{hit_by(first)}; {worst}")
    return Answer("Hit by most", words.capital(first.group.label), detail, f"#{group_anchor(first.group.id)}")


def _worst(material: RoundMaterial) -> Answer:
    question = "Worst headline loss"
    ranks = material.severity.ranks
    if not ranks:
        return Answer(question, "Could not be put in order", "No proposal with a loss gives enough to be ranked.")
    entry = material.entries[ranks[0].id]
    headline = material.headline(entry)
    if headline is None:
        return Answer(question, "None", "")
    effect = words.capital(words.effect(headline.band, "adverse"))
    who = f"{headline.domain}, for {material.group_in_words(headline.group)}, in {entry.id}, once need is weighed"
    return Answer(question, effect, words.sentence(who), entry.report or "")


def _order(material: RoundMaterial) -> Answer:
    ranks = material.severity.ranks
    if not ranks:
        return Answer("How sure is the order", "No order", "Sizes or services are not known.")
    ranking = material.severity
    if not ranking.pairs:
        return Answer("How sure is the order", "One proposal", "Only one could be put in order.", "#order")
    sure = ranking.pairs_told_apart / ranking.pairs
    answer = "Sure" if sure == 1 else "Not sure" if sure < _HALF else "Partly sure"
    return Answer("How sure is the order", answer, how_many_pairs(ranking), "#order")


def _row(material: RoundMaterial, stack: GroupStack) -> GridRow:
    cells = tuple(_square(material, stack, domain) for domain in DOMAINS)
    said = "; ".join(
        f"{domain} {marks[0].words}{f' ({marks[0].note})' if marks[0].note else ''}"
        for domain, marks in zip(DOMAINS, cells, strict=True)
        if marks[0].tone != "plain"
    )
    notes = [words.SENSITIVITY[stack.group.sensitivity]]
    if stack.counted:
        notes.append(many(len(stack.counted), "proposal"))
    if stack.perhaps:
        notes.append(f"perhaps {len(stack.perhaps):,} {'more' if stack.counted else 'of unknown size'}")
    return GridRow(
        label=words.capital(stack.group.label),
        notes=tuple(note for note in notes if note),
        cells=cells,
        in_words=words.sentence(said or "no loss found in any domain"),
    )


def _square(material: RoundMaterial, stack: GroupStack, domain: str) -> tuple[Mark, ...]:
    blows = [(blow, blow.losses[domain]) for blow in stack.blows if domain in blow.losses]
    if not blows:
        return (NONE_FOUND,)
    blow, band = max(blows, key=lambda pair: BANDS.index(pair[1]))
    large = [each for each, size in blows if counts(size, material.round)]
    note = many(len(large), "proposal") if len(large) > 1 else blow.proposal
    if all(each.size_unknown for each, _ in blows):
        note += ", size not known"
    return (loss_mark(band, note, f"#{group_anchor(stack.group.id)}"),)


def _key(material: RoundMaterial, shown: tuple[GroupStack, ...]) -> tuple[Mark, ...]:
    tones = {mark.tone for stack in shown for domain in DOMAINS for mark in _square(material, stack, domain)}
    bands: list[Band] = list(reversed(BANDS))
    marks = [loss_mark(band) for band in bands if words.tone(band, "adverse") in tones]
    return (*marks, NONE_FOUND) if "plain" in tones else tuple(marks)
