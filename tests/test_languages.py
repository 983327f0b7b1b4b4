"""A report in another language: every fixed phrase is in its catalogue, the rest says that it is English."""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from extracting import squeezed, text_of
from reporting import EVERY, ROOT, assessed, rulebook, viewed
from test_report_pages import LARGEST, Page
from test_same_facts import sentences

from mhia.assessment import BANDS
from mhia.domains import DOMAINS
from mhia.errors import FileError, MhiaError
from mhia.languages import SLOT, Catalogue, catalogue
from mhia.report.formats import FORMATS
from mhia.report.view import affected, conditions, duties, evidence, numbers, words
from mhia.report.view.page import PROFILES, Profile, View
from mhia.report.view.spoken import Piece, Spoken, bare, joined, pieces_of, spoken
from mhia.report.view.translating import CHECKED, Tongue, in_language

every = pytest.mark.parametrize("name", EVERY)
LANGUAGES = tuple(sorted(path.stem for path in (ROOT / "templates/report/languages").glob("*.yaml")))
VIEWS = ROOT / "mhia" / "report" / "view"
OF_ROUNDS = ("round_", "comparison")
"""Modules of the papers on rounds and comparisons, which are in English only."""
FIXED = {
    "View": ("kind_of_paper", "status", "red_lines_title", "summary_title", "grid_title", "contents_title", "footer"),
    "Labels": ("table", "figure", "page", "of", "skip"),
    "Section": ("title",),
    "Grid": ("caption", "corner", "reading"),
    "Column": ("label", "note"),
    "GridRow": ("notes", "in_words"),
    "Mark": ("words", "note"),
    "Answer": ("question", "answer"),
    "Table": ("caption", "columns"),
    "FindingNote": ("heading",),
    "Line": ("lead",),
    "Chart": ("title", "key"),
    "Zone": ("label",),
    "Bar": ("in_words",),
    "Sheet": ("title", "if_empty"),
    "SheetColumn": ("label",),
}
"""The fields of a view that hold nothing but phrases, with a name or a text of the rulebook's in a gap at most."""
STAY_ENGLISH = (
    # Whole paragraphs are read at leisure, and a wrong word in them would mislead: a person has to translate them.
    "Paragraph.text",
    # What follows from one proposal.
    "Cell.text",
    "Cell.note",
)
"""Places where the code's own words may stay English."""
ALSO_SAID = (
    *(f"{words.BAND[one]} {way}" for one in BANDS for way in words.WAY.values()),
    *(words.band_range(pair) + f" {way}" for pair in product(BANDS, BANDS) for way in words.WAY.values() if pair[0] < pair[1]),
)
