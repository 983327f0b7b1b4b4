"""The finished papers of the example rounds are those that the tool writes today; `--accept` keeps today's."""

import shutil
from pathlib import Path

import pytest
from running import ROOT, Mhia

FINISHED = ROOT / "assessments" / "rounds"
ROUNDS = {
    "southampton-2013": (ROOT / "examples" / "rounds" / "southampton-2013", "Southampton, draft budget 2013/14"),
    "selly-oak-2014": (ROOT / "examples" / "rounds" / "selly-oak-2014" / "round.csv", "Selly Oak, savings 2014/15"),
}
KEPT = ("round.md", "round.html", "round.json", "scores.csv")


@pytest.mark.parametrize("name", ROUNDS)
def test_a_finished_paper_is_what_the_tool_says_today(name: str, mhia: Mhia, request: pytest.FixtureRequest) -> None:
    given, title = ROUNDS[name]
    ran = mhia("batch", given, "--out", "out", "--title", title, "--date", "2026-11-22", "--reports", "md", "-q")
    assert (ran.code, ran.err) == (0, "")
    today = kept(mhia.folder / "out")

    if request.config.getoption("--accept"):
        shutil.rmtree(FINISHED / name, ignore_errors=True)
        for path, data in today.items():
            (FINISHED / name / path).parent.mkdir(parents=True, exist_ok=True)
            (FINISHED / name / path).write_bytes(data)

    assert kept(FINISHED / name) == today, "read what changed, then `pytest tests/test_round_papers.py --accept`"


def kept(folder: Path) -> dict[str, bytes]:
    """The files of a round that the repository keeps."""
    papers = [folder / name for name in KEPT]
    reports = sorted((folder / "reports").glob("*.md"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in (*papers, *reports) if path.is_file()}
