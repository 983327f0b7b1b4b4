"""The paper of a round in each of its formats."""

from collections.abc import Callable
from dataclasses import dataclass

from mhia.report.markdown import markdown
from mhia.report.round_page import round_page
from mhia.report.view.page import View


@dataclass(frozen=True, slots=True)
class Paper:
    """A format: its file, and how the view becomes one."""

    file: str
    render: Callable[[View], bytes]


PAPERS: dict[str, Paper] = {
    "md": Paper("round.md", markdown),
    "html": Paper("round.html", round_page),
}
"""Every format by the name that `--format` takes."""
