"""A report in another language: every fixed phrase is in its catalogue, the rest says that it is English."""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from extracting import squeezed, text_of
from reporting import EVERY, ROOT, assessed, viewed
from running import Mhia
from test_report_pages import LARGEST, VOID, Page
from test_same_facts import sentences

from mhia.assessment import BANDS
from mhia.domains import DOMAINS
from mhia.errors import FileError, MhiaError
from mhia.languages import SLOT, Catalogue, catalogue
from mhia.report.drawing.pictures import charts
from mhia.report.formats import FORMATS
from mhia.report.view import affected, conditions, duties, evidence, numbers, words
from mhia.report.view.figures import Lane
from mhia.report.view.page import PROFILES, Chart, Profile, View
from mhia.report.view.spoken import Piece, Spoken, bare, joined, lines, pieces_of, spoken
from mhia.report.view.translating import AT_LENGTH, CHECKED, IN_BRIEF, NOT_CHECKED, Tongue, in_language, worded

every = pytest.mark.parametrize("name", EVERY)
LANGUAGES = tuple(sorted(path.stem for path in (ROOT / "templates/report/languages").glob("*.yaml")))
VIEWS = ROOT / "mhia" / "report" / "view"
SHARES = ("about 4 in 10", "about half", "almost all", "all", "none")
OF_ROUNDS = ("round_", "comparison")
"""Modules of the papers on rounds and comparisons, which are in English only."""
FIXED = {
    "View": ("kind_of_paper", "status", "red_lines_title", "summary_title", "grid_title", "contents_title", "footer"),
    "Labels": ("table", "figure", "page", "of", "skip"),
    "Section": ("title",),
    "Grid": ("caption", "corner", "reading"),
    "Column": ("label", "note"),
    "GridRow": ("notes", "in_words"),
    "Mark": ("words", "note"),
    "Answer": ("question", "answer"),
    "Table": ("caption", "columns"),
    "FindingNote": ("heading",),
    "Line": ("lead",),
    "Chart": ("title", "description", "key"),
    "Panel": ("title", "note", "in_words"),
    "Lane": ("words", "note", "whom"),
    "Step": ("label",),
    "Course": ("what", "in_words"),
    "Timeline": ("ticks", "marks"),
    "Zone": ("label",),
    "Bar": ("in_words",),
    "Sheet": ("title", "if_empty"),
    "SheetColumn": ("label",),
}
"""The fields of a view that hold nothing but phrases, with a name or a text of the rulebook's in a gap at most."""
VOCABULARY: tuple[dict[Any, str], ...] = (
    words.CONFIDENCE, words.SENSITIVITY, words.EVIDENCE, words.BASIS, words.VERIFIED, words.MITIGATION_STATUS,
    words.TIE, words.DOMAIN_MEANS, affected._ORIGIN, conditions._LEVEL, duties._ANSWER, evidence._CHECKED,
)  # fmt: skip
EFFECTS = tuple(f"{words.BAND[band]} {way}" for band in BANDS for way in words.WAY.values())
ALSO_SAID = (
    *EFFECTS,
    *(f"{words.band_range(pair)} {way}" for pair in combinations(BANDS, 2) for way in words.WAY.values()),
    *(f"could be {word}" for word in words.BAND.values()),
    *(f"{word} confidence" for word in words.CONFIDENCE.values()),
    *(word for each in VOCABULARY for word in each.values() if word),
    *(words.domain_explained(domain) for domain in DOMAINS),
    *affected._PROTECTED,
    *(f"{share} {whom}" for share in SHARES for whom in ("of users", "of the users", "of those it is meant for")),
    *(f"{share} of users: about 40 people" for share in SHARES),
    *(f"0.12 SD; {share} lose it" for share in SHARES),
    *(f"{share} of it left after three years" for share in SHARES if share != "none"),
    *(
        f"{bands}, {span} SD; {chance} chance of no difference"
        for bands in ("minor", *(words.band_range(pair) for pair in combinations(BANDS, 2)))
        for span in ("0.05 to 0.20", "under 0.01 to 0.12", "under 0.01 to under 0.01")
        for chance in ("8%", "under 1%")
    ),
    "nothing found",
    "connectedness: minor loss, much the same for everyone who uses it",
    *(f"{years} year{'' if years == 1 else 's'}" for years in range(1, 7)),
    *(numbers.months(span) for span in ((0, 0), (0, 6), (1, 1), (1, 3), (24, 60))),
    *(numbers.day(day) for day in ("2024-06", "2023-12-19")),
    *(f"{stage}; not signed off" for stage in ("Draft", "Draft for consultation", "Final", "Stage not given")),
    *(f"Final; approved{by}{on}" for by in ("", " by Jo") for on in (" on 1 May 2026", " in May 2026", " in 2026")),
    "Final; approved by Jo",
    *(
        f"a {change} of {sum_} a year{about}"
        for change in ("saving", "cost")
        for sum_ in ("£400", "£1.2 million", "£300,000 to £400,000", "£1 million to £2 million")
        for about in ("", " (an estimate)", " (part of a larger sum)")
    ),
    *("no change in yearly spending", "no change"),
    *(f"{few} {whom}" for few in ("fewer than 10", "some", "about 40", "12") for whom in ("users", "people")),
    *(f"{few} people who find no equivalent" for few in ("fewer than 10", "some", "about 40", "12")),
    *("moderate over 99%", "very small under 1%"),
    *(
        f"In full {when}{fades}"
        for when in ("at once", "after 1 to 3 months")
        for fades in ("", "; gone or nearly gone after three years")
    ),
    "status not given, so a quarter of it is counted",
    *("months", "multiplier", "share", "planned", "funded", "proposed"),
    "2 more in the full report.",
    "under 0.01 to 0.12 SD if there is an effect; 8% chance that it makes no difference",
    *(IN_BRIEF, AT_LENGTH, NOT_CHECKED, CHECKED),
)
"""What a report can say besides what the examples happen to say."""
WITH_ENGLISH_IN_IT = (
    *(f"disabled people ({domain})" for domain in DOMAINS),
    *(f"Coping: disabled people ({effect})" for effect in EFFECTS),
    "Left out of this report by the council’s settings: what I think.",
    *(
        f"Coping: minor loss, {loss}; minor gain, could be moderate, {gain}"
        for loss, gain in (
            ("worst for carers", "best for carers"),
            ("worst for carers", "best for carers and 2 other groups"),
            ("worst for carers", "much the same for everyone who uses it"),
            ("much the same for everyone who uses it", "best for carers and 1 other group"),
        )
    ),
)
"""The same, where a text of the rulebook or the proposal stands in a gap."""


@cache
def welsh() -> Catalogue:
    return catalogue("cy")


@cache
def in_welsh(name: str, profile: Profile = "full") -> View:
    return in_language(viewed(name, profile), welsh())


@cache
def tongue() -> Tongue:
    """One for all, so that what it knows already need not be looked up again."""
    return Tongue(welsh())


@cache
def page(name: str) -> bytes:
    return FORMATS["html"].render(in_welsh(name), assessed(name))


def texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a piece of a view, with the record and the field it stands in."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item, field)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in worded(type(value)):
            yield from texts(getattr(value, name), f"{type(value).__name__}.{name}")


def all_of(view: View) -> Iterator[tuple[str, str]]:
    """Every text of a view and of its spreadsheet."""
    yield from texts(view)
    for sheet in view.sheets(view):
        yield from texts(sheet)


def is_english(text: str) -> bool:
    """Whether nothing of it is in the report's own language."""
    return all(piece.language for piece in pieces_of(text))


class TestEveryFixedPhrase:
    @pytest.mark.parametrize("profile", PROFILES)
    @every
    def test_that_a_report_says_is_in_the_catalogue(self, name: str, profile: Profile) -> None:
        wanted = {f"{record}.{field}" for record, fields_ in FIXED.items() for field in fields_}
        missing = {
            (field, text)
            for field, text in all_of(viewed(name, profile))
            if field in wanted and text and is_english(tongue().said(text))
        }
        assert not missing, f"add these to templates/report/languages/cy.yaml: {sorted(missing)}"

    @every
    def test_that_a_heading_says_is_in_the_catalogue_or_names_a_group(self, name: str) -> None:
        view = viewed(name)
        groups = {words.capital(label) for row in view.grid.rows for label in (row.label,)}
        headings = {text for field, text in texts(view) if field == "Heading.text"}
        assert not {text for text in headings - groups if is_english(tongue().said(text))}

    @pytest.mark.parametrize("said", ALSO_SAID)
    def test_that_a_report_can_say_is_in_the_catalogue(self, said: str) -> None:
        assert not isinstance(tongue().said(said), Spoken)

    @pytest.mark.parametrize("said", WITH_ENGLISH_IN_IT)
    def test_around_an_english_text_is_in_the_catalogue(self, said: str) -> None:
        assert {piece.language for piece in pieces_of(tongue().said(said))} == {"", "en-GB"}

    def test_that_stands_in_the_code_is_in_the_catalogue(self) -> None:
        """What a heading, a caption or a column says even where no example has one."""
        missing = sorted({text for text in written() if is_english(tongue().said(text))})
        assert not missing, f"add these to templates/report/languages/cy.yaml: {missing}"


def written() -> Iterator[str]:
    """The fixed words of headings, captions, columns, leads and empty sheets in the view's own code."""
    for path in VIEWS.glob("*.py"):
        if path.name.startswith(OF_ROUNDS):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITTEN:
                places, names = WRITTEN[node.func.id]
                parts = [part for at, part in enumerate(node.args) if at in places]
                parts += [keyword.value for keyword in node.keywords if keyword.arg in names]
                yield from (text for part in parts for text in _constants(part) if text)


WRITTEN: dict[str, tuple[range, tuple[str, ...]]] = {
    "Heading": (range(1), ("note",)),
    "Section": (range(1, 2), ()),
    "Table": (range(2), ()),
    "Item": (range(0), ("lead",)),
    "Line": (range(1), ()),
    "Answer": (range(2), ()),
    "Sheet": (range(1), ("if_empty",)),
    "_columns": (range(40), ()),
    "Fact": (range(1), ()),
    "CoverHeading": (range(0), ("heading",)),
}
"""Which arguments of a call are fixed words, by place and by name."""
KINDS = {"text", "long_text", "number", "share", "count", "money", "date"}


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Tuple):
        first, *rest = node.elts or [node]
        # A column of a sheet stands with its kind.
        kind = len(rest) == 1 and isinstance(rest[0], ast.Constant) and rest[0].value in KINDS
        for part in [first] if kind else node.elts:
            yield from _constants(part)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_the_catalogue_holds_nothing_that_no_report_says() -> None:
    for name, profile in product(EVERY, PROFILES):
        for _, text in all_of(viewed(name, profile)):
            tongue().said(text)
    for text in (*ALSO_SAID, *WITH_ENGLISH_IN_IT, *written()):
        tongue().said(text)
    assert not sorted(set(welsh().phrases) - tongue().used)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_catalogue_says_how_far_it_was_checked(code: str) -> None:
    given = catalogue(code)
    text = (ROOT / f"templates/report/languages/{code}.yaml").read_text(encoding="utf-8")
    assert given.checked_by or "NOT CHECKED BY A TRANSLATOR" in text
    assert len(given.months) == 12


@pytest.mark.parametrize(
    ("name", "profile"),
    [*((name, "full") for name in EVERY), *product(("refuge-closes", "size-unknown"), PROFILES[1:])],
)
def test_the_numbers_and_the_blocks_stay_the_same(name: str, profile: Profile) -> None:
    english, own = viewed(name, profile), in_welsh(name, profile)
    added = {"View.notice", "View.sections"}
    before, after = ([pair for pair in all_of(view) if pair[0] not in added] for view in (english, own))
    method = [text for field, text in after if text.startswith("Iaith") or "yn Saesneg" in text]
    after = [pair for pair in after if pair[1] not in method]
    assert [field for field, _ in before] == [field for field, _ in after]
    wrong = [
        (old, new)
        for (_, old), (_, new) in zip(before, after, strict=True)
        if sorted(NUMBER.findall(old)) != sorted(NUMBER.findall(new))
    ]
    assert not wrong


NUMBER = re.compile(r"\d[\d.,]*")


def test_a_catalogue_has_the_slots_of_the_english() -> None:
    for english, says in welsh().phrases.items():
        assert sorted(SLOT.findall(english)) == sorted(SLOT.findall(says))


class TestTheReport:
    @every
    def test_says_near_its_top_in_both_languages_what_is_english(self, name: str) -> None:
        own, english = in_welsh(name).notice
        assert "yn Gymraeg" in own
        assert "yn Saesneg" in own
        assert "everything else is in English" in english
        assert "No translator has checked" in english
        assert is_english(english)
        assert not isinstance(own, Spoken)

    def test_says_so_in_the_part_on_method(self) -> None:
        method = next(part for part in in_welsh("refuge-closes").sections if part.id == "method")
        assert "wedi gwirio" in str(method.blocks[-1])

    @pytest.mark.parametrize("form", ["md", "html", "docx", "pdf"])
    def test_says_the_same_in_every_format(self, form: str) -> None:
        name = "rct-day-centres"
        view = in_welsh(name)
        text = squeezed(text_of(form, FORMATS[form].render(view, assessed(name))))
        missing = [said for said in sentences(view) if squeezed(said) not in text]
        assert not missing

    @every
    def test_is_a_sound_page_of_the_size_of_any_other(self, name: str) -> None:
        found = Page(page(name).decode())
        assert not found.faults
        assert not found.open
        assert len(page(name)) <= LARGEST

    @every
    def test_marks_each_text_in_a_page_with_its_language(self, name: str) -> None:
        said = by_language(page(name).decode())
        view = replace(in_welsh(name), worst=(), close_calls=(), sheets=lambda _: ())
        not_there = ("Chart.", "FindingNote.in_brief")
        mixed = {text for field, text in texts(view) if isinstance(text, Spoken) and not field.startswith(not_there)}
        pieces = {(piece.language or "cy", squeezed(piece.text)) for text in mixed for piece in pieces_of(text)}
        assert not {(language, text) for language, text in pieces if text not in said[language]}

    @every
    def test_draws_pictures_without_spans_in_them(self, name: str) -> None:
        for drawn in re.findall(r"<svg.*?</svg>", page(name).decode(), re.DOTALL):
            assert "<span" not in drawn

    @every
    def test_marks_the_english_in_a_picture(self, name: str) -> None:
        drawn = "".join(re.findall(r"<svg.*?</svg>", page(name).decode(), re.DOTALL))
        said = by_language(drawn.replace("<text ", '<text lang="cy" '))
        for chart in charts(in_welsh(name)):
            seen = (text for field, text in texts(chart.drawing) if field != "Panel.in_words")
            pieces = {(piece.language, squeezed(piece.text)) for text in seen for piece in pieces_of(text)}
            assert not {text for language, text in pieces if language and text not in said[language]}

    def test_says_the_language_of_an_element_once(self) -> None:
        text = page("netherquay-day-centre").decode()
        assert re.search(r'<th [^<>]* lang="en-GB">[^<]+<small>', text)
        assert not re.search(
            r"<(li|p|t[dh])[^<>]*><(\w+) lang=[^<>]*>[^<]*</\2> ?<(\w+) lang=[^<>]*>[^<]*</\3></\1>", text
        )

    def test_names_its_language_and_the_english_in_it_in_word(self) -> None:
        docx = pytest.importorskip("docx")
        made = docx.Document(
            io.BytesIO(FORMATS["docx"].render(in_welsh("rct-day-centres"), assessed("rct-day-centres")))
        )
        assert made.core_properties.language == "cy"
        english = [run.text for one in made.paragraphs for run in one.runs if 'w:lang w:val="en-GB"' in run._r.xml]
        own = [run.text for one in made.paragraphs for run in one.runs if "w:lang" not in run._r.xml]
        assert viewed("rct-day-centres").title in english
        assert "Yn gryno" in own
        assert 'w:lang w:val="cy"' in made.styles.element.xml

    def test_names_its_language_and_the_english_in_it_in_pdf(self) -> None:
        pikepdf = pytest.importorskip("pikepdf")
        pytest.importorskip("typst")
        made = FORMATS["pdf"].render(in_welsh("rct-day-centres"), assessed("rct-day-centres"))
        with pikepdf.open(io.BytesIO(made)) as document:
            assert str(document.Root.Lang) == "cy"
            assert b"en-GB" in b"".join(page.Contents.read_bytes() for page in document.pages) or "en-GB" in str(
                [str(one.get("/Lang")) for one in document.objects if isinstance(one, pikepdf.Dictionary)]
            )

    def test_is_the_same_bytes_again(self) -> None:
        again = in_language(viewed("refuge-closes"), welsh())
        for form in FORMATS:
            first = FORMATS[form].render(in_welsh("refuge-closes"), assessed("refuge-closes"))
            assert first == FORMATS[form].render(again, assessed("refuge-closes")), form

    def test_has_a_spreadsheet_with_names_that_a_spreadsheet_can_have(self) -> None:
        view = in_welsh("netherquay-day-centre")
        titles = [sheet.title for sheet in view.sheets(view)]
        assert titles[0] == "Crynodeb"
        assert len(set(titles)) == len(titles)
        assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)

    @every
    def test_in_english_is_as_if_there_were_no_other_language(self, name: str) -> None:
        assert not any(isinstance(text, Spoken) for _, text in all_of(viewed(name)))
        assert b"<span lang=" not in FORMATS["html"].render(viewed(name), assessed(name))


def by_language(text: str) -> dict[str, str]:
    """The text of a page, without spaces, by the language that is nearest above it."""
    found = _Languages()
    found.feed(text)
    return {language: squeezed("".join(pieces)) for language, pieces in found.said.items()}


class _Languages(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, list[str]] = {"cy": [], "en-GB": []}
        self._open: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append(dict(attrs).get("lang") or self._open[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing stands in it."""

    def handle_endtag(self, _: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.said.setdefault(self._open[-1], []).append(data)


class TestACouncilsOwnCatalogue:
    def test_replaces_phrases_one_by_one_and_answers_for_the_rest(self, tmp_path: Path) -> None:
        put(
            tmp_path,
            "cy",
            "language: cy\nchecked_by: Uned Gyfieithu\nphrases:\n  ours:\n    - {en: In short, says: Crynodeb}\n",
        )
        ours = catalogue("cy", tmp_path)
        view = in_language(viewed("refuge-closes"), ours)
        assert view.summary_title == "Crynodeb"
        assert view.grid_title == "Y darlun"
        assert "were checked by Uned Gyfieithu" in view.notice[1]

    def test_may_be_of_a_language_that_is_not_shipped(self, tmp_path: Path) -> None:
        months = ", ".join(f"m{number}" for number in range(12))
        put(tmp_path, "gd", f"language: gd\nname: Gàidhlig\nin_english: Scottish Gaelic\nmonths: [{months}]\n")
        view = in_language(viewed("refuge-closes"), catalogue("gd", tmp_path))
        assert view.language == "gd"
        assert "Scottish Gaelic" in view.notice[1]
        assert is_english(view.summary_title)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("language: fr", "cy.yaml:1:11: language: has to be cy, like the name of the file [P319]"),
            (
                "language: cy\nphrases:\n  a:\n    - {en: In short, says: A}\n    - {en: In short, says: B}",
                "cy.yaml:5:12: phrases.a[1].en: is in this file already; keep one of the two [P319]",
            ),
            (
                'language: cy\nphrases:\n  a:\n    - {en: "{number} users", says: pobl}',
                "cy.yaml:4:36: phrases.a[0].says: has to have the slots of the English, each once: {number} [P319]",
            ),
            ("language: cy\nphrase: {}", "cy.yaml:2:1: phrase: is not a field here; did you mean `phrases`? [P301]"),
        ],
    )
    def test_is_refused_at_its_line(self, text: str, said: str, tmp_path: Path) -> None:
        put(tmp_path, "cy", text)
        with pytest.raises(FileError) as refused:
            catalogue("cy", tmp_path)
        assert str(refused.value).endswith(said)

    def test_of_a_new_language_has_to_name_it(self, tmp_path: Path) -> None:
        put(tmp_path, "gd", "language: gd\n")
        with pytest.raises(FileError, match="has to give name, in_english, months"):
            catalogue("gd", tmp_path)


@pytest.mark.parametrize(
    ("code", "said"), [("cyy", "did you mean `cy`"), ("../cy", "there are cy, en"), ("fr", "there are")]
)
def test_a_language_without_a_catalogue_is_refused(code: str, said: str) -> None:
    with pytest.raises(MhiaError, match=re.escape(said)):
        catalogue(code)


def put(folder: Path, code: str, text: str) -> None:
    file = folder / "report" / "languages" / f"{code}.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")


def test_a_gap_for_any_text_takes_no_sentence_that_follows() -> None:
    said = tongue().said("Coping: minor loss, worst for carers. Learning: minor gain, best for carers.")
    assert [piece.text for piece in pieces_of(said) if piece.language] == ["carers", "carers"]


def test_a_field_that_holds_one_of_a_few_names_is_not_put_into_words() -> None:
    assert worded(Chart) == ("title", "description", "key", "drawing", "table")
    assert worded(Lane) == ("words", "note", "whom", "steps", "best", "low", "high")


class TestTextInPieces:
    def test_is_a_text_to_whoever_does_not_ask(self) -> None:
        text = Spoken(Piece("Pob maes ar gyfer "), Piece("carers", "en-GB"))
        assert text == "Pob maes ar gyfer carers"
        assert bare((text,)) == ("Pob maes ar gyfer carers",)
        assert not isinstance(bare((text,))[0], Spoken)

    def test_keeps_its_pieces_when_it_is_joined(self) -> None:
        text = joined(["Iaith", Spoken(Piece("Welsh", "en-GB"))], " · ")
        assert pieces_of(text) == (Piece("Iaith · "), Piece("Welsh", "en-GB"))

    @pytest.mark.parametrize("width", [8, 11, 20, 80])
    def test_keeps_its_pieces_when_it_is_cut_into_lines(self, width: int) -> None:
        text = Spoken(Piece("gwaethaf i "), Piece("people who live alone", "en-GB"), Piece(" ac 1 grŵp arall"))
        cut = lines(text, width)
        assert " ".join(cut) == text
        assert all(len(line) <= width for line in cut)
        english = (piece.text.strip() for line in cut for piece in pieces_of(line) if piece.language)
        assert " ".join(english) == "people who live alone"

    def test_is_plain_where_all_of_it_is_in_one_language(self) -> None:
        assert not isinstance(spoken([Piece("a"), Piece("b")]), Spoken)


class TestACommand:
    def test_writes_the_language_into_the_name_and_leaves_the_record_alone(self, mhia: Mhia) -> None:
        example = ROOT / "examples" / "rct-day-centres.yaml"
        ran = mhia("assess", example, "--language", "cy", "--quiet")
        assert ran.code == 0, ran.err
        names = sorted(path.name for path in (mhia.folder / "assessments").iterdir())
        assert names == ["rct-day-centres-cy.html", "rct-day-centres-cy.md", "rct-day-centres.json"]

    def test_takes_the_language_from_the_settings_and_english_before_it(self, mhia: Mhia) -> None:
        example = ROOT / "examples" / "rct-day-centres.yaml"
        (mhia.folder / "mhia.yaml").write_text("language: cy\n", encoding="utf-8")
        assert "## Yn gryno" in mhia("assess", example, "--stdout", "md").out
        assert "## In short" in mhia("assess", example, "--stdout", "md", "--language", "en").out

    def test_refuses_a_language_that_it_does_not_have(self, mhia: Mhia) -> None:
        ran = mhia("assess", ROOT / "examples" / "rct-day-centres.yaml", "--language", "welsh")
        assert ran.code == 2
        assert "there is no catalogue of phrases for the language `welsh`" in ran.err
