"""`mhia rulebook search`: words of your own in, entries of the rulebook out."""

import json
import textwrap
from dataclasses import asdict
from typing import Annotated

import typer

from mhia.cli.faults import tell
from mhia.cli.naming import kind_of_entry
from mhia.cli.options import Layout, LayoutOption, RulebookFolder

_WIDTH = 100


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words of your own, in any order.")],
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="Only services, groups, sources …", show_default=False)
    ] = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="So many answers at most.")] = 15,
    rulebook: RulebookFolder = None,
    layout: LayoutOption = Layout.text,
) -> None:
    """Search the rulebook in plain words or in those of council papers, the likeliest entry first.

    \b
      mhia rulebook search warm rooms
      mhia rulebook search mothball
      mhia rulebook search lonely older men --kind services

    `mhia explain` and `mhia rulebook show` open what it finds.
    """
    from mhia.evidence.searching import Answer
    from mhia.evidence.searching import search as searched
    from mhia.rulebook.loading import load_rulebook

    book = load_rulebook(local=rulebook)
    wanted = None if kind is None else kind_of_entry(kind)
    # Of everything, because the kind that was asked for may stand far down.
    answer = searched(book, " ".join(words), most=len(book.sources) * 10 if wanted else most)
    answer = Answer(tuple(each for each in answer.found if wanted in {None, each.kind})[:most], answer.meant)
    for word, near in answer.meant.items():
        tell(f"nothing has the word {word!r}" + (f"; searched for {near[0]} instead" if near else ""))
    if layout is Layout.json:
        print(json.dumps({"found": [asdict(each) for each in answer.found], "meant": dict(answer.meant)},
                         ensure_ascii=False, indent=2))  # fmt: skip
        return
    if not answer.found:
        tell("nothing was found; `mhia rulebook list` says what there is")
    for each in answer.found:
        print(f"{each.kind} {each.id}" + (f": {each.label}" if each.label != each.id else ""))
        if each.says and each.says not in {each.label, each.id}:
            print(f"    {textwrap.shorten(each.says, _WIDTH - 4, placeholder=' …')}")
