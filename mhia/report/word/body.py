"""The body of a Word document from top to bottom: the first page, the grid on a page turned, contents, sections."""

from mhia.logo import Logo
from mhia.report.view.page import View
from mhia.report.view.spoken import joined
from mhia.report.word.blocks import (
    answers,
    aside,
    entry,
    grid,
    heading,
    inline,
    laid_out,
    linked,
    paragraph,
    run,
    strong,
)
from mhia.report.word.look import Look

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_MOST_COLUMNS_UPRIGHT = 5
_MOST_ROWS_TURNED = 10
"""So many groups leave room on a turned page for how to read them; else that stands on the page after it."""
_FEW_SECTIONS = 3
"""So many need no table of contents."""
_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def body(view: View, look: Look, logo: Logo | None = None) -> str:
    """The whole body as XML."""
    # A page of its own, turned: not where one page is all there is.
    wide = len(view.grid.columns) >= _MOST_COLUMNS_UPRIGHT and view.profile != "member"
    full = wide and len(view.grid.rows) > _MOST_ROWS_TURNED
    parts = [
        inline(look.logo(logo), logo.alt, look) if logo else "",
        _opening(view, look),
        _end_of_section(look.upright) if wide else "",
        heading("heading 1", view.grid_title, look, place="the-grid"),
        grid(view.grid, look, wide=wide, reading=not full),
        _end_of_section(look.turned) if wide else "",
        aside(view.grid.reading, look) if full else "",
        _contents(view, look) if len(view.sections) > _FEW_SECTIONS else "",
    ]
    for section in view.sections:
        parts.append(heading("heading 1", section.title, look, place=section.id))
        parts += [laid_out(block, look) for block in section.blocks]
    parts += [aside(line, look) for line in view.footer]
    return f"<w:body {_NAMESPACES}>{''.join(parts)}{look.last}</w:body>"


def _opening(view: View, look: Look) -> str:
    parts = [
        paragraph("Normal", strong(view.kind_of_paper, look), look),
        paragraph("mhia status", run(view.status), look),
        aside(joined(view.facts, " · "), look),
        paragraph("Title", run(view.title), look),
        paragraph("Subtitle", run(view.lede), look),
        *(aside(line, look) for line in view.notice),
    ]
    if view.red_lines:
        frame = look.box("alarm")
        parts.append(heading("heading 1", view.red_lines_title, look, place="red-lines", more=frame))
        parts += [paragraph("Normal", entry(line, look), look, frame) for line in view.red_lines]
    parts.append(heading("heading 1", view.summary_title, look, place="summary"))
    parts += [paragraph("Subtitle", run(words), look) for words in view.summary]
    asked = [(one.question, one.answer, one.detail, one.href) for one in view.answers]
    glance = laid_out(view.glance, look) if view.glance else ""
    return "".join(parts) + answers(asked, view.summary_title, look) + glance


def _contents(view: View, look: Look) -> str:
    """A field that Word fills with pages when it is asked to; until then it lists the headings, each a link."""
    named = [(view.red_lines_title, "#red-lines")] if view.red_lines else []
    named += [(view.summary_title, "#summary"), (view.grid_title, "#the-grid")]
    named += [(section.title, f"#{section.id}") for section in view.sections]
    lines = [linked(title, href, look, look.plain) for title, href in named]
    lines[0], lines[-1] = _BEGIN + lines[0], lines[-1] + _END
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{paragraph('TOC Heading', run(view.contents_title), look)}"
        f"{''.join(paragraph('toc 1', line, look) for line in lines)}</w:sdtContent></w:sdt>"
    )


def _end_of_section(page: str) -> str:
    return f"<w:p><w:pPr>{page}</w:pPr></w:p>"
