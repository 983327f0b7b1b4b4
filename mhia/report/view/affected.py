"""Who is affected: groups the proposal names, groups it should have considered, groups who use it too."""

from mhia.assessment import GroupResult
from mhia.report.view import words
from mhia.report.view.explaining import row_label
from mhia.report.view.material import Material
from mhia.report.view.numbers import two_decimals
from mhia.report.view.page import Block, Cell, Heading, Item, Items, Paragraph, Section, Table

_PROTECTED = (
    "age", "disability", "gender reassignment", "marriage and civil partnership", "pregnancy and maternity",
    "race", "religion or belief", "sex", "sexual orientation",
)  # fmt: skip
_ORIGIN = {
    "typical_user": "",
    "named": "The proposal names it.",
    "structural": "The proposal says that something in their money, home or work changes.",
    "suggested": "The rulebook lists it among those who use the service.",
}


def section(material: Material) -> Section:
    """The groups, where each comes from and why it is here."""
    named = tuple(row for row in material.rows if row.origin in {"named", "structural"})
    suggested = tuple(row for row in material.rows if row.origin == "suggested")
    blocks: list[Block] = [Heading("Named in the proposal", "named")]
    if named:
        blocks.append(_table("Groups the proposal names", named, material))
    else:
        blocks.append(
            Paragraph(
                "The proposal names no group. A decision maker cannot weigh an effect on people nobody has named; the "
                "groups below "
                "come from the rulebook and should be checked against local knowledge.",
                tone="missing",
            )
        )
    blocks.append(Heading("Should have been considered", "should-have-been-considered"))
    if suggested:
        blocks.append(
            _table(
                "Groups the rulebook says use or depend on the service, though the proposal does not name them",
                suggested,
                material,
            )
        )
    else:
        blocks.append(
            Paragraph("The rulebook knows of no further group that leans on these services more than others do.")
        )
    blocks += _structural(material)
    blocks += _also_uses(material)
    blocks += _characteristics(material)
    return Section("affected", "Who is affected", tuple(blocks))


def _table(caption: str, rows: tuple[GroupResult, ...], material: Material) -> Table:
    return Table(
        caption,
        ("Group", "How many of the users", "Why it is here", "Need"),
        tuple(
            (
                Cell(row_label(row), note=_particulars(row, material), href=f"#{words.slug('group', row.id)}"),
                Cell(material.people_in(row)),
                Cell(why(row, material)),
                Cell(_need(row), note=words.sentence(material.readable(row.need_because))),
            )
            for row in rows
        ),
    )


def why(row: GroupResult, material: Material) -> str:
    """Why a group is in the report."""
    return words.sentence(material.readable(row.why)) or words.TIE.get(row.tie) or _ORIGIN[row.origin]


def _particulars(row: GroupResult, material: Material) -> str:
    parts = (
        [f"going through: {words.listed(material.transition_in_words(id) for id in row.transitions)}"]
        if row.transitions
        else []
    )
    if row.note:
        parts.append(f"the proposal says: {row.note}")
    return words.sentence("; ".join(parts))


def _need(row: GroupResult) -> str:
    sensitivity = words.SENSITIVITY[row.sensitivity] or "ordinary need"
    return f"{words.capital(sensitivity)} ({two_decimals(row.need)})"


def _structural(material: Material) -> list[Block]:
    """What changes in people's money, home, work, care or safety, as the proposal says."""
    items = []
    for line in material.proposal.structural:
        rung = material.rung(line.change)
        what = rung.in_words if rung else line.change
        many = f"{material.given_people(line.people)} people" if line.people else "how many is not known"
        note = words.sentence(line.note) if line.note else ""
        items.append(
            Item(
                f"{words.sentence(f'{what} ({many})')} {note}".strip(),
                lead=f"{words.capital(material.group_in_words(line.group))}:",
            )
        )
    if not items:
        return []
    return [Heading("Changes in money, home, work, care or safety", "structural"), Items(tuple(items))]


def _also_uses(material: Material) -> list[Block]:
    if not material.assessment.also_uses:
        return []
    by_reason: dict[str, list[str]] = {}
    for other in material.assessment.also_uses:
        reason = words.sentence(material.readable(other.why)) or words.TIE.get(other.tie, "")
        by_reason.setdefault(reason, []).append(words.capital(other.label))
    items = tuple(Item(reason, lead=f"{'; '.join(labels)}:") for reason, labels in by_reason.items())
    return [Heading("Also uses it", "also-uses-it"), Items(items)]


def not_looked_at(material: Material) -> tuple[str, ...]:
    """The protected characteristics that no row touches."""
    return _missing(_touched(material))


def _touched(material: Material) -> dict[str, list[str]]:
    touched: dict[str, list[str]] = {}
    for row in material.rows:
        for member in row.members:
            group = material.group(member)
            for characteristic in group.protected_characteristics if group else ():
                touched.setdefault(characteristic.replace("_", " "), []).append(row_label(row))
    return touched


def _missing(touched: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(characteristic for characteristic in _PROTECTED if characteristic not in touched)


def _characteristics(material: Material) -> list[Block]:
    """Which protected characteristics the rows touch, and which nobody has looked at."""
    touched = _touched(material)
    missing = _missing(touched)
    table = Table(
        "Protected characteristics and the groups in this report that bear on them",
        ("Characteristic", "Groups in this report"),
        tuple(
            (
                Cell(words.capital(characteristic)),
                Cell(words.listed(dict.fromkeys(touched.get(characteristic, []))) or "none: not looked at here"),
            )
            for characteristic in _PROTECTED
        ),
    )
    blocks: list[Block] = [Heading("Protected characteristics", "characteristics"), table]
    if missing:
        blocks.append(
            Paragraph(
                "“Not looked at here” is not a finding of no effect: somebody who knows the place has to look.",
                tone="missing",
            )
        )
    return blocks
