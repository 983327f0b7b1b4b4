"""The vocabulary of every report: what each band, status and strength is called, and how sentences are joined."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from mhia.assessment import Band, Confidence, Direction, Sensitivity, Significance, Status
from mhia.domains import Domain
from mhia.report.view.figures import Tone

BAND: dict[Band, str] = {"negligible": "very small", "minor": "minor", "moderate": "moderate", "major": "major"}
WAY: dict[Direction, str] = {"adverse": "loss", "beneficial": "gain"}
SYMBOL: dict[tuple[Band, Direction], str] = {
    ("negligible", "adverse"): "▿",
    ("minor", "adverse"): "▾",
    ("moderate", "adverse"): "▼",
    ("major", "adverse"): "▼▼",
    ("negligible", "beneficial"): "▵",
    ("minor", "beneficial"): "▴",
    ("moderate", "beneficial"): "▲",
    ("major", "beneficial"): "▲▲",
}
STATUS: dict[Status, tuple[str, str]] = {
    "finding": ("", ""),
    "little_expected": ("–", "little expected"),
    "not_studied": ("?", "not studied"),
    "not_assessed": ("○", "not assessed"),
}
DOMAIN_MEANS: dict[Domain, str] = {
    "connectedness": "ties with other people",
    "activity": "being physically active",
    "noticing": "noticing the world around",
    "learning": "learning and skills",
    "giving": "giving time and help",
    "coping": "coping with strain",
}
CONFIDENCE: dict[Confidence, str] = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}
SENSITIVITY: dict[Sensitivity, str] = {"standard": "", "raised": "raised need", "high": "high need"}
EVIDENCE = {
    "strong": "strong evidence",
    "moderate": "moderate evidence",
    "weak": "weak evidence",
    "expert": "expert judgement: no study of this was found",
}
BASIS = {
    "proposal": "the proposal's own figure",
    "sourced": "from a source",
    "sourced_related": "from a source on something close to it",
    "sourced_direction": "a source gives the direction; the size is judgement",
    "informed": "judgement informed by sources",
    "expert": "expert judgement",
    "definition": "by definition",
    "computed": "computed",
    "inherited": "taken over from a wider group",
    "strong": "from strong evidence",
    "moderate": "from moderate evidence",
    "weak": "from weak evidence",
}
VERIFIED = {
    "yes": "",
    "partly": "partly checked",
    "no": "not checked",
}
MITIGATION_STATUS = {
    "funded": "funded, so counted in full",
    "planned": "planned, so half of it is counted",
    "proposed": "only proposed, so a quarter of it is counted",
}
TIE = {
    "core": "The service exists for them, or they are most of its users.",
    "common": "They use it, or depend on it, more than others do.",
    "some": "Some of them use it, and they are easily forgotten.",
}
_FEW_WORDS, _FEW_CHARACTERS = 12, 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_TURNS_TEXT_ROUND = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def tone(band: Band, direction: Direction) -> Tone:
    """The tone of an effect."""
    return f"{band}_{direction}"  # type: ignore[return-value]  # every pair is a tone


def effect(band: Band, direction: Direction) -> str:
    """An effect in two words: `moderate loss`."""
    return f"{BAND[band]} {WAY[direction]}"


def band_range(bands: Sequence[Band]) -> str:
    """The plausible bands: `minor`, or `minor to major`."""
    first, last = BAND[bands[0]], BAND[bands[-1]]
    return first if first == last else f"{first} to {last}"


def effect_of(significance: Significance, direction: Direction, bands: Sequence[Band], *, size_unknown: bool) -> str:
    """An effect in words, as a range where the size is not known: `minor to moderate loss`."""
    if size_unknown and bands:
        return f"{band_range(bands)} {WAY[direction]}"
    return effect(significance.band, direction)


def could_be(significance: Significance) -> str:
    """The close call of a significance: `could be minor`, or nothing."""
    return f"could be {BAND[significance.close_call]}" if significance.close_call else ""


def listed(parts: Iterable[str], joint: str = "and") -> str:
    """Words joined as in speech: `a, b and c`."""
    items = [part for part in parts if part]
    if len(items) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def domain_explained(domain: Domain) -> str:
    """A domain with what it means, unless its name says that already: `connectedness (ties with other people)`."""
    means = DOMAIN_MEANS[domain]
    return means if domain in means else f"{domain} ({means})"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """The text with a small first letter: only for words of our own, which never begin with a name."""
    return text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """The text as a sentence: a capital first, a full stop last."""
    text = capital(text.strip())
    return text if not text or text[-1] in ".?!…" or text.endswith((".)", ".”")) else f"{text}."


def phrase(text: str) -> str:
    """The text as part of a longer sentence: no full stop, and no capital on an ordinary first word."""
    text = text.strip().rstrip(".")
    first = text.split(" ", 1)[0].rstrip(",;:")
    ordinary = first[1:].islower() or (first in {"A", "I"} and first != "I")
    return text[:1].lower() + text[1:] if ordinary and first.lower() in _ORDINARY else text


def with_article(words: str) -> str:
    """The words after `a` or `an`."""
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"


def plain(text: str) -> str:
    """Text on one line, without characters that no file may hold or that turn the reading direction round."""
    if text.isprintable() and "  " not in text and text == text.strip():
        # Nearly all text is like that, and every word of a report passes here.
        return text
    text = _TURNS_TEXT_ROUND.sub("", _CONTROL.sub(" ", text))
    return " ".join(text.split())


def shortened(text: str) -> str:
    """A text that somebody wrote, where there is room for a dozen words only."""
    text = plain(text)
    short = " ".join(text.split()[:_FEW_WORDS])[:_FEW_CHARACTERS]
    return text if len(text) <= len(short) else f"{short.rstrip(' ,;:.')}…"


def slug(*parts: str) -> str:
    """The parts as a place in the page: `finding-older-people-coping`."""
    words = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


# Openings of explanations that may lose their capital inside a sentence; anything else could be a name.
_ORDINARY = frozenset(
    """
    a about access advice all also an and any are as at because both but by can cannot child children
    choice closing common contact continuity death delays each effect effects ending expert fares fees
    few fewer for free from gained gains getting going had half has have helps high higher highest if in
    isolation it its judgement keeps less little loneliness losing loss lower many may more most move
    much no not of often on one only other over overlaps people raised reached small so some staff taken
    takes the their there these they this those to travel trial trials two use used users usually
    volunteers when where while who with without works would
    """.split()  # noqa: SIM905 - a list of words reads as words
)
