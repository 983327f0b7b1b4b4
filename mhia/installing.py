"""The command that adds an extra to mhia, as it is installed here: from a folder, from a file or from an index."""

import json
import shutil
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

_FOLDER = Path(__file__).resolve().parent.parent


def install_command(extra: str) -> str:
    """What to type to get an extra, into the very environment that mhia runs in."""
    return f"{_python()} -m pip install {requirement(extra, _FOLDER, _came_from())}"


def requirement(extra: str, folder: Path, came_from: Mapping[str, Any]) -> str:
    """What pip is given: the folder that mhia was installed or is run from, the file, or its name in an index.

    `folder` holds the running package; `came_from` is what pip noted down when it installed from elsewhere than
    an index (PEP 610), else empty.
    """
    url, there = str(came_from.get("url", "")), came_from.get("dir_info")
    if (folder / "pyproject.toml").is_file():
        there = {"editable": True} if there and there.get("editable") else {}
    elif there is not None:
        folder = Path(url2pathname(urlsplit(url).path))
    if there is not None and folder.is_dir():
        return f'{"-e " if there.get("editable") else ""}"{folder}[{extra}]"'
    if url and "archive_info" in came_from:
        return f'"mhia[{extra}] @ {url}"'
    return f'"mhia[{extra}]"'


def _came_from() -> Mapping[str, Any]:
    try:
        noted = [file for file in metadata.files("mhia") or () if file.name == "direct_url.json"]
        found = json.loads(noted[0].read_text(encoding="utf-8")) if noted else {}
    except (metadata.PackageNotFoundError, OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _python() -> str:
    """The Python that runs, by the shortest name that starts it."""
    short = next((name for name in ("python", "python3") if shutil.which(name) == sys.executable), None)
    return short or (f'"{sys.executable}"' if " " in sys.executable else sys.executable)
