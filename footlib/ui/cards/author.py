"""Who writes labels and notes, where the operator wants that."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from footlib.ui.browser.page import Page


class AuthorField(widgets.Text):  # type: ignore[misc]
    """The name by which labels, trials and notes are signed: what the viewer types, or what a proxy says.

    Parameters
    ----------
    page
        Knows the name, and has the browser keep it.

    Examples
    --------
    >>> AuthorField(session.page)  # doctest: +SKIP
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        super().__init__(
            page.author,
            description="Signed by",
            placeholder="your name",
            tooltip="Your name, by which what you write is signed",
            continuous_update=False,
            disabled=not page.asks_author,
        )
        self.add_class("fw-author")
        self.observe(self._take, "value")
        page.observe(self._show, "author")

    def _take(self, _: Any) -> None:
        if self.value != self._page.author:
            self._page.sign(self.value)

    def _show(self, _: Any) -> None:
        self.value = self._page.author
