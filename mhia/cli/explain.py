"""`mhia explain`: what a word of mhia means, in plain words."""

import json
import re
from dataclasses import asdict
from typing import Annotated

import typer

from mhia.cli.faults import refuse_unknown
from mhia.cli.naming import the_meaning
from mhia.cli.options import Layout, LayoutOption, RulebookFolder

_CODE = re.compile(r"^[A-Za-z]\d{3}$")


def explain(
    thing: Annotated[
        str, typer.Argument(help="A service, change, group, mitigation, source … or a code such as P301.")
    ],
    rulebook: RulebookFolder = None,
    layout: LayoutOption = Layout.text,
) -> None:
    """Explain a service, group, rule, source or fault.

    \b
      mhia explain library
      mhia explain reduce_hours
      mhia explain older_living_alone
      mhia explain P301

    Words of your own will do, such as "day centres". `mhia rulebook list` says what there is.
    """
    if _CODE.match(thing):
        _explain_code(thing, layout)
        return
    from mhia.evidence.worked import worked
    from mhia.manual import manual_page, printable, wrapped
    from mhia.rulebook.loading import load_rulebook

    book = load_rulebook(local=rulebook)
    found = the_meaning(book, thing)
    if layout is Layout.json:
        entries = [
            {"kind": kind, **asdict(printable(book.entry(kind, id))), "worked": worked(kind, id, book)}
            for kind, id in found
        ]
        print(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    pages = []
    for kind, id in found:
        sums = "\n".join(wrapped(each) for each in worked(kind, id, book))
        pages.append(manual_page(kind, id, book) + (f"\nWorked sums:\n{sums}\n" if sums else ""))
    print("\n".join(pages), end="")


def _explain_code(code: str, layout: Layout) -> None:
    from mhia.error_codes import codes, explained

    page = explained(code)
    if page is None:
        near = [known for known in codes() if known[:2] == code[:2].upper()]
        refuse_unknown("code", code, near[:3], f"the codes are {', '.join(codes())}")
    print(json.dumps(asdict(page), ensure_ascii=False, indent=2) if layout is Layout.json else page, end="")
