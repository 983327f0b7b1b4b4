"""The files that docs/rulebook-editing.md tells an evidence lead to write."""

import re

from running import ROOT

PAGE = ROOT / "docs" / "rulebook-editing.md"
_FILES = {
    "id: repair_cafe": "services/repair_cafe.yaml",
    "id: library": "services/library.yaml",
    "sources:": "sources/ours.yaml",
    "cases:": "cases/repair_cafe.yaml",
}
"""How each file on the page begins, and its name in the local folder."""


def recipe() -> dict[str, str]:
    """The text of each file by its name within the folder, in the order of the page."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return {_FILES[block.splitlines()[0]]: block for block in blocks}
