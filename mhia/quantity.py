"""A number that is not known exactly: low, typical and high."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Triple:
    """A plausible range and its best value, in the unit of the field that holds it; low <= typical <= high.

    Not a confidence interval: low and high are the ends of what is plausible.
    """

    low: float
    typical: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether there is no spread at all."""
        return self.low == self.high

    def times(self, factor: float) -> "Triple":
        """The same quantity in another unit (factor > 0)."""
        return Triple(self.low * factor, self.typical * factor, self.high * factor)


def exactly(value: float) -> Triple:
    """A number without spread."""
    return Triple(value, value, value)
