"""What is installed is whole: the wheel runs away from the checkout, with its rulebook, templates and examples."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from running import ROOT

from mhia.version import VERSION

pytestmark = pytest.mark.slow

INSIDE = ("mhia/_templates", "mhia/_examples", "mhia/rulebook/services")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution and the wheel built from it."""
    folder = tmp_path_factory.mktemp("dist")
    # Without isolation: the tests need no network, and the build tool is in the lock.
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT), folder=folder)
    return folder


@pytest.fixture(scope="module")
def installed(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = next(packages.glob("*.whl"))
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target")
    _run(*pip, str(folder), str(wheel), folder=folder)
    return folder


@pytest.mark.parametrize("folder", INSIDE)
def test_the_wheel_carries_every_file_of(folder: str, packages: Path) -> None:
    with zipfile.ZipFile(next(packages.glob("*.whl"))) as wheel:
        carried = {name.removeprefix(folder) for name in wheel.namelist() if name.startswith(f"{folder}/")}
    beside = ROOT / folder.replace("mhia/_", "")

    assert carried == {path.as_posix().removeprefix(beside.as_posix()) for path in beside.rglob("*") if path.is_file()}


def test_the_source_distribution_carries_what_the_wheel_is_built_from(packages: Path) -> None:
    with tarfile.open(next(packages.glob("*.tar.gz"))) as source:
        carried = {name.split("/", 1)[1] for name in source.getnames() if "/" in name}

    assert {
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "mhia/rulebook/groups.yaml",
        "templates/proposal.yaml.j2",
    } <= carried


def test_the_installed_tool_assesses_a_shipped_example(installed: Path, tmp_path: Path) -> None:
    example = installed / "mhia" / "_examples" / "rct-day-centres.yaml"

    _mhia(installed, tmp_path, "assess", str(example))

    written = {path.name for path in (tmp_path / "assessments").iterdir()}
    assert written == {"rct-day-centres.md", "rct-day-centres.html", "rct-day-centres.json"}


def test_the_installed_tool_writes_a_blank_that_is_good(installed: Path, tmp_path: Path) -> None:
    _mhia(installed, tmp_path, "new", "--kind", "cut", "--service", "library", "--out", "blank.yaml")
    _mhia(installed, tmp_path, "check", "blank.yaml")


def test_the_installed_tool_names_its_version(installed: Path, tmp_path: Path) -> None:
    assert _mhia(installed, tmp_path, "--version") == f"mhia {VERSION}\n"


def test_every_dependency_has_a_floor_and_a_place_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = {line.split("==")[0].lower() for line in _lock_lines()}

    for needed in project["dependencies"]:
        name = needed.split(">=")[0]
        assert ">=" in needed
        assert "<" in needed
        assert name.lower() in locked


def test_the_lock_pins_every_line() -> None:
    assert all("==" in line for line in _lock_lines())


def _lock_lines() -> list[str]:
    lines = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _mhia(installed: Path, folder: Path, *arguments: str) -> str:
    """What the installed tool prints, run far from the checkout."""
    return _run(sys.executable, "-m", "mhia", *arguments, folder=folder, path=installed)


def _run(*command: str, folder: Path, path: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONUTF8": "1", "MHIA_CACHE_DIR": str(folder / "cache")}
    environment.pop("PYTHONPATH", None)
    if path:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
