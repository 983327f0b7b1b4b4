"""A finding as a piece of the report: its heading, its reasons, how many, how sure and what would change it."""

from mhia.assessment import TYPICAL_USER, Contribution, Crossing, Finding, GroupResult
from mhia.report.view import numbers, words
from mhia.report.view.material import Material, finding_anchor
from mhia.report.view.page import FindingNote, Line
from mhia.report.view.reasons import brings_about, in_numbers, judged, reason

_A_TENTH = 0.1
_FIELDS = {
    "annual_change": "the saving or cost",
    "before": "the places or the price before",
    "after": "the places or the price after",
    "used": "the number of places used now",
    "by": "the size of the change",
    "users": "the number of regular users",
    "people": "the number of people in the group",
    "share": "the share of users in the group",
    "nearest_km": "the distance to the nearest equivalent",
    "travel_minutes": "the time to reach the nearest equivalent",
    "share_finding_equivalent": "the share of users who find an equivalent",
    "affects": "the part of the service concerned",
    "extra_km": "the extra distance",
    "uptake": "the share who take it up",
    "completion": "the share who finish",
    "offered": "the number of people offered it",
    "sites": "the number of places concerned",
    "mitigations": "the share of the loss that mitigation avoids",
}


def finding_note(row: GroupResult, finding: Finding, material: Material) -> FindingNote:
    """A finding with its whole explanation."""
    return FindingNote(
        id=finding_anchor(row, finding),
        heading=f"{row_label(row)}: {heading(finding)}",
        symbol=words.SYMBOL[finding.after.band, finding.direction],
        tone=words.tone(finding.after.band, finding.direction),
        lines=tuple(line for line in _lines(row, finding, material) if line.text),
        in_brief=_in_brief(row, finding),
    )


def _lines(row: GroupResult, finding: Finding, material: Material) -> list[Line]:
    main = _main_parts(finding)
    return [
        *(Line("", reason(part, row, material)) for part in main),
        *_smaller_parts(finding, main, material),
        how_many(row, finding, material),
        _over_the_group(finding),
        *_mitigated(finding),
        _evidence(finding, material),
        *_against(finding, material),
        _confidence(finding),
        _timing(finding),
        *_crossings(finding, material),
    ]


def _main_parts(finding: Finding) -> tuple[Contribution, ...]:
    """The contributions that make up a finding but for a tenth of it."""
    parts = finding.contributions
    sizes = [numbers.kept(part.share_after.typical * part.effect.typical**2 * part.weight) for part in parts]
    least = max(sizes) * _A_TENTH
    return tuple(part for part, size in zip(parts, sizes, strict=True) if size >= least)


def _smaller_parts(finding: Finding, main: tuple[Contribution, ...], material: Material) -> tuple[Line, ...]:
    rest = [part for part in finding.contributions if part not in main]
    if not rest:
        return ()
    said = "; ".join(
        f"{words.lower(brings_about(part, material))}: {in_numbers(part, material)}, "
        f"{numbers.share(part.share_after.typical)} of them"
        for part in rest
    )
    return (Line("Smaller parts", words.sentence(said)),)


def heading(finding: Finding) -> str:
    """A finding in a line: `moderate loss of connectedness, could be minor`."""
    effect = words.effect_of(finding.after, finding.direction, finding.bands, size_unknown=finding.size_unknown)
    doubt = "" if finding.size_unknown else words.could_be(finding.after)
    return ", ".join(
        part
        for part in (
            f"{effect} of {finding.domain}" if finding.direction == "adverse" else f"{effect} in {finding.domain}",
            doubt,
        )
        if part
    )


def how_many(row: GroupResult, finding: Finding, material: Material) -> Line:
    """How many of ten lose or gain, and how many people that is."""
    significance = finding.after
    whom = "users" if row.id == TYPICAL_USER else "them"
    does = _does(finding)
    text = f"{words.capital(numbers.share_range(significance.share))} of {whom} {does}"
    if significance.people is None:
        return Line("How many", f"{text}. How many people that is cannot be said: the number of users is not known.")
    return Line("How many", f"{text}: {material.people_affected(row, significance.people)} people.")


def range_if_any(finding: Finding) -> str:
    """The range over the group, and the chance that there is nothing: printed side by side, never mixed."""
    magnitude = finding.after.magnitude
    return (
        f"{numbers.two_decimals(magnitude.low)} to {numbers.two_decimals(magnitude.high)} SD if there is an effect; "
        f"{numbers.percent(finding.chance_of_none)} chance that it makes no difference"
    )


def chances(finding: Finding) -> str:
    """The chance of each band: `very small 10%, minor 60%, moderate 30%`."""
    ordered = [(band, finding.after.probabilities.get(band, 0.0)) for band in words.BAND]
    return ", ".join(f"{words.BAND[band]} {numbers.percent(chance)}" for band, chance in ordered if chance > 0)


def crossing_in_words(crossing: Crossing, material: Material) -> str:
    """What would move a finding over the nearest edge of its band."""
    to = words.BAND[crossing.to]
    if material.profile == "public" and crossing.unit == "number":
        # Two numbers side by side are too much where one of them could be of few people.
        return ""
    if crossing.what == "mitigation":
        limit = material.rulebook.parameters["mitigations"]["most"]
        needed = numbers.percent(numbers.beyond(crossing.to_value, 0.0, _PLACES["share"]))
        text = f"It would become {to} if {needed} of the loss that remains were avoided"
        return (
            f"{text}; no set of mitigations is counted for more than {numbers.percent(limit)}."
            if crossing.to_value > limit
            else f"{text}."
        )
    moved = numbers.beyond(crossing.to_value, crossing.from_value, _PLACES[crossing.unit])
    before, after = (_value(value, crossing) for value in (crossing.from_value, moved))
    return (
        ""
        if before == after
        else f"It would become {to} if {field_in_words(crossing.field, material)} were {after} instead of {before}."
    )


def field_in_words(path: str, material: Material) -> str:
    """A field of the proposal in words: `the number of regular users`."""
    assumed = next((assumption.what for assumption in material.assessment.assumptions if assumption.path == path), "")
    if assumed:
        return f"the {words.phrase(assumed).removeprefix('the ')}"
    parts = [part.split("[", 1)[0] for part in path.split(".")]
    last = parts[-2] if parts[-1] in {"affected", "of"} else parts[-1]
    return _FIELDS.get(last, last.replace("_", " "))


def _in_brief(row: GroupResult, finding: Finding) -> str:
    whom = "users" if row.id == TYPICAL_USER else "them"
    share, amount = numbers.share(finding.after.share.typical), numbers.amount(finding.effect.typical)
    each = "each loses" if finding.direction == "adverse" else "each gains"
    return f"{words.capital(share)} of {whom} {_does(finding)}; {each} {amount} ({numbers.sd(finding.effect.typical)})."


def row_label(row: GroupResult) -> str:
    """A row's name: a group's label, or an intersection in words."""
    return words.capital(row.in_words if len(row.members) > 1 else row.label)


def _does(finding: Finding) -> str:
    kinds = {part.kind for part in finding.contributions}
    if kinds == {"structural"}:
        return "are affected"
    services = {part.service for part in finding.contributions}
    one = "it" if len(services) == 1 else "at least one of them"
    return f"lose {one} and find no equivalent" if finding.direction == "adverse" else f"get {one}"


def _over_the_group(finding: Finding) -> Line:
    best = numbers.sd(finding.after.magnitude.typical)
    text = f"Best estimate {best}; range {range_if_any(finding)}."
    if finding.size_unknown:
        text += " The proposal does not say how large the change is, so only a range of bands can be given."
    return Line("Over the whole group", text)


def _mitigated(finding: Finding) -> tuple[Line, ...]:
    before, after = finding.before, finding.after
    if before.magnitude == after.magnitude:
        return ()
    return (
        Line(
            "Before mitigation",
            f"{words.capital(words.effect(before.band, finding.direction))} ({numbers.sd(before.magnitude.typical)}), "
            f"{numbers.share(before.share.typical)} of them.",
        ),
    )


def _evidence(finding: Finding, material: Material) -> Line:
    sources = tuple(source for part in finding.contributions for source in part.sources)
    text = words.capital(words.EVIDENCE.get(finding.evidence, finding.evidence)) + "."
    judgement = judged(finding)
    if judgement:
        text += f" Judgement: {judgement}."
    return Line("Evidence", text, material.source_links(sources))


def _against(finding: Finding, material: Material) -> tuple[Line, ...]:
    against = tuple(source for part in finding.contributions for source in part.against)
    if not against:
        return ()
    return (Line("Against", "These found nothing, or the opposite.", material.source_links(against)),)


def _confidence(finding: Finding) -> Line:
    because = words.listed(words.phrase(why) for why in finding.confidence_because)
    text = words.capital(words.CONFIDENCE[finding.confidence])
    return Line("Confidence", f"{text}, because {because}." if because else f"{text}.")


def _timing(finding: Finding) -> Line:
    time = finding.time
    starts = f"felt {_after(time.onset_months)}"
    if time.full_months[1] <= 0:
        text = starts
    elif finding.direction == "beneficial":
        text = f"{starts}, in full {_after(time.full_months)}"
        text += "; gone or nearly gone after three years" if time.fades else ""
    else:
        back = numbers.months(time.full_months)
        text = f"{starts}; if the service were restored, it would take {back} to win the benefit back"
    return Line("Timing", words.sentence(text))


def _after(span: tuple[float, float]) -> str:
    text = numbers.months(span)
    return text if span[0] <= 0 else f"after {text}"


def _crossings(finding: Finding, material: Material) -> tuple[Line, ...]:
    text = " ".join(text for crossing in finding.crossings if (text := crossing_in_words(crossing, material)))
    return (Line("What would change it", text),) if text else ()


_PLACES = {"share": 2, "km": 1, "number": 0}
"""How many decimal places are said of each unit."""


def _value(value: float, crossing: Crossing) -> str:
    match crossing.unit:
        case "share":
            return numbers.percent(value)
        case "km":
            return f"{value:.1f} km".replace(".0 km", " km")
        case "number":
            return f"{value:,.0f}"
