"""Numbers and words as a report says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhia.assessment import Interval
from mhia.quantity import Triple, exactly
from mhia.report.view import numbers, words


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "none"),
        (0.004, "about 1 in 200"),
        (0.02, "about 1 in 50"),
        (0.05, "about 1 in 20"),
        (0.08, "about 1 in 12"),
        (0.21, "about 1 in 5"),
        (0.25, "about 1 in 4"),
        (0.33, "about 3 in 10"),
        (0.5, "about half"),
        (0.94, "about 9 in 10"),
        (0.96, "almost all"),
        (1.0, "all"),
    ],
)
def test_a_share_is_a_number_of_people(share: float, said: str) -> None:
    assert numbers.share(share) == said


@given(st.floats(min_value=1e-9, max_value=1))
def test_a_share_of_somebody_is_never_called_none(share: float) -> None:
    assert numbers.share(share) != "none"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (7, "about 7"),
        (19.6, "about 20"),
        (43, "about 45"),
        (98, "about 100"),
        (896, "about 900"),
        (1234, "about 1,200"),
    ],
)
def test_people_are_rounded_to_what_is_honest(value: float, said: str) -> None:
    assert numbers.people(value) == said


def test_a_fraction_of_a_person_is_not_nobody() -> None:
    assert numbers.people(0.3) == "fewer than 1"


def test_people_carry_their_range_and_a_count_stays_a_count() -> None:
    assert numbers.people_range(Interval(900, 611, 1290)) == "about 900 (between 610 and 1,300)"
    assert numbers.people_range(Interval(104, 104, 104)) == "104"


@pytest.mark.parametrize(("effect", "places"), [(0.0, 0), (0.1, 4), (0.3, 12), (0.5, 19), (-0.5, 19), (0.8, 29)])
def test_the_anchor_of_a_standard_deviation_is_the_normal_curve(effect: float, places: int) -> None:
    assert numbers.places(effect) == places


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (0.02, "a very slight amount"),
        (0.12, "a slight amount"),
        (0.3, "a noticeable amount"),
        (0.5, "a large amount"),
        (0.8, "a very large amount"),
    ],
)
def test_one_person_s_change_has_words_of_its_own(effect: float, said: str) -> None:
    assert numbers.amount(effect) == said


def test_a_small_number_is_not_printed_as_nothing() -> None:
    assert numbers.sd(0.004) == "under 0.01 SD"
    assert numbers.percent(0.001) == "under 1%"
    assert numbers.percent(0.999) == "over 99%"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((0, 0), "at once"),
        ((0, 6), "within 6 months"),
        ((1, 3), "1 to 3 months"),
        ((1, 1), "1 month"),
        ((24, 60), "2 to 5 years"),
    ],
)
def test_months_are_said_as_people_say_them(span: tuple[float, float], said: str) -> None:
    assert numbers.months(span) == said


@pytest.mark.parametrize(
    ("iso", "said"), [("2024", "2024"), ("2024-06", "June 2024"), ("2023-12-19", "19 December 2023")]
)
def test_dates_are_written_out(iso: str, said: str) -> None:
    assert numbers.day(iso) == said
    assert numbers.days_in(f"before {iso}.") == f"before {said if '-' in iso else iso}."


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (exactly(-431000), "£431,000"),
        (exactly(1_200_000), "£1.2 million"),
        (Triple(-400e3, -350e3, -300e3), "£300,000 to £400,000"),
    ],
)
def test_money_has_no_sign(amount: Triple, said: str) -> None:
    assert numbers.pounds_range(amount) == said


def test_a_price_has_its_pence() -> None:
    assert numbers.price(exactly(2.5)) == "£2.50"
    assert numbers.price(exactly(4)) == "£4"
    assert numbers.price(exactly(0)) == "nothing"


def test_a_close_call_and_an_unknown_size_are_said() -> None:
    assert words.band_range(("negligible", "minor", "moderate")) == "very small to moderate"
    assert words.effect("negligible", "adverse") == "very small loss"


def test_text_on_one_line_has_nothing_that_turns_it_round() -> None:
    assert words.plain("a\u202eb\nc\x00d\u2066e") == "ab c de"


def test_a_sentence_ends_once() -> None:
    assert words.sentence("who goes where?") == "Who goes where?"
    assert words.sentence("losses bite at once") == "Losses bite at once."
    assert words.sentence("losses bite at once.") == "Losses bite at once."


def test_a_name_keeps_its_capital_inside_a_sentence() -> None:
    assert words.phrase("Losing the service hurts.") == "losing the service hurts"
    assert words.phrase("Sure Start closed") == "Sure Start closed"


@given(st.text(max_size=200))
def test_a_place_in_the_page_is_plain_letters(text: str) -> None:
    place = words.slug("group", text)
    assert place.isascii()
    assert set(place) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
