"""The JSON Schema of a proposal: for editors that suggest and check as one types."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from mhia import proposal
from mhia.matching.vocabulary import UNLISTED
from mhia.proposal import Proposal
from mhia.record import Record
from mhia.rulebook.kinds import kind_named
from mhia.rulebook.lookup import Rulebook

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_VOCABULARY: tuple[tuple[str, str, str], ...] = (
    # (record, field, kind of entry that its words name)
    ("Change", "service", "service"),
    ("Change", "change", "change"),
    ("Change", "serves", "service"),
    ("Change", "replaced_by", "service"),
    ("Price", "exempt", "group"),
    ("AffectedGroup", "group", "group"),
    ("AffectedGroup", "also", "group"),
    ("AffectedGroup", "transitions", "transition"),
    ("Structural", "change", "rung"),
    ("Structural", "group", "group"),
    ("Mitigation", "kind", "mitigation"),
    ("Mitigation", "for", "group"),
    ("Mitigation", "changes", "service"),
    ("Monitoring", "measure", "measure"),
    ("Monitoring", "group", "group"),
)


def proposal_schema(rulebook: Rulebook) -> dict[str, Any]:
    """The schema of a proposal (draft 2020-12), with the ids of a rulebook as suggestions.

    A field of the rulebook's vocabulary takes any words, because aliases are words, too: the ids are what an editor
    offers.
    """
    schema = Proposal.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    for described, field, says in _field_descriptions():
        home = schema if described is Proposal else definitions[described.__name__]
        home["properties"][field]["description"] = says
    for kind in dict.fromkeys(kind for _, _, kind in _VOCABULARY):
        definitions[f"any_{kind}"] = _words_for(kind, rulebook)
    for record, field, kind in _VOCABULARY:
        _let_name(definitions[record]["properties"][field], kind)
    schema["properties"]["enablers"] = _enablers(schema["properties"]["enablers"], rulebook)
    engagement = schema["properties"]["engagement"]
    engagement["anyOf"] = [{"type": "array", "items": engagement.pop("items")}, {"$ref": "#/$defs/Engagement"}]
    del engagement["type"]
    _for_an_editor(schema)
    return {
        "$schema": DIALECT,
        "title": "A proposal for mhia",
        "$comment": f"Rulebook {rulebook.id} {rulebook.version} ({rulebook.hash[:12]})",
        **schema,
    }


def _field_descriptions() -> Iterator[tuple[type[Record], str, str]]:
    """Every record of a proposal with its fields, as a file names them, and the docstring below each.

    Pydantic could collect these itself, at a cost to every start of the tool; only the schema needs them.
    """
    written = ast.parse(inspect.getsource(proposal)).body
    for node in (node for node in written if isinstance(node, ast.ClassDef)):
        record: type[Record] = getattr(proposal, node.name)
        for field, below in pairwise(node.body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
                alias = record.model_fields[field.target.id].alias
                yield record, alias or field.target.id, ast.literal_eval(below.value)


def _words_for(kind: str, rulebook: Rulebook) -> dict[str, Any]:
    """Any words, with the ids of one kind on offer."""
    labels = rulebook.labels(kind)
    offered = [{"const": id, "description": labels[id]} for id in rulebook.ids(kind)]
    if kind == "service":
        offered.append({"const": UNLISTED, "description": "A service outside the rulebook; describe it"})
    plural = kind_named(kind).plural
    return {
        "description": f"One of the rulebook's {plural}, or another name it has (`mhia rulebook list {plural}`).",
        "anyOf": [*offered, {"type": "string", "minLength": 1}],
    }


def _let_name(field: dict[str, Any], kind: str) -> None:
    """Put a kind of entry in the place of plain words in a field, wherever they stand in it."""
    words = {"$ref": f"#/$defs/any_{kind}"}
    if "items" in field:
        field["items"] = words
    elif "anyOf" in field:
        field["anyOf"] = [words if option.get("type") == "string" else option for option in field["anyOf"]]
    else:
        for key in ("type", "minLength"):
            field.pop(key, None)
        field.update(words)


def _enablers(field: Mapping[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    """The enablers by name, each with its question and its answers; other names of theirs stay possible."""
    answers: dict[str, Any] = {}
    for id in rulebook.enablers:
        entry = rulebook.enabler(id)
        named = "present" not in entry.levels
        offered = [{"const": level} for level in (entry.levels if named else ("partly", "unknown"))]
        plain = [] if named else [{"type": "boolean"}]
        answers[id] = {
            "description": f"{entry.label}: {entry.question}",
            "anyOf": [*plain, *offered, {"type": "string"}],
        }
    return {**field, "properties": answers}


def _for_an_editor(schema: Any) -> None:
    """Drop the titles pydantic makes of field names, and allow what an editor would otherwise mark red.

    Editors read YAML 1.2, where `yes` is text; a key with nothing behind it is a key left out.
    """
    if isinstance(schema, list):
        for item in schema:
            _for_an_editor(item)
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("title"), str) and not schema.keys().isdisjoint({"type", "anyOf", "enum", "$ref"}):
        del schema["title"]
    if schema.get("type") == "boolean":
        del schema["type"]
        schema["enum"] = [True, False, "yes", "no"]
    if schema.get("type") == "array" and "default" in schema:
        schema["type"] = ["array", "null"]
    for name, value in schema.items():
        for part in value.values() if name in ("properties", "$defs") else (value,):
            _for_an_editor(part)
