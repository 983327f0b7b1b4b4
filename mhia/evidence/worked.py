"""Worked sums for one entry of the rulebook: the scoring itself, put through an example and written out.

Every effect, share and band comes from scoring a small proposal, so a sum cannot say what a report would not.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import isclose, prod
from typing import Any

from mhia.assessment import Assessment, Contribution, Factor, Finding, Identity
from mhia.proposal import Proposal
from mhia.quantity import exactly
from mhia.rulebook.entries import Change, Enabler, Group, Mitigation, Rung, Service, Transition
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess

_ON = date(2026, 1, 1)
"""Any day: nothing in these proposals depends on it."""
_BAND_WORDS = {"negligible": "very small"}
_SERVICE = "library"
"""What a change is shown on; where the rulebook lacks it, its first service."""
_GROUPS_SHOWN = 3
_SAME = 1e-3
"""Relative difference below which a product is the number it should make."""


def worked(kind: str, id: str, book: Rulebook) -> tuple[str, ...]:
    """The sums for an entry, one sentence each; none for kinds of entry that stand in no sum."""
    make = _MAKERS.get(kind)
    return () if make is None else tuple(make(book.entry(kind, id), book))


def _of_service(service: Service, book: Rulebook) -> Iterator[str]:
    """Closing it in every domain in which that takes something, and commissioning it where it gives most."""
    found = _findings(_assessed(book, "cut", {"service": service.id, "change": "close"}))
    alike: dict[tuple[str, str], list[str]] = {}
    for finding in found:
        part = _main(finding)
        after = (
            f"from a typical user who loses it; {_share_sum(part)}; "
            f"over all users {_magnitude_sum(finding, book)}{_rest(finding)}."
        )
        alike.setdefault((_effect_sum(part), after), []).append(finding.domain)
    for (effect, after), domains in alike.items():
        yield f"Closing it takes {effect} of {_listed(domains)}{' each' if domains[1:] else ''} {after}"
    if not found:
        yield "Closing it is not expected to move any domain for a typical user."
    gains = _findings(_assessed(book, "commission", {"service": service.id, "change": "commission", "users": 100}))
    if gains:
        best = max(gains, key=lambda finding: finding.after.magnitude.typical)
        part = _main(best)
        yield (
            f"Commissioning it gives {_effect_sum(part)} of {best.domain} to a typical person who starts and stays; "
            f"of 100 who start {best.after.share.typical * 100:.0f} gain it; "
            f"over all who start {_magnitude_sum(best, book)}{_rest(best)}."
        )


def _of_change(change: Change, book: Rulebook) -> Iterator[str]:
    """The change at the size that is assumed where none is given."""
    service = book.service(_SERVICE if _SERVICE in book.services else book.services[0])
    if change.direction not in {"loss", "gain"} or change.response == "structural":
        return
    kind = "cut" if change.direction == "loss" else "commission"
    found = _findings(_assessed(book, kind, {"service": service.id, "change": change.id}))
    for finding in found[:1]:
        part = _main(finding)
        verb = "takes" if change.direction == "loss" else "gives"
        who = "from each user who loses by it" if change.direction == "loss" else "to each person who gains by it"
        yield (
            f"On {service.short}, with nothing said about its size: it {verb} {_effect_sum(part)} of {finding.domain} "
            f"{who}; {_share_sum(part)}; over all users {_magnitude_sum(finding, book)}."
        )


def _of_group(group: Group, book: Rulebook) -> Iterator[str]:
    """The closures that the group feels most."""
    felt = [
        (row.multiplier, service)
        for service in map(book.service, book.services)
        for row in service.susceptible
        if row.group == group.id and row.acts_on == "effect" and row.multiplier != 1
    ]
    felt.sort(key=lambda each: (-each[0], each[1].id))
    for _, service in felt[:_GROUPS_SHOWN]:
        change = {"service": service.id, "change": "close"}
        found = _findings(_assessed(book, "cut", change, groups=[{"group": group.id}]), group.id)
        for finding in found[:1]:
            part = _main(finding)
            yield (
                f"For {group.in_words} closing {service.short} takes {_effect_sum(part)} of {finding.domain} "
                f"from each who loses it; {_share_sum(part)}; "
                f"over all of them who use it {_magnitude_sum(finding, book)}{_rest(finding)}."
            )


def _of_mitigation(mitigation: Mitigation, book: Rulebook) -> Iterator[str]:
    avoids, lose = mitigation.avoids.typical, 0.4
    left = 1 - avoids
    status = book.parameters["mitigations"]["status"]
    yield (
        f"Funded, it avoids {_number(avoids)} of the loss for the people it reaches: where {_number(lose)} of users "
        f"lose a service, {_number(lose)} \u00d7 (1 \u2212 {_number(avoids)}) = {_number(lose * left)} still do, "
        f"and the change over all users is {_root(left, book)} of what it was. Planned counts for "
        f"{_number(status['planned'])} of that, proposed for {_number(status['proposed'])}."
    )


def _of_rung(rung: Rung, book: Rulebook) -> Iterator[str]:
    group = "low_income_households" if "low_income_households" in book.groups else book.groups[0]
    lines = [{"change": rung.id, "group": group, "people": 10}]
    kind = "cut" if rung.direction == "loss" else "commission"
    change = {"service": book.services[0], "change": "redesign"}
    found = _findings(_assessed(book, kind, change, structural=lines), group)
    for finding in found[:1]:
        yield (
            f"For a group to all of whom it happens: {_number(finding.effect.typical)} SD of {finding.domain} each, "
            f"{_magnitude_sum(finding, book)}."
        )


def _of_enabler(enabler: Enabler, _book: Rulebook) -> Iterator[str]:
    what = {"effect": "an effect of 0.20 SD", "reach": "a reach of 0.20", "both": "a reach of 0.20, and an effect,"}
    for level, times in enabler.levels.items():
        yield (
            f"Answered {level.replace('_', ' ')!r}: {what[enabler.acts_on]} becomes "
            f"0.20 \u00d7 {_number(times)} = {_number(0.2 * times)}."
        )


def _of_transition(transition: Transition, _book: Rulebook) -> Iterator[str]:
    times = transition.susceptibility
    yield (
        f"For people in it an effect of 0.20 SD becomes 0.20 \u00d7 {_number(times)} = {_number(0.2 * times)} SD, "
        f"and their need counts as {_number(transition.need)} where their group's is lower."
    )


_MAKERS: dict[str, Callable[[Any, Rulebook], Iterator[str]]] = {
    "service": _of_service,
    "change": _of_change,
    "group": _of_group,
    "mitigation": _of_mitigation,
    "rung": _of_rung,
    "enabler": _of_enabler,
    "transition": _of_transition,
}


def _assessed(book: Rulebook, kind: str, change: dict[str, Any], **more: Any) -> Assessment:
    """A proposal of one change at best estimates."""
    change = {name: exactly(float(value)) if name == "users" else value for name, value in change.items()}
    proposal = Proposal.model_validate({"title": "A worked sum", "kind": kind, "changes": [change], **more})
    return assess(proposal, book, Identity("worked", "", ""), _ON, draws=0)


def _findings(assessment: Assessment, group: str = "everyone") -> list[Finding]:
    """What is found for one row, the largest first."""
    rows = [row for row in assessment.groups if row.id == group]
    found = [
        finding
        for row in rows
        for cell in row.cells
        for finding in (cell.adverse, cell.beneficial)
        if finding is not None and finding.effect.typical > 0
    ]
    return sorted(found, key=lambda finding: -finding.after.magnitude.typical)


def _main(finding: Finding) -> Contribution:
    return max(finding.contributions, key=lambda part: part.share_after.typical * part.effect.typical**2)


def _effect_sum(part: Contribution) -> str:
    """The product that makes the effect: `0.10 × 1.20 = 0.12 SD`."""
    factors = [factor for factor in part.effect_factors if factor.role != "cap"]
    effect, made = part.effect.typical, prod(factor.value for factor in factors)
    sum_ = _times(factors)
    if made > effect and not isclose(made, effect, rel_tol=_SAME):
        return f"{_number(effect)} SD (no more is allowed for one person; {sum_} = {_number(made)})"
    if not isclose(made, effect, rel_tol=_SAME):
        return f"{_number(effect)} SD (from {_parts(factors)})"
    return (sum_ if sum_ == _number(effect) else f"{sum_} = {_number(effect)}") + " SD"


def _share_sum(part: Contribution) -> str:
    """Who loses or gains: `0.60 find an equivalent, so 0.40 lose it`, or the product that it is."""
    share = part.share_before.typical
    verb = "lose it" if part.direction == "adverse" else "gain it"
    kept = prod(factor.value for factor in part.share_factors if factor.role == "not_kept")
    has_kept = any(factor.role == "not_kept" for factor in part.share_factors)
    access = prod(factor.value for factor in part.share_factors if factor.role == "access")
    others = [factor for factor in part.share_factors if factor.role not in {"not_kept", "access"}]
    left = 1 - kept * access if has_kept else 1.0
    if not isclose(abs(prod(factor.value for factor in others)) * left, share, rel_tol=_SAME):
        return f"{_number(share)} of users {verb} (from {_parts(part.share_factors)})"
    find = _number(kept) if access == 1 else f"{_number(kept)} \u00d7 {_number(access)} = {_number(kept * access)}"
    if has_kept and all(factor.value == 1 for factor in others):
        return f"{find} find an equivalent, so {_number(share)} {verb}"
    if not has_kept:
        sum_ = _times(others)
        return f"{_number(share)} {verb}" if sum_ == _number(share) else f"{sum_} = {_number(share)} {verb}"
    return (
        f"{_times(others)} are concerned and {find} of them find an equivalent, so {_times(others)} \u00d7 "
        f"(1 \u2212 {_number(kept * access)}) = {_number(share)} {verb}"
    )


def _times(factors: Sequence[Factor]) -> str:
    """Factors as a product; one of 1 changes nothing and is left out, unless it is all there is."""
    telling = [factor for factor in factors if factor.value != 1] or list(factors[:1])
    return " \u00d7 ".join(_number(abs(factor.value)) for factor in telling)


def _parts(factors: Sequence[Factor]) -> str:
    """Numbers that are put together by more than multiplying, each with its name."""
    return ", ".join(
        f"{factor.name.rpartition('.')[2].replace('_', ' ')} {_number(abs(factor.value))}" for factor in factors
    )


def _magnitude_sum(finding: Finding, book: Rulebook) -> str:
    """The change over all users and its band: `√0.40 × 0.12 = 0.08, minor`."""
    size = finding.after
    band = _BAND_WORDS.get(size.band, size.band)
    root = _root(size.share.typical, book)
    return f"{root} \u00d7 {_number(finding.effect.typical)} = {_number(size.magnitude.typical)}, {band}"


def _root(share: float, book: Rulebook) -> str:
    """A share as the norm over users takes it: its square root, where p is 2."""
    power = float(book.parameters["norm"]["p"])
    return f"\u221a{_number(share)}" if power == 2 else f"{_number(share)}^(1/{power:g})"  # noqa: PLR2004 - a square


def _rest(finding: Finding) -> str:
    """A word about contributions that the sum does not spell out."""
    rest = len(finding.contributions) - 1
    return f" (with {rest} smaller {'part' if rest == 1 else 'parts'})" if rest else ""


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _number(value: float) -> str:
    """A number to two decimals where that is all of it, and to three where it is not."""
    two, three = f"{value:.2f}", f"{value:.3f}"
    if isclose(float(two), value, abs_tol=1e-9):
        return two
    return three if float(three) else f"{value:.1g}"
