"""What could not be used: named at once on stderr, remembered for the exit code, and no reason to stop."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer

from mhia.errors import FileError, MhiaError, Problem


class Faults:
    """The files of one run that could not be used; `code` is the exit code so far."""

    def __init__(self) -> None:
        self.code = 0
        self.files: set[str] = set()

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Go on after a file that cannot be used, once its faults have been printed."""
        try:
            yield
        except FileError as fault:
            self.add(*fault.problems)

    def add(self, *problems: Problem) -> None:
        """Print problems and remember them."""
        tell(*problems)
        self.files.update(problem.file for problem in problems)
        self.code = FileError.exit_code

    def leave(self, otherwise: int = 0) -> None:
        """End the command if anything was wrong, or with another exit code if that is not 0."""
        if code := self.code or otherwise:
            raise typer.Exit(code)


def tell(*lines: object) -> None:
    """Print to stderr, where everything goes that was not asked for."""
    for line in lines:
        print(line, file=sys.stderr)


def warn(problems: Iterable[Problem]) -> None:
    """Print what does not stop the work but deserves a look."""
    tell(*(f"note: {problem}" for problem in problems))


def refuse_unknown(what: str, word: str, near: Sequence[str], hint: str) -> NoReturn:
    """Stop with exit code 2, because a word names nothing: with the nearest ones that do, and where all are listed."""
    meant = f"; did you mean {_either(near)}?" if near else ";"
    raise MhiaError(f"there is no {what} called {word!r}{meant} {hint}")


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
