"""`mhia new`: a blank proposal that explains itself."""

import json
import sys
import textwrap
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mhia.cli.dates import today
from mhia.cli.faults import refuse_unknown, tell
from mhia.cli.naming import resolved
from mhia.cli.options import Quiet, RulebookFolder
from mhia.errors import MhiaError

if TYPE_CHECKING:
    from mhia.rulebook.entries import Change, Service
    from mhia.rulebook.lookup import Rulebook

SCHEMA_FILE = "proposal.schema.json"
"""Written beside the proposal, so that an editor can check it as it is typed, without a network."""
MOST_LISTED = 8
"""Groups, mitigations and enablers offered: enough to think with, few enough to read."""
COLUMN = 118
NAME_WIDTH = 22


class Kind(StrEnum):
    """What a proposal does."""

    cut = "cut"
    commission = "commission"
    change = "change"


_Kind = Annotated[Kind | None, typer.Option(help="What it does.", show_default=False)]
_Service = Annotated[str | None, typer.Option(help="Which service, in your own words.", show_default=False)]
_Change = Annotated[str | None, typer.Option(help="What is done to it: close, reduce_hours …", show_default=False)]
_Title = Annotated[str | None, typer.Option(help="What is proposed, in a line.", show_default=False)]
_Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Where to write it; - prints it.", show_default=False),
]
_Round = Annotated[
    Path | None,
    typer.Option("--round", metavar="FILE", help="Write a sheet for a whole round (.xlsx).", show_default=False),
]


def new(
    kind: _Kind = None,
    service: _Service = None,
    change: _Change = None,
    title: _Title = None,
    out: _Out = None,
    round_: _Round = None,
    rulebook: RulebookFolder = None,
    quiet: Quiet = False,
) -> None:
    """Write a blank proposal that explains itself.

    \b
      mhia new --kind cut --service library --change reduce_hours --out library.yaml
      mhia new --kind commission --service "social prescribing"
      mhia new --round round.xlsx

    The blank names the groups who mostly use the service and the questions to ask. It can be checked and assessed as it
    is; each line you fill in makes the answer narrower. A file that is there already is never replaced. A schema is
    written beside it, for editors that check as you type.
    """
    from mhia.rulebook.loading import load_rulebook

    book = load_rulebook(local=rulebook)
    if round_ is not None:
        _write_sheet(round_, book, quiet=quiet)
        return
    kind = kind or _kind(_asked("What does it do: cut, commission or change?", "--kind cut"))
    entry = book.service(resolved(book, "service", service or _asked("Which service?", "--service library")))
    usual = "commission" if kind is Kind.commission else "unknown"
    done = book.change(resolved(book, "change", change or usual))
    path = out or Path(f"{entry.id}-{done.id}.yaml")
    file = "proposal.yaml" if path == Path("-") else path.name
    text = _filled_in(kind, entry, done, title or f"{done.label}: {entry.label}", file, book)
    if path == Path("-"):
        print(text, end="")
        return
    _write_proposal(path, text, rulebook, quiet=quiet)


def _write_sheet(path: Path, book: "Rulebook", *, quiet: bool) -> None:
    from mhia.batching.blank_sheet import blank_sheet
    from mhia.writing import write_new

    write_new(path, blank_sheet(book))
    if not quiet:
        rows = "One row is one proposal, or several rows with one reference are."
        tell(f"written: {path}", f"{rows} Fill it in, then: mhia batch {path}")


def _write_proposal(path: Path, text: str, rulebook: Path | None, *, quiet: bool) -> None:
    from mhia.writing import write_new

    write_new(path, text.encode())
    _write_schema(path.with_name(SCHEMA_FILE), rulebook)
    if not quiet:
        tell(f"written: {path}", f"Fill in what you know, then: mhia check {path}")


def _kind(word: str) -> Kind:
    """The kind that a word typed at the question names."""
    kinds = [kind.value for kind in Kind]
    if word.strip().lower() not in kinds:
        refuse_unknown(
            "kind of proposal", word, get_close_matches(word, kinds, n=1), f"the kinds are {', '.join(kinds)}"
        )
    return Kind(word.strip().lower())


def _asked(question: str, option: str) -> str:
    """The answer of the person at the keyboard; without one, a fault that says what to type."""
    if not sys.stdin.isatty():
        raise MhiaError(f"needs {option} (or another): mhia new --kind cut --service library --out library.yaml")
    return str(typer.prompt(question, prompt_suffix=" ", err=True))


def _write_schema(path: Path, rulebook: Path | None) -> None:
    from mhia.cli.schema import schema_text
    from mhia.writing import write_new

    if not path.exists():
        write_new(path, schema_text(rulebook).encode())


def _filled_in(kind: Kind, service: "Service", change: "Change", title: str, file: str, book: "Rulebook") -> str:
    """The blank with everything the rulebook knows about the service."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from mhia.resources import templates_folder

    # What comes out is YAML, not a web page: escaping for HTML would spoil it.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(templates_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"quoted": _quoted, "prose": _prose, "pad": lambda word: word.ljust(NAME_WIDTH)}
    return environment.get_template("proposal.yaml.j2").render(
        kind=kind.value,
        next_year=today().year + 1,
        title=title,
        file=file,
        schema=SCHEMA_FILE,
        service=service,
        change=change,
        changes=_changes_for(kind, book),
        groups=_groups_of(service, book),
        enablers=_enablers(book),
        mitigations=[] if change.direction == "gain" else _mitigations_for(service, change, book),
        measures=[book.measure(id) for id in service.measures],
    )


def _changes_for(kind: Kind, book: "Rulebook") -> list[tuple[str, str]]:
    """What can be done to a service in a proposal of this kind."""
    fits = {Kind.cut: {"loss"}, Kind.commission: {"gain"}, Kind.change: {"loss", "gain", "either"}}[kind]
    entries = (book.change(id) for id in book.changes)
    return [(entry.id, entry.label) for entry in entries if entry.direction in fits]


def _groups_of(service: "Service", book: "Rulebook") -> list[dict[str, str]]:
    """Who mostly uses the service, then who feels it most."""
    core_first = sorted(service.used_by, key=lambda used: used.tie != "core")
    why = {used.group: used.why for used in core_first}
    for row in sorted(service.susceptible, key=lambda row: -row.multiplier):
        why.setdefault(row.group, row.why)
    return [{"id": id, "label": book.group(id).label, "why": why[id]} for id in list(why)[:MOST_LISTED]]


def _enablers(book: "Rulebook") -> list[dict[str, Any]]:
    """The enablers that matter everywhere, each with an answer that its levels allow."""
    entries = (book.enabler(id) for id in book.enablers)
    everywhere = [entry for entry in entries if not entry.applies_to][:MOST_LISTED]
    return [
        {
            "id": entry.id,
            "question": entry.question,
            "answer": "partly" if "partly" in entry.levels else next(iter(entry.levels)),
        }
        for entry in everywhere
    ]


def _mitigations_for(service: "Service", change: "Change", book: "Rulebook") -> list[dict[str, str]]:
    """Kinds of mitigation made for this service first, then those for any, as far as they fit the change."""
    entries = [book.mitigation(id) for id in book.mitigations]
    fitting = [
        entry
        for entry in entries
        if (not entry.for_services or service.id in entry.for_services)
        and (not entry.fits_changes or change.id == "unknown" or change.id in entry.fits_changes)
        and not entry.almost_nothing
    ]
    fitting.sort(key=lambda entry: service.id not in entry.for_services)
    return [{"id": entry.id, "label": entry.label, "question": entry.question} for entry in fitting[:MOST_LISTED]]


def _quoted(text: str) -> str:
    """Text as YAML reads it back, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def _prose(text: str, indent: int, mark: str = "") -> str:
    """Text as comment lines that no value can break out of."""
    begin = " " * indent + "## "
    return textwrap.fill(
        " ".join(text.split()), COLUMN, initial_indent=begin + mark, subsequent_indent=begin + " " * len(mark)
    )
