"""The rulebook as a folder of web pages: no network, no server, readable without a script."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup, escape

from mhia.evidence.searching import index
from mhia.report.laying_out import laid_out, template_text
from mhia.rulebook.kinds import KINDS
from mhia.rulebook.lookup import Rulebook
from mhia.rulebook_pages.addresses import OWN_PAGES, SHARED_PAGES
from mhia.rulebook_pages.entries import (
    group_page,
    list_page,
    misleads_page,
    service_page,
    shared_page,
    source_page,
)
from mhia.rulebook_pages.matrix import Matrix, matrix
from mhia.rulebook_pages.page import SitePage
from mhia.rulebook_pages.word_index import word_index

STYLE = "style.css"
_MARK = "/* <!-- mhia rulebook site --> */\n"
"""By which mhia knows its own style sheet again."""
_PAGE_MARK = b'name="generator" content="mhia rulebook site"'
_HEAD = 4_096
"""Bytes at the beginning of a page in which its mark stands."""
_PAGES = ("*.html", *(f"{KINDS[kind].plural}/*.html" for kind in OWN_PAGES))
"""Where the pages of a site are."""


@dataclass(frozen=True)
class Place:
    """One entry of the bar that every page carries."""

    text: str
    href: str


@dataclass(frozen=True)
class Site:
    """What every page says about the whole."""

    title: str
    version: str
    status: str
    changed_here: tuple[str, ...]
    """Entries that a local rulebook added or replaced."""
    bar: tuple[Place, ...]
    short_bar: tuple[Place, ...]
    """The same for the many pages below the top, with where most people go next."""


@dataclass(frozen=True)
class FirstPage:
    """What the first page holds besides."""

    matrix: Matrix
    index: Markup
    script: Markup
    policy: str
    """The fingerprint by which a browser lets the one script of the page run, and no other."""


def left_over(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Pages of an earlier rulebook in a folder of ours: entries that are gone, whose pages would still be found.

    Only pages that carry the mark of this site count, and only where such pages are written: whatever else lies in the
    folder, a report of mhia's included, is somebody else's.
    """
    there = (path for pattern in _PAGES for path in sorted(folder.glob(pattern)))
    return tuple(path for path in there if path.relative_to(folder).as_posix() not in files and _is_a_page(path))


def site(book: Rulebook, templates: Path | None = None) -> dict[str, bytes]:
    """Every file of the site by its path; the same bytes for the same rulebook.

    Files in the folder `templates` replace the shipped ones of their name.
    """
    about = _about(book)
    pages = [
        *(service_page(book.service(id), book) for id in book.services),
        *(group_page(book.group(id), book) for id in book.groups),
        *(source_page(book.source(id), book) for id in book.sources),
        *(list_page(kind, book) for kind in OWN_PAGES),
        *(shared_page(kind, book) for kind in SHARED_PAGES),
        misleads_page(book),
    ]
    return {
        "index.html": _first_page(book, about, templates),
        STYLE: _style(templates),
        **{page.path: _laid_out(page, about, templates) for page in pages},
    }


def _laid_out(page: SitePage, about: Site, templates: Path | None) -> bytes:
    made = laid_out("rulebook/entry.html.j2", {"page": page, "site": about, "root": page.root}, _escaped, templates)
    # Hundreds of files: the empty lines that templates leave are not kept.
    return re.sub(rb"\n{2,}", b"\n", made)


def _first_page(book: Rulebook, about: Site, templates: Path | None) -> bytes:
    script = template_text("rulebook/search.js", templates).strip()
    policy = b64encode(sha256(script.encode()).digest()).decode()
    words = Markup(word_index(index(book)))  # noqa: S704 - it is JSON of our own, without a < in it
    first = FirstPage(matrix(book), words, Markup(script), policy)  # noqa: S704 - our own script
    return laid_out("rulebook/index.html.j2", {"first": first, "site": about, "root": ""}, _escaped, templates)


def _style(templates: Path | None) -> bytes:
    report, own = (template_text(name, templates) for name in ("report/report.css", "rulebook/site.css"))
    return f"{_MARK}{report.rstrip()}\n{own.rstrip()}\n".encode()


def _about(book: Rulebook) -> Site:
    misleads = Place("When this misleads", "misleads.html")
    names = [KINDS[kind].plural for kind in (*OWN_PAGES, *SHARED_PAGES)]
    return Site(
        title=book.title,
        version=f"{book.id} {book.version}",
        status=str(book.about.get("status", "")),
        changed_here=tuple(line for each in book.overridden for line in each.lines()),
        bar=(
            Place("Matrix and search", "index.html"),
            *(Place(name.capitalize(), f"{name}.html") for name in names),
            misleads,
        ),
        short_bar=(
            Place("Matrix and search", "index.html"),
            *(Place(KINDS[kind].plural.capitalize(), f"{KINDS[kind].plural}.html") for kind in OWN_PAGES),
            misleads,
        ),
    )


def _is_a_page(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return not path.is_symlink() and _PAGE_MARK in file.read(_HEAD)
    except OSError:
        return False


def _escaped(text: str) -> str:
    return str(escape(text))
