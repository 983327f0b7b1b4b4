"""How large a change is, in the proposal's own numbers."""

from mhia.assessment import ChangeResult
from mhia.proposal import Alternatives, Change, Place
from mhia.report.view import numbers, words
from mhia.report.view.material import Material


def how_much(change: Change, result: ChangeResult) -> str:
    """How large a change is, as the proposal says; empty where it says nothing and all of it is meant."""
    parts = []
    if change.by:
        parts.append(f"by {numbers.quantity_percent(change.by)}")
    if change.sites and change.sites.affected != change.sites.of:
        parts.append(f"{numbers.quantity(change.sites.affected)} of {numbers.quantity(change.sites.of)} places")
    if change.affects and change.affects.low < 1:
        parts.append(f"{numbers.quantity_percent(change.affects)} of the service")
    if change.capacity:
        parts.append(
            f"from {numbers.quantity(change.capacity.before)} to {numbers.quantity(change.capacity.after)} places"
        )
    if change.price:
        parts.append(f"from {numbers.price(change.price.before)} to {numbers.price(change.price.after)}")
    if change.months:
        parts.append(f"for {numbers.quantity(change.months)} months")
    if change.weeks:
        parts.append(f"by {numbers.quantity(change.weeks)} weeks")
    if change.when:
        parts.append(f"at these times: {words.listed(_time(text) for text in change.when)}")
    parts += [f"{numbers.quantity_percent(phase.by)} from {numbers.day(phase.starts)}" for phase in change.phases]
    if result.size_unknown:
        parts.append("size not given")
    return words.capital("; ".join(parts))


def how_much_in_short(change: Change) -> str:
    """How large a change is where there is room for one number: `by 40%`, `7 of 10 places`, `from £2.50 to £4`."""
    if change.by:
        return f"by {numbers.quantity_percent(change.by)}"
    if change.sites and change.sites.affected != change.sites.of:
        return f"{numbers.quantity(change.sites.affected)} of {numbers.quantity(change.sites.of)} places"
    if change.price:
        return f"from {numbers.price(change.price.before)} to {numbers.price(change.price.after)}"
    return ""


def where(place: Place) -> str:
    """The place in a line: `Slough, England; urban; 150,000 residents`."""
    nation = place.nation.replace("_", " ").title() if place.nation else ""
    parts = [", ".join(part for part in (place.name or "", nation) if part), place.setting or ""]
    if place.population:
        parts.append(f"{numbers.quantity(place.population)} residents")
    if place.deprivation:
        parts.append(f"deprivation decile {place.deprivation} (1 is the most deprived tenth)")
    if place.wards:
        parts.append(f"wards: {words.listed(place.wards)}")
    return "; ".join(part for part in parts if part)


def besides(change: Change, material: Material) -> list[str]:
    """What a proposal says of a change besides its size: counts, what takes its place, where else people can go."""
    counts = {
        "visits a year": change.visits,
        "referrals a year": change.referrals,
        "members": change.members,
        "people offered it": change.offered,
        "people expected to finish": change.completers,
    }
    said = [f"{material.given_people(count)} {what}" for what, count in counts.items() if count]
    shares = {
        "of residents use it": change.share_of_population,
        "of those offered are expected to take it up": change.uptake,
        "of those who start are expected to finish": change.completion,
        "of the provider's income comes from the council": change.share_of_income,
    }
    said += [f"{numbers.quantity_percent(share)} {what}" for what, share in shares.items() if share]
    if change.extra_km:
        said.append(f"people have to travel {numbers.quantity(change.extra_km)} km farther")
    if change.replaced_by:
        said.append(f"replaced by {material.service_short(change.replaced_by, otherwise=change.replaced_by)}")
    if change.serves:
        said.append(f"people reach {words.listed(material.service_short(id, id) for id in change.serves)} by it")
    said += _answers(change)
    return [*said, *_elsewhere(change.alternatives)] if change.alternatives else said


def _answers(change: Change) -> list[str]:
    """The yes-or-no and either-or fields of a change."""
    said = []
    for value, yes, no in (
        (change.sole_funder, "nobody else pays for it", "others pay for it too"),
        (change.taker, "a named group has signed to take it on", "no group has signed to take it on"),
        (change.support, "the council goes on supporting it", "the council does not go on supporting it"),
        (change.same_people, "its users are the same people as those of the change before", ""),
    ):
        said.append(yes if value else no if value is False else "")
    if change.handover_months:
        said.append(f"handed over after {numbers.quantity(change.handover_months)} months")
    said.append(f"other ways in that stay: {change.routes_kept.replace('_', ' ')}" if change.routes_kept else "")
    said.append(f"whose need is no longer met: {change.need_level.replace('_', ' ')}" if change.need_level else "")
    said.append(f"hours: {change.hours_pattern.replace('_', ' ')}" if change.hours_pattern else "")
    return [text for text in said if text]


def _elsewhere(alternatives: Alternatives) -> list[str]:
    said = []
    if alternatives.nearest_km:
        said.append(f"the nearest equivalent is {numbers.quantity(alternatives.nearest_km)} km away")
    if alternatives.travel_minutes:
        said.append(f"it takes {numbers.quantity(alternatives.travel_minutes)} minutes to get there")
    if alternatives.public_transport:
        said.append(f"public transport there: {alternatives.public_transport}")
    if alternatives.share_finding_equivalent:
        said.append(
            f"{numbers.quantity_percent(alternatives.share_finding_equivalent)} are expected to find an equivalent"
        )
    if alternatives.note:
        said.append(words.phrase(alternatives.note))
    return said


def _time(text: str) -> str:
    """A day has a capital, other times have none."""
    return text.capitalize() if text.lower().removesuffix("s").endswith("day") else text.replace("_", " ")
