"""The base of everything that is placed on the page or alone in a cell."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from html import escape
from typing import Any, ClassVar, Final, TypeVar, cast

import ipywidgets as widgets
import msgspec
from ipywidgets.widgets.widget_string import HTMLStyle

from footlib.store import Store
from footlib.ui.frame import Frame
from footlib.ui.view import View


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


_Kind = TypeVar("_Kind", bound=widgets.Widget)
_shared: Final[dict[type[widgets.Widget], widgets.Widget]] = {}


def shared(kind: type[_Kind]) -> _Kind:
    """One layout or style for all that look as the style sheet says, since each is a model that a page has to make.

    Only for what stands within a part: whoever places a part in a cell may change that part's own layout.
    """
    if kind not in _shared or _shared[kind].comm is None:
        _shared[kind] = kind()
    return cast("_Kind", _shared[kind])


def row(*children: widgets.Widget) -> widgets.HBox:
    """Widgets beside each other, laid out by the style sheet."""
    return widgets.HBox(children, layout=shared(widgets.Layout))


def column(*children: widgets.Widget) -> widgets.VBox:
    """Widgets below each other, laid out by the style sheet."""
    return widgets.VBox(children, layout=shared(widgets.Layout))


def control(words: str, tip: str, act: Callable[[], Any]) -> widgets.Button:
    """A button that does something."""
    looks = {"layout": shared(widgets.Layout), "style": shared(widgets.ButtonStyle)}
    button = widgets.Button(description=words, tooltip=tip, **looks)
    button.on_click(lambda _: act())
    return button


def html(name: str, value: str = "", **traits: Any) -> widgets.HTML:
    """An HTML widget with a class; what comes from outside must have been escaped."""
    looks = {"layout": shared(widgets.Layout), "style": shared(HTMLStyle)}
    widget = widgets.HTML(value, **(looks | traits))
    widget.add_class(name)
    return widget


def button(
    kind: str, words: str, *, label: str = "", off: bool = False, pressed: bool | None = None, **fields: Any
) -> str:
    """A button within HTML, whose click sends ``{"kind": kind, ...}`` to `footlib.ui.page.Page.on`.

    Parameters
    ----------
    kind, fields
        The message.
    words
        What stands on it, as HTML.
    label
        What a screen reader says in place of the words.
    off
        Whether it can be pressed.
    pressed
        State of a switch.
    """
    message = text(msgspec.json.encode({"kind": kind, **fields}).decode())
    extra = [f'aria-label="{text(label)}"'] if label else []
    extra += [] if pressed is None else [f'aria-pressed="{str(pressed).lower()}"']
    extra += ["disabled"] if off else []
    return f'<button type="button" data-fw="{message}" {" ".join(extra)}>{words}</button>'


def text(value: object) -> str:
    """Anything as text within HTML, never as markup."""
    return escape(str(value), quote=True)


def counted(n: int, what: str) -> str:
    """A number of things, as ``1 reading`` or ``12 readings``."""
    return f"{n} {what}{'s' * (n != 1)}"


def change(widget: widgets.HTML, value: str) -> None:
    """Set the value where it differs; an equal one would still be compared by every listener."""
    if widget.value != value:
        widget.value = value
