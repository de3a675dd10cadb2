"""Says to a page once more what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import ipywidgets as widgets

_STEADY: Final = {"layout", "style"}
"""Nobody changes these before a page can be clicked."""


def say_again(roots: Iterable[object]) -> None:
    """Send the state of all widgets within these; a page that is just being loaded hears no change.

    Between the kernel's answer with all widgets and their making in the browser a message finds none to go to,
    and what stands still, as a moment of a link, would never be sent again.
    """
    for widget in _family(root for root in roots if isinstance(root, widgets.Widget)):
        widget.send_state([name for name in widget.keys if _is_plain(name, getattr(widget, name))])


def _family(roots: Iterable[widgets.Widget]) -> Iterator[widgets.Widget]:
    seen: set[widgets.Widget] = set()
    waiting = list(roots)
    while waiting:
        widget = waiting.pop()
        if widget in seen:
            continue
        seen.add(widget)
        yield widget
        values = (getattr(widget, name) for name in widget.keys if name not in _STEADY)
        waiting.extend(child for value in values for child in _widgets(value))


def _widgets(value: Any) -> list[widgets.Widget]:
    if isinstance(value, widgets.Widget):
        return [value]
    many = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [one for one in many if isinstance(one, widgets.Widget)]


def _is_plain(name: str, value: Any) -> bool:
    return not (name.startswith("_") or name in _STEADY or _widgets(value))
