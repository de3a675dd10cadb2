"""ipywidgets is not typed, so nothing else says that a private name of ours is one of its own."""

import importlib
import pkgutil
from collections.abc import Iterator

import ipywidgets as widgets
from traitlets import HasTraits

import footlib.ui

MEANT = {"close"}
"""What our widgets do instead of, and after, their bases."""


def kinds(base: type[object]) -> Iterator[type[object]]:
    below: list[type[object]] = base.__subclasses__()
    for kind in below:
        yield kind
        yield from kinds(kind)


def test_no_widget_takes_a_name_of_its_foreign_bases() -> None:
    for module in pkgutil.walk_packages(footlib.ui.__path__, "footlib.ui."):
        if not module.name.endswith("search_worker"):
            importlib.import_module(module.name)
    ours = [kind for kind in kinds(widgets.Widget) if kind.__module__.startswith("footlib.")]
    assert ours
    # Each class has these for itself.
    made = set(vars(type("Bare", (HasTraits,), {})))
    for kind in ours:
        foreign = {name for base in kind.__mro__ if not base.__module__.startswith("footlib.") for name in vars(base)}
        taken = {name for name in vars(kind) if name in foreign and not name.startswith("__")}
        assert taken - made - MEANT == set(), kind
