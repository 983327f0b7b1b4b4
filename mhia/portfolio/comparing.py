"""What differs between assessments: options of one proposal, or two versions of a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mhia.assessment import BANDS, Assessment, Direction, Finding
from mhia.domains import DOMAINS, Domain


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared."""

    label: str
    assessment: Assessment | None
    """None for doing nothing."""
    saving: float | None
    """Pounds a year."""


@dataclass(frozen=True, slots=True)
class InputChange:
    """A field of the proposal that is not the same on all sides."""

    field: str
    values: tuple[str, ...]
    """One for each side; empty where it is not given."""
    is_text: bool
    """Words that no rule reads."""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that is not the same on all sides."""

    group: str
    domain: Domain
    direction: Direction
    findings: tuple[Finding | None, ...]
    held: tuple[int, ...]
    """The sides that are held against each other: all but doing nothing."""

    @property
    def sizes(self) -> tuple[float | None, ...]:
        """The magnitudes on the sides that are held against each other, as finely as a record keeps them."""
        found = (self.findings[place] for place in self.held)
        return tuple(None if each is None else size_of(each) for each in found)

    @property
    def bands_differ(self) -> bool:
        """Whether it is called something else on some side."""
        found = (self.findings[place] for place in self.held)
        return len({None if each is None else each.after.band for each in found}) > 1


@dataclass(frozen=True, slots=True)
class LargestLoss:
    """What the group that loses most loses on one side, whatever its need; staff are a matter of their own."""

    side: Side
    loss: Finding | None
    """None where no loss is found, and of doing nothing."""

    @property
    def known(self) -> bool:
        """Whether anything of the side could be assessed."""
        return self.side.assessment is None or bool(self.side.assessment.headlines)

    @property
    def size(self) -> float:
        """In SD, as finely as a record keeps it: two that differ less are the same."""
        return 0.0 if self.loss is None else size_of(self.loss)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between assessments."""

    sides: tuple[Side, ...]
    inputs: tuple[InputChange, ...]
    findings: tuple[FindingChange, ...]
    """Those whose band differs first, then by how far apart they are."""
    same: int
    """Findings that are the same on all sides."""
    largest: tuple[LargestLoss, ...]
    """For each side."""


_DECIMALS = 5
_WORDS = (
    "title",
    "summary",
    "note",
    "description",
    "action",
    "said",
    "text",
    "who",
    "how",
    "owner",
    "turned_down_because",
)


def options_of(assessment: Assessment) -> tuple[Side, ...]:
    """The proposal, its options and doing nothing."""
    money = assessment.proposal.get("money")
    saving = _saving(money)
    sides = [Side(str(assessment.proposal["title"]), assessment, saving)]
    others = sorted(assessment.options, key=lambda option: option.assessment is None)
    sides.extend(Side(option.title, option.assessment, option.saving) for option in others)
    return tuple(sides)


def side_of(label: str, assessment: Assessment) -> Side:
    """An assessment by itself."""
    return Side(label, assessment, _saving(assessment.proposal.get("money")))


def compared(sides: Sequence[Side], staff: str = "") -> Comparison:
    """What differs between the sides, the first being what the others are held against.

    `staff` is the group that loses its job.
    """
    real = [place for place, side in enumerate(sides) if side.assessment is not None]
    # Doing nothing differs in everything, which says nothing; it counts only where there is nothing else to hold it to.
    held = real if len(real) > 1 else range(len(sides))
    inputs = _inputs([{} if side.assessment is None else side.assessment.proposal for side in sides], held)
    found, same = [], 0
    for key in _keys(sides):
        findings = tuple(_finding(side.assessment, *key) for side in sides)
        change = FindingChange(*key, findings, tuple(held))
        if len(set(change.sizes)) == 1:
            same += 1
        else:
            found.append(change)
    found.sort(key=_distance)
    largest = tuple(LargestLoss(side, _largest_loss(side.assessment, staff)) for side in sides)
    return Comparison(tuple(sides), inputs, tuple(found), same, largest)


def worst_of(assessment: Assessment | None, group: str, direction: Direction) -> Finding | None:
    """The largest finding of a group in one direction."""
    row = None if assessment is None else next((each for each in assessment.groups if each.id == group), None)
    if row is None:
        return None
    found = [cell.adverse if direction == "adverse" else cell.beneficial for cell in row.cells]
    return max(
        (each for each in found if each is not None), key=lambda each: each.after.magnitude.typical, default=None
    )


def _largest_loss(assessment: Assessment | None, staff: str) -> Finding | None:
    groups = () if assessment is None else assessment.groups
    found = (worst_of(assessment, row.id, "adverse") for row in groups if row.id != staff)
    return max(
        (each for each in found if each is not None), key=lambda each: each.after.magnitude.typical, default=None
    )


def size_of(finding: Finding) -> float:
    """A magnitude as finely as a record keeps it: two that differ less are the same."""
    return round(finding.after.magnitude.typical, _DECIMALS)


def _saving(money: Any) -> float | None:
    change = money.get("annual_change") if isinstance(money, Mapping) else None
    if isinstance(change, Mapping):
        change = change["typical"]
    return None if change is None else -float(change) + 0.0


def _inputs(proposals: Sequence[Mapping[str, Any]], held: Sequence[int]) -> tuple[InputChange, ...]:
    flat = [dict(_flat(proposal)) for proposal in proposals]
    fields = dict.fromkeys(name for each in flat for name in each)
    changes = []
    for name in fields:
        values = tuple(each.get(name, "") for each in flat)
        if len({values[place] for place in held}) > 1 and not name.startswith("options"):
            last = name.rpartition(".")[2]
            changes.append(InputChange(name, values, last in _WORDS))
    return tuple(changes)


def _flat(value: Any, path: str = "") -> Iterable[tuple[str, str]]:
    if value is None:
        return
    if isinstance(value, Mapping) and not {"low", "typical", "high"} <= set(value):
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)) and any(isinstance(item, Mapping) for item in value):
        for at, item in enumerate(value):
            yield from _flat(item, f"{path}[{at}]")
    else:
        yield path, _said(value)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['low']:g} to {value['high']:g} (best {value['typical']:g})"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.10g}" if isinstance(value, (int, float)) else str(value)


def _keys(sides: Sequence[Side]) -> list[tuple[str, Domain, Direction]]:
    groups = dict.fromkeys(group.id for side in sides if side.assessment for group in side.assessment.groups)
    directions: tuple[Direction, ...] = ("adverse", "beneficial")
    return [
        (group, domain, direction)
        for group in groups
        for domain in DOMAINS
        for direction in directions
        if any(_finding(side.assessment, group, domain, direction) for side in sides)
    ]


def _finding(assessment: Assessment | None, group: str, domain: Domain, direction: Direction) -> Finding | None:
    if assessment is None:
        return None
    for row in assessment.groups:
        if row.id == group:
            cell = next(each for each in row.cells if each.domain == domain)
            return cell.adverse if direction == "adverse" else cell.beneficial
    return None


def _distance(change: FindingChange) -> tuple[bool, int, float]:
    found = [change.findings[place] for place in change.held]
    places = [0 if each is None else BANDS.index(each.after.band) + 1 for each in found]
    sizes = [size or 0.0 for size in change.sizes]
    return not change.bands_differ, min(places) - max(places), min(sizes) - max(sizes)
