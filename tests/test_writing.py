"""Files are written whole or not at all, and never over somebody else's."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from mhia import writing
from mhia.errors import FileError
from mhia.writing import file_stem, write_all, write_new

OURS = b"<!-- mhia report: mhia 0.1.0, library -->\n"


def package(part: str, text: str) -> bytes:
    """A file as Word and Excel write them, with one part."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(part, text)
    return file.getvalue()


@pytest.mark.parametrize(
    "there",
    [
        b"",
        OURS,
        b'{\n "schema": "mhia/assessment/1"',
        b'<html><head><meta name="generator" content="mhia 0.1.0">',
        b'{\n  "$schema": "x",\n  "title": "A proposal for mhia"',
        b"%PDF-1.7 ... <pdf:Producer>mhia 0.1.0</pdf:Producer>",
        package("docProps/app.xml", "<Application>mhia</Application>"),
        package("docProps/core.xml", "<dc:creator>mhia 0.1.0</dc:creator>"),
    ],
)
def test_a_report_of_ours_is_replaced(there: bytes, tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(there)

    write_all({tmp_path / "report": b"new"})

    assert (tmp_path / "report").read_bytes() == b"new"


@pytest.mark.parametrize(
    "there",
    [
        b"notes on mhia",
        b"{}",
        b"%PDF-1.7 about mhia",
        b"PK but no package",
        package("word/document.xml", "<Application>mhia</Application>"),
        package("docProps/core.xml", "<dc:creator>Ann</dc:creator><dc:title>mhia</dc:title>"),
    ],
)
def test_anything_else_is_left_alone_unless_forced(there: bytes, tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(there)

    with pytest.raises(FileError, match="--force"):
        write_all({tmp_path / "report": b"new"})

    assert (tmp_path / "report").read_bytes() == there
    write_all({tmp_path / "report": b"new"}, force=True)
    assert (tmp_path / "report").read_bytes() == b"new"


def test_one_file_in_the_way_stops_them_all(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"mine")

    with pytest.raises(FileError):
        write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})

    assert not (tmp_path / "a").exists()


def test_every_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    (tmp_path / "b").mkdir()

    with pytest.raises(FileError) as refused:
        write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})

    assert [Path(problem.file).name for problem in refused.value.problems] == ["a", "b"]


def test_folders_are_made(tmp_path: Path) -> None:
    write_all({tmp_path / "reports" / "2027" / "a": b"new"})

    assert (tmp_path / "reports" / "2027" / "a").read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(OURS)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="no space left"):
        write_all({tmp_path / "a": b"new"})

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == OURS


def test_a_folder_that_is_a_file_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")

    with pytest.raises(FileError, match="part of its path is a file"):
        write_all({tmp_path / "a" / "b": b"new"})


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(OURS)
    (tmp_path / "here").symlink_to(tmp_path / "there")

    write_all({tmp_path / "here": b"new"})

    assert (tmp_path / "here").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="rights work differently there")
def test_a_report_may_be_read_by_whom_any_new_file_may(tmp_path: Path) -> None:
    write_new(tmp_path / "a", b"new")
    (tmp_path / "b").touch()

    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_a_new_file_is_never_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(OURS)

    with pytest.raises(FileError, match="there already"):
        write_new(tmp_path / "a", b"new")


@pytest.mark.parametrize(
    ("identity", "stem"),
    [
        ("LIB-24-03", "LIB-24-03"),
        ("LIB/24/03", "LIB-24-03"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Users\\ann", "C-Users-ann"),
        ("...", "assessment"),
        ("CON", "CON-"),
        ("a" * 300, "a" * 120),
        ("Café £ 2024", "Café-2024"),
    ],
)
def test_a_reference_becomes_a_file_name_for_every_system(identity: str, stem: str) -> None:
    assert file_stem(identity) == stem


class TestOnWindows:
    """What only happens there, staged."""

    @pytest.fixture(autouse=True)
    def there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(writing, "_ON_WINDOWS", True)
        monkeypatch.setattr(writing, "_SECONDS_BETWEEN", 0)

    @pytest.mark.parametrize(("held", "written"), [(3, True), (1000, False)])
    def test_a_file_that_a_scanner_holds_for_a_moment_is_waited_for(
        self, held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, written: bool
    ) -> None:
        replace, refusals = Path.replace, iter(range(held))

        def held_for_a_while(self: Path, target: Path) -> Path:
            if next(refusals, None) is not None:
                raise PermissionError(13, "The process cannot access the file")
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", held_for_a_while)
        if written:
            write_new(tmp_path / "a", b"new")
            assert (tmp_path / "a").read_bytes() == b"new"
        else:
            with pytest.raises(FileError, match="open in another program"):
                write_new(tmp_path / "a", b"new")
        assert [path.name for path in tmp_path.iterdir()] == ["a"] * written

    def test_a_path_that_is_too_long_is_said_in_words(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def too_long(*_: object) -> None:
            raise FileNotFoundError(2, "No such file or directory")

        monkeypatch.setattr(os, "fsync", too_long)
        with pytest.raises(FileError, match="Windows takes 259"):
            write_new(tmp_path / ("a" * 120) / ("b" * 140), b"new")

    @pytest.mark.parametrize("stem", ["con", "CON", "aux.2024", "lpt1.a.b", "nul"])
    def test_no_report_is_called_like_a_device(self, stem: str) -> None:
        first = file_stem(stem).partition(".")[0]

        assert first.lower() not in {"con", "aux", "lpt1", "nul"}

    @pytest.mark.parametrize("stem", ["console", "auxiliary", "a.con", "nullify.x"])
    def test_what_only_begins_like_a_device_is_left_alone(self, stem: str) -> None:
        assert file_stem(stem) == stem
