"""A whole round through `mhia batch`: the same bytes however it is worked, nothing lost, no file stops another."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote

import numpy as np
import pytest
from numpy.typing import NDArray
from running import ROOT, Mhia

from mhia.assessment import Assessment, Identity
from mhia.batching.items import unique
from mhia.batching.progress import NAME, Progress
from mhia.intake import read_proposal
from mhia.round import SCORE_COLUMNS, SCORE_NOTES, Entry
from mhia.rulebook.loading import load_rulebook
from mhia.scoring.assessing import assess
from mhia.scoring.drawing import Draws
from mhia.scoring.entering import entry_of
from mhia.scoring.gathering import gathered
from mhia.scoring.staffing import with_staff_line
from mhia.scoring.summing import Sums, summed
from mhia.scoring.workings import Workings

MEETING = """\
reference,title,kind,service,change,saving,users,groups,place,serves
A,Close the library,cut,library,close,120000,1500,older_people 30%; lone_parents 20%,Town,
B,Close the bus,cut,bus_service,close,200000,600,disabled_people 50%,Town,library
"""
SEVERAL_ROWS = """\
reference,title,kind,service,change,saving,users,groups
A,Close the library,cut,library,close,120000,1500,older_living_alone 30%; carers 1%
B,Close the bus,cut,bus_service,close,200000,600,disabled_people 300
C,Close the club,cut,youth_club,close,50000,,disabled_people
"""
ON = ("--date", "2027-01-04")
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
SOUTHAMPTON = ROOT / "examples" / "rounds" / "southampton-2013"
ALL = ("--format", "md,html,csv")


def files(folder: Path) -> dict[str, bytes]:
    """Everything a batch wrote, but for the progress file, whose lines stand in the order in which they were done."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    }


def some_proposals(folder: Path, number: int) -> Path:
    folder.mkdir(parents=True)
    for place in range(number):
        text = EXAMPLES[place % len(EXAMPLES)].read_text(encoding="utf-8")
        text = re.sub(r"(?m)^reference:.*\n", "", text)
        (folder / f"{place:03}.yaml").write_text(text, encoding="utf-8")
    return folder


class TestTheSameBytes:
    def test_come_from_one_worker_and_from_two(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 14)
        for jobs in ("1", "2"):
            ran = mhia("batch", given, "--out", f"with-{jobs}", "--jobs", jobs, *ALL, *ON, "--reports", "none")
            assert ran.code == 0, ran.err

        assert files(mhia.folder / "with-1") == files(mhia.folder / "with-2")

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_come_from_a_run_that_was_killed_again_and_again_and_resumed(self, jobs: str, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 24)
        words = ("batch", given, "--jobs", jobs, *ALL, *ON, "--draws", "100")
        out, progress = mhia.folder / "halves", mhia.folder / "halves" / NAME
        undisturbed = mhia(*words, "--out", "whole")
        moments: dict[str, Callable[[], bool]] = {
            "before anything is done": progress.exists,
            "when the first is done": lambda: progress.exists() and progress.stat().st_size > 0,
            "when half are done": lambda: done_in(progress) >= 12,
            "when nearly all are done": lambda: done_in(progress) >= 20,
            "while the record is written": lambda: any(out.glob(".*.unfinished")) or (out / "round.json").exists(),
            "while the papers are written": (out / "scores.csv").exists,
        }
        left = [self.killed(mhia, words, out, moment) for moment in moments.values()]

        resumed = mhia(*words, "--out", out, "--resume")

        assert (undisturbed.code, resumed.code) == (0, 0)
        assert "24 proposals had been done before" in resumed.out
        assert files(mhia.folder / "whole") == files(out)
        ends = time.monotonic() + 60
        while still := [worker for workers in left for worker in workers if runs(worker)]:
            assert time.monotonic() < ends, f"left behind: {still}"
            time.sleep(0.05)

    def killed(self, mhia: Mhia, words: tuple[str | Path, ...], out: Path, moment: Callable[[], bool]) -> list[int]:
        """Start the batch where it was left, kill it at a moment, and give the processes that it had started."""
        process = subprocess.Popen(
            mhia.command(*words, "--out", out, "--resume"), cwd=mhia.folder, env=mhia.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        while process.poll() is None and not moment():
            time.sleep(0.002)
        workers = children_of(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return workers

    @pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the children of a process are looked up in /proc")
    def test_come_from_a_run_one_of_whose_workers_was_killed(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 130)
        words = ("batch", given, *ALL, *ON, "--reports", "none")
        mhia(*words, "--out", "whole", "--jobs", "1")
        working = subprocess.Popen(
            mhia.command(*words, "--out", "hurt", "--jobs", "2"), cwd=mhia.folder, env=mhia.environment
        )
        while working.poll() is None and len(children_of(working.pid)) < 2:
            time.sleep(0.005)
        os.kill(children_of(working.pid)[0], signal.SIGKILL)

        assert working.wait(timeout=120) == 0
        assert files(mhia.folder / "whole") == files(mhia.folder / "hurt")

    @pytest.mark.slow
    @pytest.mark.parametrize("done", [0, 50], ids=["before anything is done", "in the middle"])
    def test_come_from_a_cluster_even_when_a_worker_is_killed(self, done: int, mhia: Mhia, tmp_path: Path) -> None:
        pytest.importorskip("distributed", reason="a cluster needs the extra `cluster`")
        given = some_proposals(mhia.folder / "round", 130)
        assert mhia("batch", given, "--out", "here", *ALL, *ON, "--reports", "none", "--jobs", "1").code == 0
        with Cluster(tmp_path / "cluster", mhia) as cluster:
            words = ("batch", given, "--out", "there", *ALL, *ON, "--reports", "none", "--cluster", cluster.address)
            working = subprocess.Popen(mhia.command(*words), cwd=mhia.folder, env=cluster.environment)
            progress = mhia.folder / "there" / NAME
            while working.poll() is None and not (progress.exists() and done_in(progress) >= done):
                time.sleep(0.01)
            cluster.workers[0].kill()
            assert working.wait(timeout=120) == 0

        assert files(mhia.folder / "here") == files(mhia.folder / "there")


def done_in(progress: Path) -> int:
    """How many whole lines a progress file has."""
    return progress.read_bytes().count(b"\n") if progress.exists() else 0


def runs(process: int) -> bool:
    """Whether a process is still at work: one that has ended may stay in the list until somebody asks how it ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def children_of(process: int) -> list[int]:
    """The processes that a process has started, where the system tells (Linux); else none."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in listed.read_text(encoding="utf-8").split()] if listed.exists() else []


class Cluster:
    """A real scheduler and two workers, on this machine alone: every socket of theirs is on 127.0.0.1."""

    def __init__(self, folder: Path, mhia: Mhia) -> None:
        folder.mkdir()
        self._folder, self._python = folder, mhia.command()[0]
        # Dask opens files without saying their encoding; that is not ours to refuse.
        ours = {"PYTHONWARNDEFAULTENCODING", "PYTHONWARNINGS"}
        self.environment = {name: value for name, value in mhia.environment.items() if name not in ours}
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:  # noqa: D105 - starts it
        found = self._folder / "scheduler.json"
        self._scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(found))
        while not found.exists() or not found.read_text(encoding="utf-8").strip():
            time.sleep(0.05)
            assert self._scheduler.poll() is None
        self.address = str(json.loads(found.read_text(encoding="utf-8"))["address"])
        self.workers = [self._start("worker", self.address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
        return self

    def __exit__(self, *_: object) -> None:  # noqa: D105 - ends it
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait()

    def _start(self, what: str, *words: str) -> "subprocess.Popen[bytes]":
        command = [self._python, "-m", "distributed.cli.dask_" + what, *words, "--host", "127.0.0.1"]
        # Without an address of its own the dashboard would listen to the whole network.
        command += ["--dashboard-address", "127.0.0.1:0"]
        return subprocess.Popen(
            command, cwd=self._folder, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


class TestResuming:
    def test_does_again_only_what_has_changed(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 5)
        words = ("batch", given, "--out", "out", *ON)
        mhia(*words)
        (given / "003.yaml").write_text((given / "002.yaml").read_text(encoding="utf-8"), encoding="utf-8")

        assert "4 proposals had been done before" in mhia(*words, "--resume").out

    def test_does_again_what_has_lost_its_report(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 3)
        words = ("batch", given, "--out", "out", *ON)
        mhia(*words)
        before = files(mhia.folder / "out")
        (mhia.folder / "out" / "reports" / "001.html").unlink()

        assert "2 proposals had been done before" in mhia(*words, "--resume").out
        assert files(mhia.folder / "out") == before

    @pytest.mark.parametrize("resume", [("--resume",), ()])
    def test_removes_the_reports_of_what_is_gone_and_nothing_else(self, resume: tuple[str, ...], mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 4)
        words = ("batch", given, "--out", "out", "--reports", "html,md", *ON)
        mhia(*words)
        reports = mhia.folder / "out" / "reports"
        (reports / "notes.html").write_text("mine", encoding="utf-8")
        (reports / "002.md").write_text("mine, too", encoding="utf-8")
        shutil.copy(reports / "000.html", reports / "a-copy-of-mine.html")
        for name in ("001", "002"):
            (given / f"{name}.yaml").unlink()
        (given / "003.yaml").write_text("title: no proposal any more\n", encoding="utf-8")

        ran = mhia(*words, *resume)

        assert ran.code == 3
        assert sorted(path.name for path in reports.iterdir()) == [
            "000.html", "000.md", "002.md", "a-copy-of-mine.html", "notes.html"
        ]  # fmt: skip

    def test_leaves_an_earlier_paper_whole_where_nothing_can_be_used_any_more(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 1)
        mhia("batch", given, "--out", "out", *ON)
        before = files(mhia.folder / "out")
        (given / "000.yaml").write_text("title: no proposal any more\n", encoding="utf-8")

        assert mhia("batch", given, "--out", "out", *ON).code == 3
        assert files(mhia.folder / "out") == before

    def test_does_all_again_when_an_option_has_changed(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 2)
        mhia("batch", given, "--out", "out", *ON)

        assert "had been done" not in mhia("batch", given, "--out", "out", "--date", "2027-01-05", "--resume").out

    def test_does_not_believe_a_torn_line(self, tmp_path: Path) -> None:
        with Progress(tmp_path, resume=False) as progress:
            progress.add("a" * 64, b'{"name":"a"}')
            progress.add("b" * 64, b'{"name":"b"}')
        whole = (tmp_path / NAME).read_bytes()
        (tmp_path / NAME).write_bytes(whole[:-3])

        with Progress(tmp_path, resume=True) as progress:
            assert "a" * 64 in progress
            assert "b" * 64 not in progress
            progress.add("b" * 64, b'{"name":"b"}')
            assert progress.result("b" * 64) == {"name": "b"}
        assert (tmp_path / NAME).read_bytes() == whole


class TestOneBadFile:
    def test_of_every_kind_is_listed_with_its_faults_and_stops_no_other(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 6)
        bad = sorted(path for path in (ROOT / "tests" / "invalid").glob("*.yaml") if not path.stem.startswith("doubt-"))
        for path in bad:
            shutil.copy(path, given / f"bad-{path.name}")

        ran = mhia("batch", given, "--out", "out", *ON, "--reports", "none")

        record = json.loads((mhia.folder / "out" / "round.json").read_text(encoding="utf-8"))
        listed = {each["file"] for each in record["unusable"]}
        assert ran.code == 3
        assert len(record["entries"]) == 6
        assert listed == {f"bad-{path.name}" for path in bad}
        assert all(f"round/{name}" in ran.err for name in listed)

    def test_with_the_id_of_another_is_listed_too(self, mhia: Mhia) -> None:
        given = mhia.folder / "round"
        given.mkdir()
        for name in ("a", "b"):
            (given / f"{name}.yaml").write_text("reference: X\n" + proposal(), encoding="utf-8")

        ran = mhia("batch", given, "--out", "out", *ON)

        assert (ran.code, ran.out) == (3, "")
        assert "a.yaml: reference: has the same id as b.yaml (X), so none of them counts" in ran.err
        assert "b.yaml: reference: has the same id as a.yaml (X), so none of them counts" in ran.err
        assert "no proposal can be used, so nothing is written" in ran.err
        assert list(files(mhia.folder / "out")) == []

    @pytest.mark.parametrize("given", ["a folder", "a sheet"])
    def test_of_two_with_one_reference_leaves_no_trace_of_either(self, given: str, mhia: Mhia) -> None:
        if given == "a folder":
            (mhia.folder / "round").mkdir()
            for name, reference in (("a", "X"), ("b", "Y"), ("c", "X")):
                text = f"reference: {reference}\n" + proposal().replace("Close the", f"Close {name}'s")
                (mhia.folder / "round" / f"{name}.yaml").write_text(text, encoding="utf-8")
            source = "round"
        else:
            lines = ("X,A", "Y,B", "X,C")
            rows = "".join(f"{line},cut,library,close\n" for line in lines)
            source = "round.csv"
            (mhia.folder / source).write_text("reference,title,kind,service,change\n" + rows, encoding="utf-8")

        ran = mhia("batch", source, "--out", "out", *ON)

        record = json.loads((mhia.folder / "out" / "round.json").read_text(encoding="utf-8"))
        assert ran.code == 3
        assert [entry["id"] for entry in record["entries"]] == ["Y"]
        assert "Of 1 proposal" in ran.out
        assert len(list((mhia.folder / "out" / "reports").iterdir())) == 1
        assert np.load(mhia.folder / "out" / "draws.npy").shape[1] == 1
        assert np.array_equal(np.load(mhia.folder / "out" / "draws.npy")[1, 0], draws_alone(mhia, source))

    def test_folder_without_proposals_is_refused(self, mhia: Mhia) -> None:
        (mhia.folder / "empty").mkdir()

        ran = mhia("batch", "empty")

        assert (ran.code, ran.out) == (3, "")
        assert "has no proposals in it" in ran.err

    def test_folder_with_nothing_but_a_sheet_says_how_to_give_the_sheet(self, mhia: Mhia) -> None:
        (mhia.folder / "2027 round").mkdir()
        (mhia.folder / "2027 round" / "round.csv").write_text("title,kind,service,change\n", encoding="utf-8")

        ran = mhia("batch", "2027 round")

        assert ran.code == 3
        assert f'in it type: mhia batch "{Path("2027 round", "round.csv")}"' in ran.err

    def test_file_of_somebody_elses_is_not_replaced_and_stops_before_the_work(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 1)
        (mhia.folder / "out").mkdir()
        (mhia.folder / "out" / "scores.csv").write_text("mine", encoding="utf-8")

        ran = mhia("batch", given, "--out", "out", *ON)

        assert ran.code == 3
        assert "was not written by mhia" in ran.err
        assert not (mhia.folder / "out" / "round.json").exists()


class TestTheSums:
    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_are_those_of_the_whole_assessment(self, path: Path) -> None:
        assessment, sums, entry = both(path)
        findings = sorted(
            (group.id, cell.domain, finding.direction, finding.after.magnitude.typical, finding.after.band,
             finding.confidence, finding.after.share.typical, finding.effect.typical)
            for group in assessment.groups
            for cell in group.cells
            for finding in (cell.adverse, cell.beneficial)
            if finding is not None
        )  # fmt: skip
        kept = sorted(
            (
                row.group,
                row.domain,
                row.direction,
                row.magnitude,
                row.significance,
                row.confidence,
                row.share,
                row.effect,
            )
            for row in sums.scores
        )
        worst = next((each for each in assessment.headlines if each.direction == "adverse"), None)
        assert findings == kept
        assert sums.red_lines == assessment.red_lines
        assert (entry.ranked, entry.not_ranked_because) == (assessment.ranked, assessment.not_ranked_because)
        assert (worst and (worst.group, worst.domain)) == (
            sums.headline and (sums.headline.group, sums.headline.domain)
        )
        if sums.lost is not None:
            assert assessment.totals.lost == sums.harm.lost

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_at_the_rulebooks_own_power_are_the_severity(self, path: Path) -> None:
        _, sums, _ = both(path)

        if sums.harm.severity is not None:
            assert sums.harm.severity_at["2"] == pytest.approx(sums.harm.severity.typical)
            assert sums.harm.severity_at["1"] <= sums.harm.severity_at["2"] <= sums.harm.severity_at["3"]


class TestWhatIsWritten:
    def test_tidy_table_has_a_row_for_every_finding(self, mhia: Mhia) -> None:
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none")

        with (mhia.folder / "out" / "scores.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))

        assert {row["direction"] for row in rows} == {"adverse"}
        assert all(
            sum(float(row[f"p_{band}"]) for band in ("negligible", "minor", "moderate", "major"))
            == pytest.approx(1, abs=1e-4)
            for row in rows
        )

    def test_parquet_says_what_the_csv_says(self, mhia: Mhia) -> None:
        parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet needs the extra `data`")
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none", "--format", "csv,parquet")

        table = parquet.read_table(mhia.folder / "out" / "scores.parquet").to_pylist()
        with (mhia.folder / "out" / "scores.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))

        assert [row["proposal"] for row in rows] == [row["proposal"] for row in table]
        assert [float(row["magnitude"]) for row in rows] == pytest.approx([row["magnitude"] for row in table], rel=1e-5)

    def test_every_column_of_the_table_is_described_wherever_it_is_read(self, mhia: Mhia) -> None:
        parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet needs the extra `data`")
        openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
        given = some_proposals(mhia.folder / "round", 1)
        mhia("batch", given, "--out", "out", "--format", "csv,parquet,xlsx", "--reports", "none", *ON)

        page = (ROOT / "docs" / "round.md").read_text(encoding="utf-8")
        fields = parquet.read_schema(mhia.folder / "out" / "scores.parquet")
        noted = openpyxl.load_workbook(mhia.folder / "out" / "round.xlsx")["What the columns mean"]

        assert list(SCORE_NOTES) == list(SCORE_COLUMNS)
        assert {field.name: field.metadata[b"description"].decode() for field in fields} == SCORE_NOTES
        assert {row[1]: row[2] for row in noted.values if row[0] != "this workbook"}.items() >= SCORE_NOTES.items()
        assert [name for name, note in SCORE_NOTES.items() if f"| `{name}` | {note} |" not in page] == []

    def test_interval_is_the_magnitudes(self, mhia: Mhia) -> None:
        mhia("batch", SOUTHAMPTON, "--out", "out", "--format", "csv", "--reports", "none", *ON)

        with (mhia.folder / "out" / "scores.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))

        assert [row for row in rows if not float(row["low"]) <= float(row["magnitude"]) <= float(row["high"])] == []

    def test_paper_is_for_information_even_where_a_file_cannot_be_used(self, mhia: Mhia) -> None:
        docx = pytest.importorskip("docx", reason="Word needs the extra `word`")
        given = some_proposals(mhia.folder / "round", 1)
        (given / "bad.yaml").write_text("title: no more than that\n", encoding="utf-8")

        mhia("batch", given, "--out", "out", "--format", "md,docx", "--reports", "none", *ON)

        paper = (mhia.folder / "out" / "round.md").read_text(encoding="utf-8")
        foot = docx.Document(mhia.folder / "out" / "round.docx").sections[0].footer
        assert "1 file or row could not be used and is in none of the figures" in paper
        assert foot.paragraphs[0].text.startswith("For information")

    def test_workbook_holds_what_the_paper_says(self, mhia: Mhia) -> None:
        openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
        words = ("--reports", "none", *ON)
        mhia("batch", SOUTHAMPTON, "--out", "first", *words)
        (mhia.folder / "round.csv").write_text(MEETING, encoding="utf-8")

        ran = mhia("batch", "round.csv", "--out", "out", "--previous", "first", "--format", "xlsx,md", *words)

        assert ran.code == 0, ran.err
        book = openpyxl.load_workbook(mhia.folder / "out" / "round.xlsx")
        paper = (mhia.folder / "out" / "round.md").read_text(encoding="utf-8")
        meet = [row[1] for row in book["Where losses meet"].values][1:]
        assert any("People reach" in line for line in meet)
        assert len(list(book["Overlaps"].values)) > 1
        assert any("Without need weights" in row[1] for row in list(book["What the order hangs on"].values)[1:])
        assert any("southampton-2013" in str(name) for name in next(book["Earlier rounds"].values))
        heading, first = list(book["Order by total"].values)[:2]
        typical, low, high = first[heading.index("For each £1,000 saved") :][:3]
        # The figure to two digits, as the paper prints it.
        assert f"{float(f'{typical:.2g}'):.10f}".rstrip("0") in paper
        assert low <= typical <= high

    def test_id_that_looks_like_a_formula_stays_text(self, mhia: Mhia) -> None:
        given = mhia.folder / "round"
        given.mkdir()
        (given / "a.yaml").write_text("reference: =1+1\n" + proposal(), encoding="utf-8")

        mhia("batch", given, "--out", "out", *ON)

        assert "\n'=1+1," in (mhia.folder / "out" / "scores.csv").read_text(encoding="utf-8")

    def test_every_link_of_the_page_leads_to_a_report(self, mhia: Mhia) -> None:
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON)
        page = (mhia.folder / "out" / "round.html").read_text(encoding="utf-8")

        targets = {href for href in re.findall(r'href="([^"#][^"]*)"', page) if "://" not in href}

        assert targets
        assert all((mhia.folder / "out" / href).is_file() for href in targets)
        assert len(list((mhia.folder / "out" / "reports").iterdir())) == 24

    def test_page_lets_no_script_run_but_its_own(self, mhia: Mhia) -> None:
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none")
        page = (mhia.folder / "out" / "round.html").read_text(encoding="utf-8")
        (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

        assert f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in page
        assert "default-src 'none'" in page

    def test_draws_belong_to_the_record(self, mhia: Mhia) -> None:
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none")
        _, severity = np.load(mhia.folder / "out" / "draws.npy", allow_pickle=False)
        record = json.loads((mhia.folder / "out" / "round.json").read_text(encoding="utf-8"))

        known = [each["harm"]["severity"] is not None for each in record["entries"]]
        assert np.isfinite(severity).all(axis=1).tolist() == known

    def test_place_is_one_however_it_is_written(self, mhia: Mhia) -> None:
        rows = (
            "A,A,cut,library,close,Testborough,Hill; Dale",
            "B,B,cut,library,close,testborough,hill",
            "C,C,cut,library,close,Test borough, HILL ;Dale;dale",
            "D,D,cut,library,close, TEST  BOROUGH,hill",
        )
        (mhia.folder / "round.csv").write_text(
            "\n".join(("reference,title,kind,service,change,place,wards", *rows)), encoding="utf-8"
        )

        ran = mhia("batch", "round.csv", "--out", "out", "--reports", "none", *ON)

        record = json.loads((mhia.folder / "out" / "round.json").read_text(encoding="utf-8"))
        assert [(entry["place"], entry["wards"]) for entry in record["entries"]] == [
            ("Testborough", ["Hill", "Dale"]), ("Testborough", ["Hill"]), ("Test borough", ["HILL", "Dale"]),
            ("Test borough", ["HILL"]),
        ]  # fmt: skip
        assert "note: round.csv row 3: place: `testborough` is taken for `Testborough`" in ran.err
        assert "note: round.csv row 4: wards: `dale` is taken for `Dale`" in ran.err
        assert ran.err.count("is taken for") == 5
        assert any("`testborough` is taken for" in each for each in record["entries"][1]["warnings"])

    def test_next_round_knows_the_one_before(self, mhia: Mhia) -> None:
        words = (*ON, "--reports", "none")
        mhia("batch", SOUTHAMPTON, "--out", "first", *words, "--title", "First")
        for out, title, years, before in (("second", "Second", 1, "first"), ("third", "Third", 2, "second")):
            given = years_after(SOUTHAMPTON, mhia.folder / f"given-{out}", years)
            ran = mhia("batch", given, "--out", out, *words, "--title", title, "--previous", before)
            assert (ran.code, "note:" in ran.err) == (0, False), ran.err

        record = json.loads((mhia.folder / "third" / "round.json").read_text(encoding="utf-8"))
        assert [year["title"] for year in record["earlier"]] == ["Second", "First"]
        assert "this is round 3 in a row that hits them" in (mhia.folder / "third" / "round.md").read_text("utf-8")

    def test_round_before_is_another_and_an_earlier_one(self, mhia: Mhia) -> None:
        words = (*ON, "--reports", "none", "--quiet")
        later = years_after(SOUTHAMPTON, mhia.folder / "later", 1)
        sheet = "title,kind,service,change,place\nClose it,cut,library,close,{}\n"
        for name in ("Here", "There"):
            (mhia.folder / f"{name}.csv").write_text(sheet.format(name), encoding="utf-8")
        mhia("batch", SOUTHAMPTON, "--out", "first", *words)
        mhia("batch", later, "--out", "second", *words)
        mhia("batch", "Here.csv", "--out", "here", *words)

        same = mhia("batch", SOUTHAMPTON, "--out", "again", *words, "--previous", "first")
        backwards = mhia("batch", SOUTHAMPTON, "--out", "again", *words, "--previous", "second")
        itself = mhia("batch", later, "--out", "first", *words, "--previous", "first/round.json")
        unknown = mhia("batch", "There.csv", "--out", "there", *words, "--previous", "here")

        assert (same.code, backwards.code, itself.code, unknown.code) == (3, 3, 3, 0)
        assert "holds the same proposals as this round" in same.err
        assert "is of 2014, which is not before 2013" in backwards.err
        assert "is where this round goes, too" in itself.err
        assert not (mhia.folder / "again" / "round.json").exists()
        assert "neither gives a year" in unknown.err
        assert "no place in common with this round: Here then, There now" in unknown.err


def years_after(given: Path, folder: Path, years: int) -> Path:
    """A round of 2013 as it would be so many years later."""
    folder.mkdir()
    for path in given.glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("2013", str(2013 + years)).replace("2012", str(2012 + years))
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


class TestWhatIsSaidAtTheEnd:
    SHEET = "reference,title,kind,service,change,by\n"

    def test_of_one_proposal_has_no_line_for_what_there_is_none_of(self, mhia: Mhia) -> None:
        (mhia.folder / "one.csv").write_text(f"{self.SHEET}A1,Fewer hours,cut,library,reduce hours,60%\n", "utf-8")

        said = mhia("batch", "one.csv", "--reports", "none", *ON).out

        assert "perhaps 0" not in said
        assert "1 to 1" not in said
        assert "\n\n\n" not in said
        assert "are hit alike: 1 proposal hits each of them." in said

    def test_names_what_could_not_be_used_in_the_summary_too(self, mhia: Mhia) -> None:
        rows = "A1,Fewer hours,cut,library,reduce hours,60%\nA2,Parking,cut,unlisted,close,\n"
        (mhia.folder / "two.csv").write_text(f"{self.SHEET}{rows}", "utf-8")

        ran = mhia("batch", "two.csv", "--reports", "none", *ON)

        assert ran.code == 3
        assert "1 file or row could not be used and is in no table." in ran.out


class TestALookOfOnesOwn:
    """A council's templates, given or settled in mhia.yaml, hold for the round's paper and for every report."""

    @pytest.fixture
    def own(self, mhia: Mhia) -> Mhia:
        (mhia.folder / "own" / "report").mkdir(parents=True)
        shipped = ROOT / "templates" / "report" / "report.html.j2"
        text = shipped.read_text(encoding="utf-8").replace("<footer>", "<footer><p>Ferrowdale Council</p>")
        (mhia.folder / "own" / "report" / "report.html.j2").write_text(text, encoding="utf-8")
        some_proposals(mhia.folder / "round", 3)
        return mhia

    @pytest.mark.parametrize("jobs", ["1", "2"])
    @pytest.mark.parametrize("settled", [False, True], ids=["given", "settled"])
    def test_is_in_the_paper_and_in_the_reports(self, jobs: str, *, settled: bool, own: Mhia) -> None:
        if settled:
            (own.folder / "mhia.yaml").write_text("templates: own\n", encoding="utf-8")
        words = () if settled else ("--templates", "own")

        ran = own("batch", "round", "--out", "out", *ON, "--jobs", jobs, *words)

        assert ran.code == 0, ran.err
        for name in ("round.html", "reports/000.html", "reports/002.html"):
            assert "Ferrowdale Council" in (own.folder / "out" / name).read_text(encoding="utf-8")

    def test_is_taken_up_by_a_run_that_goes_on(self, own: Mhia) -> None:
        own("batch", "round", "--out", "out", *ON)
        own("batch", "round", "--out", "out", *ON, "--templates", "own", "--resume")

        assert "Ferrowdale Council" in (own.folder / "out" / "reports" / "001.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize("jobs", ["1", "2"])
    @pytest.mark.parametrize("reports", ["none", "html"])
    def test_that_is_broken_is_told_once_at_its_line(self, reports: str, jobs: str, own: Mhia) -> None:
        (own.folder / "own" / "report" / "report.html.j2").write_text("\n{% if %}\n", encoding="utf-8")

        ran = own("batch", "round", "--out", "out", *ON, "--templates", "own", "--reports", reports, "--jobs", jobs)

        assert ran.code == 3
        assert ran.err.count("report.html.j2:2: this template cannot be used") == 1
        assert len(ran.err.splitlines()) == 1

    def test_is_in_a_package_and_in_a_comparison(self, own: Mhia) -> None:
        pytest.importorskip("highspy", reason="packages need the extra `optimise`")
        own("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none")
        words = ("--format", "html", "--templates", "own")

        assert "Ferrowdale Council" in own("package", "out", "--save", "£90k", *words).out
        assert "Ferrowdale Council" in own("compare", "out", "out", *words).out
        assert "Ferrowdale Council" in own("compare", EXAMPLES[0], EXAMPLES[1], *words, *ON).out


class TestARecordWithoutItsDraws:
    """The draws are large and are often not kept: what needs none goes on, and the rest can be made again."""

    FINISHED = ROOT / "assessments" / "rounds" / "southampton-2013"

    def test_can_be_compared_and_be_the_round_before(self, mhia: Mhia) -> None:
        assert not (self.FINISHED / "draws.npy").exists()

        assert mhia("compare", self.FINISHED, self.FINISHED).code == 0
        later = years_after(SOUTHAMPTON, mhia.folder / "later", 1)
        ran = mhia("batch", later, "--out", "out", *ON, "--reports", "none", "--previous", self.FINISHED)
        assert ran.code == 0, ran.err

    def test_says_what_a_package_of_it_needs(self, mhia: Mhia) -> None:
        ran = mhia("package", self.FINISHED, "--save", "£90k")

        assert (ran.code, ran.out) == (3, "")
        assert "draws.npy: is not here; give what the round was made from (--proposals DIR)" in ran.err

    @pytest.mark.parametrize("source", ["folder", "sheet"])
    def test_gives_the_same_package_from_its_proposals(self, source: str, mhia: Mhia) -> None:
        pytest.importorskip("highspy", reason="packages need the extra `optimise`")
        given = SOUTHAMPTON if source == "folder" else mhia.folder / "round.csv"
        if source == "sheet":
            lines = ("title,kind,service,change,saving", "A,cut,library,close,9000", "B,cut,youth_club,close,8000")
            given.write_text("\n".join(lines) + "\n", encoding="utf-8")
        mhia("batch", given, "--out", "out", *ON, "--reports", "none")
        words = ("package", "out", "--save", "£9k", "--format", "json")
        kept = mhia(*words)
        (mhia.folder / "out" / "draws.npy").unlink()

        again = mhia(*words, "--proposals", given)

        assert (kept.code, again.code) == (0, 0), again.err
        assert again.out == kept.out

    def test_notices_a_proposal_that_has_changed_since(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 3)
        mhia("batch", given, "--out", "out", *ON, "--reports", "none")
        (mhia.folder / "out" / "draws.npy").unlink()
        (given / "001.yaml").write_text(proposal(), encoding="utf-8")

        ran = mhia("package", "out", "--save", "£9k", "--proposals", given)

        assert (ran.code, ran.out) == (3, "")
        assert "001.yaml: 001: is not in" in ran.err
        assert "002" not in ran.err

    def test_notices_draws_of_another_round_and_damaged_ones(self, mhia: Mhia) -> None:
        given = some_proposals(mhia.folder / "round", 3)
        mhia("batch", given, "--out", "out", *ON, "--reports", "none")
        np.save(mhia.folder / "out" / "draws.npy", np.zeros((2, 5, 1000)))
        assert "belongs to another round" in mhia("package", "out", "--save", "£9k").err
        (mhia.folder / "out" / "draws.npy").write_bytes(b"")
        assert "is damaged" in mhia("package", "out", "--save", "£9k").err


class TestTheCommands:
    def test_package_of_a_round_is_proven(self, mhia: Mhia) -> None:
        pytest.importorskip("highspy", reason="packages need the extra `optimise`")
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none")

        ran = mhia("package", "out", "--save", "£90k", "--format", "json")

        found = json.loads(ran.out)
        assert ran.code == 0
        assert found["package"]["saving"] >= 90_000
        assert found["package"]["gap"] == 0

    def test_package_that_cannot_be_had_says_what_can(self, mhia: Mhia) -> None:
        pytest.importorskip("highspy", reason="packages need the extra `optimise`")
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none")

        ran = mhia("package", "out", "--save", "£5m")

        assert (ran.code, ran.out) == (1, "")
        assert "At most £327,000 can be saved" in ran.err

    def test_a_cap_takes_any_name_of_a_group(self, mhia: Mhia) -> None:
        pytest.importorskip("highspy", reason="packages need the extra `optimise`")
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none")
        of_each = [
            mhia("package", "out", "--save", "£9k", "--cap", f"{name}=2", "--format", "json").out
            for name in ("older_people", "Older people", "pensioners")
        ]

        assert json.loads(of_each[0])["caps"] == ["older_people=2"]
        assert len(set(of_each)) == 1

    def test_a_paper_in_a_file_leads_to_the_reports_from_where_it_is(self, mhia: Mhia) -> None:
        pytest.importorskip("highspy", reason="packages need the extra `optimise`")
        mhia("batch", SOUTHAMPTON, "--out", "my round", *ON, "--reports", "md")
        cases = (
            (("package", "my round", "--save", "£90k"), "papers/deep/package.html", "../../my%20round/reports/"),
            (("package", "my round/round.json", "--save", "£90k"), "my round/package.html", "reports/"),
            (("package", "my round", "--save", "£90k"), "package.md", "my%20round/reports/"),
            (("compare", "my round", "my round"), "compared.html", None),
        )
        for words, name, way in cases:
            ran = mhia(*words, "--out", name)

            written = mhia.folder / name
            assert (ran.code, ran.out) == (0, ""), ran.err
            text = written.read_text(encoding="utf-8")
            found = re.findall(r"(?:href=\"|\]\()((?![#h])[^\")]+)", text)
            if way is None:
                assert not found
                continue
            assert found
            assert all(each.startswith(way) for each in found), found
            assert all((written.parent / unquote(each)).is_file() for each in found)

        printed = mhia("package", "my round", "--save", "£90k", "--format", "html").out
        assert "reports/" not in printed

    def test_a_paper_replaces_only_a_file_of_ours(self, mhia: Mhia) -> None:
        given = mhia.folder / "theirs.html"
        given.write_text("theirs", encoding="utf-8")
        words = ("compare", SOUTHAMPTON / "absent", SOUTHAMPTON, "--out")

        assert mhia(*words, "theirs.html").code == 3
        assert given.read_text(encoding="utf-8") == "theirs"
        assert "the endings are .txt" in mhia(*words, "paper.odt").err
        assert "leave --format out" in mhia(*words, "paper.md", "--format", "html").err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--save", "lots"), "--save lots"),
            (("--save", "-5k"), "above 0"),
            (("--save", "5k", "--cap", "carers"), "--cap carers"),
            (("--save", "5k", "--cap", "wizards=2"), "no group in this round called 'wizards'"),
            (("--save", "5k", "--cap", "dissabled people=2"), "did you mean disabled_people?"),
            (("--save", "5k", "--cap", "veterans=2"), "no proposal in this round is about armed_forces_community"),
            (("--save", "5k", "--must", "R2-99"), "no proposal in this round called 'R2-99'"),
            (("--save", "5k", "--must", "R2-03", "--never", "R2-03"), "cannot be --must and --never"),
        ],
    )
    def test_package_refuses_what_it_cannot_understand(self, words: tuple[str, ...], said: str, mhia: Mhia) -> None:
        mhia("batch", SOUTHAMPTON, "--out", "out", *ON, "--reports", "none", "-q")

        ran = mhia("package", "out", *words)

        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err


@pytest.mark.parametrize(
    ("stems", "names"),
    [(["a", "b"], ["a", "b"]), (["A", "a"], ["A", "a-2"]), (["x/y", "x-y"], ["x-y", "x-y-2"]), (["con"], ["con-"])],
)
def test_every_report_has_a_name_of_its_own(stems: list[str], names: list[str]) -> None:
    taken: set[str] = set()

    assert [unique(stem, taken) for stem in stems] == names


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("reference: LIB/24/03", "LIB-24-03"),
        ("reference: 'LIB 24'  # ours", "LIB-24"),
        ('reference: "LIB: 24"', "LIB-24"),
        ("reference: LIB#24 # ours", "LIB-24"),
        ("reference:", "f"),
        ("# reference: X", "f"),
        ("summary: |\n  reference: X", "f"),
        ("reference: Bücher", "Bücher"),
    ],
)
def test_a_report_is_named_after_the_reference(line: str, name: str, mhia: Mhia) -> None:
    (mhia.folder / "round").mkdir()
    (mhia.folder / "round" / "f.yaml").write_text(f"{line}\n{proposal()}", encoding="utf-8")

    assert mhia("batch", "round", "--out", "out", *ON).code == 0

    assert [path.name for path in (mhia.folder / "out" / "reports").iterdir()] == [f"{name}.html"]
    assert f'href="reports/{quote(name)}.html"' in (mhia.folder / "out" / "round.html").read_text(encoding="utf-8")


def test_reports_of_a_sheet_are_named_after_the_references_and_none_clash(mhia: Mhia) -> None:
    rows = "".join(f"{reference},Close it,cut,library,close\n" for reference in ("A/1", "a-1", "", "A 1"))
    (mhia.folder / "round.csv").write_text("reference,title,kind,service,change\n" + rows, encoding="utf-8")

    assert mhia("batch", "round.csv", "--out", "out", *ON).code == 0

    record = json.loads((mhia.folder / "out" / "round.json").read_text(encoding="utf-8"))
    named = {entry["id"]: entry["report"] for entry in record["entries"]}
    assert named == {
        "A/1": "reports/A-1.html", "a-1": "reports/a-1-2.html", "round-row-4": "reports/round-row-4.html",
        "A 1": "reports/A-1-3.html",
    }  # fmt: skip
    page = (mhia.folder / "out" / "round.html").read_text(encoding="utf-8")
    for report in named.values():
        assert f'href="{report}"' in page
        assert (mhia.folder / "out" / report).is_file()


def test_order_of_the_rows_decides_no_number(mhia: Mhia) -> None:
    heading, *rows = SEVERAL_ROWS.splitlines()
    found = []
    for number, lines in enumerate((rows, rows[::-1])):
        (mhia.folder / "round.csv").write_text("\n".join((heading, *lines)), encoding="utf-8")
        assert mhia("batch", "round.csv", "--out", f"out-{number}", "--reports", "none", *ON).code == 0
        record = json.loads((mhia.folder / f"out-{number}" / "round.json").read_text(encoding="utf-8"))
        found.append(record["entries"])

    without = [
        {entry["id"]: {**entry, "file": "", "sha256": ""} for entry in entries} for entries in found
    ]  # where it stood, and the cells of what it says
    assert without[0] == without[1]
    assert [entry["id"] for entry in found[0]] == [entry["id"] for entry in found[1]][::-1]


def test_need_weight_of_a_proposal_is_that_of_the_one_group_that_raises_it_most(mhia: Mhia) -> None:
    (mhia.folder / "round.csv").write_text(SEVERAL_ROWS, encoding="utf-8")
    assert mhia("batch", "round.csv", "--out", "out", "--reports", "none", *ON).code == 0

    record = json.loads((mhia.folder / "out" / "round.json").read_text(encoding="utf-8"))
    need = {group["id"]: group["need"] for group in record["groups"]}
    weights = {entry["id"]: entry["harm"]["need_weight"] for entry in record["entries"]}

    assert weights["A"] == pytest.approx(1 + 0.3 * (need["older_living_alone"] - 1), abs=1e-5)
    assert weights["B"] == pytest.approx(1 + 300 / 600 * (need["disabled_people"] - 1), abs=1e-5)
    assert weights["C"] == 1


def test_a_group_whose_share_of_the_users_is_not_known_raises_no_need_weight_and_is_named(mhia: Mhia) -> None:
    whole = proposal_text(users="users: 200")
    (mhia.folder / "round").mkdir()
    for name, groups in (("with", "  - {group: carers, share: 30%}\n"), ("without", "  - group: carers\n")):
        (mhia.folder / "round" / f"{name}.yaml").write_text(f"{whole}groups:\n{groups}", encoding="utf-8")
    assert mhia("batch", "round", "--out", "out", "--reports", "none", *ON).code == 0

    record = json.loads((mhia.folder / "out" / "round.json").read_text(encoding="utf-8"))
    harm = {entry["id"]: entry["harm"] for entry in record["entries"]}

    assert harm["with"]["need_weight"] > 1
    assert harm["with"]["unweighted"] == []
    assert harm["without"]["need_weight"] == 1
    assert harm["without"]["unweighted"] == ["carers"]


def test_a_sheet_beside_the_proposals_of_a_folder_is_not_passed_over_silently(mhia: Mhia) -> None:
    (mhia.folder / "round").mkdir()
    (mhia.folder / "round" / "a.yaml").write_text(proposal_text(users="users: 200"), encoding="utf-8")
    (mhia.folder / "round" / "more.csv").write_text(SEVERAL_ROWS, encoding="utf-8")
    ran = mhia("batch", "round", "--out", "out", "--reports", "none", *ON)
    assert ran.code == 0
    assert "not read: more.csv" in ran.err


def proposal_text(users: str) -> str:
    return f"title: Close the library\nkind: cut\nchanges:\n  - service: library\n    change: close\n    {users}\n"


def draws_alone(mhia: Mhia, source: str) -> NDArray[np.float64]:
    """The draws of severity of proposal Y without the others."""
    path = mhia.folder / source
    if path.is_dir():
        for name in ("a", "c"):
            (path / f"{name}.yaml").unlink()
    else:
        rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join((rows[0], ",,,,", rows[2])), encoding="utf-8")
    assert mhia("batch", source, "--out", "alone", "--reports", "none", *ON).code == 0
    drawn: NDArray[np.float64] = np.load(mhia.folder / "alone" / "draws.npy")[1, 0]
    return drawn


def both(path: Path) -> tuple[Assessment, Sums, Entry]:
    """The whole assessment of a proposal, and what a round keeps of it."""
    book = load_rulebook()
    read = read_proposal(path, book)
    identity = Identity(read.id, read.file, read.sha256)
    assessment = assess(read.proposal, book, identity, date(2027, 1, 4), draws=200)
    workings = Workings(with_staff_line(read.proposal, book), read.id, book, Draws(200, 4.0))
    rows = gathered(workings)
    sums = summed(rows, (1.0, 2.0, 3.0))
    return assessment, sums, entry_of(read.proposal, identity, rows, sums, (), None)


def proposal() -> str:
    return "title: Close the library\nkind: cut\nchanges:\n  - {service: library, change: close}\n"
