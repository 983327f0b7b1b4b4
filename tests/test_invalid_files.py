"""Every fault a file can have: a bad file of it in `invalid/`, and beside it exactly what its writer is told.

`pytest tests/test_invalid_files.py --accept` writes what is said today; read the difference before you commit it. A
file whose name begins with `doubt-` can be assessed: what stands beside it are its notes. A folder is a local rulebook.
"""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mhia.error_codes import codes, explained
from mhia.errors import FileError, MhiaError, Problem, RulebookError
from mhia.intake import read_proposal
from mhia.reading.files import LARGEST
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook

HERE = Path(__file__).parent / "invalid"
FILES = sorted(path.name for path in HERE.glob("*.yaml"))
RULEBOOKS = sorted(path.name for path in (HERE / "rulebook").iterdir() if path.is_dir())
ON = date(2026, 11, 22)
LONGEST_MESSAGE = 125
"""Characters of what to do, without the place, the field and the code. Most are far shorter."""


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(cache=False)


@pytest.fixture
def accept(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--accept", default=False))


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_answered_in_plain_words(
    name: str, rulebook: Rulebook, *, accept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HERE)

    said = _said_of(Path(name), rulebook)

    _compare(said, HERE / name.replace(".yaml", ".txt"), accept=accept)
    assert name.startswith("doubt-") == all("[W" in line for line in said.splitlines())


@pytest.mark.parametrize("name", RULEBOOKS)
def test_a_bad_rulebook_is_answered_in_plain_words(name: str, *, accept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE / "rulebook")

    with pytest.raises(RulebookError) as refused:
        load_rulebook(local=Path(name), cache=False, responses=_responses())

    # Where the shipped rulebook lies differs from one computer to another, and its lines from one edit to another.
    said = re.sub(
        rf"{re.escape(_core().as_posix())}/([\w/]+\.yaml):\d+", r"mhia/rulebook/\1:1", _text(refused.value.problems)
    )
    _compare(said, HERE / "rulebook" / f"{name}.txt", accept=accept)
    assert refused.value.exit_code == 4


def test_every_expected_answer_has_its_file() -> None:
    answers = {path.stem for path in HERE.glob("*.txt")} | {path.stem for path in (HERE / "rulebook").glob("*.txt")}

    assert answers == {name.removesuffix(".yaml") for name in FILES} | set(RULEBOOKS)


def test_a_file_of_two_megabytes_is_refused_before_it_is_read(tmp_path: Path, rulebook: Rulebook) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"x" * 2 * LARGEST)

    assert _code_of(path, rulebook) == "F110"


def test_a_folder_is_refused(tmp_path: Path, rulebook: Rulebook) -> None:
    assert _code_of(tmp_path, rulebook) == "F102"


def test_a_file_that_is_not_there_is_refused_with_the_one_that_is(tmp_path: Path, rulebook: Rulebook) -> None:
    (tmp_path / "library-hours.yaml").touch()

    with pytest.raises(FileError, match=r"did you mean `.*library-hours\.yaml`\? \[F101\]"):
        read_proposal(tmp_path / "library_hours.yaml", rulebook)


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The administrator may read everything, so the refusal is staged.
    path = tmp_path / "secret.yaml"
    path.touch()
    monkeypatch.setattr(Path, "open", _raising(PermissionError()))

    assert _code_of(path, rulebook) == "F103"


@pytest.mark.parametrize("fault", [OSError(5, "Input/output error"), ValueError("embedded null byte")])
def test_a_file_that_cannot_be_opened_is_refused(
    fault: Exception, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "open", _raising(fault))

    assert _code_of(Path("library.yaml"), rulebook) == "F104"


def test_a_rulebook_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(RulebookError, match="R412"):
            load_rulebook(local=folder)


def test_a_rulebook_without_its_two_own_files_is_refused(tmp_path: Path) -> None:
    shutil.copytree(_core(), tmp_path / "core")
    (tmp_path / "core" / "parameters.yaml").unlink()

    with pytest.raises(RulebookError, match=r"parameters\.yaml.* \[R411\]"):
        load_rulebook(tmp_path / "core", cache=False)


def test_every_code_has_a_page_and_an_example() -> None:
    """A code that nothing shows is either dead or not tried."""
    text = "".join(path.read_text(encoding="utf-8") for path in HERE.rglob("*.txt"))
    shown = set(re.findall(r"\[([A-Z]\d{3})\]$", text, re.MULTILINE)) | TRIED_ELSEWHERE

    assert shown == set(codes())


TRIED_ELSEWHERE = {
    *(f"S50{number}" for number in range(1, 9)),
    "R413",
    "R414",
    "R415",
    "R416",
    "F101",
    "F102",
    "F103",
    "F104",
    "F110",
    "R411",
    "R412",
    "P399",
    "Y201",
    "F111",
    *(f"P3{number}" for number in range(17, 21)),
}
"""Codes of faults that no file in a repository can have; P399 and Y201 wait for faults that nobody has thought of.

R413 to R415 are about the worked cases, and are tried where those are run; R416 is about frozen rulebooks.
The faults of a sheet are tried in tests/test_batch_sheets.py, those of mhia.yaml in tests/test_settings.py, those of a
language in tests/test_languages.py.
"""


def test_every_code_in_the_source_has_a_page() -> None:
    package = Path(__file__).parent.parent / "mhia"
    said = {
        code
        for path in package.rglob("*.py")
        for code in re.findall(r'"([FYPVWRS][1-6]\d\d)"', path.read_text(encoding="utf-8"))
    }

    assert said == set(codes())


def test_a_page_is_found_however_its_code_is_typed() -> None:
    page = explained(" [p301] ")

    assert page is not None
    assert str(page).startswith("P301: ")
    assert explained("P999") is None


@pytest.mark.parametrize("path", sorted(HERE.rglob("*.txt")), ids=lambda path: path.stem)
def test_an_answer_fits_on_a_line_and_speaks_english(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        message = re.sub(r"^.*?yaml(:\d+:\d+)?: ([\w.\[\] …]+: )?| \[\w+\]$", "", line)
        assert len(message) <= LONGEST_MESSAGE, message
        assert not re.search(r"Input should|Field required|Extra inputs|Traceback|pydantic|NoneType|dict\b", line), line


def _said_of(path: Path, rulebook: Rulebook) -> str:
    try:
        return _text(read_proposal(path, rulebook, ON).warnings)
    except FileError as error:
        return _text(error.problems)


def _text(problems: tuple[Problem, ...]) -> str:
    return "".join(f"{problem}\n" for problem in problems)


def _compare(said: str, expected: Path, *, accept: bool) -> None:
    if accept:
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


def _code_of(path: Path, rulebook: Rulebook) -> str:
    with pytest.raises(MhiaError) as refused:
        read_proposal(path, rulebook)
    assert refused.value.exit_code == 3
    assert len(refused.value.problems) == 1
    return refused.value.problems[0].code


def _raising(fault: Exception) -> Callable[..., None]:
    def opened(*_arguments: object, **_named: object) -> None:
        raise fault

    return opened


def _core() -> Path:
    from mhia.resources import rulebook_folder

    return rulebook_folder()


def _responses() -> set[str]:
    book = load_rulebook()
    return {book.change(id).response for id in book.changes}
