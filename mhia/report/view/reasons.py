"""Why a finding is what it is: each contribution as one sentence, with the numbers it is made of."""

from mhia.assessment import TYPICAL_USER, Contribution, Factor, Finding, GroupResult
from mhia.report.view import numbers
from mhia.report.view.material import Material
from mhia.report.view.words import capital, listed, phrase, sentence

_CHANGED = 0.005
"""A multiplier nearer to 1 than this is left out of the sentence: it would print as × 1."""
_WHY_WITHOUT_WORDS = {
    "asymmetry": "losses and gains do not weigh the same",
    "susceptibility": "this group is touched differently from a typical user",
    "transition": "of what they are going through",
    "enablers": "of what helps or hinders here",
    "duration": "it lasts only part of the time",
    "cap": "no more than that is counted for one person",
}
_JUDGED = {
    "benefit": "the size of the benefit",
    "asymmetry": "how much more a loss weighs than a gain",
    "susceptibility": "how differently this group is touched",
    "transition": "what a change in life adds",
    "enablers": "what helps or hinders",
    "duration": "how long it lasts",
    "response": "how many users the change reaches",
    "affects": "the part of the service concerned",
    "sites": "the share of places concerned",
    "reach": "how differently this group is reached",
    "not_kept": "the share who find an equivalent",
    "mitigation": "what the mitigation avoids",
    "uptake": "how many take it up",
    "completion": "how many finish",
    "weight": "how the users divide over the services",
    "access": "how many reach the other service this way",
}
_JUDGEMENT = frozenset({"expert", "informed", "inherited", "sourced_direction"})


def reason(part: Contribution, row: GroupResult, material: Material) -> str:
    """One contribution in words: what it takes or gives, from what numbers, and how many it reaches."""
    verb, preposition = ("takes", "from") if part.direction == "adverse" else ("gives", "to")
    effect = part.effect.typical
    opening = (
        f"{_what_happens(part, material)} {verb} {numbers.amount(effect)} of {part.domain} ({numbers.sd(effect)}) "
        f"{preposition} {_whom(part, row)}: {_arithmetic(part, material)}."
    )
    return " ".join(text for text in (opening, _how_many(part, row), _falls_on(part)) if text)


def judged(finding: Finding) -> str:
    """What in a finding rests on judgement, in words; empty where nothing does."""
    factors = [factor for part in finding.contributions for factor in (*part.effect_factors, *part.share_factors)]
    return listed(dict.fromkeys(_JUDGED[factor.role] for factor in factors if factor.basis in _JUDGEMENT and factor.role in _JUDGED))


def what_changes(index: int, material: Material) -> str:
    """A change of the proposal as the beginning of a sentence: `Closing the library`."""
    result = material.assessment.changes[index]
    change = material.change(result.change)
    short = material.service_short(result.service, otherwise=phrase(result.service_label) or "the service")
    if change is None:
        return f"{capital(phrase(result.change_label))}: {short}"
    return change.verb.replace("{}", short) if "{}" in change.verb else f"{change.verb} {short}"


def _what_happens(part: Contribution, material: Material) -> str:
    if part.kind == "structural":
        rung = material.rung(part.rung)
        return capital(rung.in_words) if rung else "What happens to their money, home or work"
    if part.change is None:
        return capital(material.service_short(part.service))
    changed = what_changes(part.change, material)
    if part.kind == "access":
        return f"{changed}, by which people reach {material.service_short(part.service, 'another service')},"
    return changed


def _whom(part: Contribution, row: GroupResult) -> str:
    if part.kind == "structural":
        return "each person it happens to" if row.id == TYPICAL_USER else f"each of the {row.in_words} it happens to"
    does, do = ("loses", "lose") if part.direction == "adverse" else ("gets", "get")
    return f"each typical user who {does} it" if row.id == TYPICAL_USER else f"each of the {row.in_words} who {do} it"


def _arithmetic(part: Contribution, material: Material) -> str:
    steps: list[str] = []
    for factor in part.effect_factors:
        if factor.role == "benefit":
            steps.insert(0, f"{numbers.two_decimals(factor.value)} {_for_whom(part, factor, material)}")
        elif factor.role == "cap":
            steps.append(f"held at {numbers.two_decimals(part.effect.typical)} because {_why(factor)}")
        elif abs(factor.value - 1) >= _CHANGED:
            steps.append(f"× {numbers.multiplier(factor.value)} because {_why(factor)}")
    return ", ".join(steps) or "the usual figure for one person"


def _for_whom(part: Contribution, factor: Factor, material: Material) -> str:
    if part.kind == "structural":
        return "for one person it happens to"
    service = material.service(part.service)
    whom = f"for a regular user of {service.short}" if service and part.kind == "access" else "for a regular user"
    return f"{whom} (expert judgement)" if factor.basis == "expert" else whom


def _why(factor: Factor) -> str:
    return phrase(factor.because) if factor.because else _WHY_WITHOUT_WORDS.get(factor.role, "the rulebook says so")


def _how_many(part: Contribution, row: GroupResult) -> str:
    steps = [step for factor in part.share_factors if (step := _step(factor, part))]
    final = numbers.share(part.share_after.typical)
    them = "them" if row.id != TYPICAL_USER else "its users" if part.kind == "service" else "them"
    if part.kind == "structural":
        ending = f"it happens to {final} of {them}"
    else:
        ending = f"{final} of {them} {'lose' if part.direction == 'adverse' else 'get'} it"
    return sentence(f"{'; '.join(steps)}, so {ending}" if steps else ending)


def _step(factor: Factor, part: Contribution) -> str:
    """One factor of the share as a clause; empty where it changes nothing."""
    if abs(factor.value - 1) < _CHANGED:
        return "nobody is expected to find an equivalent" if factor.role == "not_kept" else ""
    many, rest = numbers.share(factor.value), numbers.share(1 - factor.value)
    match factor.role:
        case "response":
            return f"the change reaches {many} of the users"
        case "affects":
            return f"{many} of the service is concerned"
        case "sites":
            return f"{many} of its places are concerned"
        case "not_kept":
            return f"{rest} find an equivalent elsewhere"
        case "mitigation":
            return f"mitigation spares {rest} of those who would {'lose' if part.direction == 'adverse' else 'gain'}"
        case "uptake":
            return f"{many} of those offered take it up"
        case "completion":
            return f"{many} of those who start finish"
        case "weight":
            return f"{many} of the users here use this one"
        case "access":
            return f"{many} of those who come this way have no other"
        case _:
            return f"× {numbers.multiplier(factor.value)} because {_why(factor)}"


def _falls_on(part: Contribution) -> str:
    if part.falls_on == "to_come":
        return "This falls on people who would have come to it, not on those who use it today."
    return ""
