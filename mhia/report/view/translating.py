"""A report in another language: every text that is a phrase of its catalogue is put into it, the rest stays English.

Texts of the rulebook, the proposal's own words and sentences made for one report are no phrases. They say of
themselves that they are English, so that a screen reader changes its voice.
"""

import re
from dataclasses import fields, is_dataclass, replace
from itertools import product
from typing import Any, TypeVar

from mhia.languages import SLOT, Catalogue
from mhia.report.view.numbers import MONTHS
from mhia.report.view.page import LANGUAGE, Paragraph, Section, Sheet, View
from mhia.report.view.spoken import Piece, joined, spoken
from mhia.report.view.words import STATUS, SYMBOL, capital, lower, plain

T = TypeVar("T")
_NO_WORDS = frozenset(
    {"kind", "id", "href", "tone", "shape", "symbol", "generator", "proposal_id", "profile", "language"}
)
"""Fields that hold names for programs, which are the same in every language."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z“])")
_END = ".:?"
_LONGEST = 500
"""Letters: no phrase is longer, and looking for gaps in a text of many pages would take long."""
_FITS = {
    "number": r"[\d,.]+",
    "day": rf"(?:\d+ )?(?:{'|'.join(MONTHS)}) \d+",
    "name": r".+?",
    "symbol": rf"[{''.join(sorted({*''.join(SYMBOL.values()), *''.join(symbol for symbol, _ in STATUS.values())}))}]+",
    "phrase": r".+?",
    "text": r".+?",
}
WHAT_IS_ENGLISH = (
    "Headings, fixed phrases and the words for sizes are in the report’s language. The proposal’s own words, the texts "
    "of the rulebook and the sentences made for this report alone are in English."
)
NOT_CHECKED = "No translator has checked its fixed phrases."
CHECKED = "Its fixed phrases were checked by {name}."


def in_language(view: View, catalogue: Catalogue) -> View:
    """The report in the language of the catalogue, saying near its top, in both languages, what is still English."""
    tongue = Tongue(catalogue)
    checked = CHECKED.format(name=catalogue.checked_by) if catalogue.checked_by else NOT_CHECKED
    english = spoken([Piece(f"This report is in {catalogue.in_english}. {WHAT_IS_ENGLISH} {checked}", LANGUAGE)])
    own = joined((tongue.said(text) for text in (WHAT_IS_ENGLISH, checked)), " ")
    return replace(
        tongue.of(replace(view, sections=tuple(_with_method(section, checked) for section in view.sections))),
        language=catalogue.code,
        notice=(own, english),
        # A spreadsheet is made from the English report, which it looks parts up in, and put into the language after it.
        sheets=lambda _: tuple(_sheet(sheet, tongue) for sheet in view.sheets(view)),
    )


def put_into(value: T, catalogue: Catalogue) -> T:
    """A record of texts in the language of the catalogue, each that is no phrase marked as English."""
    return Tongue(catalogue).of(value)


class Tongue:
    """What one language makes of texts."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Make ready every phrase with slots."""
        self._fixed, self._months = catalogue.fixed, dict(zip(MONTHS, catalogue.months, strict=True))
        self._patterns = tuple(_Pattern(english, says) for english, says in catalogue.with_slots)
        self._known: dict[str, str] = {}
        self._looked_up: dict[str, tuple[Piece, ...] | None] = {}
        self.used: set[str] = set()
        """The English of every phrase that was said."""

    def of(self, value: T) -> T:
        """A piece of a view with every text in it said in this language, or marked as English."""
        if isinstance(value, str):
            return self.said(value)  # type: ignore[return-value]  # a text for a text
        if isinstance(value, tuple):
            return tuple(self.of(item) for item in value)  # type: ignore[return-value]
        if not is_dataclass(value) or isinstance(value, type):
            return value
        inside = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
        changed: dict[str, Any] = {
            name: new for name, old in inside.items() if name not in _NO_WORDS and (new := self.of(old)) is not old
        }
        return replace(value, **changed) if changed else value

    def said(self, text: str) -> str:
        """The text in this language as far as it has the words, and marked as English elsewhere."""
        if text not in self._known:
            clean = plain(text)
            self._known[text] = spoken(self._phrase(clean) or self._sentences(clean))
        return self._known[text]

    def _sentences(self, text: str) -> tuple[Piece, ...]:
        """Several sentences, if each is a phrase: a paragraph that changes its language in the middle reads badly."""
        several = [self._phrase(sentence) for sentence in _BETWEEN_SENTENCES.split(text)]
        if not all(several):
            return _marked(text)
        return tuple(piece for said in several for piece in (Piece(" "), *(said or ())))[1:]

    def _phrase(self, text: str) -> tuple[Piece, ...] | None:
        """The text in this language, None where it is no phrase."""
        if text not in self._looked_up:
            self._looked_up[text] = self._however_written(text)
        return self._looked_up[text]

    def _however_written(self, text: str) -> tuple[Piece, ...] | None:
        """A phrase whose first letter may be a capital, and which may end with a full stop; or what has no words."""
        if not _WORD.search(text):
            return (Piece(text),)
        # A phrase that stands in the catalogue as it is comes before one that is made of others.
        for look in (self._as_it_stands, self._made_of_others):
            for opened, closed in product((False, True), (True, False)):
                english, end = lower(text) if opened else text, text[-1:] if closed else ""
                if (opened and english == text) or (closed and (end not in _END or len(text) == 1)):
                    continue
                found = look(english.removesuffix(end) if end else english)
                if found is not None:
                    first = Piece(capital(found[0].text), found[0].language) if opened else found[0]
                    return (first, *found[1:], Piece(end))
        return None

    def _as_it_stands(self, text: str) -> tuple[Piece, ...] | None:
        if text not in self._fixed:
            return None
        self.used.add(text)
        return (Piece(self._fixed[text]),)

    def _made_of_others(self, text: str) -> tuple[Piece, ...] | None:
        for pattern in self._patterns:
            # Nearly every phrase is told apart by this alone.
            filled = pattern.fits(text) if pattern.longest in text else None
            pieces = self._filled(pattern, filled) if filled else None
            if pieces is not None:
                self.used.add(pattern.english)
                return pieces
        return None

    def _filled(self, pattern: "_Pattern", filled: dict[str, str]) -> tuple[Piece, ...] | None:
        """A phrase with what stands in its slots said, too; None where a phrase should stand there and does not."""
        pieces: list[Piece] = []
        for literal, slot in pattern.parts:
            pieces.append(Piece(literal))
            if slot:
                inside = self._slot(slot, filled[slot])
                if inside is None:
                    return None
                pieces += inside
        return tuple(pieces)

    def _slot(self, slot: str, text: str) -> tuple[Piece, ...] | None:
        kind = slot.rstrip("123456789")
        if kind == "day":
            return (Piece(" ".join(self._months.get(word, word) for word in text.split())),)
        if kind in {"number", "name", "symbol"}:
            return (Piece(text),)
        found = self._phrase(text)
        if kind == "text":
            return found or _marked(text)
        return found if found and not any(piece.language for piece in found) else None


class _Pattern:
    """A phrase with slots, made ready."""

    def __init__(self, english: str, says: str) -> None:
        self.english = english
        places = SLOT.split(english)
        literals, slots = places[::3], [kind + number for kind, number in zip(places[1::3], places[2::3], strict=True)]
        self.longest = max(literals, key=len)
        inside = (f"(?P<{slot}>{_FITS[slot.rstrip('123456789')]})" for slot in slots)
        form = re.escape(literals[0])
        for literal, slot in zip(literals[1:], inside, strict=True):
            form += slot + re.escape(literal)
        self._form = re.compile(form)
        self.parts = _parts(says)

    def fits(self, text: str) -> dict[str, str] | None:
        """What stands in each slot, if the text is this phrase."""
        match = self._form.fullmatch(text) if len(text) <= _LONGEST else None
        return match.groupdict() if match else None


def _parts(says: str) -> tuple[tuple[str, str], ...]:
    """What a phrase says, in pieces, each with the slot that follows it."""
    places = SLOT.split(says)
    slots = [kind + number for kind, number in zip(places[1::3], places[2::3], strict=True)]
    return tuple(zip(places[::3], [*slots, ""], strict=True))


def _marked(text: str) -> tuple[Piece, ...]:
    """A text as English."""
    return (Piece(text, LANGUAGE),)


def _with_method(section: Section, checked: str) -> Section:
    """The part on method says how far the language goes, too."""
    if section.id != "method":
        return section
    return replace(section, blocks=(*section.blocks, Paragraph(f"{WHAT_IS_ENGLISH} {checked}", lead="Language:")))


def _sheet(sheet: Sheet, tongue: Tongue) -> Sheet:
    """A spreadsheet has no place for the language of a text."""
    said = tongue.of(sheet)
    return replace(said, title=str(said.title))
