"""A paper that is not the report of one proposal (a round, a package, a comparison) as its readers may have it."""

from dataclasses import replace

from mhia.report.view.linking import with_live_links
from mhia.report.view.member import one_page
from mhia.report.view.page import Profile, View

PUBLIC_PAPER = (
    "This is the public version. Small numbers of people, whatever they could be worked out from, and what is wrong "
    "with files are left out; what all users lose is worked out from users rounded to fives."
)
"""What the foot of a public paper says."""


def for_readers(view: View, readers: Profile) -> View:
    """The paper for its readers: on one page for a member; a public one says that it is one.

    Hiding what a public paper may not tell is done before it is written: see `round_publishing` and `publishing`.
    """
    if readers == "member":
        return with_live_links(one_page(replace(view, profile="member")))
    if readers == "public":
        return replace(view, profile="public", footer=(*view.footer, PUBLIC_PAPER))
    return view
