"""Responses in which there is less of a service than before."""

from mhia.scoring.arithmetic import Number
from mhia.scoring.responses.situation import Response, Situation, same, visits_to_people
from mhia.scoring.workings import Term


def proportion(at: Situation) -> Response:
    """How much goes times how strongly use follows, more or less of it for whose hours they are."""
    by, by_term, unknown = at.by()
    key, numbers = at.for_class("factor", at.line.service.frequency_class)
    if at.line.service.staff_are_the_service and "factor_staff_are_the_service" in at.parameters:
        key, numbers = "factor_staff_are_the_service", at.number("factor_staff_are_the_service")
    factor = at.known(key, numbers)
    terms = [
        by_term,
        Term("response", f"changes.{at.line.entry.id}.{key}", factor, numbers.because, numbers.basis, numbers.sources),
    ]
    share = by * factor
    if at.line.service.frequency_class in at.parameters.get("journeys_classes", ()):
        share, term = visits_to_people(at, share)
        terms.append(term)
    share, more = _hours(at, share)
    if "added_loss" in at.parameters:
        added = at.number("added_loss")
        share = share + (1 - share) * at.known("added_loss", added)
        more.append(
            Term(
                "response",
                f"changes.{at.line.entry.id}.added_loss",
                at.known("added_loss", added),
                added.because,
                added.basis,
            )
        )
    answer = same(share, *terms, *more, size_unknown=unknown)
    return answer._replace(later=at.later(at.line.service.frequency_class))


def _hours(at: Situation, share: Number) -> tuple[Number, list[Term]]:
    """Which hours go, and for whom that matters more or less."""
    terms: list[Term] = []
    pattern = at.line.change.hours_pattern
    if pattern and "hours_pattern" in at.parameters:
        value = at.workings.multiplier(
            f"changes.{at.line.entry.id}.hours_pattern.{pattern}", at.parameters["hours_pattern"][pattern]
        )
        share = share * value
        terms.append(Term("response", at.path("hours_pattern"), value, f"hours: {pattern.replace('_', ' ')}", "expert"))
    when = at.parameters.get("hours_when")
    if when and {word.lower() for word in at.line.change.when} & set(when["words"]):
        for group in at.traits.groups:
            factor = when["multiply"] if group in when["for"] else when["less"].get(group)
            if factor:
                value = at.workings.multiplier(f"changes.{at.line.entry.id}.hours_when.{group}", factor)
                terms.append(Term("response", at.path("when"), value, "whose hours these are", "expert"))
                return share * value, terms
    return share, terms
