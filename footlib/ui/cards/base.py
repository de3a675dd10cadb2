"""The base of all parts of the page, each of which can stand alone in a cell."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping

import ipywidgets as widgets

from footlib.store import Store
from footlib.ui.browser.page import Handler
from footlib.ui.data.coordinator import TICK
from footlib.ui.model.frame import Frame
from footlib.ui.session import Session
from footlib.ui.session.view import ViewChange


class Card(widgets.VBox):  # type: ignore[misc]
    """A part of the dashboard that follows a session.

    Parameters
    ----------
    source
        A `Store`, when the part stands alone in a cell; a `Session`, when it shares one.
    person
        Number of the person, with a store.
    window
        Seconds that are looked at, with a store; by default those that were, at first 30.

    """

    def __init__(self, source: Store | Session, person: int | None = None, *, window: float | None = None) -> None:
        self.session = Session.of(source, person, window)
        alone = not isinstance(source, Session)
        self.shown = not alone
        self._ends: list[Callable[[], None]] = []
        # The browser counts the places of a part; one whose cell ran again or was deleted has none.
        super().__init__(_view_count=0 if alone else None)
        self.observe(lambda change: self.watch(on=bool(change["new"])), "_view_count")
        page = self.session.page
        # By the last one, a message of the page says which part it came from.
        for name in ("fw", "fw-card", page.scope, f"fw-part-{self._part}"):
            self.add_class(name)
        body = self.build()
        self.children = (page, *body) if alone else body
        if self.shown:
            self._join()

    @property
    def interval(self) -> float:
        """Seconds that may pass between two frames."""
        return TICK

    @property
    def _part(self) -> str:
        return str(self.model_id)[:8]

    @abstractmethod
    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the widgets within."""

    @abstractmethod
    def refresh(self, frame: Frame) -> None:
        """Draw what changed since the last frame."""

    def commands(self) -> Mapping[str, Handler]:
        """What the viewer can do on this part: a handler for each kind of message."""
        return {}

    def follow(self, change: ViewChange) -> None:
        """Called at once with what changed in the view; most parts wait for the next frame."""

    def watch(self, *, on: bool) -> None:
        """Start or stop to draw."""
        self.shown = on
        if on:
            self._join()
        else:
            self._leave()
        self.session.renderer.invalidate()

    def close(self) -> None:
        """Take it off the page; the last part stops the session's clock."""
        self._leave()
        super().close()

    def _join(self) -> None:
        if not self._ends:
            session = self.session
            subscribed = [session.page.subscribe(kind, act, self._part) for kind, act in self.commands().items()]
            self._ends = [*subscribed, session.view.subscribe(self.follow)]
            session.renderer.add(self, lambda: self.interval)

    def _leave(self) -> None:
        if self._ends:
            for end in self._ends:
                end()
            self._ends = []
            self.session.renderer.remove(self)
