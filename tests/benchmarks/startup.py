"""How long mhia takes to start and to assess, as ratios of `python -c pass`.

    python tests/benchmarks/startup.py [--rounds 15]

CPU time (user and system) of whole processes, one of each kind in every round so that a busy machine slows all alike;
the ratio is taken inside each round and its median printed. Absolute times differ from machine to machine; ratios much
less.
"""

import argparse
import compileall
import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "rct-day-centres.yaml"
NOTHING = ("-c", "pass")
GOALS: Mapping[str, tuple[tuple[str, ...], float]] = {
    "--version": (("-m", "mhia", "--version"), 2.0),
    "--help": (("-m", "mhia", "--help"), 8.0),
    "assess to md, html and json, 1,000 draws": (("-m", "mhia", "assess", str(EXAMPLE), "--force", "--quiet"), 42.0),
}
"""What is run, and the most it should cost in units of an empty Python."""


def main() -> int:
    """Print a line for each command; 1 with --check if one costs more than its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--check", action="store_true", help="fail where a goal is missed")
    options = parser.parse_args()
    # Without compiled bytecode everything takes about twice as long, which would measure the compiler.
    compileall.compile_dir(str(ROOT / "mhia"), quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        ratios = _measured(options.rounds, Path(folder))
    missed = 0
    for name, (_, goal) in GOALS.items():
        middle = statistics.median(ratios[name])
        low, high = min(ratios[name]), max(ratios[name])
        missed += middle > goal
        verdict = "missed" if middle > goal else "met"
        print(f"{name:<42} {middle:5.1f} x python -c pass  ({low:.1f} to {high:.1f}); goal {goal:g}: {verdict}")
    return int(options.check and missed > 0)


def _measured(rounds: int, folder: Path) -> dict[str, list[float]]:
    """The cost of each command in units of an empty Python, round by round, after one round to warm the caches."""
    ratios: dict[str, list[float]] = {name: [] for name in GOALS}
    for number in range(rounds + 1):
        empty = _cpu_seconds(NOTHING, folder)
        costs = {name: _cpu_seconds(arguments, folder) for name, (arguments, _) in GOALS.items()}
        if number:
            for name, cost in costs.items():
                ratios[name].append(cost / empty)
    return ratios


def _cpu_seconds(arguments: tuple[str, ...], folder: Path) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MHIA_CACHE_DIR": str(folder / "cache")}
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONWARNDEFAULTENCODING"):
        with contextlib.suppress(KeyError):
            del environment[name]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


if __name__ == "__main__":
    sys.exit(main())
