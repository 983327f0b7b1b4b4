"""The colours of a report, for the formats that have no style sheet of their own."""

import re
from collections.abc import Iterator
from pathlib import Path

from mhia.report.laying_out import template_text

_ROOT = re.compile(r":root\s*\{([^}]*)\}")
_NAMED = re.compile(r"--([\w-]+):\s*#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_PICTURE_RULE = re.compile(r"^svg[ .][^{}]*\{[^}]*\}", re.MULTILINE)
_TONE_RULE = re.compile(r"^\.(\w+) \{ (--fill: [^}]*)\}", re.MULTILINE)
_OF_A_TONE = re.compile(r"--(fill|on): var\(--([\w-]+)\)")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")


def colours(templates: Path | None = None) -> dict[str, str]:
    """The colours that the web page has by daylight, six hexadecimal digits each: `major-adverse` on `paper`.

    They are read from the style sheet, so that a council changes them in one place.
    """
    daylight = _ROOT.search(template_text("report/report.css", templates))
    named = _NAMED.findall(daylight[1]) if daylight else []
    return {name: _six_digits(digits).lower() for name, digits in named}


def picture_style(templates: Path | None = None) -> str:
    """The rules of the web page's style sheet for pictures, with the colours put in."""
    named, sheet = colours(templates), template_text("report/report.css", templates)
    tones = {tone: dict(_OF_A_TONE.findall(own)) for tone, own in _TONE_RULE.findall(sheet)}
    rules = "\n".join(each for rule in _PICTURE_RULE.findall(sheet) for each in _for_each_tone(rule, tones))
    return _VARIABLE.sub(lambda match: f"#{named[match[1]]}" if match[1] in named else "#000", rules)


def _for_each_tone(rule: str, tones: dict[str, dict[str, str]]) -> Iterator[str]:
    """A rule that leaves its colour to the tone of what it is about, written out: on paper a rule knows no other."""
    left_open = [part for part in ("fill", "on") if f"var(--{part})" in rule]
    if not left_open:
        yield rule
        return
    what, is_so = rule.split("{", 1)
    for tone, own in tones.items():
        for part in left_open:
            yield f"{what.strip()}.{tone} {{{is_so.replace(f'var(--{part})', f'var(--{own[part]})')}"


def _six_digits(digits: str) -> str:
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)  # noqa: PLR2004 - #fff is #ffffff
