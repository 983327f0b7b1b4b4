"""What was asked for, on standard output: the same bytes on every system, whatever a pipe there takes for text."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mhia.cli.options import PaperLayout

if TYPE_CHECKING:
    from mhia.report.view.page import View


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
