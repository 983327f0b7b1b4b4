"""The package with the least harm is proven against trying every one there is."""

from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pytest
from rounds import draws_of, entry, group, hit, round_of

from mhia.portfolio.candidates import Candidate, Cap, Field, field_of, measure_for
from mhia.portfolio.choosing import POINTS, Terms, best_package, cap_costs, frontier, steadiness
from mhia.portfolio.conflicting import Condition, conditions_of, conflict, under
from mhia.portfolio.stacking import stacks
from mhia.report.view.round_conflict import no_package
from mhia.report.view.round_material import NO_DRAWS, RoundMaterial
from mhia.report.view.round_package import package_view, summary
from mhia.report.view.round_package_material import PackageMaterial, draws_in_words, harm_in_words, saving_in_words
from mhia.round import Entry

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

    assert 1 < len(points) <= POINTS
    assert [each.package.harm for each in points] == sorted(each.package.harm for each in points)
    assert all(0 <= each.package.gap <= 1e-4 for each in points)


def test_savings_with_one_best_package_are_one_step_of_the_frontier() -> None:
    entries = [entry("mild", [hit("g", 0.05)], saving=100_000), entry("harsh", [hit("g", 0.5)], saving=10_000)]

    steps = frontier(field_of(round_of(entries), "severity"), Terms(0.0))

    # A saving of up to 10,000 could be had from the harsh one, too, at more harm.
    assert [(each.package.ids, round(each.first), round(each.last)) for each in steps] == [
        (("mild",), 5_500, 99_000),
        (("mild", "harsh"), 104_500, 110_000),
    ]


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


def most_by_trying_all(field: Field, conditions: tuple[Condition, ...]) -> float | None:
    """The most that can be saved under some conditions; None where they cannot be met at all."""
    terms = under(0.0, conditions)
    most = None
    for size in range(len(field.candidates) + 1):
        for chosen in combinations(field.candidates, size):
            ids = {each.id for each in chosen}
            loose = {each.id for each in chosen if each.only_if_must} - terms.must
            if not terms.must <= ids or ids & terms.never or loose:
                continue
            if all(_within(field, chosen, cap) for cap in terms.caps):
                saving = sum(each.saving for each in chosen)
                most = saving if most is None else max(most, saving)
    return most


def random_terms(field: Field, seed: int) -> Terms:
    """Conditions of every kind, often more than can be met."""
    choose = Random(seed)  # noqa: S311 - made-up numbers, not secrets
    ids = [each.id for each in field.candidates]
    caps = [
        choose.choice(
            (
                Cap(f"g{group}", "proposals", choose.randrange(3)),
                Cap(f"g{group}", "share", choose.uniform(0, 0.6)),
                Cap(f"g{group}", "sd", choose.uniform(0, 0.8)),
            )
        )
        for group in range(3)
        if choose.random() < 0.7
    ]
    must = {each for each in ids if choose.random() < 0.2}
    must |= {each.id for each in field.candidates if each.only_if_must}
    never = {each for each in ids if choose.random() < 0.2} - must
    whole = sum(max(each.saving, 0) for each in field.candidates)
    return Terms(choose.uniform(0.05, 1.1) * whole, tuple(caps), frozenset(must), frozenset(never))


def with_odd_ones(field: Field, seed: int) -> Field:
    """The field with a proposal that costs, one of unknown saving, and one that may be in only if it must."""
    choose = Random(seed)  # noqa: S311 - made-up numbers, not secrets
    odd = list(field.candidates)
    for change in ({"saving": -70_000.0}, {"saving": 0.0, "saving_known": False}, {"harm_known": False}):
        if choose.random() < 0.5:
            place = choose.randrange(len(odd))
            odd[place] = replace(odd[place], only_if_must=True, **change)
    return replace(field, candidates=tuple(odd))


@pytest.mark.parametrize("seed", range(60))
def test_a_conflict_is_minimal_and_every_sum_in_it_is_true(seed: int) -> None:
    field = with_odd_ones(made_up(7, seed), seed)
    terms = random_terms(field, seed)
    asked = conditions_of(terms)
    most = most_by_trying_all(field, asked)
    reachable = most is not None and most >= terms.target
    assert (best_package(field, terms) is not None) == reachable
    if reachable:
        return

    found = conflict(field, terms)

    named = tuple(each.condition for each in found.standing)
    target = float("-inf") if found.whatever_is_saved else terms.target
    _is_minimal(field, named, target)
    assert found.whatever_is_saved == (most is None)
    assert _near(found.reachable, most)
    assert _near(found.free, most_by_trying_all(field, ()))
    for each in found.standing:
        assert _near(each.alone, most_by_trying_all(field, (each.condition,)))
        rest = tuple(one for one in asked if one != each.condition)
        assert _near(each.without, most_by_trying_all(field, rest))
    if found.relaxed is not None and found.still:
        assert found.relaxed.condition not in found.still
        _is_minimal(field, found.still, terms.target)


def _is_minimal(field: Field, named: tuple[Condition, ...], target: float) -> None:
    for size in range(len(named) + 1):
        for some in combinations(named, size):
            most = most_by_trying_all(field, some)
            assert (most is None or most < target) == (size == len(named))


def _near(found: float | None, least: float | None) -> bool:
    return found is least if found is None or least is None else found == pytest.approx(least, abs=0.01)


def _three() -> Field:
    """A saving of 100 that hits one group, one of 300 that hits the other, and one of 50 that hits nobody."""
    rows = (("a", 100_000.0, "carers"), ("b", 300_000.0, "older"), ("c", 50_000.0, ""))
    found = [
        Candidate(id_, place, saving, 0.1, True, {group: 0.2} if group else {}, frozenset({group} - {""}))  # noqa: FBT003
        for place, (id_, saving, group) in enumerate(rows)
    ]
    return Field("severity", tuple(found), {})


def _said(terms: Terms) -> str:
    field = _three()
    material = RoundMaterial(round_of([entry(each.id) for each in field.candidates]), NO_DRAWS, NO_DRAWS)
    return "\n".join(no_package(material, terms, conflict(field, terms)))


class TestWhyThereIsNone:
    NO_CARERS, NO_OLDER = Cap("carers", "proposals", 0), Cap("older", "proposals", 0)

    def test_blames_the_cap_that_stands_most_in_the_way(self) -> None:
        said = _said(Terms(430_000, (self.NO_CARERS, self.NO_OLDER)))

        assert "What stands in the way is the cap on older (older=0)." in said
        assert "under it alone at most £150,000 can be saved" in said
        assert "then it is the cap on carers (carers=0) that cannot be met" in said

    def test_says_what_a_proposal_that_must_be_in_breaks(self) -> None:
        said = _said(Terms(50_000, (self.NO_CARERS,), frozenset({"a"})))

        assert "They cannot be met together, whatever is saved." in said
        assert "a, which must be in, breaks the cap on carers (carers=0)." in said
        assert "Leaving out --cap carers=0 gets farthest: at most £450,000 can be saved, which is enough." in said

    def test_names_those_that_only_together_cannot_be_met(self) -> None:
        said = _said(Terms(340_000, (self.NO_CARERS,), never=frozenset({"c"})))

        assert "the cap on carers (carers=0) and that c must not be in" in said

    def test_speaks_of_no_condition_where_there_is_none(self) -> None:
        said = _said(Terms(450_000.5))

        assert said.startswith("No package saves £450,000.50 a year. At most £450,000 can be saved")

    def test_blames_no_cap_for_a_target_beyond_everything(self) -> None:
        said = _said(Terms(9e9, (self.NO_CARERS,)))

        assert "No package saves £9,000,000,000 a year under this condition." in said
        assert "Without any condition, too, at most £450,000" in said


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


def paper(entries: list[Entry], terms: Terms, draws: int = 200) -> PackageMaterial:
    """Everything said of the best package of made-up proposals."""
    round_ = round_of(entries)
    drawn = draws_of(entries, 0.1, draws)
    field = field_of(round_, "severity", terms.must)
    chosen = best_package(field, terms)
    assert chosen is not None
    steady = steadiness(field, terms, chosen, drawn)
    material = RoundMaterial(round_, drawn, drawn)
    costs = cap_costs(field, terms, chosen)
    return PackageMaterial(material, field, terms, chosen, frontier(field, terms), costs, steady)


class TestWhatMustBeIn:
    CUTS = (entry("cut", [hit("g", 0.2)]), entry("deep", [hit("g", 0.4)], saving=200_000))

    def test_costs_what_it_costs(self) -> None:
        found = paper([*self.CUTS, entry("dear", saving=-50_000)], Terms(150_000, must=frozenset({"dear"})))

        assert found.chosen.saving == 150_000
        assert summary(found)[0].startswith("2 proposals of 3 save £150,000 a year, after the £50,000 that dear costs.")
        dear = found.inside[-1]
        assert (saving_in_words(dear), harm_in_words(found, dear)) == ("costs £50,000", "none found")

    def test_counts_its_harm_where_only_its_saving_is_unknown(self) -> None:
        entries = [*self.CUTS, entry("unpriced", [hit("g", 0.3)], saving=None)]
        found = paper(entries, Terms(100_000, must=frozenset({"unpriced"})))

        assert found.chosen.harm == pytest.approx(0.5)
        said = "What unpriced saves is not known and not counted; it is in because it has to be."
        assert summary(found)[1] == said
        unpriced = found.inside[-1]
        assert (saving_in_words(unpriced), harm_in_words(found, unpriced)) == ("saving not known", "0.30")

    def test_are_spoken_of_as_several_where_they_are(self) -> None:
        entries = [*self.CUTS, entry("x", [hit("g", 0.1)], ranked=False), entry("y", [hit("g", 0.1)], ranked=False)]
        found = paper(entries, Terms(100_000, must=frozenset({"x", "y"})))

        assert "they are in because they have to be" in summary(found)[1]


def test_a_cap_counts_the_proposals_that_the_round_counts() -> None:
    inside = group("alone", inside=("older",))
    entries = [
        entry("both", [hit("older", 0.01), hit("alone", 0.3)]),
        entry("small", [hit("older", 0.01)]),
        entry("inside", [hit("alone", 0.2)]),
        entry("unsized", [hit("older", 0.2, size_unknown=True)]),
    ]
    round_ = round_of(entries, [inside, group("older")])

    candidates = field_of(round_, "severity").candidates

    for stack in stacks(round_).groups:
        hitting = tuple(each.id for each in candidates if stack.group.id in each.hits)
        perhaps = tuple(each.id for each in candidates if stack.group.id in each.perhaps)
        assert (set(hitting), perhaps) == (set(stack.counted), stack.perhaps)
    of_older = {each.id for each in candidates if "older" in each.hits}
    assert of_older - {"both"} == {"inside"}


def test_the_paper_counts_those_that_a_cap_counts() -> None:
    entries = [entry("large", [hit("g", 0.3)]), entry("tiny", [hit("g", 0.01)])]
    found = paper(entries, Terms(200_000, (Cap("g", "proposals", 1),)))

    (row,) = package_view(found).grid.rows

    assert [mark.note for marks in row.cells for mark in marks] == ["1 proposal", "1 proposal"]


def test_a_loss_too_small_to_count_is_no_hit_in_the_paper() -> None:
    found = paper([entry("tiny", [hit("g", 0.01)])], Terms(90_000))

    (row,) = package_view(found).grid.rows

    assert row.cells[0][0].note == "too small to count"


@pytest.mark.parametrize(("draws", "said"), [(1000, "100% of draws"), (10, "10 of 10 draws")])
def test_a_share_of_few_draws_is_no_percentage(draws: int, said: str) -> None:
    found = paper([entry("mild", [hit("g", 0.05)]), entry("harsh", [hit("g", 0.5)])], Terms(90_000), draws)

    assert draws_in_words(found.steady.close, found.steady) == said
    assert f"Tried on {'200 of the 1,000' if draws == 1000 else '10'} draws" in summary(found)[-1]


def test_the_measure_is_what_is_lost_in_all_only_where_all_users_are_known() -> None:
    known, unknown = entry("a", [hit("g", 0.2)], users=100), entry("b", [hit("g", 0.2)])

    assert measure_for([known, known]) == "total"
    assert measure_for([known, unknown]) == "severity"


def test_the_same_round_gives_the_same_package() -> None:
    field = made_up(60, 8)
    terms = Terms(0.3 * sum(each.saving for each in field.candidates), (Cap("g0", "share", 0.3),))

    assert best_package(field, terms) == best_package(field, terms)
    assert np.isfinite(sum(each.package.harm for each in frontier(field, terms)))
