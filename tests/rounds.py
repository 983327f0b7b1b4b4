"""Rounds made up for tests: entries with nothing in them but what a test is about."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mhia.assessment import Band, Interval, RulebookRef
from mhia.domains import Domain
from mhia.round import SCHEMA, Entry, GroupInRound, Harm, Headline, Hit, Reliance, Round, Settings, Year

SETTINGS = Settings(
    hit_from="minor", many_proposals=3, many_in_one_domain=2, years_running=3, told_apart=0.95, powers=(1.0, 2.0, 3.0),
    edges=(0.8, 1.2), power=2.0, low_quantile=0.05, high_quantile=0.95,
    bands={"minor": 0.05, "moderate": 0.15, "major": 0.35}, high_need=1.4, staff="staff",
)  # fmt: skip


def band_of(size: float) -> Band:
    """The band of a magnitude."""
    bands: tuple[tuple[Band, float], ...] = (("major", 0.35), ("moderate", 0.15), ("minor", 0.05))
    return next((band for band, edge in bands if size >= edge), "negligible")


def exactly(value: float) -> Interval:
    """A number without a range."""
    return Interval(value, value, value)


def hit(group: str, size: float, domain: Domain = "coping", *, size_unknown: bool = False) -> Hit:
    """A loss for a group."""
    return Hit(group, exactly(size), domain, exactly(0.5), None, None, {domain: band_of(size)}, {}, size_unknown)


def entry(
    id: str,
    hits: Sequence[Hit] = (),
    *,
    saving: float | None = 100_000.0,
    users: float | None = None,
    need: float = 1.0,
    where: tuple[str | None, tuple[str, ...]] = (None, ()),
    losing: tuple[str, ...] = ("library",),
    reliances: tuple[Reliance, ...] = (),
    ranked: bool = True,
) -> Entry:
    """A proposal whose worst loss is its first hit; with users, it loses users times the size of that."""
    first = hits[0] if hits else None
    size = first.magnitude.typical if first and first.magnitude else 0.0
    lost = None if users is None else exactly(users * size)
    headline = (
        Headline(first.group, first.domain, band_of(size), (band_of(size),), "moderate", exactly(size), need)
        if first and first.domain
        else None
    )
    harm = Harm(lost, None, need, exactly(size * need) if headline else None, {"1": size, "2": size, "3": size}, size)
    return Entry(
        id=id, title=f"Proposal {id}", file=f"{id}.yaml", sha256="", kind="cut", place=where[0], wards=where[1],
        year=None, saving=saving, saving_status=None, losing=losing, gaining=(), reliances=reliances, users=None,
        headline=headline, harm=harm, ranked=ranked, not_ranked_because="" if ranked else "the size is not given",
        not_assessed=(), red_lines=(), hits=tuple(hits), warnings=(),
    )  # fmt: skip


def group(id: str, *, inside: tuple[str, ...] = (), overlaps: tuple[str, ...] = (), need: float = 1.0) -> GroupInRound:
    """A group, inside others."""
    words = id.replace("_", " ")
    return GroupInRound(id, words.capitalize(), words, need, "standard", tuple(id.split("+")), inside, overlaps)


def round_of(entries: Sequence[Entry], groups: Sequence[GroupInRound] = (), earlier: tuple[Year, ...] = ()) -> Round:
    """A round of entries; groups that are not described are made up."""
    described = {each.id: each for each in groups}
    for each in entries:
        for one in each.hits:
            described.setdefault(one.group, group(one.group))
    ref = RulebookRef("core", "1", "0" * 64)
    found = tuple(described[name] for name in sorted(described) if name != "everyone")
    return Round(SCHEMA, "0", ref, "A round", "2027-01-04", 4, SETTINGS, {}, found, tuple(entries), (), earlier)


def draws_of(entries: Sequence[Entry], spread: float = 0.0, number: int = 200, seed: int = 1) -> NDArray[np.float64]:
    """Draws of the severity round each entry's own, each with noise of its own."""
    chance = np.random.default_rng(seed)
    typical = np.array([each.harm.severity.typical if each.harm.severity else np.nan for each in entries])
    return typical[:, None] * (1 + spread * chance.standard_normal((len(entries), number)))
