"""Whether the rulebook holds everything that the gathered material holds; every difference is named with its reason.

Use: `python .ci/knowledge_check.py FOLDER`, where FOLDER holds the material the rulebook was made from (`groups.yaml`,
`responses.yaml`, `gaps.rules.yaml` and the rest). Exits 1 on a difference that nobody has explained.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge_corrections import corrections, zeros
from knowledge_material import MERGED, Held, Material, Row, folded, read_rulebook, same_names, same_values, triple

KINDS = {
    "minority_ethnic": "alias_group -> group: the union of three groups, so their parent",
    "complex_needs": "subgroup -> standalone: two or more of several needs, so no one group contains it",
    "parents_young_children": "subgroup -> standalone: neither new parents nor women contain it",
    "car_owners_higher_income": "marker -> comparator: lowers a loss, never shown as affected",
    "higher_income": "marker -> comparator: lowers a loss, never shown as affected",
    "non_drinkers": "marker -> comparator: lowers a loss, never shown as affected",
}
LONGER = {
    "START": "held as START programme: alone it is an English word",
    "CTS": "held as council tax reduction (CTS): three letters mean something else elsewhere",
}


def main(arguments: list[str]) -> int:
    """Print the table; 0 if every difference is explained, 1 if not, 2 if it cannot be run."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "groups.yaml").is_file():
        print(
            "usage: python .ci/knowledge_check.py FOLDER (a folder that holds groups.yaml and the rest of the material)"
        )
        return 2
    material = Material(Path(arguments[0]))
    held = read_rulebook()
    rows = [*_counts(material, held), *_values(material, held), zeros(material, held), corrections(held)]
    return _printed(rows)


def _counts(material: Material, held: Held) -> Iterator[Row]:
    """Every id that was gathered is held, or its absence has a reason."""
    sub_groups = material["subgroups"]["subgroups"]
    responses = material["responses"]
    yield same_names(
        "services",
        {rule["id"] for rule in material.rules()} | {row["id"] for row in material["users"]["services"]},
        held.services,
        _of_services(held),
    )
    yield _names_of_services(material, held)
    yield same_names("groups", {group["id"] for group in material["groups"]["groups"]}, held.groups, {})
    yield same_names(
        "sub-groups", {group["id"] for group in sub_groups}, held.groups, _alias_groups(held, "alias of "), own=False
    )
    yield _kinds(sub_groups, held)
    coping = material["coping-structure.rules"]
    plain: dict[str, Iterable[str]] = {
        "transitions": (entry["id"] for entry in coping["transitions"]),
        "enablers": (entry["id"] for entry in coping["enablers"]),
        "rungs": (entry["id"] for entry in coping["structural"]["rungs"]),
        "mitigations": (entry["id"] for entry in material["mitigations"]["mitigations"]),
        "measures": (entry["id"] for entry in material["measures"]["measures"]),
        "sources": (source["id"] for source in material.sources()),
    }
    for kind, wanted in plain.items():
        yield same_names(kind, set(wanted), held.other[kind], {})
    also = {name for change in responses["changes"] for name in (change["id"], *change.get("same_as", ()))}
    aliases = {
        alias: f"alias of {change['id']}" for change in held.changes.values() for alias in change.get("aliases", ())
    }
    yield same_names("changes", also, held.changes, aliases)
    yield _who_uses(material, held)
    yield _who_gains_or_loses_more(material, held)
    yield from _beside(material, held)


def _of_services(held: Held) -> dict[str, str]:
    """Why some rows are no service of their own, where the rulebook proves it."""
    reasons = {
        old: f"merged into {new}"
        for old, new in MERGED.items()
        if old in held.services.get(new, {}).get("merged_from", ())
        and old in held.services.get(new, {}).get("aliases", ())
    }
    for modifier in held.background["modifiers"]:
        reasons[modifier["id"]] = f"a modifier of a host service, in background.yaml; became {modifier['became']}"
    return reasons


def _names_of_services(material: Material, held: Held) -> Row:
    """The other names of services: each is found again among the names of the service it stands for."""
    wanted = {alias: rule["id"] for rule in material.rules() for alias in rule.get("aliases") or ()}
    wanted |= {alias["alias"]: alias["id"] for alias in material["gaps.rules"]["aliases"]}
    owners = {
        folded(name): service["id"]
        for service in held.services.values()
        for name in (service["id"], service["label"], *service.get("aliases", ()))
    }
    row = Row("other names of services", len(wanted), 0)
    for name, old in wanted.items():
        owner = owners.get(folded(name))
        if owner == MERGED.get(old, old):
            row.held += 1
        elif owner:
            row.explained[name] = f"names {owner}, which is nearer than {old}"
        elif name in LONGER:
            row.explained[name] = LONGER[name]
        else:
            row.unexplained.append(f"{name}: no service has this name (was {old})")
    return row


def _alias_groups(held: Held, said: str = "") -> dict[str, str]:
    """The group each alias stands for, with these words before it."""
    return {alias: said + group["id"] for group in held.groups.values() for alias in group.get("aliases", ())}


def _who_uses(material: Material, held: Held) -> Row:
    """Each group that uses a service is named by it, merged services and aliases of groups followed."""
    alias = _alias_groups(held)
    wanted = [(row["id"], user["group"]) for row in material["users"]["services"] for user in row["used_by"]]
    wanted += [(rule["id"], user["group"]) for rule in material["gaps.rules"]["rules"] for user in rule["used_by"]]
    reasons = {f"{name} {group}": "everybody, which is no group" for name, group in wanted if group == "general"}
    modifiers = {modifier["id"] for modifier in held.background["modifiers"]}
    return same_names(
        "who uses a service",
        {f"{MERGED.get(name, name)} {alias.get(group, group)}" for name, group in wanted if name not in modifiers},
        {f"{name} {user['group']}" for name, service in held.services.items() for user in service["used_by"]},
        reasons,
        own=False,
    )


def _who_gains_or_loses_more(material: Material, held: Held) -> Row:
    """Each group with a multiplier of its own still has one, or the service says what overruled it."""
    alias = _alias_groups(held)
    wanted, reasons = set[str](), dict[str, str]()
    for rule in material.rules():
        name = MERGED.get(rule["id"], rule["id"])
        service = held.services.get(name, {})
        for row in rule.get("susceptible_groups") or ():
            group = alias.get(row["group"], row["group"])
            wanted.add(f"{name} {group}")
            notes = [note["why"] for note in service.get("overruled", ()) if group in note["field"].split(".")]
            if row["group"] == "young_people" and _has(service, "young_adults"):
                notes.append("read as young_adults here")
            reasons |= {f"{name} {group}": note for note in notes[:1]}
    found = {
        f"{name} {row['group']}"
        for name, service in held.services.items()
        for row in (*service.get("susceptible", ()), *service.get("excluded_groups", ()))
    }
    return same_names("multipliers by group", wanted, found, reasons, own=False)


def _has(service: Mapping[str, Any], group: str) -> bool:
    return any(row["group"] == group for row in service.get("susceptible", ()))


def _kinds(sub_groups: Iterable[Any], held: Held) -> Row:
    """Each sub-group keeps its kind, or its change has a reason."""
    row = Row("kinds of sub-groups", 0, 0)
    for group in sub_groups:
        if group["kind"] == "alias":
            continue
        row.gathered += 1
        kind = held.groups.get(group["id"], {"kind": "nothing"}).get("kind", "group")
        if kind == group["kind"]:
            row.held += 1
        elif group["id"] in KINDS:
            row.explained[group["id"]] = KINDS[group["id"]]
        else:
            row.unexplained.append(f"{group['id']}: {group['kind']} became {kind}")
    return row


def _beside(material: Material, held: Held) -> Iterator[Row]:
    """What is kept in background.yaml, with the services or among the anchors."""
    responses, gaps, back = material["responses"], material["gaps.rules"], held.background
    anchors = [
        *material["connect-give.rules"]["meta"]["calibration_anchors"],
        *gaps["calibration_anchors"],
        *responses["charges_check"],
    ]
    measured = {anchor["source"] for anchor in held.other["anchors"].values()}
    yield same_names("anchors (by source)", {anchor["source"] for anchor in anchors}, measured, {})
    yield same_names(
        "nulls",
        {f"{MERGED.get(n['service'], n['service'])} {n['domain']}" for n in gaps["nulls"]},
        {f"{n['service']} {n['domain']}" for n in back["nulls"]},
        {},
    )
    for name, there, here in (
        ("cross-cutting", material["active-learn-notice.rules"]["cross_cutting"], back["cross_cutting"]),
        ("reference rates", material["groups"]["meta"]["reference_rates"], back["reference_rates"]),
    ):
        yield same_names(name, {entry["id"] for entry in there}, {entry["id"] for entry in here}, {})
    yield same_names("not found", set(gaps["meta"]["not_found"]), set(back["not_found"]["services"]), {})
    yield same_names("double counting", set(gaps["meta"]["double_counting"]), set(back["double_counting"]), {})
    yield same_names(
        "safety flags",
        set(gaps["meta"]["safety_flags"]),
        {i for i, s in held.services.items() if s.get("safety")},
        {},
        own=False,
    )
    rows = {_line(row) for row in responses["digital_exclusion"]["rows"]}
    yield same_names("digital exclusion", rows, {_line(row) for row in back["digital_exclusion"]["rows"]}, {})
    yield same_names(
        "uptake and completion",
        {f"{MERGED.get(u['service'], u['service'])}: {u['measure']}" for u in responses["uptake_completion"]},
        {f"{i}: {u['measure']}" for i, s in held.services.items() for u in s.get("uptake", ())},
        {"school_counselling: mean sessions": "a number of sessions, not a share: in a note of the service"},
        own=False,
    )


def _values(material: Material, held: Held) -> Iterator[Row]:
    """The numbers that carry weight are the same numbers."""
    groups = [*material["groups"]["groups"], *(g for g in material["subgroups"]["subgroups"] if g["kind"] != "alias")]
    yield same_values(
        "need weights",
        {g["id"]: float(g["need_weight"]["suggested"]) for g in groups},
        {i: float(g["need"]["weight"]) for i, g in held.groups.items()},
    )
    yield same_values(
        "mitigation shares",
        {m["id"]: triple(m["share_of_loss_avoided"]) for m in material["mitigations"]["mitigations"]},
        {i: triple(m["avoids"]) for i, m in held.other["mitigations"].items()},
    )
    rungs = material["coping-structure.rules"]["structural"]["rungs"]
    yield same_values(
        "rungs, without sign",
        {r["id"]: abs(r["coping"]["smd"]) for r in rungs},
        {i: abs(r["coping"]["typical"]) for i, r in held.other["rungs"].items()},
    )
    yield same_values(
        "need in transitions",
        {t["id"]: float(t["need"]) for t in material["coping-structure.rules"]["transitions"]},
        {i: float(t["need"]) for i, t in held.other["transitions"].items()},
    )
    best: dict[str, str] = {}
    for source in material.sources():
        best[source["id"]] = max(best.get(source["id"], "no"), source["verified"], key=("no", "partly", "yes").index)
    yield same_values("how far sources were read", best, {i: s["verified"] for i, s in held.other["sources"].items()})
    half = material["responses"]["half_distance_km"]["values"]
    yield same_values(
        "half-distances (km)",
        {MERGED.get(i, i): v for i, v in half.items() if v is not None},
        {i: (s["travel"].get("half_distance") or {}).get("typical") for i, s in held.services.items()},
    )


def _line(row: Mapping[str, Any]) -> str:
    return f"{row['group']}: {row['measure']} {row['pct']}% {row['year']}"


def _printed(rows: Iterable[Row]) -> int:
    """The table on standard output, and the exit code."""
    rows = list(rows)
    print(f"{'':32}{'gathered':>9}{'held':>7}{'explained':>11}{'unexplained':>13}")
    for row in rows:
        print(f"{row.kind:32}{row.gathered:>9}{row.held:>7}{len(row.explained):>11}{len(row.unexplained):>13}")
    for row in rows:
        for name, reason in row.explained.items():
            print(f"  {row.kind} · {name}: {reason}")
    unexplained = [f"{row.kind} · {what}" for row in rows for what in row.unexplained]
    print(f"\n{len(unexplained)} unexplained" + "".join(f"\n  {what}" for what in unexplained))
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
