"""What a round may say in public: nothing private, no small count, and nothing one could be worked out from."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rounds import draws_of, entry, exactly, hit, round_of
from running import ROOT, Mhia

from mhia.assessment import TYPICAL_USER
from mhia.report.view.round_publishing import Counts, publishable_draws, publishable_entry, publishable_round
from mhia.round import Entry, Unusable

ON = ("--date", "2027-01-04")
KEPT_OUT = "Zephyrine Quill"
FEW = """\
title: Close the hut
kind: cut
summary: {secret} keeps the key
changes: [{{service: library, change: close, users: 7}}]
groups: [{{group: carers, people: 3}}]
money: {{annual_change: -10000}}
private: [summary]
"""
MANY = """\
title: Close the hall
kind: cut
changes: [{service: library, change: close, users: 203}]
groups: [{group: older_living_alone, people: 6}, {group: carers, people: 48}]
money: {annual_change: -90000}
engagement: [{who: Zephyrine Quill, said: not this, people: 30}]
mitigations: [{action: Ask Zephyrine Quill for a van, owner: Zephyrine Quill}]
private: [engagement, "mitigations[0].action"]
"""
LARGE = """\
title: Fewer hours
kind: cut
changes: [{service: library, change: reduce_hours, by: 40%, users: 1204}]
money: {annual_change: -50000}
"""
BROKEN = f"title: {KEPT_OUT}\nkind: {KEPT_OUT}\nchanges: [{{service: library, change: close}}]\n"
EVERYTHING = "md,html,docx,pdf,xlsx,csv,parquet"


@pytest.fixture
def given(mhia: Mhia) -> Path:
    """Three proposals and a file that cannot be used."""
    folder = mhia.folder / "round"
    folder.mkdir()
    for name, text in {"few": FEW.format(secret=KEPT_OUT), "many": MANY, "large": LARGE, "bad": BROKEN}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def texts(folder: Path) -> dict[str, str]:
    """The text of everything in a folder; of packed formats, of every part."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                data = b"\n".join(package.read(name) for name in package.namelist())
        elif data.startswith(b"%PDF"):
            pikepdf = pytest.importorskip("pikepdf")
            with pikepdf.open(io.BytesIO(data)) as document:
                data = b"\n".join(each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream))
        found[path.relative_to(folder).as_posix()] = data.decode("utf-8", "replace")
    return found


class TestThePublicFolder:
    def test_holds_nothing_private_in_any_format(self, mhia: Mhia, given: Path) -> None:
        ran = mhia(
            "batch", given, "--view", "public", "--out", "open", *ON, "--format", EVERYTHING, "--reports", "md,html"
        )

        assert ran.code == 3
        assert KEPT_OUT in ran.err, "whoever made it is told what is wrong"
        said = texts(mhia.folder / "open")
        assert [name for name, text in said.items() if "Zephyrine" in text or "Quill" in text] == []
        assert set(said) >= {"round.md", "round.html", "round.json", "scores.csv", "draws.npy", "reports/few.html"}
        assert not any("progress" in name for name in said)

    def test_would_hold_it_were_it_not_public(self, mhia: Mhia, given: Path) -> None:
        mhia("batch", given, "--out", "closed", *ON, "--reports", "md")

        assert "Zephyrine" in "".join(texts(mhia.folder / "closed").values())

    def test_tells_no_small_count_and_nothing_it_could_be_worked_out_from(self, mhia: Mhia, given: Path) -> None:
        mhia("batch", given, "--view", "public", "--out", "open", *ON)
        record = json.loads((mhia.folder / "open" / "round.json").read_text(encoding="utf-8"))
        entries = {each["id"]: each for each in record["entries"]}
        with (mhia.folder / "open" / "scores.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        lost, severity = np.load(mhia.folder / "open" / "draws.npy")

        assert record["readers"] == "public"
        assert entries["few"]["users"] is entries["few"]["harm"]["lost"] is None
        assert np.isnan(lost[list(entries).index("few")]).all()
        assert np.isfinite(severity).all()
        few = {("many", "older_living_alone"), ("few", "everyone"), ("few", "carers")}
        hidden = [row for row in rows if (row["proposal"], row["group"]) in few]
        assert {(row["proposal"], row["group"]) for row in hidden} == few
        assert all((row["people"], row["share"], row["effect"]) == ("", "", "") for row in hidden)
        assert all(float(row["people"]) % 5 == 0 for row in rows if row["people"])
        assert all(float(row["people"]) >= 10 for row in rows if row["people"])
        assert entries["many"]["users"]["typical"] == 205

    def test_what_all_users_lose_is_what_users_in_fives_would_lose(self, mhia: Mhia, given: Path) -> None:
        mhia("batch", given, "--view", "public", "--out", "open", *ON)
        mhia("batch", given, "--out", "closed", *ON)
        found = {}
        for name in ("open", "closed"):
            record = json.loads((mhia.folder / name / "round.json").read_text(encoding="utf-8"))
            found[name] = {each["id"]: each["harm"]["lost"] for each in record["entries"]}

        assert found["open"]["large"]["typical"] == pytest.approx(
            found["closed"]["large"]["typical"] * 1205 / 1204, 1e-5
        )

    def test_order_and_words_are_those_of_the_full_round(self, mhia: Mhia, given: Path) -> None:
        mhia("batch", given, "--view", "public", "--out", "open", *ON)
        mhia("batch", given, "--out", "closed", *ON)
        bands = {}
        for name in ("open", "closed"):
            record = json.loads((mhia.folder / name / "round.json").read_text(encoding="utf-8"))
            bands[name] = [(each["id"], each["headline"], each["red_lines"]) for each in record["entries"]]

        assert bands["open"] == bands["closed"]

    def test_says_that_it_is_public_and_why_something_is_missing(self, mhia: Mhia, given: Path) -> None:
        mhia("batch", given, "--view", "public", "--out", "open", *ON)
        said = (mhia.folder / "open" / "round.md").read_text(encoding="utf-8")

        assert "This is the public version" in said
        assert "not given, or too few to be told, for few" in said
        assert "bad.yaml: cannot be used" in said

    def test_has_a_name_of_its_own(self, mhia: Mhia, given: Path) -> None:
        mhia("batch", given, "--view", "public", *ON)

        assert (mhia.folder / "assessments" / "round-public" / "round.json").is_file()

    def test_is_not_one_that_holds_what_is_not_public(self, mhia: Mhia, given: Path) -> None:
        mhia("batch", given, "--out", "out", *ON)
        before = texts(mhia.folder / "out")

        ran = mhia("batch", given, "--out", "out", "--view", "public", *ON)

        assert ran.code == 3
        assert "holds a round that is not for the public" in ran.err
        assert texts(mhia.folder / "out") == before

    def test_has_no_record_of_a_single_proposal(self, mhia: Mhia, given: Path) -> None:
        ran = mhia("batch", given, "--out", "out", "--view", "public", "--reports", "json", *ON)

        assert ran.code == 2
        assert "a public report has no JSON record" in ran.err


class TestTheMembersView:
    def test_gives_each_proposal_a_page_and_the_round_its_whole_paper(self, mhia: Mhia, given: Path) -> None:
        mhia("batch", given, "--view", "member", "--out", "out", *ON)

        assert "taken from a full report" in (mhia.folder / "out" / "reports" / "many.html").read_text(encoding="utf-8")
        assert "Group by group" in (mhia.folder / "out" / "round.html").read_text(encoding="utf-8")


class TestARoundMadePublic:
    """What `mhia package` and `mhia compare` tell of a round that was not made for the public."""

    def test_hides_what_few_users_lose(self) -> None:
        found = [counted("few", users=7), counted("many", users=203)]

        public = publishable_round(round_of(found))

        assert [each.harm.lost for each in public.entries] == [None, exactly(205 * 0.2)]
        assert [each.users for each in public.entries] == [None, exactly(205)]

    def test_hides_what_a_few_of_many_lose_and_what_all_but_a_few_lose(self) -> None:
        some, most = counted("some", users=400, losing=8), counted("most", users=400, losing=395)

        assert publishable_entry(some).harm.lost is None
        assert publishable_entry(most).harm.lost is None

    def test_hides_the_draws_with_the_number(self) -> None:
        found = [counted("few", users=7), counted("many", users=203)]
        drawn = publishable_draws(found, draws_of(found))

        assert np.isnan(drawn[0]).all()
        assert drawn[1] == pytest.approx(draws_of(found)[1] * 205 / 203)

    def test_hides_a_group_that_is_withheld_and_its_share_of_the_need(self) -> None:
        first = counted("a", users=200)
        harm = replace(first.harm, need_weight=1.0137)
        hits = (*first.hits, replace(hit("carers", 0.1), people=exactly(60)))
        public = publishable_entry(replace(first, harm=harm, hits=hits), Counts({}, frozenset({"carers"})))

        assert (public.hits[-1].people, public.hits[-1].share) == (None, None)
        assert public.harm.need_weight == 1.0

    def test_leaves_out_notes_and_what_is_wrong_with_files(self) -> None:
        noted = replace(counted("a", users=200), warnings=(f"a.yaml:3: {KEPT_OUT}",))
        round_ = replace(round_of([noted]), unusable=(Unusable("b.yaml", (f"b.yaml:1: {KEPT_OUT}",)),))

        assert KEPT_OUT not in str(publishable_round(round_))

    def test_stays_as_it_is_once_it_is_public(self) -> None:
        once = publishable_round(round_of([counted("a", users=203), counted("few", users=3)]))

        assert publishable_round(once) == once

    @pytest.mark.parametrize("layout", ["text", "md", "html", "json"])
    def test_is_a_package_without_small_numbers(self, layout: str, mhia: Mhia, given: Path) -> None:
        pytest.importorskip("highspy", reason="packages need the extra `optimise`")
        mhia("batch", given, "--out", "out", *ON, "--reports", "none")
        words = ("package", "out", "--save", "£60k", "--measure", "total", "--format", layout)

        full, public = mhia(*words), mhia(*words, "--view", "public")

        assert (full.code, public.code) == (0, 0), public.err
        assert "£90,000" in public.out or "90000" in public.out
        if layout == "html":
            assert "This is the public version" in public.out


class TestAComparisonMadePublic:
    def test_tells_no_small_count_and_nothing_private(self, mhia: Mhia, given: Path) -> None:
        other = given / "other.yaml"
        text = FEW.format(secret=f"Not {KEPT_OUT}").replace("users: 7", "users: 150").replace("people: 3", "people: 4")
        names = f"overrides: [{{rule: library, change: more, reason: known here, by: {KEPT_OUT}}}]\n"
        names += f"signoff: {{assessor: {KEPT_OUT}}}\ndecision: {{owner: {KEPT_OUT}}}\n"
        other.write_text(text + names, encoding="utf-8")
        words = ("compare", given / "few.yaml", other, *ON, "--format", "md")

        full, public = mhia(*words).out, mhia(*words, "--view", "public").out

        assert KEPT_OUT in full
        assert "Zephyrine" not in public
        assert "].users** | 7 | 150 |" in full
        assert "].users** | fewer than 10 | about 150 |" in public
        assert "| 3 | 4 |" not in public
        assert "This is the public version" in public

    def test_of_options_tells_nothing_private_of_them(self, mhia: Mhia) -> None:
        (mhia.folder / "a.yaml").write_text(
            MANY.replace("private: [", "options: [{title: Wait, turned_down_because: Zephyrine Quill says so, "
            "changes: [{service: library, change: reduce_hours, by: 10%, users: 203}]}]\n"
            'private: ["options[0].turned_down_because", '),
            encoding="utf-8",
        )  # fmt: skip
        for layout in ("text", "md", "json"):
            ran = mhia("compare", "a.yaml", *ON, "--view", "public", "--format", layout)

            assert ran.code == 0, ran.err
            assert "Zephyrine" not in ran.out
            assert "203" not in ran.out


class TestOnePage:
    def test_is_the_beginning_of_the_paper(self, mhia: Mhia) -> None:
        words = ("compare", ROOT / "examples" / "slough-childrens-centres.yaml")
        short = mhia(*words, *ON, "--view", "member", "--format", "html").out
        whole = mhia(*words, *ON, "--format", "html").out

        assert "taken from a full report" in short
        assert "What each side is" in short
        assert "Inputs that differ" in whole
        assert "Inputs that differ" not in short

    def test_of_a_package_says_what_is_in_it(self, mhia: Mhia) -> None:
        pytest.importorskip("highspy", reason="packages need the extra `optimise`")
        mhia("batch", ROOT / "examples" / "rounds" / "southampton-2013", "--out", "out", *ON, "--reports", "none")

        said = mhia("package", "out", "--save", "£90k", "--view", "member", "--format", "md").out

        assert "What is in the package" in said
        assert "What each further saving costs" not in said


def counted(id: str, *, users: float, losing: float | None = None) -> Entry:
    """A proposal that takes 0.2 SD from each of its users, or from some of them."""
    made = entry(id, [hit(TYPICAL_USER, 0.2)], users=users)
    everyone = replace(made.hits[0], people=exactly(users if losing is None else losing))
    return replace(made, users=exactly(users), hits=(everyone, *made.hits[1:]))
