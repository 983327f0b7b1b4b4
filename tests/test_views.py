"""The short report for members, the public one, and what goes into a cover report."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
import yaml
from browsing import CHROMIUM, WITHOUT, Browser, Shown
from readability import getmeasures
from reporting import EVERY, ON, ROOT, assessed, rulebook, viewed
from running import Mhia

from mhia.assessment import Assessment, Identity
from mhia.intake import proposal_in
from mhia.matching.privacy import LEFT_OUT
from mhia.proposal import Place
from mhia.quantity import Triple
from mhia.reading.files import Source
from mhia.report.formats import FORMATS
from mhia.report.view.building import report_view
from mhia.report.view.cover import MOST_WORDS, cover
from mhia.report.view.page import Profile, View
from mhia.report.view.small_numbers import below_an_authority
from mhia.scoring.assessing import assess

every = pytest.mark.parametrize("name", EVERY)
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
    @pytest.mark.skipif(not CHROMIUM, reason=WITHOUT)
    @every
    def test_is_one_page_of_a4_when_a_browser_prints_it(self, name: str, browser: Browser) -> None:
        pikepdf = pytest.importorskip("pikepdf")
        with browser.page(FORMATS["html"].render(viewed(name, "member"), assessed(name)), Shown()) as page:
            printed = page.printed()
        with pikepdf.open(io.BytesIO(printed)) as document:
            assert len(document.pages) == 1
            width, height = (float(document.pages[0].mediabox[at]) for at in (2, 3))
        assert (round(width), round(height)) == (595, 842)

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


class TestPlainEnglish:
    @every
    @pytest.mark.parametrize("part", ["summary", "lede", "cover"])
    def test_can_be_read_at_the_age_of_fourteen(self, part: str, name: str) -> None:
        said = {
            "summary": viewed(name).summary,
            "lede": (viewed(name).lede,),
            "cover": cover(assessed(name), rulebook(), "the report"),
        }
        assert reading_age(*said[part]) <= 14

    def test_a_hard_text_is_told_from_a_plain_one(self) -> None:
        hard = (
            "Notwithstanding the aforementioned considerations, implementation of the reconfiguration necessitates "
            "comprehensive stakeholder engagement regarding disproportionate socioeconomic consequences."
        )
        assert reading_age(hard) > 20
        assert reading_age("The library closes. Most people who use it lose it.") < 10


def reading_age(*paragraphs: str) -> float:
    """The age at which a text can be read: the harder of two measures of a school grade, and five.

    Flesch and Kincaid (1975) count syllables, the Automated Readability Index (Smith and Senter 1967) letters.
    """
    sentences = [text for paragraph in paragraphs for text in re.split(r"(?<=[.?!]) (?=[A-Z“])", paragraph)]
    lines = [" ".join(re.findall(r"[\w’'.,£%-]*\w", text)) for text in sentences]
    grades = getmeasures(lines, lang="en")["readability grades"]
    return float(max(grades["Kincaid"], grades["ARI"]) + 5)


class TestTheCoverReport:
    @every
    def test_says_it_in_two_hundred_words(self, name: str) -> None:
        paragraphs = cover(assessed(name), rulebook(), f"{name}.docx")
        assert len(" ".join(paragraphs).split()) <= MOST_WORDS
        assert f"({name}.docx)" in paragraphs[0]
        assert "SD" not in " ".join(paragraphs)

    @every
    def test_says_what_to_ask_and_who_is_hit_hardest(self, name: str) -> None:
        said = " ".join(cover(assessed(name), rulebook(), "x.pdf"))
        assert "Members may wish to ask: " in said
        assert any(line.direction == "adverse" for line in assessed(name).headlines) == ("would slip about" in said)

    def test_names_the_red_lines(self) -> None:
        assert "Domestic abuse" in " ".join(cover(assessed("refuge-closes"), rulebook(), "x.pdf"))

    def test_can_be_published(self) -> None:
        said = " ".join(cover(assessed("refuge-closes"), rulebook(), "x.pdf"))
        assert "Jo Privat" not in said
        assert not _A_FEW_PEOPLE.search(said)


class TestTheCommand:
    @pytest.fixture
    def library(self, mhia: Mhia) -> Mhia:
        text = "title: Close the library\nkind: cut\nsummary: Hush\nchanges: [{service: library, change: close}]\n"
        (mhia.folder / "library.yaml").write_text(f"{text}private: [summary]\n", encoding="utf-8")
        return mhia

    def test_names_reports_after_their_view(self, library: Mhia) -> None:
        ran = library("assess", "library.yaml", "--view", "member", "--out", "o", "--format", "html,json")
        assert ran.code == 0, ran.err
        assert [name for name in library.written() if name.startswith("o/")] == [
            "o/library-member.html",
            "o/library.json",
        ]

    def test_writes_no_record_for_the_public_and_says_so(self, library: Mhia) -> None:
        ran = library("assess", "library.yaml", "--view", "public", "--out", "o")
        assert ran.code == 0, ran.err
        assert "no JSON record" in ran.err
        made = [name for name in library.written() if name.startswith("o/")]
        assert made == ["o/library-public.html", "o/library-public.md"]
        assert not [name for name in made if "Hush" in (library.folder / name).read_text("utf-8")]

    @pytest.mark.parametrize("option", ["--format", "--stdout"])
    def test_refuses_a_record_for_the_public(self, option: str, library: Mhia) -> None:
        ran = library("assess", "library.yaml", "--view", "public", option, "json")
        assert (ran.code, ran.out) == (2, "")
        assert "no JSON record" in ran.err

    def test_prints_the_cover_and_nothing_else(self, library: Mhia) -> None:
        ran = library("assess", "library.yaml", "--cover", "--out", "o", "--format", "md")
        assert ran.code == 0, ran.err
        assert ran.out.startswith("A mental wellbeing impact assessment is attached (library.md).")
        assert ran.err == ""
        assert library("assess", "library.yaml", "--cover", "--stdout", "md").code == 2


class TestTemplatesOfOnesOwn:
    def test_are_copied_and_give_the_same_report(self, mhia: Mhia) -> None:
        _one(mhia)
        assert mhia("templates", "export", "ours").code == 0
        own = mhia("assess", "p.yaml", "--stdout", "html", "--templates", "ours", "--date", "2026-11-22")
        assert own.out == mhia("assess", "p.yaml", "--stdout", "html", "--date", "2026-11-22").out

    def test_are_never_overwritten_silently(self, mhia: Mhia) -> None:
        mhia("templates", "export", "ours")
        changed = mhia.folder / "ours" / "report" / "report.md.j2"
        changed.write_text("{{ view.title }} in our own look\n", encoding="utf-8")
        again = mhia("templates", "export", "ours")
        assert again.code == 3
        assert "report.md.j2" in again.err
        assert "our own look" in changed.read_text("utf-8")
        assert mhia("templates", "export", "ours", "--force").code == 0
        assert "our own look" not in changed.read_text("utf-8")

    @pytest.mark.parametrize("way", ["option", "settings"])
    def test_take_the_place_of_the_shipped_ones(self, way: str, mhia: Mhia) -> None:
        _one(mhia)
        _own(mhia, "report.md.j2", "{{ view.title }} in our own look\n")
        if way == "settings":
            (mhia.folder / "mhia.yaml").write_text("templates: ours\n", encoding="utf-8")
        ran = mhia("assess", "p.yaml", "--stdout", "md", *(["--templates", "ours"] if way == "option" else []))
        assert ran.out == "Close the library in our own look\n", ran.err

    @pytest.mark.parametrize(
        ("template", "line"),
        [
            ("one\n{% if %}\n", 2),
            ("one\ntwo\n{{ view.titel }}\n", 3),
            ("{{ view.title.nothing.at.all }}\n", 1),
            ("one\n{% include 'report/nowhere.j2' %}\n", 2),
            ("one\n{{ 1 / 0 }}\n", 2),
            ("one\n{{ view.title | nofilter }}\n", 2),
            ("one\n{% for a in view %}{{ a }}{% endfor %}\n", 2),
        ],
    )
    def test_that_are_broken_are_named_with_their_line(self, template: str, line: int, mhia: Mhia) -> None:
        _one(mhia)
        _own(mhia, "report.md.j2", template)
        ran = mhia("assess", "p.yaml", "--templates", "ours", "--format", "md")
        assert ran.code == 3, ran.err
        assert ran.err.startswith(f"ours/report/report.md.j2:{line}: ")
        assert ran.err.count("\n") == 1
        assert not (mhia.folder / "assessments").exists()

    def test_in_a_folder_that_is_not_there_are_said_to_be(self, mhia: Mhia) -> None:
        _one(mhia)
        ran = mhia("assess", "p.yaml", "--templates", "nowhere")
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert "mhia templates export" in ran.err


def _one(mhia: Mhia) -> None:
    text = "title: Close the library\nkind: cut\nchanges: [{service: library, change: close}]\n"
    (mhia.folder / "p.yaml").write_text(text, encoding="utf-8")


def _own(mhia: Mhia, name: str, text: str) -> None:
    folder = mhia.folder / "ours" / "report"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def _closing(users: int, groups: list[tuple[str, int]]) -> str:
    lines = "".join(f"  - {{group: {group}, people: {people}}}\n" for group, people in groups)
    return (
        "title: Close Mill Lane library\nkind: cut\nchanges:\n"
        f"  - {{service: library, change: close, users: {users}}}\n"
        f"groups:\n{lines}"
    )
