"""What the tool predicts stands beside what was published and measured, and no disagreement goes unexplained."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook

BENCHMARK = Path(__file__).parent / "benchmarks" / "validity.py"


def loaded() -> ModuleType:
    """The benchmark, which is a program and not part of a package."""
    spec = importlib.util.spec_from_file_location("validity", BENCHMARK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["validity"] = module
    spec.loader.exec_module(module)
    return module


validity = loaded()
CONTENT: dict[str, Any] = validity.published()
CONCLUSIONS = CONTENT["conclusions"]
ANCHORS = CONTENT["anchors"]

conclusion = pytest.mark.parametrize("conclusion", CONCLUSIONS, ids=[item["example"] for item in CONCLUSIONS])


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def test_every_real_example_has_a_published_conclusion() -> None:
    real = {
        path.stem
        for path in validity.EXAMPLES.glob("*.yaml")
        if not path.read_text(encoding="utf-8").startswith("# INVENTED")
    }
    assert {item["example"] for item in CONCLUSIONS} == real


@conclusion
def test_a_direction_that_differs_has_a_reason(conclusion: dict[str, Any], rulebook: Rulebook) -> None:
    differing = [item for item in validity.directions(conclusion, rulebook) if not item.agrees]
    assert [item.about for item in differing if not item.reason] == []


@conclusion
def test_a_reason_is_not_kept_when_nothing_differs_any_more(conclusion: dict[str, Any], rulebook: Rulebook) -> None:
    explained = {item.about for item in validity.directions(conclusion, rulebook) if not item.agrees}
    explained |= {item.group for item in validity.groups_found(conclusion, rulebook) if not item.within(8)}
    assert set(conclusion.get("reasons", {})) <= explained


@conclusion
def test_a_group_that_the_tool_does_not_show_has_a_reason(conclusion: dict[str, Any], rulebook: Rulebook) -> None:
    missed = [item for item in validity.groups_found(conclusion, rulebook) if not item.within(8)]
    assert [item.group for item in missed if not item.reason] == []


@pytest.mark.parametrize("anchor", ANCHORS, ids=[item["title"] for item in ANCHORS])
def test_no_prediction_is_half_or_twice_what_was_measured(anchor: dict[str, Any], rulebook: Rulebook) -> None:
    assert validity.comparison(anchor, rulebook).factor <= 2


def test_the_tables_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    validity.main()
    assert "In the first 8 rows" in capsys.readouterr().out
