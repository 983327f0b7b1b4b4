"""YAML as people write it: what it means, where it stands, and that nothing crashes."""

# ruff: noqa: PT017 - a property holds for what is read and for what is refused

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mhia.errors import FileError, MhiaError
from mhia.intake import read_proposal
from mhia.proposal import Proposal
from mhia.reading import marked, parsing
from mhia.reading.files import read_document, text_of
from mhia.reading.marked import Document, document, document_and_faults, in_words
from mhia.reading.placed import placed
from mhia.reading.records import checked
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
LEAST = "title: Close the library\nkind: cut\nchanges:\n- {service: library, change: close}\n"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(cache=False)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", True),
        ("No", False),
        ("ON", True),
        ("off", False),
        ("True", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("Null", None),
        ('"no"', "no"),
        ("'yes'", "yes"),
        ("12", 12),
        ("-5", -5),
        ("+5", 5),
        ("0", 0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("5.", 5.0),
        ("0123", "0123"),
        ("12:30", "12:30"),
        ("2024-06-01", "2024-06-01"),
        ("2024-06", "2024-06"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1,200", "1,200"),
        ("40%", "40%"),
        ("£360,000", "£360,000"),
        ("'-'", "-"),
        ("none", "none"),
        ("y", "y"),
        ("Nan", "Nan"),
        ("9" * 30, "9" * 30),
    ],
)
def test_an_unquoted_word_means_what_a_person_means(written: str, value: object) -> None:
    assert document(f"a: {written}\n", "x").data == {"a": value}


def test_keys_are_always_text() -> None:
    assert document("2024: 1\nyes: 2\nnull: 3\n1.5: 4\n", "x").data == {"2024": 1, "yes": 2, "null": 3, "1.5": 4}


def test_odd_but_good_yaml_is_read() -> None:
    text = (
        "%YAML 1.2\n---\n# a comment\ntitle: >-\n  folded\n  text\nkind: |\n  kept\n  lines\n"
        '"changes": [{a: 1, "b": two}, ]\n\'it\'\'s\': "a \\"quoted\\" word"\nempty: {}\nnone: []\n...\n'
    )
    assert document(text, "x").data == {
        "title": "folded text",
        "kind": "kept\nlines\n",
        "changes": [{"a": 1, "b": "two"}],
        "it's": 'a "quoted" word',
        "empty": {},
        "none": [],
    }


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    data = b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode()

    assert document(text_of(data, "x"), "x").data == document(LEAST, "x").data


@pytest.mark.parametrize(
    ("path", "of_key", "place"),
    [
        (("title",), False, (1, 8)),
        (("title",), True, (1, 1)),
        (("changes", 0), False, (4, 5)),
        (("changes", 0, "service"), False, (4, 14)),
        (("changes", 0, "service"), True, (4, 5)),
        (("changes", 1, "by"), False, (6, 9)),
        (("changes", 1, "missing"), True, (6, 5)),
        (("place", "name"), True, (1, 1)),
        (("groups", 1), False, (7, 15)),
        ((), False, (1, 1)),
    ],
)
def test_every_value_knows_its_line_and_column(
    path: tuple[str | int, ...], *, of_key: bool, place: tuple[int, int]
) -> None:
    text = "title: é library\nkind: cut\nchanges:\n  - service: library\n  -\n    by: 40%\ngroups: [a ,  bc]\n"

    assert document(text, "x").place(path, of_key=of_key) == place


def test_a_path_is_written_as_a_person_would() -> None:
    assert in_words(("groups", 0, "people")) == "groups[0].people"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_both_passes_read_an_example_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    found = placed(text)

    assert not found.faults
    assert found.value == marked._values(text)


@pytest.mark.parametrize("path", EXAMPLES[:3], ids=lambda path: path.stem)
def test_the_parser_without_libyaml_reads_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_document(path).data
    monkeypatch.setattr(marked, "Parser", parsing.PureParser)

    assert read_document(path).data == fast


def test_a_key_with_nothing_behind_it_is_a_key_left_out() -> None:
    blank = LEAST + "summary:\ngroups:\nplace:\n  name:\n  wards:\nmoney:\nenablers:\n"

    assert checked(Proposal, document(blank, "x")).groups == ()
    assert checked(Proposal, document(blank, "x")).summary is None


def test_an_unknown_key_with_nothing_behind_it_is_a_fault_all_the_same() -> None:
    with pytest.raises(FileError, match="sumary"):
        checked(Proposal, document(LEAST + "sumary:\ngroups:\n", "x"))


def test_engagement_may_be_one_entry() -> None:
    one = checked(Proposal, document(LEAST + "engagement: {none_because: No time}\n", "x"))

    assert one.engagement[0].none_because == "No time"


def test_every_fault_is_said_at_once_in_the_order_of_the_file(rulebook: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(
        "title: yes\ntitle: again\nkind: cutt\nchanges:\n- {service: librry, change: rationalise, by: 140%}\nx: .nan\n",
        encoding="utf-8",
    )

    with pytest.raises(FileError) as refused:
        read_proposal(path, rulebook)

    assert [problem.code for problem in refused.value.problems] == ["Y206", "P304", "V401", "V406", "P310", "Y214"]


class TestAProposalInTheRulebooksWords:
    """Aliases, labels, plurals and the officers' words become ids."""

    def test_names_of_all_kinds_become_ids(self, rulebook: Rulebook, tmp_path: Path) -> None:
        path = tmp_path / "names.yaml"
        path.write_text(
            "title: Close\nkind: cut\nreference: LIB-1\nchanges:\n"
            "- {service: Libraries, change: closure, serves: [lunch clubs], replaced_by: Youth Club,\n"
            "   price: {before: 0, after: 1, exempt: [Older-People]}}\n"
            "- {service: youth-club, change: Reduced Hours, replaced_by: a van on Tuesdays}\n"
            "groups:\n- {group: older people, also: [Disabled people], transitions: [Bereavement]}\n"
            "enablers: {coproduction_and_involvement: Partially, Information and signposting: no,"
            " targeting_to_need: Selective, physical_access_and_transport: unknown}\n"
            "structural: [{change: job-loss, group: older people}]\n"
            "mitigations: [{kind: signpost, for: [older people], changes: [libraries]}]\n"
            "monitoring: [{measure: SWEMWBS, group: users we know}, {measure: visits}]\n",
            encoding="utf-8",
        )

        read = read_proposal(path, rulebook)
        first, second = read.proposal.changes

        assert read.id == "LIB-1"
        assert (first.service, first.change, first.serves, first.replaced_by) == (
            "library",
            "close",
            ("lunch_club",),
            "youth_club",
        )
        assert first.price is not None
        assert first.price.exempt == ("older_people",)
        assert (second.service, second.change, second.replaced_by) == (
            "youth_club",
            "reduce_hours",
            "a van on Tuesdays",
        )
        assert read.proposal.groups[0].group == "older_people"
        assert read.proposal.groups[0].also == ("disabled_people",)
        assert read.proposal.groups[0].transitions == ("bereavement",)
        assert read.proposal.enablers == {
            "coproduction_and_involvement": "partly",
            "information_and_signposting": "absent",
            "targeting_to_need": "selective",
        }
        assert read.proposal.structural[0].change == "job_loss"
        assert read.proposal.mitigations[0].kind == "signposting"
        assert read.proposal.mitigations[0].groups == ("older_people",)
        assert read.proposal.mitigations[0].changes == ("library",)
        assert [each.measure for each in read.proposal.monitoring] == ["swemwbs", "visits"]
        assert read.proposal.monitoring[0].group == "users we know"

    def test_the_file_name_is_the_default_id(self, rulebook: Rulebook, tmp_path: Path) -> None:
        path = tmp_path / "library-hours.yaml"
        path.write_text(LEAST, encoding="utf-8")

        assert read_proposal(path, rulebook).id == "library-hours"

    def test_a_change_whose_size_is_not_given_is_no_fault(self, rulebook: Rulebook, tmp_path: Path) -> None:
        path = tmp_path / "least.yaml"
        path.write_text(LEAST.replace("close}", "reduce_capacity}"), encoding="utf-8")

        assert read_proposal(path, rulebook).warnings == ()

    def test_an_unlisted_service_with_a_description_is_no_fault(self, rulebook: Rulebook, tmp_path: Path) -> None:
        path = tmp_path / "parking.yaml"
        path.write_text(LEAST.replace("library,", "unlisted, description: Free parking,"), encoding="utf-8")

        assert read_proposal(path, rulebook).proposal.changes[0].service == "unlisted"

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_what_has_been_matched_matches_itself(self, path: Path, rulebook: Rulebook) -> None:
        from mhia.matching.vocabulary import matched

        once = read_proposal(path, rulebook).proposal
        # `present` is what a level of an enabler is called once it has been matched.
        assert matched(once, rulebook).proposal == once
        assert matched(once, rulebook).mismatches == ()


SAFE_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12)
PLAIN = st.recursive(
    st.one_of(
        # YAML 1.1, which PyYAML writes, takes 1e3 and nan for words; YAML 1.2 takes them for numbers.
        SAFE_TEXT.filter(lambda text: not re.fullmatch(r"[-+.]*(\d[\d.eE+-]*|nan|inf|infinity)", text, re.IGNORECASE)),
        st.integers(-(10**12), 10**12),
        st.floats(allow_nan=False, allow_infinity=False),
        st.booleans(),
        st.none(),
    ),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(SAFE_TEXT, inside, max_size=4),
    max_leaves=12,
)


class TestTheLoaderCanBeTrusted:
    """It agrees with PyYAML on plain documents, and never crashes on any other."""

    @given(data=st.dictionaries(SAFE_TEXT.filter(bool), PLAIN, min_size=1, max_size=4), flow=st.booleans())
    def test_what_pyyaml_writes_it_reads(self, data: dict[str, object], *, flow: bool) -> None:
        text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, default_flow_style=flow)

        read, faults = document_and_faults(text, "x")

        if not faults:
            assert read is not None
            assert read.data == data == yaml.load(text, yaml.CSafeLoader)
        else:
            # Only what PyYAML has to write with a backslash may be refused.
            assert {fault.code for fault in faults} <= {"Y218"}

    @given(st.text(alphabet=st.sampled_from(list("ab:-[]{},&*!|>'\"%@`#?~ \n\t\\£<0.")), max_size=60))
    @settings(max_examples=400)
    def test_any_text_is_a_document_or_a_message(self, text: str) -> None:
        try:
            read = document(text, "x.yaml")
        except FileError as refused:
            assert refused.problems
            for problem in refused.problems:
                assert problem.line >= 1
                assert problem.column >= 1
                assert problem.code
        else:
            assert isinstance(read, Document)
            assert read.data == placed(text).value

    @given(st.binary(max_size=80))
    def test_any_bytes_are_text_or_a_message(self, data: bytes) -> None:
        try:
            text = text_of(data, "x.yaml")
        except FileError as refused:
            assert refused.problems[0].code in {"F106", "F107", "F108", "F109"}
        else:
            document_and_faults(text, "x.yaml")

    @given(data=st.dictionaries(st.sampled_from(sorted(Proposal.model_fields)), PLAIN, max_size=6))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
    def test_any_values_are_a_proposal_or_a_message(self, data: dict[str, object], rulebook: Rulebook) -> None:
        from mhia.intake import ready

        text = yaml.dump(data or {"title": "x"}, Dumper=yaml.CSafeDumper, allow_unicode=True)
        read, faults = document_and_faults(text, "x.yaml")
        if read is None:
            assert faults
            return
        try:
            ready(read, rulebook)
        except MhiaError as refused:
            assert all(problem.code and problem.message for problem in refused.problems)


def test_an_alias_bomb_is_refused_without_being_unfolded() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 40))
    began = time.process_time()

    with pytest.raises(FileError) as refused:
        document(f"l0: &l0 [x]\n{levels}", "bomb.yaml")

    assert {problem.code for problem in refused.value.problems} == {"Y207"}
    assert time.process_time() - began < 1
