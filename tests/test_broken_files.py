"""Files of a round that cannot be used: each is told with all its faults, and the rest is as if it were not there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import ROOT, Mhia, Ran

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

from broken import take_away, told, write_broken
from generated import write_proposals

from mhia.rulebook.loading import load_rulebook

ON = ("--date", "2026-11-22")
NUMBER = 600


def as_anybody(words: list[str]) -> list[str]:
    """A command run without the administrator's right to read everything."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return words
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *words] if shutil.which("setpriv") else words


def kept(folder: Path) -> dict[str, bytes]:
    """Everything a batch wrote but the papers, which list the files that could not be used."""
    names = ("scores.csv", "draws.npy", *(f"reports/{path.name}" for path in (folder / "reports").glob("*")))
    record = json.loads((folder / "round.json").read_text(encoding="utf-8"))
    return {
        **{name: (folder / name).read_bytes() for name in names},
        "round.json": json.dumps({**record, "unusable": []}).encode(),
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
class TestEveryKindOfBrokenFile:
    def test_is_told_at_its_place_and_changes_nothing_else(self, mhia: Mhia) -> None:
        given = mhia.folder / "round"
        write_proposals(given, NUMBER, load_rulebook())
        (given / "inside").mkdir()
        broken, further = write_broken(given), write_broken(given / "inside", 3)
        if os.geteuid() == 0 and not shutil.which("setpriv"):
            # Nothing is closed to the administrator.
            take_away(given, [each for each in broken if each.name == "broken-closed.yaml"])
            broken = [each for each in broken if each.name != "broken-closed.yaml"]
        words = ("batch", "round", *ON, "--reports", "none", "--draws", "100", "--jobs", "2", "--format", "csv")

        ran = run(mhia, *words, "--out", "with")
        take_away(given / "inside", further)
        take_away(given, broken)
        clean = run(mhia, *words, "--out", "without")

        assert (ran.code, clean.code) == (3, 0), clean.err
        assert [each.name for each in broken if not told(ran.err, "round", each)] == []
        assert [each.name for each in further if not told(ran.err, "round/inside", each)] == []
        record = json.loads((mhia.folder / "with" / "round.json").read_text(encoding="utf-8"))
        assert len(record["unusable"]) == len(broken) + len(further)
        assert len(record["entries"]) == NUMBER
        assert kept(mhia.folder / "with") == kept(mhia.folder / "without")

    def test_is_told_again_by_a_run_that_goes_on(self, mhia: Mhia) -> None:
        given = mhia.folder / "round"
        write_proposals(given, 5, load_rulebook())
        write_broken(given)
        words = ("batch", "round", *ON, "--draws", "100", "--out", "out")

        first = run(mhia, *words)
        again = run(mhia, *words, "--resume")

        assert (first.code, again.code) == (3, 3)
        assert again.err.splitlines()[:-1] == first.err.splitlines()[:-1]

    def test_that_a_folder_may_not_be_read_is_told_too(self, mhia: Mhia) -> None:
        given = mhia.folder / "round"
        write_proposals(given, 3, load_rulebook())
        (given / "closed").mkdir()
        write_proposals(given / "closed", 2, load_rulebook())
        (given / "closed").chmod(0)
        try:
            if not shutil.which("setpriv") and os.geteuid() == 0:
                pytest.skip("the administrator may read every folder")
            ran = run(mhia, "batch", "round", *ON, "--reports", "none", "--out", "out")
        finally:
            (given / "closed").chmod(0o700)

        assert ran.code == 3
        assert "round/closed: this folder may not be read" in ran.err
        assert "Of 3 proposals" in ran.out


def test_a_broken_row_of_every_kind_is_told_at_its_cell(mhia: Mhia) -> None:
    heading = "reference,title,kind,service,change,by,saving,users,groups,starts"
    good = [f"G-{place},Close {place},cut,library,close,,5000,{100 + place},,2027-04" for place in range(40)]
    bad = {
        "X-1,,cut,library,close,,,,,": "B{}",
        "X-2,Close,cutt,library,close,,,,,": "C{}",
        "X-3,Close,cut,libary,close,,,,,": "D{}",
        "X-4,Close,cut,library,shut it all down,,,,,": "E{}",
        "X-5,Close,cut,library,reduce hours,a lot,,,,": "F{}",
        "X-6,Close,cut,library,close,,many pounds,,,": "G{}",
        "X-7,Close,cut,library,close,,,NaN,,": "H{}",
        "X-8,Close,cut,library,close,,,,wizards,": "I{}",
        "X-9,Close,cut,library,close,,,,,2027-13": "J{}",
    }
    lines = [heading, *good, *bad]
    (mhia.folder / "round.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    ran = mhia("batch", "round.csv", "--out", "out", *ON, "--reports", "none", "--draws", "100")

    places = [cell.format(lines.index(row) + 1) for row, cell in bad.items()]
    assert ran.code == 3
    assert [place for place in places if f"round.csv:{place}: " not in ran.err] == []
    assert f"Of {len(good)} proposals" in ran.out


def run(mhia: Mhia, *words: str) -> Ran:
    """The tool run without the administrator's rights."""
    done = subprocess.run(
        as_anybody(mhia.command(*words)), cwd=mhia.folder, env=mhia.environment, capture_output=True, timeout=120,
        check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
