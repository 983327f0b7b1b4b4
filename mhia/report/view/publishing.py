"""An assessment as the public may read it: without what the proposal marks as private."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from mhia.assessment import Assessment, MitigationResult
from mhia.matching.privacy import LEFT_OUT, private_texts, without_private
from mhia.proposal import Mitigation, Proposal
from mhia.report.view.numbers import people_in_fives
from mhia.report.view.small_numbers import FEW, SOME, is_small

T = TypeVar("T")
_COUNTS = frozenset(
    {"users", "visits", "referrals", "members", "offered", "completers", "people", "posts", "redundancies"}
)
"""Fields of a proposal that count people."""
_NAMES = frozenset({"owner", "assessor", "reviewer", "approved"})
"""Fields of a proposal that name a person."""
_LONG_ENOUGH = 8
"""Letters of a text that is looked for inside longer ones; a shorter one would be found where it was not meant."""


def publishable(assessment: Assessment) -> Assessment:
    """The assessment with every private field of its proposal left out, wherever its words had got to."""
    proposal = Proposal.model_validate(assessment.proposal)
    if not proposal.private:
        return assessment
    texts = sorted(private_texts(proposal) - {assessment.assessed_on}, key=len, reverse=True)
    public = without_private(proposal)
    kept = replace(
        assessment,
        proposal={},
        mitigations=tuple(_without_date_or_cost(each, public.mitigations) for each in assessment.mitigations),
    )
    plain = public.model_dump(mode="json", exclude_unset=True, by_alias=True)
    return replace(_without(kept, texts), proposal=plain)


def with_counts_in_words(assessment: Assessment, hidden: Callable[[str], bool]) -> Assessment:
    """The assessment with nobody's name in its proposal, and people counted in the words of a public report.

    `hidden` says of which groups neither the number nor the share of the users may be told.
    """
    proposal = _counted(assessment.proposal)
    groups = [_without_share(group) if hidden(group["group"]) else group for group in proposal.get("groups", ())]
    return replace(assessment, proposal={**proposal, "groups": groups} if groups else proposal)


def _without_share(group: dict[str, Any]) -> dict[str, Any]:
    return {key: SOME if key in {"people", "share"} else value for key, value in group.items()}


def _counted(value: Any, name: str = "") -> Any:
    if name in _COUNTS and value is not None:
        count = value["typical"] if isinstance(value, Mapping) else value
        return FEW if is_small(float(count)) else people_in_fives(float(count))
    if isinstance(value, Mapping):
        # An override says by whom; elsewhere `by` is a share or a date.
        names = _NAMES | {"by"} if "rule" in value else _NAMES
        return {key: _counted(item, key) for key, item in value.items() if key not in names}
    return [_counted(item) for item in value] if isinstance(value, (list, tuple)) else value


def _without_date_or_cost(result: MitigationResult, mitigations: tuple[Mitigation, ...]) -> MitigationResult:
    """What was done away with in the proposal is done away with in its result."""
    public = mitigations[result.index]
    by = result.by if public.by is not None else None
    return replace(result, by=by, cost=result.cost if public.cost is not None else None)


def _without(value: T, texts: list[str]) -> T:
    """The value with words in the place of each private text in it."""
    if isinstance(value, str):
        return _cleaned(value, texts)  # type: ignore[return-value]  # a text for a text
    if isinstance(value, tuple):
        return tuple(_without(item, texts) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: new for field in fields(value) if (new := _of(value, field.name, texts)) is not _unchanged
        }
        return replace(value, **changed) if changed else value
    return value


_unchanged: Any = object()


def _of(record: Any, name: str, texts: list[str]) -> Any:
    """A field without private texts, or a sign that it had none."""
    old = getattr(record, name)
    new = _without(old, texts)
    return _unchanged if new == old else new


def _cleaned(text: str, texts: list[str]) -> str:
    for private in texts:
        if text == private:
            return LEFT_OUT
        if len(private) >= _LONG_ENOUGH and private in text:
            text = re.sub(rf"(?<!\w){re.escape(private)}(?!\w)", LEFT_OUT, text)
    return text
