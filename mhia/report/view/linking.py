"""Links inside a report lead somewhere or are not there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from mhia.report.view.page import View

T = TypeVar("T")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def with_live_links(view: View) -> View:
    """The view without links to places that it does not have (a short report leaves parts out)."""
    live = frozenset(places(view))
    return _relinked(view, lambda href: "" if href.startswith("#") and href[1:] not in live else href)


def with_files_at(view: View, folder: str | None) -> View:
    """The view with its links to files leading to them from where it will be; without those links where nobody knows.

    `folder` is the folder in which the view takes the files to be, seen from the view's own: empty, or with a slash at
    its end.
    """
    return _relinked(
        view,
        lambda href: (
            href
            if not href or href.startswith("#") or _ADDRESS.match(href)
            else ""
            if folder is None
            else f"{folder}{href}"
        ),
    )


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


def _relinked(value: T, new_for: Callable[[str], str]) -> T:
    if isinstance(value, tuple):
        return tuple(_relinked(item, new_for) for item in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        field.name: new
        for field in fields(value)
        if field.init
        and (new := _relinked(getattr(value, field.name), new_for)) is not (old := getattr(value, field.name))
        and new != old
    }
    href = getattr(value, "href", "")
    if (address := new_for(href)) != href:
        changed["href"] = address
    return replace(value, **changed) if changed else value
