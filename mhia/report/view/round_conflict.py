"""Why there is no package, in words: what cannot be met together, and what each condition leaves."""

from mhia.portfolio.choosing import Terms
from mhia.portfolio.conflicting import Condition, Conflict, Standing, conditions_of
from mhia.report.view import numbers, words
from mhia.report.view.round_material import RoundMaterial

_A_PENNY = 0.01


def no_package(round_: RoundMaterial, terms: Terms, found: Conflict) -> tuple[str, ...]:
    """Why no package meets the terms, and what can be reached."""
    target = numbers.pounds_exactly(terms.target)
    asked = conditions_of(terms)
    under = " under these conditions" if len(asked) > 1 else " under this condition" if asked else ""
    first = f"No package saves {target} a year{under}."
    if not found.standing:
        most = f"{_most(found.free)}: the proposals to choose from do not save more"
        reach = f" Without any condition, too, {most}." if asked else f" {words.capital(most)}."
        return (first + reach, "A proposal can be chosen where its harm and its saving are known.")
    if found.reachable is None:
        reach = " They cannot be met together, whatever is saved."
    else:
        reach = f" Under all of them {_most(found.reachable)}." if len(asked) > 1 else ""
    lines = [first + reach, _what_clashes(round_, found), *(_line(each) for each in found.standing)]
    return (*lines, *_what_to_relax(round_, terms, found))


def condition_in_words(round_: RoundMaterial, condition: Condition) -> str:
    """A condition in a sentence, as it was asked: `the cap on older people (older_people=0)`, `that A4 must be in`."""
    if condition.cap is not None:
        return f"the cap on {round_.group_in_words(condition.cap.group)} ({condition.cap})"
    return f"that {condition.proposal} must {'be in' if condition.kind == 'must' else 'not be in'}"


def _what_clashes(round_: RoundMaterial, found: Conflict) -> str:
    caps = [each.condition for each in found.standing if each.condition.cap is not None]
    must = [each.condition.proposal for each in found.standing if each.condition.kind == "must"]
    if found.whatever_is_saved and len(caps) == 1 and must:
        which = round_.names(must, len(must))
        breaks = "breaks" if len(must) == 1 else "together break"
        return f"{which}, which must be in, {breaks} {condition_in_words(round_, caps[0])}."
    all_ = words.listed(condition_in_words(round_, each.condition) for each in found.standing)
    if len(found.standing) == 1:
        return words.sentence(f"What stands in the way is {all_}")
    return words.sentence(f"These cannot be met together, but without any one of them the others can: {all_}")


def _line(standing: Standing) -> str:
    rest = (
        "without it the rest cannot be met either"
        if standing.without is None
        else f"without it, and with all else as asked, {_most(standing.without)}"
    )
    return f"  {standing.condition}: under it alone {_most(standing.alone)}; {rest}."


def _what_to_relax(round_: RoundMaterial, terms: Terms, found: Conflict) -> tuple[str, ...]:
    best = found.relaxed
    if best is None:
        return ()
    if best.without is None:
        first = f"Without {best.condition} the rest cannot be met either, whatever is saved"
    else:
        first = f"Leaving out {best.condition} gets farthest: {_most(best.without)}"
    if found.still:
        all_ = words.listed(condition_in_words(round_, each) for each in found.still)
        return (f"{first}. That is not enough: then it is {all_} that cannot be met.",)
    enough = best.without is not None and best.without >= terms.target - _A_PENNY
    return (f"{first}, which is enough." if enough else f"{first}. The proposals to choose from do not save more.",)


def _most(saving: float | None) -> str:
    if saving is None:
        return "no package can be had"
    if saving < 0:
        return f"it costs at least {numbers.pounds_exactly(saving)}"
    return f"at most {numbers.pounds_exactly(saving)} can be saved"
