"""The ways people write numbers and dates in a council paper."""

# ruff: noqa: PT017 - a property holds for what is read and for what is refused

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhia.amounts import MisreadError, amount, count, partial_date, proportion, share
from mhia.quantity import Triple, exactly

KINDS = (amount, count, share, proportion)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (1200, 1200),
        ("1200", 1200),
        ("1,200", 1200),
        ("1.5", 1.5),
        (".5", 0.5),
        ("£360,000", 360_000),
        ("-£360,000", -360_000),
        ("£-360,000", -360_000),
        ("\u2212360,000", -360_000),
        ("(360,000)", -360_000),
        ("(£360k)", -360_000),
        ("-360k", -360_000),
        ("£1.2m", 1_200_000),
        ("£1.2 million", 1_200_000),
        ("2bn", 2e9),
        ("2 Thousand", 2000),
        ("1e3", 1000),
        (" 7 ", 7),
        (-0.0, 0),
    ],
)
def test_an_amount_is_read_as_it_was_meant(written: object, meant: float) -> None:
    assert amount(written) == exactly(meant)


@pytest.mark.parametrize(
    ("written", "low", "typical", "high"),
    [
        ("200-400", 200, 300, 400),
        ("200 to 400", 200, 300, 400),
        ("200\u2013400", 200, 300, 400),
        ("-400k to -300k", -400_000, -350_000, -300_000),
        ("300-400k", 300_000, 350_000, 400_000),
        ("900-1.1k", 900_000, None, None),
        ({"low": 1, "typical": "2", "high": "4k"}, 1, 2, 4000),
    ],
)
def test_a_range_is_read_with_its_ends(written: object, low: float, typical: float | None, high: float | None) -> None:
    if typical is None or high is None:
        # `900-1.1k` says 900k to 1.1k if the unit belongs to both ends: better refused than guessed.
        with pytest.raises(MisreadError, match="backwards"):
            amount(written)
    else:
        assert amount(written) == Triple(low, typical, high)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("40%", exactly(0.4)),
        ("35%", exactly(0.35)),
        ("40 per cent", exactly(0.4)),
        ("40 percent", exactly(0.4)),
        (0.4, exactly(0.4)),
        (1, exactly(1.0)),
        (0, exactly(0.0)),
        ("100%", exactly(1.0)),
        ("30-50%", Triple(0.3, 0.4, 0.5)),
        ("0.3-0.5", Triple(0.3, 0.4, 0.5)),
        ({"low": "10%", "typical": "20%", "high": "40%"}, Triple(0.1, 0.2, 0.4)),
        ({"low": 0, "typical": "20%", "high": "40%"}, Triple(0.0, 0.2, 0.4)),
    ],
)
def test_a_share_is_read_as_it_was_meant(written: object, meant: Triple) -> None:
    assert share(written) == meant


def test_a_proportion_may_be_more_than_all() -> None:
    assert proportion("150%") == exactly(1.5)


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        (share, 40, "write 40% if you mean per cent"),
        (share, 1.2, "more than 1, which is 100%$"),
        (share, "140%", "more than 1"),
        (share, "-1%", "less than 0%"),
        (proportion, -1, "less than 0%"),
        (count, -5, "less than 0"),
        (count, "40%", "percentage"),
        (amount, "10%-0.5", "both ends alike"),
        (amount, "a lot", "`a lot` is not a number"),
        (amount, "1.2.3", "is not a number"),
        (amount, "12,34", "is not a number"),
        (amount, "", "is empty"),
        (amount, "£", "is not a number"),
        (amount, "-", "is not a number"),
        (amount, "--5", "is not a number"),
        (amount, "4\u00a0k\u00a0k", "is not a number"),
        (amount, "\u0664\u0665", "is not a number"),
        (amount, True, "not yes or no"),
        (amount, None, "is empty"),
        (amount, [1], "has to be a number"),
        (amount, float("nan"), "leave the line out"),
        (amount, float("inf"), "too large"),
        (amount, 10**400, "too large"),
        (amount, "1e400", "too large"),
        (amount, "1e15k", "too large"),
        (amount, "400-200", "400 comes before 200"),
        (amount, {"low": 1, "typical": 3, "high": 2}, "3 comes before 2"),
        (amount, {"low": 1, "high": 2}, "low, typical and high"),
        (amount, {"low": "1-2", "typical": 3, "high": 4}, "range inside a range"),
        (share, {"low": "1%", "typical": 0.2, "high": "30%"}, "write all three alike"),
        (amount, "x" * 500, "…` is not a number"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(kind: object, written: object, said: str) -> None:
    with pytest.raises(MisreadError, match=said) as refused:
        kind(written)  # type: ignore[operator]
    assert refused.value.code.startswith("P3")


@pytest.mark.parametrize("written", ["2024", 2024, "2024-06", "2024-02-29", " 2024-06-01 "])
def test_a_date_may_be_a_year_a_month_or_a_day(written: object) -> None:
    assert partial_date(written) == str(written).strip()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2023-02-30", "not in the calendar"),
        ("2023-02-29", "not in the calendar"),
        ("2024-13", "not in the calendar"),
        ("0000", "not in the calendar"),
        ("19/12/2023", "write 2023-12-19"),
        ("1.6.2024", "write 2024-06-01"),
        ("2024/25", "write its first month, 2024-04"),
        ("2024-2025", "write its first month, 2024-04"),
        ("1 June 2024", "write 2024, 2024-06 or 2024-06-01"),
        ("next year", "is not a date"),
        ("\u0662\u0660\u0662\u0664", "is not a date"),
        (True, "has to be a date"),
        (2024.5, "has to be a date"),
        (["2024"], "has to be a date"),
    ],
)
def test_what_is_no_date_says_what_to_write(written: object, said: str) -> None:
    with pytest.raises(MisreadError, match=said):
        partial_date(written)


ANYTHING = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[-£(]{0,2}[0-9,.]{0,8} ?(k|m|%|per cent|ſ|K)?( ?(-|to) ?[0-9.]{0,6}(k|%)?)?\)?", fullmatch=True),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["low", "typical", "high", "x"]), st.one_of(st.text(max_size=6), st.floats())),
)


class TestWhateverIsWrittenIsReadOrRefused:
    """Nothing is guessed, and nothing crashes."""

    @given(ANYTHING)
    def test_a_number_is_finite_and_in_order_or_refused_in_words(self, written: object) -> None:
        for kind in KINDS:
            try:
                read = kind(written)
            except MisreadError as fault:
                assert str(fault)
                assert "Error" not in str(fault)
            else:
                assert -1e16 < read.low <= read.typical <= read.high < 1e16

    @given(ANYTHING)
    def test_a_date_reads_back_as_itself_or_is_refused(self, written: object) -> None:
        try:
            read = partial_date(written)
        except MisreadError:
            return
        assert partial_date(read) == read

    @given(st.floats(min_value=-1e12, max_value=1e12))
    def test_a_plain_number_is_the_same_with_and_without_quotes(self, number: float) -> None:
        assert amount(repr(number)) == amount(number)

    @given(st.integers(0, 100))
    def test_a_percentage_is_the_nearest_number_to_what_was_written(self, number: int) -> None:
        assert share(f"{number}%").typical == number / 100

    @given(st.integers(-(10**9), 10**9))
    def test_thousands_may_be_set_off_by_commas(self, number: int) -> None:
        assert amount(f"{number:,}") == exactly(float(number))
