"""What could not be assessed or ranked and why, what went before, and how the paper was made."""

from collections import defaultdict

from mhia.report.view import numbers, words
from mhia.report.view.page import Block, Cell, Item, Items, Paragraph, Section, Table
from mhia.report.view.round_material import RoundMaterial, not_used
from mhia.round import Entry

_MOST_FILES = 50
_OUTSIDE = (
    "it is outside the rulebook: nothing is known here of what it does for mental wellbeing, which is not the same as "
    "no effect"
)
"""What is said once above a list of proposals that are outside the rulebook, and not again of each."""


def gaps(material: RoundMaterial) -> Section:
    """Everything that is not in the order, with the reason; and files that could not be used."""
    blocks: list[Block] = []
    by = material.standings
    rows = tuple(
        (
            material.title_cell(entry),
            Cell(words.sentence(material.severity.left_out[entry.id])),
            Cell(words.sentence("; ".join(entry.not_assessed)) if entry.not_assessed else "–"),
        )
        for entry in by["unplaced"]
    )
    if rows:
        blocks.append(
            Table(
                "Proposals with a loss, but without a place in the order",
                ("Proposal", "Why", "What could not be assessed"),
                rows,
            )
        )
    if by["no_loss_found"]:
        text = "These take from a service, but no loss of wellbeing was found; they may put something else at risk:"
        blocks += [Paragraph(text), Items(tuple(_no_loss(material, entry) for entry in by["no_loss_found"]))]
    if by["not_known"]:
        text = (
            "What these do to those they serve cannot be said, which is not the same as no effect. They are outside "
            "the rulebook, except where another reason stands beside them:"
        )
        blocks += [Paragraph(text), Items(tuple(_not_known(material, entry) for entry in by["not_known"]))]
    part = [entry for entry in (*by["placed"], *by["gain"]) if entry.not_assessed]
    if part:
        items = tuple(Item(words.sentence("; ".join(entry.not_assessed)), lead=f"{entry.id}:") for entry in part)
        blocks += [Paragraph("A part of these could not be assessed:"), Items(items)]
    blocks += _not_counted(material)
    blocks += _unusable(material)
    return Section(
        "gaps",
        "What could not be assessed",
        tuple(blocks) or (Paragraph("Everything could be assessed and put in order."),),
    )


def _no_loss(material: RoundMaterial, entry: Entry) -> Item:
    services = words.listed(material.service(each) for each in entry.losing)
    seen = words.listed(line.what for line in entry.red_lines)
    return Item(f"{entry.title} ({services}).{f' Red line: {words.lower(seen)}.' if seen else ''}", lead=f"{entry.id}:")


def _not_known(material: RoundMaterial, entry: Entry) -> Item:
    """The proposal and why nothing is known of it; what a sentence above says of all is not said again."""
    parts = [part.removesuffix(f": {_OUTSIDE}") for part in entry.not_assessed]
    said = [part for part, whole in zip(parts, entry.not_assessed, strict=True) if part == whole]
    why = [part.removeprefix(f"{entry.title}: ") for part in said]
    staff = material.staff_loss(entry)
    if staff is not None:
        why.append(f"staff who lose their job: {words.effect(staff, 'adverse')}")
    return Item(words.sentence("; ".join((entry.title, *why))), lead=f"{entry.id}:")


def years(material: RoundMaterial) -> Section | None:
    """The groups hit, round after round; None where no earlier round is known."""
    earlier = material.round.earlier
    if not earlier:
        return None
    stacks = {stack.group.id: stack for stack in material.stacks.groups}
    hit: dict[str, list[int]] = defaultdict(list)
    for year in earlier:
        for group in {*stacks, *(name for each in earlier for name in each.hit)}:
            hit[group].append(year.hit.get(group, 0))
    now = {group: len(stacks[group].counted) if group in stacks else 0 for group in hit}
    order = sorted(
        hit, key=lambda group: (-(stacks[group].years_running if group in stacks else 0), -now[group], group)
    )
    limit = material.round.settings.years_running
    rows = []
    for group in order:
        if not now[group] and not any(hit[group]):
            continue
        running = stacks[group].years_running if group in stacks else 0
        rows.append(
            (
                Cell(words.capital(material.group_in_words(group))),
                Cell(str(now[group])),
                *(Cell(str(count)) for count in hit[group]),
                Cell(f"{running} in a row" if running >= limit else "–"),
            )
        )
    columns = ("Group", "This round", *(year.title for year in earlier), f"Hit {limit} rounds or more in a row")
    intro = "How many proposals hit each group in this round and in earlier ones."
    return Section(
        "years", "Round after round", (Paragraph(intro), Table("Groups hit, by round", columns, tuple(rows)))
    )


def method(material: RoundMaterial) -> Section:
    """How the paper was made, in short."""
    round_ = material.round
    paragraphs = (
        (
            "Each proposal is assessed by itself, as its own report explains. A loss is called very small, minor, "
            "moderate or major by the "
            "average change over a group's users in standard deviations (SD), in which a concentrated loss counts for "
            "more than the same loss "
            "spread thinly. The need of a group is said beside it and weighs in the order; it never changes the band."
        ),
        (
            "Two orders are given and never mixed. One asks how hard the worst-hit group of each proposal is hit; it "
            "can be had where the number "
            "of users is not known. The other asks how much everyone who uses the service loses together; it needs the "
            "number of users."
        ),
        (
            f"Each number was drawn {round_.draws:,} times, and the same evidence was drawn together in every "
            "proposal. The ranges hold "
            "from the 5th to the 95th percentile, the chance that there is no effect at all included. Their widths are "
            "partly judgement."
        ),
    )
    ref = round_.rulebook
    versions = (
        f"mhia {round_.tool}; rulebook {ref.id} {ref.version}, fingerprint {ref.sha256[:12]}; assessed on "
        f"{numbers.day(round_.made_on)}."
    )
    return Section("method", "How this was made", (*(Paragraph(text) for text in paragraphs), Paragraph(versions)))


def _not_counted(material: RoundMaterial) -> list[Block]:
    without = [rank for rank in material.severity.ranks if rank.id in material.total.left_out]
    if not without:
        return []
    ids = material.names([rank.id for rank in without], 12)
    return [
        Paragraph(
            f"How many people use the service is {material.users_wanting} for {ids}: what they lose in all is not "
            "known.",
            tone="missing",
        )
    ]


def _unusable(material: RoundMaterial) -> list[Block]:
    bad = material.round.unusable
    if not bad:
        return []
    items = tuple(Item(fault) for each in bad[:_MOST_FILES] for fault in each.faults)
    more = f" The first {_MOST_FILES} stand here." if len(bad) > _MOST_FILES else ""
    return [
        Paragraph(f"{words.capital(not_used(material))}{more}", tone="missing"),
        Items(items),
    ]
