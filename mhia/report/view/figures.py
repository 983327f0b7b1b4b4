"""What the pictures of a report are made of: sizes, times and words, never colours or places on paper."""

from dataclasses import dataclass, field
from typing import Literal

Tone = Literal[
    "major_adverse",
    "moderate_adverse",
    "minor_adverse",
    "negligible_adverse",
    "negligible_beneficial",
    "minor_beneficial",
    "moderate_beneficial",
    "major_beneficial",
    "little_expected",
    "not_studied",
    "not_assessed",
    "plain",
]
"""What a piece means, for a format to colour: an effect, or why there is none."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: a best estimate and its range, losses below zero, in SD."""

    label: str
    best: float
    low: float
    high: float
    tone: Tone
    in_words: str
    before: float | None = None
    """Where it stood before mitigation, in a chart of before and after."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A band along a chart's axis."""

    label: str
    start: float
    end: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Ranges:
    """Bars along an axis in SD, with the bands as zones behind them."""

    bars: tuple[Bar, ...]
    zones: tuple[Zone, ...]
    ticks: tuple[tuple[float, str], ...]
    least: float
    most: float
    shape: Literal["ranges"] = field(default="ranges", init=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the sizes an effect can have, on a ruler from very small to major."""

    label: str
    tone: Tone
    state: Literal["found", "plausible", "other"]
    """`found` is the best estimate; `plausible` ones the range reaches into."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One effect on a ruler of sizes: a loss or a gain, never both."""

    symbol: str
    words: str
    tone: Tone
    note: str
    whom: str
    steps: tuple[Step, ...] = ()
    """Empty where there is nothing to put a size on."""
    best: float = 0.0
    """Where the best estimate stands, counted in steps: 1.5 is the middle of the second."""
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of wellbeing at a glance."""

    title: str
    note: str
    lanes: tuple[Lane, ...]
    in_words: str


@dataclass(frozen=True, slots=True)
class Panels:
    """A small picture for each part of wellbeing, side by side where there is room."""

    panels: tuple[Panel, ...]
    shape: Literal["panels"] = field(default="panels", init=False)


Point = tuple[float, float]
"""A month, and the share of its full size that an effect has by then (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Course:
    """How an effect begins, grows and lasts: somewhere between `earliest` and `latest`."""

    label: str
    what: str
    in_words: str
    tone: Tone
    earliest: tuple[Point, ...]
    latest: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Courses under one another along an axis of months from the start of the change."""

    courses: tuple[Course, ...]
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]
    """Days that matter: the decision, each step."""
    first: float
    last: float
    shape: Literal["timeline"] = field(default="timeline", init=False)


Drawing = Ranges | Panels | Timeline
