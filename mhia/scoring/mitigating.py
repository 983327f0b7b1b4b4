"""What the proposal's mitigations avoid of a loss, for whom, counted by how firm they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mhia.assessment import TYPICAL_USER, MitigationResult
from mhia.proposal import Mitigation
from mhia.quantity import Triple
from mhia.rulebook import entries
from mhia.scoring.arithmetic import Number, best, least, most
from mhia.scoring.rows import Row
from mhia.scoring.traits import Traits
from mhia.scoring.workings import Line, Term, Workings


@dataclass(frozen=True, slots=True)
class Avoided:
    """The share of a loss that is avoided for one group and one change (0..1)."""

    now: Number
    long_term: Number
    terms: tuple[Term, ...]


_NOTHING = Avoided(0.0, 0.0, ())


def avoided(workings: Workings, line: Line, traits: Traits) -> Avoided:
    """The share of a group's loss that mitigations avoid: the largest in full, half of each next, within a limit.

    Of several that work by the same route only the largest counts.
    """
    found: list[_Acting] = []
    for index, mitigation in enumerate(workings.proposal.mitigations):
        acting = _acting(workings, mitigation, index, line, traits)
        if acting is None:
            continue
        twin = next((at for at, other in enumerate(found) if _same_route(acting.entry, other.entry)), None)
        if twin is None:
            found.append(acting)
        else:
            found[twin] = found[twin].or_larger(acting)
    if not found:
        return _NOTHING
    return Avoided(
        _together(workings, [each.now for each in found]),
        _together(workings, [each.later for each in found]),
        tuple(term for each in found for term in each.terms),
    )


@dataclass(frozen=True, slots=True)
class _Acting:
    """One mitigation, or several that work by one route, as far as it helps one group with one change."""

    entry: entries.Mitigation | None
    now: Number
    later: Number
    terms: tuple[Term, ...]

    def or_larger(self, other: "_Acting") -> "_Acting":
        """The larger of the two, draw by draw; both are shown."""
        entry = self.entry if best(self.now) >= best(other.now) else other.entry
        return _Acting(entry, most(self.now, other.now), most(self.later, other.later), (*self.terms, *other.terms))


def _acting(workings: Workings, mitigation: Mitigation, index: int, line: Line, traits: Traits) -> _Acting | None:
    entry = _entry(workings, mitigation)
    part = _reach(workings, mitigation, entry, line, traits)
    if part == 0 or not _fits(mitigation, entry, line):
        return None
    reduces = _reduces(workings, mitigation, entry, index)
    if reduces is None:
        return None
    value = reduces * (status_factor(workings, mitigation) * part)
    name = mitigation.action or (entry.label if entry is not None else "")
    basis = "proposal" if mitigation.reduces is not None else "expert"
    term = Term("mitigation", f"mitigations[{index}]", value, name, basis)
    return _Acting(entry, value, value * (entry.long_term if entry is not None else 1.0), (term,))


def _same_route(one: entries.Mitigation | None, other: entries.Mitigation | None) -> bool:
    return one is not None and other is not None and (one.id in other.same_route_as or other.id in one.same_route_as)


def avoided_on_rung(workings: Workings, rung: str, row: Row) -> Avoided:
    """The share of a structural loss that is avoided, by mitigations that name the rung or fit what brings it about."""
    values: list[Number] = []
    terms: list[Term] = []
    causes = {change for change in workings.rulebook.changes if _brings(workings, change, rung)}
    for index, mitigation in enumerate(workings.proposal.mitigations):
        entry = _entry(workings, mitigation)
        fits = rung in mitigation.changes or (entry is not None and bool(causes & set(entry.fits_changes)))
        groups = mitigation.groups or (entry.for_groups if entry is not None else ())
        reduces = _reduces(workings, mitigation, entry, index)
        if not fits or reduces is None or not set(row.all_groups) & set(groups):
            continue
        values.append(reduces * status_factor(workings, mitigation))
        name = mitigation.action or (entry.label if entry is not None else "")
        terms.append(Term("mitigation", f"mitigations[{index}]", values[-1], name, "expert"))
    if not values:
        return _NOTHING
    together = _together(workings, values)
    return Avoided(together, together, tuple(terms))


def _brings(workings: Workings, change: str, rung: str) -> bool:
    return bool(workings.rulebook.change(change).parameters.get("rung") == rung)


def mitigation_results(workings: Workings, lines: Sequence[Line]) -> tuple[MitigationResult, ...]:
    """What each mitigation is worth here, with remarks on what does not add up."""
    return tuple(_result(workings, lines, index, each) for index, each in enumerate(workings.proposal.mitigations))


def status_factor(workings: Workings, mitigation: Mitigation) -> float:
    """The part that counts: funded in full, planned a half, proposed (or not said) a quarter."""
    return float(workings.parameter("mitigations", "status", mitigation.status or "unknown"))


def _entry(workings: Workings, mitigation: Mitigation) -> entries.Mitigation | None:
    return workings.rulebook.mitigation(mitigation.kind) if mitigation.kind else None


def _reduces(workings: Workings, mitigation: Mitigation, entry: entries.Mitigation | None, index: int) -> Number | None:
    if mitigation.reduces is not None:
        return workings.own(f"mitigations[{index}].reduces", _forecast(workings, mitigation.reduces))
    return workings.known(f"mitigations.{entry.id}.avoids", entry.avoids) if entry is not None else None


def _forecast(workings: Workings, stated: Triple) -> Triple:
    """A stated reduction as the forecast it is: a single number gets a range, two ends are taken as they are."""
    shape = workings.parameter("mitigations").get("stated")
    if shape is None or stated.low < stated.high:
        return stated
    return Triple(stated.low * float(shape["low"]), stated.typical, min(stated.high * float(shape["high"]), 1.0))


def _fits(mitigation: Mitigation, entry: entries.Mitigation | None, line: Line) -> bool:
    """Whether it can act on this change: what a person stated counts anywhere, a default only where its kind fits."""
    if mitigation.changes and line.service.id not in mitigation.changes:
        return False
    if entry is None:
        return True
    if line.entry.id in entry.not_with_changes:
        return False
    fits_change = not entry.fits_changes or line.entry.id in entry.fits_changes
    fits_service = not entry.for_services or line.service.id in entry.for_services
    return mitigation.reduces is not None or (fits_change and fits_service)


def _reach(
    workings: Workings, mitigation: Mitigation, entry: entries.Mitigation | None, line: Line, traits: Traits
) -> float:
    """The share of the row's people whom it helps."""
    groups = mitigation.groups or (entry.for_groups if entry is not None else ())
    if not groups:
        return 1.0 if (mitigation.reduces is not None if entry is None else entry.for_everyone) else 0.0
    if TYPICAL_USER in groups:
        return 1.0
    if not traits.typical:
        return 1.0 if set(traits.groups) & set(groups) else 0.0
    return _share_of_users(workings, groups, line)


def _share_of_users(workings: Workings, groups: Sequence[str], line: Line) -> float:
    """The share of a typical user's kind who are in the groups helped; nothing where it is not known."""
    users = line.change.users
    total = 0.0
    for named in workings.proposal.groups:
        if named.group not in groups:
            continue
        if named.share is not None:
            total += named.share.typical
        elif named.people is not None and users is not None and users.typical > 0:
            total += named.people.typical / users.typical
    return min(total, 1.0)


def _together(workings: Workings, values: list[Number]) -> Number:
    """The largest in full and half of each next one, at most the limit; smooth in every strength."""
    further = float(workings.parameter("mitigations", "each_further"))
    limit = float(workings.parameter("mitigations", "most"))
    if len(values) == 1:
        return least(values[0], limit)
    if all(isinstance(value, float) for value in values):
        ordered = sorted((best(value) for value in values), reverse=True)
        return least(ordered[0] + further * sum(ordered[1:]), limit)
    stacked = np.stack(np.broadcast_arrays(*values))
    largest = stacked.max(axis=0)
    return least(largest + further * (stacked.sum(axis=0) - largest), limit)


def _result(workings: Workings, lines: Sequence[Line], index: int, mitigation: Mitigation) -> MitigationResult:
    entry = _entry(workings, mitigation)
    reduces = _reduces(workings, mitigation, entry, index)
    groups = mitigation.groups or (entry.for_groups if entry is not None else ())
    services = tuple(
        dict.fromkeys(line.service.id for line in lines if not line.gains and _fits(mitigation, entry, line))
    )
    return MitigationResult(
        index=index,
        kind=mitigation.kind,
        label=entry.label if entry is not None else (mitigation.action or ""),
        action=mitigation.action or "",
        status=mitigation.status or "unknown",
        stated=mitigation.reduces is not None,
        reduces=None if reduces is None else workings.interval(reduces),
        counted=status_factor(workings, mitigation),
        groups=groups or ((TYPICAL_USER,) if reduces is not None and (entry is None or entry.for_everyone) else ()),
        services=services,
        remarks=tuple(_remarks(workings, lines, mitigation, entry)),
        question=entry.question if entry is not None else "How much of the loss will this avoid, and for whom?",
        owner=mitigation.owner,
        by=mitigation.by,
        cost=None if mitigation.cost is None else mitigation.cost.typical,
    )


def _remarks(
    workings: Workings, lines: Sequence[Line], mitigation: Mitigation, entry: entries.Mitigation | None
) -> list[str]:
    remarks = []
    groups = mitigation.groups or (entry.for_groups if entry is not None else ())
    losses = [line for line in lines if not line.gains]
    if entry is None and mitigation.reduces is None:
        remarks.append("It names no kind and no strength, so it is counted as avoiding nothing.")
    if entry is not None and mitigation.reduces is not None and mitigation.reduces.typical > entry.avoids.high:
        remarks.append(
            f"The stated reduction is above the usual range for this kind (at most {entry.avoids.high:.0%})."
        )
    if entry is not None and losses and not any(_fits(mitigation, entry, line) for line in losses):
        remarks.append("This kind does not fit what is proposed, so it is counted as avoiding nothing.")
    if entry is not None and not groups and not entry.for_everyone:
        remarks.append("It helps only the people it is for, and the proposal does not say who: it avoids nothing.")
    if entry is not None and entry.almost_nothing:
        remarks.append("On its own this avoids almost nothing.")
    if entry is not None and entry.long_term < 1:
        remarks.append("It helps in the first year and little or not at all afterwards.")
    if mitigation.status is None:
        remarks.append("The proposal does not say whether it is funded, so it is counted as proposed (a quarter).")
    if groups and losses and TYPICAL_USER not in groups and not _share_of_users(workings, groups, losses[0]):
        remarks.append("How many users it reaches is not known, so it does not change the result for a typical user.")
    remarks.extend(_double(workings, mitigation, entry))
    return remarks


def _double(workings: Workings, mitigation: Mitigation, entry: entries.Mitigation | None) -> list[str]:
    if entry is None:
        return []
    others = {each.kind for each in workings.proposal.mitigations if each is not mitigation}
    if others & set(entry.same_route_as):
        return ["Another mitigation works in the same way; the two are counted once."]
    if any(change.change in entry.not_with_changes for change in workings.proposal.changes):
        return ["The change itself already includes this, so it is not counted again."]
    return []


def reduction_needed(magnitude: float, edge: float, power: float) -> float:
    """The share of a loss that has to be avoided for its magnitude to fall to an edge (0..1)."""
    return 1 - (edge / magnitude) ** power if magnitude > edge else 0.0
