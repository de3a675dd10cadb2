"""Sends a page the state of its widgets again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import ipywidgets as widgets

_STEADY: Final = {"layout", "style"}
"""Nobody changes these before a page can be clicked."""


class Resync:
    """Sends again what changed while a page was loading.

    Between the kernel's answer with all widgets and their creation in the browser, messages to them are lost. What
    does not change afterwards, such as the moment of a link, would never be sent again.
    """

    def __init__(self) -> None:
        self._before: dict[widgets.Widget, dict[str, object]] | None = None

    def snapshot(self, roots: Iterable[object]) -> None:
        """Remember the state of all widgets within these, from which the page is made; only the first call counts."""
        if self._before is None:
            self._before = {widget: _plain(widget) for widget in _family(roots)}

    def resend(self, roots: Iterable[object]) -> None:
        """Send what changed since the snapshot; at a later call, everything."""
        known, self._before = self._before or {}, {}
        for widget in _family(roots):
            before = known.get(widget, {})
            plain = _plain(widget)
            if changed := [name for name in plain if name not in before or before[name] is not plain[name]]:
                widget.send_state(changed)


def _plain(widget: widgets.Widget) -> dict[str, object]:
    values = {name: getattr(widget, name) for name in widget.keys}
    return {name: value for name, value in values.items() if _is_plain(name, value)}


def _family(roots: Iterable[object]) -> Iterator[widgets.Widget]:
    seen: set[widgets.Widget] = set()
    waiting = [root for root in roots if isinstance(root, widgets.Widget)]
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
