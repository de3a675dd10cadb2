"""The base of all parts of the page, each of which can stand alone in a cell."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import wraps
from typing import ClassVar, Final, TypeVar

import ipywidgets as widgets

from footlib.store import Store
from footlib.ui.browser.elements import change, html
from footlib.ui.browser.page import Handler
from footlib.ui.cards.failure_html import failure
from footlib.ui.data.coordinator import TICK
from footlib.ui.model.frame import Frame
from footlib.ui.session import Session
from footlib.ui.session.view_change import ViewChange

_OURS: Final = __name__.partition(".")[0]
_What = TypeVar("_What", Frame, ViewChange)


class Card(widgets.VBox):  # type: ignore[misc]
    """A part of the dashboard that follows a session.

    A card of your own has `build`, which makes its widgets, and `refresh`, which draws a
    `footlib.ui.model.frame.Frame` into them, ten times a second. What it raises stands in its place, and no other card
    minds.

    Parameters
    ----------
    source
        A `Store`, when the part stands alone in a cell; a `Session`, when it shares one.
    person
        Number of the person, with a store.
    window
        Seconds that are looked at, with a store; by default those that were, at first 30.

    Attributes
    ----------
    on_wall
        Whether it is shown on a wall screen, which nobody scrolls.

    Examples
    --------
    >>> class Steps(Card):
    ...     def build(self):
    ...         self.words = widgets.HTML()
    ...         return (self.words,)
    ...
    ...     def refresh(self, frame):
    ...         if frame.chores:
    ...             self.words.value = f"{len(frame.contact.strikes)} steps"
    """

    on_wall: ClassVar[bool] = True

    def __init__(self, source: Store | Session, person: int | None = None, *, window: float | None = None) -> None:
        self.session = Session.of(source, person, window)
        alone = not isinstance(source, Session)
        self.shown = not alone
        self._ends: list[Callable[[], None]] = []
        self._failure: widgets.HTML | None = None
        self._whole: tuple[widgets.Widget, ...] = ()
        self._errors: dict[object, Exception] = {}
        if type(self).__module__.partition(".")[0] != _OURS:
            # On the card, not its class: what a class calls of the one that it extends is a part of the same call.
            self.refresh = self._in_place(self.refresh)  # type: ignore[method-assign, assignment]
            self.follow = self._in_place(self.follow)  # type: ignore[method-assign, assignment]
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

    def show_failure(self, error: Exception) -> None:
        """Say in the place of what it draws why that cannot be drawn."""
        page = self.session.page
        if not page.introduced:
            return
        said = failure(type(self).__name__, error, traced=page.shows_tracebacks)
        if self._failure is None:
            self._failure, self._whole = html("fw-failure"), self.children
            self.children = (*(child for child in self._whole if child is page), self._failure)
        change(self._failure, said)

    def clear_failure(self) -> None:
        """Show again what it draws."""
        if self._failure is not None:
            self._failure, self.children = None, self._whole

    def _in_place(self, call: Callable[[_What], None]) -> Callable[[_What], None]:
        """The same, but what it raises stands in the card's place until it goes well again."""

        @wraps(call)
        def guarded(what: _What) -> None:
            try:
                call(what)
            except Exception as error:  # noqa: BLE001 - whatever somebody's own card does, the page goes on
                self._errors[call] = error
            else:
                self._errors.pop(call, None)
            if self._errors:
                self.show_failure(next(iter(self._errors.values())))
            else:
                self.clear_failure()

        return guarded

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
