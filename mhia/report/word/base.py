"""The document a report is written into: our own look, or a council's document with what it lacks added."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart
from markupsafe import escape

from mhia.errors import FileError, Problem
from mhia.report.laying_out import template_file

_A4 = (11906, 16838)
_MARGINS = {"top": 1250, "right": 1200, "bottom": 1150, "left": 1200, "header": 600, "footer": 550, "gutter": 0}
_NARROW_MARGINS = {"top": 510, "right": 740, "bottom": 600, "left": 740, "header": 300, "footer": 280, "gutter": 0}
"""In twentieths of a point."""
_TEXT, _SMALLEST = 22, 13
"""The usual size of letters and the least, in halves of a point: below 6.5 points they cannot be read."""
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Properties xmlns="{_PROPERTIES}"><Application>{{}}</Application></Properties>'
)
_OF_THE_PACKAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"
_THUMBNAIL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
"""A little picture of another document."""
_NOT_NEEDED = {
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml",
}


def base_document(reference: Path | None, templates: Path | None, language: str, *, scale: float = 1.0) -> Any:
    """An empty document with every style a report needs; FileError where the reference is not a Word document.

    Below a `scale` of 1, letters, the space between them and the margins are smaller; a council's own styles stay.
    """
    if reference is None:
        return Document(BytesIO(_our_own(templates, language, scale)))
    document = _opened(reference)
    _add_missing(document.styles.element, _our_styles(templates, scale))
    _number_lists(document)
    _speak(document, language)
    _drop(document.part.package.rels, {_THUMBNAIL})
    return document


@cache
def _our_own(templates: Path | None, language: str, scale: float) -> bytes:
    """A document with our styles and nothing in it, made once: python-docx's own is ten times as large."""
    document = Document()
    _replace_children(document.styles.element, _our_styles(templates, scale))
    _set_page(document.element.body.sectPr, _MARGINS if scale == 1 else _NARROW_MARGINS)
    _set_newest(document.settings.element)
    _speak(document, language)
    _drop(document.part.package.rels, {_THUMBNAIL})
    _drop(document.part.rels, _NOT_NEEDED)
    lists = document.part.numbering_part.element
    for child in list(lists):
        lists.remove(child)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _our_styles(templates: Path | None, scale: float) -> Any:
    styles = parse_xml(template_file("report/word/styles.xml", templates).read_bytes())
    if scale != 1:
        for size in styles.iter(qn("w:sz"), qn("w:szCs")):
            size.set(qn("w:val"), str(smaller(int(size.get(qn("w:val"))), scale)))
        for space in styles.iter(qn("w:spacing")):
            # Between paragraphs there is more to spare than in the letters.
            for side in (qn("w:before"), qn("w:after")):
                space.set(side, str(round(int(space.get(side, "0")) * scale**4)))
            space.set(qn("w:line"), "240")
    return styles


def smaller(size: int, scale: float) -> int:
    """A size of letters in halves of a point, made smaller; what is larger than the text comes nearer to it."""
    if scale == 1:
        return size
    return max(_SMALLEST, round(min(size, _TEXT) * scale + max(0, size - _TEXT) * scale / 2))


def style_ids(document: Any) -> dict[str, str]:
    """The id of every style by its name in small letters: names are the same in every document, ids are not."""
    return {
        style.find(qn("w:name")).get(qn("w:val")).lower(): style.get(qn("w:styleId"))
        for style in _styles(document.styles.element)
    }


def name_maker(document: Any, generator: str) -> None:
    """Let the file's properties say which program made it."""
    package = document.part.package
    xml = _APPLICATION.format(escape(generator))
    for relation in package.rels.values():
        if relation.reltype == _OF_THE_PACKAGE:
            relation.target_part._blob = xml.encode()  # noqa: SLF001 - python-docx has no other way to change a part
            return
    kind = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    package.relate_to(Part(PackURI("/docProps/app.xml"), kind, xml.encode(), package), _OF_THE_PACKAGE)


def _opened(reference: Path) -> Any:
    try:
        document = Document(str(reference))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError):
        message = "is not a Word document (.docx) that can be opened; save it as .docx in Word"
        raise FileError(Problem(file=str(reference), message=message)) from None
    if document.element.body.sectPr is None:
        document.element.body.append(OxmlElement("w:sectPr"))
        _set_page(document.element.body.sectPr, _MARGINS)
    return document


def _styles(styles: Any) -> Iterator[Any]:
    for style in styles.iterchildren(qn("w:style")):
        if style.find(qn("w:name")) is not None:
            yield style


def _replace_children(old: Any, new: Any) -> None:
    for child in list(old):
        old.remove(child)
    for child in list(new):
        old.append(child)


def _add_missing(theirs: Any, own: Any) -> None:
    """Add our styles that a council's document has not; where they build on another, on the council's of that name."""
    names = {style.find(qn("w:name")).get(qn("w:val")).lower(): style.get(qn("w:styleId")) for style in _styles(theirs)}
    taken = {style.get(qn("w:styleId")) for style in theirs.iterchildren(qn("w:style"))}
    ids: dict[str, str] = {}
    missing = []
    for style in _styles(own):
        name, old = style.find(qn("w:name")).get(qn("w:val")).lower(), style.get(qn("w:styleId"))
        ids[old] = names.get(name) or (f"{old}Mhia" if old in taken else old)
        if name not in names:
            missing.append(deepcopy(style))
    for style in missing:
        style.set(qn("w:styleId"), ids[style.get(qn("w:styleId"))])
        style.attrib.pop(qn("w:default"), None)
        for part in (qn("w:basedOn"), qn("w:next")):
            for element in style.iterchildren(part):
                element.set(qn("w:val"), ids.get(element.get(qn("w:val")), element.get(qn("w:val"))))
        theirs.append(style)


def _set_page(section: Any, around: Mapping[str, int]) -> None:
    """A4 with margins: the usual ones leave room for a line of about 75 letters."""
    for name in ("w:pgSz", "w:pgMar"):
        for child in section.findall(qn(name)):
            section.remove(child)
    size, margins = OxmlElement("w:pgSz"), OxmlElement("w:pgMar")
    for name, value in zip(("w", "h"), _A4, strict=True):
        size.set(qn(f"w:{name}"), str(value))
    for name, value in around.items():
        margins.set(qn(f"w:{name}"), str(value))
    section.insert(0, size)
    section.insert(1, margins)


def _set_newest(settings: Any) -> None:
    """Otherwise Word opens the document in its compatibility mode."""
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _speak(document: Any, language: str) -> None:
    """The language of the text: screen readers and spelling checks go by it."""
    spoken = parse_xml(
        '<w:docDefaults xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:rPrDefault><w:rPr>'
        "<w:lang/></w:rPr></w:rPrDefault></w:docDefaults>"
    )
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        styles.insert(0, spoken)
    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    for lang in document.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), language)


def _number_lists(document: Any) -> None:
    """A place for the numbers of lists, in a document that had no list."""
    part = document.part
    if any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in part.rels.values()):
        return
    root = OxmlElement("w:numbering")
    numbering = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, root, part.package)
    part.relate_to(numbering, RELATIONSHIP_TYPE.NUMBERING)


def _drop(relations: Any, kinds: set[str]) -> None:
    """Leave parts of these kinds out of the file."""
    for number in [number for number, relation in relations.items() if relation.reltype in kinds]:
        del relations[number]
