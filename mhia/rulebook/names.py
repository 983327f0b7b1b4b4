"""The names an entry goes by: its id, its aliases and its label, however they are written."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

_APOSTROPHES = re.compile("['\u2018\u2019]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def folded(word: str) -> str:
    """A name without capitals, apostrophes, hyphens and double spaces: `Children's-Centre` is `childrens centre`."""
    word = _APOSTROPHES.sub("", word.casefold().replace("&", " and "))
    return _BETWEEN_WORDS.sub(" ", word).strip()


def singular(name: str) -> str:
    """A folded name with its last word in the singular: `youth clubs` is `youth club`."""
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def find(names: Mapping[str, str], word: str) -> str | None:
    """The id a word stands for, by folded name; a plural finds its singular."""
    name = folded(word)
    return names.get(name) or names.get(singular(name))


def nearest_ids(names: Mapping[str, str], word: str, most: int = 3) -> tuple[str, ...]:
    """The ids with names most like a word, likest first; none where none is like it."""
    name = folded(word)
    scored = ((_likeness(name, candidate), candidate) for candidate in names)
    near = sorted((-score, len(candidate), candidate) for score, candidate in scored if score >= _LIKE_ENOUGH)
    if near and near[0][0] <= -_A_SLIP:
        # A slip of one or two letters means one thing only.
        near = [each for each in near if each[0] <= -_A_SLIP]
    return tuple(dict.fromkeys(names[candidate] for _, _, candidate in near))[:most]


_LIKE_ENOUGH = 0.7
_A_SLIP = 0.88
_BEGINS_A_NAME = 0.75
_SHORTEST_BEGINNING = 3


def _likeness(name: str, candidate: str) -> float:
    """How like two folded names are, from 0 to 1, in whatever order their words stand."""
    if len(name) >= _SHORTEST_BEGINNING and _all_begin(name.split(), candidate.split()):
        return _BEGINS_A_NAME
    matcher = SequenceMatcher(a=_sorted_words(name), b=_sorted_words(candidate), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LIKE_ENOUGH else 0


def _all_begin(words: list[str], of: list[str]) -> bool:
    """Whether each word begins some word of a name: `older` and `old` both begin `older people`."""
    return all(any(part.startswith(singular(word)) for part in of) for word in words)


def _sorted_words(name: str) -> str:
    return " ".join(sorted(name.split()))
