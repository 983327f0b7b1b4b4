"""Numbers as people say them: `about 4 in 10`, `about 900`, `a slight amount`, `19 December 2023`.

Rounding happens here and nowhere else. Unknown is `not known`, never zero.
"""

import re
from math import ceil, erf, floor, log10, sqrt

from mhia.assessment import Interval
from mhia.quantity import Triple

NOT_KNOWN = "not known"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""The months, as a date writes them."""
# A share this small or large is not said in tenths: `1 in 10` of 0.06 would lie outside its own range.
_FEWEST_TENTHS, _MOST_TENTHS, _ALL = 0.275, 0.95, 0.995
_ONE_IN = (4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100, 200)
# Per person, in SD. These words describe one person's change; the bands (minor, moderate, major) describe a group's.
_AMOUNTS = (
    (0.05, "a very slight amount"),
    (0.15, "a slight amount"),
    (0.35, "a noticeable amount"),
    (0.6, "a large amount"),
)
_LARGEST_AMOUNT = "a very large amount"
_THOUSAND, _MILLION = 1_000, 1_000_000
_COUNTED_ONE_BY_ONE, _COUNTED_IN_FIVES = 20, 100
_YEAR = 12
_ISO_DAY = re.compile(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b(?!-)")


def kept(value: float) -> float:
    """The number as the record keeps it, to six figures: what is printed must not depend on a seventh."""
    return float(f"{value:.6g}")


def share(value: float) -> str:
    """A share of people in words: `about half`, `about 4 in 10`, `about 1 in 20`, `almost all`, `none`."""
    value = kept(value)
    if value <= 0:
        return "none"
    if value >= _ALL:
        return "all"
    if value >= _MOST_TENTHS:
        return "almost all"
    tenths = floor(kept(value * 10) + 0.5)
    if value < _FEWEST_TENTHS:
        return f"about 1 in {min(_ONE_IN, key=lambda one_in: abs(1 / one_in - value))}"
    return "about half" if tenths == 5 else f"about {tenths} in 10"  # noqa: PLR2004 - five tenths


def percent(value: float) -> str:
    """A share as a whole percentage: `12%`; `under 1%` and `over 99%` at the ends."""
    value = kept(value)
    whole = floor(kept(value * 100) + 0.5)
    if whole == 0 and value > 0:
        return "under 1%"
    if whole == 100 and value < 1:  # noqa: PLR2004 - per cent
        return "over 99%"
    return f"{whole}%"


def beyond(value: float, other: float, places: int) -> float:
    """The number with so many decimal places, rounded away from the other: whatever holds from it on still holds."""
    rounded = ceil if value > other else floor
    return float(rounded(kept(value * 10**places)) / 10**places)


def share_range(interval: Interval) -> str:
    """A share with its range: `about half (between 30% and 70%)`; the range is left out where it says nothing."""
    low, high = percent(interval.low), percent(interval.high)
    return share(interval.typical) if low == high else f"{share(interval.typical)} (between {low} and {high})"


def sd(value: float) -> str:
    """A number of standard deviations: `0.12 SD`."""
    return f"{two_decimals(value)} SD"


def two_decimals(value: float) -> str:
    """A number to two decimals: `0.12`; `under 0.01` where that would print as zero."""
    text = f"{floor(kept(abs(value) * 100) + 0.5) / 100:.2f}"
    if text == "0.00":
        return "0" if value == 0 else "under 0.01"
    return text


def multiplier(value: float) -> str:
    """A multiplier without needless zeros: `1.2`, `0.75`."""
    return f"{floor(kept(value * 100) + 0.5) / 100:.2f}".rstrip("0").rstrip(".")


def amount(effect: float) -> str:
    """What one person's change of so many SD amounts to: `a slight amount`."""
    return next((words for most, words in _AMOUNTS if kept(effect) < most), _LARGEST_AMOUNT)


def places(effect: float) -> int:
    """How many places of 100 somebody in the middle moves with so many SD (of a normal distribution)."""
    return floor(kept(100 * erf(kept(abs(effect)) / sqrt(2)) / 2) + 0.5)


def places_in_words(effect: float) -> str:
    """The change of one person, pictured: `12 places in a line of 100 people`."""
    count = places(effect)
    if count == 0:
        return "less than one place in a line of 100 people"
    return f"{count} place{'' if count == 1 else 's'} in a line of 100 people"


def round_people(value: float) -> int:
    """A number of people to the precision that is honest: ones to 20, fives to 100, then two figures."""
    value = kept(value)
    if value < _COUNTED_ONE_BY_ONE:
        return floor(value + 0.5)
    if value < _COUNTED_IN_FIVES:
        return 5 * floor(value / 5 + 0.5)
    step = int(10 ** (floor(log10(value)) - 1))
    return step * floor(value / step + 0.5)


def people(value: float) -> str:
    """About how many people: `about 900`, `about 1,200`, `fewer than 1`."""
    if 0 < value < 0.5:  # noqa: PLR2004 - rounds to nobody, and unknown or tiny is not nobody
        return "fewer than 1"
    return f"about {round_people(value):,}"


def people_range(interval: Interval) -> str:
    """About how many people, with the range: `about 900 (between 600 and 1,300)`; exact where it was counted."""
    if interval.low == interval.high and interval.typical == floor(interval.typical):
        return f"{int(interval.typical):,}"
    low, high = round_people(interval.low), round_people(interval.high)
    text = people(interval.typical)
    return text if low == high else f"{text} (between {low:,} and {high:,})"


def people_in_fives(value: float) -> str:
    """About how many people where no number may give anybody away: `about 45`, `about 1,200`."""
    return f"about {in_fives(value) if value < _THOUSAND else round_people(value):,}"


def in_fives(value: float) -> int:
    """A number of people to the nearest five."""
    return 5 * floor(value / 5 + 0.5)


def pounds(value: float) -> str:
    """An amount of money without sign: `£431,000`, `£1.2 million`."""
    size = abs(value)
    if size >= _MILLION:
        return f"£{size / _MILLION:,.2f}".rstrip("0").rstrip(".") + " million"
    return f"£{size:,.0f}"


def pounds_exactly(value: float) -> str:
    """An amount of money without sign, to the pound, or to the penny where there are any: `£1,475,000`, `£12.50`.

    For sums that are held against each other: two that differ never look alike.
    """
    size = round(abs(value), 2)
    return f"£{size:,.0f}" if size == floor(size) else f"£{size:,.2f}"


def pounds_range(amount_: Triple) -> str:
    """An amount of money with its range, without sign: `£300,000 to £400,000`."""
    if amount_.certain:
        return pounds(amount_.typical)
    low, high = sorted((abs(amount_.low), abs(amount_.high)))
    return f"{pounds(low)} to {pounds(high)}"


def price(triple: Triple) -> str:
    """What a user pays: `£3.50`, `£4`, `nothing`."""
    if triple.certain:
        return "nothing" if triple.typical == 0 else f"£{triple.typical:,.2f}".removesuffix(".00")
    return f"£{triple.low:,.2f} to £{triple.high:,.2f}".replace(".00", "")


def quantity(triple: Triple) -> str:
    """A number or a range as the proposal gives it: `1,200`, `200 to 400`, `3.5`."""
    if triple.certain:
        return _plain(triple.typical)
    return f"{_plain(triple.low)} to {_plain(triple.high)}"


def quantity_percent(triple: Triple) -> str:
    """A share or a range of shares as the proposal gives it: `40%`, `30% to 50%`."""
    if triple.certain:
        return percent_exactly(triple.typical)
    return f"{percent_exactly(triple.low)} to {percent_exactly(triple.high)}"


def percent_exactly(value: float) -> str:
    """A percentage as it was written, to one decimal: `37.5%`."""
    return f"{value * 100:.1f}".rstrip("0").rstrip(".") + "%"


def day(iso: str) -> str:
    """A year, a month or a day: `2024`, `June 2024`, `19 December 2023`."""
    parts = iso.split("-")
    if len(parts) == 1:
        return parts[0]
    month = f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return month if len(parts) == 2 else f"{int(parts[2])} {month}"  # noqa: PLR2004 - year and month


def days_in(text: str) -> str:
    """A text with the ISO dates in it as words."""
    return _ISO_DAY.sub(lambda match: day(match[0]), text)


def months(span: tuple[float, float]) -> str:
    """A span of months: `at once`, `within 6 months`, `1 to 3 months`, `2 to 5 years`."""
    low, high = span
    if high <= 0:
        return "at once"
    if low >= 2 * _YEAR and _in_years(low) and _in_years(high):
        return _span(low / _YEAR, high / _YEAR, "year")
    if low <= 0:
        return f"within {_span(high, high, 'month')}"
    return _span(low, high, "month")


def _in_years(value: float) -> bool:
    return value % _YEAR == 0


def _span(low: float, high: float, unit: str) -> str:
    plural = "" if low == high == 1 else "s"
    return f"{low:g} {unit}{plural}" if low == high else f"{low:g} to {high:g} {unit}s"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == floor(value) else f"{value:,.2f}".rstrip("0").rstrip(".")
