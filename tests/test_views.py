"""The short report for members, the public one, and what goes into a cover report."""

import io
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from reporting import EVERY, ON, ROOT, assessed, rulebook, viewed

from mhia.assessment import Assessment, Identity
from mhia.intake import proposal_in
from mhia.matching.privacy import LEFT_OUT
from mhia.proposal import Place
from mhia.quantity import Triple
from mhia.reading.files import Source
from mhia.report.formats import FORMATS
from mhia.report.view.building import report_view
from mhia.report.view.page import Profile, View
from mhia.report.view.small_numbers import below_an_authority
from mhia.scoring.assessing import assess

every = pytest.mark.parametrize("name", EVERY)
CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "") or "/no") or ""
KEPT_OUT = "Zephyrine Quill keeps this"
_A_FEW_PEOPLE = re.compile(r"(?<![\d,.–-])(?<! in )\b[1-9]\b(?: [a-z]+)? (?:people|users|members|referrals|visits)\b")


def made(text: str, profile: Profile) -> tuple[View, Assessment]:
    """The report on a proposal written in a test."""
    read = proposal_in(Source("p.yaml", text, "0" * 64), "p", rulebook())
    assessment = assess(read.proposal, rulebook(), identity=Identity("p", "p.yaml", read.sha256), on=ON, draws=100)
    return report_view(assessment, rulebook(), profile), assessment


def everything(view: View) -> str:
    """All that the report prints, its spreadsheet included."""
    return f"{FORMATS['md'].render(view, assessed('nothing-said')).decode()}\n{view.sheets(view)}"


class TestTheMembersReport:
    @every
    def test_is_one_page_of_a4_as_pdf(self, name: str) -> None:
        pikepdf = pytest.importorskip("pikepdf")
        pytest.importorskip("typst")
        made = FORMATS["pdf"].render(viewed(name, "member"), assessed(name))
        with pikepdf.open(io.BytesIO(made)) as document:
            assert len(document.pages) == 1
            width, height = (float(document.pages[0].mediabox[at]) for at in (2, 3))
        assert (round(width), round(height)) == (595, 842)

    @pytest.mark.slow
    @pytest.mark.skipif(not CHROMIUM, reason="CHROMIUM does not name a Chromium to print pages with")
    @every
    def test_is_one_page_of_a4_when_a_browser_prints_it(self, name: str, tmp_path: Path) -> None:
        pikepdf = pytest.importorskip("pikepdf")
        page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
        page.write_bytes(FORMATS["html"].render(viewed(name, "member"), assessed(name)))
        command = [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, timeout=180, check=True)
        with pikepdf.open(printed) as document:
            assert len(document.pages) == 1

    @every
    def test_shows_the_worst_group_and_names_who_is_left_out(self, name: str) -> None:
        full, short = viewed(name).grid.rows, viewed(name, "member").grid
        tones = {mark.tone for row in full for marks in row.cells for mark in marks}
        shown = {mark.tone for row in short.rows for marks in row.cells for mark in marks}
        for tone in ("major_adverse", "moderate_adverse"):
            assert (tone in tones) == (tone in shown)
        left_out = [row.label for row in full if row.label not in {row.label for row in short.rows}]
        assert all(label.lower() in short.reading.lower() for label in left_out)

    @every
    def test_counts_the_red_lines_it_leaves_out(self, name: str) -> None:
        left_out = len(viewed(name).red_lines) - 3
        said = " ".join(line.text for line in viewed(name, "member").red_lines)
        assert (f"{left_out} more in the full report" in said) == (left_out > 0)


class TestThePublicReport:
    @every
    def test_prints_no_count_from_1_to_9(self, name: str) -> None:
        said = FORMATS["md"].render(viewed(name, "public"), assessed(name)).decode()
        # What somebody wrote in a free text is theirs: `private` is the way to leave it out.
        own = yaml.safe_dump(assessed(name).proposal, allow_unicode=True, width=10_000)
        found = {match for match in _A_FEW_PEOPLE.findall(said) if match not in own}
        assert found == set()

    @pytest.mark.parametrize("few", range(1, 10))
    def test_hides_a_group_of_few(self, few: int) -> None:
        view, _ = made(_closing(200, [("older_living_alone", few)]), "public")
        row = next(row for row in view.grid.rows if "alone" in row.label)
        assert "fewer than 10 users" in row.notes
        assert not re.search(rf"\b{few}(\.0)? (people|users)", everything(view))

    def test_hides_a_group_that_leaves_only_a_few_others(self) -> None:
        view, _ = made(_closing(100, [("older_living_alone", 93)]), "public")
        row = next(row for row in view.grid.rows if "alone" in row.label)
        assert "some users" in row.notes
        assert not re.search(r"\b9[35](\.0)?\b[^%]{0,12}(people|users)", everything(view))

    def test_hides_a_second_group_where_one_could_be_worked_out_from_the_whole(self) -> None:
        view, _ = made(_closing(100, [("men", 60), ("women", 35), ("older_living_alone", 5)]), "public")
        notes = {row.label: row.notes for row in view.grid.rows}
        assert "some users" in notes["Women and girls"]
        assert "about 60 users" in notes["Men and boys"]
        assert "fewer than 10 users" in next(note for label, note in notes.items() if "alone" in label)

    def test_rounds_the_rest_to_fives(self) -> None:
        view, _ = made(_closing(203, [("older_living_alone", 48)]), "public")
        assert "about 50 users" in next(row for row in view.grid.rows if "alone" in row.label).notes
        assert not re.search(r"\b203\b[^%,]{0,12}(people|users)|[|] 203 [|]", everything(view))

    def test_gives_no_share_of_a_group_that_is_hidden(self) -> None:
        view, _ = made(_closing(200, [("older_living_alone", 7)]), "public")
        sheet = next(sheet for sheet in view.sheets(view) if sheet.title == "Findings")
        at = [column.label for column in sheet.columns].index("Share of users")
        assert {row[at] for row in sheet.rows if "alone" in str(row[0])} == {None}

    @pytest.mark.parametrize(
        ("place", "hidden"),
        [
            (None, True),
            (Place(wards=("Harbour",)), True),
            (Place(population=Triple(9_000, 9_000, 9_000)), True),
            (Place(population=Triple(90_000, 90_000, 90_000), wards=("Harbour",)), True),
            (Place(population=Triple(90_000, 90_000, 90_000)), False),
        ],
    )
    def test_knows_a_place_below_a_local_authority(self, place: Place | None, *, hidden: bool) -> None:
        assert below_an_authority(place) is hidden

    def test_withholds_the_number_of_a_sensitive_group_in_a_small_place(self) -> None:
        sensitive = next(id for id in rulebook().groups if rulebook().group(id).sensitive)
        text = _closing(500, [(sensitive, 120)])
        label = rulebook().group(sensitive).label
        small, _ = made(f"{text}place: {{population: 9000}}\n", "public")
        whole, _ = made(f"{text}place: {{population: 90000}}\n", "public")
        assert "some users" in next(row for row in small.grid.rows if row.label == label).notes
        assert "about 120 users" in next(row for row in whole.grid.rows if row.label == label).notes

    def test_the_full_report_prints_them_all(self) -> None:
        view, _ = made(_closing(100, [("older_living_alone", 93)]), "full")
        assert "93 users" in next(row for row in view.grid.rows if "alone" in row.label).notes


PRIVATE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("summary", {"summary": KEPT_OUT}),
    ("decision.owner", {"decision": {"owner": KEPT_OUT}}),
    ("decision.body", {"decision": {"body": KEPT_OUT}}),
    ("signoff", {"signoff": {"assessor": KEPT_OUT, "approved": KEPT_OUT, "date": "2026-11"}}),
    ("groups[0].note", {"groups": [{"group": "older_living_alone", "note": KEPT_OUT}]}),
    ("structural[0].note", {"structural": [{"change": "job_loss", "group": "carers", "people": 12, "note": KEPT_OUT}]}),
    ("changes[0].note", {"changes": [{"service": "library", "change": "close", "note": KEPT_OUT}]}),
    (
        "changes[0].alternatives.note",
        {"changes": [{"service": "library", "change": "close", "alternatives": {"nearest_km": 4, "note": KEPT_OUT}}]},
    ),
    ("mitigations[0].action", {"mitigations": [{"kind": "home_or_mobile_service", "action": KEPT_OUT}]}),
    ("mitigations[0].owner", {"mitigations": [{"action": "A van", "owner": KEPT_OUT}]}),
    ("options[0].summary", {"options": [{"title": "Wait", "summary": KEPT_OUT}]}),
    ("options[0].turned_down_because", {"options": [{"title": "Wait", "turned_down_because": KEPT_OUT}]}),
    ("engagement", {"engagement": [{"who": KEPT_OUT, "said": KEPT_OUT, "people": 30}]}),
    ("engagement[0].said", {"engagement": [{"who": "Readers", "said": KEPT_OUT}]}),
    ("local_evidence[0]", {"local_evidence": [{"kind": "data", "text": KEPT_OUT, "source": KEPT_OUT}]}),
    ("monitoring[0].owner", {"monitoring": [{"measure": "ucla3", "owner": KEPT_OUT}]}),
    ("monitoring", {"monitoring": [{"measure": KEPT_OUT, "date": "2028"}]}),
    ("overrides[0].by", {"overrides": [{"rule": "library", "change": "more", "reason": "known", "by": KEPT_OUT}]}),
    ("overrides[0].reason", {"overrides": [{"rule": "library", "change": "more", "reason": KEPT_OUT, "by": "A"}]}),
)


class TestAPrivateField:
    @pytest.mark.parametrize(("path", "fields"), PRIVATE, ids=[path for path, _ in PRIVATE])
    def test_is_nowhere_in_the_public_report(self, path: str, fields: dict[str, Any]) -> None:
        base = {"title": "Close the library", "kind": "cut", "changes": [{"service": "library", "change": "close"}]}
        text = yaml.safe_dump({**base, **fields, "private": [path]}, sort_keys=False)
        public, _ = made(text, "public")
        full, _ = made(text, "full")
        said = everything(public)
        assert "Zephyrine" not in said
        assert "Zephyrine" in everything(full)

    def test_is_said_to_be_left_out_and_not_to_be_missing(self) -> None:
        view, _ = made(
            "title: x\nkind: cut\nchanges: [{service: library, change: close}]\n"
            "engagement: [{who: Readers, said: Not this one, people: 40}]\nprivate: [engagement]\n",
            "public",
        )
        said = everything(view)
        assert LEFT_OUT in said.lower()
        assert "records no engagement" not in said

    def test_may_hold_a_date_and_a_cost(self) -> None:
        text = (
            "title: x\nkind: cut\nchanges: [{service: library, change: close}]\n"
            "mitigations: [{action: A van, by: 2027-05-01, cost: 98765}]\n"
            'private: ["mitigations[0].by", "mitigations[0].cost"]\n'
        )
        said = everything(made(text, "public")[0])
        assert "98,765" not in said
        assert "May 2027" not in said

    def test_changes_no_finding(self) -> None:
        name = "netherquay-day-centre"
        proposal = {key: value for key, value in assessed(name).proposal.items() if key != "private"}
        without = report_view(replace(assessed(name), proposal=proposal), rulebook(), "public")
        assert viewed(name, "public").grid == without.grid

    def test_an_example_shows_how(self) -> None:
        said = everything(viewed("netherquay-day-centre", "public"))
        assert "the company and the bath" in (ROOT / "examples" / "netherquay-day-centre.yaml").read_text("utf-8")
        assert "the company and the bath" not in said


def _closing(users: int, groups: list[tuple[str, int]]) -> str:
    lines = "".join(f"  - {{group: {group}, people: {people}}}\n" for group, people in groups)
    return (
        "title: Close Mill Lane library\nkind: cut\nchanges:\n"
        f"  - {{service: library, change: close, users: {users}}}\n"
        f"groups:\n{lines}"
    )
