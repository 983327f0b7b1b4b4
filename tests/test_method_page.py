"""The method page is true of the code: its worked example is recomputed, and its figures are the rulebook's."""

import re
from datetime import date
from pathlib import Path

import pytest

from mhia.assessment import Assessment, Finding, Identity
from mhia.intake import read_proposal
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess

TOP = Path(__file__).parents[1]
PAGE = (TOP / "docs" / "method.md").read_text(encoding="utf-8")
WORKED = re.compile(r"<!-- worked: (\S+) (\S+) (\S+) -->(.*?)<!-- end of worked -->", re.DOTALL)
ROW = re.compile(r"^\| (?P<step>[^|]+?) \| (?P<value>[^|]+?) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def worked(rulebook: Rulebook) -> tuple[Finding, dict[str, str]]:
    match = WORKED.search(PAGE)
    assert match, "the page has lost its worked example"
    file, group, domain, table = match.groups()
    read = read_proposal(TOP / file, rulebook)
    made = assess(read.proposal, rulebook, Identity(read.id, read.file, read.sha256), date(2026, 11, 22), draws=0)
    rows = {row["step"]: row["value"] for row in ROW.finditer(table)}
    return _finding(made, group, domain), rows


def test_the_worked_example_is_what_the_tool_says(worked: tuple[Finding, dict[str, str]]) -> None:
    finding, rows = worked
    contribution = finding.contributions[0]
    factors = {factor.role: factor.value for factor in contribution.effect_factors}
    told = {
        "benefit": factors["benefit"],
        "× loss multiplier": factors["asymmetry"],
        "× susceptibility": factors["susceptibility"],
        "= effect on each who loses it": contribution.effect.typical,
        "p, before mitigation": finding.before.share.typical,
        "magnitude, before mitigation": finding.before.magnitude.typical,
    }
    assert {step: f"{value:.2f}" for step, value in told.items()} == {step: rows[step] for step in told}
    assert finding.before.band == rows["significance"]


def test_the_worked_example_follows_from_its_own_numbers(worked: tuple[Finding, dict[str, str]]) -> None:
    _, rows = worked
    number = {step: float(value) for step, value in rows.items() if re.fullmatch(r"[\d.]+", value)}
    effect = number["benefit"] * number["× loss multiplier"] * number["× susceptibility"]
    share = number["share of users who lose the centre"] * (1 - number["kept"])
    assert f"{effect:.2f}" == rows["= effect on each who loses it"]
    assert f"{share:.2f}" == rows["p, before mitigation"]
    assert f"{effect * share**0.5:.2f}" == rows["magnitude, before mitigation"]


def test_the_figures_on_the_page_are_the_rulebooks(rulebook: Rulebook) -> None:
    parameters = rulebook.parameters
    bands = parameters["bands"]
    minor, moderate, major = bands["minor"], bands["moderate"], bands["major"]
    assert f"very small below {minor}, minor below {moderate}, moderate below {major}" in PAGE
    chances = parameters["chance_of_none"]
    said = (
        f"{chances['strong']:.0%} for strong, {chances['moderate']:.0%} for moderate, "
        f"{chances['weak']:.0%} for weak and {chances['expert']:.0%} for expert"
    )
    assert said in " ".join(PAGE.split())
    assert f"at most {parameters['effect']['cap']} SD" in PAGE
    assert f"at least {parameters['draws']['close_call']:.0%} of the draws" in PAGE
    assert f"at most {parameters['mitigations']['most']:.0%}" in PAGE
    assert f"loss of {parameters['red_lines']['effect_on_core_group']} SD or more" in PAGE


def test_every_source_on_the_page_is_in_the_rulebook(rulebook: Rulebook) -> None:
    cited = set(re.findall(r"\(([a-z-]+-\d{4}[a-z-]*)(?:, derived)?\)", PAGE))
    assert cited
    assert cited <= set(rulebook.sources)


def _finding(made: Assessment, group: str, domain: str) -> Finding:
    row = next(each for each in made.groups if each.id == group)
    finding = next(cell.adverse for cell in row.cells if cell.domain == domain)
    assert finding is not None
    return finding
