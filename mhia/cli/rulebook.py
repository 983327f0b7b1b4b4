"""`mhia rulebook`: what the model knows, opened for reading."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mhia.cli.faults import refuse_unknown
from mhia.cli.naming import kind_of_entry, resolved, the_meaning
from mhia.cli.options import Layout, LayoutOption, RulebookFolder
from mhia.cli.rulebook_audit import audit
from mhia.cli.rulebook_check import check
from mhia.cli.rulebook_diff import diff
from mhia.cli.rulebook_search import search
from mhia.cli.rulebook_site import site
from mhia.errors import MhiaError

if TYPE_CHECKING:
    from mhia.evidence.choosing import Wanted
    from mhia.rulebook.lookup import Rulebook

rulebook = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="List, show and check what the rulebook holds.",
)
for command in (search, check, audit, diff, site):
    rulebook.command()(command)


@rulebook.command("list")
def list_entries(
    kind: Annotated[
        str | None, typer.Argument(help="services, groups, changes, mitigations …", show_default=False)
    ] = None,
    domain: Annotated[
        str | None, typer.Option(help="Those that do something in this domain.", show_default=False)
    ] = None,
    group: Annotated[
        str | None, typer.Option(help="Those that this group mostly uses, or that help it.", show_default=False)
    ] = None,
    evidence: Annotated[str | None, typer.Option(help="strong, moderate, weak or expert.", show_default=False)] = None,
    change: Annotated[
        str | None, typer.Option(help="Those with numbers of their own for this change.", show_default=False)
    ] = None,
    rulebook: RulebookFolder = None,
    layout: LayoutOption = Layout.text,
) -> None:
    """List what the rulebook holds.

    \b
      mhia rulebook list
      mhia rulebook list services --domain connectedness --evidence strong
      mhia rulebook list services --group older_living_alone
      mhia rulebook list mitigations --change close --group no_car
      mhia rulebook list sources --domain coping --change raise_fees
    """
    from mhia.evidence.choosing import Wanted, chosen
    from mhia.rulebook.loading import load_rulebook

    book = load_rulebook(local=rulebook)
    wanted = Wanted(
        domain=_domain(domain),
        group=resolved(book, "group", group) if group else None,
        evidence=_strength(evidence),
        change=resolved(book, "change", change) if change else None,
    )
    if kind is None and not wanted.given:
        _print_rows(_kinds(book), layout, ("kind", "entries"))
        return
    named = kind_of_entry(kind or "services")
    _refuse_other_filters(named, wanted)
    labels = book.labels(named)
    _print_rows([(id, labels[id]) for id in chosen(book, named, wanted)], layout, ("id", "label"))


@rulebook.command("show")
def show_entry(
    id: Annotated[str, typer.Argument(metavar="ID", help="An entry, by id or by any name it has.")],
    rulebook: RulebookFolder = None,
    layout: LayoutOption = Layout.text,
) -> None:
    """Show an entry with every field it has, as the rulebook's files write it.

    \b
      mhia rulebook show library
      mhia rulebook show older_living_alone --format json

    `mhia explain` says the same in plain words.
    """
    from mhia.rulebook.loading import load_rulebook

    book = load_rulebook(local=rulebook)
    entries = [{"kind": kind, **_given(asdict(book.entry(kind, id)))} for kind, id in the_meaning(book, id)]
    if layout is Layout.json:
        print(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    import yaml

    # Through JSON, so that tuples are written as lists.
    plain = json.loads(json.dumps(entries))
    print(yaml.safe_dump_all(plain, allow_unicode=True, sort_keys=False, width=110), end="")


def _kinds(book: "Rulebook") -> list[tuple[str, str]]:
    from mhia.rulebook.kinds import KINDS

    return [(kind.plural, str(len(book.ids(kind.name)))) for kind in KINDS.values()]


def _refuse_other_filters(kind: str, wanted: "Wanted") -> None:
    """Stop with exit code 2 if a filter means nothing for this kind of entry."""
    from mhia.evidence.choosing import FILTERS
    from mhia.rulebook.kinds import KINDS

    there = FILTERS.get(kind, {})
    for name in wanted.given:
        if name not in there:
            plural = KINDS[kind].plural
            hint = f"there are {', '.join(f'--{each}' for each in there)}" if there else "there is none"
            raise MhiaError(f"--{name} says nothing about {plural}; of the filters {hint}")


def _domain(word: str | None) -> str | None:
    from mhia.domains import DOMAINS

    return _among(word, DOMAINS, "domain")


def _strength(word: str | None) -> str | None:
    from typing import get_args

    from mhia.rulebook.entries import Basis, Evidence

    return _among(word, tuple(dict.fromkeys((*get_args(Evidence), *get_args(Basis)))), "strength of evidence")


def _among(word: str | None, words: tuple[str, ...], what: str) -> str | None:
    """The word, if it is one of those there are. Stops with exit code 2 if it is not."""
    if word is not None and word not in words:
        from difflib import get_close_matches

        refuse_unknown(what, word, get_close_matches(word, words, n=1), f"there are {', '.join(words)}")
    return word


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", (), {}, False)}


def _print_rows(rows: list[tuple[str, str]], layout: Layout, titles: tuple[str, str]) -> None:
    if layout is Layout.json:
        print(json.dumps([dict(zip(titles, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
        return
    width = max((len(first) for first, _ in rows), default=0)
    for first, second in rows:
        print(f"{first:<{width}}  {second}")
