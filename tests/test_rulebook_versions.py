"""Released rulebooks are frozen: an old assessment can be made again, and verified, under its own rulebook."""

import gzip
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from running import ROOT, Mhia

from mhia import resources
from mhia.errors import RulebookError
from mhia.rulebook import compiled, pinned
from mhia.rulebook.files import files_in, fingerprint
from mhia.rulebook.gathering import gathered
from mhia.rulebook.loading import load_rulebook

SHIPPED = load_rulebook(cache=False)
LIBRARY = """\
id: library
kept: {low: 0.1, typical: 0.2, high: 0.3, basis: informed, because: a survey in our villages found one in five}
"""
KEPT = Path(__file__).parent / "golden" / "assessments"
EXAMPLE = ROOT / "examples" / "ferrowdale-library-hours.yaml"


def today_compiled() -> bytes:
    """What the shipped YAML compiles to."""
    files = files_in(resources.rulebook_folder())
    return compiled.compiled(gathered(files, "mhia/rulebook"), fingerprint(files))


def test_the_frozen_version_is_what_the_files_compile_to(pytestconfig: pytest.Config) -> None:
    """As long as the version is that of the files. A number that changes after a release needs a new version."""
    file = pinned.pinned_file(SHIPPED.version)
    if pytestconfig.getoption("--accept", default=False):
        file.parent.mkdir(exist_ok=True)
        if not file.is_file() or gzip.decompress(file.read_bytes()) != today_compiled():
            file.write_bytes(pinned.frozen(today_compiled()))
    assert file.is_file(), f"{file.name} is missing; pytest tests/test_rulebook_versions.py --accept makes it"
    # The content is compared and not the compressed bytes, which differ from one zlib to another.
    assert gzip.decompress(file.read_bytes()) == today_compiled(), (
        f"the rulebook differs from the frozen {SHIPPED.version}. If that is released, give it a new version; "
        "if not, --accept"
    )


def test_freezing_twice_gives_the_same_bytes() -> None:
    assert pinned.frozen(b"a rulebook") == pinned.frozen(b"a rulebook")
    assert pinned.frozen(b"a rulebook")[4:8] == b"\0\0\0\0", "no time of day in it"


@pytest.mark.parametrize("version", pinned.versions())
def test_a_frozen_version_opens_whole(version: str) -> None:
    book = load_rulebook(version=version)
    assert book.version == version
    for kind in ("service", "change", "group", "transition", "enabler", "rung", "mitigation", "measure", "source"):
        assert all(book.entry(kind, id) for id in book.ids(kind))


def test_the_frozen_version_has_the_hash_of_the_files_it_was_made_from() -> None:
    assert load_rulebook(version=SHIPPED.version).hash == SHIPPED.hash


def test_a_local_folder_lies_over_a_frozen_version_as_over_the_files(local: Path) -> None:
    frozen = load_rulebook(version=SHIPPED.version, local=local, cache=False)
    files = load_rulebook(local=local, cache=False)
    assert frozen.service("library").kept.typical == 0.2
    assert frozen.hash == files.hash != SHIPPED.hash
    assert frozen.overridden == files.overridden


def test_a_fault_in_a_local_folder_over_a_frozen_version_is_at_its_line(local: Path) -> None:
    (local / "services" / "library.yaml").write_text(LIBRARY.replace("low: 0.1", "low: 0.9"), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"services/library\.yaml:2:\d+.*backwards"):
        load_rulebook(version=SHIPPED.version, local=local, cache=False)


def test_a_version_that_never_was_is_refused_with_those_that_are() -> None:
    with pytest.raises(RulebookError, match=r"1999\.1.*there are: 2026\.1.*R416"):
        load_rulebook(version="1999.1")


def test_a_damaged_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(resources.rulebook_folder() / pinned.FOLDER, tmp_path / pinned.FOLDER)
    monkeypatch.setattr(resources, "rulebook_folder", lambda: tmp_path)
    for damaged in (b"", b"nothing", gzip.compress(b'{"format": 0}\n')):
        pinned.pinned_file(SHIPPED.version).write_bytes(damaged)
        with pytest.raises(RulebookError, match="R416"):
            load_rulebook(version=SHIPPED.version)


def test_versions_are_in_the_order_of_their_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "rulebook_folder", lambda: tmp_path)
    (tmp_path / pinned.FOLDER).mkdir()
    for version in ("2026.10", "2026.2", "2025.1"):
        pinned.pinned_file(version).write_bytes(b"")
    assert pinned.versions() == ("2025.1", "2026.2", "2026.10")


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """A council's folder that changes one value."""
    folder = tmp_path / "ours"
    (folder / "services").mkdir(parents=True)
    (folder / "services" / "library.yaml").write_text(LIBRARY, encoding="utf-8")
    return folder


class TestAnOldVersion:
    """`mhia assess --rulebook-version`, and what was made before the rulebook changed."""

    def test_a_proposal_can_be_assessed_under_a_released_rulebook(self, mhia: Mhia) -> None:
        record = json.loads((mhia.folder / made(mhia, "--rulebook-version", "2026.1")).read_text(encoding="utf-8"))
        assert record["rulebook"]["version"] == "2026.1"
        assert record["rulebook"]["sha256"] == load_rulebook(version="2026.1").hash

    def test_what_is_made_under_it_verifies_as_the_same(self, mhia: Mhia) -> None:
        record = made(mhia, "--rulebook-version", "2026.1")
        ran = mhia("verify", record)
        assert ran.code == 0, ran.out
        assert "rulebook core 2026.1" in ran.out

    def test_a_local_folder_lies_over_it(self, mhia: Mhia, local: Path) -> None:
        record = made(mhia, "--rulebook-version", "2026.1", "--rulebook", str(local))
        found = json.loads((mhia.folder / record).read_text(encoding="utf-8"))["rulebook"]
        assert found["version"] == "2026.1"
        assert any("kept.typical: 0.6 became 0.2" in line for line in found["overridden"])

    def test_a_version_that_never_was_is_refused_with_those_that_are(self, mhia: Mhia) -> None:
        ran = mhia("assess", EXAMPLE, "--rulebook-version", "1999.1")
        assert ran.code == 4
        assert "1999.1" in ran.err
        assert "2026.1" in ran.err
        assert mhia.written() == []

    @pytest.mark.parametrize("path", sorted(KEPT.glob("*.json")), ids=lambda path: path.stem)
    def test_an_assessment_made_when_that_rulebook_was_new_comes_out_the_same(self, path: Path, mhia: Mhia) -> None:
        """Made by the code of its time, never made anew: it touches whatever a later rulebook scores differently."""
        ran = mhia("verify", path)
        assert ran.code == 0, ran.out
        assert ran.out.startswith(f"{path}: same, made again under rulebook core 2026.1")

    def test_the_kept_assessment_would_come_out_otherwise_under_the_rulebook_of_today(self, mhia: Mhia) -> None:
        """So that it can fail: under numbers that are in force now it is another assessment."""
        (path,) = KEPT.glob("*.json")
        record = json.loads(path.read_text(encoding="utf-8"))
        record["rulebook"] |= {"version": SHIPPED.version, "sha256": SHIPPED.hash}
        (mhia.folder / "relabelled.json").write_text(json.dumps(record), encoding="utf-8")
        assert mhia("verify", "relabelled.json").code == 1


class TestVerify:
    """`mhia verify` makes an assessment again and says whether it comes out the same."""

    def test_what_was_just_made_is_the_same(self, mhia: Mhia) -> None:
        record = made(mhia)
        ran = mhia("verify", record)
        assert ran.code == 0, ran.err
        assert ran.out.startswith(f"{record}: same")

    def test_a_number_that_was_altered_is_named(self, mhia: Mhia) -> None:
        record = made(mhia)
        altered(mhia.folder / record, lambda found: found["totals"].update(need_weight=1.99))
        ran = mhia("verify", record)
        assert ran.code == 1
        assert "totals.need_weight: 1.99 in the record, " in ran.out

    def test_a_finding_that_was_altered_is_said_in_words(self, mhia: Mhia) -> None:
        record = made(mhia)

        def worse(found: dict[str, object]) -> None:
            groups: list[dict[str, list[dict[str, dict[str, dict[str, str]]]]]] = found["groups"]  # type: ignore[assignment]
            groups[0]["cells"][0]["adverse"]["after"]["band"] = "major"

        altered(mhia.folder / record, worse)
        ran = mhia("verify", record)
        assert ran.code == 1
        assert "a typical user, connectedness, loss: major" in ran.out

    def test_it_needs_the_local_folder_that_the_assessment_was_made_with(self, mhia: Mhia, local: Path) -> None:
        record = made(mhia, "--rulebook", str(local))
        without, with_it = mhia("verify", record), mhia("verify", record, "--rulebook", str(local))
        assert without.code == 1
        assert "local rulebook" in without.out
        assert with_it.code == 0, with_it.out

    def test_a_rulebook_that_is_not_here_is_said(self, mhia: Mhia) -> None:
        record = made(mhia)
        altered(mhia.folder / record, lambda found: found["rulebook"].update(version="1999.1", sha256="0" * 64))
        ran = mhia("verify", record)
        assert ran.code == 1
        assert "1999.1" in ran.out

    def test_it_writes_nothing(self, mhia: Mhia) -> None:
        record = made(mhia)
        before = mhia.written()
        mhia("verify", record)
        assert mhia.written() == before

    def test_json_says_the_same(self, mhia: Mhia) -> None:
        record = made(mhia)
        answer = json.loads(mhia("verify", record, "--format", "json").out)
        assert [each["same"] for each in answer] == [True]

    def test_a_file_that_is_no_assessment_is_refused_and_does_not_stop_the_others(self, mhia: Mhia) -> None:
        record = made(mhia)
        (mhia.folder / "notes.json").write_text("{}", encoding="utf-8")
        ran = mhia("verify", "notes.json", record)
        assert ran.code == 3
        assert "notes.json" in ran.err
        assert "same" in ran.out


def made(mhia: Mhia, *options: str) -> str:
    """The record of an example assessed just now."""
    done = mhia(
        "assess", EXAMPLE, "--format", "json", "--draws", "100", "--quiet", "--date", date(2026, 11, 22).isoformat(),
        *options,
    )  # fmt: skip
    assert done.code == 0, done.err
    (record,) = [name for name in mhia.written() if name.endswith(".json")]
    return record


def altered(path: Path, how: object) -> None:
    """A record changed behind mhia's back."""
    found = json.loads(path.read_text(encoding="utf-8"))
    assert callable(how)
    how(found)
    path.write_text(json.dumps(found), encoding="utf-8")
