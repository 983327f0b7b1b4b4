"""Change any number of the rulebook by half, and a worked case notices.

A seeded sample is tried here; `MHIA_MUTATE=all pytest tests/test_rulebook_mutation.py` tries all, in some minutes. What
no case can notice stands in `mutation_survivors.yaml`, with its reason.
"""

import os
import random

import pytest
from mutating import CONDITIONS, Harness, Number, excuses

SAMPLE = 200
SEED = 20261122
READ_BY_FEW = {"service", "change", "enabler", "transition"}
ALL = os.environ.get("MHIA_MUTATE") == "all"


@pytest.fixture(scope="module")
def harness() -> Harness:
    return Harness()


@pytest.fixture(scope="module")
def answerable(harness: Harness) -> list[Number]:
    """The numbers that a case has to notice: all but the survivors."""
    listed = excuses()
    return [number for number in harness.numbers if not any(excuse.covers(number, harness) for excuse in listed)]


def test_every_number_of_a_sample_is_noticed(harness: Harness, answerable: list[Number]) -> None:
    tried = answerable if ALL else random.Random(SEED).sample(answerable, SAMPLE)  # noqa: S311 - a sample, not a secret

    unnoticed = [str(number) for number in tried if harness.noticed_by(number) is None]

    assert unnoticed == []


def test_most_numbers_are_answerable(harness: Harness, answerable: list[Number]) -> None:
    assert len(answerable) > 0.6 * len(harness.numbers)
    assert len(answerable) > 10 * SAMPLE


def test_every_best_value_that_scoring_reads_is_answerable(harness: Harness, answerable: list[Number]) -> None:
    """No excuse speaks of a benefit, a need weight, a rung or what a mitigation avoids."""
    wanted = [
        number
        for number in harness.numbers
        if number.path[-1] in {"typical", "weight", "susceptibility"}
        and number.kind in {"service", "group", "rung", "mitigation"}
        and number.path[0] in {"domains", "need", "coping", "avoids"}
    ]

    assert wanted
    assert set(wanted) <= set(answerable)


@pytest.mark.parametrize("number", range(len(excuses())), ids=lambda number: excuses()[number].numbers[0])
def test_an_excuse_has_a_reason_and_a_number_it_excuses(number: int, harness: Harness) -> None:
    excuse = excuses()[number]

    assert len(excuse.because.split()) >= 8
    assert excuse.when in {"", *CONDITIONS}
    for pattern in excuse.numbers:
        alone = type(excuse)((pattern,), excuse.because, excuse.when)
        assert any(alone.covers(each, harness) for each in harness.numbers), pattern


def test_an_unused_excuse_is_not_kept(harness: Harness) -> None:
    """Of each excuse a number is tried: if a case notices it, the excuse has to go.

    What nearly every case reads (parameters, groups) takes long to try, and is left to the run over all numbers.
    """
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    excused = [[each for each in harness.numbers if excuse.covers(each, harness)] for excuse in excuses()]
    tried = [chance.choice(numbers) for numbers in excused if ALL or numbers[0].kind in READ_BY_FEW]

    assert {number for number in tried if harness.noticed_by(number)} <= {
        each for each in tried if _may_be_noticed(each)
    }


def _may_be_noticed(number: Number) -> bool:
    """Shares that define the users and lie behind the order of rows: some of them are noticed, and may be."""
    return number.path[0] == "used_by"
