"""Packages that import what they offer when it is first asked for (PEP 562).

So ``import footlib`` costs nothing, the cacher imports no numpy and a viewer's kernel no aiohttp.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_names(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The ``__getattr__`` and the ``__dir__`` of a package.

    Parameters
    ----------
    package
        Its ``__name__``.
    homes
        The module that each name is in, as ``.module`` of the package or by its whole name; ``.name`` is the module
        itself.
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
        home = import_module(homes[name], package)
        return home if homes[name] == f".{name}" else getattr(home, name)

    def names() -> list[str]:
        return sorted({*vars(import_module(package)), *homes})

    return get, names
