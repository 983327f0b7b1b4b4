"""The pictures of ranges, each with a table that says the same."""

from collections.abc import Sequence

from mhia.assessment import BANDS, Band, Finding, GroupResult
from mhia.report.view import numbers, words
from mhia.report.view.explaining import chances, range_if_any
from mhia.report.view.figures import Bar, Ranges, Tone, Zone
from mhia.report.view.material import Material, finding_anchor
from mhia.report.view.page import Cell, Chart, Table

_ROOM = 1.1
"""The axis runs this much beyond the longest range."""
_LEAST_AXIS = 0.2
_STEP = 0.1
_LONGEST_LABEL = 68
_AXIS = "The scale is the change over the whole group in SD; losses are left of zero, gains right."
_KEY = {
    "ranges": f"Dot: best estimate. Bar: the range, if there is an effect. {_AXIS}",
    "before-and-after": f"Filled dot: after mitigation. Hollow dot: before it. Bar: the range after it. {_AXIS}",
}

Pair = tuple[GroupResult, Finding]


def ranges(pairs: Sequence[Pair], material: Material) -> Chart:
    """The best estimate and range of each main finding, losses left of zero and gains right."""
    table = Table(
        "Best estimate and range of each main finding",
        ("Finding", "Best estimate", "Range", "Chances of each band"),
        tuple(
            (
                Cell(label(row, finding), tone=_tone(finding), href=f"#{finding_anchor(row, finding)}"),
                Cell(
                    f"{words.effect(finding.after.band, finding.direction)}, "
                    f"{numbers.sd(finding.after.magnitude.typical)}"
                ),
                Cell(words.sentence(range_if_any(finding))),
                Cell(words.capital(chances(finding))),
            )
            for row, finding in pairs
        ),
    )
    return _chart("ranges", "How large, and how sure", pairs, material, table)


def before_and_after(pairs: Sequence[Pair], material: Material) -> Chart:
    """Where each main loss stands before and after mitigation."""
    table = Table(
        "Each main loss before and after mitigation",
        ("Finding", "Before", "After", "How many lose it, before and after"),
        tuple(
            (
                Cell(label(row, finding), href=f"#{finding_anchor(row, finding)}"),
                Cell(_standing(finding, after=False), tone=words.tone(finding.before.band, finding.direction)),
                Cell(_standing(finding, after=True), tone=words.tone(finding.after.band, finding.direction)),
                Cell(_shares(finding)),
            )
            for row, finding in pairs
        ),
    )
    return _chart("before-and-after", "Before and after mitigation", pairs, material, table)


def _chart(id: str, title: str, pairs: Sequence[Pair], material: Material, table: Table) -> Chart:
    edges = material.rulebook.parameters["bands"]
    largest = max((numbers.kept(finding.before.magnitude.high) for _, finding in pairs), default=0.0)
    axis = max(_LEAST_AXIS, largest * _ROOM, edges["moderate"] * _ROOM)
    losses = any(finding.direction == "adverse" for _, finding in pairs)
    gains = any(finding.direction == "beneficial" for _, finding in pairs)
    least, most = (-axis if losses else 0.0), (axis if gains else 0.0)
    return Chart(
        id=id,
        title=title,
        description=_description(pairs),
        key=_KEY[id],
        drawing=Ranges(
            bars=tuple(_bar(row, finding, moved=id == "before-and-after") for row, finding in pairs),
            zones=tuple(_zones(edges, least, most)),
            ticks=tuple(_ticks(least, most)),
            least=least,
            most=most,
        ),
        table=table,
    )


def _bar(row: GroupResult, finding: Finding, *, moved: bool) -> Bar:
    sign = -1.0 if finding.direction == "adverse" else 1.0
    magnitude = finding.after.magnitude
    ends = sorted((sign * numbers.kept(magnitude.low), sign * numbers.kept(magnitude.high)))
    name = label(row, finding)
    return Bar(
        label=name if len(name) <= _LONGEST_LABEL else f"{name[:_LONGEST_LABEL].rstrip()}…",
        best=sign * numbers.kept(magnitude.typical),
        low=ends[0],
        high=ends[1],
        tone=_tone(finding),
        in_words=words.effect(finding.after.band, finding.direction),
        before=sign * numbers.kept(finding.before.magnitude.typical) if moved else None,
    )


def _zones(edges: dict[str, float], least: float, most: float) -> list[Zone]:
    starts = [0.0, *(edges[band] for band in BANDS[1:])]
    zones = []
    for direction, reach in (("adverse", -least), ("beneficial", most)):
        sign = -1.0 if direction == "adverse" else 1.0
        for band, start, end in zip(BANDS, starts, [*starts[1:], reach], strict=True):
            if start < reach:
                inner, outer = sign * start, sign * min(end, reach)
                zones.append(Zone(words.BAND[band], min(inner, outer), max(inner, outer), _zone_tone(band, direction)))
    return zones


def _zone_tone(band: Band, direction: str) -> Tone:
    return words.tone(band, "adverse" if direction == "adverse" else "beneficial")


def _ticks(least: float, most: float) -> list[tuple[float, str]]:
    first, last = round(least / _STEP), round(most / _STEP)
    every = max(1, round((last - first) / 8))
    steps = [step for step in range(first, last + 1) if step % every == 0]
    return [
        (step * _STEP, f"{abs(step * _STEP):.1f}".replace("0.0", "0"))
        for step in steps
        if least <= step * _STEP <= most
    ]


def _description(pairs: Sequence[Pair]) -> str:
    return " ".join(
        words.sentence(
            f"{label(row, finding)}: {words.effect(finding.after.band, finding.direction)}, "
            f"best estimate {numbers.sd(finding.after.magnitude.typical)}, range {range_if_any(finding)}"
        )
        for row, finding in pairs
    )


def label(row: GroupResult, finding: Finding) -> str:
    """A finding in a few words: `Connectedness: older people living alone`."""
    return f"{words.capital(finding.domain)}: {row.in_words}"


def _tone(finding: Finding) -> Tone:
    return words.tone(finding.after.band, finding.direction)


def _standing(finding: Finding, *, after: bool) -> str:
    significance = finding.after if after else finding.before
    effect = words.effect(significance.band, finding.direction)
    doubt = words.could_be(significance)
    return words.capital(f"{effect} ({numbers.sd(significance.magnitude.typical)}){f', {doubt}' if doubt else ''}")


def _shares(finding: Finding) -> str:
    before, after = numbers.share(finding.before.share.typical), numbers.share(finding.after.share.typical)
    return f"{before}, both times" if before == after else f"{before}, then {after}"
