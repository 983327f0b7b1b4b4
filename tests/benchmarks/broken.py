"""Every kind of file that a round can hold and mhia cannot use, each with what is to be said of it.

The files of `tests/invalid`, whose answers stand beside them, and what a repository cannot hold: a link that leads
nowhere, a file that nobody may read, two megabytes.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

INVALID = Path(__file__).parents[1] / "invalid"
GOOD = "title: Close it\nkind: cut\nchanges: [{service: library, change: close}]\n"


@dataclass(frozen=True)
class Broken:
    """A file that cannot be used, and how the lines on it begin and end."""

    name: str
    said: tuple[tuple[str, str], ...]
    """Of each line, the place behind the file's name (`:3:8: kind: `) and the code."""


@dataclass(frozen=True)
class Kind:
    """One kind of fault: how such a file is made, and the place and code of its only line."""

    make: Callable[[Path], object]
    code: str
    place: str = ": "


def _link(to: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(to)


def _closed(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)


def _text(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


OTHERS: dict[str, Kind] = {
    "folder": Kind(Path.mkdir, "F102"),
    "link-to-nowhere": Kind(_link("nowhere-at-all.yaml"), "F101"),
    "link-to-itself": Kind(lambda path: path.symlink_to(path.name), "F101"),
    "pipe": Kind(os.mkfifo, "F104"),
    "device": Kind(_link("/dev/zero"), "F104"),
    "closed": Kind(_closed, "F103"),
    "two-megabytes": Kind(_text(b"# " + b"x" * 2_000_000), "F110"),
}
"""What no repository can hold, or no text editor shows."""


def write_broken(folder: Path, number: int | None = None) -> list[Broken]:
    """Write so many files that cannot be used, kind after kind and then again from the first; None: each kind once."""
    kinds = [*(path.stem for path in _invalid()), *OTHERS]
    made = []
    for place in range(len(kinds) if number is None else number):
        again, kind = divmod(place, len(kinds))
        made.append(_written(folder, kinds[kind], f"broken-{kinds[kind]}{f'-{again}' if again else ''}.yaml"))
    return made


def take_away(folder: Path, broken: list[Broken]) -> None:
    """Leave only the files that can be used."""
    for each in broken:
        path = folder / each.name
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def _invalid() -> list[Path]:
    return sorted(path for path in INVALID.glob("*.yaml") if not path.stem.startswith("doubt-"))


def _written(folder: Path, kind: str, name: str) -> Broken:
    if kind in OTHERS:
        OTHERS[kind].make(folder / name)
        return Broken(name, ((OTHERS[kind].place, OTHERS[kind].code),))
    shutil.copy(INVALID / f"{kind}.yaml", folder / name)
    lines = (INVALID / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    places = (line.removeprefix(f"{kind}.yaml").partition(": ")[0] + ": " for line in lines)
    codes = (line.rpartition("[")[2].rstrip("]") for line in lines)
    return Broken(name, tuple(zip(places, codes, strict=True)))


def told(said: str, where: str, broken: Broken) -> bool:
    """Whether every fault of a file was said, each with its line, its column and its code, and no other."""
    name = f"{where}/{broken.name}"
    lines = [line.removeprefix(name) for line in said.splitlines() if line.startswith(f"{name}:")]
    return len(lines) == len(broken.said) and all(
        line.startswith(place) and line.endswith(f"[{code}]")
        for line, (place, code) in zip(lines, broken.said, strict=True)
    )
