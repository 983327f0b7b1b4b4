"""The files that docs/rulebook-editing.md tells people to write are files that the rulebook takes."""

import re
from pathlib import Path

import pytest

from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook

PAGE = (Path(__file__).parent.parent / "docs" / "rulebook-editing.md").read_text(encoding="utf-8")
NEW_SERVICE, NEW_SOURCE, ONE_VALUE = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def local(tmp_path: Path) -> Rulebook:
    """The rulebook with the page's local folder."""
    for name, text in (
        ("services/repair_cafe.yaml", NEW_SERVICE),
        ("services/library.yaml", ONE_VALUE),
        ("sources/ours.yaml", NEW_SOURCE),
    ):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load_rulebook(local=tmp_path, cache=False)


def test_the_new_service_is_known_by_its_names(local: Rulebook) -> None:
    assert local.resolve("service", "repair shop") == "repair_cafe"
    assert local.service("repair_cafe").domains["learning"].typical == 0.1


def test_the_new_source_is_known(local: Rulebook) -> None:
    assert local.source("our-survey-2026").verified == "yes"


def test_the_changed_value_replaces_only_itself_and_is_reported(local: Rulebook) -> None:
    shipped = load_rulebook().service("library")
    assert local.service("library").kept.typical == 0.2
    assert local.service("library").domains == shipped.domains
    assert any("library" in str(replaced) for replaced in local.overridden)
