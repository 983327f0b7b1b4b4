"""`mhia package`: which proposals reach a savings target with the least harm."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.faults import refuse_unknown, tell
from mhia.cli.options import (
    Force,
    OutFile,
    PaperLayout,
    PaperLayoutOption,
    Readers,
    ReadersOption,
    RulebookFolder,
    TemplatesFolder,
)
from mhia.cli.printing import as_json, laid_out_as, sheet_for
from mhia.errors import FileError, MhiaError, Problem

if TYPE_CHECKING:
    from mhia.batching.outputs import Drawn
    from mhia.portfolio.candidates import Cap
    from mhia.portfolio.ranking import Measure
    from mhia.report.view.round_material import RoundMaterial
    from mhia.report.view.round_package_material import PackageMaterial
    from mhia.round import Round

_LIMIT_CROSSED = 1


class MeasureChoice(StrEnum):
    """Which harm counts."""

    total = "total"
    severity = "severity"


_Round = Annotated[
    Path,
    typer.Argument(metavar="ROUND", help="A folder that `mhia batch` wrote, or its round.json.", show_default=False),
]
_Save = Annotated[
    str,
    typer.Option("--save", metavar="POUNDS", help="What has to be saved a year: £2m, 350k.", show_default=False),
]
_Caps = Annotated[
    list[str] | None,
    typer.Option(
        "--cap",
        metavar="GROUP=MOST",
        help="Cap a group, by its label or id: carers=2 (proposals), carers=50% (of the whole), carers=0.6sd.",
        show_default=False,
    ),
]
_Must = Annotated[
    list[str] | None, typer.Option(metavar="ID", help="A proposal that has to be in.", show_default=False)
]
_Never = Annotated[
    list[str] | None, typer.Option(metavar="ID", help="A proposal that must not be in.", show_default=False)
]
_Measure = Annotated[
    MeasureChoice | None,
    typer.Option(help="total: what all users lose; severity: how hard the worst-hit group is hit.", show_default=False),
]
_Proposals = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR|CSV|XLSX", help="What the round was made from, where its draws were not kept.", show_default=False
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a package, in the words of the command line."""

    save: str
    caps: Sequence[str]
    must: Sequence[str]
    never: Sequence[str]
    measure: MeasureChoice | None


def package(
    round_: _Round,
    save: _Save,
    caps: _Caps = None,
    must: _Must = None,
    never: _Never = None,
    measure: _Measure = None,
    proposals: _Proposals = None,
    layout: PaperLayoutOption = None,
    out: OutFile = None,
    view: ReadersOption = Readers.full,
    templates: TemplatesFolder = None,
    rulebook: RulebookFolder = None,
    force: Force = False,
) -> None:
    """Find the package with the least harm for a savings target.

    \b
      mhia package assessments/2027 --save £2m
      mhia package assessments/2027 --save £2m --cap disabled_people=50% --never LIB-1
      mhia package assessments/2027 --save £2m --out package.md
      mhia package assessments/2027 --save £2m --view member --out package.html

    It informs a decision; it does not make it. Exit code 1 if no package meets the conditions.
    """
    sheet = sheet_for(layout, out, force=force)
    material = _material(round_, proposals, rulebook, view)
    found = _found(material, Asked(save, caps or (), must or (), never or (), measure), rulebook)
    if found is None:
        raise typer.Exit(_LIMIT_CROSSED)
    way = sheet.way_to(round_ if round_.is_dir() else round_.parent)
    sheet.put(_printed(found, sheet.layout, way, view, templates))


def _material(path: Path, proposals: Path | None, rulebook: Path | None, view: Readers) -> "RoundMaterial":
    """The round with its draws, as these readers may have it."""
    from mhia.batching.outputs import DRAWS, read_draws, read_record
    from mhia.report.view.round_material import RoundMaterial
    from mhia.report.view.round_publishing import publishable_draws, publishable_round

    read = read_record(path)
    drawn = read_draws(path, read) if proposals is None else _again(read, proposals, rulebook)
    if drawn is None:
        beside = path if path.is_dir() else path.parent
        message = "is not here; give what the round was made from (--proposals DIR), or run `mhia batch` again"
        raise FileError(Problem(str(beside / DRAWS), message=message))
    lost, severity = drawn
    if view is Readers.public and read.readers != "public":
        return RoundMaterial(publishable_round(read), publishable_draws(read.entries, lost), severity)
    return RoundMaterial(read, lost, severity)


def _again(read: "Round", proposals: Path, rulebook: Path | None) -> "tuple[Drawn, Drawn]":
    from mhia.batching.drawing_again import draws_again
    from mhia.rulebook.loading import load_rulebook

    return draws_again(read, proposals, load_rulebook(local=rulebook), rulebook)


def _found(material: "RoundMaterial", asked: Asked, rulebook: Path | None) -> "PackageMaterial | None":
    """The package; None, once it is said why, where there is none."""
    from mhia.portfolio.candidates import field_of
    from mhia.portfolio.choosing import Terms, best_package, cap_costs, frontier, steadiness
    from mhia.portfolio.conflicting import conflict
    from mhia.report.view.round_conflict import no_package
    from mhia.report.view.round_package_material import PackageMaterial

    must, never = _known(material, asked)
    kind = _measure(material, asked.measure)
    field = field_of(material.round, kind, must, material.stacks)
    terms = Terms(_pounds(asked.save), tuple(_cap(material, each, rulebook) for each in asked.caps), must, never)
    chosen = best_package(field, terms)
    if chosen is None:
        tell(*no_package(material, terms, conflict(field, terms)))
        return None
    steady = steadiness(field, terms, chosen, material.harm_draws(kind))
    return PackageMaterial(
        material, field, terms, chosen, frontier(field, terms), cap_costs(field, terms, chosen), steady
    )


def _known(material: "RoundMaterial", asked: Asked) -> tuple[frozenset[str], frozenset[str]]:
    """The proposals that must be in and those that must not, all of them in the round and none of them in both."""
    for id_ in (*asked.must, *asked.never):
        if id_ not in material.entries:
            near = get_close_matches(id_, material.entries, n=1)
            refuse_unknown("proposal in this round", id_, near, "the round's tables list them")
    must, never = frozenset(asked.must), frozenset(asked.never)
    if both := must & never:
        raise MhiaError(f"{', '.join(sorted(both))}: cannot be --must and --never at once")
    return must, never


def _measure(material: "RoundMaterial", choice: MeasureChoice | None) -> "Measure":
    from mhia.portfolio.candidates import measure_for

    return measure_for(material.round.entries) if choice is None else choice.value


def _pounds(text: str) -> float:
    from mhia.amounts import MisreadError, amount

    try:
        pounds = amount(text).typical
    except MisreadError as fault:
        raise MhiaError(f"--save {text}: {fault}") from None
    if pounds <= 0:
        raise MhiaError(f"--save {text}: give a number of pounds above 0, such as £2m")
    return pounds


def _group(material: "RoundMaterial", word: str, rulebook: Path | None) -> str:
    """The id of a group of the round: an id, a label or another name, as everywhere else."""
    if word in material.groups:
        return word
    from mhia.rulebook.loading import load_rulebook
    from mhia.rulebook.names import find, folded, nearest_ids

    groups = material.round.groups
    names = {folded(name): group.id for group in groups for name in (group.in_words, group.label, group.id)}
    if here := find(names, word):
        return here
    book = load_rulebook(local=rulebook)
    meant = book.resolve("group", word)
    if meant is not None and meant in material.groups:
        return meant
    if meant is not None:
        raise MhiaError(
            f"--cap {word}: no proposal in this round is about {meant}; the table of groups lists the others"
        )
    near = nearest_ids(names, word) or [id_ for id_ in book.suggestions("group", word) if id_ in material.groups]
    return refuse_unknown("group in this round", word, near, "the round's table of groups lists them")


def _cap(material: "RoundMaterial", text: str, rulebook: Path | None) -> "Cap":
    from mhia.portfolio.candidates import Cap

    match = re.fullmatch(r"\s*([^=]+?)\s*=\s*([0-9]*\.?[0-9]+)\s*(%|sd)?\s*", text, re.IGNORECASE)
    if match is None:
        raise MhiaError(f"--cap {text}: write carers=2 (proposals), carers=50% (of the whole round) or carers=0.6sd")
    group, number, unit = match[1], float(match[2]), (match[3] or "").lower()
    group = _group(material, group, rulebook)
    if unit == "%":
        return Cap(group, "share", number / 100)
    if not unit and number != int(number):
        raise MhiaError(f"--cap {text}: a number of proposals is whole; write {group}={number:g}sd if you mean SD")
    return Cap(group, "sd" if unit else "proposals", number)


def _printed(
    found: "PackageMaterial", layout: PaperLayout, way: str | None, view: Readers, templates: Path | None
) -> bytes:
    from mhia.report.view.for_readers import for_readers
    from mhia.report.view.linking import with_files_at
    from mhia.report.view.round_package import package_view

    if layout is PaperLayout.json:
        return as_json(_record(found))
    if layout is PaperLayout.text:
        return "".join(f"{line}\n" for line in _text(found)).encode()
    return laid_out_as(layout, for_readers(with_files_at(package_view(found), way), view.value), templates)


def _record(found: "PackageMaterial") -> dict[str, object]:
    return {
        "schema": "mhia/package/1",
        "round": found.round.round.title,
        "measure": found.field.measure,
        "target": found.terms.target,
        "caps": [str(cap) for cap in found.terms.caps],
        "must": sorted(found.terms.must),
        "never": sorted(found.terms.never),
        "package": {
            **asdict(found.chosen),
            "saving_not_known": [each.id for each in found.inside if not each.saving_known],
            "harm_not_known": [each.id for each in found.inside if not each.harm_known],
        },
        "frontier": [{**asdict(each.package), "from": each.first, "to": each.last} for each in found.frontier],
        "cap_costs": [{**asdict(each), "cap": str(each.cap)} for each in found.costs],
        "steadiness": asdict(found.steady),
        "set_aside": found.field.set_aside,
    }


def _text(found: "PackageMaterial") -> list[str]:
    from mhia.report.view.round_material import many
    from mhia.report.view.round_package import INFORMS, package_view, summary
    from mhia.report.view.round_package_material import draws_in_words, harm_in_words, saving_in_words

    view = package_view(found)
    lines = [view.title, "", *summary(found), ""]
    lines += [f"! {item.lead} {item.text}" for item in view.red_lines]
    for each in found.inside:
        stays = draws_in_words(found.steady.stays.get(each.id, 0.0), found.steady)
        title = found.round.entries[each.id].title
        lines.append(
            f"  {each.id}: {title} ({saving_in_words(each)}, harm {harm_in_words(found, each)}, in the best package "
            f"in {stays})"
        )
    aside = len(found.field.set_aside)
    if aside:
        others = many(aside, "other", "others")
        lines += ["", f"{others} could not be chosen: the harm or the saving is not known, or there is no saving."]
    return [*lines, "", INFORMS]
