"""What is proposed, what else was looked at, and the money."""

from mhia.assessment import Assessment, ChangeResult, OptionResult
from mhia.proposal import Change, Money
from mhia.report.view import numbers, words
from mhia.report.view.material import Material
from mhia.report.view.opening import largest_share, money_in_words
from mhia.report.view.page import Block, Cell, Heading, Item, Items, Paragraph, Section, Table
from mhia.report.view.sizes import besides, how_much, where


def section(material: Material) -> Section:
    """The proposal as it was read, the options and the money."""
    proposal = material.proposal
    blocks: list[Block] = []
    if proposal.summary:
        blocks.append(Paragraph(proposal.summary, lead="In the proposal's own words:"))
    blocks.append(_changes(material))
    blocks += _said_besides(material)
    blocks += _not_assessed(material)
    blocks += _does_not_carry_over(material)
    blocks.append(Heading("Money and staff", "money"))
    blocks += _money(material)
    blocks.append(Heading("Options", "options"))
    blocks += _options(material)
    return Section("proposal", "What is proposed", tuple(blocks))


def _changes(material: Material) -> Table:
    rows = tuple(
        (
            Cell(words.capital(change.service_label), note=_described(material.proposal.changes[change.index])),
            Cell(change.change_label),
            Cell(how_much(material.proposal.changes[change.index], change) or "All of it"),
            Cell(_users(change, material)),
            Cell(_kept(change)),
        )
        for change in material.assessment.changes
    )
    return Table(
        "Each change as it was read",
        ("Service", "Change", "How much", "Regular users", "Find an equivalent"),
        rows,
    )


def _described(change: Change) -> str:
    return " ".join(words.sentence(text) for text in (change.description, change.note) if text)


def _users(change: ChangeResult, material: Material) -> str:
    return material.people(change.users)


def _kept(change: ChangeResult) -> str:
    if change.direction != "loss" or change.kept is None:
        return "does not apply" if change.direction != "loss" else numbers.NOT_KNOWN
    return numbers.share_range(change.kept)


def _said_besides(material: Material) -> list[Block]:
    """The place, and everything the proposal says of a change that has no column."""
    place = material.proposal.place
    items = [Item(words.sentence(where(place)), lead="Place:")] if place else []
    for result in material.assessment.changes:
        said = besides(material.proposal.changes[result.index], material)
        if said:
            items.append(Item(words.sentence("; ".join(said)), lead=f"{words.capital(result.service_label)}:"))
    return [Items(tuple(items))] if items else []


def _not_assessed(material: Material) -> list[Block]:
    return [
        Paragraph(
            words.sentence(change.not_assessed_because), lead=f"Not assessed: {change.service_label}.", tone="missing"
        )
        for change in material.assessment.changes
        if change.not_assessed_because
    ]


def _does_not_carry_over(material: Material) -> list[Block]:
    return [
        Paragraph(
            f"What takes its place gives less in {words.listed(change.does_not_carry_over)}.",
            lead=f"What does not carry over from {material.service_short(change.service)}:",
        )
        for change in material.assessment.changes
        if change.does_not_carry_over
    ]


def _money(material: Material) -> list[Block]:
    money, staff = material.proposal.money, material.proposal.staff
    facts: list[Item] = []
    if money:
        facts += _sums(money)
    harm = material.assessment.totals.harm_per_1000_saved
    if staff and staff.posts:
        facts.append(Item(f"{material.given_people(staff.posts)} full-time equivalent.", lead="Posts that go:"))
    if staff and staff.redundancies:
        facts.append(Item(f"{material.given_people(staff.redundancies)} people.", lead="Expected redundancies:"))
    if harm:
        facts.append(
            Item(
                f"{numbers.two_decimals(harm.typical)} (between {numbers.two_decimals(harm.low)} and "
                f"{numbers.two_decimals(harm.high)}) "
                "person-SD lost, over all domains. It compares proposals; it is not a price.",
                lead="Harm for each £1,000 a year saved:",
            )
        )
    if not facts:
        return [
            Paragraph(
                "The proposal gives no figure for what it saves or costs, so harm cannot be set against money.",
                tone="missing",
            )
        ]
    return [Items(tuple(facts))]


def _sums(money: Money) -> list[Item]:
    facts = []
    change = money_in_words(money)
    facts.append(Item(words.sentence(change), lead="Each year:") if change else Item("not known.", lead="Each year:"))
    if money.budget_before:
        facts.append(Item(f"{numbers.pounds_range(money.budget_before)} a year.", lead="Budget before:"))
    if money.one_off and money.one_off.typical:
        kind = "cost" if money.one_off.typical > 0 else "receipt"
        facts.append(Item(f"{numbers.pounds_range(money.one_off)} ({kind}).", lead="Once:"))
    facts += [
        Item(f"{_signed(year_change.typical)}.", lead=f"In {year}:") for year, year_change in money.by_year.items()
    ]
    if money.starts:
        facts.append(Item(f"{numbers.day(money.starts)}.", lead="From:"))
    return facts


def _signed(value: float) -> str:
    return f"{'a saving' if value < 0 else 'a cost'} of {numbers.pounds(value)}"


def _options(material: Material) -> list[Block]:
    assessment = material.assessment
    own = _option_row("As proposed", "", assessment, _saving(material.proposal.money), material)
    others = [_option(option, material) for option in assessment.options]
    blocks: list[Block] = [
        Table(
            "The proposal beside its alternatives",
            ("Option", "Worst effect", "Who loses", "Money a year", "Why not chosen"),
            (own, *others),
        )
    ]
    if all(option.assessment is None for option in assessment.options):
        blocks.append(
            Paragraph(
                "The proposal names no alternative but doing nothing. Members, and a court, may ask what else was "
                "looked at and why it was turned down.",
                tone="missing",
            )
        )
    return blocks


def _option(option: OptionResult, material: Material) -> tuple[Cell, ...]:
    if option.assessment is None:
        return (
            Cell(option.title, note=option.summary),
            Cell("No change from today"),
            Cell("nobody"),
            Cell("no saving"),
            Cell(words.sentence(option.turned_down_because) if option.turned_down_because else "not said"),
        )
    saving = None if option.saving is None else -option.saving
    return _option_row(
        option.title, option.summary, option.assessment, saving, material, option.turned_down_because or "not said"
    )


def _option_row(
    title: str, summary: str, assessment: Assessment, change: float | None, material: Material, why: str = "–"
) -> tuple[Cell, ...]:
    alone = Material(assessment, material.proposal, material.rulebook, material.profile)
    worst = next((alone.finding(line) for line in assessment.headlines if line.direction == "adverse"), None)
    headline = next((line for line in assessment.headlines if line.direction == "adverse"), None)
    if worst and headline:
        row = alone.row(headline.group)
        effect = words.effect_of(worst.after, worst.direction, worst.bands, size_unknown=worst.size_unknown)
        cell = Cell(
            words.capital(effect),
            note=f"{worst.domain}, {row.in_words if row else headline.group}",
            tone=words.tone(worst.after.band, worst.direction),
        )
    else:
        cell = Cell("No loss found" if assessment.headlines else "Could not be assessed")
    return (
        Cell(title, note=summary),
        cell,
        Cell(_losing(alone)),
        Cell("not known" if change is None else _signed(change) if change else "no change"),
        Cell(words.sentence(why) if why not in {"–", "not said"} else why),
    )


def _losing(material: Material) -> str:
    losing, share = material.assessment.totals.losing, largest_share(material, "adverse")
    if share is None:
        return "nobody found" if material.assessment.headlines else numbers.NOT_KNOWN
    of_users = f"{numbers.share(share.typical)} of users"
    return f"{of_users}: {material.people(losing, material.assessment.totals.users)} people" if losing else of_users


def _saving(money: Money | None) -> float | None:
    return money.annual_change.typical if money and money.annual_change else None
