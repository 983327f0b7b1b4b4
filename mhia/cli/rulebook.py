"""`mhia rulebook`: what the model knows, opened for reading."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mhia.cli.faults import refuse_unknown
from mhia.cli.naming import resolved, the_meaning
from mhia.cli.options import Layout, LayoutOption, RulebookFolder
from mhia.cli.rulebook_audit import audit
from mhia.cli.rulebook_check import check
from mhia.cli.rulebook_diff import diff

if TYPE_CHECKING:
    from mhia.domains import Domain
    from mhia.rulebook.entries import Evidence, Service
    from mhia.rulebook.lookup import Rulebook

rulebook = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="List, show and check what the rulebook holds.",
)
for command in (check, audit, diff):
    rulebook.command()(command)


@rulebook.command("list")
def list_entries(
    kind: Annotated[
        str | None, typer.Argument(help="services, groups, changes, mitigations …", show_default=False)
    ] = None,
    domain: Annotated[
        str | None, typer.Option(help="Services that do something in this domain.", show_default=False)
    ] = None,
    group: Annotated[
        str | None, typer.Option(help="Services that this group mostly uses or feels more.", show_default=False)
    ] = None,
    evidence: Annotated[str | None, typer.Option(help="strong, moderate, weak or expert.", show_default=False)] = None,
    rulebook: RulebookFolder = None,
    layout: LayoutOption = Layout.text,
) -> None:
    """List what the rulebook holds.

    \b
      mhia rulebook list
      mhia rulebook list services
      mhia rulebook list services --domain connectedness --evidence strong
      mhia rulebook list services --group older_living_alone
    """
    from mhia.rulebook.loading import load_rulebook

    book = load_rulebook(local=rulebook)
    if kind is None and not (domain or group or evidence):
        _print_rows(_kinds(book), layout, ("kind", "entries"))
        return
    named = _kind(kind or "services")
    labels = book.labels(named)
    if domain or group or evidence:
        chosen = _services_with(book, named, domain, group, evidence)
        labels = {id: labels[id] for id in chosen}
    _print_rows(list(labels.items()), layout, ("id", "label"))


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


def _kind(word: str) -> str:
    from difflib import get_close_matches

    from mhia.rulebook.kinds import KINDS, kind_named

    try:
        return kind_named(word.lower()).name
    except KeyError:
        plurals = [kind.plural for kind in KINDS.values()]
        refuse_unknown("kind of entry", word, get_close_matches(word, plurals, n=1), f"there are {', '.join(plurals)}")


def _services_with(
    book: "Rulebook", kind: str, domain: str | None, group: str | None, evidence: str | None
) -> list[str]:
    """The services for which everything asked for is true."""
    from typing import get_args

    from mhia.domains import DOMAINS
    from mhia.rulebook.entries import Evidence

    if kind != "service":
        raise typer.BadParameter("--domain, --group and --evidence are about services: mhia rulebook list services …")
    wanted_domains = _among(domain, DOMAINS, "domain")
    wanted_evidence = _among(evidence, get_args(Evidence), "strength of evidence")
    members = {resolved(book, "group", group)} if group else set()
    services = (book.service(id) for id in book.services)
    return [
        service.id
        for service in services
        if _has_benefit(service, wanted_domains, wanted_evidence) and (not members or members & _people_of(service))
    ]


def _among(word: str | None, words: "tuple[Any, ...]", what: str) -> "tuple[Any, ...]":
    """The one word asked for, or all of them."""
    if word is None:
        return words
    if word not in words:
        from difflib import get_close_matches

        refuse_unknown(what, word, get_close_matches(word, words, n=1), f"there are {', '.join(words)}")
    return (word,)


def _has_benefit(service: "Service", domains: "tuple[Domain, ...]", evidence: "tuple[Evidence, ...]") -> bool:
    return any(
        benefit.typical and benefit.evidence in evidence
        for domain, benefit in service.domains.items()
        if domain in domains
    )


def _people_of(service: "Service") -> set[str]:
    return {used.group for used in service.used_by} | {row.group for row in service.susceptible if row.multiplier > 1}


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
