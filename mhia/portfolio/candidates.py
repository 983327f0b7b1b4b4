"""What a package can be made of: proposals that save money and whose harm is known, and caps on a group's burden."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mhia.assessment import BANDS
from mhia.portfolio.ranking import Measure, harm
from mhia.portfolio.stacking import counts, worst_band
from mhia.round import Entry, GroupInRound, Hit, Round


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal that may be taken into a package."""

    id: str
    place: int
    """Its place among the round's entries, and so in the draws."""
    saving: float
    """Pounds a year."""
    harm: float
    """Need-weighted harm at best estimates, 0 or more; 0 too for one that must be in though its harm is not known."""
    harm_known: bool
    burden: Mapping[str, float]
    """The worst loss by group, in SD, where there is one."""
    hits: frozenset[str]
    """Groups whose loss is large enough to count."""


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a package may put on one group."""

    group: str
    kind: Literal["proposals", "share", "sd"]
    amount: float
    """So many proposals; a share (0..1) of what all proposals put on the group; or so many SD, added over them."""

    def __str__(self) -> str:
        """The cap as it is written on the command line."""
        amount = {
            "proposals": f"{self.amount:g}",
            "share": f"{self.amount * 100:g}%",
            "sd": f"{self.amount:g}sd",
        }[self.kind]
        return f"{self.group}={amount}"


@dataclass(frozen=True, slots=True)
class Field:
    """What there is to choose from."""

    measure: Measure
    candidates: tuple[Candidate, ...]
    set_aside: dict[str, str]
    """Why a proposal cannot be chosen, by id."""


def measure_for(entries: Sequence[Entry]) -> Measure:
    """The one measure of harm for a package: what is lost in all, where it is known of every proposal in the order."""
    harmful = [entry for entry in entries if entry.ranked and entry.headline is not None and (entry.saving or 0) > 0]
    return "total" if harmful and all(harm(entry, "total") is not None for entry in harmful) else "severity"


def field_of(round_: Round, measure: Measure, must: Iterable[str] = ()) -> Field:
    """The candidates of a round; one that must be in is a candidate even where its harm is not known."""
    groups = {group.id: group for group in round_.groups}
    wanted = set(must)
    found, aside = [], {}
    for place, entry in enumerate(round_.entries):
        why = _set_aside_because(entry, measure)
        if why and entry.id not in wanted:
            aside[entry.id] = why
            continue
        known = harm(entry, measure)
        found.append(
            Candidate(
                id=entry.id,
                place=place,
                saving=entry.saving or 0.0,
                harm=known or 0.0,
                harm_known=not why,
                burden=_burden(entry.hits, groups),
                hits=_hits(round_, entry.hits, groups),
            )
        )
    return Field(measure, tuple(found), aside)


def _set_aside_because(entry: Entry, measure: Measure) -> str:
    if entry.saving is None:
        return "what it saves is not given"
    if entry.saving <= 0:
        return "it saves nothing"
    if not entry.ranked:
        return entry.not_ranked_because
    if entry.headline is not None and harm(entry, measure) is None:
        return "how many people use it is not given"
    return ""


def _concerned(hit: Hit, groups: Mapping[str, GroupInRound]) -> Iterable[str]:
    group = groups.get(hit.group)
    return () if group is None else dict.fromkeys((group.id, *group.members, *group.containers))


def _burden(hits: Sequence[Hit], groups: Mapping[str, GroupInRound]) -> dict[str, float]:
    burden: dict[str, float] = {}
    for hit in hits:
        if hit.magnitude is not None:
            for name in _concerned(hit, groups):
                burden[name] = max(burden.get(name, 0.0), hit.magnitude.typical)
    return burden


def _hits(round_: Round, hits: Sequence[Hit], groups: Mapping[str, GroupInRound]) -> frozenset[str]:
    return frozenset(
        name
        for hit in hits
        if (band := worst_band(hit)) is not None and band != BANDS[0] and counts(band, round_)
        for name in _concerned(hit, groups)
    )
