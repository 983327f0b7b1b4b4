"""`mhia rulebook check`: the rulebook's own tests, run by anybody."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.faults import tell, warn
from mhia.cli.options import Layout, LayoutOption, Quiet, RulebookFolder
from mhia.errors import RulebookError

if TYPE_CHECKING:
    from mhia.casework.checking import Checked


def check(
    rulebook: RulebookFolder = None,
    moved: Annotated[
        bool, typer.Option("--moved", help="List the shipped cases that your rulebook folder moves.")
    ] = False,
    layout: LayoutOption = Layout.text,
    quiet: Quiet = False,
) -> None:
    """Check the rulebook: its entries, its worked cases, and that every entry has a case.

    \b
      mhia rulebook check
      mhia rulebook check --rulebook our-rulebook

    Every fault is named at once with its file and line. Exit code 4 if there is one. `mhia explain R413` says more.
    """
    from mhia.casework.checking import checked

    found = checked(local=rulebook)
    if layout is Layout.json:
        print(json.dumps(_as_data(found), ensure_ascii=False, indent=2))
    else:
        tell(*found.problems)
        if moved and not quiet:
            warn(found.moved)
        if not quiet:
            print("\n".join(_in_words(found)))
    if found.problems:
        raise typer.Exit(RulebookError.exit_code)


def _as_data(found: "Checked") -> dict[str, object]:
    return {
        "good": not found.problems,
        "cases": found.cases,
        "problems": [asdict(problem) for problem in found.problems],
        "moved": [asdict(problem) for problem in found.moved],
        "exercised": {kind: {"by_a_case": some, "of": all_} for kind, (some, all_) in found.counts.items()},
    }


def _in_words(found: "Checked") -> list[str]:
    lines = [f"{found.cases} cases, {f'{len(found.problems)} to put right' if found.problems else 'all hold'}"]
    if found.moved:
        lines.append(f"{len(found.moved)} expectations of shipped cases are moved by your folder (--moved lists them)")
    if found.counts:
        width = max(len(kind) for kind in found.counts)
        lines.append("entries exercised by a case:")
        lines += [f"  {kind:<{width}}  {some} of {all_}" for kind, (some, all_) in found.counts.items()]
    return lines
