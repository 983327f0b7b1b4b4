"""The tool run as its users run it: as a process of its own, in a folder of its own."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
