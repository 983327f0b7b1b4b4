"""Every number of parameters.yaml and of a change is read by the scoring of some case, and every source is used.

A number that nothing reads looks like part of the model and is not. What decides nothing belongs in background.yaml.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from mhia.assessment import Identity
from mhia.casework.case import PlacedCase
from mhia.casework.expecting import differences
from mhia.casework.files import cases_in
from mhia.casework.playing import Played, proposal_of
from mhia.evidence.citing import citations, mentions
from mhia.resources import rulebook_folder
from mhia.rulebook.building import built
from mhia.rulebook.kinds import KINDS
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess
from mhia.scoring.drawing import Draws
from mhia.scoring.entering import settings_of
from mhia.scoring.gathering import gathered
from mhia.scoring.summing import summed
from mhia.scoring.workings import Workings

SHIPPED = load_rulebook(cache=False)
SAYS_WHY = {"basis", "because", "sources", "evidence", "note"}
"""Keys that explain a number beside them; they are printed, where they are, and decide nothing."""
Note = Callable[[tuple[str, ...]], None]


class Recorded(dict[str, Any]):
    """A mapping that notes which of its values are looked at."""

    def __init__(self, content: Mapping[str, Any], note: Note, path: tuple[str, ...]) -> None:
        super().__init__({key: _watched(value, note, (*path, str(key))) for key, value in content.items()})
        self._note, self._path = note, path

    def __getitem__(self, key: str) -> Any:  # noqa: D105 - as of any mapping
        self._note((*self._path, str(key)))
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self else default  # noqa: SIM401 - dict.get would note nothing

    def items(self) -> Any:
        return [(key, self[key]) for key in self]

    def values(self) -> Any:
        return [self[key] for key in self]


def _watched(value: Any, note: Note, path: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return Recorded(value, note, path)
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return [Recorded(row, note, (*path, str(at))) for at, row in enumerate(value)]
    return value


def leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The path of every value that could decide something: what explains another is left out."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in SAYS_WHY:
                yield from leaves(item, (*path, str(key)))
    elif isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        for at, row in enumerate(value):
            yield from leaves(row, (*path, str(at)))
    else:
        yield path


def held(book: Rulebook) -> dict[str, None]:
    """Every parameter there is, as `parameters.norm.p` or `change close.share`."""
    found = dict.fromkeys(".".join(path) for path in leaves(book.parameters, ("parameters",)))
    for change in book.changes:
        given = book.raw("change", change).get("parameters", {})
        found |= dict.fromkeys(".".join(path) for path in leaves(given, (f"change {change}",)))
    return found


def recorded(book: Rulebook, read: set[str]) -> Rulebook:
    """The rulebook with every look at a parameter noted."""

    def note(path: tuple[str, ...]) -> None:
        read.add(".".join(path))

    contents = {**book._contents, "hash": "recorded", "parameters": Recorded(book.parameters, note, ("parameters",))}
    copy = Rulebook(contents, book._body)
    for change in book.changes:
        raw = book.raw("change", change)
        given = Recorded(raw.get("parameters", {}), note, (f"change {change}",))
        copy._built["change", change] = built(KINDS["change"].record, {**raw, "parameters": {}})
        object.__setattr__(copy._built["change", change], "parameters", given)
    return copy


@pytest.fixture(scope="module")
def read() -> set[str]:
    """What the worked cases and the settings of a round look at."""
    seen: set[str] = set()
    book = recorded(SHIPPED, seen)
    cases = {placed.case.name: placed for placed in cases_in(rulebook_folder())[0]}

    def other(name: str) -> Played | None:
        return played(cases[name], book) if name in cases else None

    for placed in cases.values():
        play = played(placed, book)
        for expected in placed.case.expect:
            tuple(differences(expected, play, other))
    settings_of(book)
    everything(book)
    return seen


def played(placed: PlacedCase, book: Rulebook) -> Played:
    return Played(placed, proposal_of(placed, SHIPPED), book)


def everything(book: Rulebook) -> None:
    """One whole assessment with the draws that are taken when nobody says how many, and the sums of a round."""
    proposal = proposal_of(cases_in(rulebook_folder())[0][0], SHIPPED)
    identity = Identity("whole", "whole.yaml", sha256(b"whole").hexdigest())
    assess(proposal, book, identity, date(2026, 1, 1))
    rows = gathered(Workings(proposal, "whole", book, Draws(0, 4.0)))
    summed(rows, book.parameters["round"]["powers"])


def test_every_parameter_is_read_by_something(read: set[str]) -> None:
    unread = [name for name in held(SHIPPED) if name not in read]

    assert unread == [], "use it, or keep it in background.yaml as a fact that decides nothing"


def test_a_parameter_that_nothing_reads_would_be_found(read: set[str]) -> None:
    """So that the test can fail: a number added to either place is none of those read."""
    with_more = Rulebook(
        {**SHIPPED._contents, "parameters": {**SHIPPED.parameters, "norm": {"p": 2, "q": 3}}}, SHIPPED._body
    )

    assert set(held(with_more)) - set(held(SHIPPED)) == {"parameters.norm.q"}
    assert "parameters.norm.q" not in read
    assert "parameters.norm.p" in read


def test_every_source_is_cited_by_an_entry_or_spoken_of_in_its_words() -> None:
    """A source that nothing names makes the evidence look wider than it is."""
    used = {*citations(SHIPPED), *mentions(SHIPPED)}

    assert [source for source in SHIPPED.sources if source not in used] == []
