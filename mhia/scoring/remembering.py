"""Working a thing out once, however often it is asked for."""

from collections.abc import Callable, MutableMapping
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Key: TypeAlias = tuple[object, ...]


def remembered(store: MutableMapping[Key, Any], key: Key, work: Callable[[], T], *held: object) -> T:
    """What is kept under a key, worked out when it is first asked for.

    `held` are the things that the key names by their `id`: they are kept beside it, so that nothing else can take their
    identity.
    """
    if key not in store:
        store[key] = work(), held
    found: T = store[key][0]
    return found
