"""Any number of made-up proposals, the same for the same seed: a mix such as a council's round has.

About one in eight lies outside the rulebook, one in eight does not say how large the change is, one in eight is a gain,
and the rest are cuts that say more or less. Nothing in them is true.
"""

from pathlib import Path
from random import Random

from mhia.rulebook.lookup import Rulebook

_CUTS: tuple[tuple[str, dict[str, tuple[int, int]]], ...] = (
    ("close", {}),
    ("reduce_hours", {"by": (10, 60)}),
    ("reduce_funding", {"by": (5, 50)}),
    ("reduce_staffing", {"by": (5, 40)}),
    ("reduce_sessions", {"by": (10, 60)}),
    ("end_contract", {}),
    ("reduce_sites", {"sites": (1, 8)}),
    ("tighten_eligibility", {}),
)
_OUTSIDE = ("Evening parking", "Garden waste collection", "The planning team", "Fleet vehicles", "Office supplies")
_ENABLERS = ("information_and_signposting", "coproduction_and_involvement", "physical_access_and_transport")
_SAID = (
    "worried about how they would get there", "asked for evening hours to be kept", (
        "said that it is the only place they "
        "go"
    ),
    "would rather pay a little more than lose it", "had not heard of the change before",
)  # fmt: skip


def write_proposals(folder: Path, number: int, rulebook: Rulebook, seed: int = 1) -> None:
    """Write so many proposals into a folder, `00000.yaml` and on."""
    folder.mkdir(parents=True, exist_ok=True)
    choose = Random(seed)  # noqa: S311 - made-up proposals, not secrets
    services, groups = _services(rulebook), _groups(rulebook)
    for place in range(number):
        text = _proposal(choose, place, services, groups, rulebook)
        (folder / f"{place:05}.yaml").write_text(text, encoding="utf-8")


def _services(rulebook: Rulebook) -> list[str]:
    return [id_ for id_ in rulebook.services if rulebook.service(id_).used_by]


def _groups(rulebook: Rulebook) -> list[str]:
    return [id_ for id_ in rulebook.groups if rulebook.group(id_).kind in {"group", "subgroup", "standalone"}]


def _proposal(choose: Random, number: int, services: list[str], groups: list[str], rulebook: Rulebook) -> str:
    sort = choose.random()
    gain, outside, unsized = sort < 1 / 8, 1 / 8 <= sort < 2 / 8, 2 / 8 <= sort < 3 / 8
    service = choose.choice(services)
    label = rulebook.service(service).label
    saving = int(choose.lognormvariate(11.5, 1))
    lines = [
        f'title: "Proposal {number}, {"more of" if gain else "less of"} {label.lower()}"',
        f"kind: {'commission' if gain else 'cut'}",
        "summary: >-",
        "  What is proposed, in two sentences as an officer would write them for the paper that goes to cabinet.",
        "  It says what changes, from when, and what stays as it was.",
        f"reference: P-{number:05}",
        "decision: {body: Cabinet, date: 2027-02-09, stage: consultation}",
        "place:",
        f"  name: Town {choose.randrange(8)}",
        "  nation: england",
        f"  setting: {choose.choice(['urban', 'rural', 'mixed'])}",
        f"  deprivation: {choose.randint(1, 10)}",
        f"  population: {choose.randrange(60, 300)}000",
        f"  wards: [{', '.join(f'Ward {choose.randrange(20)}' for _ in range(choose.randrange(1, 3)))}]",
        "money:",
        f"  annual_change: {saving if gain else -saving}",
        "  starts: 2027-04-01",
        "  status: estimate",
        "changes:",
        *_change(choose, "unlisted" if outside else service, gain=gain, unsized=unsized),
        "groups:",
        *_named(choose, rulebook, service, groups),
    ]
    if choose.random() < 1 / 2:
        lines += ["enablers:", *(f"  {name}: {choose.choice(['yes', 'no', 'partly'])}" for name in _ENABLERS)]
    if not gain and choose.random() < 1 / 3:
        share, status = choose.randrange(10, 50), choose.choice(["funded", "planned", "proposed"])
        lines += [
            "mitigations:",
            f"  - {{action: Help people to find another way, reduces: {share}%, status: {status}}}",
        ]
    said = choose.choice(_SAID)
    lines += [
        "engagement:",
        (
            f"  - {{who: People who use it, when: 2026-11, how: survey, people: {choose.randrange(20, 900)}, said: "
            f"They {said}}}"
        ),
        "local_evidence:",
        (
            f"  - {{kind: data, text: {choose.randrange(40, 95)}% of users answered the survey, source: The "
            "service's own count}"
        ),
    ]
    return "\n".join(lines) + "\n"


def _change(choose: Random, service: str, *, gain: bool, unsized: bool) -> list[str]:
    users = int(choose.lognormvariate(6, 1.2)) + 10
    if service == "unlisted":
        return ["  - service: unlisted", "    change: reduce_funding", f"    description: {choose.choice(_OUTSIDE)}"]
    if gain:
        return [f"  - service: {service}", "    change: commission", f"    offered: {users}", "    uptake: 60%"]
    change, needs = _CUTS[2] if unsized else choose.choice(_CUTS)
    lines = [f"  - service: {service}", f"    change: {change}", f"    users: {users}-{int(users * 1.3)}"]
    if "by" in needs and not unsized:
        lines.append(f"    by: {choose.randint(*needs['by'])}%")
    if "sites" in needs:
        of = choose.randint(3, 12)
        lines += [f"    sites: {{affected: {choose.randint(1, of - 1)}, of: {of}}}", "    users_of: whole_service"]
    lines += [
        "    alternatives:",
        f"      nearest_km: {choose.uniform(0.5, 12):.1f}",
        f"      public_transport: {choose.choice(['good', 'poor', 'none'])}",
        "      note: The next place of its kind",
    ]
    return lines


def _named(choose: Random, rulebook: Rulebook, service: str, groups: list[str]) -> list[str]:
    users = [use.group for use in rulebook.service(service).used_by if use.group in set(groups)]
    named = dict.fromkeys([*users[: choose.randint(0, 2)], *choose.sample(groups, choose.randint(1, 2))])
    lines = []
    for name in named:
        lines += [
            f"  - group: {name}",
            f"    share: {choose.randrange(5, 40)}%",
            "    note: As counted by the service last year",
        ]
    return lines
