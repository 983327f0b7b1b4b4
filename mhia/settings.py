"""What a council settles once for all its runs, in a file `mhia.yaml` in the folder where mhia is run."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from mhia.amounts import MisreadError
from mhia.errors import FileError
from mhia.logo import Logo, read_logo
from mhia.proposal import Words
from mhia.reading.files import read_document
from mhia.reading.marked import Document
from mhia.reading.records import checked
from mhia.reading.wording import either, nearest
from mhia.record import Record

FILE = "mhia.yaml"
"""The name of the settings file."""
SECTIONS = (
    "proposal", "affected", "findings", "mitigation", "timing", "certainty", "evidence", "conditions", "engagement",
    "questions", "duties", "monitoring", "audit", "assumptions", "method",
)  # fmt: skip
"""The numbered parts of a report, in their usual order."""
MAY_BE_LEFT_OUT = ("timing", "conditions", "questions", "duties", "monitoring", "audit")
"""The parts that a council may leave out, because its own papers have them."""
STAYS: dict[str, str] = {
    "red_lines": "harms have to be seen before any total",
    "summary": "it is what is read aloud",
    "grid": "it shows every group, those who lose and those who gain",
    "proposal": "a reader has to see what was assessed",
    "affected": "a group that nobody named has to be seen",
    "findings": "a size without its reasons cannot be argued with",
    "mitigation": "what softens a harm belongs beside it",
    "certainty": "a size without its range claims too much",
    "evidence": "what speaks against a finding has to be seen",
    "engagement": "who was not asked has to be seen",
    "assumptions": "what was assumed has to be seen, or nobody can put it right",
    "method": "others have to be able to do it again",
    "annex-a": "it says in words what the grid shows",
    "sources": "a finding without its sources cannot be checked",
}
"""The parts that always stay, and why."""
Content = Literal[
    "attached", "red_lines", "wellbeing", "equality", "risk", "consultation", "mitigation", "money", "options",
    "monitoring", "questions", "standing",
]  # fmt: skip
"""What can stand under a heading of a cover report, taken from the assessment."""


def _movable(name: str) -> str:
    if name in {"red_lines", "summary", "grid"}:
        raise MisreadError(f"`{name}` stands on the first page and cannot be moved", "P317")
    if name in {"annex-a", "sources"}:
        raise MisreadError(f"`{name}` is an annex and stands at the end", "P317")
    return _known(name, SECTIONS)


def _dispensable(name: str) -> str:
    if name in STAYS:
        raise MisreadError(f"`{name}` cannot be left out: {STAYS[name]}", "P317")
    return _known(name, MAY_BE_LEFT_OUT)


def _known(name: str, names: Collection[str]) -> str:
    if name in names:
        return name
    close = nearest(name, {*SECTIONS, *STAYS}, most=1)
    hint = f"did you mean {either(close)}?" if close else f"there are {', '.join(names)}"
    raise MisreadError(f"`{name}` is no part of a report; {hint}", "P304")


class LogoFile(Record):
    """A picture for the top of the reports."""

    file: Words
    """PNG, JPEG or SVG, from where the settings file is."""
    alt: Words
    """What is said in its place to those who do not see it: the council's name, as a rule."""


class Sections(Record):
    """In which order the parts of a report come, and which are left out."""

    order: tuple[Annotated[Words, AfterValidator(_movable)], ...] = ()
    """Those that come first; the others follow in their usual order."""
    leave_out: tuple[Annotated[Words, AfterValidator(_dispensable)], ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        every = (*self.order, *self.leave_out)
        twice = next((name for name in every if every.count(name) > 1), None)
        if twice:
            raise MisreadError(f"`{twice}` stands here twice; name each part once", "P318")
        return self


class CoverHeading(Record):
    """A heading of the council's cover reports, and what the assessment has to say under it."""

    heading: Words
    takes: tuple[Content, ...]


class Cover(Record):
    """The sheet in front of a committee's paper."""

    committee: Words | None = None
    author: Words | None = None
    contact: Words | None = None
    wards: tuple[Words, ...] = ()
    classification: Words | None = None
    """Whether the public may read it, in the council's own words."""
    headings: tuple[CoverHeading, ...] = ()


class Settings(Record):
    """What can be settled."""

    rulebook: Words | None = None
    """A local rulebook folder, from where the settings file is."""
    templates: Words | None = None
    """A folder of the council's own report templates, from where the settings file is."""
    language: Words | None = None
    """The language of reports, as web pages name it: cy. English if left out."""
    logo: LogoFile | None = None
    sections: Sections | None = None
    cover: Cover | None = None


def settings(folder: Path) -> Settings:
    """The settings of a folder; none where it has no settings file. FileError with every fault in it."""
    document = _document(folder)
    return checked(Settings, document) if document else Settings()


def logo(folder: Path) -> Logo | None:
    """The logo that the settings of a folder name. FileError, at its line there, where it cannot be used."""
    document = _document(folder)
    named = checked(Settings, document).logo if document else None
    if document is None or named is None:
        return None
    try:
        return read_logo(folder / named.file, named.alt)
    except MisreadError as fault:
        raise FileError(document.problem(("logo", "file"), str(fault), fault.code)) from None


def _document(folder: Path) -> Document | None:
    file = folder / FILE
    return read_document(file, FILE) if file.is_file() else None
