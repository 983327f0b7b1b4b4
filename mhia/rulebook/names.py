"""The names an entry goes by: its id, its aliases and its label, however they are written."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

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
    """The ids with names most like a word: misspellings first, then names that share its words."""
    name = folded(word)
    like = get_close_matches(name, names, n=most * 2, cutoff=0.75)
    ids = dict.fromkeys(names[match] for match in like)
    if len(ids) < most and name:
        ids.update(dict.fromkeys(_sharing_words(names, name)))
    return tuple(ids)[:most]


def _sharing_words(names: Mapping[str, str], name: str) -> Iterable[str]:
    """Ids of the names that have most of a name's words in them, the shortest name first."""
    words = {singular(word) for word in name.split() if len(word) > len("and")}
    shared = [
        (-len(words & {singular(part) for part in candidate.split()}), len(candidate), id)
        for candidate, id in names.items()
    ]
    return [id for common, _, id in sorted(shared) if common]
