"""What a page of the site is made of: the blocks that reports are made of too."""

from dataclasses import dataclass

from mhia.report.view.page import Heading, Items, Paragraph, Table

Block = Paragraph | Items | Heading | Table


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading of its own."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class SitePage:
    """One page of the site in words; a template decides how it looks."""

    path: str
    title: str
    kind: str
    """What sort of page it is, above the title."""
    lede: str
    sections: tuple[Section, ...]
    short: str = ""
    """The title where there is little room; the title itself if empty."""

    @property
    def in_brief(self) -> str:
        """The title for the browser's tab."""
        return self.short or self.title

    @property
    def root(self) -> str:
        """The way from this page to the top of the site."""
        return "../" * self.path.count("/")
