"""What can be put right by the person at the keyboard, and the exit code that says so."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right: where it is, what to do about it, and a code that `mhia explain` knows."""

    file: str = ""
    line: int = 0
    column: int = 0
    field: str = ""
    message: str = ""
    code: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """The problem on one line: `file:line:column: field: what to do [code]` (`file:sheet!cell:` in a sheet)."""
        place = self.file
        if self.cell:
            place += f":{self.cell}"
        elif self.line:
            place += f":{self.line}:{self.column}" if self.column else f":{self.line}"
        parts = [part for part in (place, self.field, self.message) if part]
        code = f" [{self.code}]" if self.code else ""
        return ": ".join(parts) + code


class MhiaError(Exception):
    """Something the user can put right: shown as a message, never as a traceback."""

    exit_code = 2

    def __init__(self, *problems: Problem | str) -> None:
        """Keep every problem, in the order of the file."""
        self.problems: tuple[Problem, ...] = tuple(
            Problem(message=problem) if isinstance(problem, str) else problem for problem in problems
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FileError(MhiaError):
    """A file of the user's that cannot be used: a proposal, a sheet, an assessment, a settings file."""

    exit_code = 3


class RulebookError(MhiaError):
    """A rulebook that contradicts itself or does not follow its own shape."""

    exit_code = 4


class MissingExtraError(MhiaError):
    """Something whose optional packages are not installed; the message says what to type."""

    exit_code = 5

    def __init__(self, what: str, extra: str) -> None:
        """Say what needs which extra; `what` begins the sentence and is one thing, such as `A Word report`."""
        # Only here, because nearly no run needs to know how it was installed.
        from mhia.installing import install_command  # noqa: PLC0415

        super().__init__(f"{what} needs the extra `{extra}`, which is not installed; type: {install_command(extra)}")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems sorted by file and place, each said once."""
    return tuple(sorted(set(problems)))
