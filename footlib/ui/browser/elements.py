"""Building blocks of the page: widgets that the style sheet lays out, and buttons within HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, Final, TypeVar, cast

import ipywidgets as widgets
import msgspec
from ipywidgets.widgets.widget_string import HTMLStyle

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
    """A button within HTML, whose click sends ``{"kind": kind, ...}`` to `footlib.ui.browser.page.Page.on`.

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
