"""Responses that are about time: a pause, a freeze, a longer wait."""

from mhia.scoring.arithmetic import least
from mhia.scoring.responses.situation import Response, Situation
from mhia.scoring.workings import Term


def whole_time(at: Situation) -> Response:
    """Everyone, for a part of the year; and some who never come back."""
    change = at.line.change
    unknown = change.months is None
    if change.months is not None:
        months = at.workings.own(at.path("months"), change.months)
    else:
        months = at.workings.assume(
            at.path("months"), "how long the pause lasts", at.number("months_unknown"), "months"
        )
    away = least(months / float(at.parameters["months_for_full"]), 1.0)
    never = at.known("never_return", at.number("never_return"))
    power = float(at.workings.parameter("norm", "p"))
    felt = (never + (1 - never) * away**power) ** (1 / power)
    terms = (
        Term(
            "duration",
            at.path("months"),
            felt,
            "part of a year without it, and some who never come back",
            "assumed" if unknown else "proposal",
        ),
    )
    return Response(1.0, 1.0, terms, duration=felt)


def flow(at: Situation) -> Response:
    """Nobody who uses it now; people who would have come, or who wait longer."""
    if "share" in at.parameters:
        numbers = at.number("share")
        share = at.known("share", numbers)
        return Response(
            0.0, share, (Term("response", f"changes.{at.line.entry.id}", share, numbers.because, numbers.basis),)
        )
    weeks_given = at.line.change.weeks
    if weeks_given is not None:
        weeks = at.workings.own(at.path("weeks"), weeks_given)
    else:
        weeks = at.workings.assume(at.path("weeks"), "weeks added to the wait", at.number("weeks_unknown"), "months")
    numbers = at.number("drop_out_per_month")
    waiting = least(weeks / float(at.parameters["weeks_in_year"]), float(at.parameters["most"]))
    leaving = at.known("drop_out_per_month", numbers) * weeks / float(at.parameters["weeks_in_month"])
    share = least(waiting + leaving, 1.0)
    term = Term("response", at.path("weeks"), share, at.line.entry.because, numbers.basis)
    return Response(0.0, share, (term,), size_unknown=weeks_given is None)
