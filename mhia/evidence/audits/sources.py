"""Sources: whether each is used, was read, and is still the latest word."""

from collections.abc import Iterator

from mhia.evidence.audits.todo import Subject, Todo, listed
from mhia.evidence.citing import mentions


def unused(subject: Subject) -> Iterator[Todo]:
    """Sources that no number rests on and that no words speak of."""
    said = mentions(subject.book)
    for id in subject.book.sources:
        if id not in subject.citations and id not in said:
            do = "Cite it where it bears on a number, name it in the words of an entry, or take it out."
            yield Todo("source", id, "", do, "A source that no entry names informs nothing that is scored or printed.")


def partly_read(subject: Subject) -> Iterator[Todo]:
    """Cited sources that were not read whole."""
    for id in subject.book.sources:
        source = subject.book.source(id)
        places = subject.citations.get(id, ())
        if source.verified != "yes" and places:
            rests = list(dict.fromkeys(f"{place.kind} {place.entry}" for place in places))
            how = "was read in part" if source.verified == "partly" else "was not read"
            yield Todo(
                "source", id, "verified", "Read the publication itself and correct the finding.",
                f"It {how}, and {len(rests)} {'entry rests' if len(rests) == 1 else 'entries rest'} on it: "
                f"{listed(rests)}.",
            )  # fmt: skip


def benefits_on_partly_read(subject: Subject) -> Iterator[Todo]:
    """Benefits for which no source was read whole."""
    for service, domain, benefit in subject.benefits:
        if benefit.sources and not any(subject.book.source(id).verified == "yes" for id in benefit.sources):
            yield Todo(
                "service", service.id, f"domains.{domain}", f"Read {listed(benefit.sources)} whole, or find another.",
                f"The benefit of {benefit.typical:g} SD ({benefit.evidence}) rests on nothing that was read whole.",
            )  # fmt: skip


def from_memory(subject: Subject) -> Iterator[Todo]:
    """Sources of which a part is held from memory."""
    for id in subject.book.sources:
        if subject.book.source(id).from_memory:
            yield Todo(
                "source", id, "from_memory", "Look it up, and move it into the finding or take it out.",
                "A part of the entry is from memory only, so no report may print it.",
            )  # fmt: skip


def undated(subject: Subject) -> Iterator[Todo]:
    """Cited sources without a year."""
    for id in subject.book.sources:
        if subject.year_of(id) is None and id in subject.citations:
            yield Todo("source", id, "citation", "Find out the year and write it into the citation.",
                       "Nobody can tell how old the evidence is.")  # fmt: skip


def after_the_rulebook(subject: Subject) -> Iterator[Todo]:
    """Sources dated later than the rulebook that uses them."""
    made = int(subject.book.date[:4] or subject.year)
    for id in subject.book.sources:
        appeared = subject.year_of(id)
        if appeared is not None and appeared > made:
            yield Todo(
                "source", id, "citation", "Check the year, or bring the date in rulebook.yaml up to date.",
                f"It is dated {appeared}, and the numbers that rest on it were written down in {made}.",
            )  # fmt: skip


def unseen(subject: Subject) -> Iterator[Todo]:
    """Sources said to be read, without a word on where."""
    for id in subject.book.sources:
        source = subject.book.source(id)
        if source.verified == "yes" and not source.seen_at:
            yield Todo("source", id, "seen_at", "Write down where it was read.",
                       "It says that it was read, and nobody can follow that.")  # fmt: skip


def benefits_on_old(subject: Subject) -> Iterator[Todo]:
    """Benefits for which every source is old."""
    for service, domain, benefit in subject.benefits:
        years = [subject.year_of(id) for id in benefit.sources]
        known = [each for each in years if each is not None]
        if known and len(known) == len(years) and subject.year - max(known) > subject.older_than:
            yield Todo(
                "service", service.id, f"domains.{domain}", f"Look for anything newer than {listed(benefit.sources)}.",
                f"The newest source of this benefit ({benefit.typical:g} SD) is of {max(known)}.",
            )  # fmt: skip


def old(subject: Subject) -> Iterator[Todo]:
    """Cited sources that appeared more than so many years ago."""
    for id in subject.book.sources:
        appeared, places = subject.year_of(id), subject.citations.get(id, ())
        if appeared is not None and subject.year - appeared > subject.older_than and places:
            rests = list(dict.fromkeys(f"{place.kind} {place.entry}" for place in places))
            yield Todo("source", id, "", "Check whether it was repeated, reviewed or withdrawn since.",
                       f"It is of {appeared}, and cited by {listed(rests, 3)}.")  # fmt: skip
