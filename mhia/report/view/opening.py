"""The first page in words: status, red lines, summary and the three answers."""

from mhia.assessment import TYPICAL_USER, ChangeResult, Finding, GroupResult, Headline, Interval, RedLine
from mhia.proposal import Money
from mhia.report.view import numbers, words
from mhia.report.view.explaining import heading
from mhia.report.view.material import Material, finding_anchor, findings_of
from mhia.report.view.page import Answer, Item
from mhia.report.view.reasons import what_changes
from mhia.report.view.sizes import how_much_in_short

MOST_WORDS = 150
"""A summary longer than this is not read aloud in a meeting."""
_STAGE = {"draft": "Draft", "consultation": "Draft for consultation", "final": "Final"}


def status(material: Material) -> str:
    """How far the decision has got, and whether anybody stands behind the assessment."""
    decision, signoff = material.proposal.decision, material.proposal.signoff
    stage = _STAGE[decision.stage] if decision and decision.stage else "Stage not given"
    if signoff is None or signoff.approved is None:
        return f"{stage}; not signed off"
    by = "" if material.profile == "public" else f" by {signoff.approved}"
    return f"{stage}; approved{by}{_on(signoff.date)}"


def status_is_final(material: Material) -> bool:
    """Whether it is a final paper with a signature."""
    decision, signoff = material.proposal.decision, material.proposal.signoff
    return bool(decision and decision.stage == "final" and signoff and signoff.approved)


def facts(material: Material) -> tuple[str, ...]:
    """Where, under what number, who decides and when it was assessed."""
    proposal = material.proposal
    place = proposal.place.name if proposal.place else None
    decision = proposal.decision
    decides = ""
    if decision and (decision.body or decision.date):
        who = decision.body or "Decision"
        decides = f"{who}, {numbers.day(decision.date)}" if decision.date else who
    return tuple(
        fact
        for fact in (
            place or "",
            f"reference {material.assessment.identity.id}",
            decides,
            f"assessed on {numbers.day(material.assessment.assessed_on)}",
        )
        if fact
    )


def lede(material: Material) -> str:
    """What the report is, in two or three sentences."""
    money = money_in_words(material.proposal.money)
    losses = any(line.direction == "adverse" for line in material.assessment.headlines)
    further = "what would make it less harmful" if losses else "what to ask before deciding"
    return (
        f"{words.sentence(money)} This report says who is likely to lose or gain what, how sure that is, and "
        f"{further}. It informs the decision; it does not make it."
    ).strip()


def money_in_words(money: Money | None) -> str:
    """What it saves or costs a year: `a saving of £431,000 a year`; empty where that is not known."""
    if money is None or money.annual_change is None:
        return ""
    change = money.annual_change
    amount = numbers.pounds_range(change)
    if change.typical == 0:
        return "no change in yearly spending"
    about = (
        " (an estimate)"
        if money.status == "estimate"
        else " (part of a larger sum)"
        if money.status == "part_of_bundle"
        else ""
    )
    return f"{'a saving' if change.typical < 0 else 'a cost'} of {amount} a year{about}"


def red_lines(material: Material) -> tuple[Item, ...]:
    """The harms that must be seen before any score."""
    return tuple(_red_line(line, material) for line in material.assessment.red_lines)


def summary(material: Material) -> tuple[str, ...]:
    """Two or three paragraphs in plain words, at most 150 words in all."""
    first = [_what_is_proposed(material), _who_loses(material)]
    second = [_hit_hardest(material), _mitigation(material), _gains(material)]
    third = [_how_sure(material), _ask_first(material), _not_studied(material)]
    while True:
        paragraphs = tuple(" ".join(part for part in parts if part) for parts in (first, second, third))
        fits = sum(len(paragraph.split()) for paragraph in paragraphs) <= MOST_WORDS
        if fits or not _shorten(third, second, first):
            return tuple(paragraph for paragraph in paragraphs if paragraph)


def consequences(material: Material) -> tuple[str, ...]:
    """What would follow, a sentence or two each, the most important first."""
    parts = (
        _who_loses(material),
        _hit_hardest(material),
        _mitigation(material),
        _gains(material),
        _how_sure(material),
        _not_studied(material),
    )
    return tuple(part for part in parts if part)


def answers(material: Material) -> tuple[Answer, ...]:
    """The worst effect (or the largest gain), who it falls on and how sure that is."""
    headline = _headline(material)
    found = _found(material, headline)
    if headline is None or found is None:
        why = material.assessment.not_ranked_because or "no service in it is in the rulebook"
        return (
            Answer("Worst effect", "Could not be assessed", words.sentence(why)),
            Answer("Who is affected", "Not known", "Not known is not the same as nobody."),
            Answer("How sure", "No result", "There is not enough here to put a size on."),
        )
    row, finding = found
    effect = words.effect_of(finding.after, finding.direction, finding.bands, size_unknown=finding.size_unknown)
    doubt = "the size of the change is not known" if finding.size_unknown else words.could_be(finding.after)
    whom = "a typical user" if row.id == TYPICAL_USER else row.in_words
    because = words.listed(words.phrase(why) for why in finding.confidence_because)
    adverse = finding.direction == "adverse"
    return (
        Answer(
            "Worst effect" if adverse else "Largest gain",
            words.capital(effect),
            words.sentence(
                "; ".join(part for part in (f"{words.domain_explained(finding.domain)}, for {whom}", doubt) if part)
            ),
            f"#{finding_anchor(row, finding)}",
        ),
        _who(material, found, adverse=adverse),
        Answer(
            "How sure", f"{words.capital(words.CONFIDENCE[finding.confidence])} confidence", words.sentence(because)
        ),
    )


def _red_line(line: RedLine, material: Material) -> Item:
    row = material.row(line.group) if line.group else None
    found = [finding for finding in findings_of(row) if finding.domain == line.domain] if row else []
    adverse = next((finding for finding in found if finding.direction == "adverse"), None)
    in_domain = f" ({line.domain})" if line.domain and line.domain not in line.what else ""
    href = f"#{finding_anchor(row, adverse)}" if row and adverse else ""
    return Item(words.sentence(line.why), lead=words.sentence(f"{line.what}{in_domain}"), href=href)


def _on(date: str | None) -> str:
    return f" on {numbers.day(date)}" if date and date.count("-") == 2 else f" in {numbers.day(date)}" if date else ""  # noqa: PLR2004 - a day


def _shorten(*paragraphs: list[str]) -> bool:
    """Drop the last sentence that can be spared; false when none is left to drop."""
    for sentences in paragraphs:
        if len(sentences) > 1:
            sentences.pop()
            return True
    return False


def _headline(material: Material) -> Headline | None:
    return next(iter(material.assessment.headlines), None)


def _found(material: Material, headline: Headline | None) -> tuple[GroupResult, Finding] | None:
    if headline is None:
        return None
    row, finding = material.row(headline.group), material.finding(headline)
    return (row, finding) if row and finding else None


def _what_is_proposed(material: Material) -> str:
    changes = [_change(change, material) for change in material.assessment.changes]
    place = material.proposal.place
    where = f" in {words.shortened(place.name)}" if place and place.name else ""
    money = money_in_words(material.proposal.money)
    meant = f" It would mean {money}." if money else ""
    return f"The proposal is about {words.listed(changes)}{where}.{meant}"


def _change(change: ChangeResult, material: Material) -> str:
    what = words.lower(what_changes(change.index, material))
    size = how_much_in_short(material.proposal.changes[change.index])
    return f"{what} ({size})" if size else what


def _who_loses(material: Material) -> str:
    totals = material.assessment.totals
    sentences = []
    lost = largest_share(material, "adverse")
    if lost is not None:
        several = len({change.service for change in material.assessment.changes if change.direction == "loss"}) > 1
        them, it = ("these services", "one of them") if several else ("it", "it")
        share = words.capital(numbers.share(lost.typical))
        text = f"{share} of the people who use {them} would lose {it} and find nothing in its place"
        counted = any(change.users for change in material.assessment.changes)
        unknown = f"does not count everyone who uses {them}" if counted else f"does not say how many people use {them}"
        text += f": {_only_about(material, totals.losing)}." if totals.losing else f", but the proposal {unknown}."
        sentences.append(text)
    gained = largest_share(material, "beneficial")
    if gained is not None and totals.gaining:
        sentences.append(f"{words.capital(_only_about(material, totals.gaining))} would gain.")
    return " ".join(sentences)


def _only_about(material: Material, interval: Interval) -> str:
    alone = Interval(interval.typical, interval.typical, interval.typical)
    return f"{material.people(alone, material.assessment.totals.users)} people"


def largest_share(material: Material, direction: str) -> Interval | None:
    """The largest share of typical users who lose (or gain), over the domains; None where none do."""
    row = material.row(TYPICAL_USER)
    shares = [finding.after.share for finding in findings_of(row) if finding.direction == direction] if row else []
    return max(shares, key=lambda interval: interval.typical, default=None)


def _hit_hardest(material: Material) -> str:
    found = _found(
        material, next((line for line in material.assessment.headlines if line.direction == "adverse"), None)
    )
    if found is None:
        return ""
    row, finding = found
    effect = f"{words.with_article(heading(finding).replace(', could', ', which could'))}"
    whom = (
        f"a typical user faces {effect}"
        if row.id == TYPICAL_USER
        else f"those likely to be hit hardest are {row.in_words}: {effect}"
    )
    each = f"each one who loses it would slip about {numbers.places_in_words(finding.effect.typical)}"
    return f"{words.sentence(whom)} {words.sentence(each)}"


def _gains(material: Material) -> str:
    found = _found(
        material, next((line for line in material.assessment.headlines if line.direction == "beneficial"), None)
    )
    if found is None:
        return ""
    row, finding = found
    whom = "a typical user" if row.id == TYPICAL_USER else row.in_words
    effect = words.with_article(heading(finding).replace(", could", ", which could"))
    losses = any(line.direction == "adverse" for line in material.assessment.headlines)
    far = (
        f"{numbers.places(finding.effect.typical)} places in the same line"
        if losses
        else numbers.places_in_words(finding.effect.typical)
    )
    each = f"each one who takes it up would move up about {far}"
    return f"The largest gain is for {whom}: {effect}. {words.sentence(each)}"


def _mitigation(material: Material) -> str:
    found = _found(
        material, next((line for line in material.assessment.headlines if line.direction == "adverse"), None)
    )
    if found is None:
        return ""
    _, finding = found
    if not material.assessment.mitigations:
        return "The proposal names nothing that would soften this."
    if finding.before.band != finding.after.band:
        return f"That is after mitigation; without it, it would be {words.BAND[finding.before.band]}."
    return "The mitigation it names does not change that judgement."


def _how_sure(material: Material) -> str:
    found = _found(material, _headline(material))
    if found is None:
        return "Not enough is known to say how large the effect would be. That is not the same as no effect."
    _, finding = found
    text = f"Confidence in this is {words.CONFIDENCE[finding.confidence]}."
    if finding.size_unknown:
        text += " The proposal does not say how large the change is."
    return text


def _ask_first(material: Material) -> str:
    question = next(iter(material.assessment.questions), None)
    return f"Find out first: {words.lower(question.ask)}" if question else ""


def _not_studied(material: Material) -> str:
    row = material.row(TYPICAL_USER)
    domains = [cell.domain for cell in row.cells if cell.status == "not_studied"] if row else []
    return f"No study was found of what it does for {words.listed(domains, 'or')}." if domains else ""


def _who(material: Material, found: tuple[GroupResult, Finding], *, adverse: bool) -> Answer:
    row, finding = found
    share = largest_share(material, finding.direction)
    totals = material.assessment.totals
    number = totals.losing if adverse else totals.gaining
    title = "Who loses" if adverse else "Who gains"
    counted = (
        words.sentence(
            f"{material.people(number, totals.users)} people{'' if not adverse else ' who find no equivalent'}"
        )
        if number
        else f"{words.capital(numbers.NOT_KNOWN)} how many people that is: ask the service."
    )
    if share is None:
        return Answer(title, f"{words.capital(numbers.share(finding.after.share.typical))} of {row.in_words}", counted)
    whom = "users" if adverse else "those it is meant for"
    return Answer(title, f"{words.capital(numbers.share(share.typical))} of {whom}", counted)
