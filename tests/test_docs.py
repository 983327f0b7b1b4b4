"""What the README and the pages under docs tell people to type works, in the order it is told."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from recipe import recipe
from running import ROOT, Mhia

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
COMMANDS = (
    "assess", "new", "check", "batch", "package", "compare", "explain", "rulebook", "schema", "templates", "verify",
)  # fmt: skip
A_PROPOSAL = "title: Close the repair café\nkind: cut\nchanges:\n  - {service: repair_cafe, change: close}\n"

pages = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


@pages
def test_every_command_on_the_page_works(page: Path, mhia: Mhia) -> None:
    shutil.copytree(ROOT / "examples", mhia.folder / "examples")
    _prepare(page, mhia.folder)
    path = _with_mhia_on_it(mhia)

    for command in _commands(page):
        ran = subprocess.run(
            ["bash", "-euc", command],
            cwd=mhia.folder,
            env={**mhia.environment, "PATH": path},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 0, f"{page.name}: {command}\n{ran.stderr}"


@pages
def test_every_link_on_the_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]

    missing = [target for target in targets if target and not (page.parent / target).exists()]

    assert not missing


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`mhia {command}" in PAGES[0].read_text(encoding="utf-8")


def test_every_command_there_is_is_listed_here(mhia: Mhia) -> None:
    listed = re.findall(r"^  (\w+)  ", mhia("--help").out.split("Commands:")[1], re.MULTILINE)

    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("words", ["pip install . ", "requirements-dev.lock"])
def test_the_readme_has_the_two_commands_that_ci_runs_from_it(words: str) -> None:
    lines = [line for line in PAGES[0].read_text(encoding="utf-8").splitlines() if line.startswith("$ ")]

    assert len([line for line in lines if words in line]) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_teaches_by_example(command: str, mhia: Mhia) -> None:
    words = ("rulebook", "list") if command == "rulebook" else (command,)

    assert re.search(rf"^ +mhia {' '.join(words)}", mhia(*words, "--help").out, re.MULTILINE)


def _commands(page: Path) -> list[str]:
    """The commands of the page's console blocks; installing is left to .ci/run."""
    blocks = re.findall(r"^```console\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.startswith("mhia ")]


def _prepare(page: Path, folder: Path) -> None:
    """The files that a page tells its reader to write first."""
    if page.name == "rulebook-editing.md":
        for name, text in recipe().items():
            _write(folder / "our-rulebook" / name, text)
        _write(folder / "proposal.yaml", A_PROPOSAL)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _with_mhia_on_it(mhia: Mhia) -> str:
    """A search path on which `mhia` is the code under test."""
    script = mhia.folder.parent / "bin" / "mhia"
    _write(script, f'#!/bin/sh\nexec "{sys.executable}" -m mhia "$@"\n')
    script.chmod(0o755)
    return f"{script.parent}{os.pathsep}{mhia.environment['PATH']}"
