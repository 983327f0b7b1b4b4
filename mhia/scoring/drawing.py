"""Draws of uncertain numbers: one random stream for each number, known by its name.

A number's stream depends on its name alone, so results do not change with the order of groups or files, and the same
evidence is drawn together wherever it is used. The generator is NumPy's frozen legacy `RandomState` (NumPy Enhancement
Proposal 19 promises that its streams never change), so that an assessment can be made again years later.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mhia.scoring.arithmetic import Number

OWN = "#"
"""Marks the name of a proposal's own number: `<proposal id>#changes[0].by`."""


class Spread(Protocol):
    """Anything with a low, a typical and a high value."""

    @property
    def low(self) -> float:
        """The low end."""

    @property
    def typical(self) -> float:
        """The best estimate."""

    @property
    def high(self) -> float:
        """The high end."""


class Draws:
    """Gives every uncertain number its draws, or its best estimate alone when there are none."""

    tried: Collection[str] = ()
    """The names of numbers that are given other values than their own."""

    def __init__(self, number: int, weight: float, seed: str = "") -> None:
        """Take `number` draws (0: best estimates only), the PERT weight and a named seed."""
        self.number = number
        self._weight = weight
        self._seed = seed
        self.settings = (number, weight, seed)
        self._own: dict[tuple[str, float, float, float], Number] = {}

    def of(self, name: str, spread: Spread) -> Number:
        """The number's best estimate, and its PERT draws behind it."""
        if not self.number or spread.low == spread.high:
            return float(spread.typical)
        if OWN not in name:
            return _shared_pert(self._seed + name, spread.low, spread.typical, spread.high, self._weight, self.number)
        # A proposal's own number is asked for again and again (its users by every row), and forgotten with it.
        key = name, spread.low, spread.typical, spread.high
        if key not in self._own:
            self._own[key] = _pert(self._seed + name, *key[1:], self._weight, self.number)
        return self._own[key]

    def exists(self, name: str, chance_of_none: float) -> Number:
        """1 where the effect exists and 0 where it does not; the best estimate takes it to exist."""
        if not self.number:
            return 1.0
        return _exists(f"{self._seed}{name}.exists", chance_of_none, self.number)


class Trials(Draws):
    """Best estimates only, with a few numbers held at other values: what depends on them has shape (trials,).

    No place of such an array is the best estimate, so nothing that counts may ask for it: what asks for it on the way
    decides only how an explanation reads, or compares mitigations, whose numbers are never tried.
    """

    def __init__(self, trials: Sequence[Mapping[str, float]], weight: float) -> None:
        """Take what is held at which value in each trial, by name."""
        super().__init__(0, weight)
        self._trials = trials
        self.tried = frozenset(name for trial in trials for name in trial)

    def of(self, name: str, spread: Spread) -> Number:
        """The number's best estimate, or what it is in each trial."""
        if name not in self.tried:
            return super().of(name, spread)
        return np.array([trial.get(name, spread.typical) for trial in self._trials])


def _pert(name: str, low: float, typical: float, high: float, weight: float, number: int) -> NDArray[np.float64]:
    """PERT draws (Malcolm et al. 1959): a beta distribution scaled to low..high with its mode at typical."""
    span = high - low
    values = np.empty(number + 1)
    values[0] = typical
    alpha, beta = 1 + weight * (typical - low) / span, 1 + weight * (high - typical) / span
    values[1:] = low + span * _drawn(name, lambda stream: stream.beta(alpha, beta, number))
    values.flags.writeable = False
    return values


_shared_pert = cache(_pert)
"""The rulebook's own numbers are drawn once for every proposal of a round."""


@cache
def _exists(name: str, chance_of_none: float, number: int) -> NDArray[np.float64]:
    values = np.ones(number + 1)
    values[1:] = _drawn(name, lambda stream: stream.random_sample(number)) >= chance_of_none
    values.flags.writeable = False
    return values


_IDLE: list[np.random.RandomState] = []
"""Generators that nobody draws from at present: to seed one anew takes a tenth of the time that making one does."""


def _drawn(name: str, draw: Callable[[np.random.RandomState], NDArray[np.float64]]) -> NDArray[np.float64]:
    """What is drawn from the beginning of the named stream, by a generator that no other thread has."""
    digest = sha256(name.encode()).digest()
    try:
        generator = _IDLE.pop()
    except IndexError:
        generator = np.random.RandomState()
    generator.seed(np.frombuffer(digest, dtype=">u4").astype(np.uint32))
    values = draw(generator)
    _IDLE.append(generator)
    return values
