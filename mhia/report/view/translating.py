"""A report in another language: every text that is a phrase of its catalogue is put into it, the rest stays English.

Texts of the rulebook, the proposal's own words and sentences made for one report are no phrases. They say of
themselves that they are English, so that a screen reader changes its voice.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import product
from typing import Any, Literal, NamedTuple, TypeVar, get_origin, get_type_hints

from mhia.languages import SLOT, Catalogue
from mhia.report.view.numbers import MONTHS
from mhia.report.view.page import LANGUAGE, Paragraph, Section, Sheet, View
from mhia.report.view.spoken import Piece, joined, spoken
from mhia.report.view.words import STATUS, SYMBOL, capital, lower, plain

T = TypeVar("T")
_NO_WORDS = frozenset({"id", "href", "symbol", "generator", "proposal_id", "language"})
"""Fields that hold names or signs that are the same in every language."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z“])")
_END = ".:?"
_LONGEST = 500
"""Letters: no phrase is longer, and looking for gaps in a text of many pages would take long."""
_ANYTHING = ".+?"
_FITS = {
    "number": r"[\d,.]+",
    "day": rf"(?:\d+ )?(?:{'|'.join(MONTHS)}) \d+",
    "name": _ANYTHING,
    "symbol": rf"[{''.join(sorted({*''.join(SYMBOL.values()), *''.join(symbol for symbol, _ in STATUS.values())}))}]+",
    "phrase": _ANYTHING,
    "text": _ANYTHING,
}
IN_BRIEF = (
    "Headings, fixed phrases and the words for sizes are in the report’s language; everything else is in English."
)
AT_LENGTH = (
    "The proposal’s own words, the texts of the rulebook and the sentences made for this report alone are in English."
)
NOT_CHECKED = "No translator has checked the phrases."
CHECKED = "The phrases were checked by {name}."


def in_language(view: View, catalogue: Catalogue) -> View:
    """The report in the language of the catalogue, saying near its top, in both languages, what is still English."""
    tongue = Tongue(catalogue)
    checked = CHECKED.format(name=catalogue.checked_by) if catalogue.checked_by else NOT_CHECKED
    english = spoken([Piece(f"In {catalogue.in_english}. {IN_BRIEF} {checked}", LANGUAGE)])
    own = joined((tongue.said(text) for text in (IN_BRIEF, checked)), " ")
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
        inside = {name: getattr(value, name) for name in worded(type(value))}
        changed: dict[str, Any] = {name: new for name, old in inside.items() if (new := self.of(old)) is not old}
        return replace(value, **changed) if changed else value

    def said(self, text: str) -> str:
        """The text in this language as far as it has the words, and marked as English elsewhere."""
        if text not in self._known:
            clean = plain(text)
            self._known[text] = spoken(self._sentences(clean) or self._phrase(clean) or _marked(clean))
        return self._known[text]

    def _sentences(self, text: str) -> tuple[Piece, ...] | None:
        """Several sentences, if each is a phrase: a paragraph that changes its language in the middle reads badly.

        They are looked up one by one first, since a gap for any text would swallow the sentences after it.
        """
        sentences = _BETWEEN_SENTENCES.split(text)
        several = [self._phrase(sentence) for sentence in sentences] if len(sentences) > 1 else []
        if not several or not all(several):
            return None
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
        ways = _ways(text)
        found = next((way for way in ways if way.english in self._fixed), None)
        if found:
            self.used.add(found.english)
            return found.written((Piece(self._fixed[found.english]),))
        # Nearly every phrase is told apart by this alone.
        folded = text.lower()
        possible = [pattern for pattern in self._patterns if pattern.longest in folded]
        for pattern, way in product(possible, ways):
            for filled in pattern.fits(way.english):
                pieces = self._filled(pattern, filled)
                if pieces is not None:
                    self.used.add(pattern.english)
                    return way.written(pieces)
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


@cache
def worded(kind: type) -> tuple[str, ...]:
    """The fields of a kind of record that may hold words; one that holds one of a few fixed names is for programs."""
    hints = get_type_hints(kind)
    inside = [each.name for each in fields(kind) if each.init and each.name not in _NO_WORDS]
    return tuple(name for name in inside if get_origin(hints[name]) is not Literal)


class _Way(NamedTuple):
    """One way to look a text up, and what has to be put back."""

    english: str
    capital: bool
    end: str

    def written(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """What was found as the text was written."""
        first = Piece(capital(pieces[0].text), pieces[0].language) if self.capital else pieces[0]
        return (first, *pieces[1:], Piece(self.end))


def _ways(text: str) -> list[_Way]:
    """The text as it is, and without its capital or its full stop."""
    small = lower(text)
    starts = [(text, False), *([(small, True)] if small != text else [])]
    ends = [text[-1], ""] if len(text) > 1 and text[-1] in _END else [""]
    return [_Way(start.removesuffix(end), was_capital, end) for start, was_capital in starts for end in ends]


class _Pattern:
    """A phrase with slots, made ready."""

    def __init__(self, english: str, says: str) -> None:
        self.english = english
        places = SLOT.split(english)
        literals, slots = places[::3], [kind + number for kind, number in zip(places[1::3], places[2::3], strict=True)]
        self.longest = max(literals, key=len).lower()
        inside = (f"(?P<{slot}>{_FITS[slot.rstrip('123456789')]})" for slot in slots)
        form = re.escape(literals[0])
        for literal, slot in zip(literals[1:], inside, strict=True):
            form += slot + re.escape(literal)
        # What stands between the slots may stand in a slot, too: as little as can be first, then as much.
        self._forms = [re.compile(form)]
        if form.count(_ANYTHING) > 1:
            self._forms.append(re.compile(form.replace(_ANYTHING, ".+")))
        self.parts = _parts(says)

    def fits(self, text: str) -> Iterator[dict[str, str]]:
        """What stands in each slot, if the text is this phrase, in every way that is looked for."""
        if len(text) <= _LONGEST:
            yield from (match.groupdict() for form in self._forms if (match := form.fullmatch(text)))


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
    return replace(section, blocks=(*section.blocks, Paragraph(f"{IN_BRIEF} {AT_LENGTH} {checked}", lead="Language:")))


def _sheet(sheet: Sheet, tongue: Tongue) -> Sheet:
    """A spreadsheet has no place for the language of a text."""
    said = tongue.of(sheet)
    return replace(said, title=str(said.title))
