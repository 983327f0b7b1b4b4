"""How long each format takes, as ratios of the least that its tools would need for the same report.

    python tests/benchmarks/formats.py [--rounds 5] [--check]

Each side of a ratio runs in a process of its own: one report to warm up, then each of the others once, because the
typesetter remembers what it has set before. CPU seconds; the ratio is taken inside each round and the median printed.

    html    the format                against  its template rendered by plain Jinja, without our escaping
    pdf     the format                against  typst alone, given the same data
    docx    the format without        against  python-docx saving the finished document: its parts as XML, zipped
            its pictures
    docx with pictures: the same with the charts, which typst turns into pixels; no goal, since pixels are not XML
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import docx
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from mhia.assessment import Assessment, Identity
from mhia.intake import read_proposal
from mhia.report import pdf
from mhia.report.drawing.typesetting import typeset
from mhia.report.formats import FORMATS
from mhia.report.view.building import report_view
from mhia.report.view.page import Chart, View
from mhia.report.view.spoken import bare, joined, lines
from mhia.rulebook.loading import load_rulebook
from mhia.scoring.assessing import assess

ROOT = Path(__file__).parents[2]
ON = date(2026, 11, 22)


class Ratio(NamedTuple):
    """Two measures and the most that the first may cost in units of the second."""

    ours: str
    least: str
    goal: float


RATIOS: Mapping[str, Ratio] = {
    "html": Ratio("html", "template", 1.5),
    "pdf": Ratio("pdf", "typst", 2.0),
    "docx": Ratio("words", "saving", 5.0),
    "docx with pictures": Ratio("docx", "saving", inf),
}
Report = tuple[View, Assessment]
Work = Callable[[Report], Callable[[], object]]
"""Makes ready for a report, and gives what is to be timed."""


def main() -> int:
    """Print a line for each ratio; 1 with --check if one is above its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true", help="fail where a goal is missed")
    parser.add_argument("--measure", choices=WORK, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(_seconds(WORK[options.measure]))
        return 0
    measures = dict.fromkeys(name for ratio in RATIOS.values() for name in (ratio.ours, ratio.least))
    rounds = [{name: _in_a_process(name) for name in measures} for _ in range(options.rounds)]
    missed = 0
    for name, ratio in RATIOS.items():
        ratios = [costs[ratio.ours] / costs[ratio.least] for costs in rounds]
        middle = statistics.median(ratios)
        missed += middle > ratio.goal
        verdict = f"; goal {ratio.goal:g}: {'missed' if middle > ratio.goal else 'met'}" if ratio.goal < inf else ""
        said = f"{min(ratios):.2f} to {max(ratios):.2f}{verdict}"
        each = statistics.median(costs[ratio.ours] for costs in rounds) * 1000
        print(f"{name:<19} {middle:5.2f} x {ratio.least:<9} ({said}; {each:.0f} ms a report here)")
    return int(options.check and missed > 0)


def _in_a_process(measure: str) -> float:
    ran = subprocess.run(
        [sys.executable, __file__, "--measure", measure], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return float(ran.stdout)


def _seconds(work: Work) -> float:
    """CPU seconds for a report, the first one left out."""
    tasks = [work(report) for report in _reports()]
    spent = []
    for task in tasks:
        begun = time.process_time()
        task()
        spent.append(time.process_time() - begun)
    return statistics.mean(spent[1:])


def _reports() -> list[Report]:
    book = load_rulebook()
    reports = []
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        read = read_proposal(path, book, ON)
        identity = Identity(read.id, path.name, read.sha256)
        assessment = assess(read.proposal, book, identity=identity, on=ON, draws=200)
        reports.append((report_view(assessment, book), assessment))
    return reports


def _format(name: str) -> Work:
    def ready(report: Report) -> Callable[[], object]:
        return lambda: FORMATS[name].render(*report)

    return ready


@cache
def _plain_jinja() -> Environment:
    """Jinja as it comes, with the filters that the template names and its own escaping."""
    loader = FileSystemLoader(ROOT / "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(address=str, bare=bare, joined=joined, lines=lines, within_picture=Markup)
    return environment


def _template(report: Report) -> Callable[[], object]:
    return lambda: _plain_jinja().get_template("report/report.html.j2").render(view=report[0], logo=None).encode()


def _typst(report: Report) -> Callable[[], object]:
    """The typesetter on the very data that the format gives it."""
    given: list[Any] = []

    def noted(template: str, data: Any, templates: Path | None = None) -> bytes:
        given.extend((template, data, templates))
        return b""

    with mock.patch.multiple(pdf, typeset=noted, with_row_headers=lambda document, _: document):
        pdf.pdf(*report)
    return lambda: typeset(*given)


def _saving(report: Report) -> Callable[[], object]:
    document = docx.Document(BytesIO(FORMATS["docx"].render(*report)))
    return lambda: document.save(BytesIO())


def _words(report: Report) -> Callable[[], object]:
    view, assessment = report
    sections = tuple(
        replace(section, blocks=tuple(block.table if isinstance(block, Chart) else block for block in section.blocks))
        for section in view.sections
    )
    without = replace(view, sections=sections, glance=None)
    return lambda: FORMATS["docx"].render(without, assessment)


WORK: Mapping[str, Work] = {
    "html": _format("html"),
    "template": _template,
    "pdf": _format("pdf"),
    "typst": _typst,
    "docx": _format("docx"),
    "saving": _saving,
    "words": _words,
}

if __name__ == "__main__":
    sys.exit(main())
