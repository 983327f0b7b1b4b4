"""What was assumed, what people judged otherwise, how it was worked out, and what the words mean."""

from mhia.assessment import Assumption, Interval
from mhia.report.view import numbers, words
from mhia.report.view.material import Material
from mhia.report.view.page import Block, Cell, Heading, Item, Items, Paragraph, Section, Table

_METHOD = """
For each change, each group and each of six domains of wellbeing the rulebook says what the service does for one
regular user. That is multiplied by how much more a loss weighs than a gain, and by how much more the group is
touched. It gives the effect on one person.

The change says what share of users lose or gain the service. From those who lose it the share who find an
equivalent is taken off, and what mitigation avoids.

The size over a group is the effect on one person times the square root of the share who have it: a loss that
falls on few people counts for more than the same loss spread thinly. Losses and gains are kept apart. Need
orders the findings and decides red lines; it is never multiplied into the size.

Every uncertain number is a range. The whole was worked out {draws} times with numbers drawn from those ranges;
nine in ten of the results lie in the range that is printed. The chance that there is no effect at all is
printed beside it, not mixed in.

People are never added up across groups, because the same person is in many of them.
"""
_SD = (
    "the usual spread between people. Line up 100 people from the lowest wellbeing to the highest: someone in the "
    f"middle who loses 0.1 SD slips {numbers.places(0.1)} places, 0.3 SD {numbers.places(0.3)} places, 0.5 SD "
    f"{numbers.places(0.5)} places (if people are spread in the usual bell shape)."
)


def assumptions(material: Material) -> Section:
    """Every default used because the proposal does not say, and every judgement that differs."""
    blocks: list[Block] = []
    assumed = material.assessment.assumptions
    if assumed:
        blocks += [
            Paragraph(
                "The proposal does not say these things, so the rulebook's usual value was used. Unknown is not zero: "
                "each one widens the range."
            ),
            Table(
                "Assumptions",
                ("What", "Used", "Why", "Where to say it"),
                tuple(_assumed(assumption, material) for assumption in assumed),
            ),
        ]
    else:
        blocks.append(Paragraph("Nothing had to be assumed: the proposal gives every figure that was used."))
    blocks += [Heading("Judgements that differ from the findings", "judgements"), *_judgements(material)]
    if material.assessment.warnings:
        blocks += [
            Heading("Warnings", "warnings"),
            Items(tuple(Item(words.sentence(warning)) for warning in material.assessment.warnings)),
        ]
    return Section("assumptions", "Assumptions and judgements", tuple(blocks))


def method(material: Material) -> Section:
    """How it was worked out, with versions, so that somebody else can do it again."""
    blocks: list[Block] = [
        *(Paragraph(text) for text in _how(material)),
        Heading("Who stands behind it", "signoff"),
        *_signoff(material),
        Heading("Words", "words"),
        Items(tuple(Item(text, lead=f"{term}:") for term, text in _glossary(material))),
        Heading("Versions", "versions"),
        _versions(material),
    ]
    return Section("method", "Method, versions and words", tuple(blocks))


def _assumed(assumption: Assumption, material: Material) -> tuple[Cell, ...]:
    basis = words.BASIS.get(assumption.basis, assumption.basis)
    because = words.sentence(material.readable(assumption.because))
    return (
        Cell(words.capital(assumption.what)),
        Cell(_used(assumption, material)),
        Cell(because or words.capital(basis), note=words.capital(basis) if because else ""),
        Cell(assumption.path),
    )


def _used(assumption: Assumption, material: Material) -> str:
    if assumption.typical is None:
        return "Nothing: it is left out and said"
    if assumption.unit == "people" and material.profile == "public":
        return words.capital(material.people(Interval(assumption.typical, assumption.typical, assumption.typical)))
    low = assumption.typical if assumption.low is None else assumption.low
    high = assumption.typical if assumption.high is None else assumption.high
    values = (low, assumption.typical, high)
    unit = assumption.unit
    if unit == "share":
        texts = [numbers.percent(value) for value in values]
    elif unit == "people":
        texts = [f"{numbers.round_people(value):,}" for value in values]
    elif unit == "multiplier":
        texts = [f"× {numbers.multiplier(value)}" for value in values]
    else:
        texts = [f"{value:.1f}".removesuffix(".0") + ("" if unit == "none" else f" {unit}") for value in values]
    return texts[1] if texts[0] == texts[2] else f"{texts[1]} ({texts[0]} to {texts[2]})"


def _judgements(material: Material) -> list[Block]:
    overrides = material.proposal.overrides
    blocks: list[Block] = []
    if overrides:
        public = material.profile == "public"
        blocks.append(
            Table(
                "Printed beside the findings, never computed into them",
                ("About", "What is held instead", "Why", "Who, and until when"),
                tuple(
                    (
                        Cell(override.rule),
                        Cell(words.sentence(override.change)),
                        Cell(words.sentence(override.reason)),
                        Cell(_who("" if public else override.by, override.expires)),
                    )
                    for override in overrides
                ),
            )
        )
    else:
        blocks.append(Paragraph("None: nobody has put a judgement beside the findings."))
    if material.assessment.rulebook.overridden:
        blocks.append(Paragraph("A local rulebook adds or replaces these values:"))
        blocks.append(Items(tuple(Item(words.sentence(line)) for line in material.assessment.rulebook.overridden)))
    return blocks


def _who(by: str, expires: str | None) -> str:
    return ", ".join(part for part in (by, f"until {numbers.day(expires)}" if expires else "no end date") if part)


def _signoff(material: Material) -> list[Block]:
    decision, signoff = material.proposal.decision, material.proposal.signoff
    if material.profile == "public":
        return [Paragraph("Names are left out of the public version.")]
    roles = {
        "Answers for the proposal": decision.owner if decision else None,
        "Wrote the assessment": signoff.assessor if signoff else None,
        "Checked it": signoff.reviewer if signoff else None,
        "Approved it": signoff.approved if signoff else None,
    }
    return [
        Items(tuple(Item(words.sentence(name or "nobody is named"), lead=f"{role}:") for role, name in roles.items()))
    ]


def _how(material: Material) -> tuple[str, ...]:
    return tuple(_METHOD.format(draws=f"{material.assessment.draws:,}").strip().split("\n\n"))


def _glossary(material: Material) -> tuple[tuple[str, str], ...]:
    bands = material.rulebook.parameters["bands"]
    minor, moderate, major = (numbers.multiplier(bands[band]) for band in ("minor", "moderate", "major"))
    sizes = (
        f"the size of the change over a whole group: below {minor} SD, {minor} to {moderate}, {moderate} to {major}, "
        f"{major} or more. The edges are judgement."
    )
    return (
        ("SD (standard deviation)", _SD),
        ("Very small, minor, moderate, major", sizes),
        ("Could be", "a close call: the neighbouring word has at least three chances in ten."),
        ("Not studied", "no study was found. It is not the same as no effect."),
        ("Little expected", "it has been studied well, and little or nothing was found."),
        ("Finding an equivalent", "using something else instead that does the same for them."),
        ("Typical user", "somebody who uses the service regularly, of no particular group."),
        ("Need", "how much more often than others a group is in poor mental health, from 1.0 to 2.0."),
        ("Person-SD", "people times the change in each: ten people losing 0.1 SD are one person-SD."),
        *((words.capital(domain), meaning) for domain, meaning in words.DOMAIN_MEANS.items()),
    )


def _versions(material: Material) -> Table:
    assessment = material.assessment
    rows = (
        ("Tool", f"mhia {assessment.tool}"),
        ("Rulebook", f"{assessment.rulebook.id} {assessment.rulebook.version}"),
        ("Fingerprint of the rulebook", assessment.rulebook.sha256),
        ("Proposal", assessment.identity.file),
        ("Fingerprint of the proposal", assessment.identity.sha256),
        ("Assessed on", numbers.day(assessment.assessed_on)),
        ("Draws", f"{assessment.draws:,}{f', seed {assessment.seed}' if assessment.seed else ''}"),
    )
    return Table(
        "What to name when this is checked or done again",
        ("What", "Which"),
        tuple((Cell(name), Cell(value)) for name, value in rows),
    )
