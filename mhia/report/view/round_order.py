"""Each proposal in a line, and the order of the harm with what cannot be told apart."""

from collections import defaultdict

from mhia.portfolio.ranking import MOST_COMPARED, Others, Rank, Ranking, Tried
from mhia.portfolio.stacking import worst_band
from mhia.report.view import numbers, words
from mhia.report.view.page import Block, Cell, Item, Items, Paragraph, Section, Table
from mhia.report.view.round_material import RoundMaterial, loss_cell, many
from mhia.round import Entry

MOST_ROWS = 1000
"""A paper with more rows than this is no paper; the tables for other programs hold them all."""

_HALF = 0.5
_NAMED = 6


def proposals(material: RoundMaterial) -> Section:
    """Every proposal in a line, in the order of its file."""
    entries = material.round.entries
    table = Table(
        caption="The proposals",
        columns=(
            "Proposal",
            "Place",
            "Saving a year",
            "Headline loss",
            "For whom",
            "Largest loss",
            "Red lines",
        ),
        rows=tuple(_line(material, entry) for entry in entries[:MOST_ROWS]),
    )
    intro = Paragraph(
        "The headline loss is the worst once need is weighed: the average loss of a group's users times the group's "
        "need weight. The largest loss leaves need out."
    )
    return Section("proposals", "The proposals one by one", (intro, *_cut_short(len(entries)), table))


def order(material: RoundMaterial) -> Section:
    """The two orders, never mixed, and what they hang on."""
    settled = numbers.percent(material.round.settings.told_apart)
    blocks: list[Block] = [
        Paragraph(
            "The places go by the best estimate, which takes every number at its most likely value. A place is worth "
            "as much as the distance to the next: the range of places says where a proposal could stand, given how "
            "uncertain the evidence and the inputs are. One proposal does more harm than another, as far as one can "
            f"tell, where it does at least as much in {settled} of the draws and more in most of them. Every other "
            "pair cannot be told apart, however far apart their places are. The same evidence is "
            "drawn together for every proposal, so two cuts of one service are compared on equal terms."
        ),
        *_table(material, material.severity),
        *_sensitivity(material, material.severity),
        *_table(material, material.total),
        *_sensitivity(material, material.total),
        *_words_hang_on(material),
    ]
    return Section("order", "Which do more harm, and how far one can tell", tuple(blocks))


def _line(material: RoundMaterial, entry: Entry) -> tuple[Cell, ...]:
    headline = material.headline(entry)
    place = (
        words.listed(([entry.place] if entry.place else []) + [f"{each} ward" for each in entry.wards]) or "not given"
    )
    who = Cell("–")
    if headline is not None:
        sure = words.CONFIDENCE[headline.confidence]
        note = f"{headline.domain}; {sure} confidence"
        who = Cell(words.capital(material.group_in_words(headline.group)), note=note)
    return (
        material.title_cell(entry), Cell(place), Cell(_saving(entry.saving)), _headline(material, entry), who,
        _largest(material, entry), Cell(str(len(entry.red_lines)) if entry.red_lines else "none"),
    )  # fmt: skip


def _headline(material: RoundMaterial, entry: Entry) -> Cell:
    """The headline loss; where there is none, why, and what is known for staff."""
    headline, staff = material.headline(entry), material.staff_loss(entry)
    if headline is None:
        outside = entry.not_assessed and not entry.gaining and not entry.losing
        lost = f"staff who lose their job: {words.effect(staff, 'adverse')}" if staff else ""
        return Cell("not assessed" if outside else "none found" if entry.losing else "none", note=lost)
    doubt = words.band_range(headline.bands) if len(headline.bands) > 1 else ""
    if any(hit.size_unknown for hit in entry.hits):
        return loss_cell(headline.band, f"{doubt}; size not given" if doubt else "size not given")
    return loss_cell(headline.band, f"{doubt} possible" if doubt else "")


def _largest(material: RoundMaterial, entry: Entry) -> Cell:
    largest, headline = material.largest_loss(entry), material.headline(entry)
    band = worst_band(largest) if largest is not None else None
    if largest is None or band is None:
        return Cell("–")
    if headline is not None and (largest.group, largest.domain) == (headline.group, headline.domain):
        return Cell("the same")
    return loss_cell(band, f"{material.group_in_words(largest.group)}, {largest.domain}")


def _saving(saving: float | None) -> str:
    if saving is None:
        return "not given"
    return numbers.pounds(saving) if saving >= 0 else f"costs {numbers.pounds(saving)}"


def _table(material: RoundMaterial, ranking: Ranking) -> tuple[Block, ...]:
    severity = ranking.measure == "severity"
    if not ranking.ranks:
        if severity:
            return (Paragraph("No proposal with a loss gives enough to be put in order.", tone="missing"),)
        says = "says, or may say," if material.round.readers == "public" else "says"
        text = (
            f"How many people lose how much in all cannot be compared: no proposal with a loss {says} how many people "
            "use the service."
        )
        return (Paragraph(text, tone="missing"),)
    caption = (
        "By the headline loss: how hard the worst-hit group is hit (each person of it on average, times need, in SD)"
        if severity
        else "By what everyone who uses it loses (people times SD, times the need weight of the proposal)"
    )
    table = Table(
        caption=caption,
        columns=(
            "Place",
            "Proposal",
            "Could stand",
            "Does more harm than",
            "Does less harm than",
            "More than the next",
            "Harm (and its range)",
            *(() if severity else ("Harm for each £1,000 saved",)),
        ),
        rows=tuple(_rank(material, rank, severity=severity) for rank in ranking.ranks[:MOST_ROWS]),
    )
    left = len(material.standings["unplaced"])
    note = (
        f"{many(left, 'proposal')} with a loss {'has' if left == 1 else 'have'} no place: the reasons stand under what "
        "could not be assessed."
        if left and severity
        else ""
    )
    unweighed = "" if severity else _need_left_out(material)
    notes = (how_many_pairs(ranking), _against_the_draws(material, ranking), unweighed, note)
    return (*_cut_short(len(ranking.ranks)), table, *(Paragraph(text, tone="note") for text in notes if text))


def could_stand(rank: Rank) -> str:
    """The places it could have: `3`, `1 to 1,200`."""
    return f"{rank.low:,}" if rank.low == rank.high else f"{rank.low:,} to {rank.high:,}"


def _need_left_out(material: RoundMaterial) -> str:
    """What the need weight of a proposal is, and the groups it leaves out."""
    text = (
        "The need weight of a proposal is 1, and what the one named group that raises it most adds: its share of the "
        "users times its need above 1."
    )
    left: dict[str, list[str]] = defaultdict(list)
    for rank in material.total.ranks:
        for group in material.entries[rank.id].harm.unweighted:
            left[group].append(rank.id)
    if not left:
        return text
    named = [
        f"{material.group_in_words(group)} ({material.names(ids, 3)})" for group, ids in list(left.items())[:_NAMED]
    ]
    more = len(left) - len(named)
    who = words.listed([*named, many(more, "other group")] if more else named)
    return f"{text} The need of groups whose share of the users is not known raises no weight: {who}."


def how_many_pairs(ranking: Ranking) -> str:
    """How many of the pairs of an order can be told apart; empty where there is no pair."""
    if not ranking.pairs:
        return ""
    cut = f" Each of the first {MOST_COMPARED:,} was compared with every other." if _is_cut(ranking) else ""
    if not ranking.pairs_told_apart:
        return (
            f"No two of the {len(ranking.ranks):,} can be told apart.{cut}" if not cut else f"No pair is settled.{cut}"
        )
    of = many(ranking.pairs, "pair")
    return f"Of {of}, {ranking.pairs_told_apart:,} can be told apart.{cut}"


def _is_cut(ranking: Ranking) -> bool:
    return len(ranking.ranks) > MOST_COMPARED


def _against_the_draws(material: RoundMaterial, ranking: Ranking) -> str:
    """Why some proposals stand before one that does more harm in most draws; empty where none does."""
    behind = [rank.id for rank in ranking.ranks if rank.ahead is not None and rank.ahead < _HALF]
    if not behind:
        return ""
    stand = "stands" if len(behind) == 1 else "stand"
    return (
        f"{material.names(behind)} {stand} before a proposal that does more harm in most of the draws. The place goes "
        "by the best estimate; the draws also take in the chance that a proposal has no effect at all and ranges that "
        "reach further to one side than to the other. Where the two disagree, the places of such neighbours say little."
    )


def _rank(material: RoundMaterial, rank: Rank, *, severity: bool) -> tuple[Cell, ...]:
    entry = material.entries[rank.id]
    size = numbers.two_decimals if severity else _person_sd
    value = f"{size(rank.value.typical)} ({size(rank.value.low)} to {size(rank.value.high)})"
    each = rank.per_1000
    per = "–" if each is None else f"{_small(each.typical)} ({_small(each.low)} to {_small(each.high)})"
    return (
        Cell(f"{rank.place:,}"), material.title_cell(entry), Cell(could_stand(rank)),
        _others(rank.more_than), _others(rank.less_than),
        Cell("–" if rank.ahead is None else f"in {numbers.percent(rank.ahead)} of draws"), Cell(value),
        *(() if severity else (Cell(per),)),
    )  # fmt: skip


def _others(others: Others | None) -> Cell:
    """How many, and the first of them by name."""
    if others is None:
        return Cell("not compared")
    if not others.count:
        return Cell("–")
    more = others.count - len(others.first)
    names = words.listed([*others.first, f"{more:,} more"] if more else others.first)
    return Cell(f"{others.count:,}", note=names)


def _person_sd(value: float) -> str:
    return f"{numbers.round_people(value):,}" if value >= 1 else numbers.two_decimals(value)


def _small(value: float) -> str:
    """A number to two figures, however small."""
    if value == 0:
        return "0"
    return f"{float(f'{value:.2g}'):.10f}".rstrip("0").rstrip(".")


def _sensitivity(material: RoundMaterial, ranking: Ranking) -> tuple[Block, ...]:
    items = tuple(Item(_tried(each, ranking)) for each in material.tried(ranking))
    if not items or len(ranking.ranks) == 1:
        return ()
    by = (
        "What the order by the headline loss hangs on:"
        if ranking.measure == "severity"
        else "What the order by what everyone loses hangs on (people times SD; it has no power to choose):"
    )
    return (Paragraph(by), Items(items))


def _words_hang_on(material: RoundMaterial) -> tuple[Block, ...]:
    """What would be called something else with other edges of the bands."""
    items = []
    for each in material.edges:
        if each.higher or each.lower:
            way = "higher" if each.factor > 1 else "lower"
            text = (
                f"With the edges of the bands {abs(each.factor - 1):.0%} {way}, the headline loss of "
                f"{many(each.higher + each.lower, 'proposal')} would be called something else."
            )
            items.append(Item(text))
    return (Paragraph("What the words hang on:"), Items(tuple(items))) if items else ()


def _tried(each: Tried, ranking: Ranking) -> str:
    choice = {
        "plain": "Without need weights",
        "p=1": (
            "With a plain average over the group (p = 1), where a concentrated loss counts no more than one spread "
            "thinly"
        ),
        "p=3": "With concentrated losses counting for still more (p = 3)",
    }.get(each.choice, f"With {each.choice}")
    few = len(ranking.ranks) == each.top
    kept = f"{each.top_kept} of the first {each.top}" if each.top_kept != each.top else f"all of the first {each.top}"
    text = choice if few else f"{choice}, {kept} stay among the first {each.top}"
    if each.moved:
        moves = words.listed(f"{name} from {before} to {after}" for name, before, after in each.moved[:5])
        more = f", and {len(each.moved) - 5} others move as far" if len(each.moved) > 5 else ""  # noqa: PLR2004 - five are named
        text += f"{',' if few else ';'} {moves}{more} in the order"
    else:
        text += ", the order is the same" if few else "; none moves far"
    return words.sentence(text)


def _cut_short(count: int) -> tuple[Paragraph, ...]:
    if count <= MOST_ROWS:
        return ()
    text = f"The first {MOST_ROWS:,} of {count:,} stand here; round.json and scores.csv hold them all."
    return (Paragraph(text, tone="note"),)
