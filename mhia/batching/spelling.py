"""Names of places and wards, taken for the same where they differ in capitals and spaces only."""

from collections.abc import Sequence
from dataclasses import replace

from mhia.errors import Problem
from mhia.round import Entry


def spelt_alike(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The entries with every place and ward as it is first spelt, and a warning for each that is spelt otherwise."""
    places: dict[str, str] = {}
    wards: dict[tuple[str, str], str] = {}
    alike: list[Entry] = []
    warnings: list[Problem] = []
    for entry in entries:
        place = None if entry.place is None else places.setdefault(_folded(entry.place), entry.place)
        here = _folded(place or "")
        meant = [wards.setdefault((here, _folded(ward)), ward) for ward in entry.wards]
        pairs = (("place", entry.place, place), *(("wards", *pair) for pair in zip(entry.wards, meant, strict=True)))
        told = tuple(
            Problem(entry.file, field=field, message=f"`{said}` is taken for `{first}`, as it is written before")
            for field, said, first in pairs
            if said != first
        )
        said_of_it = (*entry.warnings, *map(str, told))
        alike.append(replace(entry, place=place, wards=tuple(dict.fromkeys(meant)), warnings=said_of_it))
        warnings += told
    return tuple(alike), tuple(warnings)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
