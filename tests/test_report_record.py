"""The JSON record: everything else can be made again from it."""

import json
import math
from typing import Any

import pytest
from reporting import EVERY, assessed, rulebook

from mhia.assessment import Assessment
from mhia.errors import FileError
from mhia.report.data import SCHEMA, read_assessment, record
from mhia.report.markdown import markdown
from mhia.report.view.building import report_view
from mhia.report.webpage import webpage

every = pytest.mark.parametrize("name", EVERY)


def numbers_in(value: Any) -> list[float]:
    if isinstance(value, float):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [number for item in inside for number in numbers_in(item)]


@every
def test_what_is_written_is_read_back(name: str) -> None:
    again = read_assessment(record(assessed(name)))
    assert isinstance(again, Assessment)
    assert again.identity == assessed(name).identity
    assert [row.id for row in again.groups] == [row.id for row in assessed(name).groups]


@every
def test_writing_what_was_read_gives_the_same_bytes(name: str) -> None:
    data = record(assessed(name))
    assert record(read_assessment(data)) == data


@every
def test_the_reports_can_be_made_again_from_the_record(name: str) -> None:
    first = report_view(assessed(name), rulebook())
    again = report_view(read_assessment(record(assessed(name))), rulebook())
    assert webpage(again) == webpage(first)
    assert markdown(again) == markdown(first)


@every
def test_the_record_begins_with_its_version_and_ends_with_a_newline(name: str) -> None:
    data = record(assessed(name))
    assert data.startswith(b'{\n"schema": "mhia/assessment/1"')
    assert data.endswith(b"}\n")


@every
def test_numbers_are_kept_to_six_figures(name: str) -> None:
    for number in numbers_in(json.loads(record(assessed(name)))):
        assert math.isfinite(number)
        assert number == float(f"{number:.6g}")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not json", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[]", "is not an assessment"),
        (b"{}", "is not an assessment"),
        (b'{"schema": "mhia/assessment/9"}', "not an assessment this version reads"),
        (f'{{"schema": "{SCHEMA}"}}'.encode(), "is damaged"),
    ],
)
def test_a_file_that_is_no_record_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(FileError, match=words):
        read_assessment(data, "a.json")
