"""What is missing is told with a command that works for how mhia is installed, and every extra is in the README."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from running import ROOT, Mhia

from mhia.errors import MissingExtraError
from mhia.installing import requirement

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
WITHOUT = """\
import sys
for name in {missing!r}:
    sys.modules[name] = None
sys.argv = ["mhia", *sys.argv[1:]]
from mhia.__main__ import main
main()
"""


@pytest.mark.parametrize("extra", sorted(set(EXTRAS) - {"dev"}))
def test_every_extra_is_in_the_readme_with_the_command_for_a_clone(extra: str) -> None:
    assert f'pip install ".[{extra}]"' in (ROOT / "README.md").read_text(encoding="utf-8")


class TestWhatPipIsGiven:
    def test_is_the_folder_of_a_clone_that_mhia_is_run_from(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").touch()
        editable = {"url": tmp_path.as_uri(), "dir_info": {"editable": True}}

        assert requirement("pdf", tmp_path, {}) == f'"{tmp_path}[pdf]"'
        assert requirement("pdf", tmp_path, editable) == f'-e "{tmp_path}[pdf]"'

    def test_is_the_folder_of_a_clone_that_it_was_installed_from(self, tmp_path: Path) -> None:
        clone, elsewhere = tmp_path / "a clone", tmp_path / "site-packages"
        clone.mkdir()

        assert requirement("pdf", elsewhere, {"url": clone.as_uri(), "dir_info": {}}) == f'"{clone}[pdf]"'

    def test_is_the_file_that_it_was_installed_from(self, tmp_path: Path) -> None:
        wheel = {"url": "file:///share/mhia-1.whl", "archive_info": {}}

        assert requirement("pdf", tmp_path, wheel) == '"mhia[pdf] @ file:///share/mhia-1.whl"'

    def test_is_its_name_where_it_came_from_an_index_or_the_folder_is_gone(self, tmp_path: Path) -> None:
        gone = {"url": (tmp_path / "gone").as_uri(), "dir_info": {}}

        assert {requirement("pdf", tmp_path, {}), requirement("pdf", tmp_path, gone)} == {'"mhia[pdf]"'}


@pytest.mark.parametrize(
    ("words", "missing", "extra", "said"),
    [
        (("new", "--round", "new.xlsx"), ("xlsxwriter",), "sheets", "An Excel sheet needs the extra `sheets`"),
        (("batch", "round.xlsx"), ("openpyxl",), "sheets", "An Excel sheet needs the extra `sheets`"),
        (
            ("batch", "p", "--out", "o", "--format", "parquet", "--reports", "none"), ("pyarrow",), "data",
            "A Parquet table needs the extra `data`",
        ),
        (
            ("package", "done", "--save", "£1k"), ("highspy",), "optimise",
            "Choosing a package of proposals needs the extra `optimise`",
        ),
        (("batch", "p", "--cluster", "tcp://127.0.0.1:1"), ("distributed",), "cluster", "needs the extra `cluster`"),
    ],
)  # fmt: skip
def test_what_needs_an_extra_says_which_and_what_to_type(
    words: tuple[str, ...], missing: tuple[str, ...], extra: str, said: str, mhia: Mhia
) -> None:
    (mhia.folder / "p").mkdir()
    text = "title: A\nkind: cut\nmoney: {annual_change: -5k}\nchanges: [{service: library, change: close, users: 9}]\n"
    (mhia.folder / "p" / "a.yaml").write_text(text, encoding="utf-8")
    (mhia.folder / "round.xlsx").write_bytes(b"PK")
    if words[0] == "package":
        mhia("batch", "p", "--out", "done", "--reports", "none")

    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(missing=missing), *words],
        cwd=mhia.folder, env=mhia.environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert ran.returncode == MissingExtraError.exit_code, ran.stderr
    assert said in ran.stderr
    assert f"[{extra}]" in ran.stderr.split("type: ")[1]
