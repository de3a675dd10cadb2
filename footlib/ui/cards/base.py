"""The base of everything that is placed on the page or alone in a cell."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import ipywidgets as widgets

from footlib.store import Store
from footlib.ui.model.frame import Frame
from footlib.ui.session.view import View


class Card(widgets.VBox):  # type: ignore[misc]
    """A part of the dashboard that follows a view.

    Parameters
    ----------
    source
        A `Store`, when the part stands alone in a cell; a `View`, when it shares one.
    person
        Number of the person, with a store.
    window
        Seconds that are looked at, with a store; by default those that were, at first 30.

    Attributes
    ----------
    places
        How often a part that stands alone is on the page before the browser has told.
    """

    places: ClassVar[int] = 0

    def __init__(self, source: Store | View, person: int | None = None, *, window: float | None = None) -> None:
        self.view = View.of(source, person, window)
        alone = not isinstance(source, View)
        self.shown = not alone or self.places > 0
        # The browser counts the places of a part; one whose cell ran again or was deleted has none.
        super().__init__(_view_count=self.places if alone else None)
        self.observe(lambda change: self.watch(on=bool(change["new"])), "_view_count")
        self.add_class("fw")
        self.add_class("fw-card")
        self.add_class(self.view.page.scope)
        body = self.build()
        self.children = (self.view.page, *body) if alone else body
        self.view.driver.add(self)

    @abstractmethod
    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the widgets within."""

    @abstractmethod
    def refresh(self, frame: Frame) -> None:
        """Draw what changed."""

    def watch(self, *, on: bool) -> None:
        """Begin or end to draw."""
        self.shown = on
        self.view.driver.jumped = True

    def close(self) -> None:
        """Take it off the page; the last part stops the view's clock."""
        if self.view is not None and self.comm is not None:
            self.view.driver.remove(self)
        super().close()
