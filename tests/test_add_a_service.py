"""An evidence lead adds a service with its source and its cases by docs/rulebook-editing.md, writing only YAML.

Every step is taken on the command line in a folder of its own, and ends with reports made with the new service.
"""

import json
from pathlib import Path

import pytest
from recipe import recipe
from running import Mhia

OURS = ("services/repair_cafe.yaml", "sources/ours.yaml", "cases/repair_cafe.yaml")
PROPOSAL = """\
title: Close the repair café
kind: cut
changes:
  - {service: repair shop, change: close, users: 60}
groups:
  - {group: low_income_households, people: 20}
"""

SURVEY_AGAIN = """\
sources:
  - {id: our-survey-2026, citation: Ours (2026). Again., finding: It helps., verified: "yes"}
"""


@pytest.fixture
def lead(mhia: Mhia) -> Mhia:
    """The desk of an evidence lead who followed the page, the source named in the cell as it says."""
    files = recipe()
    cell = files[OURS[0]]
    files[OURS[0]] = cell.replace(
        "typical: 0.1, high: 0.2, evidence: expert, because: because people wait",
        "typical: 0.1, high: 0.2, evidence: weak, sources: [our-survey-2026], because: because people wait",
    )
    assert files[OURS[0]] != cell
    for name in OURS:
        write(mhia.folder / "our-rulebook" / name, files[name])
    return mhia


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_nothing_but_yaml_was_written(lead: Mhia) -> None:
    assert lead.written() == sorted(f"our-rulebook/{name}" for name in OURS)


def test_the_rulebook_with_it_holds_and_every_entry_has_a_case(lead: Mhia) -> None:
    ran = lead("rulebook", "check", "--rulebook", "our-rulebook", seconds=180)
    assert ran.code == 0, ran.err
    assert "all hold" in ran.out


def test_a_case_that_was_worked_out_wrongly_is_named_at_its_line(lead: Mhia) -> None:
    case = lead.folder / "our-rulebook" / OURS[2]
    case.write_text(case.read_text(encoding="utf-8").replace("band: minor", "band: major"), encoding="utf-8")
    ran = lead("rulebook", "check", "--rulebook", "our-rulebook", seconds=180)
    assert ran.code == 4
    assert "our-rulebook/cases/repair_cafe.yaml:7:" in ran.err
    assert "Closing the repair café costs those who come a little company" in ran.err


def test_a_service_without_a_case_is_named(lead: Mhia) -> None:
    (lead.folder / "our-rulebook" / OURS[2]).unlink()
    ran = lead("rulebook", "check", "--rulebook", "our-rulebook", seconds=180)
    assert ran.code == 4
    assert "repair_cafe: no case exercises this service" in ran.err


def test_it_is_found_explained_and_searched_for_by_its_names(lead: Mhia) -> None:
    page = lead("explain", "fixing session", "--rulebook", "our-rulebook").out
    assert "[our-survey-2026]" in page
    assert "0.10 × 1.10 = 0.11 SD of connectedness" in " ".join(page.split())
    assert "service repair_cafe" in lead("rulebook", "search", "mend a kettle", "--rulebook", "our-rulebook").out
    listed = lead("rulebook", "list", "services", "--group", "low_income_households", "--rulebook", "our-rulebook").out
    assert "repair_cafe" in listed


def test_the_audit_and_the_difference_speak_of_it(lead: Mhia) -> None:
    audit = json.loads(
        lead("rulebook", "audit", "--rulebook", "our-rulebook", "--only", "without_measures", "--format", "json").out
    )
    assert "repair_cafe" in {todo["entry"] for todo in audit["chapters"][0]["todos"]}
    difference = lead("rulebook", "diff", "shipped", "our-rulebook").out
    assert "service repair_cafe: Repair café" in difference
    assert "source our-survey-2026" in difference


def test_an_assessment_is_made_with_it_and_says_what_was_added(lead: Mhia) -> None:
    write(lead.folder / "proposal.yaml", PROPOSAL)
    ran = lead("assess", "proposal.yaml", "--rulebook", "our-rulebook", "--format", "md,html,json", "--draws", "100")
    assert ran.code == 0, ran.err
    record = json.loads((lead.folder / "assessments" / "proposal.json").read_text(encoding="utf-8"))
    typical = record["groups"][0]
    company = next(cell["adverse"] for cell in typical["cells"] if cell["domain"] == "connectedness")
    # 0.1 x 1.1 x sqrt(1 - 0.4), as its case says.
    assert company["before"]["magnitude"]["typical"] == pytest.approx(0.0852, abs=0.0001)
    assert company["before"]["people"]["typical"] == pytest.approx(36)
    assert record["rulebook"]["overridden"] == ["service repair_cafe: added", "source our-survey-2026: added"]
    for name in ("proposal.md", "proposal.html"):
        report = (lead.folder / "assessments" / name).read_text(encoding="utf-8").replace("\\", "")
        assert "Survey of people who come to the repair café" in report
        assert "Service repair_cafe: added." in report


def test_the_assessment_can_be_made_again_with_the_folder(lead: Mhia) -> None:
    write(lead.folder / "proposal.yaml", PROPOSAL)
    lead("assess", "proposal.yaml", "--rulebook", "our-rulebook", "--format", "json", "--draws", "100", "--quiet")
    again = lead("verify", "assessments/proposal.json", "--rulebook", "our-rulebook")
    assert again.code == 0, again.out
    without = lead("verify", "assessments/proposal.json")
    assert without.code == 3
    assert "repair_cafe" in without.err


def test_every_value_that_a_folder_replaces_is_printed_in_the_report(lead: Mhia) -> None:
    write(lead.folder / "our-rulebook" / "services" / "library.yaml", recipe()["services/library.yaml"])
    write(lead.folder / "our-rulebook" / "parameters.yaml", "bands: {minor: 0.06}\n")
    write(
        lead.folder / "proposal.yaml",
        "title: Close the library\nkind: cut\nchanges:\n  - {service: library, change: close}\n",
    )
    ran = lead("assess", "proposal.yaml", "--rulebook", "our-rulebook", "--format", "md", "--draws", "100")
    assert ran.code == 0, ran.err
    report = (lead.folder / "assessments" / "proposal.md").read_text(encoding="utf-8").replace("\\", "")
    for line in (
        "Service library: kept.typical: 0.6 became 0.2.",
        "Service library: kept.basis: not given became informed.",
        "Parameters bands: bands.minor: 0.05 became 0.06.",
        "Service repair_cafe: added.",
    ):
        assert line in report


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "sources/more.yaml",
            SURVEY_AGAIN,
            "id: there is a source with this id already, at our-rulebook/sources/more.yaml:2; keep one",
        ),
        (
            "services/mending_hall.yaml",
            "",
            "`repair shop` also stands for `mending_hall`, at our-rulebook/services/mending_hall.yaml:4; take it out",
        ),
    ],
    ids=["one id twice", "one name twice"],
)
def test_two_entries_in_each_others_way_are_an_error_with_both_places(
    name: str, text: str, message: str, lead: Mhia
) -> None:
    service = (lead.folder / "our-rulebook" / OURS[0]).read_text(encoding="utf-8")
    write(lead.folder / "our-rulebook" / name, text or service.replace("id: repair_cafe", "id: mending_hall"))
    ran = lead("rulebook", "list", "--rulebook", "our-rulebook")
    assert ran.code == 4
    assert message in ran.err
