"""The line at the foot of every page: how far this is approved, and the number of the page."""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from markupsafe import escape

from mhia.report.view.page import View
from mhia.report.view.words import plain
from mhia.report.word.base import style_ids

_FIELD = '<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def add_footer(document: Any, view: View) -> None:
    """Give the document our footer, unless it brings one of its own."""
    section = document.sections[0]
    if not section.footer.is_linked_to_previous:
        return
    footer = section.footer
    footer.is_linked_to_previous = False
    said, of = (escape(plain(text)) for text in (f"{view.status} · {view.labels.page}", view.labels.of))
    xml = (
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style_ids(document)["footer"]}"/><w:jc w:val="right"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{said} </w:t></w:r>{_FIELD.format("PAGE")}'
        f'<w:r><w:t xml:space="preserve"> {of} </w:t></w:r>{_FIELD.format("NUMPAGES")}</w:p>'
    )
    element = footer._element  # noqa: SLF001 - python-docx adds fields only as XML
    for child in list(element):
        element.remove(child)
    element.append(parse_xml(xml))
