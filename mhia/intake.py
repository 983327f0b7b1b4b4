"""A proposal file made ready for scoring: read, checked, put into the rulebook's words, and held up to common sense."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mhia.errors import FileError, Problem, in_order
from mhia.matching.mismatch import Mismatch
from mhia.matching.sense import contradictions, doubts
from mhia.matching.vocabulary import matched, unknown_words
from mhia.proposal import Proposal
from mhia.reading.files import Source, source
from mhia.reading.marked import document_and_faults
from mhia.reading.records import Placeable, checked
from mhia.rulebook.lookup import Rulebook


@dataclass(frozen=True)
class ReadProposal:
    """A proposal that can be scored, and the file it came from."""

    proposal: Proposal
    """In the rulebook's words."""
    id: str
    """Its reference, or the name of its file without the ending."""
    file: str
    warnings: tuple[Problem, ...]
    """What does not stop the work but deserves a look, in the order of the file."""
    sha256: str
    """Of the bytes of the file."""
    text: str


def read_proposal(path: Path, rulebook: Rulebook, on: date | None = None) -> ReadProposal:
    """The proposal in a YAML file; FileError with every fault in it.

    `on` is the day of the assessment, where dates are to be compared with it.
    """
    return proposal_in(source(path), path.stem, rulebook, on)


def proposal_in(read: Source, otherwise: str, rulebook: Rulebook, on: date | None = None) -> ReadProposal:
    """The proposal in the text of a file; FileError with every fault in it.

    `otherwise` is its id where it gives no reference.
    """
    document, faults = document_and_faults(read.text, read.name)
    if document is None:
        raise FileError(*faults)
    try:
        proposal, warnings = ready(document, rulebook, on)
    except FileError as error:
        raise FileError(*_together(faults, error.problems)) from None
    if faults:
        raise FileError(*faults)
    return ReadProposal(proposal, proposal.reference or otherwise, read.name, warnings, read.sha256, read.text)


def ready(given: Placeable, rulebook: Rulebook, on: date | None = None) -> tuple[Proposal, tuple[Problem, ...]]:
    """The proposal in a document or a row of a sheet, and its warnings; FileError with every fault in it."""
    try:
        read = checked(Proposal, given)
    except FileError as error:
        # Its words can be held against the rulebook all the same, so that every fault is said in one go.
        raise FileError(*_together(error.problems, _placed(unknown_words(given.data, rulebook), given))) from None
    match = matched(read, rulebook)
    problems = _placed((*match.mismatches, *contradictions(match.proposal, rulebook)), given)
    if problems:
        raise FileError(*problems)
    return match.proposal, _placed(doubts(match.proposal, rulebook, on), given)


def _together(first: tuple[Problem, ...], then: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """All problems in the order of the file; of two at one place, or with one field's value, the first."""
    places = {(problem.line, problem.column, problem.cell) for problem in first}
    fields = {problem.field for problem in first if problem.field and problem.code in _LEAVES_NO_VALUE}
    rest = [each for each in then if (each.line, each.column, each.cell) not in places and each.field not in fields]
    return in_order((*first, *rest))


_LEAVES_NO_VALUE = frozenset({"Y207", "Y208", "Y210", "Y214"})
"""Faults that put nothing in the place of a value, which is then no second fault."""


def _placed(mismatches: Iterable[Mismatch], given: Placeable) -> tuple[Problem, ...]:
    return in_order(
        given.problem(mismatch.path, mismatch.message, mismatch.code, of_key=mismatch.of_key) for mismatch in mismatches
    )
