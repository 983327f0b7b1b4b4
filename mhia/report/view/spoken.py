"""Text of which pieces are in another language than the report, so that a format can say so to a screen reader."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple, Self, TypeVar

T = TypeVar("T")


class Piece(NamedTuple):
    """A piece of a text, and its language where that is not the report's own: `en-GB`."""

    text: str
    language: str = ""


class Spoken(str):
    """A text made of pieces. To whoever does not ask for the pieces it is a text like any other."""

    __slots__ = ("pieces",)
    pieces: tuple[Piece, ...]

    def __new__(cls, *pieces: Piece) -> Self:
        """The pieces as one text."""
        made = super().__new__(cls, "".join(piece.text for piece in pieces))
        made.pieces = pieces
        return made


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of a text; one in the report's own language where nothing else is said."""
    return text.pieces if isinstance(text, Spoken) else (Piece(text),)


def spoken(pieces: Iterable[Piece]) -> str:
    """The pieces as a text: neighbours of one language joined, and plain where all is in the report's own."""
    made: list[Piece] = []
    for piece in pieces:
        if made and made[-1].language == piece.language:
            made[-1] = Piece(made[-1].text + piece.text, piece.language)
        elif piece.text:
            made.append(piece)
    return Spoken(*made) if any(piece.language for piece in made) else "".join(piece.text for piece in made)


def joined(texts: Iterable[str], between: str = "") -> str:
    """The texts one after the other, each in its own language."""
    return spoken(_with(between, texts))


def lines(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of so many letters at most, each piece in its own language."""
    made, end = [], 0
    for line in textwrap.wrap(str(text), width, expand_tabs=False, replace_whitespace=False):
        start = text.index(line, end)
        end = start + len(line)
        made.append(_part(text, start, end))
    return tuple(made) or ("",)


def bare(value: T) -> T:
    """A piece of a view whose texts do not say their language: for places that cannot hold it, such as attributes."""
    if isinstance(value, Spoken):
        return str(value)  # type: ignore[return-value]  # a text for a text
    if isinstance(value, tuple):
        return tuple(bare(item) for item in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    inside: dict[str, Any] = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
    changed = {name: new for name, old in inside.items() if (new := bare(old)) is not old}
    return replace(value, **changed) if changed else value


def _part(text: str, start: int, end: int) -> str:
    pieces, at = [], 0
    for piece in pieces_of(text):
        pieces.append(Piece(piece.text[max(0, start - at) : max(0, end - at)], piece.language))
        at += len(piece.text)
    return spoken(piece for piece in pieces if piece.text)


def _with(between: str, texts: Iterable[str]) -> Iterator[Piece]:
    for number, text in enumerate(texts):
        if number and between:
            yield Piece(between)
        yield from pieces_of(text)
