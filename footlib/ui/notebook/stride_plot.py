"""The strides of a recording laid over each other, for a cell."""

from __future__ import annotations

from functools import partial

import ipywidgets as widgets

from footlib.analysis import Quantity, detect
from footlib.drawing import strides
from footlib.recording import Recording
from footlib.ui.browser.elements import change, control, html, row
from footlib.ui.browser.still import StillPage
from footlib.ui.cards import strides_html


class StridePlot(widgets.VBox):  # type: ignore[misc]
    """Mean and SD over 0 to 100 % of the stride, left and right, outliers thin.

    Parameters
    ----------
    recording
        What to draw; the numbers are those of `footlib.analysis.stride_curves`.
    quantity
        What is laid over each other at first, as ``"load"``; buttons change it.

    Examples
    --------
    >>> StridePlot(recording)  # doctest: +SKIP
    """

    def __init__(self, recording: Recording, quantity: Quantity | str = Quantity.LOAD) -> None:
        self._contact = detect(recording)
        self._body = html("fw-strides")
        buttons = [
            control(words, f"Show: {words.lower()}", partial(self.show, one)) for one, words in strides.WORDS.items()
        ]
        bar = row(html("fw-legend", strides_html.TITLE), *buttons)
        bar.add_class("fw-still-bar")
        super().__init__([StillPage(), bar, self._body])
        for name in ("fw", "fw-card", "fw-still"):
            self.add_class(name)
        self.show(quantity)

    def show(self, quantity: Quantity | str) -> None:
        """Draw one quantity; `ValueError` for what is none."""
        change(self._body, strides_html.body(self._contact, Quantity(quantity)))
