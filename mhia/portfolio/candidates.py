"""What a package can be made of: proposals that save money and whose harm is known, and caps on a group's burden."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mhia.portfolio.ranking import Measure, harm
from mhia.portfolio.stacking import Stacks, stacks
from mhia.round import Entry, Round


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal that may be taken into a package."""

    id: str
    place: int
    """Its place among the round's entries, and so in the draws."""
    saving: float
    """Pounds a year, below zero where it costs; 0 too for one that must be in though its saving is not known."""
    harm: float
    """Need-weighted harm at best estimates, 0 or more; 0 too for one that must be in though its harm is not known."""
    harm_known: bool
    burden: Mapping[str, float]
    """The worst loss by group, in SD, where there is one."""
    hits: frozenset[str]
    """Groups that it hits, as the round's paper counts hits."""
    perhaps: frozenset[str] = frozenset()
    """Groups that it may hit: the size of the change is not given."""
    saving_known: bool = True
    only_if_must: bool = False
    """It could not be chosen by itself: it is here because it must be in."""


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


def field_of(round_: Round, measure: Measure, must: Iterable[str] = (), stacked: Stacks | None = None) -> Field:
    """The candidates of a round; one that must be in is a candidate whatever is not known of it.

    `stacked` are the round's stacks where they have been worked out already: they say who is hit.
    """
    wanted = set(must)
    borne = _Borne(round_, stacks(round_) if stacked is None else stacked)
    found, aside = [], {}
    for place, entry in enumerate(round_.entries):
        unknown = _harm_unknown_because(entry, measure)
        why = _not_a_saving_because(entry) or unknown
        if why and entry.id not in wanted:
            aside[entry.id] = why
            continue
        found.append(
            Candidate(
                id=entry.id,
                place=place,
                saving=entry.saving or 0.0,
                harm=0.0 if unknown else harm(entry, measure) or 0.0,
                harm_known=not unknown,
                burden=borne.burden[entry.id],
                hits=frozenset(borne.hits[entry.id]),
                perhaps=frozenset(borne.perhaps[entry.id]),
                saving_known=entry.saving is not None,
                only_if_must=bool(why),
            )
        )
    return Field(measure, tuple(found), aside)


def _not_a_saving_because(entry: Entry) -> str:
    if entry.saving is None:
        return "what it saves is not given"
    if entry.saving == 0:
        return "it saves nothing"
    return "it costs money" if entry.saving < 0 else ""


def _harm_unknown_because(entry: Entry, measure: Measure) -> str:
    if not entry.ranked:
        return entry.not_ranked_because
    if entry.headline is not None and harm(entry, measure) is None:
        return "how many people use it is not given"
    return ""


class _Borne:
    """What each proposal puts on each group, by its id: just what the round's own tables say."""

    def __init__(self, round_: Round, stacked: Stacks) -> None:
        self.burden: dict[str, dict[str, float]] = defaultdict(dict)
        self.hits: dict[str, list[str]] = defaultdict(list)
        self.perhaps: dict[str, list[str]] = defaultdict(list)
        sizes = {
            (entry.id, hit.group): hit.magnitude.typical
            for entry in round_.entries
            for hit in entry.hits
            if hit.magnitude is not None
        }
        for stack in stacked.groups:
            name = stack.group.id
            for blow in stack.blows:
                self.burden[blow.proposal][name] = sizes.get((blow.proposal, blow.group), 0.0)
            for ids, where in ((stack.counted, self.hits), (stack.perhaps, self.perhaps)):
                for id_ in ids:
                    where[id_].append(name)
