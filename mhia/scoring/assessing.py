"""A proposal and a rulebook in, an assessment out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mhia.assessment import (
    Assessment,
    ChangeResult,
    Finding,
    GroupResult,
    Identity,
    OptionResult,
    Question,
    RulebookRef,
    Totals,
)
from mhia.domains import DOMAINS
from mhia.proposal import Change, Option, Proposal
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.alarming import Loss, red_lines
from mhia.scoring.asking import questions
from mhia.scoring.auditing import audit
from mhia.scoring.counting import users_of
from mhia.scoring.drawing import Draws
from mhia.scoring.enabling import enabler_results
from mhia.scoring.gathering import UNLISTED, Gathered, gathered, with_crossings
from mhia.scoring.mitigating import mitigation_results
from mhia.scoring.rows import also_uses
from mhia.scoring.staffing import with_staff_line
from mhia.scoring.totalling import totals
from mhia.scoring.workings import Line, Workings
from mhia.version import VERSION

SCHEMA = "mhia/assessment/1"
"""The version of the assessment's own shape."""


def assess(
    proposal: Proposal,
    rulebook: Rulebook,
    identity: Identity,
    on: date,
    draws: int | None = None,
    seed: str = "",
    warnings: Sequence[str] = (),
) -> Assessment:
    """What the proposal is likely to do, to whom, and how sure we are.

    The proposal's words must be the rulebook's ids (`mhia.matching`). `draws` 0 gives best estimates only; left out,
    the rulebook's number is taken. The same inputs always give the same assessment.
    """
    number = int(rulebook.parameters["draws"]["number"]) if draws is None else draws
    drawing = Draws(number, float(rulebook.parameters["pert"]["weight"]), seed)
    workings = Workings(with_staff_line(proposal, rulebook), identity.id, rulebook, drawing)
    rows = gathered(workings)
    groups = with_crossings(rows)
    ranked, why_not = standing(rows)
    assessment = Assessment(
        schema=SCHEMA,
        tool=VERSION,
        identity=identity,
        rulebook=RulebookRef(rulebook.id, rulebook.version, rulebook.hash, _overridden(rulebook)),
        assessed_on=on.isoformat(),
        draws=number,
        seed=seed,
        proposal=proposal.model_dump(mode="json", exclude_unset=True, by_alias=True),
        changes=tuple(_change(rows, index, change) for index, change in enumerate(proposal.changes)),
        groups=groups,
        also_uses=also_uses(rows.lines, [group.id for group in groups], rulebook),
        headlines=rows.headlines,
        red_lines=red_lines(workings, rows.lines, rows.shown, {group.id: _losses(group) for group in groups}),
        mitigations=mitigation_results(workings, rows.lines),
        enablers=enabler_results(workings),
        assumptions=tuple(each.assumption for each in workings.assumed.values()),
        questions=_questions(rows),
        totals=_totals(rows),
        options=_options(proposal, rulebook, identity, on, number, seed),
        warnings=tuple(warnings),
        ranked=ranked,
        not_ranked_because=why_not,
        sources=_sources(rows),
    )
    return replace(assessment, checks=audit(assessment, proposal, rulebook))


def _losses(group: GroupResult) -> tuple[Loss, ...]:
    adverse = (cell.adverse for cell in group.cells if cell.adverse is not None)
    return tuple(
        Loss(each.domain, each.effect.typical, each.before.share.typical, each.after.share.typical, each.after.band)
        for each in adverse
    )


def _change(rows: Gathered, index: int, change: Change) -> ChangeResult:
    rulebook = rows.workings.rulebook
    entry = rulebook.change(change.change)
    line = next((each for each in rows.lines if each.index == index), None)
    service = None if change.service == UNLISTED else rulebook.service(change.service)
    label = service.label if service is not None else (change.description or "A service outside the rulebook")
    if line is None or rows.typical is None:
        why = not_assessed_because(change, entry.response, entry.because)
        return ChangeResult(
            index, service.id if service else None, label, entry.id, entry.label, "none", None, None, None,
            size_unknown=False, not_assessed_because=why,
        )  # fmt: skip
    reach = rows.typical.reaches[index]
    users = users_of(rows.workings, line)
    interval = rows.workings.interval
    return ChangeResult(
        index=index,
        service=line.service.id,
        service_label=label,
        change=entry.id,
        change_label=entry.label,
        direction="gain" if line.gains else "loss",
        users=None if users is None else interval(rows.workings.own(f"{line.path}.users", users)),
        kept=rows.workings.interval_or_none(reach.kept),
        share=interval(reach.gross),
        size_unknown=reach.size_unknown,
        falls_on=reach.falls_on,  # type: ignore[arg-type]
        does_not_carry_over=_does_not_carry_over(rows, line),
    )


def not_assessed_because(change: Change, response: str, because: str) -> str:
    """Why a change could not be scored, in words."""
    if change.service == UNLISTED:
        return (
            "it is outside the rulebook: nothing is known here of what it does for mental wellbeing, "
            "which is not the same as no effect"
        )
    if response == "structural":
        return "it falls on staff, not on users; it is counted as a line of its own for the staff who lose their job"
    return because


def _does_not_carry_over(rows: Gathered, line: Line) -> tuple[str, ...]:
    """Domains in which what replaces a service gives less than the service that goes."""
    rulebook = rows.workings.rulebook
    name = line.change.replaced_by
    if line.gains or name is None or name not in rulebook.services:
        return ()
    other = rulebook.service(name)
    return tuple(domain for domain in DOMAINS if other.domains[domain].typical < line.service.domains[domain].typical)


def _questions(rows: Gathered) -> tuple[Question, ...]:
    if not rows.headlines or not rows.lines:
        return ()
    headline = rows.headlines[0]
    return questions(rows.workings, rows.lines, rows.row(headline.group), headline)


def _totals(rows: Gathered) -> Totals:
    if rows.typical is None:
        return Totals(None, None, None, (), None, None, 1.0, None, area_shift_too_large=False, harm_per_1000_saved=None)
    return totals(rows.workings, rows.typical, rows.named)


def standing(rows: Gathered) -> tuple[bool, str]:
    """Whether the proposal can stand in a ranking, and if not why."""
    if not rows.lines:
        return False, "nothing that is proposed here could be assessed"
    if any(reach.size_unknown for each in rows.shown for reach in each.reaches.values()):
        return False, "the size of the change is not given"
    if len(rows.lines) < sum(1 for change in rows.workings.proposal.changes if change.change != "staff_redundancy"):
        return False, "a part of what is proposed could not be assessed"
    return True, ""


def _options(
    proposal: Proposal, rulebook: Rulebook, identity: Identity, on: date, draws: int, seed: str
) -> tuple[OptionResult, ...]:
    """Doing nothing first, then the proposal's own alternatives, each assessed the same way."""
    nothing = OptionResult(
        "Do nothing", "Nothing changes: nothing is saved or spent, and nobody gains or loses.", "", 0.0, None
    )
    return (nothing, *(_option(proposal, option, rulebook, identity, on, draws, seed) for option in proposal.options))


def _option(
    proposal: Proposal, option: Option, rulebook: Rulebook, identity: Identity, on: date, draws: int, seed: str
) -> OptionResult:
    money = option.money.annual_change if option.money is not None else None
    saving = None if money is None else -money.typical
    title, summary, why = option.title, option.summary or "", option.turned_down_because or ""
    if not option.changes:
        return OptionResult(title, summary, why, saving, None)
    other = proposal.model_copy(
        update={
            "title": option.title, "summary": option.summary, "changes": option.changes, "money": option.money,
            "staff": None,
            "mitigations": option.mitigations, "structural": option.structural, "options": (),
        }
    )  # fmt: skip
    return OptionResult(title, summary, why, saving, assess(other, rulebook, identity, on, draws, seed))


def _overridden(rulebook: Rulebook) -> tuple[str, ...]:
    return tuple(line for each in rulebook.overridden for line in each.lines())


def _sources(rows: Gathered) -> tuple[str, ...]:
    """Every source that a shown contribution or an assumption rests on."""
    found: set[str] = set()
    for group in rows.groups:
        for cell in group.cells:
            found.update(cell.sources)
            for finding in (cell.adverse, cell.beneficial):
                if finding is not None:
                    found.update(_sources_of(finding))
    for each in rows.workings.assumed.values():
        found.update(each.assumption.sources)
    return tuple(sorted(found))


def _sources_of(finding: Finding) -> set[str]:
    found: set[str] = set()
    for each in finding.contributions:
        found.update(each.sources, each.against)
        for factor in (*each.effect_factors, *each.share_factors):
            found.update(factor.sources)
    return found
