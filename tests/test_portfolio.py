"""What many proposals do together: the order and how far one can tell, the stacks, and what differs."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rounds import SETTINGS, draws_of, entry, group, hit, round_of

from mhia.assessment import RedLine
from mhia.portfolio.ranking import Ranking, edges_tried, harm_draws, ranking, tried
from mhia.portfolio.stacking import Chain, stacks
from mhia.proposal import Change
from mhia.report.markdown import markdown
from mhia.report.round_data import read_round, round_record
from mhia.report.view.round_building import round_view
from mhia.report.view.round_material import RoundMaterial
from mhia.round import Entry, Reliance, Round, Unusable, Year
from mhia.scoring.assessing import not_assessed_because


def ranked(entries: list[Entry], spread: float) -> Ranking:
    return ranking(entries, draws_of(entries, spread), "severity", settled=0.95, ends=(0.05, 0.95))


class TestTheOrder:
    def test_puts_the_most_harm_first(self) -> None:
        entries = [entry("small", [hit("a", 0.1)]), entry("large", [hit("a", 0.4)]), entry("middle", [hit("a", 0.2)])]

        assert [rank.id for rank in ranked(entries, 0.0).ranks] == ["large", "middle", "small"]

    def test_says_every_place_where_nothing_is_uncertain(self) -> None:
        entries = [entry(str(size), [hit("a", size)]) for size in (0.1, 0.2, 0.3)]

        found = ranked(entries, 0.0)

        assert [(rank.low, rank.high) for rank in found.ranks] == [(1, 1), (2, 2), (3, 3)]
        assert [rank.more_than.first for rank in found.ranks if rank.more_than] == [("0.2", "0.1"), ("0.1",), ()]
        assert (found.pairs, found.pairs_told_apart) == (3, 3)

    def test_cannot_tell_apart_what_overlaps(self) -> None:
        entries = [entry("a", [hit("g", 0.30)]), entry("b", [hit("g", 0.29)]), entry("c", [hit("g", 0.02)])]

        found = ranked(entries, 0.1)

        assert [rank.not_told_apart.first for rank in found.ranks if rank.not_told_apart] == [("b",), ("a",), ()]
        assert (found.ranks[0].low, found.ranks[0].high) == (1, 2)
        assert (found.ranks[2].low, found.ranks[2].high) == (3, 3)

    def test_tells_two_apart_that_share_their_uncertainty(self) -> None:
        entries = [entry("more", [hit("g", 0.3)]), entry("less", [hit("g", 0.28)])]
        shared = draws_of(entries[:1], 0.3)
        draws = np.vstack([shared, shared * 0.28 / 0.3])

        found = ranking(entries, draws, "severity", settled=0.95, ends=(0.05, 0.95))

        assert found.pairs_told_apart == 1

    @settings(deadline=None, max_examples=50)
    @given(st.integers(2, 12), st.floats(0.0, 0.6), st.floats(0.0, 0.4), st.integers(0, 99))
    def test_of_every_pair_it_says_what_the_draws_say(
        self, count: int, spread: float, chance_of_none: float, seed: int
    ) -> None:
        entries = [entry(str(number), [hit("g", 0.1 + number / 40)]) for number in range(count)]
        draws = draws_of(entries, spread, number=1000, seed=seed)
        draws[np.random.default_rng(seed).random(draws.shape) < chance_of_none] = 0.0
        by_id = {each.id: drawn for each, drawn in zip(entries, draws, strict=True)}

        found = ranking(entries, draws, "severity", settled=0.95, ends=(0.05, 0.95))

        for rank in found.ranks:
            said = (rank.more_than, rank.less_than, rank.not_told_apart)
            assert sum(each.count for each in said if each) == count - 1, "every other is in one of the three"
            for other in by_id.keys() - {rank.id}:
                above = float((by_id[rank.id] > by_id[other]).mean())
                below = float((by_id[rank.id] < by_id[other]).mean())
                right = 0 if below <= 0.05 and above > 0.5 else 1 if above <= 0.05 and below > 0.5 else 2
                assert all(each and (other in each.first) <= (right == which) for which, each in enumerate(said))
                unsettled = said[2] is not None and other in said[2].first
                assert not (unsettled and max(above, below) >= 0.95), "neither is ahead in the settled share"
        assert found.pairs_told_apart * 2 == sum(
            each.count for rank in found.ranks for each in (rank.more_than, rank.less_than) if each
        )

    def test_tells_a_larger_cut_from_a_smaller_one_though_both_may_do_nothing(self) -> None:
        entries = [entry("close", [hit("g", 0.3)]), entry("shorten", [hit("g", 0.1)])]
        nothing = np.array([[0.0] * 13 + [1.0] * 87])

        found = ranking(entries, nothing * [[0.3], [0.1]], "severity", settled=0.95, ends=(0.05, 0.95))

        assert (found.pairs_told_apart, found.ranks[0].ahead) == (1, 0.935)

    def test_of_a_long_order_only_the_first_are_compared_and_that_is_said(self) -> None:
        entries = [entry(f"{number:04}", [hit("g", 0.5 - number / 10_000)]) for number in range(1100)]

        found = ranked(entries, 0.1)

        assert [rank.more_than is not None for rank in found.ranks] == [True] * 1000 + [False] * 100
        assert "Each of the first 1,000 was compared with every other." in paper(round_of(entries))

    def test_where_neither_does_anything_neither_is_ahead(self) -> None:
        entries = [entry("a", [hit("g", 0.3)]), entry("b", [hit("g", 0.2)])]
        draws = np.zeros((2, 100))

        found = ranking(entries, draws, "severity", settled=0.95, ends=(0.05, 0.95))

        assert found.ranks[0].ahead == 0.5
        assert [(rank.low, rank.high) for rank in found.ranks] == [(1, 2), (1, 2)]

    def test_leaves_out_what_cannot_be_ranked_and_says_why(self) -> None:
        entries = [entry("a", [hit("g", 0.3)], ranked=False), entry("b"), entry("c", [hit("g", 0.1)])]

        found = ranked(entries, 0.0)

        assert [rank.id for rank in found.ranks] == ["c"]
        assert found.left_out == {"a": "the size is not given", "b": "nobody is expected to lose by it"}

    def test_never_mixes_what_is_lost_in_all_with_how_hard_it_hits(self) -> None:
        entries = [entry("many", [hit("g", 0.1)], users=1000, need=1.2), entry("hard", [hit("g", 0.5)])]
        lost = np.array([[100.0, 110.0], [np.nan, np.nan]])
        draws = harm_draws(entries, lost, draws_of(entries), "total")

        found = ranking(entries, draws, "total", settled=0.95, ends=(0.05, 0.95))

        assert [rank.id for rank in found.ranks] == ["many"]
        assert found.ranks[0].value.typical == pytest.approx(100 * 1.2)
        assert found.left_out == {"hard": "how many people use it is not given"}

    def test_gives_the_harm_for_each_thousand_pounds(self) -> None:
        entries = [entry("a", [hit("g", 0.1)], users=1000, saving=50_000)]

        found = ranking(entries, np.full((1, 4), 100.0), "total", settled=0.95, ends=(0.05, 0.95))

        assert found.ranks[0].per_1000 is not None
        assert found.ranks[0].per_1000.typical == pytest.approx(100 / 50)

    def test_does_not_depend_on_the_order_of_the_files(self) -> None:
        entries = [entry(str(size), [hit("g", size / 100)]) for size in range(5, 40, 3)]
        draws = draws_of(entries, 0.2)
        forwards = ranking(entries, draws, "severity", settled=0.95, ends=(0.05, 0.95))
        backwards = ranking(entries[::-1], draws[::-1], "severity", settled=0.95, ends=(0.05, 0.95))

        assert forwards == backwards

    def test_says_what_moves_without_need_weights(self) -> None:
        entries = [entry("needy", [hit("g", 0.2)], need=2.0), entry("other", [hit("h", 0.3)])]

        found = tried(entries, ranked(entries, 0.0), SETTINGS.powers, SETTINGS.power)

        assert next(each for each in found if each.choice == "plain").moved == (("needy", 1, 2), ("other", 2, 1))

    def test_says_how_many_words_hang_on_the_edges(self) -> None:
        entries = [entry("a", [hit("g", 0.16)]), entry("b", [hit("g", 0.14)]), entry("c", [hit("g", 0.25)])]

        lower, higher = edges_tried(entries, SETTINGS.bands, (0.8, 1.2))

        assert (lower.higher, lower.lower) == (1, 0)
        assert (higher.higher, higher.lower) == (0, 1)


class TestStacks:
    def test_count_the_proposals_that_hit_a_group_and_never_people(self) -> None:
        round_ = round_of(
            [entry("a", [hit("carers", 0.2)]), entry("b", [hit("carers", 0.4)]), entry("c", [hit("x", 0.1)])]
        )

        first = stacks(round_).groups[0]

        assert (first.group.id, first.counted, first.worst.proposal) == ("carers", ("b", "a"), "b")

    def test_do_not_count_a_very_small_loss_nor_one_of_unknown_size(self) -> None:
        entries = [
            entry("a", [hit("g", 0.2)]),
            entry("tiny", [hit("g", 0.01)]),
            entry("unsized", [hit("g", 0.3, size_unknown=True)]),
        ]

        first = stacks(round_of(entries)).groups[0]

        assert (first.counted, first.perhaps) == (("a",), ("unsized",))
        assert {blow.proposal for blow in first.blows} == {"a", "tiny", "unsized"}

    def test_a_loss_on_people_inside_a_group_counts_for_the_group_once(self) -> None:
        groups = [group("older"), group("alone", inside=("older",))]
        entries = [entry("a", [hit("alone", 0.4), hit("older", 0.2)]), entry("b", [hit("alone", 0.3)])]

        older = next(each for each in stacks(round_of(entries, groups)).groups if each.group.id == "older")

        assert {(blow.proposal, blow.group) for blow in older.blows} == {("a", "alone"), ("b", "alone")}

    def test_a_groups_own_very_small_loss_hides_none_of_people_inside_it(self) -> None:
        groups = [group("low_income"), group("in_debt", inside=("low_income",))]
        entries = [entry("a", [hit("low_income", 0.02, "learning"), hit("in_debt", 0.1)])]

        found = {each.group.id: each for each in stacks(round_of(entries, groups)).groups}

        assert found["low_income"].counted == found["in_debt"].counted == ("a",)
        assert found["low_income"].worst.group == "in_debt"
        assert "minor loss<br>coping, a, for in debt |" in paper(round_of(entries, groups))
        assert found["low_income"].worst.losses == {"learning": "negligible", "coping": "minor"}

    def test_a_loss_of_known_size_is_not_made_uncertain_by_one_of_unknown_size(self) -> None:
        groups = [group("older"), group("alone", inside=("older",))]
        entries = [entry("a", [hit("older", 0.1), hit("alone", 0.4, size_unknown=True)])]

        older = next(each for each in stacks(round_of(entries, groups)).groups if each.group.id == "older")

        assert (older.counted, older.perhaps, older.worst.band) == (("a",), (), "minor")

    @settings(deadline=None)
    @given(
        st.lists(
            st.lists(
                st.tuples(
                    st.sampled_from(["older", "alone", "carers", "staff"]), st.sampled_from([0.01, 0.1, 0.2, 0.4])
                ),
                max_size=3,
                unique_by=lambda pair: pair[0],
            ),
            max_size=6,
        )
    )
    def test_a_place_that_all_proposals_are_about_counts_what_the_table_of_groups_counts(
        self, losses: list[list[tuple[str, float]]]
    ) -> None:
        groups = [group("older"), group("alone", inside=("older",))]
        entries = [
            entry(str(number), [hit(*each) for each in one], where=("Town", ())) for number, one in enumerate(losses)
        ]

        found = stacks(round_of(entries, groups))

        by_group = {each.group.id: set(each.counted) for each in found.groups if each.group.id != "staff"}
        in_place = {name: set(ids) for place in found.places for name, ids in place.groups}
        assert in_place == {name: ids for name, ids in by_group.items() if len(ids) > 1}

    def test_staff_are_a_group_of_their_own_and_count_nowhere_else(self) -> None:
        groups = [group("staff", overlaps=("carers",))]
        entries = [entry(str(number), [hit("staff", 0.5)], where=("Town", ())) for number in range(2)]
        entries.append(entry("x", [hit("carers", 0.1), hit("staff", 0.5)], where=("Town", ())))

        found = stacks(round_of(entries, groups))

        assert found.groups[-1].counted == ("0", "1", "x")
        assert (found.places[0].worst, found.places[0].groups, found.meetings) == ({"x": "minor"}, (), ())

    def test_an_intersection_counts_for_each_of_its_groups(self) -> None:
        groups = [group("older"), group("disabled"), group("older+disabled")]
        found = stacks(round_of([entry("a", [hit("older+disabled", 0.3)])], groups)).groups

        assert {each.group.id for each in found} == {"older", "disabled", "older+disabled"}

    def test_name_the_domain_in_which_several_hit(self) -> None:
        entries = [
            entry("a", [hit("g", 0.2, "coping")]),
            entry("b", [hit("g", 0.2, "coping")]),
            entry("c", [hit("g", 0.2, "giving")]),
        ]

        assert stacks(round_of(entries)).groups[0].by_domain == {"coping": ("a", "b")}

    def test_wards_stand_in_the_order_of_their_numbers(self) -> None:
        wards = ("W10", "W2", "North", "W1", "2 East", "10 East")

        found = stacks(round_of([entry("a", [hit("g", 0.2)], where=("Town", wards))])).places

        assert [each.ward for each in found] == [None, "2 East", "10 East", "North", "W1", "W2", "W10"]

    def test_each_part_of_a_map_of_places_says_which_it_is(self) -> None:
        entries = [entry(f"p{number}", [hit("g", 0.2)], where=("Town", ("North",))) for number in range(8)]
        material = RoundMaterial(round_of(entries), draws_of(entries) * np.nan, draws_of(entries))

        paper = markdown(round_view(material)).decode()

        assert [f"Places and proposals ({part} of 2)" in paper for part in (1, 2)] == [True, True]

    def test_what_concerns_a_whole_place_concerns_each_ward(self) -> None:
        entries = [
            entry("town", [hit("g", 0.2)], where=("Town", ())),
            entry("north", [hit("g", 0.3)], where=("Town", ("North",))),
            entry("south", [hit("g", 0.3)], where=("Town", ("South",))),
        ]

        places = {(each.place, each.ward): each for each in stacks(round_of(entries)).places}

        assert set(places["Town", None].proposals) == {"town", "north", "south"}
        assert set(places["Town", "North"].proposals) == {"town", "north"}
        assert places["Town", "North"].groups == (("g", ("north", "town")),)

    def test_overlapping_groups_hit_by_different_proposals_meet(self) -> None:
        groups = [group("carers", overlaps=("women",)), group("women")]
        entries = [entry("a", [hit("carers", 0.3)]), entry("b", [hit("women", 0.3)])]

        meeting = stacks(round_of(entries, groups)).meetings[0]

        assert (meeting.groups, meeting.first, meeting.second, meeting.both) == (
            ("carers", "women"),
            ("a",),
            ("b",),
            (),
        )

    def test_a_bus_and_the_club_it_serves_are_read_together(self) -> None:
        bus = entry(
            "bus",
            [hit("g", 0.2)],
            losing=("bus_service",),
            reliances=(Reliance("serves", "bus_service", "lunch_club"),),
        )
        club = entry("club", [hit("g", 0.2)], losing=("lunch_club",))

        assert Chain("serves", "lunch_club", ("bus",), ("club",), "bus_service") in stacks(round_of([bus, club])).chains

    def test_another_towns_club_is_not_the_one_the_bus_serves(self) -> None:
        serves = (Reliance("serves", "bus_service", "lunch_club"),)
        bus = entry("bus", [hit("g", 0.2)], losing=("bus_service",), reliances=serves, where=("Here", ()))
        club = entry("club", [hit("g", 0.2)], losing=("lunch_club",), where=("There", ()))

        assert stacks(round_of([bus, club])).chains[0].taken_by == ()

    @pytest.mark.parametrize(("before", "running"), [((2, 1), 3), ((0, 1), 1), ((1, 0), 2)])
    def test_years_in_a_row_are_counted_back_from_now(self, before: tuple[int, int], running: int) -> None:
        earlier = tuple(Year(f"Year {count}", "2026-01-01", {"g": number}) for count, number in enumerate(before))

        assert stacks(round_of([entry("a", [hit("g", 0.2)])], earlier=earlier)).groups[0].years_running == running

    def test_staff_stand_last(self) -> None:
        entries = [entry(str(number), [hit("staff", 0.5)]) for number in range(3)] + [entry("x", [hit("carers", 0.1)])]

        assert [each.group.id for each in stacks(round_of(entries)).groups] == ["carers", "staff"]


PARTS = st.lists(
    st.tuples(
        st.sampled_from(["served", "staff", "nobody"]), st.booleans(), st.booleans(), st.booleans(), st.booleans()
    ),
    min_size=1,
    max_size=8,
)


def made_up(number: int, part: tuple[str, bool, bool, bool, bool]) -> Entry:
    """A proposal that may hit someone or staff, take, give, be ranked and have parts that are not known."""
    whom, loses, gains, ranked_, unknown = part
    hits = {"served": [hit("carers", 0.2)], "staff": [hit("staff", 0.4)], "nobody": []}[whom]
    made = entry(
        f"P{number:02}", hits, users=100, losing=("library",) if loses else (), ranked=ranked_ and whom == "served"
    )
    return replace(made, gaining=("walking",) if gains else (), not_assessed=("It: why",) if unknown else ())


class TestTheNumbersInShort:
    @settings(deadline=None)
    @given(PARTS)
    def test_add_up_to_all_proposals(self, parts: list[tuple[str, bool, bool, bool, bool]]) -> None:
        entries = [made_up(number, part) for number, part in enumerate(parts)]

        material = RoundMaterial(round_of(entries), draws_of(entries), draws_of(entries))

        every = [each.id for entries in material.standings.values() for each in entries]
        assert sorted(every) == [each.id for each in entries]
        losing = len(material.standings["placed"]) + len(material.standings["unplaced"])
        text = material_summary(material)
        said = [int(number) for number in re.findall(r"(?<![\w-])\d+", re.sub(r"\(.*?\)", "", text))]
        assert (said[0], said[1]) == (len(entries), losing)
        if 0 < len(material.standings["placed"]) < losing:
            assert said[2] + said[3] == losing
            said = [*said[:2], *said[4:]]
        assert sum(said[1:]) == said[0]

    @settings(deadline=None)
    @given(PARTS)
    def test_are_those_of_the_tables(self, parts: list[tuple[str, bool, bool, bool, bool]]) -> None:
        entries = [made_up(number, part) for number, part in enumerate(parts)]

        material = RoundMaterial(round_of(entries), draws_of(entries), draws_of(entries))
        gaps = markdown(round_view(material)).decode().split('id="gaps"')[1].split('id="method"')[0]

        assert [rank.id for rank in material.severity.ranks] == [each.id for each in material.standings["placed"]]
        for name, those in material.standings.items():
            partly = name in {"placed", "gain"}
            assert all((each.id in gaps) == (not partly or bool(each.not_assessed)) for each in those), name

    @pytest.mark.parametrize(
        ("savings", "said"),
        [
            ((100_000, -30_000), "save £100,000 a year and cost £30,000, which leaves a net saving of £70,000"),
            ((100_000, -130_000), "which leaves a net cost of £30,000"),
            ((100_000, None), "save £100,000 a year (known for 1 of 2)"),
            ((-100_000, -1_000), "cost £101,000 a year."),
            ((None, None), "This paper puts"),
        ],
    )
    def test_say_what_is_saved_and_what_is_spent(self, savings: tuple[float | None, ...], said: str) -> None:
        entries = [entry(str(place), [hit("g", 0.2)], saving=saving) for place, saving in enumerate(savings)]

        assert said in round_view(RoundMaterial(round_of(entries), draws_of(entries), draws_of(entries))).lede


def material_summary(material: RoundMaterial) -> str:
    """The first paragraph of what stands in short."""
    return round_view(material).summary[0]


class TestInGoodWords:
    """What is said of one and of several, and of what is cut short."""

    def test_of_one_thing_and_of_several(self) -> None:
        groups = [group("carers", overlaps=("women",)), group("women")]
        serves = (Reliance("serves", "bus_service", "library"),)
        entries = [
            entry("R1", [hit("carers", 0.3)], losing=("bus_service",), reliances=serves),
            entry("R2", [hit("women", 0.3)]),
            entry("R3", [hit("women", 0.3)]),
        ]

        text = paper(round_of(entries, groups))

        assert "R1 hits only the first, R2 and R3 hit only the second." in text
        assert "R2 and R3 take from that service itself." in text

    @pytest.mark.parametrize(
        ("count", "said"),
        [(4, "1 further group is hit more than once"), (5, "2 further groups are hit more than once")],
    )
    def test_of_groups_in_one_place(self, count: int, said: str) -> None:
        hits = [hit(f"group_{number}", 0.2) for number in range(count)]

        assert said in paper(round_of([entry(each, hits, where=("Town", ())) for each in "ab"]))

    @pytest.mark.parametrize(
        ("count", "said"),
        [
            (1, "1 file or row could not be used and is in no table."),
            (2, "2 files or rows could not be used and are in no table."),
        ],
    )
    def test_files_that_could_not_be_used_are_said_in_short_and_at_the_end(self, count: int, said: str) -> None:
        bad = tuple(Unusable(f"{number}.yaml", ("it is empty",)) for number in range(count))
        round_ = replace(round_of([entry("a", [hit("g", 0.2)])]), unusable=bad)

        assert paper(round_).count(said) == 2

    def test_as_many_on_several_groups_are_said_to_be_alike(self) -> None:
        view = round_view(RoundMaterial(*made([entry("a", [hit(f"group_{number}", 0.2) for number in range(6)])])))

        alike = "Group 0, group 1, group 2, group 3 and 2 other groups are hit alike: 1 proposal hits each of them."
        assert view.summary[:2] == (
            "Of 1 proposal, 1 would take something away that matters for mental wellbeing.",
            alike,
        )
        assert view.answers[0].answer == "6 groups alike"

    def test_what_is_left_out_of_a_list_is_counted_and_it_is_said_where_it_stands(self) -> None:
        names = [f"group_{number:02}" for number in range(15)]
        groups = [group(name, overlaps=tuple(names)) for name in names]
        entries = [entry(str(number), [hit(name, 0.2) for name in names[number:]]) for number in range(15)]

        text = paper(round_of(entries, groups))
        out = text.split("What stands out:")[1].split('id="matrix"')[0]

        assert (out.count("\n- "), "on 2 further groups: the table above" in out) == (12, True)
        apart = [entry(name, [hit(name, 0.2)]) for name in names]
        meeting = paper(round_of(apart, groups)).split('id="meetings-groups"')[1].split('id="meetings-same"')[0]
        assert meeting.count("\n- ") == 12
        assert f"{15 * 14 // 2 - 12} further pairs of groups" in meeting

    def test_a_red_line_names_the_proposal_its_service_and_its_report(self) -> None:
        line = RedLine("large_on_core_group", "older people living alone", "Each loses a great deal.", "x")
        made_ = replace(entry("R2", [hit("g", 0.2)]), red_lines=(line, line), report="reports/r2.html")

        (item,) = round_view(RoundMaterial(*made([made_]))).red_lines

        assert (item.lead, item.href) == ("R2: Proposal R2.", "reports/r2.html")
        assert item.text.startswith(
            "Takes from library. Older people living alone: each loses a great deal. Older people"
        )

    def test_numbers_are_written_in_one_way(self) -> None:
        entries = [entry(f"{number:04}", [hit("g", 0.3)]) for number in range(1200)]

        assert re.search(r"\| \d+ to 1,\d{3} \|", paper(round_of(entries)))


def made(entries: list[Entry]) -> tuple[Round, NDArray[np.float64], NDArray[np.float64]]:
    """A round with its draws."""
    return round_of(entries), draws_of(entries), draws_of(entries)


class TestThePaper:
    def test_says_whose_need_the_order_by_total_leaves_out(self) -> None:
        one = entry("a", [hit("carers", 0.4)], users=100)
        entries = [replace(one, harm=replace(one.harm, unweighted=("carers",))), entry("b", [hit("g", 0.3)], users=100)]
        draws = draws_of(entries, 0.1)

        text = markdown(round_view(RoundMaterial(round_of(entries), draws, draws))).decode()

        assert "The need of groups whose share of the users is not known raises no weight: carers (a)." in text

    def test_counts_proposals_whose_headline_is_in_a_group_with_high_need(self) -> None:
        entries = [
            entry("a", [hit("g", 0.2)], need=1.5),
            entry("b", [hit("g", 0.3)], need=1.0),
            entry("c", [hit("g", 0.9)], ranked=False),
        ]

        assert "Of 3 proposals with a loss, 1 has the headline loss in a group with high need." in paper(
            round_of(entries)
        )

    def test_leaves_no_heading_without_a_word_on_what_was_found(self) -> None:
        text = paper(round_of([entry("a", [hit("g", 0.2, size_unknown=True)], where=("Town", ()), ranked=False)]))

        assert "In the one place that proposals give, no group is hit by more than one proposal" in text
        assert "most harm in front" not in text

    def test_gives_the_reason_of_what_is_not_known_but_says_no_sentence_twice(self) -> None:
        outside = not_assessed_because(Change.model_construct(service="unlisted", change="close"), "", "")
        entries = [
            replace(entry("a", losing=()), not_assessed=(f"Engineers: {outside}",)),
            replace(entry("b", losing=()), not_assessed=("Proposal b: the paper does not say what changes",)),
        ]

        text = paper(round_of(entries))

        assert "- **a:** Proposal a." in text
        assert "- **b:** Proposal b; the paper does not say what changes." in text
        assert outside not in text

    def test_calls_the_need_weighted_loss_the_headline_and_the_largest_the_largest(self) -> None:
        needy, wide = hit("needy", 0.14), hit("wide", 0.2)
        round_ = round_of([entry("a", [needy, wide], need=2.0)])

        table, groups = paper(round_).split('id="proposals"')[1].split('id="groups"')

        assert "| ▾ minor loss | Needy<br>coping; moderate confidence | ▼ moderate loss<br>wide, coping |" in table
        assert "worst loss" not in paper(round_).lower()
        assert "▼ moderate loss<br>coping, a" in groups

    def test_counts_staff_in_the_tables_of_groups_and_nowhere_else(self) -> None:
        round_ = round_of([entry("a", [hit("staff", 0.5)], losing=(), ranked=False), entry("b", [hit("carers", 0.1)])])

        text = paper(round_)

        table, rest = text.split('id="proposals"')[1].split('id="groups"')
        assert "none<br>staff who lose their job: major loss" in table
        assert "Staff who may lose their job are a group of their own" in rest
        assert "**Staff** | ▼▼ major loss" in rest.split('id="matrix"')[1].replace(" · none found |", "")

    def test_says_of_each_order_what_it_hangs_on(self) -> None:
        entries = [
            entry("hard", [hit("a", 0.4)], users=100, need=2.0),
            entry("wide", [hit("b", 0.3)], users=200, need=1.0),
        ]
        lost = np.array([[40.0] * 20, [60.0] * 20])

        text = markdown(round_view(RoundMaterial(round_of(entries), lost, draws_of(entries, 0.1, 20)))).decode()

        by_severity, by_total = text.split("What the order by what everyone loses hangs on")
        assert "What the order by the headline loss hangs on" in by_severity
        assert "Without need weights, the order is the same." in by_severity
        assert "Without need weights, hard from 1 to 2 and wide from 2 to 1 in the order." in by_total

    def test_says_why_the_first_can_be_behind_the_second_in_most_draws(self) -> None:
        entries = [entry("first", [hit("g", 0.40)]), entry("second", [hit("g", 0.38)])]
        draws = np.array([[0.0] * 13 + [0.36] * 7, [0.38] * 20])

        text = markdown(round_view(RoundMaterial(round_of(entries), draws, draws))).decode()

        assert "first stands before a proposal that does more harm in most of the draws" in text

    def test_never_calls_a_set_of_proposals_indistinguishable_where_two_of_them_are_not(self) -> None:
        """The leader may have no effect at all, and still others can be told apart behind it."""
        entries = [entry("a", [hit("g", 0.5)]), entry("b", [hit("g", 0.4)]), entry("c", [hit("g", 0.1)])]
        draws = np.array([[0.0, 0.5] * 50, [0.4] * 100, [0.1] * 100])

        view = round_view(RoundMaterial(round_of(entries), draws, draws))

        assert "it cannot be told apart from 2 others (b and c)" in view.summary[-1]
        assert "Of 3 pairs, 1 can be told apart" in markdown(view).decode()

    def test_says_that_none_found_is_not_no_loss(self) -> None:
        assert "is not the same as no loss" in paper(round_of([entry("a", [hit("g", 0.2)])]))

    def test_points_out_a_group_hit_three_years_running(self) -> None:
        earlier = (Year("Last year", "2026-01-01", {"g": 1}), Year("Year before", "2025-01-01", {"g": 4}))

        assert "this is round 3 in a row" in paper(
            round_of([entry(each, [hit("g", 0.2)]) for each in "abc"], earlier=earlier)
        )

    def test_of_an_empty_round_says_so(self) -> None:
        assert "No group is hit" in paper(round_of([]))

    def test_summary_is_short_enough_to_be_read_aloud(self) -> None:
        entries = [entry(f"A-rather-long-reference-{number}", [hit("g", 0.2), hit("h", 0.3)]) for number in range(40)]
        material = RoundMaterial(round_of(entries), draws_of(entries), draws_of(entries, 0.2))

        assert sum(len(part.split()) for part in round_view(material).summary) <= 150


def test_the_record_of_a_round_reads_back_as_it_was_written() -> None:
    round_ = round_of([entry("a", [hit("g", 0.2)]), entry("b", [hit("older+alone", 0.3)], users=100)])
    written = round_record(round_)

    assert read_round(written) == round_
    assert round_record(read_round(written)) == written


def paper(round_: Round) -> str:
    draws = draws_of(round_.entries, 0.1).reshape(len(round_.entries), 200)
    return markdown(round_view(RoundMaterial(round_, draws, draws))).decode()
