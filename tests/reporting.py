"""What tests of reports read: the examples and a few proposals made for a purpose, assessed once."""

from datetime import date
from functools import cache
from pathlib import Path

from mhia.assessment import Assessment, Identity
from mhia.intake import read_proposal
from mhia.report.view.building import report_view
from mhia.report.view.page import Profile, View
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess

ROOT = Path(__file__).parent.parent
EXAMPLES = tuple(sorted(path.stem for path in (ROOT / "examples").glob("*.yaml")))
MADE_FOR_TESTS = Path(__file__).parent / "golden" / "proposals"
MADE = tuple(sorted(path.stem for path in MADE_FOR_TESTS.glob("*.yaml")))
EVERY = (*EXAMPLES, *MADE)
ON = date(2026, 11, 22)


@cache
def rulebook() -> Rulebook:
    """The shipped rulebook."""
    return load_rulebook(cache=False)


@cache
def assessed(name: str, draws: int = 200) -> Assessment:
    """The assessment of an example, or of a proposal made for tests."""
    folder = ROOT / "examples" if name in EXAMPLES else MADE_FOR_TESTS
    path = folder / f"{name}.yaml"
    read = read_proposal(path, rulebook())
    identity = Identity(read.id, path.name, read.sha256)
    return assess(read.proposal, rulebook(), identity=identity, on=ON, draws=draws)


@cache
def viewed(name: str, profile: Profile = "full") -> View:
    """The report on it in words."""
    return report_view(assessed(name), rulebook(), profile)
