"""Structural causes: money, home, work, care and safety act on coping, each as one rung of a ladder."""

from collections.abc import Sequence
from dataclasses import replace

from mhia.domains import DOMAINS, Domain
from mhia.quantity import Triple
from mhia.rulebook.entries import Rung
from mhia.scoring.arithmetic import Number, least, within
from mhia.scoring.mitigating import Avoided, avoided_on_rung
from mhia.scoring.reaching import Reached
from mhia.scoring.rows import Row
from mhia.scoring.standing import Standing, expected
from mhia.scoring.step import Step
from mhia.scoring.workings import Line, Term, Workings


def structural_steps(workings: Workings, row: Row, domains: Sequence[Domain] = DOMAINS) -> tuple[Step, ...]:
    """Structural lines of the proposal that fall on the group: money, home, work, care and safety act on coping."""
    if "coping" not in domains:
        return ()
    made = []
    for index, line in enumerate(workings.proposal.structural):
        if line.group not in row.all_groups:
            continue
        rung = workings.rulebook.rung(line.change)
        share = _share_concerned(workings, row, line.group, line.people, f"structural[{index}].people")
        if rung.direction == "loss":
            share = _mitigated(share, avoided_on_rung(workings, rung.id, row))
        made.append(rung_step(workings, rung, share, None, f"structural[{index}]"))
    return tuple(made)


def rung_step(workings: Workings, rung: Rung, reach: Reached, line: Line | None, stream: str) -> Step:
    """What a rung does to those who are on it; `line` is the change that put them there, if any."""
    gains = rung.direction == "gain"
    size = rung.coping if gains else Triple(-rung.coping.high, -rung.coping.typical, -rung.coping.low)
    name = f"structural.{rung.id}"
    sources = rung.sources or rung.coping.sources
    term = Term("benefit", name, workings.known(name, size), rung.label, rung.evidence, sources)
    chance = float(workings.parameter("chance_of_none", rung.evidence))
    exists = workings.draws.exists(name, chance)
    factors = (workings.factor(term),)
    effect = least(term.value, workings.cap)
    counted = expected(effect, exists)
    basis = Standing(
        "coping", term.value, effect, (), exists, counted, chance, (term,), factors, rung.evidence, sources, (),
        rung.label, stream, 1.0,
    )  # fmt: skip
    because = rung.note or rung.label
    return Step(
        "structural", line, rung, "coping", gains, effect, counted, reach, (), rung.evidence, sources, because,
        basis,
    )  # fmt: skip


def _share_concerned(workings: Workings, row: Row, group: str, people: Triple | None, path: str) -> Reached:
    """Everyone in the row, unless the proposal counts both the row and those to whom it happens."""
    share: Number = 1.0
    if people is not None and row.people is not None and row.people.typical > 0 and row.members == (group,):
        share = within(workings.own(path, people) / row.people.typical, 0.0, 1.0)
    term = Term("reach", path, share, "people to whom it happens", "proposal")
    return Reached(share, share, share, 1.0, share, None, 1.0, (term,), (), "now", size_unknown=False, assumed={})


def _mitigated(reach: Reached, found: Avoided) -> Reached:
    if not found.terms:
        return reach
    return replace(
        reach, after=reach.before * (1 - found.now), after_long=reach.before * (1 - found.long_term),
        terms=(*reach.terms, *found.terms),
    )  # fmt: skip
