"""The files that docs/rulebook-editing.md tells people to write are files that the rulebook takes."""

from pathlib import Path

import pytest
from recipe import recipe

from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook


@pytest.fixture
def local(tmp_path: Path) -> Rulebook:
    """The rulebook with the page's local folder."""
    for name, text in recipe().items():
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
