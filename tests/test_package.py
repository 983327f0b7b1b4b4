"""The package with the least harm is proven against trying every one there is."""

from itertools import combinations
from random import Random

import numpy as np
import pytest
from rounds import draws_of, entry, hit, round_of

from mhia.portfolio.candidates import Candidate, Cap, Field, field_of, measure_for
from mhia.portfolio.choosing import POINTS, Terms, best_package, cap_costs, conflict, frontier, steadiness

pytest.importorskip("highspy", reason="packages need the extra `optimise`")


def made_up(number: int, seed: int, groups: int = 3) -> Field:
    choose = Random(seed)  # noqa: S311 - made-up numbers, not secrets
    found = []
    for place in range(number):
        burden = {f"g{each}": choose.uniform(0, 0.6) for each in range(groups) if choose.random() < 0.6}
        hits = frozenset(name for name, size in burden.items() if size >= 0.05)
        found.append(
            Candidate(
                f"p{place}",
                place,
                choose.randrange(10, 500) * 1000,
                choose.uniform(0, 1),
                harm_known=True,
                burden=burden,
                hits=hits,
            )
        )
    return Field("severity", tuple(found), {})


def best_by_trying_all(field: Field, terms: Terms) -> float | None:
    least = None
    for size in range(len(field.candidates) + 1):
        for chosen in combinations(field.candidates, size):
            ids = {each.id for each in chosen}
            if not terms.must <= ids or ids & terms.never or sum(each.saving for each in chosen) < terms.target:
                continue
            if all(_within(field, chosen, cap) for cap in terms.caps):
                harm = sum(each.harm for each in chosen)
                least = harm if least is None else min(least, harm)
    return least


def _within(field: Field, chosen: tuple[Candidate, ...], cap: Cap) -> bool:
    if cap.kind == "proposals":
        return sum(cap.group in each.hits for each in chosen) <= cap.amount
    load = sum(each.burden.get(cap.group, 0.0) for each in chosen)
    whole = sum(each.burden.get(cap.group, 0.0) for each in field.candidates)
    return load <= (cap.amount if cap.kind == "sd" else cap.amount * whole) + 1e-9


CAPS = ((), (Cap("g0", "proposals", 2),), (Cap("g1", "share", 0.4), Cap("g2", "sd", 0.5)))


@pytest.mark.parametrize("caps", CAPS, ids=["no caps", "a number", "a share and an amount"])
@pytest.mark.parametrize("part", [0.1, 0.35, 0.6])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_package_does_less_harm(seed: int, part: float, caps: tuple[Cap, ...]) -> None:
    field = made_up(10, seed)
    terms = Terms(part * sum(each.saving for each in field.candidates), caps, frozenset({"p3"}), frozenset({"p5"}))

    found, least = best_package(field, terms), best_by_trying_all(field, terms)

    assert (None if found is None else pytest.approx(found.harm)) == least
    if found is not None:
        assert found.saving >= terms.target
        assert "p3" in found.ids
        assert "p5" not in found.ids
        assert found.gap == 0


def test_the_frontier_rises_and_every_point_says_how_far_it_may_be_off() -> None:
    field = made_up(30, 4)

    points = frontier(field, Terms(0.0))

    assert len(points) == POINTS
    assert [each.harm for each in points] == sorted(each.harm for each in points)
    assert all(0 <= each.gap <= 1e-4 for each in points)


def test_a_cap_costs_what_it_costs() -> None:
    field = made_up(12, 5)
    terms = Terms(
        0.4 * sum(each.saving for each in field.candidates), (Cap("g0", "share", 0.2), Cap("g1", "share", 0.9))
    )
    chosen = best_package(field, terms)
    assert chosen is not None

    for cost in cap_costs(field, terms, chosen):
        others = tuple(cap for cap in terms.caps if cap != cost.cap)
        assert cost.harm_without == pytest.approx(best_by_trying_all(field, Terms(terms.target, others)))
        assert cost.used <= cost.limit + 1e-9


def test_a_conflict_says_what_can_be_reached_and_what_stands_in_the_way() -> None:
    field = made_up(12, 6)
    everything = sum(each.saving for each in field.candidates)
    terms = Terms(0.8 * everything, (Cap("g0", "share", 0.3), Cap("g1", "share", 1.0)))
    assert best_package(field, terms) is None

    found = conflict(field, terms)

    assert found.reachable < terms.target <= found.without_caps == pytest.approx(everything)
    assert found.conflicting == (terms.caps[0],)
    assert found.without_each["g0=30%"] == pytest.approx(everything)
    assert best_package(field, Terms(found.reachable, terms.caps)) is not None


def test_a_target_beyond_everything_is_no_caps_fault() -> None:
    field = made_up(5, 7)
    found = conflict(field, Terms(1e9, (Cap("g0", "share", 0.5),)))

    assert found.conflicting == ()


def test_a_proposal_that_is_always_best_always_stays() -> None:
    entries = [entry("mild", [hit("g", 0.05)]), entry("harsh", [hit("g", 0.5)])]
    field = field_of(round_of(entries), "severity")
    terms = Terms(90_000)
    chosen = best_package(field, terms)
    assert chosen is not None

    found = steadiness(field, terms, chosen, draws_of(entries, 0.1))

    assert (found.stays, found.close) == ({"mild": 1.0, "harsh": 0.0}, 1.0)


def test_what_has_no_number_cannot_be_chosen_unless_it_must_be() -> None:
    entries = [
        entry("known", [hit("g", 0.2)]),
        entry("unsized", [hit("g", 0.2)], ranked=False),
        entry("unpriced", [hit("g", 0.2)], saving=None),
        entry("dear", saving=-5_000),
    ]
    round_ = round_of(entries)

    assert {each.id for each in field_of(round_, "severity").candidates} == {"known"}
    assert set(field_of(round_, "severity").set_aside) == {"unsized", "unpriced", "dear"}
    with_it = field_of(round_, "severity", ["unsized"])
    assert [(each.id, each.harm_known) for each in with_it.candidates] == [("known", True), ("unsized", False)]


def test_the_measure_is_what_is_lost_in_all_only_where_all_users_are_known() -> None:
    known, unknown = entry("a", [hit("g", 0.2)], users=100), entry("b", [hit("g", 0.2)])

    assert measure_for([known, known]) == "total"
    assert measure_for([known, unknown]) == "severity"


def test_the_same_round_gives_the_same_package() -> None:
    field = made_up(60, 8)
    terms = Terms(0.3 * sum(each.saving for each in field.candidates), (Cap("g0", "share", 0.3),))

    assert best_package(field, terms) == best_package(field, terms)
    assert np.isfinite(sum(each.harm for each in frontier(field, terms)))
