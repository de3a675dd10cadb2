"""bqplot, without pandas until it is used.

bqplot takes pandas for dates and tables, of which the dashboard has none; with pyarrow that is nearly half of what a
viewer's kernel would import. Who gives bqplot dates, or makes a ``Radar``, gets pandas then.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_RADAR: Final = "bqplot.plotting_widgets"
"""Its only class has an empty table from the start."""


class _Later(ModuleType):
    """A module that is imported when something of it is used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


def _without_pandas() -> ModuleType:
    later = [name for name in ("pandas", _RADAR) if name not in sys.modules]
    sys.modules.update({name: _Later(name) for name in later})
    try:
        package = import_module("bqplot")
    finally:
        # Whoever imports them from here on means the real ones.
        for name in later:
            del sys.modules[name]
    if not hasattr(package, "Radar"):
        package.__getattr__ = _radar  # type: ignore[method-assign]
    return package


def _radar(name: str) -> Any:
    if name == "Radar":
        return getattr(import_module(_RADAR), name)
    raise AttributeError(f"module 'bqplot' has no attribute {name!r}", name=name)


bqplot: Any = _without_pandas()
