"""A paper that is not the report of one proposal (a round, a package, a comparison) as its readers may have it."""

from dataclasses import replace

from mhia.report.view.linking import with_live_links
from mhia.report.view.member import one_page
from mhia.report.view.page import Block, Paragraph, Profile, Section, Table, View

PUBLIC_PAPER = (
    "This is the public version. Small numbers of people, whatever they could be worked out from, and what is wrong "
    "with files are left out; what all users lose is worked out from users rounded to fives."
)
"""What the foot of a public paper says."""


_MOST_ROWS = 12
"""Of a table on a member's page."""


def for_readers(view: View, readers: Profile) -> View:
    """The paper for its readers: on one page for a member; a public one says that it is one.

    A member's page keeps the first part of the paper: what is in the package, what the sides are.
    Hiding what a public paper may not tell is done before it is written: see `round_publishing` and `publishing`.
    """
    if readers == "member":
        short = one_page(replace(view, profile="member"))
        return with_live_links(replace(short, sections=(*map(_short, view.sections[:1]), *short.sections)))
    if readers == "public":
        return replace(view, profile="public", footer=(*view.footer, PUBLIC_PAPER))
    return view


def _short(section: Section) -> Section:
    """A part with no more of each table than a page holds, without its number."""
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Table) and len(block.rows) > _MOST_ROWS:
            left = len(block.rows) - _MOST_ROWS
            blocks += [replace(block, rows=block.rows[:_MOST_ROWS]), Paragraph(f"{left} more in the full paper.")]
        else:
            blocks.append(block)
    return replace(section, title=section.title.partition(". ")[2] or section.title, blocks=tuple(blocks))
