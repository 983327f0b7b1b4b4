"""A CSV or Excel sheet is the same round as the files that say the same, and every fault is told at its cell."""

import csv
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import ROOT, Mhia

from mhia.batching.outputs import read_record
from mhia.errors import FileError
from mhia.intake import read_proposal, ready
from mhia.rulebook.loading import load_rulebook
from mhia.sheets.cells import value_of
from mhia.sheets.columns import COLUMNS, NEEDED, letters
from mhia.sheets.rows import Row, read_sheet, unpacked

HEADING = "title,kind,service,change,by,saving,users,groups,place,wards,starts"
ROW = (
    'Cut hours,cut,library,reduce hours,40%,"£120,000",1200,carers; disabled_people 20%; older_people: '
    "300,Town,North; South,2027-04"
)
FILE = """\
title: Cut hours
kind: cut
changes:
  - {service: library, change: reduce hours, by: 40%, users: 1200}
money: {annual_change: -120000, starts: 2027-04}
groups:
  - group: carers
  - {group: disabled_people, share: 20%}
  - {group: older_people, people: 300}
place: {name: Town, wards: [North, South]}
"""


def sheet(folder: Path, *lines: str, name: str = "round.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows_of(path: Path) -> tuple[Row, ...]:
    return read_sheet(path).rows


def test_a_row_is_the_same_proposal_as_the_file_that_says_the_same(tmp_path: Path) -> None:
    book = load_rulebook()
    (tmp_path / "one.yaml").write_text(FILE, encoding="utf-8")
    (row,) = rows_of(sheet(tmp_path, HEADING, ROW))

    proposal, warnings = ready(row, book)

    assert proposal == read_proposal(tmp_path / "one.yaml", book).proposal
    assert warnings == ()


def test_an_excel_sheet_says_what_the_csv_says(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
    book = openpyxl.Workbook()
    book.active.append(HEADING.split(","))
    book.active.append(
        ["Cut hours", "cut", "library", "reduce hours", 0.4, 120000, 1200.0, (
            "carers; disabled_people 20%; older_people: "
            "300"
        ),
         "Town", "North; South", datetime(2027, 4, 1, tzinfo=UTC).replace(tzinfo=None)]
    )  # fmt: skip
    book.save(tmp_path / "round.xlsx")
    rules = load_rulebook()

    (row,) = rows_of(tmp_path / "round.xlsx")
    (other,) = rows_of(sheet(tmp_path, HEADING, ROW.replace("2027-04", "2027-04-01")))

    assert ready(row, rules)[0] == ready(other, rules)[0]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_may_be_parted_as_the_country_does(separator: str, tmp_path: Path) -> None:
    lines = [
        separator.join(("title", "kind", "service", "change")),
        separator.join(("Close", "cut", "library", "close")),
    ]

    (row,) = rows_of(sheet(tmp_path, *lines))

    assert row.data == {"title": "Close", "kind": "cut", "changes": [{"service": "library", "change": "close"}]}


def test_headings_may_be_written_as_people_do(tmp_path: Path) -> None:
    (row,) = rows_of(
        sheet(tmp_path, "Title,KIND,Service,Change,Saving (£),Money status", "Close,cut,library,close,5000,known")
    )

    assert row.data["money"] == {"annual_change": -5000, "status": "known"}


def test_an_empty_row_is_no_proposal_and_an_empty_cell_is_unknown(tmp_path: Path) -> None:
    rows = rows_of(sheet(tmp_path, "title,kind,service,change,users", ",,,,", "Close,cut,library,close,"))

    assert [row.stem for row in rows] == ["round-row-3"]
    assert "users" not in rows[0].data["changes"][0]


@pytest.mark.parametrize(
    ("saving", "change"), [("5000", -5000), ("£5k", "-£5k"), ("£30k-£40k", "-£40k to -£30k"), ("-5000", "5000")]
)
def test_a_saving_is_a_change_the_other_way(saving: str, change: object, tmp_path: Path) -> None:
    (row,) = rows_of(sheet(tmp_path, "title,kind,service,change,saving", f"Close,cut,library,close,{saving}"))

    assert row.data["money"]["annual_change"] == change


@pytest.mark.parametrize(
    ("lines", "cell", "said"),
    [
        (("title,kind,service,change,usrs",), "E1", "did you mean `users`? [S501]"),
        (("title,kind,service,change,saving,annual_change",), "F1", "keep one of the two [S502]"),
        (("title,kind,service",), "A1", "names the columns [S503]"),
        (("Some budget,,,,", "title,kind,service,change,Some budget"), "E2", "no column is called `Some budget`"),
    ],
)
def test_a_heading_that_means_nothing_is_told_at_its_cell(
    lines: tuple[str, ...], cell: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(FileError) as fault:
        rows_of(sheet(tmp_path, *lines))

    assert f"round.csv:{cell}: " in str(fault.value)
    assert said in str(fault.value)


@pytest.mark.parametrize("above", [("Budget 2027",), ("Budget; 2027", "", "agreed on 4 January")])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_title_may_stand_above_the_heading(above: tuple[str, ...], separator: str, tmp_path: Path) -> None:
    lines = [each.replace(",", separator) for each in ("title,kind,service,change", "Close,cut,library,close")]

    (row,) = rows_of(sheet(tmp_path, *above, *lines))

    assert (row.data["title"], row.where) == ("Close", f"row {len(above) + 2}")


@pytest.mark.parametrize(
    ("above", "file", "title"),
    [
        ("Savings for 2027/28,,,\n", "round.csv", "Savings for 2027/28"),
        ("Draft,,4 January,\nsavings  for McKay,,,\n", "round.csv", "savings for McKay"),
        ("", "round.csv", "selly-oak_2014"),
        ("", "iPads 2027.csv", "iPads 2027"),
    ],
)
def test_a_round_is_called_as_it_is_written(above: str, file: str, title: str, mhia: Mhia) -> None:
    folder = mhia.folder / "selly-oak_2014"
    folder.mkdir()
    (folder / file).write_text(f"{above}title,kind,service,change\nClose,cut,library,close\n", encoding="utf-8")

    assert mhia("batch", folder / file, "--out", "out", "--reports", "none").code == 0
    assert read_record(mhia.folder / "out").title == title


def test_a_sheet_without_a_heading_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"round.csv: none of the first 20 rows names the columns title, kind, .*S503"):
        rows_of(sheet(tmp_path, "Budget 2027", "library,close"))


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        ("Close,cut,libary,close,", "C2", "library"),
        ("Close,cutt,library,close,", "B2", "cut"),
        ("Close,cut,library,close,lots", "E2", "number"),
        (",cut,library,close,5", "A2", "title: is needed"),
        ("Close,,library,close,5", "B2", "kind: is needed"),
        ("Close,cut,,close,5", "C2", "service: is needed"),
        ("Close,cut,library,,5", "D2", "change: is needed"),
        ("Close,cut,,,", "C2", "changes: is needed"),
    ],
)
def test_a_fault_in_a_row_is_told_at_its_cell(row: str, cell: str, said: str, tmp_path: Path) -> None:
    (read,) = rows_of(sheet(tmp_path, "title,kind,service,change,users", row))

    with pytest.raises(FileError) as fault:
        ready(read, load_rulebook())

    assert f"round.csv:{cell}: " in str(fault.value)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("said", "group", "figure"),
    [
        ("over 65s", "over 65s", {}),
        ("over 65s 30%", "over 65s", {"share": "30%"}),
        ("over 65s: 30%", "over 65s", {"share": "30%"}),
        ("over 65", "over 65", {}),
        ("aged 16-24 20%", "aged 16-24", {"share": "20%"}),
        ("carers", "carers", {}),
        ("carers:", "carers", {}),
        ("carers 20-30%", "carers", {"share": "20-30%"}),
        ("older_living_alone: 1,200", "older_living_alone", {"people": "1,200"}),
        ("older_living_alone 1 200", "older_living_alone", {"people": "1 200"}),
    ],
)
def test_a_group_may_have_a_figure_in_its_name(said: str, group: str, figure: dict[str, str]) -> None:
    assert value_of(said, "groups") == [{"group": group, **figure}]


def test_a_fault_in_a_group_names_its_column_and_the_group(tmp_path: Path) -> None:
    lines = ("title,kind,service,change,groups", "Close,cut,library,close,over 65s 30%; carers 130%")
    (row,) = rows_of(sheet(tmp_path, *lines))

    with pytest.raises(FileError, match=r"round.csv:E2: groups \(carers\): is more than 1"):
        ready(row, load_rulebook())


def test_a_missing_service_of_a_further_row_is_told_in_its_own_column(tmp_path: Path) -> None:
    (row,) = rows_of(sheet(tmp_path, SEVERAL, THREE_ROWS[0], "A-1,,,,close,,,,,,"))

    with pytest.raises(FileError, match=r"round.csv:D3: service: is needed"):
        ready(row, load_rulebook())


def test_a_formula_that_was_never_worked_out_is_told_at_its_cell(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
    book = openpyxl.Workbook()
    book.active.title = "Round"
    book.active.append(["title", "kind", "service", "change", "saving"])
    book.active.append(["Close", "cut", "library", "close", "=2*3"])
    book.save(tmp_path / "round.xlsx")

    with pytest.raises(FileError, match=r"round\.xlsx:Round!E2: .*never worked out.* \[S504\]"):
        rows_of(tmp_path / "round.xlsx")


def test_an_error_of_excels_is_told_at_its_cell(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
    book = openpyxl.Workbook()
    book.active.append(["title", "kind", "service", "change", "saving"])
    book.active.append(["Close", "cut", "library", "close", "#DIV/0!"])
    book.save(tmp_path / "round.xlsx")

    with pytest.raises(FileError, match=r"round\.xlsx:Sheet!E2: holds the error #DIV/0!.* \[S505\]"):
        rows_of(tmp_path / "round.xlsx")


def test_what_only_looks_like_excel_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
    (tmp_path / "round.xlsx").write_bytes(b"PK\x03\x04 nothing of the kind")

    with pytest.raises(FileError, match=r"is not an Excel file.* \[S506\]"):
        rows_of(tmp_path / "round.xlsx")


def test_a_row_is_the_same_on_the_other_side(tmp_path: Path) -> None:
    (row,) = rows_of(sheet(tmp_path, HEADING, ROW))

    assert unpacked(row.packed()) == row


def test_a_bad_row_stops_no_other(mhia: Mhia) -> None:
    sheet(
        mhia.folder,
        "title,kind,service,change",
        "Close,cut,library,close",
        "Close,cut,wizardry,close",
        "Shut,cut,library,close",
    )

    ran = mhia("batch", "round.csv", "--out", "out", "--date", "2027-01-04")

    assert ran.code == 3
    assert "round.csv:C3: " in ran.err
    assert "Of 2 proposals" in ran.out
    assert sorted(path.name for path in (mhia.folder / "out" / "reports").iterdir()) == [
        "round-row-2.html",
        "round-row-4.html",
    ]


def test_every_column_fills_a_field_of_its_own_and_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "round.md").read_text(encoding="utf-8")

    assert {column.name for column in COLUMNS} >= set(NEEDED)
    assert [column.name for column in COLUMNS if f"`{column.name}`" not in page] == []


SEVERAL = "reference,title,kind,service,change,by,saving,groups,place,mitigation,mitigation_status"
THREE_ROWS = (
    'A-1,Less of both,cut,library,reduce hours,40%,"£120,000",carers 10%; older_people,Town,A van,funded',
    "B-7,Close the club,cut,youth_club,close,,,,,,",
    "A-1,,,bus_service,reduce_frequency,25%,,disabled_people 20%; older_people,,Ring and ride,planned",
    "A-1,,,,,,,lone_parents 5%,,,",
)
IN_ONE_FILE = """\
reference: A-1
title: Less of both
kind: cut
changes:
  - {service: library, change: reduce hours, by: 40%}
  - {service: bus_service, change: reduce_frequency, by: 25%}
money: {annual_change: -120000}
groups:
  - {group: carers, share: 10%}
  - group: older_people
  - {group: disabled_people, share: 20%}
  - {group: lone_parents, share: 5%}
place: {name: Town}
mitigations:
  - {action: A van, status: funded}
  - {action: Ring and ride, status: planned}
"""


class TestSeveralRows:
    """Rows with the same reference are one proposal, wherever they stand."""

    def test_are_the_same_proposal_as_the_file_that_says_the_same(self, tmp_path: Path) -> None:
        book = load_rulebook()
        (tmp_path / "one.yaml").write_text(IN_ONE_FILE, encoding="utf-8")

        first, second = rows_of(sheet(tmp_path, SEVERAL, *THREE_ROWS))

        assert ready(first, book)[0] == read_proposal(tmp_path / "one.yaml", book).proposal
        assert (first.stem, second.stem) == ("round-row-2", "round-row-3")
        assert len(second.data["changes"]) == 1

    def test_mean_the_same_in_excel(self, tmp_path: Path) -> None:
        openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
        book = openpyxl.Workbook()
        for line in csv.reader([SEVERAL, *THREE_ROWS]):
            book.active.append([cell or None for cell in line])
        book.save(tmp_path / "round.xlsx")
        rules = load_rulebook()

        of_excel = [ready(row, rules)[0] for row in rows_of(tmp_path / "round.xlsx")]

        assert of_excel == [ready(row, rules)[0] for row in rows_of(sheet(tmp_path, SEVERAL, *THREE_ROWS))]

    def test_may_repeat_what_holds_for_all_of_it(self, tmp_path: Path) -> None:
        book = load_rulebook()
        whole = [THREE_ROWS[0], THREE_ROWS[2].replace("A-1,,,", "A-1,Less of both,cut,"), THREE_ROWS[3]]

        (row,) = rows_of(sheet(tmp_path, SEVERAL, *whole))

        (tmp_path / "one.yaml").write_text(IN_ONE_FILE, encoding="utf-8")
        assert ready(row, book)[0] == read_proposal(tmp_path / "one.yaml", book).proposal

    @pytest.mark.parametrize(
        ("second", "cell", "said"),
        [
            ("A-1,Another title,,bus_service,close,,,,,,", "B3", "title: B2 says otherwise for the same reference"),
            ("A-1,,commission,bus_service,close,,,,,,", "C3", "kind: C2 says otherwise"),
            ("A-1,,,bus_service,close,,£30000,,,,", "G3", "saving: G2 says otherwise"),
            ("A-1,,,bus_service,close,,,,Village,,", "I3", "place: I2 says otherwise"),
        ],
    )
    def test_that_contradict_each_other_are_told_with_both_cells(
        self, second: str, cell: str, said: str, tmp_path: Path
    ) -> None:
        (row,) = rows_of(sheet(tmp_path, SEVERAL, THREE_ROWS[0], second))

        (fault,) = row.faults
        assert str(fault).startswith(f"round.csv:{cell}: {said}")
        assert fault.code == "S507"

    @pytest.mark.parametrize("second", [THREE_ROWS[0], "A-1,,,library,reduce hours,40%,,,,,", "A-1,,,,,,,,,,"])
    def test_that_add_nothing_are_told(self, second: str, tmp_path: Path) -> None:
        (row,) = rows_of(sheet(tmp_path, SEVERAL, THREE_ROWS[0], second))

        assert [(fault.cell, fault.code) for fault in row.faults] == [("A3", "S508")]

    def test_have_their_faults_at_their_own_cells(self, tmp_path: Path) -> None:
        (row,) = rows_of(
            sheet(
                tmp_path,
                SEVERAL,
                THREE_ROWS[0],
                "A-1,,,bus_servise,,lots,,wizards 20%,,,",
                "A-1,,,youth_club,close,,,,,,",
            )
        )

        with pytest.raises(FileError) as fault:
            ready(row, load_rulebook())

        told = str(fault.value)
        assert [cell in told for cell in ("round.csv:D3: service", "round.csv:E3: change", "round.csv:F3: by")] == [
            True
        ] * 3
        assert "round.csv:H3: groups" in told

    def test_that_are_at_fault_stop_no_other_and_are_told_all_at_once(self, mhia: Mhia) -> None:
        sheet(mhia.folder, SEVERAL, THREE_ROWS[0], "A-1,Other,,bus_servise,close,,,,,,", THREE_ROWS[1])

        ran = mhia("batch", "round.csv", "--out", "out", "--date", "2027-01-04")

        assert ran.code == 3
        assert "round.csv:B3: title: B2 says otherwise" in ran.err
        assert "round.csv:D3: service: " in ran.err
        assert "Of 1 proposal" in ran.out

    def test_are_the_same_on_the_other_side(self, tmp_path: Path) -> None:
        rows = rows_of(sheet(tmp_path, SEVERAL, *THREE_ROWS, "A-1,Other,,youth_club,close,,,,,,"))

        assert [unpacked(row.packed()) for row in rows] == list(rows)


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_excel_does(place: int, name: str) -> None:
    assert letters(place) == name


class TestAWorkbook:
    """Every sheet with a heading is read, and the run says which were not."""

    HEADING = ("reference", "title", "kind", "service", "change")

    def workbook(self, folder: Path, **sheets: Sequence[tuple[object, ...]]) -> Path:
        openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            page = book.create_sheet(title)
            for row in rows:
                page.append(row)
        book.save(folder / "round.xlsx")
        return folder / "round.xlsx"

    def test_may_begin_with_a_cover_and_a_title(self, tmp_path: Path) -> None:
        rows: list[tuple[object, ...]] = [("Budget 2027",), (), self.HEADING, ("A", "Close", "cut", "library", "close")]
        path = self.workbook(tmp_path, Cover=[("Budget",), ("=A1+1",)], Cuts=rows, lists=[("service",)], how=[("…",)])

        read = read_sheet(path)

        assert [(row.where, row.data["title"]) for row in read.rows] == [("row 4", "Close")]
        (note,) = read.notes
        assert "proposals are read from the sheet Cuts; not read: Cover (no row there names the columns" in str(note)

    def test_may_have_several_sheets_of_proposals(self, mhia: Mhia) -> None:
        north, south = (
            [self.HEADING, (name, f"Close {name}", "cut", "library", "close"), ("", "More", "cut", "library", "close")]
            for name in ("N", "S")
        )
        self.workbook(mhia.folder, North=[*north, ("B", "Bad", "cut", "wizardry", "close")], South=south)

        ran = mhia("batch", "round.xlsx", "--out", "out", "--reports", "none", "--date", "2027-01-04")

        assert (ran.code, "Of 4 proposals" in ran.out) == (3, True)
        assert "note: round.xlsx: proposals are read from the sheets North, South\n" in ran.err
        assert "round.xlsx:North!D4: " in ran.err
        made = read_record(mhia.folder / "out")
        assert [entry.id for entry in made.entries] == ["N", "round-North-row-3", "S", "round-South-row-3"]
        assert [entry.file for entry in made.entries][-1] == "round.xlsx South row 3"

    def test_tells_a_row_that_is_in_two_of_its_sheets(self, tmp_path: Path) -> None:
        rows: list[tuple[object, ...]] = [self.HEADING, ("A", "Close", "cut", "library", "close")]

        (row,) = rows_of(self.workbook(tmp_path, One=rows, Two=rows))

        assert [(fault.cell, fault.code) for fault in row.faults] == [("Two!A2", "S508")]
        assert "says nothing that One row 2 or one after it does not say" in row.faults[0].message

    def test_says_nothing_of_sheets_where_there_is_one(self, tmp_path: Path) -> None:
        assert read_sheet(self.workbook(tmp_path, Cuts=[self.HEADING], lists=[("service",)])).notes == ()


class TestTheBlankSheet:
    def test_is_a_round_without_rows_until_it_is_filled_in(self, mhia: Mhia) -> None:
        openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
        pytest.importorskip("xlsxwriter", reason="an Excel sheet needs the extra `sheets`")
        assert mhia("new", "--round", "round.xlsx").code == 0
        assert "has a heading but no rows" in mhia("batch", "round.xlsx").err

        book = openpyxl.load_workbook(mhia.folder / "round.xlsx")
        book["round"].append(["", "Close it", "cut", "library", "close"])
        book.save(mhia.folder / "round.xlsx")

        assert mhia("batch", "round.xlsx", "--out", "out", "--reports", "none").code == 0

    def test_offers_every_service_and_change_of_the_rulebook(self, mhia: Mhia) -> None:
        openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
        pytest.importorskip("xlsxwriter", reason="an Excel sheet needs the extra `sheets`")
        mhia("new", "--round", "round.xlsx")
        book, rules = openpyxl.load_workbook(mhia.folder / "round.xlsx"), load_rulebook()

        lists = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["lists"].columns}
        rules_on = {
            each.formula1 for each in book["round"].data_validations.dataValidation if "lists!" in str(each.formula1)
        }
        assert lists["service"] == [*rules.services, "unlisted"]
        assert lists["change"] == list(rules.changes)
        assert lists["kind"] == ["cut", "commission", "change"]
        assert len(rules_on) == 11

    def test_checks_every_row_that_may_be_filled_and_says_what_belongs_there(self, mhia: Mhia) -> None:
        openpyxl = pytest.importorskip("openpyxl", reason="an Excel sheet needs the extra `sheets`")
        pytest.importorskip("xlsxwriter", reason="an Excel sheet needs the extra `sheets`")
        mhia("new", "--round", "round.xlsx")
        page = openpyxl.load_workbook(mhia.folder / "round.xlsx")["round"]

        headings = {letters(place): cell.value for place, cell in enumerate(page[1])}
        rules = {
            headings[str(each.sqref).split(":")[0].rstrip("0123456789")]: each
            for each in page.data_validations.dataValidation
        }
        columns = {column.name: column for column in COLUMNS}

        assert all(re.fullmatch(r"[A-Z]+2:[A-Z]+1048576", str(each.sqref)) for each in rules.values())
        assert all(each.prompt.startswith(columns[name].note) and each.showInputMessage for name, each in rules.items())
        assert {name for name in headings.values() if columns[name].kind in {"value", "saving", "groups"}} <= set(rules)
        assert all(each.errorStyle == "warning" for each in rules.values() if each.type)
        assert [rules[name].errorTitle for name in ("users", "starts", "by", "saving")] == [
            "Not a number", "Not a date", "Not a number", "Not a number",
        ]  # fmt: skip

    def test_is_never_written_over_another(self, mhia: Mhia) -> None:
        pytest.importorskip("xlsxwriter", reason="an Excel sheet needs the extra `sheets`")
        mhia("new", "--round", "round.xlsx")

        assert mhia("new", "--round", "round.xlsx").code == 3
