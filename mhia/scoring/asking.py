"""What to find out first: one assumed input at a time, the rest at its best estimate."""

from collections.abc import Sequence
from typing import Literal

from mhia.assessment import Headline, Question
from mhia.scoring.counting import users_of
from mhia.scoring.rows import Row
from mhia.scoring.signifying import band
from mhia.scoring.supposing import headlines
from mhia.scoring.workings import Line, Workings

_ASKS = {
    "extra_km": "How much farther would people have to travel, and how would they get there?",
    "months": "How long will the pause last?",
    "weeks": "How many weeks longer will people wait?",
    "uptake": "How many of those offered it will start?",
    "completion": "How many of those who start will finish?",
    "fill_rate": "How many of the places will be filled?",
    "capacity.used": "How many of the places are used now?",
    "share_of_income": "What share of the provider's income is this, and who else pays?",
    "taker": "Has a named group agreed to take it on?",
    "affects": "How many of the users hold the concession?",
    "routes_kept": "Which other ways in stay open: phone, face to face?",
    "place.setting": "Is the place urban, rural or mixed?",
}
"""The question that asks for a field, by how its path ends."""
_ORDER = ("all", "band", "people", "within_band")


def questions(workings: Workings, lines: Sequence[Line], row: Row, headline: Headline) -> tuple[Question, ...]:
    """Assumed inputs in the order of how far they could move the headline, each as a question to put."""
    known = [(each.stream, each.spread) for each in workings.assumed.values() if each.spread is not None]
    trials = [{stream: end} for stream, spread in known for end in (spread.low, spread.high)]
    moved = iter(headlines(workings, lines, row, headline, trials))
    found = []
    for path, each in workings.assumed.items():
        ask = _ask(lines, path, each.what)
        if each.spread is None:
            found.append(Question(path, ask, "within_band", None, None, None, None))
        else:
            found.append(_question(workings, lines, path, ask, sorted((next(moved), next(moved)))))
    found.extend(_users_unknown(workings, lines))
    digits = int(workings.parameter("numerics", "digits_for_order"))
    return tuple(sorted(found, key=lambda question: _rank(question, digits)))


def _question(workings: Workings, lines: Sequence[Line], path: str, ask: str, ends: Sequence[float]) -> Question:
    low, high = ends
    bands = band(workings, low), band(workings, high)
    size = path.endswith(".by") and any(
        line.path == path.removesuffix(".by") and line.change.by is None for line in lines
    )
    moves: Literal["band", "within_band", "people", "all"] = (
        "all" if size else "band" if bands[0] != bands[1] else "within_band"
    )
    return Question(path, ask, moves, low, high, *bands)


def _ask(lines: Sequence[Line], path: str, what: str) -> str:
    for line in lines:
        if path == f"{line.path}.by" and line.entry.asks:
            return line.entry.asks[0]
        if path == f"{line.path}.alternatives.share_finding_equivalent":
            return (
                f"Of the people who use {line.service.short}, how many could use something equivalent, and where is it?"
            )
    return next((ask for field, ask in _ASKS.items() if path.endswith(field)), f"What is the {what}?")


def _users_unknown(workings: Workings, lines: Sequence[Line]) -> list[Question]:
    """How many people there are, where the proposal does not say: it decides how many, not how badly each."""
    found = []
    for line in lines:
        if users_of(workings, line) is None:
            doing = "will start using" if line.gains else "use"
            regularly = "" if line.gains else " regularly"
            ask = f"How many people {doing} {line.service.short}{regularly}, and who are they?"
            found.append(Question(f"{line.path}.users", ask, "people", None, None, None, None))
    return found


def _rank(question: Question, digits: int) -> tuple[int, float, str]:
    """Its place among the questions; the last digits of a sum are no reason to put one before another."""
    swing = round((question.high or 0.0) - (question.low or 0.0), digits)
    return _ORDER.index(question.moves), -swing, question.path
