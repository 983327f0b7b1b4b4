"""What one unquoted word of YAML is: text, a number, yes or no, or nothing.

YAML 1.2, with one addition: yes, no, on and off (any case) are answers, so that `coproduction: yes` works and
`title: no` can be refused with a hint. `0123`, `12:30` and dates stay text.
"""

import re
from functools import lru_cache
from itertools import product

ESCAPED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""What only a backslash in double quotes puts into a text: `"S:\\temp"` holds a tab. A line's end may be folding."""

Scalar = str | int | float | bool | None

_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,24})")
_BEGINS_A_NUMBER = frozenset("+-.0123456789")


def _any_case(word: str) -> list[str]:
    return ["".join(letters) for letters in product(*((letter, letter.upper()) for letter in word))]


NOT_A_NUMBER = frozenset(
    sign + word
    for sign in ("", "+", "-")
    for word in (
        *(".nan", ".NaN", ".NAN", "nan", "NaN", "NAN"),
        *(".inf", ".Inf", ".INF", "inf", "Inf", "INF", "infinity", "Infinity", "INFINITY"),
    )
)
"""The ways of writing what no proposal can mean. `Nan` is left alone: it may be somebody's grandmother."""

WORDS: dict[str, Scalar] = {
    **{spelling: True for word in ("true", "yes", "on") for spelling in _any_case(word)},
    **{spelling: False for word in ("false", "no", "off") for spelling in _any_case(word)},
    **dict.fromkeys(["", "~", *_any_case("null")]),
}
"""Every unquoted word that is not itself."""


@lru_cache(maxsize=1024)  # a round says the same few words and numbers again and again
def scalar(text: str) -> Scalar:
    """The value of an unquoted scalar; ValueError for infinity and what is not a number."""
    if text in WORDS:
        return WORDS[text]
    if text[0] in _BEGINS_A_NUMBER:
        if _WHOLE.fullmatch(text):
            return int(text)
        # A number of more than 25 digits stays text: whoever needs a number says that it is too large.
        if _NUMBER.fullmatch(text) and ("." in text or "e" in text or "E" in text):
            value = float(text)
            if value in (float("inf"), float("-inf")):
                raise ValueError(text)
            return value
    if text in NOT_A_NUMBER:
        raise ValueError(text)
    return text
