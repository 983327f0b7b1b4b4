"""Links inside a report lead somewhere or are not there."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from mhia.report.view.page import View

T = TypeVar("T")


def with_live_links(view: View) -> View:
    """The view without links to places that it does not have (a short report leaves parts out)."""
    return _pruned(view, frozenset(places(view)))


def places(value: Any) -> Iterator[str]:
    """Every place in a piece of a view that a link can lead to."""
    for piece in _pieces(value):
        if getattr(piece, "id", ""):
            yield piece.id


def links(value: Any) -> Iterator[str]:
    """Every address in a piece of a view."""
    for piece in _pieces(value):
        if getattr(piece, "href", ""):
            yield piece.href


def _pieces(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _pieces(item)
    elif is_dataclass(value):
        yield value
        # The findings that are repeated for a short summary are no places of their own.
        yield from (
            piece for field in fields(value) if field.name != "worst" for piece in _pieces(getattr(value, field.name))
        )


def _pruned(value: T, live: frozenset[str]) -> T:
    if isinstance(value, tuple):
        return tuple(_pruned(item, live) for item in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        field.name: new
        for field in fields(value)
        if field.init
        and (new := _pruned(getattr(value, field.name), live)) is not (old := getattr(value, field.name))
        and new != old
    }
    href = getattr(value, "href", "")
    if href.startswith("#") and href[1:] not in live:
        changed["href"] = ""
    return replace(value, **changed) if changed else value
