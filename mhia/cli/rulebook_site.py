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
    Written into the same folder again, pages of entries that are gone are taken away; no other file is.
    """
    from mhia.rulebook.loading import load_rulebook
    from mhia.rulebook_pages.site import left_over
    from mhia.rulebook_pages.site import site as made
    from mhia.writing import remove, write_all

    files = made(load_rulebook(local=rulebook))
    write_all({folder / name: data for name, data in files.items()}, force=force)
    gone = left_over(folder, files)
    remove(gone)
    if not quiet:
        away = f", {len(gone)} of entries that are gone taken away" if gone else ""
        print(f"{len(files)} files written{away}; open {folder / 'index.html'}")
