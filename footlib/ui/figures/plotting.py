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
        _withdraw(self)
        return getattr(import_module(self.__name__), name)


def _withdraw(stand_in: _Later) -> None:
    # Whoever imports it from here on means the real one.
    if sys.modules.get(stand_in.__name__) is stand_in:
        del sys.modules[stand_in.__name__]


def _without_pandas() -> Any:
    later = [_Later(name) for name in ("pandas", _RADAR) if name not in sys.modules]
    sys.modules.update({one.__name__: one for one in later})
    try:
        package: Any = import_module("bqplot")
    finally:
        for one in later:
            _withdraw(one)
    if not hasattr(package, "Radar"):
        package.__getattr__ = _of_radar
        package.__all__ = [*(name for name in vars(package) if not name.startswith("_")), "Radar"]
    return package


def _of_radar(name: str) -> Any:
    if name in {"Radar", "plotting_widgets"}:
        module = import_module(_RADAR)
        return module.Radar if name == "Radar" else module
    raise AttributeError(f"module 'bqplot' has no attribute {name!r}", name=name)


bqplot: Any = _without_pandas()
