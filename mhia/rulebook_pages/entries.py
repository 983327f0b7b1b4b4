"""The pages of services, groups and sources, and the pages on which the other kinds of entry stand together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mhia.evidence.citing import citations
from mhia.evidence.worked import worked
from mhia.manual import KIND_OF_IDS, Passage, passages
from mhia.report.view.page import Cell, Heading, Item, Items, Paragraph, Table
from mhia.report.view.words import sentence
from mhia.rulebook.entries import Benefit, Group, Service, Source, Susceptible, UsedBy
from mhia.rulebook.kinds import KINDS
from mhia.rulebook.lookup import Rulebook
from mhia.rulebook_pages.addresses import SHARED_PAGES, address, link, source_links, with_links
from mhia.rulebook_pages.matrix import STUDIED
from mhia.rulebook_pages.page import Block, Section, SitePage

_UP = "../"
_STANDING = "Standing:"
READ = {"yes": "read", "partly": "read in part", "no": "not read"}
"""How far a source was checked, in words."""


def service_page(service: Service, book: Rulebook) -> SitePage:
    """The page of one service."""
    sections = [
        Section("what-it-does", "What it does for a regular user", (_benefits(service),)),
        *_against(service),
        *_sums("service", service.id, book),
        *_misleads(service),
        *_table_section("users", "Who uses it", _users(service.used_by, book)),
        *_table_section("felt", "Who feels it more (above 1) or less (below 1)", _felt(service.susceptible, book)),
        *_table_section("not-for", "Whom it is not for", _felt(service.excluded_groups, book)),
        *_rest("service", service.id, book, {"domains", "used_by", "susceptible", "excluded_groups", "misleads"}),
        *_backlinks("service", service.id, book),
    ]
    return SitePage(
        address("service", service.id), service.label, "Service", sentence(service.mechanism), tuple(sections)
    )


def group_page(group: Group, book: Rulebook) -> SitePage:
    """The page of one group, with the services that name it."""
    sections = [
        *_table_section("services", "Services that name it", _services_of(group, book)),
        *_sums("group", group.id, book),
        *_rest("group", group.id, book, {"definition"}),
        *_backlinks("group", group.id, book),
    ]
    return SitePage(address("group", group.id), group.label, "Group", sentence(group.definition), tuple(sections))


def source_page(source: Source, book: Rulebook) -> SitePage:
    """The page of one source, with everything that rests on it."""
    places = citations(book).get(source.id, ())
    cited = tuple(
        Item(
            lead=book.labels(each.kind)[each.entry] if each.kind in KINDS else each.entry,
            href=address(each.kind, each.entry, _UP) if each.kind in KINDS else "",
            text=", ".join(filter(None, (each.field.replace("_", " "), "cited against it" if each.against else ""))),
        )
        for each in places
    )
    none: Block = Paragraph("No entry cites it.", tone="missing")
    sections = [
        Section("finding", "What it found", (Paragraph(source.finding), Paragraph(READ[source.verified], _STANDING))),
        Section("cited", "What rests on it", (Items(cited) if cited else none,)),
        *_rest("source", source.id, book, {"finding", "verified"}),
    ]
    return SitePage(address("source", source.id), source.citation, "Source", "", tuple(sections), source.id)


def shared_page(kind: str, book: Rulebook) -> SitePage:
    """The page on which all entries of one kind stand."""
    blocks: list[Block] = []
    for id in book.ids(kind):
        blocks.append(Heading(book.labels(kind)[id], id))
        points = tuple(point for passage in passages(kind, id, book) for point in _points(passage, kind, id, book, ""))
        sums = tuple(Item(text, "Worked sum:") for text in worked(kind, id, book))
        if points or sums:
            blocks.append(Items((*points, *sums)))
    title = KINDS[kind].plural.capitalize()
    return SitePage(
        SHARED_PAGES[kind], title, "Rulebook", f"{len(book.ids(kind))} entries.",
        (Section("entries", "All of them", tuple(blocks)),),
    )  # fmt: skip


def misleads_page(book: Rulebook) -> SitePage:
    """When each service misleads."""
    items = tuple(
        Item(" ".join(map(sentence, service.misleads)), service.label, href=address("service", service.id))
        for service in map(book.service, book.services)
    )
    return SitePage(
        "misleads.html", "When this misleads", "Rulebook",
        "What entries do not show, and where they lead astray. A report that touches one of them says so.",
        (Section("said", "What the entries say of themselves", (Items(items),)),),
    )  # fmt: skip


def list_page(kind: str, book: Rulebook) -> SitePage:
    """The list of one kind whose entries have pages of their own."""
    labels = book.labels(kind)
    notes = {id: READ[book.source(id).verified] for id in book.ids(kind)} if kind == "source" else {}
    items = tuple(
        Item("", labels[id], href=address(kind, id), note=notes.get(id, ""))
        for id in sorted(book.ids(kind), key=lambda id: labels[id].casefold())
    )
    plural = KINDS[kind].plural
    return SitePage(
        f"{plural}.html", plural.capitalize(), "Rulebook", f"{len(items)} entries, in alphabetical order.",
        (Section("all", "All of them", (Items(items),)),),
    )  # fmt: skip


def _benefits(service: Service) -> Table:
    rows = tuple(
        (
            Cell(domain, id=domain),
            Cell(f"{benefit.typical:g}", note=f"{benefit.low:g} to {benefit.high:g}"),
            Cell(_evidence(benefit)),
            Cell(benefit.because or benefit.finding, links=source_links(benefit.sources, _UP), note=benefit.note),
        )
        for domain, benefit in service.domains.items()
    )
    return Table(f"For a {service.basis}", ("Domain", "Best estimate (SD) and range", "Evidence", "Why"), rows)


def _evidence(benefit: Benefit) -> str:
    """The strength of the evidence; where the benefit is nothing, whether that was studied."""
    if benefit.typical:
        return benefit.evidence
    return f"{benefit.evidence}: little expected" if benefit.evidence in STUDIED else "not studied"


def _against(service: Service) -> tuple[Section, ...]:
    """Sources that found nothing or the opposite, by domain."""
    items = tuple(
        Item("", f"{domain}:", links=source_links(benefit.against, _UP))
        for domain, benefit in service.domains.items()
        if benefit.against
    )
    return (Section("against", "Sources that found nothing, or the opposite", (Items(items),)),) if items else ()


def _users(rows: Iterable[UsedBy], book: Rulebook) -> Table:
    return Table(
        "Groups who use it",
        ("Group", "Tie", "Share", "Why"),
        tuple(
            (
                _group_cell(row.group, book),
                Cell(row.tie),
                Cell("not known" if row.share is None else f"{row.share:.0%}", note=row.share_means),
                Cell(row.why, links=source_links(row.sources, _UP)),
            )
            for row in rows
        ),
    )


def _felt(rows: Iterable[Susceptible], book: Rulebook) -> Table:
    return Table(
        "Multipliers",
        ("Group", "Multiplier", "Acts on", "Why", "Rests on"),
        tuple(
            (
                _group_cell(row.group, book),
                Cell(_multiplier(row)),
                Cell(row.acts_on),
                Cell(row.why, note=row.subset),
                Cell(row.evidence, links=source_links(row.sources, _UP)),
            )
            for row in rows
        ),
    )


def _services_of(group: Group, book: Rulebook) -> Table:
    rows = []
    for service in sorted(map(book.service, book.services), key=lambda service: service.label.casefold()):
        uses = next((row for row in service.used_by if row.group == group.id), None)
        feels = next((row for row in service.susceptible if row.group == group.id), None)
        if uses or feels:
            why = "; ".join(dict.fromkeys(row.why for row in (uses, feels) if row and row.why))
            rows.append((
                Cell(service.label, href=address("service", service.id, _UP)),
                Cell(uses.tie if uses else "not named as users"),
                Cell(_multiplier(feels) if feels else "like anybody"),
                Cell(why),
            ))  # fmt: skip
    return Table("Ties and multipliers", ("Service", "How it uses it", "How it feels it", "Why"), tuple(rows))


def _multiplier(row: Susceptible) -> str:
    if row.by_domain:
        return ", ".join(f"\u00d7 {number:g} in {domain}" for domain, number in row.by_domain.items())
    return f"\u00d7 {row.multiplier:g}"


def _group_cell(id: str, book: Rulebook) -> Cell:
    return Cell(book.labels("group")[id], href=address("group", id, _UP))


def _table_section(id: str, title: str, table: Table) -> tuple[Section, ...]:
    return (Section(id, title, (table,)),) if table.rows else ()


def _sums(kind: str, id: str, book: Rulebook) -> tuple[Section, ...]:
    sums = tuple(Item(text) for text in worked(kind, id, book))
    return (Section("sums", "Worked sums", (Items(sums),)),) if sums else ()


def _misleads(service: Service) -> tuple[Section, ...]:
    said = Items(tuple(Item(text) for text in service.misleads))
    return (Section("misleads", "When this misleads, and what it does not show", (said,)),)


def _rest(kind: str, id: str, book: Rulebook, but: set[str]) -> tuple[Section, ...]:
    """Every other field of an entry, as the manual says it."""
    found = tuple(
        point
        for passage in passages(kind, id, book)
        if passage.field not in but
        for point in _points(passage, kind, id, book, _UP)
    )
    return (Section("more", "Everything else it says", (Items(found),)),) if found else ()


def _points(passage: Passage, kind: str, id: str, book: Rulebook, root: str) -> Iterator[Item]:
    """A passage as list items; ids become links."""
    value = getattr(book.entry(kind, id), passage.field)
    named = kind if passage.field == "overlaps" else KIND_OF_IDS.get(passage.field)
    if passage.field in {"sources", "against"} and isinstance(value, tuple):
        yield Item("", f"{passage.heading}:", links=source_links(value, root))
    elif named and isinstance(value, tuple) and set(value) <= set(book.ids(named)):
        yield Item("", f"{passage.heading}:", links=tuple(link(named, each, book, root) for each in value))
    else:
        said = [with_links(point, book, root) for point in passage.points]
        links = tuple(dict.fromkeys(each for _, found in said for each in found))
        yield Item(". ".join(text for text, _ in said), f"{passage.heading}:", links=links)


@lru_cache(maxsize=2)
def _references(book: Rulebook) -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    """What names each service and group: the kind, id and field of every other entry that does."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    fields = {
        "mitigation": {"for_groups": "group", "for_services": "service"},
        "transition": {"matters_most": "service"},
        "enabler": {"applies_to": "group"},
        "service": {"overlaps": "service", "measures": "measure"},
        "group": {"parents": "group", "overlaps": "group"},
    }
    for kind, named in fields.items():
        for id in book.ids(kind):
            for field, target in named.items():
                for each in getattr(book.entry(kind, id), field):
                    found[target, each].append((kind, id, field))
    return found


def _backlinks(kind: str, id: str, book: Rulebook) -> tuple[Section, ...]:
    items = tuple(
        Item(field.replace("_", " "), book.labels(other)[name], href=address(other, name, _UP))
        for other, name, field in _references(book).get((kind, id), ())
    )
    return (Section("named-by", "Named by", (Items(items),)),) if items else ()
