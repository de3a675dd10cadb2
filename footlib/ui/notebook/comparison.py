"""Two recordings side by side, in a cell."""

from __future__ import annotations

import ipywidgets as widgets

from footlib.analysis import summarise
from footlib.recording import Recording
from footlib.ui.browser.elements import html
from footlib.ui.browser.page import Page
from footlib.ui.cards.comparison_html import ComparisonSide, compared
from footlib.ui.figures.feet import CLIP


class Comparison(widgets.VBox):  # type: ignore[misc]
    """Two recordings side by side: mean pressure of each, the difference, and the same numbers.

    Parameters
    ----------
    first, second
        What to compare.
    names
        What they are called.

    Examples
    --------
    >>> Comparison(before, after, names=("before", "after"))  # doctest: +SKIP
    """

    def __init__(self, first: Recording, second: Recording, *, names: tuple[str, str] = ("A", "B")) -> None:
        self._page = Page()
        self._clip = html("fw-clip", CLIP)
        self._body = html("fw-comparison")
        pairs = zip(names, (first, second), strict=True)
        self._sides = tuple(ComparisonSide.of(name, recording, summarise(recording)) for name, recording in pairs)
        super().__init__([self._page, self._clip, self._body])
        for name in ("fw", "fw-card", self._page.scope):
            self.add_class(name)
        self._page.observe(lambda _: self._draw(), "dark")
        self._draw()

    def _draw(self) -> None:
        first, second = self._sides
        self._body.value = compared(first, second, self._page.theme)
