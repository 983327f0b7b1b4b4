"""What to find out first, and what would change the result: one input at a time, the rest at its best estimate."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Literal

from mhia.assessment import BANDS, Crossing, Headline, Question
from mhia.quantity import Triple
from mhia.scoring.combining import users_of
from mhia.scoring.drawing import OWN, Draws
from mhia.scoring.finding import magnitude, scored
from mhia.scoring.rows import Row
from mhia.scoring.signifying import band, edge
from mhia.scoring.workings import Assumed, Line, Workings

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
    asked = [_question(workings, lines, row, headline, path, assumed) for path, assumed in workings.assumed.items()]
    found = [question for question in asked if question is not None]
    found.extend(_users_unknown(workings, lines))
    return tuple(sorted(found, key=_rank))


def crossings(workings: Workings, lines: Sequence[Line], row: Row, headline: Headline) -> tuple[Crossing, ...]:
    """For each number of the proposal, the smallest move that takes the headline over the nearest edge of its band."""
    at = _headline(workings, lines, row, headline, {})
    chosen = band(workings, at)
    below = edge(workings, chosen)
    place = BANDS.index(chosen)
    targets = [(below, BANDS[place - 1])] if place > 0 else []
    if place + 1 < len(BANDS):
        targets.append((edge(workings, BANDS[place + 1]), BANDS[place + 1]))
    found: list[tuple[float, Crossing]] = []
    for path, value, limits, unit in _inputs(workings, lines):
        for target, to in targets:
            rising = target > below
            moved = _search(workings, lines, row, headline, path, value, limits, target, rising=rising)
            if moved is not None:
                far = abs(moved - value) / (limits[1] - limits[0])
                found.append((far, Crossing(to, "input", path, value, moved, unit)))
    return tuple(crossing for _, crossing in sorted(found, key=lambda pair: pair[0]))


def _question(
    workings: Workings, lines: Sequence[Line], row: Row, headline: Headline, path: str, assumed: Assumed
) -> Question | None:
    each = assumed.assumption
    ask = _ask(lines, path, each.what)
    if not assumed.stream or each.low is None or each.high is None:
        return Question(path, ask, "within_band", None, None, None, None)
    low = _headline(workings, lines, row, headline, {assumed.stream: each.low})
    high = _headline(workings, lines, row, headline, {assumed.stream: each.high})
    low, high = min(low, high), max(low, high)
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


def _rank(question: Question) -> tuple[int, float, str]:
    swing = (question.high or 0.0) - (question.low or 0.0)
    return _ORDER.index(question.moves), -swing, question.path


def _headline(
    workings: Workings, lines: Sequence[Line], row: Row, headline: Headline, fixed: Mapping[str, float]
) -> float:
    """The headline's best estimate with some numbers held at other values."""
    again = Workings(
        workings.proposal,
        workings.id,
        workings.rulebook,
        Draws(0, float(workings.parameter("pert", "weight")), fixed=fixed),
    )
    result = scored(again, lines, row, (headline.domain,))
    return magnitude(again, result, headline.domain, gains=headline.direction == "beneficial")


def _inputs(
    workings: Workings, lines: Sequence[Line]
) -> list[tuple[str, float, tuple[float, float], Literal["share", "km", "number"]]]:
    """The numbers of the proposal that scoring reads: path, value, the ends of what is possible, unit."""
    found: list[tuple[str, float, tuple[float, float], Literal["share", "km", "number"]]] = []
    wide = float(workings.parameter("numerics", "search_km_times"))
    for line in lines:
        change, at = line.change, line.path
        shares: dict[str, Triple | None] = {
            f"{at}.by": change.by, f"{at}.affects": change.affects, f"{at}.uptake": change.uptake,
            f"{at}.completion": change.completion, f"{at}.share_of_income": change.share_of_income,
        }  # fmt: skip
        kms = {f"{at}.extra_km": change.extra_km}
        if change.alternatives is not None:
            shares[f"{at}.alternatives.share_finding_equivalent"] = change.alternatives.share_finding_equivalent
            kms[f"{at}.alternatives.nearest_km"] = change.alternatives.nearest_km
        found.extend((path, value.typical, (0.0, 1.0), "share") for path, value in shares.items() if value is not None)
        found.extend(
            (path, value.typical, (0.0, value.typical * wide + 1), "km")
            for path, value in kms.items()
            if value is not None
        )
        if change.sites is not None:
            found.append(
                (f"{at}.sites.affected", change.sites.affected.typical, (0.0, change.sites.of.typical), "number")
            )
    return found


def _search(
    workings: Workings, lines: Sequence[Line], row: Row, headline: Headline, path: str, value: float,
    limits: tuple[float, float], target: float, *, rising: bool,
) -> float | None:  # fmt: skip
    """The value nearest to the present one at which the headline crosses the target; None if it never does."""
    name = f"{workings.id}{OWN}{path}"

    def over(at: float) -> bool:
        """Whether the headline reaches the target with this value."""
        return _headline(workings, lines, row, headline, {name: at}) >= target

    for end in limits:
        if over(end) != rising:
            continue
        near, far = value, end
        for _ in range(int(workings.parameter("numerics", "search_halvings"))):
            middle = fmean((near, far))
            near, far = (near, middle) if over(middle) == rising else (middle, far)
        return far
    return None
