"""The order of a report's parts, as a council wants it: none is left out without a word."""

from dataclasses import dataclass, replace
from itertools import count

from mhia.report.view import words
from mhia.report.view.page import Section

_ANNEX = "Annex"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which parts come first, by their ids, and which are left out."""

    order: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


AS_USUAL = Arrangement()


def arranged(sections: tuple[Section, ...], arrangement: Arrangement = AS_USUAL) -> tuple[Section, ...]:
    """The parts that are wanted in the order wanted, with their numbers; annexes, last, have letters of their own."""
    numbers = count(1)
    kept = [section for section in sections if section.id not in arrangement.leave_out]
    ordered = sorted(kept, key=lambda section: _place(section, arrangement))
    return tuple(
        section if section.title.startswith(_ANNEX) else replace(section, title=f"{next(numbers)}. {section.title}")
        for section in ordered
    )


def left_out(sections: tuple[Section, ...], arrangement: Arrangement) -> tuple[str, ...]:
    """What the report says of the parts that it has not."""
    titles = [words.lower(section.title) for section in sections if section.id in arrangement.leave_out]
    return (f"Left out of this report by the council’s settings: {'; '.join(titles)}.",) if titles else ()


def _place(section: Section, arrangement: Arrangement) -> int:
    """Those named first come first; sorting leaves the others, and the annexes behind them, as they were."""
    return arrangement.order.index(section.id) if section.id in arrangement.order else len(arrangement.order)
