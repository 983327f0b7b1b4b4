"""The typesetter: a template of typst's own, what it is given as data, and what comes out.

Nothing a user wrote is ever part of a program here: it reaches the template as JSON, so there is nothing to escape.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from mhia import resources
from mhia.errors import FileError, Problem
from mhia.report.laying_out import template_file

LETTERS = "Liberation Sans"
"""The font of what is typeset. It is shipped, so that every machine makes the same page."""
_BROKEN = 24
"""A word longer than this may be broken anywhere, or it would run off the page."""
_NO_LETTER = "could not be displayed"
_PLACE = re.compile(r"┌─ .*?:(\d+):(\d+)")
_SAMPLE = b'#set document(title: "x")\n#set text(font: ("%s", "DejaVu Sans Mono"))\n#sys.inputs.given'


def typeset(template: str, given: Any, templates: Path | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1) of the template, which finds what it is given in `sys.inputs.given` as JSON.

    Characters that no shipped font has are looked for on this machine; one that is nowhere is named in brackets.
    FileError where a template of the user's own is broken.
    """
    file, text = template_file(template, templates), json.dumps(given, ensure_ascii=False)
    try:
        return _made(str(file), text, "pdf", everywhere=False)
    except typst.TypstError as fault:
        if _NO_LETTER not in str(fault):
            raise _explained(fault, file, templates) from None
    unusual = "".join(sorted({letter for letter in text if not letter.isascii()}))
    named = {ord(letter): _name(letter) for letter in _without_letter(unusual)}
    return _made(str(file), text.translate(named), "pdf", everywhere=True)


def rasterised(svg: str, dots_per_inch: int) -> bytes:
    """A picture as PNG."""
    template = template_file("report/picture.typ")
    return _made(
        str(template), json.dumps({"svg": svg}, ensure_ascii=False), "png", everywhere=False, ppi=dots_per_inch
    )


def breakable(text: str) -> str:
    """The text with places inside its longest words where a line may end."""
    if len(text) <= _BROKEN:
        return text
    words = text.split(" ")
    if all(len(word) <= _BROKEN for word in words):
        return text
    return " ".join(
        "\u200b".join(word[at : at + _BROKEN] for at in range(0, len(word), _BROKEN)) or word for word in words
    )


def _explained(fault: typst.TypstError, file: Path, templates: Path | None) -> Exception:
    """A fault in a council's own template at its place; one in ours as it is."""
    if templates is None or templates not in file.parents:
        return fault
    place = _PLACE.search(str(fault.diagnostic))
    line, column = (int(place[1]), int(place[2])) if place else (0, 0)
    return FileError(Problem(file=str(file), line=line, column=column, message=str(fault.message)))


def _without_letter(text: str) -> str:
    """The characters that no font on this machine has: found by halves, because only trying tells."""
    try:
        _compiler(None, everywhere=True).compile(
            input=_SAMPLE % LETTERS.encode(), sys_inputs={"given": text}, format="pdf", pdf_standards=["ua-1"]
        )
    except typst.TypstError:
        if len(text) == 1:
            return text
        half = len(text) // 2
        return _without_letter(text[:half]) + _without_letter(text[half:])
    return ""


def _name(letter: str) -> str:
    """A character in words: `[grinning face]`."""
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"


def _made(file: str, given: str, kind: Literal["pdf", "png"], *, everywhere: bool, ppi: float | None = None) -> bytes:
    compiler = _compiler(file, everywhere=everywhere)
    made = compiler.compile(
        sys_inputs={"given": given}, format=kind, ppi=ppi, pdf_standards=["ua-1"] if kind == "pdf" else []
    )
    return bytes(made[0] if isinstance(made, list) else made)


@cache
def _compiler(file: str | None, *, everywhere: bool) -> Any:
    """A typesetter that knows its fonts; fonts of the machine only where they are asked for."""
    fonts = str(resources.templates_folder() / "report" / "fonts")
    return typst.Compiler(file, font_paths=[fonts], ignore_system_fonts=not everywhere)
