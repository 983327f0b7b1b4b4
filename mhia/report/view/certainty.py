"""How sure it is, what would change it, and what to find out first."""

from mhia.assessment import Question
from mhia.report.view import numbers, words
from mhia.report.view.charts import label, ranges
from mhia.report.view.explaining import crossing_in_words
from mhia.report.view.findings import main_findings
from mhia.report.view.material import Material, all_findings, finding_anchor
from mhia.report.view.page import Block, Heading, Item, Items, Paragraph, Section


def section(material: Material) -> Section:
    """Ranges, close calls, what would change the result and what to find out first."""
    pairs = main_findings(material)
    blocks: list[Block] = []
    if pairs:
        blocks.append(ranges(pairs, material))
        blocks.append(
            Paragraph(
                "Nine times in ten the size would lie in the range, if there is an effect at all. The widths come "
                "from the spread of the "
                "evidence and from inputs the proposal does not give, and are partly judgement."
            )
        )
    blocks += _close_calls(material)
    blocks += [Heading("What would change this", "what-would-change-this"), *_what_would_change(material)]
    blocks += [Heading("Find this out first", "find-out-first"), *_find_out(material)]
    return Section("certainty", "How sure this is", tuple(blocks))


def close_calls(material: Material) -> tuple[str, ...]:
    """Each main finding that stands near the edge of its band, in words."""
    return tuple(
        f"{label(row, finding)}: {words.effect(finding.after.band, finding.direction)}, "
        f"{words.could_be(finding.after)} "
        f"({numbers.percent(finding.after.probabilities.get(finding.after.close_call, 0.0))} chance)"
        for row, finding in main_findings(material)
        if finding.after.close_call and not finding.size_unknown
    )


def _close_calls(material: Material) -> list[Block]:
    calls = close_calls(material)
    everywhere = sum(
        1 for _, finding in all_findings(material) if finding.after.close_call and not finding.size_unknown
    )
    if not everywhere:
        return []
    more = everywhere - len(calls)
    blocks: list[Block] = [
        Heading("Close calls", "close-calls"),
        Items(tuple(Item(words.sentence(call)) for call in calls)),
    ]
    if more:
        blocks.append(
            Paragraph(
                f"{'Another' if calls else 'In all'} {more} finding{'' if more == 1 else 's'} "
                f"near an edge: the grid says “could be”."
            )
        )
    return [block for block in blocks if not isinstance(block, Items) or block.items]


def worth_asking(question: Question) -> str:
    """How far the answer could move the result."""
    if question.moves == "all":
        return "Everything depends on it: the size of the change itself is not known."
    if question.moves == "people":
        return "It decides how many people are affected, not how badly each."
    if question.band_low and question.band_high and question.moves == "band":
        bands = (words.BAND[question.band_low], words.BAND[question.band_high])
        return f"The answer could put the main result anywhere from {bands[0]} to {bands[1]}."
    if question.low is None or question.high is None:
        return "The answer would narrow the range, not change the band."
    low, high = sorted((question.low, question.high))
    return f"The answer would move the main result between {numbers.sd(low)} and {numbers.sd(high)}, within its band."


def _what_would_change(material: Material) -> list[Block]:
    items = [
        Item(
            text,
            lead=f"{label(row, finding)} ({words.effect(finding.after.band, finding.direction)}):",
            href=f"#{finding_anchor(row, finding)}",
        )
        for row, finding in main_findings(material)
        if (text := " ".join(filter(None, (crossing_in_words(each, material) for each in finding.crossings))))
    ]
    if not items:
        return [
            Paragraph("No single input or mitigation moves a main finding to another band within its plausible range.")
        ]
    return [Items(tuple(items))]


def _find_out(material: Material) -> list[Block]:
    questions = material.assessment.questions
    if not questions:
        return [Paragraph("Nothing that was assumed could move the main result.")]
    return [
        Items(
            tuple(Item(worth_asking(question), lead=words.sentence(question.ask)) for question in questions),
            numbered=True,
        )
    ]
