"""One scored proposal as an entry of a round."""

from collections.abc import Iterable, Sequence

from mhia.assessment import BANDS, TYPICAL_USER, Identity
from mhia.proposal import Proposal
from mhia.round import Entry, GroupInRound, Reliance, Settings
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import not_assessed_because, standing
from mhia.scoring.counting import people_in
from mhia.scoring.drawing import Draws
from mhia.scoring.gathering import UNLISTED, Gathered
from mhia.scoring.rows import group_row
from mhia.scoring.summing import Sums
from mhia.scoring.weighing import need, sensitivity
from mhia.scoring.workings import Workings


def entry_of(
    proposal: Proposal, identity: Identity, rows: Gathered, sums: Sums, warnings: Sequence[str], report: str | None
) -> Entry:
    """What the round keeps of a proposal: what it is, what it does to whom, and whether it can be ranked."""
    ranked, why_not = standing(rows)
    place, money = proposal.place, proposal.money
    typical = rows.typical
    change = money.annual_change if money is not None else None
    return Entry(
        id=identity.id,
        title=proposal.title,
        file=identity.file,
        sha256=identity.sha256,
        kind=proposal.kind,
        place=place.name if place else None,
        wards=place.wards if place else (),
        year=_year(proposal),
        saving=None if change is None else -change.typical + 0.0,
        saving_status=money.status if money is not None else None,
        losing=tuple(dict.fromkeys(line.service.id for line in rows.lines if not line.gains)),
        gaining=tuple(dict.fromkeys(line.service.id for line in rows.lines if line.gains)),
        reliances=tuple(_reliances(proposal)),
        users=None if typical is None
        else rows.workings.interval_or_none(people_in(rows.workings, typical.row, typical.lines, typical.weights)),
        headline=sums.headline,
        harm=sums.harm,
        ranked=ranked,
        not_ranked_because=why_not,
        not_assessed=tuple(_not_assessed(proposal, rows)),
        red_lines=sums.red_lines,
        hits=sums.hits,
        warnings=tuple(warnings),
        report=report,
    )  # fmt: skip


def groups_in(ids: Iterable[str], rulebook: Rulebook) -> tuple[GroupInRound, ...]:
    """The groups of a round in alphabetical order of id, without the typical user."""
    found = []
    # Need does not depend on any one proposal, so an empty one stands in for it.
    workings = Workings(Proposal.model_construct(title="", kind="change", changes=()), "", rulebook, Draws(0, 1.0))
    for id_ in sorted(set(ids) - {TYPICAL_USER}):
        row = group_row(rulebook, tuple(id_.split("+")), "suggested")
        weight, _ = need(workings, row)
        overlaps = dict.fromkeys(name for member in row.members for name in rulebook.group(member).overlaps)
        containers = tuple(name for name in row.all_groups if name not in row.members)
        found.append(
            GroupInRound(
                id_,
                row.label,
                row.in_words,
                weight,
                sensitivity(workings, weight),
                row.members,
                containers,
                tuple(overlaps),
            )
        )
    return tuple(found)


def settings_of(rulebook: Rulebook) -> Settings:
    """The numbers of the rulebook that a round is read with."""
    shape, draws = rulebook.parameters["round"], rulebook.parameters["draws"]
    return Settings(
        hit_from=shape["hit_from"],
        many_proposals=shape["many_proposals"],
        many_in_one_domain=shape["many_in_one_domain"],
        years_running=shape["years_running"],
        told_apart=shape["told_apart"],
        powers=tuple(float(power) for power in shape["powers"]),
        edges=tuple(shape["edges"]),
        power=float(rulebook.parameters["norm"]["p"]),
        low_quantile=draws["low_quantile"],
        high_quantile=draws["high_quantile"],
        bands={name: rulebook.parameters["bands"][name] for name in BANDS[1:]},
        high_need=rulebook.parameters["need"]["high"],
        staff=rulebook.change("staff_redundancy").parameters["group"],
    )


def service_labels(rulebook: Rulebook, entries: Iterable[Entry]) -> dict[str, str]:
    """What the services of a round are called, by id."""
    named = {
        name
        for entry in entries
        for name in (*entry.losing, *entry.gaining, *(each.other for each in entry.reliances))
        if name in rulebook.services
    }
    return {name: rulebook.service(name).label for name in sorted(named)}


def _year(proposal: Proposal) -> str | None:
    """The year in which it takes effect, else in which it is decided."""
    starts = proposal.money.starts if proposal.money is not None else None
    decided = proposal.decision.date if proposal.decision is not None else None
    known = starts or decided
    return None if known is None else known.split("-")[0]


def _reliances(proposal: Proposal) -> Iterable[Reliance]:
    for change in proposal.changes:
        if change.service == UNLISTED:
            continue
        for served in change.serves:
            yield Reliance("serves", change.service, served)
        if change.replaced_by is not None:
            yield Reliance("replaced_by", change.service, change.replaced_by)


def _not_assessed(proposal: Proposal, rows: Gathered) -> Iterable[str]:
    """One line for each change that could not be scored, in the words of the assessment."""
    rulebook = rows.workings.rulebook
    scored = {line.index for line in rows.lines}
    for index, change in enumerate(proposal.changes):
        if index in scored:
            continue
        entry = rulebook.change(change.change)
        what = change.description or (
            "a service outside the rulebook" if change.service == UNLISTED else rulebook.service(change.service).label
        )
        yield f"{what}: {not_assessed_because(change, entry.response, entry.because)}"
