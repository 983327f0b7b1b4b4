"""The command line as its users meet it: what is said, where, and with which exit code."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import ROOT, Mhia

from mhia.version import VERSION

GOOD = "title: Close Mill Lane library\nkind: cut\nchanges:\n  - {service: library, change: close}\n"
EXAMPLE = ROOT / "examples" / "rct-day-centres.yaml"
HEAVY = ("rich", "pydantic", "yaml", "jinja2", "numpy")


def with_lines(*lines: str) -> bytes:
    return (GOOD + "\n".join(lines) + "\n").encode()


BOMB = "\n".join(
    [
        "a: &a [x]",
        *(
            f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
            for before, name in zip("abcdefgh", "bcdefghi", strict=True)
        ),
    ]
)

BROKEN: dict[str, tuple[bytes, str]] = {
    "an unknown key": (with_lines("refrence: x"), "did you mean `reference`"),
    "a misspelt service": (GOOD.replace("library,", "libary,").encode(), "did you mean `library`"),
    "an impossible date": (with_lines("decision: {date: 2024-13-45}"), "calendar"),
    "a file of two megabytes": (with_lines("summary: " + "x" * 2_000_000), "1 MB"),
    "an alias bomb": (BOMB.encode(), "write it out"),
    "an empty file": (b"", "nothing in it"),
    "Latin-1": (with_lines("summary: caf\u00e9").decode().encode("latin-1"), "UTF-8"),
    "not a number": (with_lines("money: {annual_change: .nan}"), "number"),
    "infinity": (with_lines("money: {annual_change: .inf}"), "number"),
    "a key given twice": (with_lines("kind: cut"), "twice"),
    "two documents": (with_lines("---", "title: y"), "document"),
    "a list at the top": (b"- title: x\n", "list"),
    "a title that is yes": (GOOD.replace("Close Mill Lane library", "Yes").encode(), "quotes"),
    "a tab": (GOOD.encode() + b"place:\n\tname: x\n", "tab"),
    "an unclosed quote": (with_lines('summary: "x'), "quotation mark"),
    "nothing that is needed": (b"summary: x\n", "needed"),
}


class TestAFileThatCannotBeUsed:
    """One clear line for each fault, exit code 3, no traceback, and nothing written."""

    @pytest.mark.parametrize("command", ["assess", "check"])
    @pytest.mark.parametrize("fault", BROKEN)
    def test_says_what_to_do(self, fault: str, command: str, mhia: Mhia) -> None:
        content, expected = BROKEN[fault]
        (mhia.folder / "p.yaml").write_bytes(content)

        ran = mhia(command, "p.yaml")

        assert ran.code == 3
        assert expected in ran.err
        assert all(line.startswith("p.yaml") for line in ran.err.splitlines())
        assert max(map(len, ran.err.splitlines())) < 200
        assert mhia.written() == ["p.yaml"]

    @pytest.mark.parametrize("command", ["assess", "check"])
    def test_says_when_it_is_a_folder(self, command: str, mhia: Mhia) -> None:
        ran = mhia(command, ".")

        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert "folder" in ran.err

    @pytest.mark.parametrize("command", ["assess", "check"])
    def test_says_when_it_is_not_there(self, command: str, mhia: Mhia) -> None:
        ran = mhia(command, "nowhere.yaml")

        assert ran.code == 3
        assert ran.err.startswith("nowhere.yaml: ")

    def test_names_every_fault_at_once(self, mhia: Mhia) -> None:
        write(mhia, "p.yaml", GOOD.replace("library,", "libary,") + "titel: x\ndecision: {date: 2024-02-30}\n")

        ran = mhia("check", "p.yaml")

        assert [line.split(": ")[0] for line in ran.err.splitlines()] == ["p.yaml:4:15", "p.yaml:5:1", "p.yaml:6:18"]

    def test_does_not_stop_the_others(self, mhia: Mhia) -> None:
        write(mhia, "bad.yaml", "title: x\n")
        write(mhia, "good.yaml", GOOD)

        ran = mhia("assess", "bad.yaml", "good.yaml")

        assert ran.code == 3
        assert "bad.yaml" in ran.err
        assert "assessments/good.json" in mhia.written()

    def test_its_code_is_explained(self, mhia: Mhia) -> None:
        write(mhia, "p.yaml", GOOD + "titel: x\n")
        code = re.search(r"\[(\w+)\]", mhia("check", "p.yaml").err)
        assert code

        ran = mhia("explain", code[1])

        assert ran.code == 0
        assert ran.out.startswith(code[1])


class TestAssess:
    """Reports are written whole, named after the proposal, and never over somebody else's file."""

    def test_writes_three_reports_and_a_summary(self, mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD)

        ran = mhia("assess", "library.yaml")

        assert ran.code == 0, ran.err
        assert mhia.written() == [
            *(f"assessments/library.{ending}" for ending in ("html", "json", "md")),
            "library.yaml",
        ]
        assert "Mill Lane" in ran.out
        assert "library.html" in ran.out
        assert ran.err == ""

    def test_names_reports_after_the_file(self, mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD + "reference: LIB/24/03\n")

        mhia("assess", "library.yaml", "--format", "md", "--out", "reports")

        assert mhia.written() == ["library.yaml", "reports/library.md"]

    def test_is_quiet_when_asked(self, mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD)

        ran = mhia("assess", "library.yaml", "--quiet")

        assert (ran.code, ran.out, ran.err) == (0, "", "")

    @pytest.mark.parametrize("layout", ["md", "html", "json"])
    def test_gives_the_same_bytes_for_the_same_input(self, layout: str, mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD)
        arguments = ("assess", "library.yaml", "--stdout", layout, "--date", "2027-01-31")

        assert mhia(*arguments).out == mhia(*arguments).out

    def test_prints_one_report_and_writes_none(self, mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD)

        ran = mhia("assess", "library.yaml", "--stdout", "json")

        assert json.loads(ran.out)["schema"] == "mhia/assessment/1"
        assert mhia.written() == ["library.yaml"]

    def test_takes_the_date_from_the_option_or_the_surroundings(self, mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD)
        still = Mhia(mhia.folder, {**mhia.environment, "SOURCE_DATE_EPOCH": "1800000000"})

        asked = json.loads(mhia("assess", "library.yaml", "--stdout", "json", "--date", "2027-01-31").out)
        surroundings = json.loads(still("assess", "library.yaml", "--stdout", "json").out)

        assert asked["assessed_on"] == "2027-01-31"
        assert surroundings["assessed_on"] == "2027-01-15"

    @pytest.mark.parametrize("ending", ["md", "html", "json"])
    def test_replaces_its_own_report_but_nobody_elses(self, ending: str, mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD)
        theirs = mhia.folder / "assessments" / f"library.{ending}"
        assert mhia("assess", "library.yaml", "--quiet").code == 0
        assert mhia("assess", "library.yaml", "--quiet").code == 0
        theirs.write_text("My own notes about mhia", encoding="utf-8")

        refused = mhia("assess", "library.yaml", "--quiet")

        assert refused.code == 3
        assert "--force" in refused.err
        assert theirs.read_text(encoding="utf-8") == "My own notes about mhia"
        assert mhia("assess", "library.yaml", "--quiet", "--force").code == 0
        assert "My own notes" not in theirs.read_text(encoding="utf-8")

    def test_refuses_a_reference_document_that_is_none(self, mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD)
        write(mhia, "style.docx", "hello")

        ran = mhia("assess", "library.yaml", "--format", "docx", "--reference-doc", "style.docx")

        assert ran.code == 3
        assert "style.docx" in ran.err
        assert mhia.written() == ["library.yaml", "style.docx"]

    def test_refuses_two_proposals_with_one_name(self, mhia: Mhia) -> None:
        write(mhia, "north/library.yaml", GOOD)
        write(mhia, "south/Library.yaml", GOOD)

        ran = mhia("assess", "north/library.yaml", "south/Library.yaml")

        assert ran.code == 3
        assert "north/library.yaml" in ran.err
        assert "south/Library.yaml" in ran.err
        assert mhia.written() == ["north/library.yaml", "south/Library.yaml"]

    def test_ends_with_1_when_a_limit_is_crossed(self, mhia: Mhia) -> None:
        write(mhia, "refuge.yaml", GOOD.replace("library,", "domestic_abuse_service,"))
        write(mhia, "benches.yaml", GOOD)

        crossed = mhia("assess", "refuge.yaml", "--fail-on", "red-line")
        held = mhia("assess", "benches.yaml", "--fail-on", "red-line")

        assert (crossed.code, held.code) == (1, 0)
        assert "red-line" in crossed.err
        assert "assessments/refuge.json" in mhia.written()

    @pytest.mark.parametrize(
        "words", [("--format", "pfd"), ("--stdout", "htm"), ("--date", "2024-02-30"), ("--draws", "1")]
    )
    def test_refuses_an_option_that_makes_no_sense(self, words: tuple[str, str], mhia: Mhia) -> None:
        write(mhia, "library.yaml", GOOD)

        ran = mhia("assess", "library.yaml", *words)

        assert ran.code == 2
        assert ran.err
        assert mhia.written() == ["library.yaml"]

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_leaves_no_half_file_when_it_is_stopped(self, how: signal.Signals, mhia: Mhia) -> None:
        names = [f"p{number}" for number in range(60)]
        for name in names:
            write(mhia, f"{name}.yaml", GOOD)
        process = subprocess.Popen(
            mhia.command("assess", *(f"{name}.yaml" for name in names), "--format", "json"),
            cwd=mhia.folder,
            env=mhia.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        folder = mhia.folder / "assessments"
        while process.poll() is None and not (folder.is_dir() and any(folder.glob("*.json"))):
            time.sleep(0.002)

        process.send_signal(how)
        _, said = process.communicate(timeout=60)

        assert process.returncode in {-signal.SIGKILL, 130, 143}
        assert b"Traceback" not in said
        finished = sorted(folder.glob("*.json"))
        assert finished
        assert all(json.loads(path.read_text(encoding="utf-8"))["schema"] == "mhia/assessment/1" for path in finished)
        if how is not signal.SIGKILL:
            assert sorted(folder.iterdir()) == finished


class TestNew:
    """A blank proposal is good as it is, and so is every example line in it."""

    BLANKS = (
        ("cut", "library"),
        ("cut", "youth_club"),
        ("commission", "social prescribing"),
        ("change", "bus_service"),
    )

    @pytest.mark.parametrize(("kind", "service"), BLANKS)
    def test_writes_a_blank_that_is_good(self, kind: str, service: str, mhia: Mhia) -> None:
        made = mhia("new", "--kind", kind, "--service", service, "--out", "blank.yaml")

        assert made.code == 0, made.err
        assert mhia("check", "blank.yaml").code == 0
        assert mhia.written() == ["blank.yaml", "proposal.schema.json"]

    @pytest.mark.parametrize(("kind", "service"), BLANKS)
    def test_every_example_line_is_good(self, kind: str, service: str, mhia: Mhia) -> None:
        lines = mhia("new", "--kind", kind, "--service", service, "--out", "-").out.splitlines()[1:]
        used = [re.sub(r"^( *)# ", r"\1", line) for line in lines if not line.lstrip().startswith("##")]
        write(mhia, "all.yaml", "\n".join(used) + "\n")

        ran = mhia("check", "all.yaml")

        assert ran.code == 0, ran.err

    def test_names_the_groups_who_use_the_service(self, mhia: Mhia) -> None:
        assert "older_living_alone" in mhia("new", "--kind", "cut", "--service", "library", "--out", "-").out

    def test_keeps_a_title_whole_whatever_is_in_it(self, mhia: Mhia) -> None:
        title = "Close: \"Mill\" 'Lane' # now\nkind: commission"

        mhia("new", "--kind", "cut", "--service", "library", "--title", title, "--out", "blank.yaml")

        assert mhia("check", "blank.yaml").code == 0

    def test_never_replaces_a_file(self, mhia: Mhia) -> None:
        write(mhia, "mine.yaml", "mine")

        ran = mhia("new", "--kind", "cut", "--service", "library", "--out", "mine.yaml")

        assert ran.code == 3
        assert mhia.written() == ["mine.yaml"]

    @pytest.mark.skipif(os.name == "nt", reason="needs a terminal to pretend to be")
    def test_asks_whoever_sits_at_a_terminal(self, mhia: Mhia) -> None:
        typed = at_a_terminal(mhia, b"cut\n", b"library\n")

        assert typed == 0
        assert "library-unknown.yaml" in mhia.written()

    @pytest.mark.skipif(os.name == "nt", reason="needs a terminal to pretend to be")
    def test_can_be_left_at_a_question(self, mhia: Mhia) -> None:
        assert at_a_terminal(mhia, b"\x03") == 130

    @pytest.mark.skipif(os.name == "nt", reason="needs a terminal to pretend to be")
    def test_a_wrong_answer_is_a_wrong_argument(self, mhia: Mhia) -> None:
        assert at_a_terminal(mhia, b"closure\n") == 2

    def test_says_what_to_type_when_nobody_is_there_to_ask(self, mhia: Mhia) -> None:
        ran = mhia("new")

        assert ran.code == 2
        assert "--kind cut" in ran.err


class TestAnUnknownWord:
    """Exit code 2, and what was probably meant."""

    @pytest.mark.parametrize(
        ("arguments", "meant"),
        [
            (("new", "--kind", "cut", "--service", "librry"), "library"),
            (("new", "--kind", "cut", "--service", "library", "--change", "dispose"), "close"),
            (("new", "--kind", "cutt", "--service", "library"), "cut"),
            (("explain", "librry"), "library"),
            (("explain", "P999"), "P"),
            (("rulebook", "list", "servces"), "services"),
            (("rulebook", "list", "services", "--domain", "copping"), "coping"),
            (("rulebook", "list", "services", "--group", "older_peple"), "older_people"),
            (("rulebook", "show", "librry"), "library"),
            (("asses", "x.yaml"), "assess"),
            (("assess", "x.yaml", "--ot", "y"), "--out"),
        ],
    )
    def test_is_met_with_the_nearest(self, arguments: tuple[str, ...], meant: str, mhia: Mhia) -> None:
        ran = mhia(*arguments)

        assert (ran.code, ran.out) == (2, "")
        assert meant in ran.err
        assert "Traceback" not in ran.err


class TestExplainAndRulebook:
    """What the model knows can be read without opening a file."""

    @pytest.mark.parametrize(
        "thing", ["library", "public library", "reduce_hours", "older_living_alone", "signposting", "ucla3"]
    )
    def test_explains(self, thing: str, mhia: Mhia) -> None:
        ran = mhia("explain", thing)

        assert ran.code == 0
        assert len(ran.out) > 300
        assert max(map(len, ran.out.splitlines())) <= 100

    def test_every_entry_can_be_explained(self) -> None:
        from mhia.manual import manual_page
        from mhia.rulebook.kinds import KINDS
        from mhia.rulebook.loading import load_rulebook

        book = load_rulebook()

        assert all(manual_page(kind, id, book).strip() for kind in KINDS for id in book.ids(kind))

    def test_explains_a_word_of_several_meanings_in_all_of_them(self, mhia: Mhia) -> None:
        ran = mhia("explain", "bereavement", "--format", "json")

        assert {entry["kind"] for entry in json.loads(ran.out)} >= {"transition"}

    def test_lists_the_kinds(self, mhia: Mhia) -> None:
        assert "services" in mhia("rulebook", "list").out

    def test_lists_what_was_asked_for(self, mhia: Mhia) -> None:
        everything = json.loads(mhia("rulebook", "list", "services", "--format", "json").out)
        fewer = json.loads(
            mhia("rulebook", "list", "services", "--domain", "coping", "--evidence", "strong", "--format", "json").out
        )

        assert 0 < len(fewer) < len(everything)

    def test_shows_an_entry_as_its_file_writes_it(self, mhia: Mhia) -> None:
        assert "id: library" in mhia("rulebook", "show", "library").out
        assert json.loads(mhia("rulebook", "show", "library", "--format", "json").out)[0]["id"] == "library"

    def test_prints_the_schema(self, mhia: Mhia) -> None:
        schema = json.loads(mhia("schema").out)

        assert schema["required"] == ["title", "kind", "changes"]

    def test_the_schema_describes_every_field(self, mhia: Mhia) -> None:
        schema = json.loads(mhia("schema").out)
        records = [schema, *(record for record in schema["$defs"].values() if "properties" in record)]

        silent = [
            name for record in records for name, field in record["properties"].items() if not field.get("description")
        ]

        assert len(records) > 10
        assert not silent

    def test_writes_the_schema_and_replaces_only_its_own(self, mhia: Mhia) -> None:
        assert mhia("schema", "--out", "s.json").code == 0
        assert mhia("schema", "--out", "s.json").code == 0
        write(mhia, "s.json", "{}")

        assert mhia("schema", "--out", "s.json").code == 3

    def test_a_local_rulebook_is_named_by_option_surroundings_or_settings(self, mhia: Mhia) -> None:
        write(mhia, "ours/transitions.yaml", "transitions:\n  - {id: bereavement, label: Losing somebody}\n")
        surroundings = Mhia(mhia.folder, {**mhia.environment, "MHIA_RULEBOOK": "ours"})
        by_option = mhia("rulebook", "list", "transitions", "--rulebook", "ours").out
        by_surroundings = surroundings("rulebook", "list", "transitions").out
        write(mhia, "mhia.yaml", "rulebook: ours\n")
        by_settings = mhia("rulebook", "list", "transitions").out

        assert "Losing somebody" in by_option
        assert by_option == by_surroundings == by_settings

    def test_a_fault_in_the_settings_is_named_at_its_line(self, mhia: Mhia) -> None:
        write(mhia, "mhia.yaml", "rulebok: ours\n")

        ran = mhia("rulebook", "list")

        assert ran.code == 3
        assert ran.err.startswith("mhia.yaml:1:1: rulebok: is not a field here; did you mean `rulebook`?")

    def test_a_rulebook_that_is_not_there_is_exit_code_4(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "list", "--rulebook", "nowhere")

        assert ran.code == 4
        assert "nowhere" in ran.err


class TestTheWayInAndOut:
    """Version and help are quick; what goes wrong is said in a line; nothing is left hanging."""

    @pytest.mark.parametrize("asked", [("--version",), ("-V",), ("--debug", "--version")])
    def test_version(self, asked: tuple[str, ...], mhia: Mhia) -> None:
        assert mhia(*asked).out == f"mhia {VERSION}\n"

    def test_no_command_shows_the_help(self, mhia: Mhia) -> None:
        assert "mhia new --kind cut" in (mhia().out + mhia().err)

    @pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
    def test_help_and_version_load_nothing_heavy(self, arguments: tuple[str, ...], mhia: Mhia) -> None:
        loaded = loaded_by(mhia, *arguments)

        assert not loaded & set(HEAVY)

    def test_version_does_not_even_load_the_command_line(self, mhia: Mhia) -> None:
        assert not loaded_by(mhia, "--version") & {"typer", "mhia.cli.app", "mhia.errors"}

    def test_a_fault_of_ours_is_one_line_and_exit_code_70(self, mhia: Mhia) -> None:
        ran = run_with_a_fault(mhia, "check", "x.yaml")

        assert ran.returncode == 70
        assert ran.stderr.count("\n") == 1
        assert "our bug" in ran.stderr

    def test_debug_shows_the_traceback(self, mhia: Mhia) -> None:
        assert "Traceback" in run_with_a_fault(mhia, "check", "x.yaml", "--debug").stderr

    @pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
    @pytest.mark.parametrize("command", ["rulebook list sources", "--help", "schema", "explain library"])
    def test_ends_quietly_when_the_reader_stops_reading(self, command: str, mhia: Mhia) -> None:
        line = f'"{sys.executable}" -m mhia {command} | true; echo "${{PIPESTATUS[0]}}"'

        ran = subprocess.run(
            ["bash", "-c", line],
            cwd=mhia.folder,
            env=mhia.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

        assert ran.stderr == ""
        # 0 when it was done before the reader had gone.
        assert ran.stdout.strip() in {"141", "0"}

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk to write to")
    @pytest.mark.parametrize("command", [("--version",), ("--help",), ("rulebook", "list"), ("schema",)])
    def test_a_full_disk_is_a_line_and_not_a_traceback(self, command: tuple[str, ...], mhia: Mhia) -> None:
        with Path("/dev/full").open("wb") as full:
            ran = subprocess.run(
                mhia.command(*command),
                cwd=mhia.folder,
                env=mhia.environment,
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )

        assert ran.returncode == 3
        assert ran.stderr.count(b"\n") == 1

    def test_works_on_a_console_that_knows_few_characters(self, mhia: Mhia) -> None:
        old = Mhia(mhia.folder, {**mhia.environment, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})

        assert old("explain", "library").code == 0

    def test_completion_is_offered(self, mhia: Mhia) -> None:
        shell = Mhia(
            mhia.folder,
            {**mhia.environment, "_MHIA_COMPLETE": "complete_bash", "COMP_WORDS": "mhia ass", "COMP_CWORD": "1"},
        )

        assert shell().out.strip() == "assess"


def write(mhia: Mhia, name: str, text: str) -> None:
    path = mhia.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def at_a_terminal(mhia: Mhia, *answers: bytes) -> int:
    """The exit code of `mhia new` with a person at the keyboard who types these answers."""
    import pty

    process, terminal = pty.fork()
    if process == 0:
        os.chdir(mhia.folder)
        os.execve(sys.executable, mhia.command("new"), dict(mhia.environment))
    for answer in answers:
        said = b""
        while not said.rstrip().endswith(b"?"):
            said += os.read(terminal, 1024)
        os.write(terminal, answer)
    # A terminal whose other end has gone is a fault to read from, not an end.
    with contextlib.suppress(OSError):
        while os.read(terminal, 1024):
            pass
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def loaded_by(mhia: Mhia, *arguments: str) -> set[str]:
    """The modules a run loads, as Python itself reports them."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", *mhia.command(*arguments)[1:]],
        env=mhia.environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return {line.split("|")[-1].strip() for line in ran.stderr.splitlines()}


def run_with_a_fault(mhia: Mhia, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A run in which reading a rulebook fails in a way nobody foresaw."""
    code = (
        f"import sys; sys.argv = ['mhia', *{list(arguments)!r}]\n"
        "import mhia.rulebook.loading\n"
        "def broken(**_):\n    raise ZeroDivisionError('two\\nlines')\n"
        "mhia.rulebook.loading.load_rulebook = broken\n"
        "from mhia.__main__ import main\n"
        "main()"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=mhia.folder,
        env=mhia.environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
