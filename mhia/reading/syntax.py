"""What the YAML parser's complaints mean, in plain words."""

import re

from yaml.error import Mark, MarkedYAMLError

Explained = tuple[int, int, str, str]
"""Line, column (from 1), what to do, and the code."""

_QUOTE = "put quotes round the whole text"
_BY_PROBLEM = (
    # (words of the parser's problem, words of its context, what to do, code, whether to point at where it began)
    (
        "mapping values are not allowed",
        "",
        f"there is a colon inside text; {_QUOTE}, or check the indentation",
        "Y203",
        False,
    ),
    ("unexpected end of stream", "quoted scalar", "a quotation mark opens here and is never closed", "Y202", True),
    ("document indicator", "quoted scalar", "a quotation mark opens here and is never closed", "Y202", True),
    ("unknown escape", "", "a backslash inside double quotes; use single quotes instead", "Y218", False),
    ("escape", "double-quoted", "a backslash inside double quotes; use single quotes instead", "Y218", False),
    ("expected hexdecimal", "", "a backslash inside double quotes; use single quotes instead", "Y218", False),
    ("tab character", "", "there is a tab here; use spaces to indent", "Y205", False),
    ("alphabetic or numeric", "anchor", f"text cannot begin with `&`; {_QUOTE}", "Y216", True),
    ("alphabetic or numeric", "alias", f"text cannot begin with `*`; {_QUOTE}", "Y216", True),
    ("", "tag", f"text cannot begin with `!`; {_QUOTE}", "Y208", True),
    ("", "directive", f"a line cannot begin with `%`; {_QUOTE}", "Y216", True),
    ("", "block scalar", f"text cannot begin with `>` or `|`; {_QUOTE}", "Y216", True),
    (
        "",
        "flow sequence",
        "a square bracket [ opens here; close it with ], and put commas between the items",
        "Y215",
        True,
    ),
    ("", "flow mapping", "a brace { opens here; close it with }, and put commas between the entries", "Y215", True),
    ("", "flow node", "something is missing between the commas or brackets here", "Y215", False),
    (
        "could not find expected ':'",
        "",
        "this line needs a colon and a space after its key (`key: value`)",
        "Y219",
        True,
    ),
    ("block sequence entries", "", "a list item has to begin on a line of its own, with `- `", "Y204", False),
    (
        "expected '-' indicator",
        "",
        "this line does not fit the list above it; line it up with the other items",
        "Y204",
        False,
    ),
    (
        "expected <block end>",
        "",
        "this line does not fit what is above it; check its indentation and quotes",
        "Y204",
        False,
    ),
    ("expected key", "", "this line does not fit what is above it; check its indentation and quotes", "Y204", False),
    ("document start", "", "this line does not fit what is above it; check its indentation and quotes", "Y204", False),
    ("", "block node", "this line does not fit what is above it; check its indentation and quotes", "Y204", False),
)
_CANNOT_START = "cannot start any token"
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


def explained(text: str, error: MarkedYAMLError) -> Explained:
    """Where a fault of syntax is, and what to do about it."""
    problem, context = error.problem or "", error.context or ""
    here = error.problem_mark or error.context_mark
    if "did not find" in problem and _has_no_key(text, here):
        return *_place(here), "there is a colon with no key before it; give it one, or quote the text", "Y217"
    if _CANNOT_START in problem:
        return *_place(here), _cannot_start(text, here), "Y216"
    for in_problem, in_context, message, code, from_the_beginning in _BY_PROBLEM:
        if in_problem in problem and in_context in context:
            mark = error.context_mark if from_the_beginning and error.context_mark else here
            return *_place(mark), message, code
    return *_place(here), "is not YAML here; check the indentation, quotes and brackets of this line", "Y201"


def tab_or(text: str, error: MarkedYAMLError, otherwise: Explained) -> Explained:
    """The tab that is to blame for a fault of syntax, where there is one up to its line."""
    mark = error.problem_mark or error.context_mark
    last = mark.line if mark else 0
    for match in _TAB_INDENT.finditer(text):
        line = text.count("\n", 0, match.start())
        if line <= last:
            return line + 1, match.end() - match.start(), "there is a tab here; use spaces to indent", "Y205"
    return otherwise


def _cannot_start(text: str, mark: Mark | None) -> str:
    character = _at(text, mark)
    return f"text cannot begin with {'a back-tick' if character == '`' else f'`{character}`'}; {_QUOTE}"


def _has_no_key(text: str, mark: Mark | None) -> bool:
    """Whether there is a colon at a place, and nothing that could be its key in front of it."""
    line, column = _place(mark)
    before = text.splitlines()[line - 1][: column - 1].rstrip() if _at(text, mark) == ":" else "no colon"
    return before == "" or before.endswith(("{", ",", "-"))


def _at(text: str, mark: Mark | None) -> str:
    """The character at a place; nothing at the end of a line."""
    line, column = _place(mark)
    lines = text.splitlines()
    return lines[line - 1][column - 1 : column] if line <= len(lines) else ""


def _place(mark: Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
