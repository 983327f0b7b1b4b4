"""`mhia compare`: what differs between options, versions and rounds, in inputs, findings and words."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rounds import entry, hit, round_of
from running import ROOT, Mhia

from mhia.portfolio.comparing_rounds import GroupChange, Hits, rounds_compared
from mhia.portfolio.stacking import stacks
from mhia.report.view.page import Table
from mhia.report.view.round_comparison import rounds_view
from mhia.report.view.round_material import NO_DRAWS, RoundMaterial

ON = ("--date", "2027-01-04")
SLOUGH = ROOT / "examples" / "slough-childrens-centres.yaml"
FERROWDALE = ROOT / "examples" / "ferrowdale-library-hours.yaml"


def changed(folder: Path, *pairs: tuple[str, str]) -> Path:
    """Another version of the Ferrowdale file."""
    text = FERROWDALE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path = folder / "other.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_proposal_is_held_against_its_options_and_doing_nothing(mhia: Mhia) -> None:
    said = mhia("compare", SLOUGH, *ON).out

    assert "Two centres, north and south" in said
    assert "One centre for the whole town" in said
    assert "Do nothing | neither saves nor costs" in said
    assert "changes[0].sites.affected | 7 | 8 | 9" in said


def test_the_option_that_closes_more_is_the_worse_one(mhia: Mhia) -> None:
    said = mhia("compare", SLOUGH, *ON).out

    assert "The largest loss of any group but staff is smallest in “Do nothing” (none found)" in said
    assert "largest in “One centre for the whole town” (moderate loss, 0.16 SD)" in said
    assert "Of those that change anything, it is smallest in “Reduce children's centres from ten to three”" in said


def test_two_sums_that_differ_never_look_alike(mhia: Mhia) -> None:
    files = []
    for pounds in (1_475_000, 1_476_000):
        path = mhia.folder / f"{pounds}.yaml"
        text = "title: Close it\nkind: cut\nchanges:\n  - {service: library, change: close}\n"
        path.write_text(f"{text}money: {{annual_change: -{pounds}}}\n", encoding="utf-8")
        files.append(path)

    said = mhia("compare", *files, *ON).out

    assert "saves £1,475,000 a year" in said
    assert "saves £1,476,000 a year" in said


def test_what_is_not_given_is_not_called_none(mhia: Mhia) -> None:
    said = mhia("compare", SLOUGH, *ON).out

    assert "None" not in said
    assert "money.annual_change | -431,000 | not given | not given | not given" in said


def test_the_first_page_says_the_same_loss_as_the_table(mhia: Mhia) -> None:
    said = mhia("compare", SLOUGH, "--format", "md", *ON).out

    (row,) = (line for line in said.splitlines() if "Saves £431,000 a year." in line)
    assert [re.sub(r"[*]", "", cell).split("<br>")[0].strip() for cell in row.strip("| ").split(" | ")] == [
        "Minor loss", "Minor loss", "Moderate loss",
    ]  # fmt: skip


def test_two_versions_of_a_file_differ_where_they_were_changed(mhia: Mhia) -> None:
    other = changed(mhia.folder, ("by: 40%", "by: 25%"))

    said = mhia("compare", FERROWDALE, other, *ON).out

    assert "changes[0].by | 0.4 | 0.25" in said
    assert "2 inputs that can move a finding and 0 texts are not the same" in said
    assert "0 findings differ" not in said


def test_words_that_no_rule_reads_move_no_finding(mhia: Mhia) -> None:
    other = changed(mhia.folder, ("No branch closes.", "Every branch stays open."))

    said = mhia("compare", FERROWDALE, other, *ON).out

    assert "0 findings differ" in said
    assert "0 inputs that can move a finding and 1 text are not the same" in said
    assert "Every branch stays open." in said


def test_a_file_and_its_own_assessment_are_alike(mhia: Mhia) -> None:
    assert mhia("assess", FERROWDALE, "--format", "json", "--out", "done", *ON).code == 0

    (record,) = (mhia.folder / "done").iterdir()
    said = mhia("compare", record, FERROWDALE, *ON).out

    assert "0 findings differ; " in said
    assert "0 inputs that can move a finding and 0 texts are not the same" in said
    assert "The largest loss of any group but staff is the same on every side" in said
    assert "smallest" not in said


def test_a_tie_is_said_as_a_tie(mhia: Mhia) -> None:
    milder = changed(mhia.folder, ("by: 40%", "by: 25%"))
    twin = mhia.folder / "twin.yaml"
    twin.write_bytes(FERROWDALE.read_bytes())

    said = mhia("compare", FERROWDALE, milder, "twin.yaml", *ON).out

    assert f"smallest in “{milder}” (" in said
    assert f"largest in “{FERROWDALE}” and “twin.yaml” (minor loss, " in said


@pytest.mark.parametrize("layout", ["md", "html"])
def test_the_whole_paper_can_be_had(layout: str, mhia: Mhia) -> None:
    ran = mhia("compare", SLOUGH, "--format", layout, *ON)

    assert ran.code == 0
    assert "Findings that differ" in ran.out
    assert ran.out == mhia("compare", SLOUGH, "--format", layout, *ON).out


@pytest.mark.parametrize("layout", ["text", "md", "html"])
def test_a_pipe_gets_utf_8_whatever_the_system_takes_for_text(layout: str, mhia: Mhia) -> None:
    of_a_plain_system = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    words = ("compare", SLOUGH, "--format", layout, *ON)

    plain = Mhia(mhia.folder, {**mhia.environment, **of_a_plain_system})(*words)

    assert plain.out == mhia(*words).out
    assert not plain.out.isascii()


def test_other_programs_get_the_numbers(mhia: Mhia) -> None:
    other = changed(mhia.folder, ("by: 40%", "by: 25%"))

    found = json.loads(mhia("compare", FERROWDALE, other, "--format", "json", *ON).out)

    first = found["findings"][0]
    assert {each["field"]: each["values"] for each in found["inputs"]}["changes[0].by"] == ["0.4", "0.25"]
    assert first["bands"] == ["minor", "negligible"]
    assert first["magnitudes"][0] > first["magnitudes"][1]


def test_two_rounds_say_what_came_and_what_went(mhia: Mhia) -> None:
    given = mhia.folder / "round"
    given.mkdir()
    for name, service in (("a", "library"), ("b", "youth_club")):
        text = f"title: Close it\nkind: cut\nchanges:\n  - {{service: {service}, change: close}}\n"
        (given / f"{name}.yaml").write_text(text, encoding="utf-8")
    mhia("batch", given, "--out", "first", "--title", "First", *ON)
    (given / "b.yaml").rename(given / "c.yaml")
    mhia("batch", given, "--out", "second", "--title", "Second", *ON)

    (given / "c.yaml").unlink()
    mhia("batch", given, "--out", "third", "--title", "Third", *ON)

    ran = mhia("compare", "first", "second")

    assert ran.code == 0
    assert "1 proposal came, 1 went, 0 changed and 1 stayed as they were" in ran.out
    assert "How many proposals hit each group\n" in mhia("compare", "first", "third").out
    assert " |  " not in mhia("compare", "first", "third", "--format", "md").out


def test_three_rounds_are_refused(mhia: Mhia) -> None:
    ran = mhia("compare", ".", ".", ".")

    assert (ran.code, ran.out) == (2, "")
    assert "two at a time" in ran.err


def test_a_folder_without_a_round_is_refused(mhia: Mhia) -> None:
    ran = mhia("compare", ".", ".")

    assert ran.code == 3
    assert "there is no round here" in ran.err


class TestRounds:
    def test_count_groups_hit_by_more_and_by_fewer(self) -> None:
        before = round_of([entry("a", [hit("g", 0.2)]), entry("b", [hit("h", 0.2)])])
        now = round_of([entry("a", [hit("g", 0.2)]), entry("c", [hit("g", 0.2)])])

        found = rounds_compared((before, stacks(before)), (now, stacks(now)))

        assert (found.added, found.removed, found.unchanged) == (("c",), ("b",), 1)
        assert found.groups == (GroupChange("g", Hits(1), Hits(2)), GroupChange("h", Hits(1), Hits(0)))
        assert [each.direction for each in found.groups] == ["more", "fewer"]

    def test_call_nothing_fewer_that_is_only_unknown(self) -> None:
        before = round_of([entry("a", [hit("g", 0.2)], where=("Here", ())), entry("b", [hit("g", 0.2)])])
        now = round_of([entry("c", [hit("g", 0.2, size_unknown=True)], where=("There", ()))])
        then, later = (RoundMaterial(each, NO_DRAWS, NO_DRAWS) for each in (before, now))

        found = rounds_compared((before, then.stacks), (now, later.stacks))
        view = rounds_view(found, then, later)

        assert [(each.direction, each.now) for each in found.groups] == [("fewer", Hits(0, 1))]
        assert view.grid is not None
        assert view.grid.rows[0].in_words == "2 proposals before, not known, up to 1 now."
        twice = round_of([*now.entries, entry("d", [hit("g", 0.2, size_unknown=True)])])
        (change,) = rounds_compared((before, then.stacks), (twice, stacks(twice))).groups
        assert change.direction == "not known"

    def test_say_when_they_have_no_place_in_common(self) -> None:
        def red_lines(one: str | None, other: str | None) -> int:
            sides = [
                RoundMaterial(round_of([entry("a", where=(each, ()))]), NO_DRAWS, NO_DRAWS) for each in (one, other)
            ]
            then, now = sides
            found = rounds_compared((then.round, then.stacks), (now.round, now.stacks))
            return len(rounds_view(found, then, now).red_lines)

        assert (red_lines("Here", "There"), red_lines("Here", "Here"), red_lines("Here", None)) == (1, 0, 0)

    def test_count_none_where_something_is_not_assessed_as_none_known(self) -> None:
        before = round_of([entry("a", [hit("g", 0.2)])])
        now = round_of([replace(entry("b"), not_assessed=("parking: outside the rulebook",))])
        then, later = (RoundMaterial(each, NO_DRAWS, NO_DRAWS) for each in (before, now))

        view = rounds_view(rounds_compared((before, then.stacks), (now, later.stacks)), then, later)

        assert view.grid is not None
        assert view.grid.rows[0].in_words == "1 proposal before, none known now."

    def test_say_what_differs_in_a_proposal(self) -> None:
        before = round_of([entry("a", [hit("g", 0.081)], saving=90_000)])
        now = round_of([entry("a", [hit("g", 0.084)], saving=90_001, users=None)])
        then, later = (RoundMaterial(each, NO_DRAWS, NO_DRAWS) for each in (before, now))

        view = rounds_view(rounds_compared((before, then.stacks), (now, later.stacks)), then, later)

        (table,) = (block for block in view.sections[0].blocks if isinstance(block, Table))
        said = table.rows[0][1].text
        assert "saves £90,000 a year before, saves £90,001 a year now" in said
        assert "0.081 SD for g in coping before, 0.084 SD for g in coping now" in said

    def test_notice_a_proposal_that_was_made_milder(self) -> None:
        before, now = round_of([entry("a", [hit("g", 0.4)])]), round_of([entry("a", [hit("g", 0.1)])])

        found = rounds_compared((before, stacks(before)), (now, stacks(now)))

        assert [(old.id, new.id) for old, new in found.changed] == [("a", "a")]
