"""The figure on the first page: for each part of wellbeing the largest loss and gain, how sure, and whose it is.

A wheel was the model to better: one picture that a member takes in at once. It is six rulers and no wheel, because
lengths on one scale are compared more surely than angles or areas, a range can be drawn on a ruler, losses and gains
each have their own, and rulers can stand side by side on paper and below one another on a telephone.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from mhia.assessment import BANDS, TYPICAL_USER, Band, Direction, Finding, GroupResult
from mhia.domains import DOMAINS, Domain
from mhia.report.view import numbers, words
from mhia.report.view.charts import Pair
from mhia.report.view.figures import Lane, Panel, Panels, Step
from mhia.report.view.material import Material, findings_of, weighed
from mhia.report.view.page import Cell, Chart, Table

_TITLES = {
    (True, False): "At a glance: the largest loss in each part of wellbeing",
    (False, True): "At a glance: the largest gain in each part of wellbeing",
    (True, True): "At a glance: the largest loss and the largest gain in each part of wellbeing",
}
_KEY = "In the frame: the best estimate. Line: how far it could reach, if there is an effect."
_APART = "Losses and gains are not set off against each other."
_TWIN = "The same as a table: Annex A."
_CAPTION = "The largest loss and gain in each part of wellbeing"
_COLUMNS = ("Part of wellbeing", "Effect", "Worst or best for", "Could be", "A typical user")
_FOR: dict[Direction, str] = {"adverse": "worst for", "beneficial": "best for"}
_ALL_ALIKE = "much the same for everyone who uses it"
_DIRECTIONS: tuple[Direction, ...] = ("adverse", "beneficial")


def glance(material: Material) -> Chart | None:
    """The figure; None where nothing was found that could be drawn."""
    rows = [row for row in material.rows if row.origin != "structural"]
    found = {(domain, direction): _largest(rows, domain, direction) for domain in DOMAINS for direction in _DIRECTIONS}
    ways = [any(found[domain, direction] for domain in DOMAINS) for direction in _DIRECTIONS]
    if not any(ways):
        return None
    panels = tuple(_panel(domain, found, rows, material) for domain in DOMAINS)
    return Chart(
        id="at-a-glance",
        title=_TITLES[ways[0], ways[1]],
        description=" ".join(panel.in_words for panel in panels),
        key=" ".join(part for part in (_KEY, _APART if all(ways) else "", _left_out(material), _TWIN) if part),
        drawing=Panels(panels),
        table=_table(found, rows, material.rulebook.parameters["bands"]),
        twin="elsewhere",
    )


def _largest(rows: Sequence[GroupResult], domain: Domain, direction: Direction) -> tuple[Pair, ...]:
    """The largest effect and whom it falls on, with all who bear just as much.

    Of effects in the same band the one for the group in greater need comes first, as it does in the summary.
    """
    pairs = [
        (row, finding)
        for row in rows
        for finding in findings_of(row)
        if (finding.domain, finding.direction) == (domain, direction)
    ]
    ordered = sorted(pairs, key=lambda pair: (-BANDS.index(_band(pair[1])), -weighed(*pair)))
    return tuple(pair for pair in ordered if _size(pair) == _size(ordered[0]))


def _band(finding: Finding) -> Band:
    """The band of an effect; its far end where the size is not known."""
    return finding.bands[-1] if finding.size_unknown and finding.bands else finding.after.band


def _size(pair: Pair) -> str:
    return numbers.two_decimals(pair[1].after.magnitude.typical)


def _panel(
    domain: Domain,
    found: Mapping[tuple[Domain, Direction], tuple[Pair, ...]],
    rows: Sequence[GroupResult],
    material: Material,
) -> Panel:
    lanes = tuple(
        _lane(found[domain, direction], rows, material) for direction in _DIRECTIONS if found[domain, direction]
    ) or (_nothing(domain, rows),)
    said = "; ".join(", ".join(part for part in (lane.words, lane.note, lane.whom) if part) for lane in lanes)
    return Panel(
        title=words.capital(domain),
        note=words.DOMAIN_MEANS[domain],
        lanes=lanes,
        in_words=words.sentence(f"{domain}: {said}"),
    )


def _lane(pairs: tuple[Pair, ...], rows: Sequence[GroupResult], material: Material) -> Lane:
    finding, edges = pairs[0][1], material.rulebook.parameters["bands"]
    most = material.rulebook.parameters["effect"]["cap"]
    low, best, high = (
        _on_the_ruler(numbers.kept(value), edges, most)
        for value in (finding.after.magnitude.low, finding.after.magnitude.typical, finding.after.magnitude.high)
    )
    reached = _reached(finding, edges)
    return Lane(
        symbol=words.SYMBOL[_band(finding), finding.direction],
        words=words.effect_of(finding.after, finding.direction, finding.bands, size_unknown=finding.size_unknown),
        tone=words.tone(_band(finding), finding.direction),
        note=_doubt(finding),
        whom=_whom(pairs, rows, _FOR[finding.direction]),
        steps=tuple(_step(band, finding, reached) for band in BANDS),
        best=best,
        low=low,
        high=high,
    )


def _step(band: Band, finding: Finding, reached: Sequence[Band]) -> Step:
    found = band in finding.bands if finding.size_unknown else band == finding.after.band
    state = "found" if found else "plausible" if band in reached else "other"
    return Step(words.BAND[band], words.tone(band, finding.direction), state)  # type: ignore[arg-type]


def _nothing(domain: Domain, rows: Sequence[GroupResult]) -> Lane:
    """Why there is no effect to draw, as it stands for a typical user."""
    cells = [cell for row in rows[:1] for cell in row.cells if cell.domain == domain]
    status = cells[0].status if cells and cells[0].status != "finding" else "not_assessed"
    symbol, text = words.STATUS[status]
    return Lane(symbol, text, status, "", "")


def _on_the_ruler(value: float, edges: Mapping[str, float], most: float) -> float:
    """Where a size stands, counted in steps that are all drawn equally long."""
    ends = [0.0, *(edges[band] for band in BANDS[1:]), most]
    for step, (start, end) in enumerate(pairwise(ends)):
        if value < end:
            return round(step + (value - start) / (end - start), 3)
    return float(len(BANDS))


def _reached(finding: Finding, edges: Mapping[str, float]) -> tuple[Band, ...]:
    """The sizes that the range reaches into, if there is an effect."""
    starts = (0.0, *(edges[band] for band in BANDS[1:]))
    low, high = numbers.kept(finding.after.magnitude.low), numbers.kept(finding.after.magnitude.high)
    first = max(place for place, start in enumerate(starts) if start <= low)
    last = max(place for place, start in enumerate(starts) if start <= high)
    return BANDS[first : last + 1]


def _doubt(finding: Finding) -> str:
    return "size not known" if finding.size_unknown else words.could_be(finding.after)


def _whom(pairs: tuple[Pair, ...], rows: Sequence[GroupResult], lead: str = "") -> str:
    """Whom it is worst (or best) for, and how many more groups bear as much."""
    if len(pairs) == len(rows):
        return _ALL_ALIKE
    first, *others = sorted((row for row, _ in pairs), key=lambda row: row.id == TYPICAL_USER)
    whom = f"{lead} {first.in_words}".strip()
    more = sum(row.id != TYPICAL_USER for row in others)
    return f"{whom} and {more} other group{'' if more == 1 else 's'}" if more else whom


def _left_out(material: Material) -> str:
    """People whom only the money or the jobs reach: what the service does for its users would hide behind them."""
    left_out = [row.in_words for row in material.rows if row.origin == "structural"]
    return f"Not in it, but in the grid: {words.listed(left_out)}." if left_out else ""


def _table(
    found: Mapping[tuple[Domain, Direction], tuple[Pair, ...]], rows: Sequence[GroupResult], edges: Mapping[str, float]
) -> Table:
    lines = []
    for domain in DOMAINS:
        pairs = [found[domain, direction] for direction in _DIRECTIONS if found[domain, direction]]
        lines += [_line(domain, each, rows, edges) for each in pairs]
        if not pairs:
            nothing = _nothing(domain, rows)
            lines.append(
                (
                    Cell(words.capital(domain), note=words.DOMAIN_MEANS[domain]),
                    Cell(words.capital(nothing.words), tone=nothing.tone),
                    *(Cell("–") for _ in _COLUMNS[2:]),
                )
            )
    return Table(_CAPTION, _COLUMNS, tuple(lines))


def _line(
    domain: Domain, pairs: tuple[Pair, ...], rows: Sequence[GroupResult], edges: Mapping[str, float]
) -> tuple[Cell, ...]:
    finding = pairs[0][1]
    effect = words.effect_of(finding.after, finding.direction, finding.bands, size_unknown=finding.size_unknown)
    return (
        Cell(words.capital(domain), note=words.DOMAIN_MEANS[domain]),
        Cell(words.capital(effect), note=_doubt(finding), tone=words.tone(_band(finding), finding.direction)),
        Cell(words.capital(_whom(pairs, rows))),
        Cell(words.capital(_could_be(finding, edges))),
        Cell(words.capital(_typical(rows, finding))),
    )


def _could_be(finding: Finding, edges: Mapping[str, float]) -> str:
    magnitude, bands = finding.after.magnitude, words.band_range(_reached(finding, edges))
    span = f"{numbers.two_decimals(magnitude.low)} to {numbers.sd(magnitude.high)}"
    return f"{bands}, {span}; {numbers.percent(finding.chance_of_none)} chance of no difference"


def _typical(rows: Sequence[GroupResult], like: Finding) -> str:
    for row in rows:
        if row.id == TYPICAL_USER:
            for finding in findings_of(row):
                if (finding.domain, finding.direction) == (like.domain, like.direction):
                    return words.effect_of(
                        finding.after, finding.direction, finding.bands, size_unknown=finding.size_unknown
                    )
    return "nothing found"
