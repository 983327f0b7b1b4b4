"""Where each entry of the rulebook stands among the site's pages."""

import re
from collections.abc import Iterable

from mhia.report.view.page import Link
from mhia.rulebook.kinds import KINDS
from mhia.rulebook.lookup import Rulebook

OWN_PAGES = ("service", "group", "source")
"""Kinds with a page for each entry; the others stand together on one page a kind."""
SHARED_PAGES = {kind.name: f"{kind.plural}.html" for kind in KINDS.values() if kind.name not in OWN_PAGES}
_CITED = re.compile(r" ?\[([a-z0-9][a-z0-9-]*(?:, [a-z0-9][a-z0-9-]*)*)\]")


def address(kind: str, id: str, root: str = "") -> str:
    """The address of an entry, from a page whose way to the top is `root` (`../` or nothing)."""
    if kind in OWN_PAGES:
        return f"{root}{KINDS[kind].plural}/{id}.html"
    return f"{root}{SHARED_PAGES[kind]}#{id}"


def link(kind: str, id: str, book: Rulebook, root: str) -> Link:
    """A link to an entry, in its own words."""
    text = id if kind in {"source", "anchor"} else book.labels(kind)[id]
    return Link(text, address(kind, id, root))


def source_links(ids: Iterable[str], root: str) -> tuple[Link, ...]:
    """Links to sources, by their ids."""
    return tuple(Link(id, address("source", id, root)) for id in ids)


def with_links(text: str, book: Rulebook, root: str) -> tuple[str, tuple[Link, ...]]:
    """A text of the manual without the sources it cites in brackets, and links to these."""
    known = set(book.sources)
    cited: dict[str, None] = {}

    def taken(match: re.Match[str]) -> str:
        """Nothing in the place of sources that are known, which are noted; else what stood there."""
        ids = match[1].split(", ")
        if not set(ids) <= known:
            return match[0]
        cited.update(dict.fromkeys(ids))
        return ""

    return _CITED.sub(taken, text), source_links(cited, root)
