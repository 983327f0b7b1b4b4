"""Two rounds held against each other: what came, went or changed, and who is hit by more proposals or by fewer."""

from mhia.portfolio.comparing import RoundComparison
from mhia.report.view import words
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
        red_lines=(),
        summary_title="In short",
        summary=_round_summary(comparison),
        answers=_round_answers(comparison, now),
        grid_title="Groups hit by more or by fewer proposals",
        grid=_round_grid(comparison, before, now),
        contents_title="What is in this paper",
        sections=(_changed(comparison, now), _came_and_went(comparison, before, now)),
        footer=(
            f"Made with mhia {new.tool}.",
            "It informs a decision; it does not make it, and it is not legal advice.",
        ),
        generator=f"mhia {new.tool}",
        proposal_id=new.title,
        profile="full",
    )
    return with_live_links(view)


def _round_summary(comparison: RoundComparison) -> tuple[str, ...]:
    more = sum(1 for _, then, now in comparison.groups if now > then)
    fewer = len(comparison.groups) - more
    return (
        (
            f"{words.capital(many(len(comparison.added), 'proposal'))} came, {len(comparison.removed)} went, "
            f"{len(comparison.changed)} changed and "
            f"{comparison.unchanged} stayed as they were. {words.capital(many(more, 'group'))} are hit by more "
            f"proposals than before, {fewer} by fewer."
        ),
    )


def _round_answers(comparison: RoundComparison, now: RoundMaterial) -> tuple[Answer, ...]:
    first = next(iter(comparison.groups), None)
    whom = words.capital(now.group_in_words(first[0])) if first else "Nobody"
    detail = (
        f"Hit by {first[1]} before, by {first[2]} now." if first else "No group is hit by another number of proposals."
    )
    return (
        Answer("Came", many(len(comparison.added), "proposal"), "", "#came-and-went"),
        Answer("Changed", many(len(comparison.changed), "proposal"), "", "#changed"),
        Answer("Largest difference", whom, detail),
    )


def _round_grid(comparison: RoundComparison, before: RoundMaterial, now: RoundMaterial) -> Grid:
    rows = tuple(
        GridRow(
            words.capital(now.group_in_words(group) if group in now.groups else before.group_in_words(group)),
            (),
            ((Mark("", many(then, "proposal"), "plain"),), (Mark("", many(count, "proposal"), "plain"),)),
            words.sentence(f"{many(then, 'proposal')} before, {count} now"),
        )
        for group, then, count in comparison.groups
    )
    columns = (Column(short(before.round.title), "before"), Column(short(now.round.title), "now"))
    return Grid(
        "How many proposals hit each group",
        "Group",
        columns,
        rows,
        (),
        "Only groups for which the number differs stand here.",
    )


def _changed(comparison: RoundComparison, now: RoundMaterial) -> Section:
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
        money = [Cell("not given" if each.saving is None else saves(each.saving)) for each in (then, entry)]
        rows.append((now.title_cell(entry), *losses, *money))
    columns = ("Proposal", "Worst loss before", "Worst loss now", "Money before", "Money now")
    return Section("changed", "1. Proposals that changed", (Table("Proposals that changed", columns, tuple(rows)),))


def _came_and_went(comparison: RoundComparison, before: RoundMaterial, now: RoundMaterial) -> Section:
    blocks: list[Block] = []
    for text, ids, where in (("These came:", comparison.added, now), ("These went:", comparison.removed, before)):
        if ids:
            items = tuple(Item(where.entries[id_].title, lead=f"{id_}:") for id_ in ids[:MOST_ROWS])
            blocks += [Paragraph(text), Items(items)]
    return Section("came-and-went", "2. Proposals that came or went", tuple(blocks) or (Paragraph("None."),))
