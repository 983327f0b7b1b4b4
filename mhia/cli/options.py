"""The options that several commands share, so that they read alike everywhere."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mhia.errors import FileError, Problem


class Layout(StrEnum):
    """How a command prints what was asked for."""

    text = "text"
    json = "json"


class PaperLayout(StrEnum):
    """How a command prints what was asked for, where there is a whole paper on it, too."""

    text = "text"
    md = "md"
    html = "html"
    json = "json"


class Readers(StrEnum):
    """Whom a report is for."""

    full = "full"
    member = "member"
    public = "public"


def _or_as_settled(given: Path | None) -> Path | None:
    """The rulebook folder given, else the one that mhia.yaml names here."""
    return given or _settled("rulebook")


def _own_templates(given: Path | None) -> Path | None:
    """The folder of templates given, else the one that mhia.yaml names here. FileError where there is none."""
    folder = given or _settled("templates")
    if folder and not folder.is_dir():
        message = "is no folder; `mhia templates export` makes one with the shipped templates in it"
        raise FileError(Problem(file=str(folder), message=message))
    return folder


def _settled(what: str) -> Path | None:
    if not Path("mhia.yaml").is_file():
        return None
    from mhia.settings import settings

    folder = getattr(settings(Path()), what)
    return Path(folder) if folder else None


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
RulebookVersion = Annotated[
    str,
    typer.Option(
        "--rulebook-version",
        metavar="VERSION",
        help="A released rulebook in place of today's, such as 2026.1.",
        show_default=False,
    ),
]
TemplatesFolder = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        metavar="DIR",
        envvar="MHIA_TEMPLATES",
        callback=_own_templates,
        help="Your own report templates, file by file before the shipped ones; also `templates:` in mhia.yaml.",
        show_default=False,
    ),
]
LayoutOption = Annotated[Layout, typer.Option("--format", help="Plain text, or JSON for other programs.")]
PaperLayoutOption = Annotated[
    PaperLayout | None,
    typer.Option(
        "--format",
        "-f",
        help="text, a summary; md or html, the whole paper; json. By the ending of --out if left out, else text.",
        show_default=False,
    ),
]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Write to a file: .html, .md, .txt or .json.", show_default=False),
]
ReadersOption = Annotated[
    Readers,
    typer.Option("--view", help="full; member, one page; public, without names, private fields and small numbers."),
]
LanguageOption = Annotated[
    str,
    typer.Option(
        metavar="CODE", show_default=False, help="cy for headings and fixed phrases in Welsh; English if left out."
    ),
]
ReferenceDoc = Annotated[
    Path | None,
    typer.Option(metavar="DOCX", help="A Word file of your own whose styles the Word report takes."),
]
DayOption = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="The date on the report; today if left out.", show_default=False),
]
DrawsOption = Annotated[int, typer.Option("--draws", min=100, max=100_000, help="Random draws behind each range.")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that mhia did not write.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but faults.")]
