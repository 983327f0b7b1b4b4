"""The base of everything that is read from a user's file: strict, frozen, nothing unknown let in."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A checked part of a file: it cannot be changed, and a key it does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
