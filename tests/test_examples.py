"""The shipped examples are good, use the whole format, and their finished reports are what mhia makes of them today."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from running import Mhia

from mhia.assessment import Assessment, Identity
from mhia.intake import ReadProposal, read_proposal
from mhia.proposal import Proposal
from mhia.record import Record
from mhia.report.formats import FORMATS
from mhia.report.view.building import report_view
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess
from mhia.writing import file_stem

ROOT = Path(__file__).parent.parent
EXAMPLES = tuple(sorted((ROOT / "examples").glob("*.yaml")))
FINISHED = ROOT / "assessments"
MADE_ON = date(2026, 11, 22)
"""The date on the finished reports: `mhia assess examples/*.yaml --date 2026-11-22` makes the same bytes.

Whoever assesses an example in this folder has another day on its reports; they are held to that day.
"""

example = pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
layout = pytest.mark.parametrize("layout", ["md", "html", "json"])


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(cache=False)


@example
def test_an_example_is_read_without_a_fault(path: Path, rulebook: Rulebook) -> None:
    assert read(path, rulebook).proposal.title


@example
def test_an_example_says_first_whether_it_is_real(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(("# A real ", "# INVENTED: ")), "a reader has to know before the first figure"


@example
def test_a_real_example_names_its_sources(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# INVENTED") or "http" in text.split("title:")[0]


def test_two_examples_never_write_the_same_report(rulebook: Rulebook) -> None:
    stems = [file_stem(path.stem).lower() for path in EXAMPLES]
    assert len(stems) == len(set(stems))
    ids = [read(path, rulebook).id for path in EXAMPLES]
    assert len(ids) == len(set(ids))


def test_the_examples_together_use_every_field_of_a_proposal(rulebook: Rulebook) -> None:
    used = {
        (type(record).__name__, name)
        for path in EXAMPLES
        for record in records_in(read(path, rulebook).proposal)
        for name in record.model_fields_set
    }
    every = {(record.__name__, name) for record in record_types(Proposal) for name in record.model_fields}
    assert every - used == set()


@layout
@example
def test_a_finished_report_is_fresh(path: Path, layout: str, rulebook: Rulebook, pytestconfig: pytest.Config) -> None:
    accept = pytestconfig.getoption("--accept", default=False)
    assessment = assessed(path, rulebook, MADE_ON if accept else made_on(path))
    form = FORMATS[layout]
    finished = FINISHED / f"{file_stem(path.stem)}{form.suffix}"
    made = form.render(report_view(assessment, rulebook, profile="full"), assessment)
    if accept:
        finished.parent.mkdir(exist_ok=True)
        finished.write_bytes(made)
    assert finished.is_file(), f"{finished.name} is missing; pytest tests/test_examples.py --accept makes it"
    assert finished.read_bytes() == made, f"{finished.name} is stale; read the difference, then --accept it"


def test_the_command_line_makes_the_same_bytes(mhia: Mhia) -> None:
    path = EXAMPLES[0]
    shutil.copytree(path.parent, mhia.folder / "examples")
    ran = mhia(
        "assess", f"examples/{path.name}", "--date", made_on(path).isoformat(), "--out", "made",
        "--format", "md,html,json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    for made in (mhia.folder / "made").iterdir():
        assert made.read_bytes() == (FINISHED / made.name).read_bytes(), made.name


def test_no_finished_report_has_lost_its_example() -> None:
    stems = {file_stem(path.stem) for path in EXAMPLES}
    suffixes = {FORMATS[name].suffix for name in ("md", "html", "json")}
    left = {path.name for path in FINISHED.glob("*") if path.suffix in suffixes and path.name != "README.md"}
    assert left <= {f"{stem}{suffix}" for stem in stems for suffix in suffixes}


def test_every_finished_report_and_round_is_in_the_list() -> None:
    listed = (FINISHED / "README.md").read_text(encoding="utf-8")
    reports = [f"({path.name})" for path in FINISHED.glob("*.md") if path.name != "README.md"]
    rounds = [f"(rounds/{path.name}/round.md)" for path in (FINISHED / "rounds").iterdir() if path.is_dir()]

    assert [link for link in (*reports, *rounds) if link not in listed] == []


def made_on(path: Path) -> date:
    """The day on an example's finished record."""
    record = FINISHED / f"{file_stem(path.stem)}{FORMATS['json'].suffix}"
    return date.fromisoformat(json.loads(record.read_bytes())["assessed_on"]) if record.is_file() else MADE_ON


@cache
def read(path: Path, rulebook: Rulebook, on: date = MADE_ON) -> ReadProposal:
    return read_proposal(path, rulebook, on)


@cache
def assessed(path: Path, rulebook: Rulebook, on: date) -> Assessment:
    proposal = read(path, rulebook, on)
    identity = Identity(id=proposal.id, file=path.name, sha256=proposal.sha256)
    return assess(proposal.proposal, rulebook, identity=identity, on=on)


def records_in(record: Record) -> Iterator[Record]:
    """The record and every record inside it."""
    yield record
    for value in dict(record).values():
        inside = value if isinstance(value, tuple) else (value,)
        for item in inside:
            if isinstance(item, Record):
                yield from records_in(item)


def record_types(record: type[Record]) -> set[type[Record]]:
    """The record's class and the class of every record that can stand inside it."""
    found = {record}
    waiting: list[Any] = [field.annotation for field in record.model_fields.values()]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, Record):
            found |= record_types(kind)
        waiting.extend(get_args(kind))
    return found
