"""Turning the words of a command line into ids of the rulebook, or saying what was probably meant."""

from typing import TYPE_CHECKING

from mhia.cli.faults import refuse_unknown

if TYPE_CHECKING:
    from mhia.rulebook.lookup import Rulebook


def resolved(book: "Rulebook", kind: str, word: str) -> str:
    """The id that a word stands for. Stops with exit code 2 if there is none."""
    from mhia.rulebook.kinds import kind_named

    if id := book.resolve(kind, word):
        return id
    named = kind_named(kind)
    listed = f"`mhia rulebook list {named.plural}` lists them"
    if kind == "change" and (meant := book.officers_mean(word)):
        refuse_unknown("single change", word, meant, listed)
    return refuse_unknown(named.name, word, book.suggestions(kind, word), listed)


def kind_of_entry(word: str) -> str:
    """The name of a kind of entry, written in the singular or plural. Stops with exit code 2 if there is none."""
    from difflib import get_close_matches

    from mhia.rulebook.kinds import KINDS, kind_named

    try:
        return kind_named(word.lower()).name
    except KeyError:
        plurals = [kind.plural for kind in KINDS.values()]
        refuse_unknown("kind of entry", word, get_close_matches(word, plurals, n=1), f"there are {', '.join(plurals)}")


def meanings(book: "Rulebook", word: str) -> list[tuple[str, str]]:
    """Every kind and id that a word stands for."""
    from mhia.rulebook.kinds import KINDS

    return [(kind, id) for kind in KINDS if (id := book.resolve(kind, word))]


def the_meaning(book: "Rulebook", word: str) -> list[tuple[str, str]]:
    """Every kind and id that a word stands for, at least one. Stops with exit code 2 if there is none."""
    from mhia.rulebook.kinds import KINDS

    found = meanings(book, word)
    if not found:
        near = dict.fromkeys(id for kind in KINDS for id in book.suggestions(kind, word))
        refuse_unknown("entry of the rulebook", word, tuple(near)[:3], "`mhia rulebook list` says what there is")
    return found
