"""A blank sheet for a round: a heading with a note on every column, and lists to choose from."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, get_args

from mhia.errors import MissingExtraError
from mhia.proposal import Alternatives, Change, Decision, Mitigation, Money, Place, Proposal
from mhia.reading.shapes import bare, choices_of
from mhia.rulebook.lookup import Rulebook
from mhia.sheets.columns import COLUMNS, NEEDED, Column, letters
from mhia.sheets.headings import OURS

LAST_ROW = 1_048_575
"""The last row that Excel has, counted from 0: lists and checks hold for whole columns."""
_WIDE = {"title": 44, "service": 28, "change": 20, "groups": 36, "description": 36, "summary": 44, "note": 36}
_NARROW = 15
_KINDS = {"service": "service", "change": "change", "mitigation_kind": "mitigation"}
"""Columns whose words the rulebook knows."""
_FIELDS: dict[str, tuple[Any, str]] = {
    "kind": (Proposal, "kind"), "money_status": (Money, "status"), "users_of": (Change, "users_of"),
    "public_transport": (Alternatives, "public_transport"), "nation": (Place, "nation"), "setting": (Place, "setting"),
    "mitigation_status": (Mitigation, "status"), "stage": (Decision, "stage"),
}  # fmt: skip
"""Columns of which the proposal's own fields say what may stand in them."""
_LONGEST_MESSAGE = 255
"""Letters that Excel shows beside a cell."""
_SHARES = {"by", "affects", "share_finding_equivalent"}
_DATES = {"starts", "decision_date"}
# What begins with a figure is let through: a range, or a sum with its sign, is mhia's to read.
_BEGINS_WITH_A_FIGURE = 'ISNUMBER(VALUE(LEFT(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({0},"£",""),"-",""),"(",""),1)))'
_NUMBER = (f"=OR(ISNUMBER({{0}}),{_BEGINS_WITH_A_FIGURE})", "Write a number, or a range: 1200 or 200-400.")
_SHARE = (
    '=OR(AND(ISNUMBER({0}),{0}>=0,{0}<=1),RIGHT({0},1)="%")',
    "Write a share with its sign: 40%, or 30-50%. 40 alone would be forty times all of it.",
)
_DATE = (
    "=OR(AND(ISNUMBER({0}),{0}>=1990),AND(LEN({0})>=4,ISNUMBER(VALUE(LEFT({0},4)))))",
    "Write a date, a month or a year: 2027-06-01, 2027-06 or 2027.",
)
_HOW = (
    (
        "One row is one proposal, or several rows with the same reference are. Only title, kind, service and change "
        "are needed; leave out what you do not know."
    ),
    "An empty cell is unknown, never zero. The report says what is worth finding out.",
    (
        "Click on a heading to see what belongs there. Lists offer the names that mhia knows; your own words are "
        "tried, too."
    ),
    (
        "A service that is on no list: write unlisted, and say under description what it is. It is then screened "
        "out in words."
    ),
    "Groups stand with semicolons between: carers; disabled_people 20%; older_living_alone 900.",
    (
        "A proposal with several changes has a row for each, with the same reference in all of them. Further rows can "
        "add groups and mitigations, too; what holds for the whole proposal (its title, its saving) is written once."
    ),
    "Save it, then: mhia batch round.xlsx",
)


def blank_sheet(rulebook: Rulebook) -> bytes:
    """The sheet as .xlsx, the same bytes for the same rulebook. MissingExtraError without xlsxwriter."""
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("An Excel sheet", "sheets") from None
    made = BytesIO()
    book = Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = datetime.fromisoformat(rulebook.date or "2026-01-01").replace(tzinfo=UTC)
    book.set_properties(
        {"title": "A budget round for mhia", "author": f"mhia, rulebook {rulebook.version}", "created": created}
    )
    main, lists, how = (book.add_worksheet(name) for name in ("round", *OURS))
    offered = {**_of_rulebook(rulebook), **_of_fields()}
    places = _write_lists(book, lists, offered, rulebook)
    _write_heading(book, main, places)
    how.set_column(0, 0, 110)
    for row, line in enumerate(_HOW):
        how.write_string(row, 0, line)
    book.close()
    return made.getvalue()


def _of_rulebook(rulebook: Rulebook) -> dict[str, list[str]]:
    return {
        column: [*rulebook.ids(kind), *(["unlisted"] if kind == "service" else [])] for column, kind in _KINDS.items()
    }


def _of_fields() -> dict[str, list[str]]:
    found = {}
    for column, (record, name) in _FIELDS.items():
        shape = bare(record.model_fields[name].annotation)
        found[column] = list(choices_of(shape)) or [str(each) for each in get_args(shape)]
    return found


def _write_lists(book: Any, sheet: Any, offered: dict[str, list[str]], rulebook: Rulebook) -> dict[str, str]:
    """Write each list as a column, services and groups with what they mean; gives where each stands."""
    bold = book.add_format({"bold": True, "bottom": 2})
    places: dict[str, str] = {}
    at = 0
    for column, names in {**offered, "groups": list(rulebook.groups)}.items():
        sheet.write_string(0, at, column, bold)
        sheet.set_column(at, at, 30)
        for row, name in enumerate(names, start=1):
            sheet.write_string(row, at, name)
        if column != "groups":
            places[column] = f"=lists!${letters(at)}$2:${letters(at)}${len(names) + 1}"
        kind = {**_KINDS, "groups": "group"}.get(column)
        if kind is not None:
            at += 1
            labels = rulebook.labels(kind)
            sheet.write_string(0, at, "what it is", bold)
            sheet.set_column(at, at, 44)
            for row, name in enumerate(names, start=1):
                sheet.write_string(row, at, labels.get(name, "outside the rulebook"))
        at += 1
    sheet.freeze_panes(1, 0)
    return places


def _write_heading(book: Any, sheet: Any, places: dict[str, str]) -> None:
    needed = book.add_format({"bold": True, "bottom": 2, "bg_color": "#f6cfae"})
    other = book.add_format({"bold": True, "bottom": 2})
    # Of two columns that say the same (a saving, a change in spending) the first is enough.
    columns = list({column.path: column for column in reversed(COLUMNS)}.values())[::-1]
    for at, column in enumerate(columns):
        must = column.name in NEEDED
        sheet.write_string(0, at, column.name, needed if must else other)
        sheet.write_comment(0, at, column.note + (" (needed)" if must else ""), {"author": "mhia"})
        sheet.set_column(at, at, _WIDE.get(column.name, _NARROW))
        if rule := _rule(column, letters(at), places):
            how = f". {rule['error_message']}" if rule["validate"] == "custom" else ""
            message = {"input_title": column.name, "input_message": f"{column.note}{how}"[:_LONGEST_MESSAGE]}
            sheet.data_validation(1, at, LAST_ROW, at, rule | message)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, LAST_ROW, len(columns) - 1)


def _rule(column: Column, letter: str, places: dict[str, str]) -> dict[str, Any]:
    """What may stand in the cells of a column: a warning and no refusal, because mhia reads more than this knows."""
    kept = {"error_type": "warning", "ignore_blank": True}
    if column.name in places:
        said = "mhia may know it by this name all the same. Keep it?"
        return kept | {
            "validate": "list",
            "source": places[column.name],
            "error_title": "Not on the list",
            "error_message": said,
        }
    if column.kind == "groups":
        return {"validate": "any"}
    if column.kind not in {"value", "saving"}:
        return {}
    check, said = _SHARE if column.name in _SHARES else _DATE if column.name in _DATES else _NUMBER
    formula = check.format(f"{letter}2")
    title = "Not a date" if column.name in _DATES else "Not a number"
    return kept | {"validate": "custom", "value": formula, "error_title": title, "error_message": said}
