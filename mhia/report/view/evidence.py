"""The evidence for and against, what nobody has studied, and every source with how far it was checked."""

from mhia.assessment import TYPICAL_USER
from mhia.domains import DOMAINS
from mhia.report.view import words
from mhia.report.view.material import Material, all_findings, source_anchor
from mhia.report.view.page import Block, Heading, Item, Items, Link, Paragraph, Section
from mhia.rulebook.entries import Service, Source

_CHECKED = {
    "yes": "Checked: the text that supports this was read.",
    "partly": "Partly checked: the gist was read, not every number.",
    "no": "Not checked: known from memory, so no figure from it is printed.",
}


def section(material: Material) -> Section:
    """For, against and gaps, service by service."""
    services = [entry for id in material.services if (entry := material.service(id))]
    blocks: list[Block] = []
    for service in services:
        blocks += _for(service, material)
    blocks += [Heading("The strongest evidence against", "evidence-against"), *_against(material)]
    blocks += [Heading("Gaps", "gaps"), *_gaps(services, material)]
    blocks += _local(material)
    return Section("evidence", "Evidence for and against", tuple(blocks))


def sources(material: Material) -> Section:
    """Every source cited, with what it found and how far it was checked."""
    items = tuple(_source(source) for id in _cited(material) if (source := material.source(id)))
    if not items:
        return Section(
            "sources",
            "Annex B: sources",
            (Paragraph("No source is cited: everything here is expert judgement.", tone="missing"),),
        )
    intro = Paragraph(
        "Findings are in our own words. Each source says how far it was checked when the rulebook was written."
    )
    return Section("sources", "Annex B: sources", (intro, Items(items)))


def _cited(material: Material) -> tuple[str, ...]:
    """Every source the report speaks of: those of the findings, and those on the services besides."""
    ids = set(material.assessment.sources)
    ids.update(id for row in material.rows for cell in row.cells for id in cell.sources)
    for service in (entry for id in material.services if (entry := material.service(id))):
        ids.update(id for benefit in service.domains.values() for id in (*benefit.sources, *benefit.against))
    return tuple(sorted(ids))


def _for(service: Service, material: Material) -> list[Block]:
    items = []
    for domain in DOMAINS:
        benefit = service.domains.get(domain)
        if benefit is None or (not benefit.because and not benefit.sources and not benefit.finding):
            continue
        text = words.sentence(material.readable(benefit.because or benefit.finding or "no reason is given"))
        items.append(
            Item(
                text,
                lead=f"{words.capital(domain)} ({words.EVIDENCE[benefit.evidence]}):",
                links=material.source_links(benefit.sources),
            )
        )
    blocks: list[Block] = [
        Heading(f"What {service.short} is known to do", words.slug("evidence", service.id)),
        Items(tuple(items)),
    ]
    if service.misleads:
        blocks.append(Paragraph("What this does not show, and when it misleads:", tone="note"))
        blocks.append(Items(tuple(Item(words.sentence(material.readable(text))) for text in service.misleads)))
    return blocks


def _against(material: Material) -> list[Block]:
    cited: dict[str, list[str]] = {}
    for _, finding in all_findings(material):
        for part in finding.contributions:
            for id in part.against:
                cited.setdefault(id, []).append(finding.domain)
    items = []
    for id, domains in cited.items():
        source = material.source(id)
        if source:
            items.append(
                Item(
                    _what_it_found(source),
                    lead=f"On {words.listed(dict.fromkeys(domains))}:",
                    links=(material.source_link(id),),
                )
            )
    if not items:
        return [
            Paragraph(
                "The rulebook holds no study that contradicts these findings. That is weaker than it sounds: studies "
                "that find nothing are less often published."
            )
        ]
    return [Items(tuple(items))]


def _gaps(services: list[Service], material: Material) -> list[Block]:
    row = material.row(TYPICAL_USER)
    cells = row.cells if row else ()
    not_studied = [cell.domain for cell in cells if cell.status == "not_studied"]
    items = []
    if not_studied:
        which = words.listed(service.short for service in services) or "these services"
        items.append(
            Item(
                f"No study was found of what {which} does for {words.listed(not_studied)}. That is not the same as no "
                "effect.",
                lead="Not studied:",
            )
        )
    little = [cell for cell in cells if cell.status == "little_expected"]
    items += [
        Item(
            words.sentence(material.readable(cell.because)) or "It was studied, and little or nothing was found.",
            lead=f"Studied, little found ({cell.domain}):",
            links=material.source_links(cell.sources),
        )
        for cell in little
    ]
    items += [
        Item(words.sentence(change.not_assessed_because), lead=f"Not assessed ({change.service_label}):")
        for change in material.assessment.changes
        if change.not_assessed_because
    ]
    judged = [
        domain
        for service in services
        for domain, benefit in service.domains.items()
        if benefit.evidence == "expert" and benefit.typical
    ]
    if judged:
        items.append(
            Item(
                f"For {words.listed(dict.fromkeys(judged))} no study was found and the size is expert judgement.",
                lead="Judgement only:",
            )
        )
    return [Items(tuple(items))] if items else [Paragraph("Every domain has at least one study behind it.")]


def _local(material: Material) -> list[Block]:
    heading = Heading("Local evidence", "local-evidence")
    if not material.proposal.local_evidence:
        return [
            heading,
            Paragraph(
                "The proposal brings no local evidence. Published studies say what usually happens elsewhere; only "
                "local data can say what will happen here.",
                tone="missing",
            ),
        ]
    return [
        heading,
        Items(
            tuple(
                Item(
                    words.sentence(piece.text),
                    lead=f"{words.capital(piece.kind)}:",
                    note=f"Source: {piece.source}" if piece.source else "No source given",
                )
                for piece in material.proposal.local_evidence
            )
        ),
    ]


def _source(source: Source) -> Item:
    link = f"https://doi.org/{source.doi}" if source.doi else source.url
    links = (Link("the publication", link),) if link.startswith(("https://", "http://")) else ()
    return Item(
        text=_what_it_found(source),
        lead=words.sentence(source.citation),
        note=_CHECKED[source.verified]
        + (" Part of the entry is from memory and is left out." if source.from_memory else ""),
        links=links,
        id=source_anchor(source.id),
    )


def _what_it_found(source: Source) -> str:
    return "" if source.verified == "no" else words.sentence(source.finding)
