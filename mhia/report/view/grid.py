"""The grid: groups by domains, each square in a symbol and words, and the same rows as sentences."""

from mhia.assessment import BANDS, TYPICAL_USER, Band, Cell, Direction, Finding, GroupResult
from mhia.domains import DOMAINS
from mhia.report.view import words
from mhia.report.view.explaining import row_label
from mhia.report.view.material import Material, finding_anchor
from mhia.report.view.page import Column, Grid, GridRow, Mark

_WITHOUT_FINDING = (
    Mark("–", "little expected: it was studied, and little or nothing was found", "little_expected"),
    Mark("?", "not studied: no study was found, so it is not known", "not_studied"),
    Mark("○", "not assessed: outside what the rulebook knows", "not_assessed"),
)
_READING = "Losses and gains are never set off against each other. “Not studied” is not the same as no effect."
_TWIN = "Each effect leads to its reasons. The same rows are written as sentences in Annex A."
_NOBODY = GridRow(
    label="People who use it",
    notes=("number not known",),
    cells=tuple((Mark("○", "not assessed", "not_assessed"),) for _ in DOMAINS),
    in_words=words.sentence("; ".join(f"{domain} not assessed" for domain in DOMAINS)),
)
"""The row of a proposal of which nothing is in the rulebook: not known is not the same as empty."""


def grid(material: Material) -> Grid:
    """The grid of an assessment."""
    mitigated = any(mitigation.counted > 0 and mitigation.reduces for mitigation in material.assessment.mitigations)
    caption = "Likely effect on each group who use or lose the service"
    return Grid(
        caption=f"{caption}, after the mitigation that can be counted" if mitigated else caption,
        corner="Group",
        columns=tuple(Column(words.capital(domain), words.DOMAIN_MEANS[domain]) for domain in DOMAINS),
        rows=tuple(_row(row, material) for row in material.rows) or (_NOBODY,),
        key=_key(material),
        reading=_READING if material.profile == "member" else f"{_READING} {_TWIN}",
    )


def row_anchor(row: GroupResult) -> str:
    """Where a group's findings begin in the page."""
    return words.slug("group", row.id)


def row_notes(row: GroupResult, material: Material) -> tuple[str, ...]:
    """What is said of a group under its name."""
    notes = [words.SENSITIVITY[row.sensitivity]]
    if row.origin == "suggested":
        notes.append("not named in the proposal")
    if any(row.id == line.group or line.group in row.members for line in material.assessment.red_lines if line.group):
        notes.append("red line")
    if row.users:
        notes.append(f"{material.people_in(row)} {'people' if row.origin == 'structural' else 'users'}")
    elif row.id == TYPICAL_USER or _counted(material):
        notes.append("number not known")
    return tuple(note for note in notes if note)


def _counted(material: Material) -> bool:
    """Whether the users as a whole are counted: where they are not, one row says so for all."""
    whole = material.row(TYPICAL_USER)
    return whole is not None and whole.users is not None


def _row(row: GroupResult, material: Material) -> GridRow:
    cells = tuple(_marks(row, cell) for cell in row.cells)
    said = [f"{cell.domain} {_twin(cell, row)}" for cell in row.cells]
    return GridRow(
        label=row_label(row),
        notes=row_notes(row, material),
        cells=cells,
        in_words=words.sentence("; ".join(said)),
        href=f"#{row_anchor(row)}",
    )


def _marks(row: GroupResult, cell: Cell) -> tuple[Mark, ...]:
    findings = [finding for finding in (cell.adverse, cell.beneficial) if finding]
    if findings:
        return tuple(_mark(row, finding) for finding in findings)
    symbol, text = words.STATUS[cell.status]
    return (Mark(symbol, text, "plain" if cell.status == "finding" else cell.status),)


def _mark(row: GroupResult, finding: Finding) -> Mark:
    direction, after = finding.direction, finding.after
    href = f"#{finding_anchor(row, finding)}"
    if finding.size_unknown and len(finding.bands) > 1:
        first, last = finding.bands[0], finding.bands[-1]
        symbol = f"{words.SYMBOL[first, direction]} to {words.SYMBOL[last, direction]}"
        text = words.effect_of(after, direction, finding.bands, size_unknown=True)
        return Mark(symbol, text, words.tone(last, direction), "size not known", href, ranged=True)
    notes = [words.could_be(after)]
    if BANDS.index(finding.before.band) > BANDS.index(after.band):
        notes.append(f"{words.BAND[finding.before.band]} before mitigation")
    return Mark(
        words.SYMBOL[after.band, direction],
        words.effect(after.band, direction),
        words.tone(after.band, direction),
        "; ".join(note for note in notes if note),
        href,
    )


def _twin(cell: Cell, row: GroupResult) -> str:
    marks = _marks(row, cell)
    return " and ".join(f"{mark.words} ({mark.note})" if mark.note else mark.words for mark in marks)


def _key(material: Material) -> tuple[Mark, ...]:
    """Only what the grid shows, worst first."""
    shown = {mark.tone for row in material.rows for cell in row.cells for mark in _marks(row, cell)} or {"not_assessed"}
    pairs: list[tuple[Band, Direction]] = [
        *((band, "adverse") for band in reversed(BANDS)),
        *((band, "beneficial") for band in BANDS),
    ]
    effects = [Mark(words.SYMBOL[pair], words.effect(*pair), words.tone(*pair)) for pair in pairs]
    return tuple(mark for mark in (*effects, *_WITHOUT_FINDING) if mark.tone in shown)
