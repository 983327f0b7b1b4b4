"""The rulebook as it is loaded: looked up, searched, laid over by a local one, and kept between runs."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mhia.domains import DOMAINS
from mhia.errors import RulebookError
from mhia.resources import examples_folder, rulebook_folder, templates_folder
from mhia.rulebook import checking, compiled
from mhia.rulebook.files import files_in, fingerprint, layered
from mhia.rulebook.kinds import KINDS, kind_named
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Replaced, Rulebook
from mhia.rulebook.names import folded, singular
from mhia.schema import proposal_schema


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(cache=False)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("MHIA_CACHE_DIR", str(folder))
    return folder


class TestWhatItHolds:
    """The shipped rulebook is whole, and every entry is what its record says."""

    def test_it_says_what_it_is(self, rulebook: Rulebook) -> None:
        assert rulebook.id == "core"
        assert rulebook.version
        assert rulebook.title
        assert rulebook.date.startswith("20")
        assert len(rulebook.hash) == 64

    def test_it_has_everything_it_was_made_from(self, rulebook: Rulebook) -> None:
        assert len(rulebook.services) >= 125
        assert len(rulebook.groups) >= 95
        assert len(rulebook.transitions) == 14
        assert len(rulebook.enablers) == 16
        assert len(rulebook.rungs) == 12
        assert len(rulebook.mitigations) == 43
        assert len(rulebook.changes) >= 34
        assert len(rulebook.sources) >= 360
        assert rulebook.measures
        assert rulebook.checks
        assert rulebook.anchors
        assert rulebook.background

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_entry_is_what_its_record_says(self, kind: str, rulebook: Rulebook) -> None:
        """Entries are built without validation, so what was built is held against what validation gives."""
        for id in rulebook.ids(kind):
            raw = json.dumps(rulebook._raw(kind, id))
            assert rulebook.entry(kind, id) == checking._adapter(kind).validate_json(raw, strict=True)

    def test_every_service_speaks_of_all_six_domains(self, rulebook: Rulebook) -> None:
        for id in rulebook.services:
            assert set(rulebook.service(id).domains) == set(DOMAINS)

    def test_an_entry_is_built_once(self, rulebook: Rulebook) -> None:
        assert rulebook.service("library") is rulebook.service("library")

    def test_an_id_that_is_not_there_is_a_key_error(self, rulebook: Rulebook) -> None:
        with pytest.raises(KeyError):
            rulebook.service("libary")
        with pytest.raises(KeyError):
            kind_named("sevrices")

    def test_labels_and_ids_go_together(self, rulebook: Rulebook) -> None:
        for kind in KINDS:
            assert tuple(rulebook.labels(kind)) == rulebook.ids(kind)

    def test_groups_know_what_they_are_in(self, rulebook: Rulebook) -> None:
        assert "older_people" in rulebook.ancestors("older_living_alone")
        assert "older_living_alone" in rulebook.descendants("older_people")
        assert rulebook.ancestors("older_people") == ()
        for group in rulebook.groups:
            assert group not in rulebook.ancestors(group)
            for ancestor in rulebook.ancestors(group):
                assert group in rulebook.descendants(ancestor)


class TestWordsAndIds:
    """A word finds its entry however it is written, and a misspelt one finds its neighbours."""

    @pytest.mark.parametrize(
        ("kind", "word", "id"),
        [
            ("service", "library", "library"),
            ("services", "Library", "library"),
            ("service", "LIBRARIES", "library"),
            ("service", "Children's Centres", "childrens_centre"),
            ("service", "youth-club", "youth_club"),
            ("service", "library_learning", "library"),
            ("service", "day_care", "day_centre_older"),
            ("change", "cease", "close"),
            ("change", "Re-tender at lower value", "tender_at_lower_value"),
            ("change", "asset transfer", "transfer_to_community"),
            ("group", "older people", "older_people"),
            ("group", "young_people", "children_young_people"),
            ("transition", "Bereavement", "bereavement"),
            ("rung", "job loss", "job_loss"),
            ("mitigation", "signpost", "signposting"),
            ("measure", "SWEMWBS", "swemwbs"),
        ],
    )
    def test_a_name_becomes_an_id(self, kind: str, word: str, id: str, rulebook: Rulebook) -> None:
        assert rulebook.resolve(kind, word) == id

    @pytest.mark.parametrize("word", ["", "   ", "quantum computing", "parking", "?"])
    def test_a_word_that_is_no_name_becomes_nothing(self, word: str, rulebook: Rulebook) -> None:
        assert rulebook.resolve("service", word) is None

    def test_every_id_and_alias_finds_its_own_entry(self, rulebook: Rulebook) -> None:
        for kind in KINDS:
            for id in rulebook.ids(kind):
                assert rulebook.resolve(kind, id) == id
                for alias in getattr(rulebook.entry(kind, id), "aliases", ()):
                    assert rulebook.resolve(kind, alias) == id

    @pytest.mark.parametrize(
        ("kind", "word", "first"),
        [
            ("service", "librry", "library"),
            ("service", "lunch clib", "lunch_club"),
            ("change", "reduce_huors", "reduce_hours"),
            ("group", "older_peeple", "older_people"),
            ("rung", "lost job", "job_loss"),
            ("group", "old", "older_people"),
        ],
    )
    def test_a_misspelt_word_finds_its_neighbour(self, kind: str, word: str, first: str, rulebook: Rulebook) -> None:
        assert rulebook.suggestions(kind, word)[0] == first

    def test_no_more_than_three_neighbours_are_named(self, rulebook: Rulebook) -> None:
        assert len(rulebook.suggestions("service", "centre")) <= 3
        assert rulebook.suggestions("service", "qqqqqq") == ()

    def test_an_officers_word_names_the_changes_it_may_mean(self, rulebook: Rulebook) -> None:
        assert set(rulebook.officers_mean("Dispose")) == {"close", "transfer_to_community"}
        assert rulebook.officers_mean("close") == ()

    def test_no_officers_word_is_the_name_of_a_change_as_well(self, rulebook: Rulebook) -> None:
        for id in rulebook.changes:
            for word in rulebook.change(id).officers_say:
                assert rulebook.resolve("change", word) is None, word

    def test_spelling_makes_no_difference(self) -> None:
        assert folded("Children\u2019s-Centre  (0\u20135)") == "childrens centre 0 5"
        assert folded("Arts & crafts") == "arts and crafts"
        assert [singular(word) for word in ("libraries", "clubs", "access")] == ["library", "club", "access"]


class TestALocalRulebook:
    """Local entries add to the shipped ones or replace their fields, and every replaced value is remembered."""

    @pytest.fixture
    def local(self, tmp_path: Path) -> Path:
        folder = tmp_path / "ours"
        (folder / "services").mkdir(parents=True)
        (folder / "services" / "library.yaml").write_text(
            "id: library\nshort: our library\naliases: [book place]\ndomains:\n"
            "  learning: {low: 0, typical: 0.3, high: 0.5, evidence: expert, because: A local survey}\n",
            encoding="utf-8",
        )
        (folder / "groups.yaml").write_text(
            "groups:\n"
            "- {id: older_people, caution: Ours are younger}\n"
            "- {id: commuters, label: Commuters, in_words: commuters, definition: They travel to work.,"
            " parents: [young_adults], need: {weight: 1.0, basis: judgement}}\n",
            encoding="utf-8",
        )
        (folder / "parameters.yaml").write_text("bands: {minor: 0.06}\n", encoding="utf-8")
        return folder

    def test_fields_are_replaced_and_the_rest_stays(self, local: Path, rulebook: Rulebook) -> None:
        ours = load_rulebook(local=local, cache=False)
        core, changed = rulebook.service("library"), ours.service("library")

        assert changed.short == "our library"
        assert changed.domains["learning"].typical == 0.3
        assert changed.domains["learning"].sources == (), "the shipped evidence does not stand behind a local number"
        assert changed.domains["coping"] == core.domains["coping"]
        assert changed.used_by == core.used_by
        assert ours.resolve("service", "book places") == "library"

    def test_an_entry_may_be_added(self, local: Path, rulebook: Rulebook) -> None:
        ours = load_rulebook(local=local, cache=False)

        assert set(ours.groups) - set(rulebook.groups) == {"commuters"}
        assert ours.ancestors("commuters") == ("young_adults",)

    def test_parameters_are_replaced_one_by_one(self, local: Path, rulebook: Rulebook) -> None:
        ours = load_rulebook(local=local, cache=False)

        assert ours.parameters["bands"]["minor"] == 0.06
        assert ours.parameters["bands"]["major"] == rulebook.parameters["bands"]["major"]

    def test_every_replaced_value_is_remembered(self, local: Path, rulebook: Rulebook) -> None:
        replaced = load_rulebook(local=local, cache=False).overridden

        assert {(each.kind, each.entry, each.field) for each in replaced} == {
            ("service", "library", "short"),
            ("service", "library", "aliases"),
            ("service", "library", "domains.learning"),
            ("group", "older_people", "caution"),
            ("group", "commuters", ""),
            ("parameters", "bands", "bands.minor"),
        }
        short = next(each for each in replaced if each.field == "short")
        assert isinstance(short, Replaced)
        assert short.core == rulebook.service("library").short
        assert short.local == "our library"
        assert short.file.endswith("ours/services/library.yaml")
        assert rulebook.overridden == ()

    def test_the_hash_tells_them_apart(self, local: Path, rulebook: Rulebook) -> None:
        assert load_rulebook(local=local, cache=False).hash != rulebook.hash

    def test_a_fault_is_blamed_on_the_local_file(self, local: Path) -> None:
        (local / "groups.yaml").write_text("groups:\n- {id: older_people, kind: grop}\n", encoding="utf-8")

        with pytest.raises(RulebookError) as refused:
            load_rulebook(local=local, cache=False)

        assert [(each.file.rsplit("/", 1)[-1], each.line, each.column) for each in refused.value.problems] == [
            ("groups.yaml", 2, 28)
        ]


class TestWhatIsKeptBetweenRuns:
    """A compiled rulebook is the same rulebook, and never a stale one."""

    def test_it_is_the_same_rulebook(self, cache: Path, rulebook: Rulebook) -> None:
        first, second = load_rulebook(), load_rulebook()

        assert len(list(cache.iterdir())) == 1
        for kind in KINDS:
            assert first.ids(kind) == second.ids(kind) == rulebook.ids(kind)
        assert second.service("library") == rulebook.service("library")
        assert (second.hash, second.parameters) == (rulebook.hash, rulebook.parameters)

    def test_it_needs_neither_yaml_nor_pydantic(self, cache: Path) -> None:
        import subprocess

        load_rulebook()
        script = (
            "import sys; from mhia.rulebook.loading import load_rulebook; load_rulebook().service('library');"
            "print(sorted({'yaml', 'pydantic', 'numpy'} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            env={"MHIA_CACHE_DIR": str(cache), "PYTHONPATH": str(rulebook_folder().parent.parent), "PATH": ""},
        )

        assert done.stdout.decode().strip() == "[]"

    def test_a_changed_file_is_read_again(self, cache: Path, tmp_path: Path) -> None:
        folder = tmp_path / "core"
        shutil.copytree(rulebook_folder(), folder)
        before = load_rulebook(folder)
        about = folder / "rulebook.yaml"
        about.write_text(about.read_text(encoding="utf-8").replace(before.version, "2099.1"), encoding="utf-8")

        after = load_rulebook(folder)

        assert after.version == "2099.1" != before.version
        assert len(list(cache.iterdir())) == 2

    @pytest.mark.parametrize("damage", [b"", b"{}", b"not json\n", b'{"format": 1, "length": 5}\nabc'])
    def test_a_damaged_copy_is_made_again(self, damage: bytes, cache: Path) -> None:
        load_rulebook()
        kept = next(cache.iterdir())
        whole = kept.read_bytes()
        kept.write_bytes(damage)

        assert load_rulebook().services
        assert kept.read_bytes() == whole

    def test_half_a_copy_is_made_again(self, cache: Path) -> None:
        load_rulebook()
        kept = next(cache.iterdir())
        kept.write_bytes(kept.read_bytes()[:-1])

        assert load_rulebook().services

    def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_the_way = tmp_path / "file"
        in_the_way.write_text("mine", encoding="utf-8")
        monkeypatch.setenv("MHIA_CACHE_DIR", str(in_the_way))

        assert load_rulebook().services
        assert in_the_way.read_text(encoding="utf-8") == "mine"

    def test_old_copies_are_tidied_away(self, cache: Path) -> None:
        cache.mkdir()
        for number in range(12):
            (cache / f"rulebook-{number}.json").write_bytes(b"{}\n")

        load_rulebook()

        assert len(list(cache.iterdir())) == 8

    @pytest.mark.parametrize(
        ("platform", "variables", "ending"),
        [
            ("linux", {"XDG_CACHE_HOME": "/home/a/.c"}, "/home/a/.c/mhia"),
            ("linux", {"HOME": "/home/a"}, "/home/a/.cache/mhia"),
            ("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Caches/mhia"),
            ("win32", {"LOCALAPPDATA": "/Local"}, "/Local/mhia/cache"),
            ("linux", {"MHIA_CACHE_DIR": "/mine", "XDG_CACHE_HOME": "/x"}, "/mine"),
        ],
    )
    def test_it_is_kept_where_the_system_keeps_such_things(
        self, platform: str, variables: dict[str, str], ending: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("MHIA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "platform", platform)

        assert compiled.cache_folder() == Path(ending)

    def test_a_response_that_does_not_exist_is_refused_even_when_kept(self, cache: Path) -> None:
        load_rulebook()
        assert list(cache.iterdir())

        with pytest.raises(RulebookError, match="R409"):
            load_rulebook(responses={"whole"})

        assert load_rulebook(responses=_responses()).services


def test_line_ends_do_not_change_the_hash() -> None:
    files = files_in(rulebook_folder())

    assert fingerprint(files) == fingerprint({name: data.replace(b"\n", b"\r\n") for name, data in files.items()})


def test_a_file_under_another_name_changes_the_hash() -> None:
    assert fingerprint({"a.yaml": b"x"}) != fingerprint({"b.yaml": b"x"})
    assert layered("a", "b") != layered("b", "a")


def test_the_shipped_folders_are_there() -> None:
    assert (rulebook_folder() / "rulebook.yaml").is_file()
    assert list(examples_folder().glob("*.yaml"))
    assert templates_folder().is_dir()


class TestTheSchema:
    """What an editor is told is what the tool accepts."""

    def test_every_field_is_described(self, rulebook: Rulebook) -> None:
        schema = proposal_schema(rulebook)

        for name, record in {"Proposal": schema, **schema["$defs"]}.items():
            if "properties" in record:
                assert record["additionalProperties"] is False, name
                for field, described in record["properties"].items():
                    assert described.get("description"), f"{name}.{field}"

    def test_it_offers_the_rulebooks_ids_and_takes_other_names(self, rulebook: Rulebook) -> None:
        service = proposal_schema(rulebook)["$defs"]["any_service"]["anyOf"]

        assert [each.get("const") for each in service] == [*rulebook.services, "unlisted", None]
        assert service[-1] == {"type": "string", "minLength": 1}

    def test_every_reference_leads_somewhere(self, rulebook: Rulebook) -> None:
        schema = proposal_schema(rulebook)
        text = json.dumps(schema)

        for name in schema["$defs"]:
            assert f'"#/$defs/{name}"' in text, f"{name} is used nowhere"
        for reference in _references(schema):
            assert reference.removeprefix("#/$defs/") in schema["$defs"]


def _responses() -> set[str]:
    book = load_rulebook(cache=False)
    return {book.change(id).response for id in book.changes}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "$ref":
                yield item
            else:
                yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)
