"""The share of people who find an equivalent when a service goes, or who follow it to another place."""

from collections.abc import Mapping
from typing import Any

from mhia.proposal import Alternatives
from mhia.rulebook.entries import Range
from mhia.scoring.arithmetic import Number, most, within
from mhia.scoring.traits import Traits
from mhia.scoring.weighing import kept_multiplier
from mhia.scoring.workings import Line, Term, Workings, spread


def kept(workings: Workings, line: Line, traits: Traits, reach: Number) -> tuple[Number, tuple[Term, ...]]:
    """The share of a group's users who find an equivalent (0 to 0.95), and the numbers it is made of.

    kept' = kept x 0.5 ** ((km - half) / half): the rulebook's share holds at the half-distance, nearer keeps more.
    `reach` above 1 means that the group is reached more by the loss (kept is divided by it).
    """
    share, terms = _ordinary(workings, line, traits)
    share, far = _by_distance(workings, line, traits, share)
    share = share / most(reach, 1.0)
    times, own = kept_multiplier(workings, line.service, traits)
    if own:
        # Said of this group in this service: so much of a typical user's loss is left for them.
        share = 1 - (1 - share) * times
    return within(share, 0.0, float(workings.parameter("kept", "most"))), (*terms, *far, *own)


def following(
    workings: Workings, line: Line, traits: Traits, extra_km_unknown: Mapping[str, Any]
) -> tuple[Number, tuple[Term, ...]]:
    """The share who follow a service to its other place, and the numbers it is made of.

    0.5 ** (extra km / half-distance), and never fewer than those who would find an equivalent had it closed.
    """
    change = line.change
    if change.alternatives is not None and change.alternatives.share_finding_equivalent is not None:
        return kept(workings, line, traits, 1.0)
    half, half_terms = _half_distance(workings, line, traits)
    km, km_term = _extra_km(workings, line, extra_km_unknown)
    followed = float(workings.parameter("distance", "following_at_half_distance")) ** (km / half)
    if line.service.travel.kind != "venue":
        followed = followed * 0 + 1.0
    anyway, _ = kept(workings, line, traits, 1.0)
    because = "the share who follow to the other place"
    return most(followed, anyway), (
        km_term,
        *half_terms,
        Term("not_kept", f"{line.path}.following", followed, because, "expert"),
    )


def _ordinary(workings: Workings, line: Line, traits: Traits) -> tuple[Number, tuple[Term, ...]]:
    """The share before distance: given by the proposal, or the rulebook's; less for groups who find it harder."""
    alternatives = line.change.alternatives
    path = f"{line.path}.alternatives.share_finding_equivalent"
    if alternatives is not None and alternatives.share_finding_equivalent is not None:
        share = workings.own(path, alternatives.share_finding_equivalent)
        term = Term("not_kept", path, share, "share who find an equivalent, from the proposal", "proposal")
    else:
        name = f"services.{line.service.id}.kept"
        share = workings.assume(path, "share of users who find an equivalent", line.service.kept, "share", name)
        term = Term(
            "not_kept", name, share, line.service.kept.because, line.service.kept.basis, line.service.kept.sources
        )
    access = traits.access
    if access is None or access.kept == 1 or _distance_given(alternatives) or traits.all_users:
        return share, (term,)
    if kept_multiplier(workings, line.service, traits)[1]:
        # What is said of the group in this service stands instead of what is said of it everywhere.
        return share, (term,)
    times = workings.multiplier(f"groups.{traits.access_of}.access.kept", access.kept)
    return share * times, (
        term,
        Term("access", f"groups.{traits.access_of}.access.kept", times, access.why, access.basis),
    )


def _by_distance(workings: Workings, line: Line, traits: Traits, share: Number) -> tuple[Number, tuple[Term, ...]]:
    alternatives = line.change.alternatives
    if (
        alternatives is None
        or line.service.travel.kind != "venue"
        or alternatives.share_finding_equivalent is not None
        or (not _distance_given(alternatives) and alternatives.public_transport is None)
    ):
        return share, ()
    # Where no distance is given, people who find it harder to get about have been counted in the share already.
    half, terms = _half_distance(workings, line, traits, harder=_distance_given(alternatives))
    km, term = _km_to_nearest(workings, line, alternatives)
    at_half = float(workings.parameter("distance", "following_at_half_distance"))
    return share * at_half ** ((km - half) / half), (term, *terms)


def _distance_given(alternatives: Alternatives | None) -> bool:
    return alternatives is not None and (alternatives.nearest_km is not None or alternatives.travel_minutes is not None)


def _km_to_nearest(workings: Workings, line: Line, alternatives: Alternatives) -> tuple[Number, Term]:
    path = f"{line.path}.alternatives"
    if alternatives.nearest_km is not None:
        km = workings.own(f"{path}.nearest_km", alternatives.nearest_km)
        return km, Term("not_kept", f"{path}.nearest_km", km, "distance to the nearest equivalent", "proposal")
    if alternatives.travel_minutes is not None:
        per_minute = float(workings.parameter("distance", "km_per_minute"))
        km = workings.own(f"{path}.travel_minutes", alternatives.travel_minutes) * per_minute
        return km, Term("not_kept", f"{path}.travel_minutes", km, "distance, at 5 km for 15 minutes", "expert")
    usual = _usual_half(workings, line)
    km = workings.known(f"services.{line.service.id}.half_distance", usual)
    return km, Term("not_kept", f"{path}.nearest_km", km, "an ordinary distance, none being given", "expert")


def _extra_km(workings: Workings, line: Line, unknown: Mapping[str, Any]) -> tuple[Number, Term]:
    change = line.change
    if change.extra_km is not None:
        km = workings.own(f"{line.path}.extra_km", change.extra_km)
        return km, Term("response", f"{line.path}.extra_km", km, "extra distance given in the proposal", "proposal")
    if _distance_given(change.alternatives) and change.alternatives is not None:
        return _km_to_nearest(workings, line, change.alternatives)
    setting = workings.proposal.place.setting if workings.proposal.place else None
    if setting is None:
        workings.note("place.setting", "whether the place is urban, rural or mixed", "taken as mixed")
    because = f"an assumed distance for {'an urban' if setting == 'urban' else 'a ' + (setting or 'mixed')} place"
    numbers = spread(unknown[setting or "mixed"], because)
    km = workings.assume(f"{line.path}.extra_km", "how much farther people have to travel", numbers, "km")
    return km, Term("response", f"{line.path}.extra_km", km, because, "expert")


def _half_distance(
    workings: Workings, line: Line, traits: Traits, *, harder: bool = True
) -> tuple[Number, tuple[Term, ...]]:
    """The distance at which half stop (km): shorter without a car or a good bus, longer for drivers in the country."""
    usual, name = _usual_half(workings, line), f"services.{line.service.id}.half_distance"
    half = workings.known(name, usual)
    terms = [
        Term("not_kept", name, half, "distance at which half of the users stop coming", usual.basis, usual.sources)
    ]
    multipliers: list[tuple[str, float, str]] = []
    access = traits.access
    if harder and access is not None and access.half_distance != 1 and not traits.all_users:
        multipliers.append((f"groups.{traits.access_of}.access.half_distance", access.half_distance, access.why))
    by_bus = line.change.alternatives.public_transport if line.change.alternatives else None
    if by_bus is not None:
        value = workings.parameter("distance", "public_transport", by_bus)
        multipliers.append((f"distance.public_transport.{by_bus}", float(value), f"public transport: {by_bus}"))
    setting = workings.proposal.place.setting if workings.proposal.place else None
    settings = workings.parameter("distance", "settings")
    if setting in settings and access is None:
        multipliers.append(
            (f"distance.settings.{setting}", float(settings[setting]), "people drive farther in the country")
        )
    for label, value, because in multipliers:
        times = workings.multiplier(label, value)
        half = half * times
        terms.append(Term("access", label, times, because, "expert"))
    return half, tuple(terms)


def _usual_half(workings: Workings, line: Line) -> Range:
    return line.service.travel.half_distance or spread(workings.parameter("distance", "default_half_km"))
