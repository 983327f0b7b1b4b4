"""How far a long piece of work has got: one line on a terminal, and nothing anywhere else."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import Protocol

_TIMES_A_SECOND = 8
_WIDTH = 24
_MINUTE, _HOUR = 60, 3600


class Tick(Protocol):
    """Tells of one more thing done."""

    def __call__(self) -> None: ...  # noqa: D102


@contextmanager
def progress(total: int, what: str, *, quiet: bool) -> Iterator[Tick]:
    """Show how much of the total is done, at what rate and how long it still takes; cleared at the end."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    bar = _Bar(total, what)
    try:
        yield bar.tick
    finally:
        bar.clear()


class _Bar:
    def __init__(self, total: int, what: str) -> None:
        self._total, self._what, self._done = max(total, 1), what, 0
        self._shown_letters = 0
        self._began = self._shown = time.monotonic()

    def tick(self) -> None:
        """One more is done."""
        self._done += 1
        now = time.monotonic()
        if now - self._shown >= 1 / _TIMES_A_SECOND:
            self._shown = now
            self._show(now - self._began)

    def _show(self, seconds: float) -> None:
        rate = self._done / seconds
        left = duration((self._total - self._done) / rate)
        full = _WIDTH * self._done // self._total
        bar = "█" * full + "·" * (_WIDTH - full)
        self._write(f"{bar} {self._done:,} of {self._total:,} {self._what}, {rate:,.0f} a second, {left} left")

    def clear(self) -> None:
        """Leave the line as it was found."""
        self._write("")
        print("\r", end="", file=sys.stderr, flush=True)

    def _write(self, line: str) -> None:
        """Put a line in the place of the last one.

        Blanks take away what a longer one left: the plain Windows console prints a code for it as it stands. A line
        longer than the window would begin a new one each time.
        """
        line = line[: get_terminal_size().columns - 1]
        print(f"\r{line}{' ' * (self._shown_letters - len(line))}", end="", file=sys.stderr, flush=True)
        self._shown_letters = len(line)


def duration(seconds: float) -> str:
    """A time in words short enough for a line: `40 s`, `12 min`, `3 h 20 min`."""
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds // _HOUR:.0f} h {seconds % _HOUR / _MINUTE:.0f} min"
