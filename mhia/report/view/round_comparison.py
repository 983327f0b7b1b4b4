"""Two rounds held against each other: what came, went or changed, and who is hit by more proposals or by fewer."""

from collections import Counter
from collections.abc import Iterator

from mhia.portfolio.comparing_rounds import GroupChange, Hits, RoundComparison
from mhia.report.view import numbers, words
from mhia.report.view.comparison import MOST_ROWS, saves
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
from mhia.report.view.round_material import RoundMaterial, loss_cell, many, short
from mhia.round import Entry


def rounds_view(comparison: RoundComparison, before: RoundMaterial, now: RoundMaterial) -> View:
    """The paper on what differs between two rounds."""
    old, new = before.round, now.round
    view = View(
        title=f"{old.title} and {new.title}" if old.title != new.title else f"{new.title}: what changed",
        kind_of_paper="A comparison of rounds",
        status="For information",
        status_is_final=False,
        facts=(f"before: {many(len(old.entries), 'proposal')}", f"now: {many(len(new.entries), 'proposal')}"),
        lede=(
            "What differs between two rounds: proposals that came, went or changed, and groups hit by more or by "
            "fewer of them."
        ),
        red_lines_title="See this first",
        red_lines=_red_lines(comparison),
        summary_title="In short",
        summary=_round_summary(comparison),
        answers=_round_answers(comparison, before, now),
        grid_title="Groups hit by more or by fewer proposals",
        grid=_round_grid(comparison, before, now),
        contents_title="What is in this paper",
        sections=(_changed(comparison, before, now), _came_and_went(comparison, before, now)),
        footer=(
            f"Made with mhia {new.tool}.",
            "It informs a decision; it does not make it, and it is not legal advice.",
        ),
        generator=f"mhia {new.tool}",
        proposal_id=new.title,
        profile="full",
    )
    return with_live_links(view)


def _red_lines(comparison: RoundComparison) -> tuple[Item, ...]:
    if comparison.elsewhere is None:
        return ()
    then, now = ("; ".join(places) for places in comparison.elsewhere)
    return (
        Item(
            lead="The rounds have no place in common.",
            text=f"Before: {then}. Now: {now}. Of two councils this says how they differ, not what changed.",
        ),
    )


def _round_summary(comparison: RoundComparison) -> tuple[str, ...]:
    count = Counter(each.direction for each in comparison.groups)
    as_far = "as far as they are assessed, " if any(comparison.not_assessed) else ""
    found = (
        f"{words.capital(many(len(comparison.added), 'proposal'))} came, {len(comparison.removed)} went, "
        f"{len(comparison.changed)} changed and {comparison.unchanged} stayed as they were. "
        f"{words.capital(as_far + _are_hit(count['more']))} by more proposals than before and "
        f"{count['fewer']} by fewer."
    )
    unknown = (
        f"Of {many(count['not known'], 'other group')} it is not known whether more or fewer proposals hit them, "
        "because the size of a change is not given."
    )
    parts = (
        f"Of {comparison.not_assessed[0]:,} proposals before and {comparison.not_assessed[1]:,} now a part is not "
        "assessed; whom that hits is not known and not counted."
    )
    return (found, *([unknown] if count["not known"] else []), *([parts] if any(comparison.not_assessed) else []))


def _are_hit(count: int) -> str:
    return f"{many(count, 'group')} {'is' if count == 1 else 'are'} hit"


def _round_answers(comparison: RoundComparison, before: RoundMaterial, now: RoundMaterial) -> tuple[Answer, ...]:
    first = next((each for each in comparison.groups if each.direction != "not known"), None)
    if first is not None:
        whom, detail = _label(first.group, before, now), _in_words(first, comparison)
    elif comparison.groups:
        whom, detail = "Not known", "For no group it is certain that more or fewer proposals hit it."
    else:
        whom, detail = "None", "No group is hit by another number of proposals."
    return (
        Answer("Came", many(len(comparison.added), "proposal"), "", "#came-and-went"),
        Answer("Changed", many(len(comparison.changed), "proposal"), "", "#changed"),
        Answer("Largest difference", whom, detail),
    )


def _label(group: str, before: RoundMaterial, now: RoundMaterial) -> str:
    return words.capital(now.group_in_words(group) if group in now.groups else before.group_in_words(group))


def _in_words(change: GroupChange, comparison: RoundComparison) -> str:
    before, now = _both(change, comparison)
    return words.sentence(f"{before} before, {now} now")


def _both(change: GroupChange, comparison: RoundComparison) -> tuple[str, str]:
    then, now = comparison.not_assessed
    return _hits(change.before, in_whole=not then), _hits(change.now, in_whole=not now)


def _hits(hits: Hits, *, in_whole: bool) -> str:
    """How many proposals hit a group: `2 proposals`, `none known`, `2 or more, up to 5`, `not known, up to 3`."""
    most = hits.sure + hits.perhaps
    if not most:
        return "0 proposals" if in_whole else "none known"
    if not hits.perhaps:
        return many(hits.sure, "proposal")
    return f"{hits.sure} or more, up to {most}" if hits.sure else f"not known, up to {most}"


def _round_grid(comparison: RoundComparison, before: RoundMaterial, now: RoundMaterial) -> Grid:
    rows = tuple(
        GridRow(
            _label(each.group, before, now),
            (),
            tuple((Mark("", said, "plain"),) for said in _both(each, comparison)),
            _in_words(each, comparison),
        )
        for each in comparison.groups
    )
    columns = (Column(short(before.round.title), "before"), Column(short(now.round.title), "now"))
    return Grid(
        "How many proposals hit each group",
        "Group",
        columns,
        rows,
        (),
        "Only groups for which the number differs stand here. “Up to” counts those that give no size, too.",
    )


def _changed(comparison: RoundComparison, before: RoundMaterial, now: RoundMaterial) -> Section:
    if not comparison.changed:
        return Section(
            "changed", "1. Proposals that changed", (Paragraph("No proposal that is in both rounds changed."),)
        )
    rows = []
    for then, entry in comparison.changed[:MOST_ROWS]:
        losses = [
            loss_cell(each.headline.band, each.headline.domain) if each.headline else Cell("none found")
            for each in (then, entry)
        ]
        differs = words.sentence("; ".join(_differences(then, entry, before, now)))
        rows.append((now.title_cell(entry), Cell(differs), *losses))
    columns = ("Proposal", "What differs", "Headline loss before", "Headline loss now")
    note = Paragraph("A round keeps what comes out of each proposal, and of what was put in only what is named here.")
    return Section(
        "changed", "1. Proposals that changed", (Table("Proposals that changed", columns, tuple(rows)), note)
    )


def _differences(then: Entry, entry: Entry, before: RoundMaterial, now: RoundMaterial) -> Iterator[str]:
    """What a round keeps of a proposal and is not the same in both."""
    kept = (
        ("title", *(f"“{each.title}”" for each in (then, entry))),
        ("kind", then.kind, entry.kind),
        ("place", then.place or "not given", entry.place or "not given"),
        ("money", *(_money(each.saving) for each in (then, entry))),
        ("users", *(_users(each) for each in (then, entry))),
        ("worst loss", *_worst_losses((then, before), (entry, now))),
        ("red lines", str(len(then.red_lines)), str(len(entry.red_lines))),
        ("place in the order", *("yes" if each.ranked else f"no, {each.not_ranked_because}" for each in (then, entry))),
    )
    found = [f"{what} {one} before, {other} now" for what, one, other in kept if one != other]
    yield from found
    sizes, later = (
        {hit.group: hit.magnitude.typical for hit in each.hits if hit.magnitude is not None} for each in (then, entry)
    )
    groups = sum(1 for group in {*sizes, *later} if sizes.get(group) != later.get(group))
    if groups:
        yield f"{many(groups, 'group')} with another loss"


def _money(saving: float | None) -> str:
    return numbers.NOT_KNOWN if saving is None else saves(saving)


def _users(entry: Entry) -> str:
    return numbers.NOT_KNOWN if entry.users is None else numbers.people_range(entry.users)


def _worst_losses(*sides: tuple[Entry, RoundMaterial]) -> tuple[str, str]:
    """The worst losses in words, with as many figures as it takes to tell two sizes apart."""
    found = [entry.headline for entry, _ in sides]
    sizes = [each.magnitude.typical for each in found if each is not None]
    places = next((each for each in (2, 3, 4) if len({f"{size:.{each}f}" for size in sizes}) == len(set(sizes))), 5)
    then, now = (
        "none found"
        if each is None
        else f"{each.magnitude.typical:.{places}f} SD for {where.group_in_words(each.group)} in {each.domain}"
        for each, (_, where) in zip(found, sides, strict=True)
    )
    return then, now


def _came_and_went(comparison: RoundComparison, before: RoundMaterial, now: RoundMaterial) -> Section:
    blocks: list[Block] = []
    for text, ids, where in (("These came:", comparison.added, now), ("These went:", comparison.removed, before)):
        if ids:
            items = tuple(Item(where.entries[id_].title, lead=f"{id_}:") for id_ in ids[:MOST_ROWS])
            blocks += [Paragraph(text), Items(items)]
    return Section("came-and-went", "2. Proposals that came or went", tuple(blocks) or (Paragraph("None."),))
