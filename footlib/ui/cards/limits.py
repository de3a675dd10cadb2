"""Where the viewer sets the limits."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

import ipywidgets as widgets
from ipywidgets.widgets.widget_description import DescriptionStyle

from footlib.ui.browser.elements import change, html, markup, row, shared
from footlib.ui.model.glossary import term
from footlib.ui.model.limits import refusal
from footlib.ui.session.view import View
from footlib.ui.session.view_change import ViewChange

_WORDS: Final = {
    "warning": ("Asymmetry, warning %", 1.0),
    "limit": ("Asymmetry, limit %", 1.0),
    "hold": ("Mark once it lasts s", 1.0),
    "late": ("Data late after s", 0.5),
}
_TERMS: Final = {"warning": "warning", "limit": "warning", "hold": "hold", "late": "late"}


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
        self._fields: dict[str, widgets.FloatText] = {}
        looks = {"layout": shared(widgets.Layout), "style": shared(DescriptionStyle)}
        for name, (words, step) in _WORDS.items():
            tip = term(_TERMS[name]).tip
            # One that knows its bounds would go to the next of them without a word.
            field = widgets.FloatText(
                getattr(view.limits, name), description=words, step=step, tooltip=f"{words}. {tip}", **looks
            )
            field.observe(partial(self._take, name), "value")
            self._fields[name] = field
        self._button = widgets.ToggleButton(description="Limits", tooltip="Limits that are marked")
        self._button.add_class("fw-limits-button")
        self._button.observe(self._open, "value")
        self._words = html("fw-limits-words")
        self._row = row(*self._fields.values(), self._words)
        self._row.add_class("fw-limits-row")
        super().__init__([self._button])
        self.add_class("fw-limits")
        view.subscribe(self._follow)

    def _open(self, opened: Any) -> None:
        self.children = (self._button, self._row) if opened["new"] else (self._button,)

    def _take(self, name: str, changed: Any) -> None:
        if self._setting:
            return
        value, limits = changed["new"], self._view.limits
        if wrong := refusal(name, value):
            self._show(f"{_WORDS[name][0]}: {wrong}; it stays at {getattr(limits, name):g}.")
        else:
            self._view.set_limits(replace(limits, **{name: round(value, 2)}))

    def _follow(self, _: ViewChange) -> None:
        limits = self._view.limits
        under = f"The limit lies under the warning, so {limits.reached:g} % counts for both."
        self._show(under if limits.limit < limits.warning else "")

    def _show(self, words: str) -> None:
        """What is to be said, and the limits as they are."""
        change(self._words, markup('<p role="status">{}</p>', words))
        limits = self._view.limits
        self._setting = True
        for name, field in self._fields.items():
            field.value = getattr(limits, name)
        self._setting = False
