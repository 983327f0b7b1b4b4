"""What a council settles once for all its runs, in a file `mhia.yaml` in the folder where mhia is run."""

from pathlib import Path

from mhia.proposal import Words
from mhia.reading.files import read_document
from mhia.reading.records import checked
from mhia.record import Record

FILE = "mhia.yaml"
"""The name of the settings file."""


class Settings(Record):
    """What can be settled."""

    rulebook: Words | None = None
    """A local rulebook folder, from where the settings file is."""
    templates: Words | None = None
    """A folder of the council's own report templates, from where the settings file is."""


def settings(folder: Path) -> Settings:
    """The settings of a folder; none where it has no settings file. FileError with every fault in it."""
    file = folder / FILE
    return checked(Settings, read_document(file, FILE)) if file.is_file() else Settings()
