"""`mhia schema`: the shape of a proposal, for editors and other programs."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mhia.cli.faults import tell
from mhia.cli.options import Quiet, RulebookFolder


def schema(
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write it here, not to the screen.", show_default=False),
    ] = None,
    rulebook: RulebookFolder = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that mhia did not write.")] = False,
    quiet: Quiet = False,
) -> None:
    """Print the JSON Schema of a proposal.

    \b
      mhia schema --out proposal.schema.json

    With it an editor can suggest and check as you type. `mhia new` writes it beside the blank.
    """
    from mhia.writing import write_all

    text = schema_text(rulebook)
    if out is None:
        print(text, end="")
        return
    write_all({out: text.encode()}, force=force)
    if not quiet:
        tell(f"written: {out}")


def schema_text(rulebook: Path | None) -> str:
    """The schema as JSON, with the names the rulebook knows."""
    from mhia.rulebook.loading import load_rulebook
    from mhia.schema import proposal_schema

    return json.dumps(proposal_schema(load_rulebook(local=rulebook)), ensure_ascii=False, indent=2) + "\n"
