"""What tests ask for by name."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import CHROMIUM, WITHOUT, Browser
from running import ROOT, Mhia


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` keeps what is said today as the answer to compare with; read the difference before you commit it."""
    parser.addoption("--accept", action="store_true", help="keep today's reports and messages as the expected ones")


def pytest_configure() -> None:
    """A shell makes what it runs in the background deaf to Ctrl-C, and what the tests start would be deaf, too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def kept_rulebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for the tests alone, shared so that the rulebook is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def mhia(tmp_path: Path, kept_rulebook: Path) -> Mhia:
    """The tool in an empty folder, with a cache of its own and UTF-8 everywhere."""
    folder = tmp_path / "desk"
    folder.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("MHIA_", "COV_"))},
        "MHIA_CACHE_DIR": str(kept_rulebook),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        # A file opened without saying its encoding breaks the pound sign on some computers: here it is an error.
        "PYTHONWARNDEFAULTENCODING": "1",
        "PYTHONWARNINGS": "error::EncodingWarning",
        "TERM": "dumb",
    }
    return Mhia(folder, environment)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium for all tests that look at pages; they are skipped where there is none."""
    if not CHROMIUM:
        pytest.skip(WITHOUT)
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened
