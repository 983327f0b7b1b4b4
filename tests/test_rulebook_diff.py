"""`mhia rulebook diff` says what changed, what that touches, and which findings of the examples move."""

import json
from pathlib import Path

import pytest
from running import ROOT, Mhia

from mhia.evidence.differing import EntryChange, entry_changes, touched
from mhia.rulebook.leaves import leaves
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook

SHIPPED = load_rulebook(cache=False)
HEAVIER = "id: library\nloss: {value: 2.4, why: our branches are the only warm rooms left}\n"
REPAIR_CAFE = (ROOT / "docs" / "rulebook-editing.md").read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]


def with_files(folder: Path, files: dict[str, str]) -> Rulebook:
    """The shipped rulebook with a local folder of these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_rulebook(local=folder, cache=False)


def changes_of(folder: Path, files: dict[str, str]) -> tuple[tuple[EntryChange, ...], Rulebook]:
    book = with_files(folder, files)
    return entry_changes(SHIPPED, book), book


def test_a_rulebook_does_not_differ_from_itself() -> None:
    assert entry_changes(SHIPPED, load_rulebook()) == ()


def test_a_changed_value_is_named_with_both_values(tmp_path: Path) -> None:
    (change,), _ = changes_of(tmp_path, {"services/library.yaml": HEAVIER})
    assert (change.kind, change.id, change.what) == ("service", "library", "changed")
    value = next(field for field in change.fields if field.path == "loss.value")
    assert (value.old, value.new) == (1.2, 2.4)


def test_a_new_entry_is_added_and_going_back_removes_it(tmp_path: Path) -> None:
    forth, book = changes_of(tmp_path, {"services/repair_cafe.yaml": REPAIR_CAFE})
    assert [(each.id, each.what) for each in forth] == [("repair_cafe", "added")]
    assert [(each.id, each.what) for each in entry_changes(book, SHIPPED)] == [("repair_cafe", "removed")]
    assert touched(forth, SHIPPED, book) == touched(entry_changes(book, SHIPPED), book, SHIPPED)


def test_a_row_of_a_list_is_known_by_its_group_and_not_by_its_place() -> None:
    paths = dict(leaves(SHIPPED.service("library")))
    assert paths["susceptible.older_living_alone.multiplier"] == 1.3
    assert paths["used_by.students.tie"] == "some"
    assert paths["domains.learning.sources"] == ("hanzl-2025",)


@pytest.mark.parametrize(
    ("files", "domains", "services", "everywhere"),
    [
        ({"services/library.yaml": HEAVIER}, 6, ("library",), ()),
        (
            {
                "services/library.yaml": "id: library\ndomains:\n  learning: {low: 0.1, typical: 0.2, high: 0.4, "
                "evidence: expert, because: our readers say so}\n"
            },
            1,
            ("library",),
            (),
        ),
        ({"services/library.yaml": "id: library\nlabel: Our libraries\n"}, 0, (), ()),
        ({"parameters.yaml": "bands: {minor: 0.06}\n"}, 0, (), ("parameters bands",)),
    ],
    ids=["a number of the whole service", "one domain", "words only", "a parameter"],
)
def test_what_a_change_can_move(
    files: dict[str, str], domains: int, services: tuple[str, ...], everywhere: tuple[str, ...], tmp_path: Path
) -> None:
    changes, book = changes_of(tmp_path, files)
    about = touched(changes, SHIPPED, book)
    assert (len(about.domains), about.services, about.everywhere) == (domains, services, everywhere)


def test_a_change_of_one_groups_row_touches_that_group_alone(tmp_path: Path) -> None:
    rows = "".join(
        f"  - {{group: {row.group}, multiplier: {9 if row.group == 'homeless' else row.multiplier}, why: x}}\n"
        for row in SHIPPED.service("warm_space").susceptible
    )
    changes, book = changes_of(tmp_path, {"services/warm_space.yaml": f"id: warm_space\nsusceptible:\n{rows}"})
    moving = [part for part in changes[0].fields if part.path.endswith("multiplier")]
    assert {part.path.split(".")[1] for part in moving} <= set(touched(changes, SHIPPED, book).groups)


class TestTheCommand:
    def test_bands_of_a_proposal_before_and_after(self, mhia: Mhia, tmp_path: Path) -> None:
        (mhia.folder / "proposals").mkdir()
        (mhia.folder / "proposals" / "close.yaml").write_text(
            "title: Close the library\nkind: cut\nchanges:\n  - {service: library, change: close}\n", encoding="utf-8"
        )
        with_files(tmp_path / "heavier", {"services/library.yaml": HEAVIER})
        ran = mhia("rulebook", "diff", "shipped", tmp_path / "heavier", "--proposals", "proposals")
        assert ran.code == 0, ran.err
        assert "loss.value: 1.2 -> 2.4" in ran.out
        # 0.1 x 1.2 x sqrt(0.4) = 0.076 and twice that.
        assert "a typical user, connectedness, loss: minor (0.076) -> moderate (0.152)" in ran.out

    def test_the_examples_are_assessed_under_both(self, mhia: Mhia, tmp_path: Path) -> None:
        with_files(tmp_path / "ours", {"parameters.yaml": "bands: {minor: 0.14}\n"})
        ran = mhia("rulebook", "diff", "shipped", tmp_path / "ours", "--format", "json")
        assert ran.code == 0, ran.err
        answer = json.loads(ran.out)
        assert len(answer["examples"]) == len(list((ROOT / "examples").glob("*.yaml")))
        assert any(each["moved"] for each in answer["examples"])
        assert answer["touched"]["everywhere"] == ["parameters bands"]

    def test_a_proposal_that_one_of_them_cannot_read_says_why(self, mhia: Mhia, tmp_path: Path) -> None:
        with_files(tmp_path / "ours", {"services/repair_cafe.yaml": REPAIR_CAFE})
        (mhia.folder / "proposals").mkdir()
        (mhia.folder / "proposals" / "close.yaml").write_text(
            "title: Close it\nkind: cut\nchanges:\n  - {service: repair_cafe, change: close}\n", encoding="utf-8"
        )
        ran = mhia("rulebook", "diff", "shipped", tmp_path / "ours", "--proposals", "proposals")
        assert ran.code == 0, ran.err
        assert f"close.yaml: cannot be assessed under {SHIPPED.version}" in ran.out

    def test_two_released_versions_are_told_apart_on_a_page(self, mhia: Mhia) -> None:
        """A range is one line, and what only words changed is one line a field, however many services it is in."""
        ran = mhia("rulebook", "diff", "2026.1", "2026.2")
        assert ran.code == 0, ran.err
        lines = ran.out.splitlines()
        assert len(lines) < 100
        assert "    handover_months: nothing -> 6 / 18 / 54 (informed; taskforce-cml-2018)" in lines
        assert "    long_run: 1.5 / 1.75 / 2.5 (sourced; westmids-fares-1985; only bus) -> nothing" in lines
        assert "    no_more_than: nothing -> introduce_fees" in lines
        assert any(
            line.startswith("  misleads of 70: service active_travel, adult_community_learning,") for line in lines
        )
        assert "  mitigation home_or_mobile_service: aliases: + home service" in lines
        assert any(line.startswith("  every service where it is proposed to: reduce_frequency,") for line in lines)

    def test_a_frozen_version_stands_for_itself(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "diff", SHIPPED.version, SHIPPED.version)
        assert ran.code == 0, ran.err
        assert "nothing differs" in ran.out

    def test_a_rulebook_that_is_not_there_is_refused(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "diff", "1999.1")
        assert ran.code == 2
        assert "2026.1" in ran.err
