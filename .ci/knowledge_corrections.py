"""Proof that each correction, and each row of `typical_zero`, was applied to the rulebook."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from knowledge_material import MERGED, Held, Material, Row, triple

DIGITAL = (
    "older_people",
    "disabled_people",
    "low_income_households",
    "limited_english",
    "learning_disability",
    "homeless",
    "digitally_excluded",
)
ZERO_SETTLED = {
    ("carers_support", "coping"): (0.1, "settled at 0.1 (0 to 0.4) for a mix of groups and structured sessions"),
    ("school_sel", "coping"): (
        0.1,
        "0 is for mindfulness lessons, which are school_mindfulness; taught programmes keep 0.1",
    ),
    ("school_sel", "connectedness"): (0.1, "0 is for mindfulness lessons, which are school_mindfulness"),
}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def zeros(material: Material, held: Held) -> Row:
    """Each row of `typical_zero` was applied: the cell has the proposed value and says what it replaced."""
    row = Row("typical_zero applied", 0, 0)
    for cell in material["responses"]["typical_zero"]["cells"]:
        row.gathered += 1
        key = (cell["service"], cell["domain"])
        name = " ".join(filter(None, (*key, cell.get("group"))))
        if "proposed" not in cell:
            row.explained[name] = f"proposes no value ({cell['note']})"
            continue
        service = held.services.get(MERGED.get(key[0], key[0]))
        faults = list(_zero_faults(cell, service)) if service else ["the service is gone"]
        if key in ZERO_SETTLED and not faults:
            row.explained[name] = ZERO_SETTLED[key][1]
        elif faults:
            row.unexplained += [f"{name}: {fault}" for fault in faults]
        else:
            row.held += 1
    return row


def _zero_faults(cell: Mapping[str, Any], service: Mapping[str, Any]) -> Iterator[str]:
    benefit = service["domains"][cell["domain"]]
    numbers = [float(number) for number in NUMBER.findall(str(cell["proposed"]))]
    if settled := ZERO_SETTLED.get((cell["service"], cell["domain"])):
        numbers = [settled[0]]
    value = benefit
    if group := cell.get("group"):
        value = benefit.get("by_group", {}).get(group, {})
    if value.get("typical") != numbers[0]:
        yield f"typical is {value.get('typical')}, proposed {cell['proposed']}"
    later = any(words in str(cell["proposed"]) for words in ("long term", "beyond a year"))
    if later and benefit.get("long_term") != numbers[1]:
        yield f"long term is {benefit.get('long_term')}, proposed {cell['proposed']}"
    if "keep_high" in cell and value.get("high") != cell["keep_high"]:
        yield f"high is {value.get('high')}, to be kept at {cell['keep_high']}"
    where = f"domains.{cell['domain']}" + (f".by_group.{group}" if group else "")
    if numbers[0] != cell["now"] and not any(o["field"].startswith(where) for o in service.get("overruled", ())):
        yield "the value that was overruled is not kept in a note"


def corrections(held: Held) -> Row:
    """Each of the nine corrections was applied."""
    row = Row("corrections applied", len(CORRECTIONS), 0)
    for name, proofs in CORRECTIONS.items():
        failed = [what for what, proof in proofs.items() if not _holds(proof, held)]
        row.held += not failed
        row.unexplained += [f"{name}: {what}" for what in failed]
    return row


def _holds(proof: Callable[[Held], bool], held: Held) -> bool:
    """Whether a proof succeeds; one that finds its entry gone has failed."""
    try:
        return proof(held)
    except (KeyError, TypeError):
        return False


def _only_in(service: str, group: str, domain: str) -> Callable[[Held], bool]:
    def limited(held: Held) -> bool:
        for row in held.services[service]["susceptible"]:
            if row["group"] == group:
                return bool(row["by_domain"].get(domain) == row["multiplier"] and row["by_domain"].get("other") == 1)
        return False

    return limited


def _parameter(change: str, *path: str, is_: Any) -> Callable[[Held], bool]:
    def same(held: Held) -> bool:
        value = held.changes[change].get("parameters", {})
        for step in path:
            value = value.get(step, {})
        return bool((triple(value) if isinstance(is_, tuple) else value) == is_)

    return same


def _access(group: str, **expected: float) -> Callable[[Held], bool]:
    return lambda held: all(held.groups[group].get("access", {}).get(name) == value for name, value in expected.items())


def _susceptible(service: str, *groups: str) -> Callable[[Held], bool]:
    return lambda held: (
        set(groups) <= {s["group"] for s in held.services[service]["susceptible"] if s["multiplier"] == 1}
    )


def _corrected(part: str, entry: str) -> Callable[[Held], bool]:
    return lambda held: any(item["id"] == entry and item.get("correction") for item in held.background[part])


def _more_visits_are_no_people(held: Held) -> bool:
    """The rise in visits is kept among the measured effects of charges, and no parameter of a change holds it."""
    kept = [row.get("more_visits") for row in held.background["charges_check"]]
    return {"low": 0.1, "typical": 0.3, "high": 0.64} in kept and set(held.changes["make_free"]["parameters"]) == {
        "new_users",
        "long_term",
    }


def _timing_half_life(service: str, months: float) -> Callable[[Held], bool]:
    return lambda held: held.services[service]["timing"].get("decay_half_life") == months


CORRECTIONS: dict[str, dict[str, Callable[[Held], bool]]] = {
    "parameters of changes": {
        "reduce_sessions has its own share": _parameter("reduce_sessions", "factor", is_=(0.4, 0.6, 0.85)),
        "reduce_frequency has its own share": _parameter(
            "reduce_frequency", "factor_by_class", "bus", is_=(0.3, 0.5, 0.75)
        ),
        "reduce_funding goes up to 1.2": _parameter("reduce_funding", "factor", "high", is_=1.2),
        "raise_fees is -0.2 for leisure": _parameter(
            "raise_fees", "elasticity_by_class", "leisure_and_library", "typical", is_=-0.2
        ),
        "visits are turned into users": _parameter("raise_fees", "users_per_visit_lost", is_=(0.3, 0.5, 0.8)),
        "a new fee loses 0.05/0.15/0.39 of visits": _parameter("introduce_fees", "visits_lost", is_=(0.05, 0.15, 0.39)),
        "museums 0.1/0.3/0.5": _parameter(
            "introduce_fees", "visits_lost_by_class", "museum_and_arts", is_=(0.1, 0.3, 0.5)
        ),
        "make_free gives new users": _parameter("make_free", "new_users", is_=(0.04, 0.08, 0.15)),
        "make_free has no completion": lambda held: "completion" not in held.changes["make_free"]["parameters"],
        "digital share by group": lambda held: (
            sum("digital_exclusion" in g for g in held.groups.values()) == len(DIGITAL)
        ),
        "transfer may find no taker": _parameter("transfer_to_community", "no_taker", is_=(0.1, 0.3, 0.5)),
        "transfer keeps quality": _parameter("transfer_to_community", "quality_kept", is_=(0.6, 0.8, 1.0)),
    },
    "fees_and_charges": {"the note on 0.075 and on small rises is kept": _corrected("modifiers", "fees_and_charges")},
    "zero-price jump": {
        "said beside the figure": _corrected("cross_cutting", "price_response"),
        "it counts visits of people who come already": _more_visits_are_no_people,
    },
    "multipliers from one domain": {
        "perinatal peer support: coping": _only_in("perinatal_peer_support", "high_risk_new_mothers", "coping"),
        "youth club: learning": _only_in("youth_club", "children_low_income", "learning"),
        "library: learning": _only_in("library", "children_low_income", "learning"),
    },
    "day_centre_older": {
        "rows for older people and women": _susceptible("day_centre_older", "older_people", "women"),
        "a note on volunteers": lambda held: any(
            "lunt-2021" in note for note in held.services["day_centre_older"]["notes"]
        ),
    },
    "walking_group": {
        "wfh-2016 is cited": lambda held: "wfh-2016" in str(held.services["walking_group"]["domains"]["activity"]),
        "the gain is not sustained": lambda held: (
            held.services["walking_group"]["domains"]["activity"]["long_term"] == 0
        ),
    },
    "groups without a share or weight": {
        "digitally_excluded": lambda held: held.groups["digitally_excluded"]["digital_exclusion"]["typical"] == 1,
        "people_in_problem_debt 1.85": lambda held: held.groups["people_in_problem_debt"]["need"]["weight"] == 1.85,  # noqa: PLR2004
        "lonely 1.65": lambda held: held.groups["lonely"]["need"]["weight"] == 1.65,  # noqa: PLR2004
    },
    "kept by group": {
        "no_car": _access("no_car", kept=0.5, half_distance=0.5),
        "low_income_households": _access("low_income_households", kept=0.7),
        "disabled_people": _access("disabled_people", kept=0.7, half_distance=0.6),
        "car owners": _access("car_owners_higher_income", kept=1.2),
    },
    "dennis-2009": {"coping decays in three months": _timing_half_life("perinatal_peer_support", 3)},
}
