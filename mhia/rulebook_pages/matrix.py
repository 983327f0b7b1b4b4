"""Services by domains: what each does, and how strong the evidence is."""

from dataclasses import dataclass

from mhia.domains import DOMAINS
from mhia.rulebook.entries import Benefit
from mhia.rulebook.lookup import Rulebook
from mhia.rulebook_pages.addresses import address

STUDIED = ("strong", "moderate")
_DOTS = {
    "strong": "\u25cf\u25cf\u25cf",
    "moderate": "\u25cf\u25cf\u25cb",
    "weak": "\u25cf\u25cb\u25cb",
    "expert": "\u25cb\u25cb\u25cb",
}


@dataclass(frozen=True)
class Square:
    """One service in one domain."""

    words: str
    """The best estimate in SD, or why there is none."""
    evidence: str
    """In a word; empty where nothing was studied."""
    dots: str
    """The same as a picture, for the eye."""
    tone: str
    """A class of the style sheet."""
    href: str


@dataclass(frozen=True)
class Row:
    """One service across the domains."""

    label: str
    href: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Matrix:
    """Every service in every domain."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def matrix(book: Rulebook) -> Matrix:
    """The matrix of a rulebook, services in alphabetical order of their names."""
    services = sorted(map(book.service, book.services), key=lambda service: service.label.casefold())
    rows = tuple(
        Row(
            service.label,
            address("service", service.id),
            tuple(_square(service.domains[domain], f"{address('service', service.id)}#{domain}") for domain in DOMAINS),
        )
        for service in services
    )
    return Matrix(DOMAINS, rows)


def _square(benefit: Benefit, href: str) -> Square:
    if benefit.typical:
        return Square(f"{benefit.typical:g}", benefit.evidence, _DOTS[benefit.evidence], benefit.evidence, href)
    if benefit.evidence in STUDIED:
        return Square("little expected", f"{benefit.evidence} evidence", "", "nothing", href)
    return Square("not studied", "", "", "unknown", href)
