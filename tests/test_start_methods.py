"""A batch is the same however its workers are started: forked (Linux), spawned (Windows, macOS), or from a server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from running import ROOT, Mhia

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

from generated import write_proposals
from test_batch import children_of, files

from mhia.batching.progress import NAME
from mhia.rulebook.loading import load_rulebook

pty = pytest.importorskip("pty", reason="needs a terminal to pretend to be, which Windows has not")
METHODS = ("fork", "spawn", "forkserver")
START = """\
import multiprocessing, sys
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv.pop(1))
    from mhia.__main__ import main
    main()
"""
NUMBER = 160
every = pytest.mark.parametrize("method", METHODS)


@dataclass(frozen=True)
class Desk:
    """A round to be worked through, and what one process made of it."""

    mhia: Mhia
    undisturbed: dict[str, bytes]

    def command(self, method: str, *words: str) -> list[str]:
        """The words that start a batch whose workers are started so."""
        start = self.mhia.folder.parent / "start.py"
        start.write_text(START, encoding="utf-8")
        return [*self.mhia.command()[:1], str(start), method, *self.words(), *words]

    def words(self) -> tuple[str, ...]:
        """The batch, without what it is called and who does it."""
        return ("batch", str(MADE["round"]), "--date", "2027-01-04", "--reports", "none", "--draws", "100")

    def out(self) -> dict[str, bytes]:
        """What was written."""
        return files(self.mhia.folder / "out")


MADE: dict[str, Path] = {}


@pytest.fixture
def desk(mhia: Mhia, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A round large enough to be stopped in its middle, worked through once for all tests."""
    made = Desk(mhia, {})
    if not MADE:
        MADE["round"] = tmp_path_factory.mktemp("given") / "round"
        write_proposals(MADE["round"], NUMBER, load_rulebook())
        MADE["alone"] = MADE["round"].with_name("alone")
        assert mhia(*made.words(), "--out", MADE["alone"], "--jobs", "1").code == 0
    return Desk(mhia, files(MADE["alone"]))


@every
def test_the_same_bytes_come_from_workers_started_in_any_way(method: str, desk: Desk) -> None:
    done = subprocess.run(
        desk.command(method, "--out", "out", "--jobs", "2", "-q"), cwd=desk.mhia.folder, env=desk.mhia.environment,
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert desk.out() == desk.undisturbed


@every
def test_progress_is_shown_on_a_terminal_and_taken_away(method: str, desk: Desk) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        desk.command(method, "--out", "out", "--jobs", "2"), cwd=desk.mhia.folder, env=desk.mhia.environment,
        stderr=theirs, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    said = b"".join(read(ours)).decode()

    assert process.wait(timeout=60) == 0
    shown, _, rest = said.rpartition("left")
    assert f"of {NUMBER} proposals" in shown
    assert "\x1b" not in said, "the plain Windows console prints such codes as they stand"
    assert all(len(line) < 80 for line in said.replace("\r", "\n").splitlines() if "written:" not in line)
    assert rest.lstrip(" \r").startswith("written:")


@every
@pytest.mark.parametrize("moment", ["loading", "working"])
def test_ctrl_c_stops_it_at_once_without_a_word_too_many(moment: str, method: str, desk: Desk) -> None:
    process = subprocess.Popen(
        desk.command(method, "--out", "out", "--jobs", "2"), cwd=desk.mhia.folder, env=desk.mhia.environment,
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    progress = desk.mhia.folder / "out" / NAME
    wait_for(process, lambda: progress.exists() and (moment == "loading" or progress.stat().st_size > 0))
    # A terminal tells every process of it.
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert time.monotonic() - began < 15
    assert (
        said.decode()
        == "what is done so far is kept: the same command with --resume goes on from here\nmhia: stopped\n"
    )
    wait_until(lambda: not alive(process.pid))
    assert desk.mhia(*desk.words(), "--out", "out", "--resume", "--jobs", "1").code == 0
    assert desk.out() == desk.undisturbed


@every
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the children of a process are looked up in /proc")
def test_a_worker_that_is_killed_costs_nothing(method: str, desk: Desk) -> None:
    process = subprocess.Popen(
        desk.command(method, "--out", "out", "--jobs", "2", "-q"), cwd=desk.mhia.folder, env=desk.mhia.environment,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    wait_for(process, lambda: len(workers_of(process.pid)) >= 2)
    os.kill(workers_of(process.pid)[-1], signal.SIGKILL)
    _, said = process.communicate(timeout=120)

    assert (process.returncode, said) == (0, b"")
    assert desk.out() == desk.undisturbed


def workers_of(process: int) -> list[int]:
    """The processes that do the work: children, and children of a server, that are no bookkeepers."""
    found = []
    for child in children_of(process):
        below = [each for each in children_of(child) if is_worker(each)]
        found += below or ([child] if is_worker(child) else [])
    return found


def is_worker(process: int) -> bool:
    """Whether a process is neither the server that starts others nor the one that tidies up after them."""
    try:
        said = Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return False
    return "resource_tracker" not in said and ("forkserver" not in said or not is_server(process))


def is_server(process: int) -> bool:
    """Whether a process of the fork server is the server itself: its parent is the command."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    parent = int(stat.rpartition(")")[2].split()[1])
    said = Path(f"/proc/{parent}/cmdline").read_text(encoding="utf-8")
    return "forkserver" not in said


def alive(group: int) -> list[int]:
    """The processes of a group that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = entry.read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(entry.parent.name))
    return found


def read(terminal: int) -> Iterator[bytes]:
    """Everything that is written to a terminal, until nobody holds its other end."""
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:
            return
        if not data:
            return
        yield data


def wait_for(process: "subprocess.Popen[bytes]", holds: Callable[[], bool]) -> None:
    """Wait until something holds, as long as the process runs."""
    while process.poll() is None and not holds():
        time.sleep(0.005)


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something holds; a failure after so many seconds."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)
