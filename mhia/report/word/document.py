"""The report as a Word document: headings, captions, contents and header rows are Word's own and can be edited."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.oxml import parse_xml

from mhia.logo import Logo
from mhia.report.view.page import Dated, View
from mhia.report.view.words import plain
from mhia.report.word.base import base_document, name_maker
from mhia.report.word.body import body
from mhia.report.word.footing import add_footer
from mhia.report.word.look import Look, scale
from mhia.report.word.packing import with_one_date


def word(
    view: View,
    assessment: Dated,
    templates: Path | None = None,
    reference: Path | None = None,
    logo: Logo | None = None,
) -> bytes:
    """The report as .docx; `reference` is a document of the council's whose styles, page and footer it takes on.

    Same view, same bytes: every date in the file is the assessment's. FileError where the reference cannot be used.
    """
    document = base_document(reference, templates, view.language, scale=scale(view))
    add_footer(document, view)
    look = Look(document, view, templates)
    document.element.replace(document.element.body, parse_xml(body(view, look, logo)))
    look.finish()
    _say_what_it_is(document, view, assessment)
    made = BytesIO()
    document.save(made)
    return with_one_date(made.getvalue())


def _say_what_it_is(document: Any, view: View, assessment: Dated) -> None:
    made_on = datetime.fromisoformat(assessment.assessed_on).replace(tzinfo=UTC)
    properties = document.core_properties
    properties.title = _short(f"{view.title}: {view.kind_of_paper}")
    properties.subject = _short(view.kind_of_paper)
    properties.author = properties.last_modified_by = view.generator
    properties.created = properties.modified = made_on
    properties.language = view.language
    properties.revision = 1
    properties.comments = properties.keywords = properties.category = ""
    name_maker(document, view.generator)


def _short(text: str) -> str:
    """A property of the file holds 255 letters at most."""
    text = plain(text)
    return text if len(text) <= 255 else f"{text[:254]}…"  # noqa: PLR2004 - Word's own limit
