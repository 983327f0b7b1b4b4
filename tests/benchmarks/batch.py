"""What a proposal costs in a batch, against a bare `yaml.CSafeLoader` loop over the same files in the same run.

    python tests/benchmarks/batch.py --number 1000
    python tests/benchmarks/batch.py --number 10000 --memory --profile
    python tests/benchmarks/batch.py --number 10000 --broken

Ratios are medians of interleaved rounds, so that a busy machine slows both sides alike. A round keeps sums; the whole
assessment with its explanations is what a single report needs, and is given by itself.
"""

import argparse
import cProfile
import json
import os
import pstats
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import yaml
from broken import take_away, told, write_broken
from generated import write_proposals

from mhia.assessment import Identity
from mhia.batching.batch import How, batch
from mhia.batching.items import given
from mhia.batching.job import Job
from mhia.batching.progress import Progress
from mhia.batching.working import work
from mhia.intake import read_proposal
from mhia.rulebook.loading import load_rulebook
from mhia.scoring.assessing import assess

BOOK = load_rulebook()
ON = "2027-01-04"
DAY = date(2027, 1, 4)


def yaml_alone(folder: Path) -> None:
    """The bare loop that everything is held against."""
    for path in sorted(folder.iterdir()):
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def read_and_validated(folder: Path) -> None:
    """Every proposal read, checked and put into the rulebook's words."""
    for path in sorted(folder.iterdir()):
        read_proposal(path, BOOK, DAY)


def summed(draws: int) -> Callable[[Path], None]:
    """What a round keeps of each, at best estimates (0) or with draws."""

    def run(folder: Path) -> None:
        job = Job(ON, draws, (), None, BOOK.hash)
        things = list(given(folder).loaded(job))
        work(things, job)  # type: ignore[arg-type]  # none is refused

    return run


def explained(folder: Path) -> None:
    """Every proposal's whole assessment with explanations, at best estimates."""
    for path in sorted(folder.iterdir()):
        read = read_proposal(path, BOOK, DAY)
        assess(read.proposal, BOOK, Identity(read.id, read.file, read.sha256), DAY, draws=0)


STEPS: dict[str, tuple[Callable[[Path], None], float | None]] = {
    "read and validated": (read_and_validated, 0.85),
    "with scores (a round's sums, best estimates)": (summed(0), 1.6),
    "with scores and explanations (whole assessment, best estimates)": (explained, 1.6),
    "with 1,000 shared draws (a round's sums)": (summed(1000), 4.0),
}
"""Each step and the most it should cost, in times the bare loop."""


def ratios(folder: Path, number: int, rounds: int) -> dict[str, float]:
    """The cost of each step in times the bare loop, medians of interleaved rounds."""
    found: dict[str, list[float]] = {name: [] for name in STEPS}
    for _ in range(rounds):
        for name, (step, _) in STEPS.items():
            base = _seconds(yaml_alone, folder)
            found[name].append(_seconds(step, folder) / base)
    base = _seconds(yaml_alone, folder)
    print(f"bare yaml.CSafeLoader loop: {base / number * 1e6:.0f} us a proposal")
    return {name: statistics.median(each) for name, each in found.items()}


def whole_run(folder: Path, jobs: int) -> tuple[float, int]:
    """Seconds and peak memory (KiB, this process) of a whole batch without reports, in a process of its own."""
    words = [sys.executable, __file__, "--whole", str(folder), "--jobs", str(jobs)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["seconds"], found["peak"]


def main() -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="peak memory at a tenth and at all of the proposals")
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    parser.add_argument("--broken", action="store_true", help="with one file in a hundred that cannot be used")
    parser.add_argument("--whole", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, default=1, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.whole:
        print(json.dumps(_whole(asked.whole, asked.jobs)))
        return
    if asked.broken:
        sys.exit(_with_broken(asked.number))
    with tempfile.TemporaryDirectory() as made:
        folder, few = Path(made) / "all", Path(made) / "few"
        write_proposals(folder, asked.number, BOOK)
        if asked.memory:
            # First of all: a child's peak begins at what this process has used by then.
            write_proposals(few, asked.number // 10, BOOK)
            for where, count in ((few, asked.number // 10), (folder, asked.number)):
                print(f"peak memory, {count} proposals: {whole_run(where, 1)[1] / 1024:.0f} MiB")
        for name, ratio in ratios(folder, asked.number, asked.rounds).items():
            goal = STEPS[name][1]
            print(f"{name}: {ratio:.2f} times the bare loop{f' (goal {goal})' if goal else ''}")
        one, _ = whole_run(folder, 1)
        two, _ = whole_run(folder, 2)
        print(f"whole batch: {one:.1f} s with one worker, {two:.1f} s with two ({one / two:.2f} times as fast)")
        if asked.profile:
            _profile(folder)


def _seconds(step: Callable[[Path], None], folder: Path) -> float:
    began = time.perf_counter()
    step(folder)
    return time.perf_counter() - began


def _whole(folder: Path, jobs: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as made:
        out = Path(made)
        job = Job(ON, 1000, (), None, BOOK.hash)
        began = time.perf_counter()
        with Progress(out, resume=False) as progress:
            batch(given(folder), job, BOOK, out, progress, How("Benchmark", jobs), lambda: None)
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def _with_broken(number: int) -> int:
    """One file in a hundred cannot be used, kind after kind: whether each was told and the rest is as without them."""
    with tempfile.TemporaryDirectory() as made:
        desk = Path(made)
        write_proposals(desk / "round", number - number // 100, BOOK)
        broken = write_broken(desk / "round", number // 100)
        ran, seconds = _command(desk, "with")
        untold = [each.name for each in broken if not told(ran.stderr, "round", each)]
        take_away(desk / "round", broken)
        clean, without = _command(desk, "without")
        same = all((desk / "with" / name).read_bytes() == (desk / "without" / name).read_bytes() for name in KEPT)
    print(f"{number} files, {len(broken)} of them broken: {seconds:.1f} s, exit {ran.returncode}")
    print(
        f"without them: {without:.1f} s, exit {clean.returncode}; tables and draws are {'' if same else 'NOT '}the same"
    )
    print(f"told with place and code: {len(broken) - len(untold)} of {len(broken)}", *untold, sep="\n  ")
    return int(bool(untold) or not same or (ran.returncode, clean.returncode) != (3, 0))


KEPT = ("scores.csv", "draws.npy")


def _command(desk: Path, out: str) -> tuple[subprocess.CompletedProcess[str], float]:
    words = [sys.executable, "-m", "mhia", "batch", "round", "--out", out, "--date", "2026-11-22", "--reports", "none"]
    root = Path(__file__).parents[2]
    began = time.perf_counter()
    done = subprocess.run(
        words, cwd=desk, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    return done, time.perf_counter() - began


def _profile(folder: Path) -> None:
    profile = cProfile.Profile()
    profile.runcall(summed(1000), folder)
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
