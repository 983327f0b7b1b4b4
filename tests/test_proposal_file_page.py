"""docs/proposal-file.md lists every field of a proposal, and its examples work."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from mhia.intake import read_proposal
from mhia.proposal import Proposal
from mhia.record import Record
from mhia.rulebook.loading import load_rulebook

PAGE = (Path(__file__).parent.parent / "docs" / "proposal-file.md").read_text(encoding="utf-8")
WHOLE_PROPOSALS = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if block.startswith("title:")]


def records(record: type[Record], heading: str) -> Iterator[tuple[str, type[Record]]]:
    """Each record that can stand in a proposal, with the heading it is described under."""
    yield heading, record
    for name, field in record.model_fields.items():
        for kind in records_of(field.annotation):
            yield from records(kind, f"`{field.alias or name}`")


def records_of(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for inside in get_args(annotation):
        yield from records_of(inside)


@pytest.mark.parametrize(("heading", "record"), dict(records(Proposal, "The proposal")).items())
def test_the_page_has_a_row_for_every_field(heading: str, record: type[Record]) -> None:
    section = re.search(rf"^##+ {re.escape(heading)}$(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert section, f"no heading {heading}"
    listed = re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE)
    assert listed == [field.alias or name for name, field in record.model_fields.items()]


@pytest.mark.parametrize("text", WHOLE_PROPOSALS)
def test_a_whole_proposal_on_the_page_is_a_good_one(text: str, tmp_path: Path) -> None:
    file = tmp_path / "proposal.yaml"
    file.write_text(text, encoding="utf-8")
    assert read_proposal(file, load_rulebook()).proposal.title
