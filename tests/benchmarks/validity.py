"""Predicted against published and measured: `python tests/benchmarks/validity.py` prints the tables.

Directions come from the grid's row for a typical user, after mitigation: the larger of harm and gain, and nothing where
it is very small. Groups are looked for with the groups taken out of the proposal, so that only what the tool suggests
counts. The trivial baseline calls every cut a harm, every commission a gain and every change nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from mhia.assessment import TYPICAL_USER, Assessment, Finding, GroupResult, Identity, Significance
from mhia.domains import DOMAINS
from mhia.intake import read_proposal
from mhia.proposal import Proposal
from mhia.rulebook.loading import load_rulebook
from mhia.rulebook.lookup import Rulebook
from mhia.scoring.assessing import assess

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"
ON = date(2026, 11, 22)
BASELINE = {"cut": -1, "commission": 1, "change": 0}
OVERALL = "overall"
TOP = (5, 8)
"""How many rows of the grid are counted; the typical user's is not one of them."""

Mitigated = Literal["before", "after"]


@dataclass(frozen=True)
class Direction:
    """One published direction, with what the tool and the trivial baseline say: -1 harm, 0 little or none, 1 gain."""

    example: str
    about: str
    """A domain, `overall`, or a group before or after mitigation."""
    published: int
    """2 is a large gain; only the sign is compared."""
    predicted: int
    baseline: int
    band: str
    fades: bool
    reason: str
    """Why they differ, where they do."""

    @property
    def agrees(self) -> bool:
        return sign(self.published) == self.predicted

    @property
    def baseline_agrees(self) -> bool:
        return sign(self.published) == self.baseline


@dataclass(frozen=True)
class Named:
    """A group that a source named, and where the tool puts it when the proposal names nobody."""

    example: str
    group: str
    row: int | None
    """1 for the first row under the typical user's; None where it has no row."""
    also_uses: bool
    reason: str

    def within(self, top: int) -> bool:
        return self.row is not None and self.row <= top


@dataclass(frozen=True)
class Comparison:
    """A measured effect and its prediction."""

    title: str
    anchor: str
    predicted: float
    low: float
    high: float
    because: str

    @property
    def factor(self) -> float:
        """How many times too large or too small the prediction is; 1 inside what was measured."""
        if self.low <= self.predicted <= self.high:
            return 1.0
        nearest = self.low if self.predicted < self.low else self.high
        smaller, larger = sorted((self.predicted, nearest))
        return larger / smaller if smaller else float("inf")


def published() -> dict[str, Any]:
    """What was published and measured, as its file gives it."""
    content: dict[str, Any] = yaml.safe_load((HERE / "published.yaml").read_text(encoding="utf-8"))
    return content


def directions(conclusion: Mapping[str, Any], rulebook: Rulebook) -> Iterator[Direction]:
    """Every direction published for an example, beside the predicted one."""
    example = conclusion["example"]
    proposal = read_proposal(EXAMPLES / f"{example}.yaml", rulebook).proposal
    assessment = assessed(proposal, rulebook, example)
    typical_user = row(assessment, TYPICAL_USER)
    questions: list[tuple[str, int, Finding | None, Mitigated]] = [
        (OVERALL, conclusion["overall"], largest(findings(typical_user)), "after")
    ]
    questions += [
        (domain, said, largest(findings(typical_user, domain)), "after")
        for domain, said in conclusion["domains"].items()
    ]
    if both := conclusion.get("before_and_after"):
        group = both["group"]
        worst = largest(findings(row(assessment, group)), "before")
        questions += [
            (f"{group}, before", both["before"], worst, "before"),
            (f"{group}, after", both["after"], worst, "after"),
        ]
    for about, said, finding, mitigated in questions:
        band = significance(finding, mitigated).band if finding else "no finding"
        fades = bool(finding and finding.time.fades)
        reason = conclusion.get("reasons", {}).get(about, "")
        yield Direction(
            example, about, said, predicted(finding, mitigated), BASELINE[proposal.kind], band, fades, reason
        )


def groups_found(conclusion: Mapping[str, Any], rulebook: Rulebook) -> Iterator[Named]:
    """Each group that an example's source named, looked for when the proposal names none."""
    example = conclusion["example"]
    named = read_proposal(EXAMPLES / f"{example}.yaml", rulebook).proposal
    assessment = assessed(named.model_copy(update={"groups": ()}), rulebook, example)
    rows = [group.id for group in assessment.groups if group.id != TYPICAL_USER]
    also_uses = {group.group for group in assessment.also_uses}
    for id in conclusion["groups"]:
        place = rows.index(id) + 1 if id in rows else None
        yield Named(example, id, place, id in also_uses, conclusion.get("reasons", {}).get(id, ""))


def comparison(anchor: Mapping[str, Any], rulebook: Rulebook) -> Comparison:
    """A measured effect with the prediction that the real scoring makes of a small proposal."""
    proposal = Proposal.model_validate(anchor["proposal"])
    return Comparison(
        anchor["title"],
        rulebook.anchor(anchor["anchor"]).id,
        prediction(assessed(proposal, rulebook, anchor["title"]), proposal, **anchor["read"]),
        anchor["measured"]["low"],
        anchor["measured"]["high"],
        anchor["because"],
    )


def prediction(
    assessment: Assessment,
    proposal: Proposal,
    *,
    what: str,
    group: str = TYPICAL_USER,
    domain: str = "",
    reach: float = 1.0,
) -> float:
    """The number of an assessment that stands against a measurement."""
    if what == "change_share":
        share = assessment.changes[0].share
        return share.typical if share else 0.0
    if what == "residents_mean":
        assert proposal.place
        assert proposal.place.population
        lost = next(total.lost for total in assessment.totals.domains if total.domain == domain)
        return lost.typical / proposal.place.population.typical if lost else 0.0
    finding = largest(findings(row(assessment, group), domain))
    if finding is None:
        return 0.0
    effect, share_of_users = finding.effect.typical, finding.after.share.typical
    return {"effect": effect, "share": share_of_users, "mean": effect * share_of_users * reach}[what]


def assessed(proposal: Proposal, rulebook: Rulebook, name: str) -> Assessment:
    """The assessment of a proposal; few draws, because only best estimates are compared."""
    return assess(proposal, rulebook, identity=Identity(id=name, file=name, sha256=""), on=ON, draws=200)


def row(assessment: Assessment, id: str) -> GroupResult:
    return next(group for group in assessment.groups if group.id == id)


def findings(group: GroupResult, domain: str = "") -> list[Finding]:
    """The findings of a row, or of its square for one domain."""
    squares = [square for square in group.cells if not domain or square.domain == domain]
    return [finding for square in squares for finding in (square.adverse, square.beneficial) if finding]


def largest(found: Iterable[Finding], mitigated: Mitigated = "after") -> Finding | None:
    return max(found, key=lambda finding: significance(finding, mitigated).magnitude.typical, default=None)


def significance(finding: Finding, mitigated: Mitigated) -> Significance:
    return finding.before if mitigated == "before" else finding.after


def predicted(finding: Finding | None, mitigated: Mitigated = "after") -> int:
    """-1 for a harm, 1 for a gain, 0 where it is very small or there is none."""
    if finding is None or significance(finding, mitigated).band == "negligible":
        return 0
    return -1 if finding.direction == "adverse" else 1


def sign(number: int) -> int:
    return (number > 0) - (number < 0)


def main() -> None:
    """Print the three tables, each with its count."""
    rulebook, content = load_rulebook(), published()
    conclusions = content["conclusions"]
    print_directions([found for conclusion in conclusions for found in directions(conclusion, rulebook)])
    print_groups([found for conclusion in conclusions for found in groups_found(conclusion, rulebook)])
    print_comparisons([comparison(anchor, rulebook) for anchor in content["anchors"]])


def print_directions(found: Sequence[Direction]) -> None:
    heads = ("example", "about", "published", "predicted", "", "band", "baseline", "", "why they differ")
    lines = [
        (
            item.example,
            item.about,
            item.published,
            item.predicted,
            "" if item.agrees else "DIFFERS",
            f"{item.band}, fades" if item.fades else item.band,
            item.baseline,
            "" if item.baseline_agrees else "DIFFERS",
            item.reason,
        )
        for item in found
    ]
    print_table("Directions: -1 harm, 0 little or none, 1 gain (2 large)", heads, lines)
    for name, chosen in (
        ("Overall", [item for item in found if item.about == OVERALL]),
        ("By domain", [item for item in found if item.about in DOMAINS]),
    ):
        right, trivial = sum(item.agrees for item in chosen), sum(item.baseline_agrees for item in chosen)
        print(f"{name}: {right} of {len(chosen)} agree, and {trivial} of {len(chosen)} for the trivial baseline.")
    print("Where the baseline does as well, directions show no skill.")


def print_groups(found: Sequence[Named]) -> None:
    lines = [
        (item.example, item.group, item.row or ("also uses it" if item.also_uses else "not found"), item.reason)
        for item in found
    ]
    heads = ("example", "group named by the source", "row", "remark")
    print_table("Groups, looked for when the proposal names none", heads, lines)
    for top in TOP:
        print(f"In the first {top} rows: {sum(item.within(top) for item in found)} of {len(found)}.")


def print_comparisons(found: Sequence[Comparison]) -> None:
    lines = [
        (
            item.title,
            item.anchor,
            f"{item.predicted:.2g}",
            f"{item.low:.2g}" if item.low == item.high else f"{item.low:.2g} to {item.high:.2g}",
            f"{item.factor:.1f}",
            item.because,
        )
        for item in found
    ]
    print_table("Measured effects", ("what", "anchor", "predicted", "measured", "times off", "remark"), lines)


def print_table(title: str, heads: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    """Print lines under their heads, each column as wide as it needs."""
    texts = [[str(item) for item in line] for line in (heads, *lines)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    texts.insert(1, ["-" * width for width in widths])
    print(f"\n{title}\n")
    for line in texts:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    print()


if __name__ == "__main__":
    main()
