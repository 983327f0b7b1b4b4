"""What differs between assessments: options of one proposal, two versions of a file, or two rounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mhia.assessment import BANDS, Assessment, Direction, Finding
from mhia.domains import DOMAINS, Domain
from mhia.portfolio.stacking import Stacks, hit_counts
from mhia.round import Entry, Round


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
        return tuple(None if each is None else round(each.after.magnitude.typical, _DECIMALS) for each in found)

    @property
    def bands_differ(self) -> bool:
        """Whether it is called something else on some side."""
        found = (self.findings[place] for place in self.held)
        return len({None if each is None else each.after.band for each in found}) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between assessments."""

    sides: tuple[Side, ...]
    inputs: tuple[InputChange, ...]
    findings: tuple[FindingChange, ...]
    """Those whose band differs first, then by how far apart they are."""
    same: int
    """Findings that are the same on all sides."""


@dataclass(frozen=True, slots=True)
class RoundComparison:
    """What differs between two rounds."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[tuple[Entry, Entry], ...]
    """Proposals of one id whose worst loss, saving or standing is not the same."""
    unchanged: int
    groups: tuple[tuple[str, int, int], ...]
    """Groups hit by another number of proposals: id, before, now."""


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


def compared(sides: Sequence[Side]) -> Comparison:
    """What differs between the sides, the first being what the others are held against."""
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
    return Comparison(tuple(sides), inputs, tuple(found), same)


def rounds_compared(before: tuple[Round, Stacks], now: tuple[Round, Stacks]) -> RoundComparison:
    """What differs between two rounds; proposals are known by their id."""
    old = {entry.id: entry for entry in before[0].entries}
    new = {entry.id: entry for entry in now[0].entries}
    both = [(old[id_], entry) for id_, entry in new.items() if id_ in old]
    changed = [pair for pair in both if _stands_differently(*pair)]
    counts_then, counts_now = hit_counts(before[1]), hit_counts(now[1])
    groups = sorted(
        (id_, counts_then.get(id_, 0), counts_now.get(id_, 0))
        for id_ in {*counts_then, *counts_now}
        if counts_then.get(id_, 0) != counts_now.get(id_, 0)
    )
    return RoundComparison(
        added=tuple(id_ for id_ in new if id_ not in old),
        removed=tuple(id_ for id_ in old if id_ not in new),
        changed=tuple(changed),
        unchanged=len(both) - len(changed),
        groups=tuple(sorted(groups, key=lambda each: (-abs(each[2] - each[1]), each[0]))),
    )


def worst_of(assessment: Assessment | None, group: str, direction: Direction) -> Finding | None:
    """The largest finding of a group in one direction."""
    row = None if assessment is None else next((each for each in assessment.groups if each.id == group), None)
    if row is None:
        return None
    found = [cell.adverse if direction == "adverse" else cell.beneficial for cell in row.cells]
    return max(
        (each for each in found if each is not None), key=lambda each: each.after.magnitude.typical, default=None
    )


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


def _stands_differently(before: Entry, now: Entry) -> bool:
    def standing(entry: Entry) -> tuple[object, ...]:
        """What a reader of the round would notice of it."""
        headline = entry.headline
        worst = (
            None if headline is None else (headline.group, headline.domain, headline.band, headline.magnitude.typical)
        )
        return worst, entry.saving, entry.ranked, entry.title, len(entry.red_lines)

    return standing(before) != standing(now)
