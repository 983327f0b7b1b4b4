"""The gathered material and the rulebook as plain data, and the lines that say how they compare."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

RULEBOOK = Path(__file__).resolve().parent.parent / "mhia" / "rulebook"
FAMILIES = ("connect-give", "active-learn-notice", "coping-structure", "gaps")
MERGED = {
    "library_learning": "library",
    "digital_skills": "digital_inclusion",
    "family_hub": "childrens_centre",
    "respite_care": "carers_respite",
    "carers_coping_support": "carers_support",
    "day_care": "day_centre_older",
}


@dataclass
class Row:
    """One line of the table: what was gathered, what is held, and what became of the rest."""

    kind: str
    gathered: int
    held: int
    explained: dict[str, str] = field(default_factory=dict)
    unexplained: list[str] = field(default_factory=list)


@dataclass
class Held:
    """The rulebook as plain data."""

    services: dict[str, Any]
    groups: dict[str, Any]
    changes: dict[str, Any]
    background: dict[str, Any]
    other: dict[str, dict[str, Any]]


class Material:
    """The gathered material, read when asked for."""

    def __init__(self, folder: Path) -> None:
        """Look in this folder."""
        self.folder = folder
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The content of one file, by its name without `.yaml`."""
        if name not in self._read:
            self._read[name] = yaml.safe_load((self.folder / f"{name}.yaml").read_text(encoding="utf-8"))
        return self._read[name]

    def rules(self) -> Iterator[Any]:
        """Every row on a service, of all four families."""
        for family in FAMILIES:
            yield from self[f"{family}.rules"]["rules"]

    def sources(self) -> Iterator[Any]:
        """Every source, those listed under another one too."""
        for family in (*FAMILIES, "responses"):
            found = self[f"{family}.sources"]
            for source in found["sources"] if isinstance(found, dict) else found:
                yield source
                yield from source.get("related") or ()


def read_rulebook() -> Held:
    """The shipped rulebook."""
    entries_only = [path for path in sorted(RULEBOOK.rglob("*.yaml")) if "cases" not in path.parts]
    read = {path: yaml.safe_load(path.read_text(encoding="utf-8")) for path in entries_only}
    lists: dict[str, dict[str, Any]] = {}
    services: dict[str, Any] = {}
    background: dict[str, Any] = {}
    for path, content in read.items():
        if path.parent.name == "services":
            services[content["id"]] = content
        elif path.stem == "background":
            background = content
        elif isinstance(content, dict):
            for kind, entries in content.items():
                if isinstance(entries, list) and entries and isinstance(entries[0], dict) and "id" in entries[0]:
                    lists.setdefault(kind, {}).update({entry["id"]: entry for entry in entries})
    return Held(services, lists.pop("groups"), lists.pop("changes"), background, lists)


def same_names(
    kind: str, gathered: set[str], held: Iterable[str], reasons: Mapping[str, str], *, own: bool = True
) -> Row:
    """A row that compares names; `own` says that what is held beyond the gathered has to be explained too."""
    here = set(held)
    row = Row(kind, len(gathered), len(gathered & here))
    for name in sorted(gathered - here):
        if name in reasons:
            row.explained[name] = reasons[name]
        else:
            row.unexplained.append(f"{name}: gathered, and not held")
    if own and len(here - gathered):
        row.explained[f"{len(here - gathered)} more"] = "held beside these"
    return row


def same_values(kind: str, gathered: Mapping[str, Any], held: Mapping[str, Any]) -> Row:
    """A row that compares values."""
    row = Row(kind, len(gathered), 0)
    for name, value in gathered.items():
        if held.get(name) == value:
            row.held += 1
        else:
            row.unexplained.append(f"{name}: gathered {value}, held {held.get(name)}")
    return row


def triple(value: Mapping[str, Any]) -> tuple[float, float, float]:
    """Low, typical and high, so that they compare as one."""
    return (value.get("low", 0), value.get("typical", 0), value.get("high", 0))


def folded(name: str) -> str:
    """A name without capitals and marks, so that two spellings of it are one."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
