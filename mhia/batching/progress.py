"""What is done so far, on the disk: a killed batch goes on where it stood, and a finished one can be made again.

One line for each item: its key, a checksum, and what came of it. The file only grows, so at worst its last line is
torn; a line whose checksum does not fit is not believed.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from mhia.errors import FileError, Problem

NAME = ".mhia-progress"
"""What the file is called."""
PUBLIC_NAME = ".mhia-progress-public"
"""What it is called while a public round is made. It goes when that is done: it says what is wrong with files."""
_CHECKED = 16


class Progress:
    """The progress file of one batch; use it in a `with` block."""

    def __init__(self, folder: Path, *, resume: bool, public: bool = False) -> None:
        """Open or begin the file. Without `resume` what an earlier batch left is forgotten."""
        self._path = folder / (PUBLIC_NAME if public else NAME)
        self._only_meanwhile = public
        self._places: dict[str, tuple[int, int]] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self._path.open("r+b" if resume and self._path.exists() else "w+b")
        except OSError as fault:
            reason = (fault.strerror or type(fault).__name__).lower()
            raise FileError(Problem(str(self._path), message=f"cannot be written: {reason}")) from fault
        self._file.truncate(self._read())

    def __enter__(self) -> Self:
        """Take part in a `with` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """Close the file; take it away where it was only for meanwhile, and all is done."""
        self._file.close()
        if self._only_meanwhile and kind is None:
            self._path.unlink(missing_ok=True)

    def __contains__(self, key: str) -> bool:
        """Whether an item is done."""
        return key in self._places

    def add(self, key: str, line: bytes) -> None:
        """Note what came of an item."""
        head = f"{key} {_check(line)} ".encode()
        place = self._file.seek(0, 2)
        self._file.write(head + line + b"\n")
        self._places[key] = place + len(head), len(line)

    def flush(self) -> None:
        """Hand everything noted so far to the system, which keeps it even if this process is killed."""
        self._file.flush()

    def result(self, key: str) -> dict[str, Any]:
        """What came of an item that is done."""
        start, length = self._places[key]
        self._file.seek(start)
        found: dict[str, Any] = json.loads(self._file.read(length))
        return found

    def others(self, keys: Iterable[str]) -> Iterator[dict[str, Any]]:
        """What came of items whose keys are not among these: files that are gone, or have changed since."""
        for key in self._places.keys() - set(keys):
            yield self.result(key)

    def _read(self) -> int:
        """Note every whole line; gives the end of the last one."""
        end = 0
        self._file.seek(0)
        for line in self._file:
            key, _, rest = line.partition(b" ")
            check, _, body = rest.partition(b" ")
            if not line.endswith(b"\n") or _check(body[:-1]).encode() != check:
                break
            start = end + len(line) - len(body)
            self._places[key.decode("ascii", "replace")] = start, len(body) - 1
            end += len(line)
        return end


def _check(line: bytes) -> str:
    return sha256(line).hexdigest()[:_CHECKED]
