"""The strides of the window laid over each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ipywidgets as widgets

from footlib.analysis import Quantity
from footlib.ui.browser.elements import change, html
from footlib.ui.browser.page import Handler
from footlib.ui.cards import strides_html
from footlib.ui.cards.base import Card
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from footlib.ui.model.throttle import Throttle

_SHARE: Final = 0.01
"""Share of the kernel's time that the strides may take."""
_NEW: Final = 1 / 60
"""Share of the window that has to be new before its strides are laid anew, after `_LONGEST` at the latest."""
_LONGEST: Final = 5.0
"""Seconds after which the strides of a long window are laid anew."""


class StridesCard(Card):
    """Mean and SD of load, sensors, pressure-time integral or centre of pressure over the stride, left and right.

    Examples
    --------
    >>> StridesCard(store, person=3, window=60)  # doctest: +SKIP
    """

    on_wall = False

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card."""
        self.add_class("fw-strides-card")
        self._throttle = Throttle(_SHARE)
        self._quantity = Quantity.LOAD
        self._picked = False
        self._head = html("fw-strides-head", strides_html.head(self._quantity))
        self._body = html("fw-strides")
        return self._head, self._body

    @property
    def interval(self) -> float:
        """Seconds that may pass between two frames."""
        return 1.0

    def commands(self) -> Mapping[str, Handler]:
        """What is laid over each other can be picked."""
        return {"strides": self._pick}

    def refresh(self, frame: Frame) -> None:
        """Lay the strides anew when that is due: seldom for a long window."""
        due = frame.chores and frame.mode is Mode.LIVE and self._throttle.due
        if not (frame.jumped or self._picked or due):
            return
        self._picked = False
        with self._throttle.work(rest=min(_LONGEST, (frame.stop - frame.start) * _NEW)):
            change(self._head, strides_html.head(self._quantity))
            change(self._body, strides_html.body(frame.contact, self._quantity))

    def _pick(self, message: Mapping[str, Any]) -> None:
        if message.get("of") in list(Quantity):
            self._quantity = Quantity(message["of"])
            self._picked = True
            self.session.renderer.redraw()
