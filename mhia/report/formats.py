"""The formats a report can be had in."""

from collections.abc import Callable
from dataclasses import dataclass

from mhia.assessment import Assessment
from mhia.report.data import record
from mhia.report.markdown import markdown
from mhia.report.view.page import View
from mhia.report.webpage import webpage


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called, how its files end, and how a report becomes one."""

    name: str
    suffix: str
    render: Callable[[View, Assessment], bytes]


FORMATS: dict[str, Format] = {
    "md": Format("Markdown", ".md", lambda view, _: markdown(view)),
    "html": Format("HTML", ".html", lambda view, _: webpage(view)),
    "json": Format("JSON", ".json", lambda _, assessment: record(assessment)),
}
"""Every format by the name that `--format` takes."""
