"""A search over everything the rulebook says: words in, entries out, the likeliest first.

Words count for more the fewer entries have them and the nearer they stand to the entry's name; an entry with all the
words of a question comes before one with some. The pages of the rulebook carry the same index.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from mhia.rulebook.kinds import KINDS
from mhia.rulebook.leaves import leaves
from mhia.rulebook.lookup import Rulebook
from mhia.rulebook.names import folded, singular

_NAME, _CALLED, _ABOUT, _SAID, _ASIDE = 20, 12, 4, 2, 1
_WEIGHTS = {
    "id": _NAME, "label": _NAME, "name": _NAME,
    "aliases": _CALLED, "officers_say": _CALLED, "short": _CALLED, "in_words": _CALLED, "verb": _CALLED,
    "definition": _ABOUT, "what": _ABOUT, "question": _ABOUT, "citation": _ABOUT, "mechanism": _ABOUT, "group": _ABOUT,
    "matters_most": _ABOUT, "for_services": _ABOUT, "for_groups": _ABOUT, "parents": _ABOUT, "fits_changes": _ABOUT,
    "because": _SAID, "why": _SAID, "finding": _SAID, "for_words": _SAID, "misleads": _SAID, "harms": _SAID,
    "mitigations": _SAID, "design_tips": _SAID, "basis": _SAID,
    "note": _ASIDE, "notes": _ASIDE, "caution": _ASIDE, "works_when": _ASIDE, "fails_when": _ASIDE, "text": _ASIDE,
    "local_number": _ASIDE, "outcome_measures": _ASIDE, "outcome_measured": _ASIDE, "asks": _ASIDE, "advice": _ASIDE,
}  # fmt: skip
"""How much a word counts in a field; fields that are not here are not searched."""
_SHORTEST = 2
_SHORTEST_STEM = 4
_A_PART = 0.6
"""What a word is worth that only begins as the one asked for: swim in swimming."""
_KINDS_FIRST = {"service": 1.5, "change": 1.5, "group": 1.3, "mitigation": 1.1, "check": 0.7, "anchor": 0.5}
"""What people mostly look for comes first among equals."""
_ENOUGH = 12.0
"""Weight at which a word in an entry is half of all that it can count for."""
_EXACT = 1000.0
_LIKE = 0.75
_STOP = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for", "from", "has", "have", "if", "in",
        "is", "it", "its", "less", "more", "no", "not", "of", "on", "one", "or", "so", "than", "that", "the", "their",
        "them", "then", "there", "they", "this", "to", "was", "were", "what", "when", "where", "which",
        "who", "will", "with",
    }
)  # fmt: skip
"""Words that stand everywhere and tell no entries apart."""


@dataclass(frozen=True)
class Found:
    """One entry that answers a search."""

    kind: str
    id: str
    label: str
    score: float
    """Larger is likelier; only the order means anything."""
    says: str
    """The words of the entry that hold most of the question, where its name does not."""


@dataclass(frozen=True)
class Answer:
    """What came of a search."""

    found: tuple[Found, ...]
    meant: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that stand nowhere, with those that were probably meant."""


@dataclass(frozen=True)
class Index:
    """Every word of the rulebook and the entries that have it."""

    entries: tuple[tuple[str, str, str], ...]
    """Kind, id and label, in the order of the files."""
    words: Mapping[str, Mapping[int, int]]
    """Word -> number of the entry -> weight."""
    texts: tuple[tuple[str, ...], ...]
    """The searched texts of each entry, those that weigh most first."""

    def rarity(self, word: str) -> float:
        """How much a word tells entries apart (0 or more)."""
        return math.log(1 + len(self.entries) / len(self.words[word]))


def index(book: Rulebook) -> Index:
    """The index of a rulebook. Takes a few tenths of a second."""
    entries: list[tuple[str, str, str]] = []
    words: dict[str, dict[int, int]] = defaultdict(dict)
    texts: list[tuple[str, ...]] = []
    for kind in KINDS:
        labels = book.labels(kind)
        for id in book.ids(kind):
            number = len(entries)
            entries.append((kind, id, labels[id]))
            said = sorted(_texts(book.entry(kind, id)), key=lambda each: -each[0])
            texts.append(tuple(dict.fromkeys(text for _, text in said)))
            for weight, text in said:
                for word in terms(text):
                    words[word][number] = max(words[word].get(number, 0), weight)
    return Index(tuple(entries), dict(words), tuple(texts))


def search(book: Rulebook, question: str, at: Index | None = None, most: int = 20) -> Answer:
    """The entries that a question in plain or officers' words leads to, likeliest first; and the misspelt words."""
    at = at or index(book)
    asked = list(dict.fromkeys(terms(question)))
    meant = {word: _near(word, at) for word in asked if not _alike(word, at)}
    # A misspelt word is searched for as what it most likely meant.
    looked_for = [meant[word][0] if meant.get(word) else word for word in asked]
    scores: dict[int, float] = defaultdict(float)
    hits: dict[int, set[str]] = defaultdict(set)
    for word in looked_for:
        for number, score in _scores(word, at).items():
            scores[number] += score
            hits[number].add(word)
    named = _named(book, question, at)
    found = [
        (score * len(hits[number]) / len(looked_for) * _KINDS_FIRST.get(at.entries[number][0], 1.0), number)
        for number, score in scores.items()
    ]
    ranked = {number: score + named.pop(number, 0.0) for score, number in found} | named
    order = sorted(ranked, key=lambda number: (-ranked[number], number))
    return Answer(tuple(_found(number, ranked[number], looked_for, at) for number in order[:most]), meant)


def terms(text: str) -> tuple[str, ...]:
    """The words of a text as they are searched: folded, in the singular, without those that stand everywhere."""
    parts = (singular(word) for word in folded(text).split())
    return tuple(word for word in parts if len(word) >= _SHORTEST and word not in _STOP)


def _texts(entry: Any) -> Iterable[tuple[int, str]]:
    for path, value in leaves(entry):
        parts = path.split(".")
        weight = _WEIGHTS.get(parts[-1]) or _WEIGHTS.get(parts[0])
        if weight is None:
            continue
        for text in value if isinstance(value, tuple | list) else (value,):
            if isinstance(text, str) and text:
                # Deep inside an entry a name is that of something else.
                yield (weight if len(parts) == 1 else min(weight, _ABOUT)), text


def _scores(word: str, at: Index) -> dict[int, float]:
    """What each entry is worth for one word, its beginnings included."""
    scores: dict[int, float] = {}
    alikes = _alike(word, at)
    # A rare longer word says no more about what was meant than the word itself.
    rarity = min((at.rarity(alike) for alike in alikes), default=0.0)
    for alike in alikes:
        part = 1.0 if alike == word else _A_PART
        for number, weight in at.words[alike].items():
            worth = part * rarity * weight / (weight + _ENOUGH)
            scores[number] = max(scores.get(number, 0.0), worth)
    return scores


def _alike(word: str, at: Index) -> list[str]:
    """The word itself and longer ones that begin with it."""
    exact = [word] if word in at.words else []
    if len(word) < _SHORTEST_STEM:
        return exact
    return exact + sorted(other for other in at.words if other.startswith(word) and other != word)


def _near(word: str, at: Index) -> tuple[str, ...]:
    return tuple(get_close_matches(word, at.words, n=3, cutoff=_LIKE))


def _named(book: Rulebook, question: str, at: Index) -> dict[int, float]:
    """Entries whose name, alias or officers' word the whole question is."""
    whole = {(kind, id) for kind in KINDS if (id := book.resolve(kind, question))}
    whole |= {("change", id) for id in book.officers_mean(question)}
    return {
        number: _EXACT * _KINDS_FIRST.get(kind, 1.0)
        for number, (kind, id, _) in enumerate(at.entries)
        if (kind, id) in whole
    }


def _found(number: int, score: float, words: list[str], at: Index) -> Found:
    kind, id, label = at.entries[number]
    return Found(kind, id, label, round(score, 3), _says(number, words, at))


def _says(number: int, words: list[str], at: Index) -> str:
    """The text with most of the words; nothing where the label has them all."""
    _, id, label = at.entries[number]
    if all(_has(f"{id} {label}", word) for word in words):
        return ""
    sentences = [text for text in at.texts[number] if "_" not in text]
    return max(sentences, key=lambda text: sum(_has(text, word) for word in words), default="")


def _has(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", folded(text)) is not None
