"""`mhia rulebook site`: the rulebook as web pages to read."""

from pathlib import Path
from typing import Annotated

import typer

from mhia.cli.options import Quiet, RulebookFolder


def site(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the pages go.", file_okay=False)],
    rulebook: RulebookFolder = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that mhia did not write.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write the rulebook as web pages: what each service does, for whom, on what evidence, and when it misleads.

    \b
      mhia rulebook site rulebook-pages
      mhia rulebook site rulebook-pages --rulebook our-rulebook

    Open index.html in any browser. The pages need no network and no server, and can be put on a council's own site.
    """
    from mhia.rulebook.loading import load_rulebook
    from mhia.rulebook_pages.site import site as made
    from mhia.writing import write_all

    files = made(load_rulebook(local=rulebook))
    write_all({folder / name: data for name, data in files.items()}, force=force)
    if not quiet:
        print(f"{len(files)} files written; open {folder / 'index.html'}")
