"""How large a change is, in the proposal's own numbers."""

from mhia.assessment import ChangeResult
from mhia.proposal import Change
from mhia.report.view import numbers, words


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


def _time(text: str) -> str:
    """A day has a capital, other times have none."""
    return text.capitalize() if text.lower().removesuffix("s").endswith("day") else text.replace("_", " ")
