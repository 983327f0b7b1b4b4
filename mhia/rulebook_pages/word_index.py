"""The search index as the site's script reads it: small enough to stand in the page."""

import json
from collections.abc import Mapping

from mhia.evidence.searching import Index
from mhia.rulebook_pages.addresses import address


def word_index(index: Index) -> str:
    """The index as JSON that can stand inside a page: entries, and for each word its entries and weights.

    Numbers of entries are in base 36, each as the distance from the one before, with the weight behind a dot where it
    is not that of the entry before.
    """
    entries = [[kind, label if label != id else "", address(kind, id)] for kind, id, label in index.entries]
    words = {word: _packed(numbers) for word, numbers in sorted(index.words.items())}
    text = json.dumps({"entries": entries, "words": words}, ensure_ascii=False, separators=(",", ":"))
    # Nothing in it may end the element that holds it.
    return text.replace("<", "\\u003c")


def _packed(numbers: Mapping[int, int]) -> str:
    parts, before, weight_before = [], 0, 0
    for number in sorted(numbers):
        weight = numbers[number]
        parts.append(_base36(number - before) + (f".{weight}" if weight != weight_before else ""))
        before, weight_before = number, weight
    return " ".join(parts)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while True:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
        if not number:
            return text
