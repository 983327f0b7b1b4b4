"""What every test relies on: the tool run as its users run it, and nothing of theirs touched."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ran:
    """How a run of mhia ended and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Mhia:
    """Runs `python -m mhia` as a process of its own, in a folder of its own."""

    folder: Path
    environment: Mapping[str, str]

    def __call__(self, *arguments: str | Path, typed: str = "", seconds: float = 60) -> Ran:
        """Run it to its end."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            input=typed.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def command(self, *arguments: str | Path) -> list[str]:
        """The words that start it."""
        return [sys.executable, "-m", "mhia", *map(str, arguments)]

    def written(self) -> list[str]:
        """Every file in its folder, hidden ones too."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def kept_rulebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for the tests alone, shared so that the rulebook is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def mhia(tmp_path: Path, kept_rulebook: Path) -> Mhia:
    """The tool in an empty folder, with a cache of its own and UTF-8 everywhere."""
    folder = tmp_path / "desk"
    folder.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("MHIA_", "COV_"))},
        "MHIA_CACHE_DIR": str(kept_rulebook),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        # A file opened without saying its encoding breaks the pound sign on some computers: here it is an error.
        "PYTHONWARNDEFAULTENCODING": "1",
        "PYTHONWARNINGS": "error::EncodingWarning",
        "TERM": "dumb",
    }
    return Mhia(folder, environment)
