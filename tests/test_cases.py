"""The worked cases hold, their arithmetic is right, every entry has one, and a wrong one is noticed at its line."""

import ast
import json
import operator
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from running import Mhia

from mhia.casework.case import Between, Expectation, PlacedCase
from mhia.casework.checking import checked, run
from mhia.casework.expecting import SUBJECTS
from mhia.casework.files import cases_in
from mhia.resources import rulebook_folder
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook

CASES, FAULTS = cases_in(rulebook_folder())
WORDS = sorted(set(Expectation.model_fields) - SUBJECTS)
"""The fields of an expectation that say what has to be true."""

REPAIR_CAFE = """
id: repair_cafe
label: Repair café
short: the repair café
basis: person who comes about monthly
domains:
  connectedness: {low: 0.0, typical: 0.1, high: 0.2, evidence: expert, because: people wait and talk together}
  activity: {low: 0.0, typical: 0.0, high: 0.1, evidence: expert}
  noticing: {low: 0.0, typical: 0.0, high: 0.1, evidence: expert}
  learning: {low: 0.0, typical: 0.0, high: 0.1, evidence: expert}
  giving: {low: 0.0, typical: 0.1, high: 0.3, evidence: expert, because: the menders are volunteers}
  coping: {low: 0.0, typical: 0.0, high: 0.1, evidence: expert}
used_by:
- {group: older_people, tie: common, why: most menders are retired}
kept: {low: 0.25, typical: 0.4, high: 0.55}
loss: {value: 1.1}
gain: {value: 0.9}
timing: {loss_onset: [0, 3], gain_full_effect: [6, 12], decay_after_stop: [3, 12]}
travel: {kind: venue, half_distance: {low: 1.5, typical: 3, high: 6}}
misleads: [It is made up]
"""
ITS_CASES = """
cases:
- name: Closing the repair café costs the menders some giving
  proposal: {kind: cut, changes: [{service: repair_cafe, change: close}]}
  expect:
  - {group: everyone, domain: giving, magnitude: 0.0852, working: 0.1 x 1.1 x sqrt(1 - 0.4)}
  - {group: everyone, domain: activity, status: not_studied}
"""


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def without_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rulebook without its cases, so that only a few run."""
    folder = tmp_path_factory.mktemp("core") / "rulebook"
    shutil.copytree(rulebook_folder(), folder, ignore=shutil.ignore_patterns("cases", "*.py", "__pycache__"))
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A local rulebook with one service of its own and its case."""
    write(tmp_path / "ours" / "services" / "repair_cafe.yaml", REPAIR_CAFE)
    write(tmp_path / "ours" / "cases" / "repair_cafe.yaml", ITS_CASES)
    return tmp_path / "ours"


class TestTheShippedRulebook:
    """Its cases hold, and nothing in it is without one."""

    def test_every_case_holds_and_every_entry_has_one(self) -> None:
        found = checked()

        assert [str(problem) for problem in found.problems] == []
        assert [kind for kind, (some, of) in found.counts.items() if some < of] == []
        assert found.cases > 1000

    def test_every_name_is_a_sentence_that_stands_alone(self) -> None:
        names = [placed.case.name for placed in CASES]

        assert [name for name in names if len(name.split()) < 5 or name.endswith(".") or "_" in name] == []
        assert [name for name in names if name[0].isalpha() and not name[0].isupper()] == []

    def test_the_working_gives_a_number_on_its_line(self) -> None:
        wrong = [
            f"{placed.case.name}: {expected.working}"
            for placed in CASES
            for expected in placed.case.expect
            if expected.working and not gives_one_of(expected.working, expected)
        ]

        assert wrong == []

    def test_most_numbers_show_their_working(self) -> None:
        numbers = [each for placed in CASES for each in placed.case.expect if each.magnitude is not None]
        bare = [each for each in numbers if each.working is None and each.magnitude.said != "0"]

        assert len(bare) < len(numbers) / 50

    @pytest.mark.parametrize("word", WORDS)
    def test_every_word_of_an_expectation_is_used_and_can_fail(self, word: str, rulebook: Rulebook) -> None:
        using = [
            (placed, number)
            for placed in CASES
            for number, each in enumerate(placed.case.expect)
            if getattr(each, word) is not None
        ]
        assert using, f"no case uses `{word}`"

        placed, number = using[0]

        assert any(
            problem.field.endswith(f"expect[{number}].{word}") for problem in without(placed, number, word, rulebook)
        )


class TestACaseThatIsWrong:
    """It is named at its line, with what was expected and what came."""

    @pytest.fixture(autouse=True)
    def _without_the_shipped_cases(self, without_cases: Path) -> None:
        self.folder = without_cases

    def said(self, ours: Path) -> list[str]:
        """What is said of the local cases; that the shipped entries have none here is left out."""
        problems = checked(self.folder, ours).problems
        return [str(problem).split("cases/", 1)[-1] for problem in problems if problem.code != "R414"]

    def test_the_example_itself_is_good(self, ours: Path) -> None:
        assert self.said(ours) == []

    def test_a_wrong_number_is_named_at_its_place(self, ours: Path) -> None:
        write(ours / "cases" / "repair_cafe.yaml", ITS_CASES.replace("0.0852", "0.12"))

        [line] = self.said(ours)
        assert line.startswith("repair_cafe.yaml:6:50: cases[0].expect[0].magnitude: expected 0.12, found 0.085206 ")
        assert line.endswith("(in: Closing the repair café costs the menders some giving) [R413]")

    @pytest.mark.parametrize(
        ("was", "now", "expected"),
        [
            ("magnitude: 0.0852", "magnitud: 0.0852", "did you mean `magnitude`? [P301]"),
            ("magnitude: 0.0852", "magnitude: [0.2, 0.1]", "runs backwards; write the smaller end first [R404]"),
            ("magnitude: 0.0852", "magnitude: small", "has to be a number, or two in brackets: [0.36, 0.42] [P305]"),
            ("domain: giving", "domain: giveing", "did you mean `giving`? [P304]"),
            ("service: repair_cafe", "service: repair_caff", "did you mean `repair_cafe`? See `mhia rulebook"),
            ("group: everyone, domain: giving", "group: women, domain: giving", "has no row; name `women` under"),
            ("magnitude: 0.0852", "above: women", "`women` has no row there"),
            ("domain: giving, magnitude: 0.0852", "domain: giving", "says nothing that has to be true; add for"),
            ("magnitude: 0.0852", "kept: 0.4", "cannot be asked of a finding"),
            ("magnitude: 0.0852", "above_case: Another case", "there is no case named `Another case`"),
            ("  proposal:", "  sources: [nobody-2020]\n  proposal:", "there is no source `nobody-2020` "),
        ],
    )  # fmt: skip
    def test_a_slip_is_answered_in_plain_words(self, was: str, now: str, expected: str, ours: Path) -> None:
        assert was in ITS_CASES
        write(ours / "cases" / "repair_cafe.yaml", ITS_CASES.replace(was, now, 1))

        assert any(expected in line for line in self.said(ours)), self.said(ours)

    def test_a_name_given_twice_is_named(self, ours: Path) -> None:
        write(ours / "cases" / "again.yaml", ITS_CASES)

        assert any("[R415]" in line for line in self.said(ours))


class TestALocalRulebook:
    """Its own cases run beside the shipped ones, and what it adds needs a case."""

    def test_is_good_with_a_case_for_what_it_adds(self, ours: Path) -> None:
        assert checked(local=ours).problems == ()

    def test_an_entry_without_a_case_is_named(self, ours: Path) -> None:
        shutil.rmtree(ours / "cases")

        [problem] = checked(local=ours).problems

        assert (problem.field, problem.code) == ("repair_cafe", "R414")

    def test_a_service_shown_from_one_side_only_is_named(self, ours: Path) -> None:
        write(
            ours / "cases" / "repair_cafe.yaml", ITS_CASES[: ITS_CASES.index("  - {group: everyone, domain: activity")]
        )

        [problem] = checked(local=ours).problems

        assert "should not matter" in problem.message

    def test_faults_of_entries_and_of_case_files_are_named_together(self, ours: Path) -> None:
        write(ours / "services" / "repair_cafe.yaml", REPAIR_CAFE.replace("group: older_people", "group: oldies"))
        write(ours / "cases" / "repair_cafe.yaml", ITS_CASES.replace("magnitude", "magnitud"))

        assert {problem.code for problem in checked(local=ours).problems} == {"R401", "P301"}

    def test_a_shipped_case_that_a_local_value_moves_is_no_fault(self, ours: Path) -> None:
        write(ours / "services" / "library.yaml", "id: library\nkept: {low: 0.1, typical: 0.2, high: 0.3}\n")

        found = checked(local=ours)

        assert found.problems == ()
        assert any("library" in problem.message for problem in found.moved)

    def test_a_local_case_takes_the_place_of_the_shipped_one_of_its_name(self, ours: Path) -> None:
        shipped = next(placed for placed in CASES if placed.document.name.endswith("services/library.yaml"))
        text = ITS_CASES.replace("Closing the repair café costs the menders some giving", shipped.case.name)
        write(ours / "cases" / "repair_cafe.yaml", text)

        found = checked(local=ours)

        assert (found.problems, found.cases) == ((), len(CASES))


class TestTheCommand:
    """`mhia rulebook check` runs it all without a test tool."""

    def test_says_that_all_is_well(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "check")

        assert (ran.code, ran.err) == (0, "")
        assert re.search(r"^\d+ cases, all hold$", ran.out, re.MULTILINE)
        assert mhia.written() == []

    def test_ends_with_4_and_every_fault(self, mhia: Mhia, ours: Path) -> None:
        wrong = ITS_CASES.replace("0.0852", "0.12").replace("not_studied", "little_expected")
        write(ours / "cases" / "repair_cafe.yaml", wrong)

        ran = mhia("rulebook", "check", "--rulebook", ours, "--quiet")

        assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 2)
        assert "[R413]" in ran.err

    def test_gives_the_same_to_other_programs(self, mhia: Mhia, ours: Path) -> None:
        write(ours / "cases" / "repair_cafe.yaml", ITS_CASES.replace("0.0852", "0.12"))

        ran = mhia("rulebook", "check", "--rulebook", ours, "--format", "json")

        data = json.loads(ran.out)
        assert (ran.code, data["good"], len(data["problems"])) == (4, False, 1)
        assert data["exercised"]["service"] == {"by_a_case": 134, "of": 134}


def test_no_faults_in_the_files() -> None:
    assert FAULTS == ()


def without(placed: PlacedCase, number: int, word: str, rulebook: Rulebook) -> tuple[Any, ...]:
    """What is said of a case whose expectation says something else."""
    expected = placed.case.expect[number]
    other = expected.model_copy(update={word: another(word, getattr(expected, word))})
    expect = (*placed.case.expect[:number], other, *placed.case.expect[number + 1 :])
    changed = replace(placed, case=placed.case.model_copy(update={"expect": expect}))
    rest = tuple(each for each in CASES if each is not placed)
    return next(problems for each, problems in run((changed, *rest), rulebook) if each is changed)


def another(word: str, value: Any) -> Any:
    """Some other value for a word of an expectation."""
    if isinstance(value, Between):
        return Between(value.high + 0.1, value.high + 0.2, "something else")
    if isinstance(value, bool):
        return not value
    if word in {"range", "onset", "full"}:
        return tuple(end + 5 for end in value)
    if isinstance(value, tuple):
        return ()
    turned = {"above": "below", "below": "above", "above_case": "below_case", "below_case": "above_case"}
    return OTHER_CASE if word in turned else "something else"


OTHER_CASE = "no such group or case"


def gives_one_of(working: str, expected: Expectation) -> bool:
    """Whether an arithmetic gives one of the numbers of its expectation."""
    result = worked_out(working)
    numbers = [value for _, value in expected if isinstance(value, Between)]
    return any(number.holds(result) for number in numbers)


def worked_out(working: str) -> float:
    """The result of an arithmetic such as `0.1 x 1.2 x sqrt(1 - 0.6)`, after the colon if there is one."""
    text = working.rsplit(":", 1)[-1].replace("^", "**")
    text = re.sub(r"(?<=[\d)\s])x(?=[\s\d(])", "*", text)
    return value_of(ast.parse(text.strip(), mode="eval").body)


OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS: dict[str, Callable[..., float]] = {"sqrt": sqrt, "min": min, "max": max}


def value_of(node: ast.expr) -> float:
    """The value of a piece of arithmetic; nothing else is allowed in a working."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -value_of(node.operand)
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](value_of(node.left), value_of(node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id](*(value_of(each) for each in node.args))
    raise ValueError(f"not arithmetic: {ast.unparse(node)}")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
