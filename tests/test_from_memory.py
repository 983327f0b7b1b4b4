"""Nothing that is known from memory only is printed as a fact: in no report, no explanation and no record of either.

A source says what of it is from memory (`from_memory`); a figure or a detail says whether it was read (`verified`).
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from reporting import EVERY, assessed, rulebook, viewed
from running import Mhia

from mhia.manual import WITHHELD, manual_page, passages, printable
from mhia.report.formats import FORMATS
from mhia.rulebook.entries import Group, Measure, Source
from mhia.rulebook.kinds import KINDS

BOOK = rulebook()
NUMBER = re.compile(r"(?<![\w.])\d+\.\d+")
COMPUTED = re.compile(r"(?:\d+\.\d+ to )?\d+\.\d+ SD|\(\d+\.\d+(?: ×|, )[^()]*\)")
"""Sizes that the scoring worked out, which are no study's: `0.24 SD (0.10 × 1.4 as a loss …)`."""
SHORTEST = 12
"""Characters from which a text is its own and not an everyday word."""


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def from_memory_only(source: Source) -> set[str]:
    """The figures of a source that nobody read: those not also in what was read."""
    return numbers(source.from_memory) - numbers(source.finding) - numbers(json.dumps(source.effect))


REMEMBERED = {id: figures for id in BOOK.sources if (figures := from_memory_only(BOOK.source(id)))}


@cache
def report(name: str) -> tuple[str, ...]:
    """A report as Markdown, in the pieces that are read together."""
    text = FORMATS["md"].render(viewed(name), assessed(name)).decode().replace("\\", "")
    return tuple(text.splitlines())


def explained() -> Iterator[tuple[str, str, str]]:
    """Every point of every manual page: kind, id and text. What is said of one group is a point of its own."""
    for kind in KINDS:
        for id in BOOK.ids(kind):
            for passage in passages(kind, id, BOOK):
                for point in passage.points:
                    yield from ((kind, id, part) for part in re.split(r"; for ", point))


def prints(text: str, source: str, figures: set[str]) -> set[str]:
    """The remembered figures that a text prints beside the source."""
    cited = source in text or BOOK.source(source).citation[:40] in text
    return figures & numbers(COMPUTED.sub("", text)) if cited else set()


def test_every_source_says_how_far_it_was_checked() -> None:
    assert {BOOK.source(id).verified for id in BOOK.sources} <= {"yes", "partly", "no"}


def test_there_is_something_to_look_for() -> None:
    assert len(REMEMBERED) >= 8
    assert prints("RR 0.78 [dennis-dowswell-2013]", "dennis-dowswell-2013", REMEMBERED["dennis-dowswell-2013"])


@pytest.mark.parametrize("name", EVERY)
def test_no_report_prints_a_figure_from_memory(name: str) -> None:
    found = [
        (source, line)
        for line in report(name)
        for source, figures in REMEMBERED.items()
        if prints(line, source, figures)
    ]
    assert not found


def test_no_explanation_prints_a_figure_from_memory() -> None:
    found = [
        (kind, id, source, text)
        for kind, id, text in explained()
        for source, figures in REMEMBERED.items()
        if prints(f"{id} {text}" if kind == "source" else text, source, figures)
    ]
    assert not found


def test_what_a_source_holds_from_memory_is_said_to_be_withheld() -> None:
    for id in BOOK.sources:
        withheld = BOOK.source(id).from_memory
        if withheld:
            page = " ".join(manual_page("source", id, BOOK).split())
            assert withheld not in page
            assert WITHHELD in page


@pytest.mark.parametrize("name", EVERY)
def test_no_report_holds_words_from_memory(name: str) -> None:
    text = "\n".join(report(name))
    assert not [id for id in BOOK.sources if len(held := BOOK.source(id).from_memory) > SHORTEST and held in text]


def test_an_unread_rate_of_a_group_is_not_explained() -> None:
    for id in BOOK.groups:
        group: Group = printable(BOOK.group(id))
        for figure in (group.prevalence, group.loneliness):
            assert figure is None or figure.verified != "no" or figure.value_pct is None
        page = manual_page("group", id, BOOK)
        for figure in (BOOK.group(id).prevalence, BOOK.group(id).loneliness):
            if figure and figure.verified == "no" and figure.value_pct is not None:
                assert f"{figure.value_pct:g}%" not in page, id


@pytest.mark.parametrize("name", EVERY)
def test_no_report_prints_an_unread_rate_of_a_group(name: str) -> None:
    lines = report(name)
    for id in BOOK.groups:
        group = BOOK.group(id)
        for figure in (group.prevalence, group.loneliness):
            if figure and figure.verified == "no" and figure.value_pct is not None:
                about = [line for line in lines if group.label in line or group.in_words in line]
                assert not [line for line in about if f"{figure.value_pct:g}%" in line and figure.measure in line], id


def unread(value: Any) -> Iterator[str]:
    """Every longer text inside a detail that says of itself that it was not read."""
    if isinstance(value, Mapping):
        if value.get("verified") in ("no", False):
            yield from (each for each in texts(value) if len(each) > SHORTEST)
        else:
            for item in value.values():
                yield from unread(item)
    elif isinstance(value, list):
        for item in value:
            yield from unread(item)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from texts(item)


UNREAD_DETAILS = {id: held for id in BOOK.measures if (held := tuple(unread(BOOK.measure(id).details)))}


def test_an_unread_detail_of_a_measure_is_in_no_explanation_and_no_report() -> None:
    assert UNREAD_DETAILS
    reports = "\n".join(line for name in EVERY for line in report(name))
    for id, held in UNREAD_DETAILS.items():
        measure: Measure = printable(BOOK.measure(id))
        said = " ".join(manual_page("measure", id, BOOK).split())
        record = json.dumps(measure.details, ensure_ascii=False)
        assert not [text for text in held if text in said or text in record or text in reports], id


def test_the_record_of_an_explanation_withholds_it_too(mhia: Mhia) -> None:
    for id in ("dennis-dowswell-2013", "masi-2011"):
        out = mhia("explain", id, "--format", "json").out
        assert BOOK.source(id).from_memory not in out
        assert not REMEMBERED[id] & numbers(out)
