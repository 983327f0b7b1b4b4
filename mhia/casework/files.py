"""The case files of a rulebook folder, and every fault in them at its line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from mhia.casework.case import CaseFile, PlacedCase
from mhia.errors import FileError, Problem
from mhia.reading.files import read_document
from mhia.reading.records import checked

FOLDER = "cases"
"""Where a rulebook folder keeps its worked cases."""


def cases_in(folder: Path, *, local: bool = False) -> tuple[tuple[PlacedCase, ...], tuple[Problem, ...]]:
    """The cases of a rulebook folder in the order of its files, and what is wrong with the files."""
    found: list[PlacedCase] = []
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).rglob("*.yaml")):
        try:
            document = read_document(path, _shown(path))
            read = checked(CaseFile, document)
        except FileError as error:
            problems.extend(error.problems)
            continue
        found.extend(PlacedCase(case, document, index, local) for index, case in enumerate(read.cases))
    problems.extend(_names_given_twice(found))
    return tuple(found), tuple(problems)


def _names_given_twice(cases: Sequence[PlacedCase]) -> Iterator[Problem]:
    first: dict[str, PlacedCase] = {}
    for placed in cases:
        known = first.setdefault(placed.case.name, placed)
        if known is not placed:
            line, _ = known.document.place((*known.path, "name"))
            message = f"is the name of another case, at {known.document.name}:{line}; give it its own"
            yield placed.document.problem((*placed.path, "name"), message, "R415")


def _shown(path: Path) -> str:
    """A file as problems call it: from where the user stands, if that is above it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()
