"""The lists of a Word document: a list is a number that its paragraphs name, and each numbered one starts at 1."""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

_KIND = (
    '<w:abstractNum {ns} w:abstractNumId="{id}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
    '<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="360" w:hanging="300"/></w:pPr></w:lvl></w:abstractNum>'
)
_LIST = '<w:num {ns} w:numId="{id}"><w:abstractNumId w:val="{kind}"/>{restart}</w:num>'
_RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'


class Lists:
    """The lists of a document, beside those it brings along."""

    def __init__(self, document: Any) -> None:
        """Find the numbers that are not taken."""
        self._root = document.part.numbering_part.element
        kinds = [int(kind.get(qn("w:abstractNumId"))) for kind in self._root.iterchildren(qn("w:abstractNum"))]
        numbers = [int(number.get(qn("w:numId"))) for number in self._root.iterchildren(qn("w:num"))]
        self._kind = max(kinds, default=-1) + 1
        self.bullets = self._last = max(numbers, default=0) + 1

    def numbered(self) -> int:
        """The number of a new list that begins at 1."""
        self._last += 1
        return self._last

    def write(self) -> None:
        """Add the lists that were asked for. The file wants kinds of list before lists."""
        first = next((child for child in self._root if child.tag == qn("w:num")), None)
        for offset, (form, text) in enumerate((("bullet", "•"), ("decimal", "%1."))):
            kind = parse_xml(_KIND.format(ns=nsdecls("w"), id=self._kind + offset, form=form, text=text))
            if first is None:
                self._root.append(kind)
            else:
                first.addprevious(kind)
        for number in range(self.bullets, self._last + 1):
            bulleted = number == self.bullets
            kind_id, restart = (self._kind, "") if bulleted else (self._kind + 1, _RESTART)
            self._root.append(parse_xml(_LIST.format(ns=nsdecls("w"), id=number, kind=kind_id, restart=restart)))
