"""An audit of the rulebook: each check finds what it is for and nothing else, and docs/rulebook-audit.md is today's."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from running import ROOT, Mhia

from mhia.domains import DOMAINS
from mhia.evidence.auditing import CHECKS, Audit, audit
from mhia.evidence.audits.todo import Todo
from mhia.evidence.citing import citations, mentions, year
from mhia.rulebook.entries import Source
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.rulebook_pages.audit_page import audit_page

SHIPPED = load_rulebook(cache=False)
ON = date.fromisoformat(SHIPPED.date)
PAGE = ROOT / "docs" / "rulebook-audit.md"


def test_the_page_is_what_the_audit_says_today(pytestconfig: pytest.Config) -> None:
    """Dated as the rulebook is, so that it changes with the rulebook and not with the day."""
    made = audit_page(audit(SHIPPED, ON))
    if pytestconfig.getoption("--accept", default=False):
        PAGE.write_bytes(made)
    assert PAGE.read_bytes() == made, "docs/rulebook-audit.md is stale; read the difference, then --accept it"


def test_every_todo_leads_to_an_entry_and_says_why() -> None:
    for chapter in audit(SHIPPED, ON).chapters:
        for todo in chapter.todos:
            assert todo.do.endswith((".", "controlled", "wellbeing")) or chapter.id == "searched_and_not_found", todo
            assert len(todo.why) > 20, todo
            if todo.kind != "background":
                assert todo.entry in SHIPPED.ids(todo.kind), todo


def test_benefits_are_counted_once_each() -> None:
    *by_domain, all_domains = audit(SHIPPED, ON).benefits
    assert [row.of for row in by_domain] == list(DOMAINS)
    assert sum(row.total for row in by_domain) == all_domains.total
    by_hand = sum(bool(cell.typical) for id in SHIPPED.services for cell in SHIPPED.service(id).domains.values())
    assert all_domains.total == by_hand


def test_an_age_is_an_argument() -> None:
    at_ten, at_twenty = (
        todos(audit(SHIPPED, ON, older_than=years, only=["sources_old"]), "sources_old") for years in (10, 20)
    )
    assert set(at_twenty) < set(at_ten)
    later = audit(SHIPPED, date(2036, 1, 1), only=["sources_old"])
    assert len(todos(later, "sources_old")) > len(at_ten)


@pytest.mark.parametrize(
    ("citation", "id", "appeared"),
    [
        ("Hanzl L, Gilpin G (2025) Library closures. EdWorkingPaper 25-1140.", "hanzl-2025", 2025),
        ("ONS (March 2019) Wellbeing 2011 to 2018.", "ons", 2019),
        ("Bell W. The 1976 bus survey", "bell", 1976),
        ("Campaign page", "museums-2006", 2006),
        ("Campaign page", "museums", None),
    ],
)
def test_the_year_of_a_source(citation: str, id: str, appeared: int | None) -> None:
    assert year(Source(id, citation, "", "yes")) == appeared


def test_a_source_knows_who_cites_it() -> None:
    places = citations(SHIPPED)["hanzl-2025"]
    assert ("service", "library", "domains.learning") in {(each.kind, each.entry, each.field) for each in places}
    against = citations(SHIPPED)["siette-2017"]
    assert any(each.against for each in against)
    assert "service library" in mentions(SHIPPED)["ncvo-2019"]


def cell(**values: object) -> dict[str, object]:
    return {"low": 0.0, "typical": 0.2, "high": 0.4, "evidence": "weak", "because": "it does", **values}


NEW_SOURCE = {"id": "ours-2001", "citation": "Ours (2001). A study.", "finding": "It helps.", "verified": "yes"}


def service(book: Rulebook, like: str, **values: object) -> dict[str, object]:
    """A copy of a shipped service with other values, as a service of its own name."""
    return {**book.raw("service", like), "aliases": [], "overlaps": [], **values}


CASES: tuple[tuple[str, str, str, Callable[[Rulebook], dict[str, object]]], ...] = (
    (
        "sources_unused", "ours-2001", "",
        lambda _: {"sources/ours.yaml": {"sources": [{**NEW_SOURCE, "seen_at": "here"}]}},
    ),
    ("sources_unseen", "ours-2001", "seen_at", lambda _: {"sources/ours.yaml": {"sources": [NEW_SOURCE]}}),
    (
        "sources_after_the_rulebook", "ours-2001", "citation",
        lambda _: {"sources/ours.yaml": {"sources": [{**NEW_SOURCE, "citation": "Ours (2099). A study."}]}},
    ),
    (
        "sources_from_memory", "ours-2001", "from_memory",
        lambda _: {"sources/ours.yaml": {"sources": [{**NEW_SOURCE, "from_memory": "the size"}]}},
    ),
    (
        "strength_without_source", "library", "domains.giving",
        lambda _: {"services/library.yaml": {"id": "library", "domains": {"giving": cell()}}},
    ),
    (
        "large_and_expert", "library", "domains.giving",
        lambda _: {"services/library.yaml": {"id": "library", "domains": {"giving": cell(evidence="expert")}}},
    ),
    (
        "strong_on_one_source", "library", "domains.giving",
        lambda _: {
            "services/library.yaml": {
                "id": "library", "domains": {"giving": cell(evidence="strong", sources=["hanzl-2025"])}
            }
        },
    ),
    (
        "sources_disagree", "library", "domains.giving",
        lambda _: {
            "services/library.yaml": {
                "id": "library", "domains": {"giving": cell(sources=["hanzl-2025"], against=["fahy-2023"])}
            }
        },
    ),
    (
        "benefits_on_old", "library", "domains.giving",
        lambda _: {
            "sources/ours.yaml": {"sources": [NEW_SOURCE]},
            "services/library.yaml": {"id": "library", "domains": {"giving": cell(sources=["ours-2001"])}},
        },
    ),
    (
        "benefits_on_partly_read", "library", "domains.giving",
        lambda _: {
            "sources/ours.yaml": {"sources": [{**NEW_SOURCE, "verified": "partly"}]},
            "services/library.yaml": {"id": "library", "domains": {"giving": cell(sources=["ours-2001"])}},
        },
    ),
    (
        "sources_partly", "ours-2001", "verified",
        lambda _: {
            "sources/ours.yaml": {"sources": [{**NEW_SOURCE, "verified": "partly"}]},
            "services/library.yaml": {"id": "library", "domains": {"giving": cell(sources=["ours-2001"])}},
        },
    ),
    (
        "sources_old", "ours-2001", "",
        lambda _: {
            "sources/ours.yaml": {"sources": [NEW_SOURCE]},
            "services/library.yaml": {"id": "library", "domains": {"giving": cell(sources=["ours-2001"])}},
        },
    ),
    (
        "sources_undated", "ours", "citation",
        lambda _: {
            "sources/ours.yaml": {"sources": [{**NEW_SOURCE, "id": "ours", "citation": "Ours. A page."}]},
            "services/library.yaml": {"id": "library", "domains": {"giving": cell(sources=["ours"])}},
        },
    ),
    (
        "all_expert", "library_twin", "domains",
        lambda book: {
            "services/library_twin.yaml": service(
                book, "library", id="library_twin",
                domains={name: cell(evidence="expert", typical=0.1) for name in DOMAINS},
            )
        },
    ),
    (
        "overlaps_one_way", "youth_club", "overlaps",
        lambda book: {"services/twin.yaml": service(book, "library", id="twin", overlaps=["youth_club"])},
    ),
    (
        "overlaps_unnamed", "day_centre_older", "overlaps",
        lambda book: {"services/day_twin.yaml": service(book, "day_centre_older", id="day_twin")},
    ),
    (
        "overlaps_told_elsewhere", "library", "overlaps",
        lambda _: {"background.yaml": {"double_counting": ["library with sexual_health"]}},
    ),
    (
        "susceptible_but_no_users", "library", "susceptible.armed_forces_community",
        lambda _: {
            "services/library.yaml": {
                "id": "library", "susceptible": [{"group": "armed_forces_community", "multiplier": 1.5, "why": "quiet"}]
            }
        },
    ),
    (
        "core_without_a_multiplier", "library", "used_by.students",
        lambda _: {
            "services/library.yaml": {
                "id": "library", "used_by": [{"group": "students", "tie": "core", "why": "quiet"}], "susceptible": [],
            }
        },
    ),
    (
        "without_measures", "twin", "measures",
        lambda book: {"services/twin.yaml": service(book, "library", id="twin", measures=[])},
    ),
    (
        "measures_unlinked", "our_scale", "",
        lambda _: {"measures.yaml": {"measures": [{"id": "our_scale", "name": "Our scale"}]}},
    ),
    (
        "mitigations_without_source", "our_bus", "avoids",
        lambda _: {
            "mitigations.yaml": {
                "mitigations": [
                    {
                        "id": "our_bus", "label": "Our bus", "avoids": {"low": 0.1, "typical": 0.2, "high": 0.3},
                        "question": "How often does it run?",
                    }
                ]
            }
        },
    ),
    (
        "groups_in_no_service", "stamp_collectors", "",
        lambda _: {
            "groups.yaml": {
                "groups": [
                    {
                        "id": "stamp_collectors", "label": "Stamp collectors", "in_words": "stamp collectors",
                        "definition": "People who collect stamps.", "need": {"weight": 1.0, "basis": "expert"},
                    }
                ]
            }
        },
    ),
    (
        "figures_not_read", "stamp_collectors", "loneliness",
        lambda _: {
            "groups.yaml": {
                "groups": [
                    {
                        "id": "stamp_collectors", "label": "Stamp collectors", "in_words": "stamp collectors",
                        "definition": "People who collect stamps.", "need": {"weight": 1.0, "basis": "expert"},
                        "loneliness": {"measure": "lonely", "value_pct": 40, "verified": "no"},
                    }
                ]
            }
        },
    ),
    (
        "readings_disagree", "library", "domains.giving",
        lambda _: {
            "services/library.yaml": {
                "id": "library",
                "overruled": [{"field": "domains.giving", "was": 0.1, "now": 0.0, "why": "a second reader"}],
            }
        },
    ),
    (
        "searched_and_not_found", "not_found", "services",
        lambda _: {"background.yaml": {"not_found": {"services": ["libraries on the moon"]}}},
    ),
)  # fmt: skip


def test_every_check_is_tried_here() -> None:
    assert {check for check, *_ in CASES} == {check.id for check in CHECKS}


@pytest.mark.parametrize(("check", "entry", "field", "files"), CASES, ids=[case[0] for case in CASES])
def test_a_check_finds_what_it_is_for(
    check: str, entry: str, field: str, files: Callable[[Rulebook], dict[str, object]], tmp_path: Path
) -> None:
    for name, content in files(SHIPPED).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    before = todos(audit(SHIPPED, ON, only=[check]), check)
    after = todos(audit(load_rulebook(local=tmp_path, cache=False), ON, only=[check]), check)
    new = set(after) - set(before)
    assert any(each.entry == entry and field in {each.field, ""} for each in new), new


def todos(found: Audit, check: str) -> tuple[Todo, ...]:
    (chapter,) = [each for each in found.chapters if each.id == check]
    return chapter.todos


class TestTheCommand:
    def test_it_prints_markdown_of_a_given_day(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "audit", "--date", ON.isoformat())
        assert ran.code == 0, ran.err
        assert ran.out.encode() == PAGE.read_bytes()

    def test_it_prints_json(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "audit", "--format", "json", "--only", "sources_old", "--older-than", "30")
        answer = json.loads(ran.out)
        assert [chapter["id"] for chapter in answer["chapters"]] == ["sources_old"]
        assert answer["older_than"] == 30

    def test_a_check_that_is_not_there_is_refused(self, mhia: Mhia) -> None:
        ran = mhia("rulebook", "audit", "--only", "source_old")
        assert ran.code == 2
        assert "did you mean sources_old?" in ran.err
