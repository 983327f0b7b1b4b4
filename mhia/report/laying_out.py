"""Templates: found, compiled once, and never allowed to let text in unescaped."""

import contextlib
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup

from mhia import resources
from mhia.errors import FileError, Problem
from mhia.report.view.spoken import Spoken, bare, joined, lines
from mhia.report.view.words import plain
from mhia.rulebook.compiled import cache_folder

Escape = Callable[[str], str]
MarkLanguage = Callable[[str, str], str]
"""How a format says that a piece of text, escaped already, is in a language: `en-GB`."""
_MOST_REMEMBERED = 2048
"""A report says many words many times over: what is in a cell, what its column is called."""


def unmarked(text: str, _: str) -> str:
    """The piece as it is, in a format that cannot say what language it is in."""
    return text


def laid_out(
    template: str,
    view: object,
    escape: Escape,
    templates: Path | None = None,
    *,
    mark: MarkLanguage = unmarked,
    **more: object,
) -> bytes:
    """The view in a template, as UTF-8. A folder given takes precedence over the shipped templates, file by file.

    Every value goes through `escape` on its way into the page, whether the template asks for it or not, and its pieces
    in another language through `mark`. A template finds `more` by their names.
    """
    try:
        text = _environment(escape, mark, templates).get_template(template).render(view=view, **more)
    except Exception as fault:
        if problem := _in_a_template_of(templates, fault):
            raise FileError(problem) from fault
        raise
    return (text.rstrip("\n") + "\n").encode()


def _in_a_template_of(templates: Path | None, fault: Exception) -> Problem | None:
    """A fault in one of the templates in a folder, at its line; None for a fault that lies elsewhere."""
    if templates is None:
        return None
    message = " ".join(str(fault).split()) or type(fault).__name__
    if isinstance(fault, TemplateSyntaxError):
        file, line = fault.filename, fault.lineno
    else:
        places = traceback.extract_tb(fault.__traceback__)
        own = [place for place in places if templates in Path(place.filename).parents]
        file, line = (own[-1].filename, own[-1].lineno or 0) if own else (None, 0)
        message = f"{message} (a template it names is not there)" if isinstance(fault, TemplateNotFound) else message
    if file is None or templates not in Path(file).parents:
        return None
    return Problem(file=file, line=line, message=f"this template cannot be used: {message}")


def template_file(name: str, templates: Path | None = None) -> Path:
    """Where a template is: in the folder given, or else among the shipped ones."""
    own = templates / name if templates else None
    return own if own and own.is_file() else resources.templates_folder() / name


def template_text(name: str, templates: Path | None = None) -> str:
    """A template as it is written."""
    return template_file(name, templates).read_text(encoding="utf-8")


def _environment(escape: Escape, mark: MarkLanguage, templates: Path | None) -> Environment:
    key = (escape, mark, templates)
    if key not in _ENVIRONMENTS:
        _ENVIRONMENTS[key] = _made(escape, mark, templates)
    return _ENVIRONMENTS[key]


def _made(escape: Escape, mark: MarkLanguage, templates: Path | None) -> Environment:
    @lru_cache(_MOST_REMEMBERED)
    def cleaned(text: str) -> Markup:
        """The text without what no page may hold, escaped."""
        return Markup(escape(plain(text)))  # noqa: S704 - it is escaped here

    def finalize(value: Any) -> Any:
        """Markup comes from our own macros and is passed on; anything else is text, and is cleaned and escaped."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, Spoken) and mark is not unmarked:
            # Such a text was cleaned when its language was looked for.
            pieces = ((escape(piece.text), piece.language) for piece in value.pieces)
            return Markup("".join(mark(text, language) if language else text for text, language in pieces))  # noqa: S704 - escaped
        return cleaned(str(value))

    folders = [folder for folder in (templates, resources.templates_folder()) if folder]
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder, encoding="utf-8") for folder in folders]),
        bytecode_cache=_bytecode_cache(),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["address"] = _address
    environment.filters["bare"] = bare
    environment.filters["joined"] = joined
    environment.filters["lines"] = lines
    environment.filters["within_picture"] = _within_picture
    return environment


def _within_picture(drawn: Markup) -> Markup:
    """What is drawn, with the element that a picture has for a piece of text."""
    return Markup(str(drawn).replace("<span lang=", "<tspan lang=").replace("</span>", "</tspan>"))  # noqa: S704 - escaped


def _address(href: str) -> Markup:
    """An address as it may stand in any format: what could end it or hide in it is encoded."""
    return Markup(quote(href, safe="#/:?&=%+,;~@!$*'-._").replace("'", "%27").replace("&", "&amp;"))  # noqa: S704 - it is encoded


def _bytecode_cache() -> "QuietCache | None":
    folder = cache_folder() / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return QuietCache(str(folder))


class QuietCache(FileSystemBytecodeCache):
    """Compiled templates in the user's cache folder; a folder that cannot be written is no reason to stop."""

    def load_bytecode(self, bucket: Any) -> None:
        """Read what an earlier run compiled, if it can be read."""
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Any) -> None:
        """Keep what was compiled, if it can be kept."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


_ENVIRONMENTS: dict[tuple[Escape, MarkLanguage, Path | None], Environment] = {}
