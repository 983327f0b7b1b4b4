"""The columns that a sheet may have, and which of them its heading names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from mhia.errors import FileError, Problem

Steps = tuple[str | int, ...]
"""The keys and positions that lead to a field."""
Kind = Literal["text", "value", "words", "groups", "saving"]
"""`words`: several, semicolons between; `groups`: groups with share or people; `saving`: a saving, above zero."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a sheet may have."""

    name: str
    path: Steps
    """The field that its cells fill."""
    kind: Kind = "value"
    note: str = ""
    also: tuple[str, ...] = ()
    """Other headings that mean the same."""


_C = ("changes", 0)
COLUMNS: tuple[Column, ...] = (
    Column(
        "reference", ("reference",), "text",
        "The council's own number; it names the report. Rows with the same reference are one proposal", ("ref", "id"),
    ),
    Column("title", ("title",), "text", "What is proposed, in a line", ("proposal", "name")),
    Column("kind", ("kind",), "text", "cut, commission or change"),
    Column("service", (*_C, "service"), "text", "A service of the rulebook, or unlisted with a description"),
    Column("change", (*_C, "change"), "text", "What is done to it: close, reduce_hours …", ("what is done",)),
    Column("by", (*_C, "by"), "value", "How much, as a share: 40%", ("how much",)),
    Column(
        "saving", ("money", "annual_change"), "saving", "Pounds a year; below zero where it costs",
        ("saving a year", "annual saving", "saving gbp"),
    ),
    Column("annual_change", ("money", "annual_change"), "value", "Pounds a year: negative is a saving"),
    Column("money_status", ("money", "status"), "text", "known, estimate, part_of_bundle or unknown"),
    Column("starts", ("money", "starts"), "value", "When the money changes", ("start", "from")),
    Column("users", (*_C, "users"), "value", "Regular users (for a gain: people who start)"),
    Column("offered", (*_C, "offered"), "value", "People offered a gain"),
    Column("users_of", (*_C, "users_of"), "text", "affected_sites or whole_service"),
    Column("affects", (*_C, "affects"), "value", "The part of the service concerned, as a share"),
    Column("sites_affected", (*_C, "sites", "affected"), "value", "Places that close or change"),
    Column("sites_of", (*_C, "sites", "of"), "value", "Places there are now", ("sites",)),
    Column("capacity_before", (*_C, "capacity", "before"), "value", "Places to sit, sleep or take part now"),
    Column("capacity_after", (*_C, "capacity", "after"), "value", "Places afterwards"),
    Column("capacity_used", (*_C, "capacity", "used"), "value", "Places used now"),
    Column("price_before", (*_C, "price", "before"), "value", "Price now; 0 is free"),
    Column("price_after", (*_C, "price", "after"), "value", "Price afterwards"),
    Column("nearest_km", (*_C, "alternatives", "nearest_km"), "value", "Kilometres to the nearest equivalent"),
    Column("public_transport", (*_C, "alternatives", "public_transport"), "text", "good, poor or none"),
    Column(
        "share_finding_equivalent", (*_C, "alternatives", "share_finding_equivalent"), "value",
        "Share of users who find an equivalent",
    ),
    Column("replaced_by", (*_C, "replaced_by"), "text", "What takes its place"),
    Column("serves", (*_C, "serves"), "words", "Services that people reach by means of this one; semicolons between"),
    Column("description", (*_C, "description"), "text", "The service or the change in the paper's own words"),
    Column("groups", ("groups",), "groups", "Who is affected: `carers; disabled_people 20%; older_living_alone 900`"),
    Column("place", ("place", "name"), "text", "Council area, town or ward"),
    Column("wards", ("place", "wards"), "words", "The wards concerned; semicolons between"),
    Column("nation", ("place", "nation"), "text", "england, wales, scotland or northern_ireland"),
    Column("population", ("place", "population"), "value", "Residents of the place"),
    Column("setting", ("place", "setting"), "text", "urban, rural or mixed"),
    Column("deprivation", ("place", "deprivation"), "value", "Decile, 1 the most deprived tenth"),
    Column("mitigation", ("mitigations", 0, "action"), "text", "What will be done to avoid harm"),
    Column("mitigation_kind", ("mitigations", 0, "kind"), "text", "A kind from the rulebook's catalogue"),
    Column("mitigation_status", ("mitigations", 0, "status"), "text", "funded, planned or proposed"),
    Column("posts", ("staff", "posts"), "value", "Posts that go, full-time equivalent"),
    Column("redundancies", ("staff", "redundancies"), "value", "People expected to lose their job"),
    Column("body", ("decision", "body"), "text", "Who decides"),
    Column("decision_date", ("decision", "date"), "value", "When"),
    Column("stage", ("decision", "stage"), "text", "draft, consultation or final"),
    Column("summary", ("summary",), "text", "In a sentence or two"),
    Column("note", (*_C, "note"), "text", "Anything the reader should know", ("notes",)),
)  # fmt: skip
"""Every column that a sheet may have; only title, kind, service and change are needed."""
NEEDED = ("title", "kind", "service", "change")
"""Columns without which there is no proposal."""
_KNOWN = {name: column for column in COLUMNS for name in (column.name, *column.also)}


def columns_of(heading: Sequence[Any], name: str, prefix: str, row: int) -> list[Column | None]:
    """What each column means; FileError for headings that mean nothing, come twice or are missing."""
    found: list[Column | None] = []
    faults = []
    for place, cell in enumerate(heading):
        said = str(cell).strip() if is_given(cell) else ""
        column = _KNOWN.get(_folded(said))
        twin = next((each for each in found if each and column and each.path == column.path), None)
        if said and (column is None or twin):
            near = get_close_matches(_folded(said), _KNOWN, n=1, cutoff=0.6)
            hint = (
                f"; did you mean `{near[0]}`?"
                if near
                else f"; the columns are {', '.join(each.name for each in COLUMNS)}"
            )
            message = (
                f"says the same as the column `{twin.name}`; keep one of the two"
                if twin
                else f"no column is called `{said}`{hint}"
            )
            at = f"{prefix}{letters(place)}{row}"
            faults.append(Problem(name, message=message, code="S502" if twin else "S501", cell=at))
        found.append(column)
    have = {column.name for column in found if column}
    missing = [each for each in NEEDED if each not in have]
    if missing and not faults:
        what = f"has no column called {', '.join(missing)}; the first row of the table names the columns"
        faults.append(Problem(name, message=what, code="S503", cell=f"{prefix}A{row}"))
    if faults:
        raise FileError(*faults)
    return found


def known_in(cells: Sequence[Any]) -> set[str]:
    """The names of the columns that a row names, if it is a heading."""
    columns = (_KNOWN.get(_folded(str(cell))) for cell in cells if is_given(cell))
    return {column.name for column in columns if column}


def letters(place: int) -> str:
    """The letters of a column (0 is A, 26 is AA)."""
    text = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        text = chr(ord("A") + left) + text
    return text


def column_at(path: Steps) -> Column | None:
    """The column that fills a field, whichever of several changes or mitigations it belongs to."""
    first = tuple(0 if isinstance(step, int) else step for step in path)
    return next((column for column in COLUMNS if column.path == first), None)


def is_given(cell: Any) -> bool:
    """Whether there is anything in a cell."""
    return cell is not None and str(cell).strip() != ""


def _folded(text: str) -> str:
    """A heading without what people write in different ways: capitals, brackets, hyphens, the pound sign."""
    plain = re.sub(r"\(.*?\)", " ", text.lower())
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return words if words in _KNOWN else words.replace("_", " ")
