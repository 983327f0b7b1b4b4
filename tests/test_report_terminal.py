"""The summary on the terminal."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from reporting import EVERY, ROOT, viewed

from mhia.report.terminal import print_summary

GOLDEN = Path(__file__).parent / "golden" / "terminal"
WIDTH = 80


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def summary(name: str, monkeypatch: pytest.MonkeyPatch, width: int = WIDTH) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    stream = io.StringIO()
    print_summary(viewed(name), stream, [f"assessments/{name}.html"])
    return stream.getvalue()


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("name", EVERY)
def test_no_line_is_wider_than_the_terminal(name: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = summary(name, monkeypatch, width).splitlines()
    assert max(len(line) for line in lines) <= max(width, 40)


@pytest.mark.parametrize("name", ["slough-childrens-centres", "refuge-closes", "size-unknown"])
def test_the_summary_is_what_it_was(name: str, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    """What the tool said last time, not what is true."""
    golden = GOLDEN / f"{name}.txt"
    made = summary(name, monkeypatch)
    if pytestconfig.getoption("--accept", default=False):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_red_lines_come_before_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    text = summary("refuge-closes", monkeypatch)
    assert text.index("Domestic abuse") < text.index("Worst effect")


def test_it_says_where_the_files_went(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "assessments/slough-childrens-centres.html" in summary("slough-childrens-centres", monkeypatch)


def test_text_from_a_proposal_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    stream = Terminal()
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "120")
    print_summary(replace(viewed("nothing-said"), title="\x1b[31mred\x07 [bold]x[/bold]"), stream)
    assert "\x07" not in stream.getvalue()
    assert "[bold]x[/bold]" in stream.getvalue()


@pytest.mark.parametrize("width", ["50", "120"])
def test_a_terminal_gets_the_grid(width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    print_summary(viewed("slough-childrens-centres"), stream)
    assert "minor loss" in stream.getvalue()


def test_nothing_is_loaded_for_a_table_where_there_is_no_terminal() -> None:
    code = (
        "import io, sys; from reporting import viewed; from mhia.report.terminal import print_summary; "
        "print_summary(viewed('nothing-said'), io.StringIO()); sys.exit('rich' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0
