"""The options that several commands share, so that they read alike everywhere."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Layout(StrEnum):
    """How a command prints what was asked for."""

    text = "text"
    json = "json"


def _or_as_settled(given: Path | None) -> Path | None:
    """The folder given, else the one that mhia.yaml names here."""
    if given or not Path("mhia.yaml").is_file():
        return given
    from mhia.settings import settings

    settled = settings(Path()).rulebook
    return Path(settled) if settled else None


Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="One or more proposals (YAML).", show_default=False)
]
RulebookFolder = Annotated[
    Path | None,
    typer.Option(
        "--rulebook",
        metavar="DIR",
        envvar="MHIA_RULEBOOK",
        callback=_or_as_settled,
        help="A local rulebook folder that adds or replaces entries; `rulebook:` in mhia.yaml does the same.",
        show_default=False,
    ),
]
LayoutOption = Annotated[Layout, typer.Option("--format", help="Plain text, or JSON for other programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but faults.")]
