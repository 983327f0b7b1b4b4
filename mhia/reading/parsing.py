"""The parser that turns YAML text into events: libyaml's where it is there, PyYAML's own (slower) where not."""

from collections.abc import Callable
from typing import Any, Protocol

import yaml
from yaml.parser import Parser as _Grammar
from yaml.reader import Reader
from yaml.scanner import Scanner


class EventParser(Protocol):
    """What both parsers can do."""

    def get_event(self) -> Any:
        """Give the next event."""


class PureParser(Reader, Scanner, _Grammar):
    """The same events without libyaml, about eight times slower."""

    def __init__(self, text: str) -> None:
        """Begin at the start of the text."""
        Reader.__init__(self, text)
        Scanner.__init__(self)
        _Grammar.__init__(self)


FAST: bool = yaml.__with_libyaml__
"""Whether libyaml is there (`mhia doctor` says so)."""

Parser: Callable[[str], EventParser] = PureParser
"""The parser in use."""

if FAST:
    from yaml._yaml import CParser

    Parser = CParser
