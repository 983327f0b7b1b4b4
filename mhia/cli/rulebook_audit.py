"""`mhia rulebook audit`: where the rulebook is thin, each point a thing to do."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.dates import today
from mhia.cli.faults import refuse_unknown
from mhia.cli.options import RulebookFolder

if TYPE_CHECKING:
    from mhia.evidence.auditing import Audit


class Page(StrEnum):
    """How an audit is printed."""

    md = "md"
    json = "json"


def audit(
    rulebook: RulebookFolder = None,
    older_than: Annotated[int, typer.Option(metavar="YEARS", min=1, help="A source is old after so many years.")] = 10,
    only: Annotated[
        list[str] | None, typer.Option(metavar="CHECK", help="Make this check only.", show_default=False)
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="The day of the audit; today if left out.", show_default=False
        ),
    ] = None,
    layout: Annotated[Page, typer.Option("--format", help="Markdown, or JSON for other programs.")] = Page.md,
) -> None:
    """Say where the rulebook is thin: every point a thing to do, with its reason.

    \b
      mhia rulebook audit > audit.md
      mhia rulebook audit --older-than 15 --only benefits_on_old
      mhia rulebook audit --rulebook our-rulebook --format json

    It finds work for an evidence lead and no faults: those are what `mhia rulebook check` is for.
    """
    from mhia.evidence.auditing import CHECKS
    from mhia.evidence.auditing import audit as audited
    from mhia.rulebook.loading import load_rulebook

    names = [check.id for check in CHECKS]
    for name in only or ():
        if name not in names:
            refuse_unknown("check", name, get_close_matches(name, names, n=1), f"the checks are {', '.join(names)}")
    found = audited(load_rulebook(local=rulebook), on.date() if on else today(), older_than, only or ())
    if layout is Page.json:
        print(json.dumps(_as_data(found), ensure_ascii=False, indent=2))
        return
    from mhia.rulebook_pages.audit_page import audit_page

    sys.stdout.flush()
    sys.stdout.buffer.write(audit_page(found))


def _as_data(found: "Audit") -> dict[str, object]:
    return {**asdict(found), "todos": found.todos}
