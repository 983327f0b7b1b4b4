"""The rulebook opened for reading: list with filters, search in one's own words, and sums that anybody can check."""

import json
import re
from datetime import date

import pytest
from running import Mhia

from mhia.assessment import Identity
from mhia.evidence.choosing import FILTERS, Wanted, chosen
from mhia.evidence.searching import index, search, terms
from mhia.evidence.worked import worked
from mhia.proposal import Proposal
from mhia.rulebook.kinds import KINDS
from mhia.rulebook.loading import load_rulebook
from mhia.scoring.assessing import assess

SHIPPED = load_rulebook(cache=False)
INDEX = index(SHIPPED)
ENTRIES = [(kind, id) for kind in KINDS for id in SHIPPED.ids(kind)]


class TestSearch:
    @pytest.mark.parametrize(
        ("words", "first"),
        [
            ("library", ("service", "library")),
            ("libraries", ("service", "library")),
            ("warm rooms", ("service", "warm_space")),
            ("bus pass", ("service", "concessionary_pass")),
            ("asset transfer", ("change", "transfer_to_community")),
            ("rough sleepers", ("group", "homeless")),
            ("Hanzl 2025", ("source", "hanzl-2025")),
            ("cuts to hours", ("change", "reduce_hours")),
            ("mums with new babies", ("service", "perinatal_peer_support")),
        ],
    )
    def test_words_lead_to_the_entry_that_was_meant(self, words: str, first: tuple[str, str]) -> None:
        best = search(SHIPPED, words, INDEX).found[0]
        assert (best.kind, best.id) == first

    def test_an_officers_word_for_several_changes_finds_them_all(self) -> None:
        found = {each.id for each in search(SHIPPED, "mothball", INDEX).found}
        assert set(SHIPPED.officers_mean("mothball")) <= found

    def test_a_misspelt_word_is_searched_for_as_what_was_meant_and_that_is_said(self) -> None:
        answer = search(SHIPPED, "libary", INDEX)
        assert answer.meant == {"libary": ("library",)}
        assert answer.found[0].id == "library"

    def test_a_word_that_is_nowhere_finds_nothing(self) -> None:
        answer = search(SHIPPED, "xyzzyqq", INDEX)
        assert answer.found == ()
        assert answer.meant == {"xyzzyqq": ()}

    @pytest.mark.parametrize("question", ["", "   ", "the of and", "!!!", "x" * 5000])
    def test_nothing_that_is_typed_breaks_it(self, question: str) -> None:
        assert search(SHIPPED, question, INDEX).found == ()

    @pytest.mark.parametrize("kind", ["service", "change", "group", "mitigation", "source"])
    def test_every_entry_is_found_by_its_own_id(self, kind: str) -> None:
        for id in SHIPPED.ids(kind):
            found = {(each.kind, each.id) for each in search(SHIPPED, id, INDEX, most=3).found}
            assert (kind, id) in found, id

    def test_the_order_is_the_same_every_time(self) -> None:
        assert search(SHIPPED, "older people", INDEX) == search(SHIPPED, "older people", index(SHIPPED))

    def test_words_are_folded_alike_in_question_and_entry(self) -> None:
        assert terms("Children's Centres") == terms("childrens centre")

    def test_the_command_says_what_it_searched_for(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "search", "libary", "--kind", "services")
        assert ran.code == 0
        assert ran.out.startswith("service library: ")
        assert "searched for library instead" in ran.err

    def test_the_command_prints_json(self, mhia: Mhia) -> None:
        answer = json.loads(mhia("rulebook", "search", "warm", "rooms", "-n", "2", "--format", "json").out)
        assert answer["found"][0]["id"] == "warm_space"
        assert len(answer["found"]) == 2

    def test_a_kind_that_is_not_there_is_refused(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "search", "warm", "--kind", "servces")
        assert ran.code == 2
        assert "did you mean services?" in ran.err


class TestList:
    @pytest.mark.parametrize(
        ("kind", "wanted", "there", "not_there"),
        [
            ("service", Wanted(domain="giving"), "volunteering_role", "library"),
            ("service", Wanted(evidence="strong"), "counselling", "library"),
            ("service", Wanted(domain="learning", evidence="moderate"), "library", "warm_space"),
            ("service", Wanted(group="older_living_alone"), "library", "youth_club"),
            ("service", Wanted(change="raise_fees"), "bus_service", "befriending_phone"),
            ("service", Wanted(change="close"), "befriending_phone", ""),
            ("group", Wanted(group="older_people"), "older_living_alone", "students"),
            ("group", Wanted(domain="learning"), "children_low_income", "homeless"),
            ("mitigation", Wanted(group="no_car"), "transport_help", "warm_referral"),
            ("mitigation", Wanted(change="replace"), "warm_referral", "social_prescribing_offer"),
            ("measure", Wanted(domain="connectedness"), "ucla3", "gppaq"),
            ("source", Wanted(group="rural_isolated"), "hanzl-2025", "masi-2011"),
            ("source", Wanted(change="raise_fees"), "higgerson-2018", "masi-2011"),
        ],
        ids=str,
    )  # fmt: skip
    def test_a_filter_keeps_what_has_to_do_with_it(self, kind: str, wanted: Wanted, there: str, not_there: str) -> None:
        found = chosen(SHIPPED, kind, wanted)
        assert there in found
        assert not_there not in found

    def test_two_filters_keep_what_both_keep(self) -> None:
        both = set(chosen(SHIPPED, "mitigation", Wanted(group="no_car", change="close")))
        assert both == set(chosen(SHIPPED, "mitigation", Wanted(group="no_car"))) & set(
            chosen(SHIPPED, "mitigation", Wanted(change="close"))
        )

    @pytest.mark.parametrize("kind", FILTERS)
    def test_every_filter_of_a_kind_can_say_no_or_yes(self, kind: str) -> None:
        words = {"domain": "coping", "group": "older_people", "evidence": "expert", "change": "close"}
        for name in FILTERS[kind]:
            found = chosen(SHIPPED, kind, Wanted(**{name: words[name]}))
            assert len(found) <= len(SHIPPED.ids(kind))

    def test_filters_are_given_in_plain_words(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "list", "mitigations", "--change", "shut down", "--group", "no car", "--format", "json")
        assert ran.code == 0, ran.err
        assert "transport_help" in {row["id"] for row in json.loads(ran.out)}

    def test_a_filter_that_means_nothing_for_a_kind_is_refused(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "list", "measures", "--change", "close")
        assert ran.code == 2
        assert "--domain" in ran.err


class TestWorkedSums:
    """Each sum is right: whoever checks it on paper gets what it says, and the scoring says the same."""

    def test_a_library_as_it_is_printed(self) -> None:
        first = worked("service", "library", SHIPPED)[0]
        assert first == (
            "Closing it takes 0.10 × 1.20 = 0.12 SD of connectedness, noticing, learning and coping each from a "
            "typical user who loses it; 0.60 find an equivalent, so 0.40 lose it; "
            "over all users √0.40 × 0.12 = 0.076, minor."
        )

    def test_every_sum_adds_up(self) -> None:
        wrong = [
            (kind, id, equation)
            for kind, id in ENTRIES
            for sentence in worked(kind, id, SHIPPED)
            for equation in equations(sentence)
            if not holds(equation)
        ]
        assert not wrong

    def test_every_service_has_a_sum_and_it_is_that_of_the_scoring(self) -> None:
        for id in SHIPPED.services:
            sums = " ".join(worked("service", id, SHIPPED))
            assert sums
            proposal = Proposal.model_validate(
                {"title": "x", "kind": "cut", "changes": [{"service": id, "change": "close"}]}
            )
            row = assess(proposal, SHIPPED, Identity("x", "", ""), SHIPPED_ON, draws=0).groups[0]
            for cell in row.cells:
                if cell.adverse and cell.adverse.effect.typical:
                    assert cell.domain in sums, id
                    band = cell.adverse.after.band
                    assert ("very small" if band == "negligible" else band) in sums, id

    @pytest.mark.parametrize("kind", ["service", "mitigation", "rung", "enabler", "transition"])
    def test_every_entry_that_stands_in_a_sum_has_one(self, kind: str) -> None:
        assert all(worked(kind, id, SHIPPED) for id in SHIPPED.ids(kind))

    def test_explain_prints_it(self, mhia: Mhia) -> None:
        out = mhia("explain", "library").out
        assert "Worked sums:" in out
        assert "0.10 × 1.20 = 0.12 SD" in " ".join(out.split())
        answer = json.loads(mhia("explain", "library", "--format", "json").out)
        assert answer[0]["worked"]


SHIPPED_ON = date(2026, 1, 1)
NUMBER = r"-?\d+(?:\.\d+)?(?:e-\d+)?"
FACTOR = rf"(?:√?{NUMBER}|\(1 − {NUMBER}\))"
EQUATION = re.compile(rf"({FACTOR}(?: × {FACTOR})*) = ({NUMBER})")


def equations(sentence: str) -> list[tuple[str, str]]:
    return EQUATION.findall(sentence)


def holds(equation: tuple[str, str]) -> bool:
    """Whether the product of the numbers as printed is the result as printed, give or take their rounding."""
    product, slack = 1.0, 0.0
    for factor in equation[0].split(" × "):
        number = float(re.findall(NUMBER, factor)[-1])
        value = number**0.5 if factor.startswith("√") else 1 - number if factor.startswith("(") else number
        product *= value
        slack += 0.0005 / abs(value) if value else 0.0
    return abs(product - float(equation[1])) <= 0.0006 + abs(product) * slack


def test_an_equation_that_is_wrong_is_noticed() -> None:
    assert holds(("0.10 × 1.20", "0.12"))
    assert holds(("√0.40 × 0.12", "0.076"))
    assert not holds(("0.10 × 1.20", "0.13"))
    assert holds(("0.40 × (1 − 0.10)", "0.36"))
