"""Where the viewer sets the limits."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets as widgets

from footlib.ui.limits import RANGES, Limits
from footlib.ui.view import View

_WORDS: Final = {
    "warning": ("Asymmetry, warning %", 1.0),
    "limit": ("Asymmetry, limit %", 1.0),
    "hold": ("Marked after s", 1.0),
    "late": ("Data late after s", 0.5),
}


class LimitControls(widgets.VBox):  # type: ignore[misc]
    """A button that opens a row of numbers: asymmetry that is marked, and when data are late.

    Parameters
    ----------
    view
        Whose limits are set.

    Examples
    --------
    >>> LimitControls(view)  # doctest: +SKIP
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._setting = False
        self._fields: dict[str, widgets.BoundedFloatText] = {}
        for name, (words, step) in _WORDS.items():
            low, high = RANGES[name]
            field = widgets.BoundedFloatText(
                getattr(view.limits, name), description=words, min=low, max=high, step=step, tooltip=words
            )
            field.observe(self._take, "value")
            self._fields[name] = field
        self._button = widgets.ToggleButton(description="Limits", tooltip="Limits that are marked")
        self._button.add_class("fw-limits-button")
        self._button.observe(self._open, "value")
        self._row = widgets.HBox(list(self._fields.values()))
        self._row.add_class("fw-limits-row")
        super().__init__([self._button])
        self.add_class("fw-limits")
        view.on_change(self._follow)

    def _open(self, change: Any) -> None:
        self.children = (self._button, self._row) if change["new"] else (self._button,)

    def _take(self, _: Any) -> None:
        if not self._setting:
            self._view.set_limits(Limits.of({name: field.value for name, field in self._fields.items()}))

    def _follow(self) -> None:
        self._setting = True
        for name, field in self._fields.items():
            field.value = getattr(self._view.limits, name)
        self._setting = False
