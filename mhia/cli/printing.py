"""What was asked for, printed or in a file: the same bytes on every system, whatever a pipe there takes for text."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from mhia.cli.faults import tell
from mhia.cli.options import PaperLayout
from mhia.errors import MhiaError

if TYPE_CHECKING:
    from mhia.report.view.page import View


_ENDINGS = {
    ".txt": PaperLayout.text,
    ".md": PaperLayout.md,
    ".html": PaperLayout.html,
    ".htm": PaperLayout.html,
    ".json": PaperLayout.json,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a paper is put on: a file, or standard output where there is none."""

    layout: PaperLayout
    file: Path | None
    force: bool

    def put(self, data: bytes) -> None:
        """Write the file, whole or not at all, or print. FileError where somebody else's file is in the way."""
        if self.file is None:
            print_whole(data)
            return
        from mhia.writing import write_all

        write_all({self.file: data}, force=self.force)
        tell(f"wrote {self.file}")

    def way_to(self, folder: Path) -> str | None:
        """A folder seen from the paper, for links; None where there is no way, or nobody knows where it will be."""
        if self.file is None:
            return None
        try:
            way = os.path.relpath(folder.resolve(), self.file.resolve().parent)
        except ValueError:
            # On Windows there is no way from one disk to another.
            return None
        return "" if way == "." else f"{quote(Path(way).as_posix())}/"


def sheet_for(layout: PaperLayout | None, file: Path | None, *, force: bool) -> Sheet:
    """Where a paper goes, and how it is laid out there: as asked, else by the file's ending.

    MhiaError for an ending that is not known or another one than was asked for; FileError, before any work, where
    somebody else's file is in the way.
    """
    if file is None:
        return Sheet(layout or PaperLayout.text, None, force)
    from mhia.writing import check_free

    by_ending = _ENDINGS.get(file.suffix.lower())
    if by_ending is None:
        raise MhiaError(f"--out {file}: the file's ending says its format; the endings are {', '.join(_ENDINGS)}")
    if layout not in {None, by_ending}:
        raise MhiaError(f"--out {file}: the ending says {by_ending}, --format says {layout}; leave --format out")
    check_free([file], force=force)
    return Sheet(by_ending, file, force)


def print_whole(data: bytes) -> None:
    """Print text in UTF-8: to a terminal as text, to a file or a pipe byte for byte."""
    if sys.stdout.isatty():
        sys.stdout.write(data.decode())
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def as_json(record: object) -> bytes:
    """A record for other programs."""
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def laid_out_as(layout: PaperLayout, view: "View", templates: Path | None) -> bytes:
    """A whole paper as Markdown or as a web page."""
    if layout is PaperLayout.html:
        from mhia.report.round_page import round_page

        return round_page(view, templates)
    from mhia.report.markdown import markdown

    return markdown(view, templates)
