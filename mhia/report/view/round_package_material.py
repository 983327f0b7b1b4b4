"""What the paper on a package is written from, and words for each proposal, cap and share of draws in it."""

from dataclasses import dataclass

from mhia.portfolio.candidates import Candidate, Cap, Field
from mhia.portfolio.choosing import CapCost, Package, Steadiness, Step, Terms
from mhia.report.view import numbers
from mhia.report.view.round_material import RoundMaterial, many


@dataclass(frozen=True)
class PackageMaterial:
    """Everything said of a package comes from here."""

    round: RoundMaterial
    field: Field
    terms: Terms
    chosen: Package
    frontier: tuple[Step, ...]
    costs: tuple[CapCost, ...]
    steady: Steadiness

    @property
    def inside(self) -> tuple[Candidate, ...]:
        """What is in the package, in the order of the round."""
        ids = set(self.chosen.ids)
        return tuple(each for each in self.field.candidates if each.id in ids)


def saving_in_words(each: Candidate) -> str:
    """What a proposal does to the money: `saves £20,000`, `costs £100,000`, `saving not known`."""
    if not each.saving_known:
        return "saving not known"
    if each.saving == 0:
        return "saves nothing"
    return f"{'saves' if each.saving > 0 else 'costs'} {numbers.pounds_exactly(each.saving)}"


def harm_in_words(material: PackageMaterial, each: Candidate) -> str:
    """A proposal's harm by the measure: `14`, `none found`, `not known`."""
    if not each.harm_known:
        return numbers.NOT_KNOWN
    if material.round.entries[each.id].headline is None:
        return "none found"
    return harm_in_figures(each.harm, material.field.measure)


def of_draws(share: float, steady: Steadiness) -> str:
    """A share of the draws, no finer than their number allows: `72%`, `3 of 10`."""
    if steady.few:
        return f"{round(share * steady.draws)} of {steady.draws}"
    return numbers.percent(share)


def draws_in_words(share: float, steady: Steadiness) -> str:
    """The same with its noun: `72% of draws`, `3 of 10 draws`."""
    return f"{of_draws(share, steady)}{'' if steady.few else ' of'} draws"


def measure_in_words(measure: str) -> str:
    """The measure of harm in a sentence."""
    if measure == "total":
        return "what everyone who uses the services loses (people times SD, times their need weight)"
    return (
        "how hard the worst-hit group of each proposal is hit (SD, times its need weight), added over proposals, "
        "because users are not known for all"
    )


def harm_in_figures(value: float, measure: str) -> str:
    """A harm by its measure: person-SD as whole numbers, SD to two decimals."""
    if measure == "total":
        return f"{numbers.round_people(value):,}" if value >= 1 else numbers.two_decimals(value)
    return numbers.two_decimals(value)


def cap_in_words(material: RoundMaterial, cap: Cap) -> str:
    """A cap in a sentence."""
    who = material.group_in_words(cap.group)
    if cap.kind == "proposals":
        return f"at most {many(int(cap.amount), 'proposal')} that hit{'s' if cap.amount == 1 else ''} {who}"
    if cap.kind == "share":
        return f"at most {cap.amount:.0%} of what all the proposals together put on {who}"
    return f"at most {cap.amount:g} SD, added over proposals, on {who}"
