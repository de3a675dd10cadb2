"""The only place that knows Redis keys: write, read, sweep.

The writing side imports no numpy, so names are loaded from here when first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from footlib.store.clock import Clock
    from footlib.store.connection import connect
    from footlib.store.embedded import EmbeddedStore
    from footlib.store.entries import Appended, Entry
    from footlib.store.episodes import AnomalyCounts, Episode
    from footlib.store.reader import Store
    from footlib.store.updates import IMPORTED, Cursor, Status, Update
    from footlib.store.writer import Writer

_HOMES = {
    "Clock": "clock",
    "connect": "connection",
    "EmbeddedStore": "embedded",
    "Appended": "entries",
    "Entry": "entries",
    "AnomalyCounts": "episodes",
    "Episode": "episodes",
    "IMPORTED": "updates",
    "Cursor": "updates",
    "Status": "updates",
    "Store": "reader",
    "Update": "updates",
    "Writer": "writer",
}

__all__ = [
    "IMPORTED",
    "AnomalyCounts",
    "Appended",
    "Clock",
    "Cursor",
    "EmbeddedStore",
    "Entry",
    "Episode",
    "Status",
    "Store",
    "Update",
    "Writer",
    "connect",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
