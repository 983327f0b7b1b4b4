"""Why a finding is what it is: each contribution as one sentence, with the numbers it is made of."""

from collections.abc import Callable, Iterable

from mhia.assessment import TYPICAL_USER, Contribution, Factor, Finding, GroupResult
from mhia.report.view import numbers
from mhia.report.view.material import Material
from mhia.report.view.steps import steps
from mhia.report.view.words import capital, listed, phrase, sentence, shortened

_CHANGED = 0.005
"""A multiplier nearer to 1 than this is left out of the sentence: it would print as × 1."""
_FOR = {
    "susceptibility": "for this group",
    "transition": "for what they are going through",
    "enablers": "for the conditions here",
    "duration": "for the part that is felt",
}
_OF_THE_GROUP = frozenset({"susceptibility", "transition"})
_JUDGED = {
    "benefit": "the size of the benefit",
    "asymmetry": "how much more or less a loss or a gain weighs",
    "susceptibility": "how differently this group is touched",
    "transition": "what a change in life adds",
    "enablers": "what helps or hinders",
    "duration": "how long it lasts",
    "response": "how many the change reaches",
    "reach": "how many the change reaches",
    "not_kept": "the share who find an equivalent",
    "access": "how they travel",
    "mitigation": "what the mitigation avoids",
    "uptake": "how many take it up",
    "completion": "how many finish",
}
_JUDGEMENT = frozenset({"expert", "informed", "inherited", "sourced_direction", "assumed"})


def reason(part: Contribution, row: GroupResult, material: Material) -> str:
    """One contribution in full: what it takes or gives, from what numbers, and how many it reaches."""
    return " ".join(text for text in (_effect(part, row, material), how_many(part), _falls_on(part)) if text)


def in_numbers(part: Contribution, material: Material) -> str:
    """One contribution in its bare numbers: `0.13 SD (0.10 × 1.3 as a loss)`."""
    return f"{numbers.sd(part.effect.typical)} ({_arithmetic(part, material, _in_short, joined=' ')})"


def brings_about(part: Contribution, material: Material) -> str:
    """What brings a contribution about: `Closing the library`."""
    return _what_happens(part, material).removesuffix("; that").rstrip(",")


def how_many(part: Contribution) -> str:
    """How many of the group it reaches: `About half find an equivalent elsewhere, so about half of them lose it`."""
    share = numbers.share(part.share_after.typical)
    if part.kind == "structural":
        ending = f"it happens to {share} of them"
    else:
        ending = f"{share} of them {'lose' if part.direction == 'adverse' else 'get'} it"
    clauses = steps(part)
    return sentence(
        f"{'; '.join(clauses)}; so {ending}"
        if len(clauses) > 1
        else f"{clauses[0]}, so {ending}"
        if clauses
        else ending
    )


def group_reasons(findings: Iterable[Finding]) -> str:
    """Why a group's numbers differ from a typical user's, each reason once."""
    factors = [
        factor
        for finding in findings
        for part in finding.contributions
        for factor in part.effect_factors
        if factor.role in _OF_THE_GROUP
    ]
    said = dict.fromkeys(
        f"× {numbers.multiplier(factor.value)}{_because(factor)}"
        for factor in factors
        if _counts(factor) and factor.because
    )
    return listed(said)


def weighing_reasons(findings: Iterable[Finding], material: Material) -> tuple[str, ...]:
    """Why a loss or a gain weighs more or less than the benefit, and what the conditions here do: each once."""
    said: dict[str, None] = {}
    for finding in findings:
        for part in finding.contributions:
            for factor in part.effect_factors:
                if factor.role == "asymmetry" and _counts(factor):
                    side = "Losing" if part.direction == "adverse" else "Gaining"
                    short = material.service_short(part.service)
                    said[f"{side} {short} counts × {numbers.multiplier(factor.value)}{_because(factor)}."] = None
                elif factor.role == "enablers" and _counts(factor):
                    said[f"The conditions here count × {numbers.multiplier(factor.value)}{_because(factor)}."] = None
    return tuple(said)


def judged(finding: Finding) -> str:
    """What in a finding rests on judgement, in words; empty where nothing does."""
    factors = [factor for part in finding.contributions for factor in (*part.effect_factors, *part.share_factors)]
    return listed(
        dict.fromkeys(
            _JUDGED[factor.role] for factor in factors if factor.basis in _JUDGEMENT and factor.role in _JUDGED
        )
    )


def what_changes(index: int, material: Material) -> str:
    """A change of the proposal as the beginning of a sentence: `Closing the library`."""
    result = material.assessment.changes[index]
    change = material.change(result.change)
    short = material.service_short(result.service, otherwise=f"“{phrase(shortened(result.service_label))}”")
    if change is None:
        return f"{capital(phrase(result.change_label))}: {short}"
    return change.verb.replace("{}", short) if "{}" in change.verb else f"{change.verb} {short}"


def _effect(part: Contribution, row: GroupResult, material: Material) -> str:
    verb, preposition = ("takes", "from") if part.direction == "adverse" else ("gives", "to")
    effect = part.effect.typical
    return (
        f"{_what_happens(part, material)} {verb} {numbers.amount(effect)} of {part.domain} ({numbers.sd(effect)}) "
        f"{preposition} {_whom(part, row)}: {_arithmetic(part, material, _in_full)}."
    )


def _what_happens(part: Contribution, material: Material) -> str:
    changed = what_changes(part.change, material) if part.change is not None else ""
    if part.kind == "structural":
        rung = material.rung(part.rung)
        happens = rung.in_words if rung else "what happens to their money, home or work"
        return f"{changed} means, for some, {happens}; that" if changed else capital(happens)
    if part.kind == "access":
        return f"{changed}, because {phrase(part.because)},"
    return changed or capital(material.service_short(part.service))


def _whom(part: Contribution, row: GroupResult) -> str:
    if part.kind == "structural":
        return "each person it happens to" if row.id == TYPICAL_USER else f"each of the {row.in_words} it happens to"
    does, do = ("loses", "lose") if part.direction == "adverse" else ("gets", "get")
    return f"each typical user who {does} it" if row.id == TYPICAL_USER else f"each of the {row.in_words} who {do} it"


def _arithmetic(
    part: Contribution, material: Material, multiplied: Callable[[Factor, Contribution], str], joined: str = ", "
) -> str:
    steps_: list[str] = []
    for factor in part.effect_factors:
        if factor.role == "benefit":
            whom = f" {_for_whom(part, factor, material)}" if multiplied is _in_full else ""
            steps_.insert(0, f"{numbers.two_decimals(factor.value)}{whom}")
        elif factor.role == "cap":
            steps_.append(
                f"held at {numbers.two_decimals(part.effect.typical)}, the most that is counted for one person"
            )
        elif _counts(factor):
            steps_.append(multiplied(factor, part))
    return joined.join(steps_) or "the usual figure for one person"


def _in_full(factor: Factor, part: Contribution) -> str:
    times = f"× {numbers.multiplier(factor.value)}"
    if factor.role in _FOR:
        return f"{times} {_FOR[factor.role]}{_because(factor)}"
    return f"{times}{_because(factor)}" if factor.because else _in_short(factor, part)


def _in_short(factor: Factor, part: Contribution) -> str:
    times = f"× {numbers.multiplier(factor.value)}"
    if factor.role == "asymmetry":
        return f"{times} as a {'loss' if part.direction == 'adverse' else 'gain'}"
    return f"{times} {_FOR.get(factor.role, 'as the rulebook has it')}"


def _for_whom(part: Contribution, factor: Factor, material: Material) -> str:
    judgement = " (expert judgement)" if factor.basis == "expert" else ""
    if part.kind == "structural":
        return f"for one person it happens to{judgement}"
    service = material.service(part.service)
    whom = f"for a regular user of {service.short}" if service and part.kind == "access" else "for a regular user"
    return f"{whom}{judgement}"


def _counts(factor: Factor) -> bool:
    return abs(factor.value - 1) >= _CHANGED


def _because(factor: Factor) -> str:
    return (
        f" because {phrase(factor.because)}"
        if factor.role == "asymmetry" and factor.because
        else f" ({phrase(factor.because)})"
        if factor.because
        else ""
    )


def _falls_on(part: Contribution) -> str:
    if part.falls_on == "to_come" and part.direction == "adverse":
        return "This falls on people who would have come to it, not on those who use it today."
    return ""
