"""`mhia templates`: the look of the reports, to be changed."""

from pathlib import Path
from typing import Annotated

import typer

from mhia.cli.faults import tell
from mhia.cli.options import Quiet

templates = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

_FONTS = "fonts"


# Without this, `export` would have no name of its own, being the only command.
@templates.callback()
def _templates() -> None:
    """Give the reports a look of your own.

    \b
      mhia templates export our-templates
      mhia assess library.yaml --templates our-templates
    """


@templates.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the copies go.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace templates that were changed.")] = False,
    quiet: Quiet = False,
) -> None:
    """Copy the shipped report templates into a folder, to be changed there.

    \b
      mhia templates export our-templates
      mhia assess library.yaml --templates our-templates

    Keep only the files you change: the shipped one stands in for each that is not there. A file that is there already
    and reads otherwise is left alone, and nothing is written, unless forced.
    """
    from mhia.resources import templates_folder
    from mhia.writing import write_all

    shipped = templates_folder()
    copies = {
        folder / path.relative_to(shipped): path.read_bytes()
        for path in sorted((shipped / "report").rglob("*"))
        if path.is_file() and path.parent.name != _FONTS
    }
    wanting = {path: data for path, data in copies.items() if not path.is_file() or path.read_bytes() != data}
    write_all(wanting, force=force)
    if not quiet:
        tell(f"{len(wanting)} of {len(copies)} templates written to {folder}; mhia assess … --templates {folder}")
