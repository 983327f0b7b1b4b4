"""`mhia check`: every fault of a proposal, and nothing written."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from mhia.cli.faults import Faults, warn
from mhia.cli.options import Files, Layout, LayoutOption, Quiet, RulebookFolder
from mhia.errors import FileError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from mhia.rulebook.lookup import Rulebook


def check(
    files: Files, rulebook: RulebookFolder = None, layout: LayoutOption = Layout.text, quiet: Quiet = False
) -> None:
    """Name every fault of a proposal, and what to do.

    \b
      mhia check library.yaml
      mhia check round/*.yaml

    Nothing is assessed or written. Exit code 3 if any file cannot be used. `mhia explain P301` says more about a code.
    """
    from mhia.rulebook.loading import load_rulebook

    book = load_rulebook(local=rulebook)
    checked = {path: _faults_of(path, book) for path in dict.fromkeys(files)}
    faults = Faults()
    if layout is Layout.json:
        print(json.dumps([_row(path, *found) for path, found in checked.items()], ensure_ascii=False, indent=2))
        faults.code = FileError.exit_code if any(bad for bad, _ in checked.values()) else 0
    else:
        for bad, notes in checked.values():
            if bad:
                faults.add(*bad)
            if not quiet:
                warn(notes)
        if not quiet:
            print(_in_a_line(len(checked), sum(bool(bad) for bad, _ in checked.values())))
    faults.leave()


def _faults_of(path: "Path", book: "Rulebook") -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What has to be put right, and what deserves a look."""
    from mhia.intake import read_proposal

    try:
        return (), read_proposal(path, book).warnings
    except FileError as fault:
        return fault.problems, ()


def _row(path: "Path", bad: tuple[Problem, ...], notes: tuple[Problem, ...]) -> dict[str, object]:
    return {
        "file": str(path),
        "good": not bad,
        "problems": [asdict(problem) for problem in bad],
        "notes": [asdict(problem) for problem in notes],
    }


def _in_a_line(files: int, bad: int) -> str:
    count = "1 file" if files == 1 else f"{files} files"
    if not bad:
        return f"{count}, {'good' if files == 1 else 'all good'}"
    return f"{count}, {bad} to put right"
