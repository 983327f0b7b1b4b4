"""What a record expects at a place: the shape that a person's words are held against."""

import dataclasses
import types
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from mhia.reading.placed import Path


@dataclasses.dataclass(frozen=True)
class Field:
    """A field of a record: what it holds, and whether it has to be there."""

    shape: Any
    required: bool


def shape_at(shape: Any, path: Path) -> Any:
    """The type expected at a place, without `| None` and annotations; None where the path leads nowhere."""
    shape = bare(shape)
    for part in path:
        fields = fields_of(shape)
        if fields:
            shape = bare(fields[str(part)].shape) if str(part) in fields else None
        elif get_origin(shape) is dict:
            shape = bare(get_args(shape)[1])
        elif get_origin(shape) in (tuple, list):
            shape = bare(get_args(shape)[0])
        else:
            return None
    return shape


def bare(shape: Any) -> Any:
    """A type without its annotations and without `| None`."""
    while get_origin(shape) is Annotated:
        shape = get_args(shape)[0]
    if get_origin(shape) in (Union, types.UnionType):
        rest = [part for part in get_args(shape) if part is not type(None)]
        if len(rest) == 1:
            return bare(rest[0])
    return shape


@cache
def fields_of(shape: Any) -> Mapping[str, Field]:
    """The fields of a record by the name they have in a file; empty for anything else."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return {
            field.alias or name: Field(field.annotation, field.is_required())
            for name, field in shape.model_fields.items()
        }
    if isinstance(shape, type) and dataclasses.is_dataclass(shape):
        hints = get_type_hints(shape)
        return {
            field.name: Field(
                hints[field.name],
                field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
            )
            for field in dataclasses.fields(shape)
        }
    return {}


def choices_of(shape: Any) -> tuple[str, ...]:
    """The words a field may hold, where it is one of a few."""
    return tuple(str(choice) for choice in get_args(shape)) if get_origin(shape) is Literal else ()


def keys_of(shape: Any) -> tuple[str, ...]:
    """The keys a mapping may have, where they are a few."""
    return choices_of(get_args(shape)[0]) if get_origin(shape) is dict else ()
