"""Catalogues of phrases: what a report's fixed words are called in a language other than English, as YAML.

`templates/report/languages/cy.yaml` is the Welsh one; another language is another file. A council's own file of that
name, in its folder of templates, replaces phrases one by one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from mhia import resources
from mhia.errors import FileError, MhiaError, Problem, in_order
from mhia.proposal import Words
from mhia.reading.files import read_document
from mhia.reading.marked import Document
from mhia.reading.records import checked
from mhia.reading.wording import either, nearest
from mhia.record import Record

ENGLISH = "en"
"""The language that reports are written in, and that needs no catalogue."""
SLOT = re.compile(r"\{(number|day|name|symbol|phrase|text)([1-9]?)\}")
"""A gap in a phrase: a number, a day or a month of a year, a name that is the same in every language, another phrase of
the catalogue, or any text, which stays English where it is no phrase."""
_FOLDER = Path("report") / "languages"


class _Phrase(Record):
    en: Words
    """The phrase as the report says it in English."""
    says: Words
    """The same in this language."""


class _File(Record):
    """One catalogue as its file has it. All but the language may be left to the shipped file of the same language."""

    language: Words
    """Its code, as web pages name languages: cy."""
    name: Words | None = None
    """What the language calls itself."""
    in_english: Words | None = None
    checked_by: Words | None = None
    """Who has checked the phrases as a translator, and when."""
    months: Annotated[tuple[Words, ...], Field(min_length=12, max_length=12)] | None = None
    phrases: dict[str, tuple[_Phrase, ...]] = Field(default_factory=dict)
    """By where they stand in a report."""


@dataclass(frozen=True)
class Catalogue:
    """A language, and every phrase that is known in it."""

    code: str
    name: str
    in_english: str
    checked_by: str
    """Empty where no translator has checked it."""
    months: tuple[str, ...]
    phrases: dict[str, str]
    """The phrase for each English one; both may have slots."""

    @cached_property
    def fixed(self) -> dict[str, str]:
        """The phrases without slots."""
        return {english: says for english, says in self.phrases.items() if not SLOT.search(english)}

    @cached_property
    def with_slots(self) -> tuple[tuple[str, str], ...]:
        """The phrases with slots, in the order they are tried: the one that says most itself comes first."""
        several = [pair for pair in self.phrases.items() if SLOT.search(pair[0])]
        return tuple(sorted(several, key=lambda pair: -len(SLOT.sub("", pair[0]))))


def catalogue(code: str, templates: Path | None = None) -> Catalogue:
    """The catalogue of a language, the council's own phrases before the shipped ones.

    MhiaError for a language that has no catalogue; FileError with every fault of a catalogue at its line.
    """
    folders = [folder for folder in (resources.templates_folder(), templates) if folder]
    files = [file for folder in folders if (file := folder / _FOLDER / f"{code}.yaml").is_file()]
    if not files or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", code):
        raise MhiaError(_no_such(code, sorted({ENGLISH, *_codes(folders)})))
    return _laid_over([_read(file, code) for file in files], files[-1])


def _no_such(code: str, known: list[str]) -> str:
    close = nearest(code, known)
    hint = f"did you mean {either(close)}?" if close else f"there are {', '.join(known)}"
    return f"there is no catalogue of phrases for the language `{code}`; {hint}"


def _codes(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        yield from (file.stem for file in (folder / _FOLDER).glob("*.yaml"))


def _read(file: Path, code: str) -> _File:
    document = read_document(file)
    read = checked(_File, document)
    faults = [*_misnamed(read, code, document), *_repeated(read, document), *_uneven(read, document)]
    if faults:
        raise FileError(*in_order(faults))
    return read


def _misnamed(read: _File, code: str, document: Document) -> Iterator[Problem]:
    if read.language != code:
        yield document.problem(("language",), f"has to be {code}, like the name of the file", "P319")


def _repeated(read: _File, document: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    for group, phrases in read.phrases.items():
        for number, phrase in enumerate(phrases):
            if phrase.en in seen:
                yield document.problem(
                    ("phrases", group, number, "en"), "is in this file already; keep one of the two", "P319"
                )
            seen.add(phrase.en)


def _uneven(read: _File, document: Document) -> Iterator[Problem]:
    """Phrases whose slots differ from those of the English: a number would be lost, or stand there twice."""
    for group, phrases in read.phrases.items():
        for number, phrase in enumerate(phrases):
            asked, has = (sorted(match[0] for match in SLOT.finditer(text)) for text in (phrase.en, phrase.says))
            if asked != has:
                wanted = ", ".join(asked) or "no slot"
                message = f"has to have the slots of the English, each once: {wanted}"
                yield document.problem(("phrases", group, number, "says"), message, "P319")


def _laid_over(files: list[_File], last: Path) -> Catalogue:
    phrases: dict[str, str] = {}
    given: dict[str, str | tuple[str, ...]] = {}
    for file in files:
        phrases |= {phrase.en: phrase.says for group in file.phrases.values() for phrase in group}
        given |= {name: value for name in ("name", "in_english", "months") if (value := getattr(file, name))}
    missing = [name for name in ("name", "in_english", "months") if name not in given]
    if missing:
        message = f"has to give {', '.join(missing)}, since no catalogue of this language is shipped"
        raise FileError(Problem(str(last), message=message, code="P320"))
    # Who checked the shipped phrases has not seen the council's, and the other way round: the last one answers.
    return Catalogue(
        code=files[-1].language,
        name=str(given["name"]),
        in_english=str(given["in_english"]),
        checked_by=files[-1].checked_by or "",
        months=tuple(given["months"]),
        phrases=phrases,
    )
