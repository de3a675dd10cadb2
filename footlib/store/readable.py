"""What another program may have written among entries of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from footlib.errors import StoreError

_Entry = TypeVar("_Entry")
_MOST: Final = 1000
log: Final = logging.getLogger("footwatch.store")
_said: Final[set[str]] = set()


def readable(decode: Callable[..., _Entry], entries: Iterable[tuple[Any, ...]]) -> Iterator[_Entry]:
    """Entries decoded; one that cannot be read hides no other: it is left out, and the log says why, once."""
    for entry in entries:
        try:
            yield decode(*entry)
        except StoreError as error:
            _say_once(str(error))


def _say_once(sentence: str) -> None:
    if sentence not in _said and len(_said) < _MOST:
        _said.add(sentence)
        log.error("%s", sentence)
