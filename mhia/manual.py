"""The manual page of every entry of the rulebook, in plain words: for `mhia explain`."""

import dataclasses
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from mhia.rulebook.entries import (
    Benefit,
    Figure,
    Group,
    GroupBenefit,
    Measure,
    Multiplier,
    Need,
    Range,
    Service,
    Source,
    Susceptible,
    Timing,
    UsedBy,
)
from mhia.rulebook.lookup import Rulebook

T = TypeVar("T")
WIDTH = 100
WITHHELD = (
    "a part of this entry was not read at its source and is not printed; `mhia rulebook show` has it for checking"
)
UNREAD = ("no", False)
"""How a detail says that it was not read. YAML may have made a no of it."""
NAMED_ELSEWHERE = {"id", "label", "short", "in_words", "name", "question", "citation", "verb"}
"""Fields that the first lines say, or that are only for building sentences."""
FOR_THE_COMPUTER = {"response", "parameters", "test", "profile", "charge_class", "frequency_class"}
"""Fields that mean something to the calculation only; `mhia rulebook show` prints them."""
HEADINGS = {
    "domains": "What it does for a regular user, in SD of each domain's outcome (best estimate, plausible range)",
    "used_by": "Who uses it",
    "kept": "Share of its users who find an equivalent elsewhere",
    "loss": "How a loss weighs against the benefit",
    "gain": "How a gain weighs against the benefit",
    "timing": "When it is felt, in months",
    "travel": "How people get to it",
    "basis": "Whom the numbers are about",
    "susceptible": "Who feels it more (above 1) or less (below 1)",
    "excluded_groups": "Whom it is not for",
    "aliases": "Also called",
    "officers_say": "Words in council papers that may mean this",
    "mechanism": "How it works",
    "structural_on_loss": "What else may follow when it goes",
    "safety": "Seen before any total",
    "uptake": "Who takes it up, and who stays",
    "mitigations": "What avoids part of a loss",
    "design_tips": "What makes it work",
    "outcome_measures": "How it was measured",
    "measures": "Measures that fit",
    "harms": "Possible harms",
    "depends_on": "What it depends on",
    "overlaps": "May count the same people or the same work twice",
    "misleads": "When this misleads, and what it does not show",
    "against": "Sources that found nothing, or the opposite",
    "merged_from": "Entries it was made from",
    "overruled": "Values that a later correction replaced",
    "hit": "Whether it is felt by people using it now (stock), by those who would have come (flow), or by both",
    "by_unknown": "How much is assumed when the size is not given",
    "asks": "What to ask",
    "because": "Why",
    "need": "How much more often than others they are in poor mental health (1 to 2)",
    "parents": "Part of",
    "susceptibility": "How they feel a change where a service says nothing of its own",
    "susceptibility_says": "Why",
    "access": "How they differ in finding or reaching an equivalent",
    "digital_exclusion": "Share who are shut out when a service moves online",
    "local_number": "Where to find the local number",
    "window_months": "How long it lasts, in months",
    "acts_on": "What it changes: how many are reached, how much it does, or both",
    "levels": "What each answer multiplies by",
    "applies_to": "Only for",
    "coping": "What it does to coping, in SD (minus is a loss)",
    "avoids": "Share of the loss avoided for the people it reaches, once it is delivered",
    "for_groups": "Whom it helps",
    "for_services": "For which services",
    "fits_changes": "For which changes",
    "not_with_changes": "Not for",
    "long_term": "What is left of it beyond a year",
    "verified": "Whether the source itself was read",
    "seen_at": "Where it was read",
    "from_memory": "From memory only",
}  # fmt: skip
KIND_OF_IDS = {
    "mitigations": "mitigation",
    "measures": "measure",
    "parents": "group",
    "for_groups": "group",
    "groups": "group",
    "applies_to": "group",
    "for_services": "service",
    "services": "service",
    "matters_most": "service",
    "fits_changes": "change",
    "not_with_changes": "change",
    "same_route_as": "mitigation",
}
"""Fields that hold ids, by the kind of entry they name: shown by their labels."""


@dataclasses.dataclass(frozen=True)
class Passage:
    """What an entry says in one field."""

    field: str
    heading: str
    points: tuple[str, ...]


def manual_page(kind: str, id: str, book: Rulebook) -> str:
    """What the rulebook holds about one entry, as text for a terminal (lines of at most 100 characters)."""
    lines = [_first_line(kind, book.entry(kind, id), book), ""]
    for passage in passages(kind, id, book):
        lines += [f"{passage.heading}:", *map(wrapped, passage.points), ""]
    return "\n".join(lines).rstrip() + "\n"


def passages(kind: str, id: str, book: Rulebook) -> tuple[Passage, ...]:
    """What the rulebook holds about one entry, field by field; empty fields are left out."""
    entry = printable(book.entry(kind, id))
    found = []
    for field in dataclasses.fields(entry):
        value = getattr(entry, field.name)
        if field.name in NAMED_ELSEWHERE | FOR_THE_COMPUTER or value in (None, "", (), {}, False):
            continue
        points = _items(field.name, value, _overlap_kind(entry, field.name), book)
        found.append(Passage(field.name, _heading(entry, field.name), tuple(points)))
    return tuple(found)


def printable(entry: T) -> T:
    """The entry without what is known from memory only, and without figures that nobody read at their source."""
    given: dict[str, Any] = {}
    if isinstance(entry, Source) and entry.from_memory:
        given["from_memory"] = WITHHELD
    elif isinstance(entry, Group):
        given = {
            name: dataclasses.replace(
                figure, value_pct=None, comparator_pct=None, ratio=None, measure=_without_figures(figure.measure)
            )
            for name, figure in (("prevalence", entry.prevalence), ("loneliness", entry.loneliness))
            if figure is not None and figure.verified == "no"
        }
    elif isinstance(entry, Measure):
        given["details"] = _read(entry.details)
    return cast("T", dataclasses.replace(cast("Any", entry), **given)) if given else entry


def wrapped(text: str) -> str:
    """A text as one point of a list, in lines of at most 100 characters."""
    return textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)


def _without_figures(measure: str) -> str:
    """What an unread rate is about, unless its words give the rate away."""
    return "a rate" if any(letter.isdigit() for letter in measure) else measure


def _read(value: Any) -> Any:
    """Details of a measure as far as they were read: whatever says of itself that it was not is withheld."""
    if isinstance(value, Mapping):
        if value.get("verified") in UNREAD:
            return {"withheld": WITHHELD}
        return {key: _read(item) for key, item in value.items()}
    return [_read(item) for item in value] if isinstance(value, list) else value


def _first_line(kind: str, entry: Any, book: Rulebook) -> str:
    name = book.labels(kind)[entry.id]
    return textwrap.fill(
        f"{name} ({kind} {entry.id})" if name != entry.id else f"{kind.capitalize()} {entry.id}", WIDTH
    )


def _heading(entry: Any, field: str) -> str:
    """What a field is called. The domains of a source or a measure are only named, those of a service are sizes."""
    said = field in HEADINGS and (field != "domains" or isinstance(entry, Service))
    return HEADINGS[field] if said else _plain(field).capitalize()


def _overlap_kind(entry: Any, field: str) -> str | None:
    """The kind of entry that a field's ids name; services overlap with services, groups with groups."""
    if field == "overlaps":
        return "service" if isinstance(entry, Service) else "group"
    return KIND_OF_IDS.get(field)


def _items(field: str, value: Any, kind: str | None, book: Rulebook) -> list[str]:
    """A field's value as lines of text."""
    if kind:
        labels = book.labels(kind)
        return [f"{labels[id]} ({id})" if id in labels else str(id) for id in value]
    if field in {"aliases", "officers_say", "sources", "against", "merged_from"}:
        return [", ".join(value)]
    if isinstance(value, Mapping):
        return [f"{_plain(str(key))}: {_said(item, book)}" for key, item in value.items()]
    if isinstance(value, tuple) and value and not isinstance(value[0], int | float):
        return [_said(item, book) for item in value]
    return [_said(value, book)]


def _said(value: Any, book: Rulebook) -> str:
    """A value in words."""
    for shape, words in _WORDS.items():
        if isinstance(value, shape):
            return words(value, book)
    if dataclasses.is_dataclass(value):
        given = ((part.name, getattr(value, part.name)) for part in dataclasses.fields(value))
        return "; ".join(
            f"{_plain(name)} {_said(part, book)}" for name, part in given if part not in (None, "", (), {}, False)
        )
    if isinstance(value, tuple):
        spans = value and isinstance(value[0], int | float)
        return (" to " if spans else ", ").join(_said(part, book) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_plain(str(key))} {_said(part, book)}" for key, part in value.items())
    if isinstance(value, float):
        return f"{value:g}"
    return "yes" if value is True else str(value)


def _range(value: Range | Benefit | GroupBenefit) -> str:
    if value.low == value.high:
        return f"{value.typical:g}"
    return f"{value.typical:g} ({value.low:g} to {value.high:g})"


def _of_range(value: Range, _book: Rulebook) -> str:
    return _joined(f"{_range(value)}, {value.basis}", value.because, value.sources)


def _of_benefit(value: Benefit, book: Rulebook) -> str:
    text = _joined(f"{_range(value)}, {value.evidence} evidence", value.because or value.finding, value.sources)
    if value.against:
        text += f"; found nothing or the opposite: {', '.join(value.against)}"
    if value.long_term is not None:
        text += f"; {value.long_term:g} beyond a year"
    for group, own in value.by_group.items():
        text += f"; for {book.group(group).in_words}: {_joined(_range(own), own.because, own.sources)}"
    return text


def _of_used_by(value: UsedBy, book: Rulebook) -> str:
    share = f", {value.share:.0%} ({value.share_means or _plain(value.share_kind)})" if value.share is not None else ""
    return _joined(f"{book.group(value.group).label}: {value.tie}{share}", value.why, value.sources)


def _of_susceptible(value: Susceptible, book: Rulebook) -> str:
    times = (
        ", ".join(f"\u00d7 {number:g} in {domain}" for domain, number in value.by_domain.items())
        or f"\u00d7 {value.multiplier:g}"
    )
    return _joined(f"{book.group(value.group).label}: {times} ({value.evidence})", value.why, value.sources)


def _of_multiplier(value: Multiplier, _book: Rulebook) -> str:
    return _joined(f"\u00d7 {value.value:g}, {value.evidence}", value.why, value.sources)


def _of_need(value: Need, _book: Rulebook) -> str:
    return _joined(f"{value.weight:g}, {value.evidence}", value.why or value.basis, ())


def _of_timing(value: Timing, book: Rulebook) -> str:
    parts = (
        ("a loss is felt after", value.loss_onset),
        ("a gain is felt after", value.gain_onset),
        ("a gain is felt in full after", value.gain_full_effect),
        ("what was gained fades within", value.decay_after_stop),
    )
    text = "; ".join(f"{words} {_said(span, book)}" for words, span in parts if span)
    return _joined(f"{text}; {value.evidence}", value.note, value.sources)


def _of_figure(value: Figure, _book: Rulebook) -> str:
    if value.verified == "no" or value.value_pct is None:
        return f"{value.measure}: not printed, because the source itself was not read"
    against = f", against {value.comparator_pct:g}% ({value.comparator})" if value.comparator_pct is not None else ""
    return _joined(f"{value.value_pct:g}%{against}", value.measure, (value.source,) if value.source else ())


_WORDS: dict[type, Callable[[Any, Rulebook], str]] = {
    Range: _of_range,
    Benefit: _of_benefit,
    GroupBenefit: _of_range,
    UsedBy: _of_used_by,
    Susceptible: _of_susceptible,
    Multiplier: _of_multiplier,
    Need: _of_need,
    Timing: _of_timing,
    Figure: _of_figure,
}


def _joined(fact: str, why: str, sources: tuple[str, ...]) -> str:
    cited = f" [{', '.join(sources)}]" if sources else ""
    return f"{fact}: {why}{cited}" if why else f"{fact}{cited}"


def _plain(name: str) -> str:
    return name.replace("_", " ")
