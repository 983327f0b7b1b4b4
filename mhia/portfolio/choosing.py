"""The package of proposals that reaches a savings target with the least need-weighted harm, and what hangs on it.

A mixed-integer programme, solved by HiGHS to a proven optimum or to a stated gap. It informs, it does not decide: harm
that nobody has put a number on is not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mhia.errors import MissingExtraError
from mhia.portfolio.candidates import Candidate, Cap, Field

Draws = NDArray[np.float64]
POINTS = 20
"""Points of a frontier."""
_THOUSAND = 1000.0
_PENNY = 0.005
# How many draws the package is tried on, and to what gap, by the number of candidates: a second's work, not a minute's.
_EFFORT = ((60, 200, 1e-6), (250, 100, 1e-5), (1000, 30, 1e-4), (10**9, 10, 1e-3))
_CLOSE = 0.05
_FOR_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Package:
    """Proposals chosen together."""

    ids: tuple[str, ...]
    """In the order of the round."""
    saving: float
    """As far as it is known; what a proposal costs is taken off."""
    harm: float
    gap: float
    """How far the harm may lie above the least possible, as a part of it; 0 where the optimum is proven."""


@dataclass(frozen=True, slots=True)
class CapCost:
    """What one cap costs."""

    cap: Cap
    limit: float
    """In proposals, or in SD added over proposals."""
    used: float
    harm_without: float
    """The least harm if this cap alone were dropped."""
    perhaps: tuple[str, ...] = ()
    """Proposals in the package that may count towards it: the size of their change is not given."""


@dataclass(frozen=True, slots=True)
class Step:
    """A package of the frontier, and the savings for which it is the best."""

    package: Package
    first: float
    """The least saving at which it was tried, and found to be the best."""
    last: float
    """The largest one."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How the package stands up to the draws."""

    draws: int
    """How many draws the best package was found in."""
    of: int
    """How many draws there are."""
    stays: dict[str, float]
    """In what share of the draws each candidate is in the best package."""
    close: float
    """In what share of the draws the package does at most 5% more harm than the best one there."""

    @property
    def few(self) -> bool:
        """Whether a percentage would be finer than what was tried."""
        return self.draws < _FOR_PERCENT


@dataclass(frozen=True, slots=True)
class Terms:
    """The conditions on a package."""

    target: float
    """Pounds a year to save."""
    caps: tuple[Cap, ...] = ()
    must: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


def best_package(field: Field, terms: Terms) -> Package | None:
    """The package with the least harm; None where none meets the terms. MissingExtraError without HiGHS."""
    return _Programme(field, terms).least_harm([each.harm for each in field.candidates], terms.target)


def frontier(field: Field, terms: Terms) -> tuple[Step, ...]:
    """The least harm at evenly spaced savings, from a twentieth of what can be saved at most to all of it.

    Savings that have the same package are one step.
    """
    programme = _Programme(field, terms)
    most = programme.most_saving()
    if most is None or most <= 0:
        return ()
    harms = [each.harm for each in field.candidates]
    steps: list[Step] = []
    for point in range(1, POINTS + 1):
        saving = most * point / POINTS
        package = programme.least_harm(harms, saving)
        if package is None:
            continue
        if steps and steps[-1].package.ids == package.ids:
            steps[-1] = replace(steps[-1], last=saving)
        else:
            steps.append(Step(package, saving, saving))
    return tuple(steps)


def cap_costs(field: Field, terms: Terms, chosen: Package) -> tuple[CapCost, ...]:
    """What each cap costs: the least harm with all the others but without this one."""
    inside = [each for each in field.candidates if each.id in set(chosen.ids)]
    costs = []
    for cap in terms.caps:
        others = tuple(each for each in terms.caps if each != cap)
        without = best_package(field, Terms(terms.target, others, terms.must, terms.never))
        used = sum(_load(each, cap) for each in inside)
        perhaps = tuple(each.id for each in inside if cap.group in each.perhaps)
        costs.append(CapCost(cap, limit_of(cap, field), used, without.harm if without else chosen.harm, perhaps))
    return tuple(costs)


def steadiness(field: Field, terms: Terms, chosen: Package, draws: Draws) -> Steadiness:
    """How often each candidate is in the best package, over draws of the harm (shape (entries, draws))."""
    number, gap = _effort(len(field.candidates))
    columns = np.unique(np.linspace(0, draws.shape[1] - 1, num=min(number, draws.shape[1])).astype(int))
    programme = _Programme(field, terms, gap)
    inside = np.array([each.id in set(chosen.ids) for each in field.candidates])
    known = np.array([each.harm_known and each.harm > 0 for each in field.candidates])
    times = dict.fromkeys((each.id for each in field.candidates), 0)
    close = solved = 0
    for column in columns:
        drawn = draws[[each.place for each in field.candidates], column]
        harms = np.where(known, np.nan_to_num(drawn), 0.0)
        package = programme.least_harm(harms.tolist(), terms.target)
        if package is None:
            continue
        solved += 1
        for id_ in package.ids:
            times[id_] += 1
        close += float(harms[inside].sum()) <= package.harm * (1 + _CLOSE) + 1e-12
    count = max(solved, 1)
    return Steadiness(solved, draws.shape[1], {id_: each / count for id_, each in times.items()}, close / count)


def most_saving(field: Field, terms: Terms) -> float | None:
    """The most that can be saved under the terms, whatever their target: below zero where it costs.

    None where what must be in breaks a cap.
    """
    return _Programme(field, terms, gap=0.0).most_saving()


def reaches(field: Field, terms: Terms) -> bool:
    """Whether any package meets the terms."""
    return _Programme(field, terms).reaches(terms.target)


def limit_of(cap: Cap, field: Field) -> float:
    """A cap in its own unit: proposals, or SD added over proposals."""
    if cap.kind != "share":
        return cap.amount
    return cap.amount * sum(each.burden.get(cap.group, 0.0) for each in field.candidates)


def _may_be_in(candidate: Candidate, terms: Terms) -> bool:
    return candidate.id not in terms.never and (candidate.id in terms.must or not candidate.only_if_must)


def _load(candidate: Candidate, cap: Cap) -> float:
    if cap.kind == "proposals":
        return float(cap.group in candidate.hits)
    return candidate.burden.get(cap.group, 0.0)


def _effort(candidates: int) -> tuple[int, float]:
    return next((draws, gap) for most, draws, gap in _EFFORT if candidates <= most)


class _Programme:
    """One programme, solved again and again with other costs and targets."""

    def __init__(self, field: Field, terms: Terms, gap: float | None = None) -> None:
        self._field = field
        self._gap = _effort(len(field.candidates))[1] if gap is None else gap
        self._savings = np.array([each.saving for each in field.candidates]) / _THOUSAND
        self._lower = np.array([float(each.id in terms.must) for each in field.candidates])
        self._upper = np.array([float(_may_be_in(each, terms)) for each in field.candidates])
        loads = [[_load(each, cap) for each in field.candidates] for cap in terms.caps]
        self._loads = np.array(loads).reshape(len(terms.caps), len(field.candidates))
        self._limits = np.array([limit_of(cap, field) for cap in terms.caps])

    def least_harm(self, harms: Sequence[float], target: float) -> Package | None:
        """The package that saves the target with the least harm."""
        inside, gap = self._solved(np.array(harms), target / _THOUSAND)
        if inside is None:
            return None
        chosen = [each for each, taken in zip(self._field.candidates, inside, strict=True) if taken]
        total = float(sum(harm for harm, taken in zip(harms, inside, strict=True) if taken))
        return Package(tuple(each.id for each in chosen), sum(each.saving for each in chosen), total, gap)

    def reaches(self, target: float) -> bool:
        """Whether a package saves the target; without a cap no search is needed."""
        if not self._loads.size:
            most = self._savings[(self._upper > 0) & ((self._savings > 0) | (self._lower > 0))].sum()
            return bool(np.all(self._lower <= self._upper) and most >= (target - _PENNY) / _THOUSAND)
        return self._solved(np.zeros(len(self._savings)), target / _THOUSAND)[0] is not None

    def most_saving(self) -> float | None:
        """The most that can be saved under the caps; None where what must be in breaks a cap by itself."""
        inside, _ = self._solved(-self._savings, -np.inf)
        return None if inside is None else float(self._savings[inside].sum()) * _THOUSAND

    def _solved(self, costs: NDArray[np.float64], target: float) -> tuple[NDArray[np.bool_] | None, float]:
        """What is taken at the least cost, and the gap that is left; None where nothing is feasible."""
        if not len(costs):
            return (np.zeros(0, np.bool_), 0.0) if target <= 0 else (None, 0.0)
        solver, highs = _solver(self._gap)
        rows = np.vstack([self._savings, self._loads])
        # A penny's grace, because pounds do not add up exactly in binary.
        least = np.array([target - _PENNY / _THOUSAND, *np.full(len(self._limits), -np.inf)])
        most = np.array([np.inf, *(self._limits + 1e-9)])
        _pass(solver, highs, costs, rows, (least, most), (self._lower, self._upper))
        solver.run()
        if solver.getModelStatus() != highs.HighsModelStatus.kOptimal:
            return None, 0.0
        info = solver.getInfo()
        gap = float(info.mip_gap) if np.isfinite(info.mip_gap) else 0.0
        return np.array(solver.getSolution().col_value) > 1 / 2, gap if gap > self._gap / 1000 else 0.0


def _solver(gap: float) -> tuple[Any, Any]:
    try:
        import highspy  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise MissingExtraError("Choosing a package of proposals", "optimise") from None
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    # One thread and a fixed seed, so that the same round gives the same package everywhere.
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", gap)):
        solver.setOptionValue(option, value)
    return solver, highspy


def _pass(
    solver: Any, highs: Any, costs: NDArray[np.float64], rows: NDArray[np.float64],
    row_ends: tuple[Draws, Draws], column_ends: tuple[Draws, Draws],
) -> None:  # fmt: skip
    """Hand the programme to the solver: columns are candidates, rows the target and the caps."""
    model = highs.HighsLp()
    model.num_col_, model.num_row_ = rows.shape[1], rows.shape[0]
    model.col_cost_ = costs
    model.col_lower_, model.col_upper_ = column_ends
    model.row_lower_, model.row_upper_ = row_ends
    model.integrality_ = [highs.HighsVarType.kInteger] * rows.shape[1]
    where = [np.flatnonzero(row) for row in rows]
    model.a_matrix_.format_ = highs.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(each) for each in where)]).astype(np.int32)
    model.a_matrix_.index_ = np.concatenate(where).astype(np.int32)
    model.a_matrix_.value_ = np.concatenate([row[at] for row, at in zip(rows, where, strict=True)])
    solver.passModel(model)
