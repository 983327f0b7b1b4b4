"""One thing about a proposal that does not go with the rulebook or with itself."""

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The keys and list positions that lead to a value, as the file has them: ("mitigations", 0, "for")."""


@dataclass(frozen=True)
class Mismatch:
    """What to do about a value, and where it is; `of_key` where it is about the key."""

    path: Path
    message: str
    code: str
    of_key: bool = False
