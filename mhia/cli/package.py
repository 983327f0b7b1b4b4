"""`mhia package`: which proposals reach a savings target with the least harm."""

import json
import re
import sys
from dataclasses import asdict
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mhia.cli.faults import refuse_unknown, tell
from mhia.errors import MhiaError

if TYPE_CHECKING:
    from mhia.portfolio.candidates import Cap
    from mhia.report.view.round_material import RoundMaterial
    from mhia.report.view.round_package import PackageMaterial

_LIMIT_CROSSED = 1


class Layout(StrEnum):
    """How a package is printed."""

    text = "text"
    md = "md"
    html = "html"
    json = "json"


class MeasureChoice(StrEnum):
    """Which harm counts."""

    total = "total"
    severity = "severity"


def package(
    round_: Annotated[
        Path,
        typer.Argument(
            metavar="ROUND", help="A folder that `mhia batch` wrote, or its round.json.", show_default=False
        ),
    ],
    save: Annotated[
        str,
        typer.Option("--save", metavar="POUNDS", help="What has to be saved a year: £2m, 350k.", show_default=False),
    ],
    cap: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GROUP=MOST",
            help="Cap a group: carers=2 (proposals), carers=50% (of the whole), carers=0.6sd.",
            show_default=False,
        ),
    ] = None,
    must: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A proposal that has to be in.", show_default=False)
    ] = None,
    never: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A proposal that must not be in.", show_default=False)
    ] = None,
    measure: Annotated[
        MeasureChoice | None,
        typer.Option(
            help="total: what all users lose; severity: how hard the worst-hit group is hit.", show_default=False
        ),
    ] = None,
    layout: Annotated[Layout, typer.Option("--format", "-f", help="A summary, or the whole paper.")] = Layout.text,
) -> None:
    """Find the package with the least harm for a savings target.

    \b
      mhia package assessments/2027 --save £2m
      mhia package assessments/2027 --save £2m --cap disabled_people=50% --never LIB-1
      mhia package assessments/2027 --save £2m --format md > package.md

    It informs a decision; it does not make it. Exit code 1 if no package meets the conditions.
    """
    from mhia.batching.outputs import read_record
    from mhia.report.view.round_building import round_material

    read, lost, severity = read_record(round_)
    material = round_material(read, lost, severity)
    found = _found(material, save, cap or [], must or [], never or [], measure)
    if found is None:
        raise typer.Exit(_LIMIT_CROSSED)
    sys.stdout.write(_printed(found, layout))


def _found(
    material: "RoundMaterial",
    save: str,
    caps: list[str],
    must: list[str],
    never: list[str],
    measure: MeasureChoice | None,
) -> "PackageMaterial | None":
    from mhia.portfolio.candidates import field_of, measure_for
    from mhia.portfolio.choosing import Terms, best_package, cap_costs, conflict, frontier, steadiness
    from mhia.portfolio.ranking import harm_draws
    from mhia.report.view.round_package import PackageMaterial, no_package

    round_ = material.round
    for id_ in (*must, *never):
        if id_ not in material.entries:
            refuse_unknown(
                "proposal in this round",
                id_,
                get_close_matches(id_, material.entries, n=1),
                "the round's tables list them",
            )
    if both := set(must) & set(never):
        raise MhiaError(f"{', '.join(sorted(both))}: cannot be --must and --never at once")
    kind = (
        measure_for(round_.entries) if measure is None else ("total" if measure is MeasureChoice.total else "severity")
    )
    field = field_of(round_, kind, must)
    terms = Terms(_pounds(save), tuple(_cap(material, each) for each in caps), frozenset(must), frozenset(never))
    chosen = best_package(field, terms)
    if chosen is None:
        tell(*no_package(material, terms, conflict(field, terms)))
        return None
    draws = harm_draws(round_.entries, material.lost, material.severity_draws, kind)
    return PackageMaterial(
        material, field, terms, chosen, frontier(field, terms), cap_costs(field, terms, chosen),
        steadiness(field, terms, chosen, draws),
    )  # fmt: skip


def _pounds(text: str) -> float:
    from mhia.amounts import MisreadError, amount

    try:
        pounds = amount(text).typical
    except MisreadError as fault:
        raise MhiaError(f"--save {text}: {fault}") from None
    if pounds <= 0:
        raise MhiaError(f"--save {text}: give a number of pounds above 0, such as £2m")
    return pounds


def _cap(material: "RoundMaterial", text: str) -> "Cap":
    from mhia.portfolio.candidates import Cap

    match = re.fullmatch(r"\s*([^=]+?)\s*=\s*([0-9]*\.?[0-9]+)\s*(%|sd)?\s*", text, re.IGNORECASE)
    if match is None:
        raise MhiaError(f"--cap {text}: write carers=2 (proposals), carers=50% (of the whole round) or carers=0.6sd")
    group, number, unit = match[1], float(match[2]), (match[3] or "").lower()
    if group not in material.groups:
        near = get_close_matches(group, material.groups, n=1)
        refuse_unknown("group in this round", group, near, "the table of groups lists them")
    if unit == "%":
        return Cap(group, "share", number / 100)
    if not unit and number != int(number):
        raise MhiaError(f"--cap {text}: a number of proposals is whole; write {group}={number:g}sd if you mean SD")
    return Cap(group, "sd" if unit else "proposals", number)


def _printed(found: "PackageMaterial", layout: Layout) -> str:
    from mhia.report.view.round_package import package_view

    if layout is Layout.json:
        return json.dumps(_record(found), ensure_ascii=False, indent=2) + "\n"
    if layout is Layout.text:
        return "".join(f"{line}\n" for line in _text(found))
    if layout is Layout.md:
        from mhia.report.markdown import markdown

        return markdown(package_view(found)).decode()
    from mhia.report.round_page import round_page

    return round_page(package_view(found)).decode()


def _record(found: "PackageMaterial") -> dict[str, object]:
    return {
        "schema": "mhia/package/1",
        "round": found.round.round.title,
        "measure": found.field.measure,
        "target": found.terms.target,
        "caps": [str(cap) for cap in found.terms.caps],
        "must": sorted(found.terms.must),
        "never": sorted(found.terms.never),
        "package": asdict(found.chosen),
        "frontier": [asdict(each) for each in found.frontier],
        "cap_costs": [{**asdict(each), "cap": str(each.cap)} for each in found.costs],
        "steadiness": asdict(found.steady),
        "set_aside": found.field.set_aside,
    }


def _text(found: "PackageMaterial") -> list[str]:
    from mhia.report.view import numbers
    from mhia.report.view.round_package import INFORMS, harm_in_figures, package_view, summary

    view = package_view(found)
    lines = [view.title, "", *summary(found), ""]
    lines += [f"! {item.lead} {item.text}" for item in view.red_lines]
    inside = set(found.chosen.ids)
    for each in found.field.candidates:
        if each.id in inside:
            harm = harm_in_figures(each.harm, found.field.measure) if each.harm_known else "not known"
            stays = numbers.percent(found.steady.stays.get(each.id, 0.0))
            title = found.round.entries[each.id].title
            lines.append(
                f"  {each.id}: {title} (saves {numbers.pounds(each.saving)}, harm {harm}, in the best package "
                f"in {stays} of draws)"
            )
    aside = len(found.field.set_aside)
    if aside:
        lines += ["", f"{aside} others could not be chosen: their harm or saving is not known, or they save nothing."]
    return [*lines, "", INFORMS]
