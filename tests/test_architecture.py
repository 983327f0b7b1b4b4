"""The house: which room stands on which floor, and what may be done in it.

Imports go only downwards, late ones and those for type checkers included; rooms on one line do not know each other; the
middle floors take values and give values. Each rule is shown to fail on a small piece of wrong code.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mhia"

HOUSE: tuple[tuple[int, tuple[str, ...]], ...] = (
    # 0: words and ground everything stands on
    (0, ("installing",)),
    (0, ("errors", "domains", "quantity", "version")),
    (0, ("amounts", "record", "resources", "error_codes", "writing")),
    # 1: what files say; what we conclude
    (1, ("reading", "proposal", "rulebook.entries", "assessment")),
    (1, ("rulebook", "round", "logo", "languages", "sheets")),
    (1, ("settings",)),
    # 2: values in, values out
    (2, ("matching", "manual")),
    (2, ("schema",)),
    (2, ("intake", "scoring", "portfolio", "evaluation")),
    (2, ("evidence",)),
    # 3: all wording, order and rounding, once for every format
    (3, ("report.view",)),
    # 4: layout only
    (4, ("report.laying_out",)),
    (4, ("report.drawing",)),
    (
        4,
        (
            "report.markdown",
            "report.webpage",
            "report.word",
            "report.pdf",
            "report.sheet",
            "report.data",
            "report.round_data",
            "report.round_page",
            "report.terminal",
        ),
    ),
    # 5 to 7: names of formats, the command line, the way in
    (5, ("report.formats", "casework")),
    (5, ("batching", "rulebook_pages")),
    (6, ("cli",)),
    (7, ("__main__",)),
)
"""The lines of the house from the ground up: the floor, and the rooms that do not know each other.

A room is a module or a folder.
"""

MAY_TOUCH_THE_WORLD = {"intake"}
"""The one module on the pure floors that reads the disk: a proposal file made ready for scoring."""
MAY_PRINT = {"cli", "__main__"}
IMPURE_MODULES = {
    "glob", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "sys", "tempfile",
    "threading", "time", "uuid", "urllib",
}  # fmt: skip
IMPURE_CALLS = {"open", "input", "now", "today", "utcnow", "read_text", "read_bytes", "write_text", "write_bytes"}
NOT_TEXT = {"os", "pikepdf", "tarfile", "zipfile"}
"""Modules whose `open` knows no encoding."""
LISTS_OF_FIELDS = {"proposal", "assessment", "rulebook.entries"}
"""Modules that only name fields, and may be as long as the list is."""
LONGEST_MODULE = 350
LONGEST_FUNCTION = 50

_BINARY = re.compile(r"[rwxa]\+?b\+?")

Rule = Callable[[str, ast.Module], list[str]]


def test_every_module_has_a_floor() -> None:
    homeless = [name for name, _ in _modules() if _line_of(name) is None and not _is_init(name)]

    assert not homeless, f"give these a room in HOUSE: {homeless}"


def test_every_room_named_here_is_expected() -> None:
    rooms = [room for _, line in HOUSE for room in line]

    assert len(rooms) == len(set(rooms))


def upward_imports(name: str, tree: ast.Module) -> list[str]:
    """Imports from a line above, or from another room on the same line."""
    own, faults = _line_of(name), []
    for target, line in _imports(tree):
        there = _line_of(target)
        if own is None or there is None:
            continue
        if there > own:
            faults.append(f"{name}:{line} looks up to {target}")
        elif there == own and _room_of(target) != _room_of(name):
            faults.append(f"{name}:{line} knows its neighbour {target}")
    return faults


def prints(name: str, tree: ast.Module) -> list[str]:
    """Calls of print outside the command line."""
    if _room_of(name) in MAY_PRINT:
        return []
    # A console that is handed in may be written to; print goes to whatever is there.
    return [
        f"{name}:{node.lineno} prints"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def impurities(name: str, tree: ast.Module) -> list[str]:
    """Disk, clock, chance without a seed, or surroundings, on the pure floors."""
    if _floor_of(name) not in {2, 3} or name in MAY_TOUCH_THE_WORLD:
        return []
    imported = [
        f"{name}:{line} imports {target}"
        for target, line in _all_imports(tree)
        if target.split(".")[0] in IMPURE_MODULES
    ]
    called = [f"{name}:{line} calls {call}" for call, line in _calls(tree) if call in IMPURE_CALLS]
    unseeded = [
        f"{name}:{node.lineno} draws without a seed"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "default_rng" and not (node.args or node.keywords)
    ]
    return imported + called + unseeded


def code_in_init(name: str, tree: ast.Module) -> list[str]:
    """Anything but a docstring in an `__init__` file: packages that import their parts are where cycles begin."""
    if not _is_init(name) or (len(tree.body) == 1 and ast.get_docstring(tree)):
        return []
    return [f"{name}: an __init__ file holds a docstring and nothing else"]


def numbers_in_scoring(name: str, tree: ast.Module) -> list[str]:
    """Numbers other than 0 and 1 in the room that scores: they belong to the rulebook."""
    if _room_of(name) != "scoring":
        return []
    return [
        f"{name}:{node.lineno} holds the number {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value not in {0, 1}
    ]


def oversized(name: str, tree: ast.Module) -> list[str]:
    """Modules and functions too long to be one thing (docstrings and signatures not counted)."""
    faults = []
    end = max((node.end_lineno or 0 for node in tree.body), default=0)
    if end > LONGEST_MODULE and name not in LISTS_OF_FIELDS:
        faults.append(f"{name}: {end} lines; is it still one room with one purpose?")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            size = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if size > LONGEST_FUNCTION:
                faults.append(f"{name}:{node.lineno} {node.name} has {size} lines")
    return faults


def relative_imports(name: str, tree: ast.Module) -> list[str]:
    """Imports that do not say the full name, which the other rules read."""
    return [
        f"{name}:{node.lineno} imports relatively"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def unnamed_encodings(name: str, tree: ast.Module) -> list[str]:
    """Text files in whatever encoding the computer happens to prefer, which breaks the pound sign on some."""
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in {"open", "read_text", "write_text", "fdopen"}:
            of_os = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in NOT_TEXT
            parts = (part for argument in node.args for part in ast.walk(argument))
            binary = any(isinstance(part, ast.Constant) and _BINARY.fullmatch(str(part.value)) for part in parts)
            if not (of_os or binary or any(keyword.arg in {"encoding", "mode"} for keyword in node.keywords)):
                faults.append(f"{name}:{node.lineno} does not say the encoding")
    return faults


def undescribed(name: str, tree: ast.Module) -> list[str]:
    """Public functions, methods and classes, wherever they stand, that do not say what one gets."""
    return [
        f"{name}:{node.lineno} {node.name} has no docstring"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


RULES: tuple[Rule, ...] = (
    upward_imports,
    prints,
    impurities,
    code_in_init,
    numbers_in_scoring,
    oversized,
    relative_imports,
    unnamed_encodings,
    undescribed,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    faults = [fault for name, path in _modules() for fault in rule(name, _tree(path))]

    assert not faults, "\n".join(faults)


LONG_BODY = "def slow():\n" + "    x = 1\n" * (LONGEST_FUNCTION + 1)

WRONG: tuple[tuple[Rule, str, str], ...] = (
    (upward_imports, "errors", "from mhia.proposal import Proposal"),
    (upward_imports, "scoring.assessing", "import mhia.report.view.building"),
    (upward_imports, "scoring.assessing", "from mhia import cli"),
    (upward_imports, "scoring.assessing", "def late():\n    from mhia.cli import app"),
    (upward_imports, "proposal", "if TYPE_CHECKING:\n    from mhia.rulebook.loading import Rulebook"),
    (upward_imports, "report.markdown", "from mhia.report.webpage import render"),
    (upward_imports, "portfolio", "from mhia.evaluation import evaluate"),
    (prints, "scoring.assessing", "print('found')"),
    (prints, "report.markdown", "def f():\n    print('found')"),
    (impurities, "scoring.assessing", "import os"),
    (impurities, "scoring.assessing", "from os.path import join"),
    (impurities, "matching", "from pathlib import Path"),
    (impurities, "report.view.words", "import random"),
    (impurities, "report.view.words", "def f():\n    import time"),
    (impurities, "scoring.assessing", "from datetime import date\nx = date.today()"),
    (impurities, "scoring.assessing", "import datetime\nx = datetime.datetime.now()"),
    (impurities, "portfolio", "x = open('p.yaml')"),
    (impurities, "scoring.drawing", "x = numpy.random.default_rng()"),
    (code_in_init, "report.__init__", '"""Reports."""\nfrom mhia.report import formats'),
    (code_in_init, "report.__init__", ""),
    (numbers_in_scoring, "scoring.assessing", "x = 0.5"),
    (numbers_in_scoring, "scoring.assessing", "x = y ** 2"),
    (oversized, "scoring.assessing", LONG_BODY),
    (oversized, "scoring.assessing", "x = 1\n" * (LONGEST_MODULE + 1)),
    (relative_imports, "scoring.assessing", "from . import responses"),
    (unnamed_encodings, "reading.files", "x = open('p.yaml')"),
    (unnamed_encodings, "reading.files", "x = path.read_text()"),
    (undescribed, "scoring.assessing", "def public():\n    return 1"),
    (undescribed, "scoring.assessing", "class Public:\n    x = 1"),
    (undescribed, "scoring.assessing", "class _Private:\n    def public(self): ..."),
)


@pytest.mark.parametrize(("rule", "name", "source"), WRONG, ids=lambda part: part.__name__ if callable(part) else None)
def test_each_rule_can_fail(rule: Rule, name: str, source: str) -> None:
    assert rule(name, ast.parse(source))


RIGHT: tuple[tuple[Rule, str, str], ...] = (
    (upward_imports, "cli.assess", "from mhia.report.formats import FORMATS"),
    (upward_imports, "scoring.assessing", "from mhia.scoring.responses import RESPONSES"),
    (upward_imports, "scoring.assessing", "import numpy"),
    (prints, "cli.check", "print('good')"),
    (prints, "report.terminal", "console.print('good')"),
    (impurities, "intake", "from pathlib import Path"),
    (impurities, "reading.files", "from pathlib import Path"),
    (impurities, "scoring.drawing", "x = numpy.random.default_rng(seed)"),
    (impurities, "scoring.assessing", "from datetime import date"),
    (code_in_init, "report.__init__", '"""Reports."""'),
    (numbers_in_scoring, "scoring.assessing", "x = -1 + 0 + 1.0 if True else 0"),
    (numbers_in_scoring, "portfolio", "x = 2"),
    (oversized, "proposal", "x = 1\n" * (LONGEST_MODULE + 1)),
    (unnamed_encodings, "reading.files", "x = open('p.yaml', 'rb')"),
    (unnamed_encodings, "reading.files", "x = path.open('r+b' if again else 'w+b')"),
    (unnamed_encodings, "reading.files", "x = path.read_text(encoding='utf-8')"),
    (undescribed, "scoring.assessing", "def _private():\n    return 1"),
)


@pytest.mark.parametrize(("rule", "name", "source"), RIGHT, ids=lambda part: part.__name__ if callable(part) else None)
def test_no_rule_fails_good_code(rule: Rule, name: str, source: str) -> None:
    assert not rule(name, ast.parse(source))


def test_a_module_nobody_placed_is_noticed() -> None:
    assert _line_of("utils") is None
    assert _line_of("report.powerpoint") is None


def _modules() -> Iterator[tuple[str, Path]]:
    """Every module of the package by its name without `mhia.`, and its file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield ".".join(path.relative_to(PACKAGE).with_suffix("").parts), path


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _is_init(name: str) -> bool:
    return name.rpartition(".")[2] == "__init__"


def _room_of(name: str) -> str | None:
    """The room of a module: the longest name in HOUSE that it is, or is inside."""
    parts = name.split(".")
    rooms = {room for _, line in HOUSE for room in line}
    inside = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((room for room in inside if room in rooms), None)


def _line_of(name: str) -> int | None:
    room = _room_of(name)
    return next((number for number, (_, line) in enumerate(HOUSE) if room in line), None)


def _floor_of(name: str) -> int | None:
    line = _line_of(name)
    return None if line is None else HOUSE[line][0]


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What is imported from mhia, by its name without `mhia.`, wherever it stands in the file."""
    for target, line in _all_imports(tree):
        if target.startswith("mhia."):
            yield target.removeprefix("mhia."), line


def _all_imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from mhia import cli` imports a module, `from mhia.errors import Problem` a name; both are read alike.
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield _called(node), node.lineno


def _called(node: ast.Call) -> str:
    """The last part of what is called: `date.today` gives `today`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""
