"""Building blocks of the page: widgets that the style sheet lays out, and buttons within HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from numbers import Number
from typing import Any, Final, TypeVar, cast

import ipywidgets as widgets
import msgspec
from ipywidgets.widgets.widget_string import HTMLStyle
from markupsafe import Markup, escape

NOTHING: Final = Markup()
_SAFE: Final = {Markup, int, float}
"""Exact types of values that need no escaping."""
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


def html(name: str, value: Markup = NOTHING, **traits: Any) -> widgets.HTML:
    """An HTML widget with a class."""
    looks = {"layout": shared(widgets.Layout), "style": shared(HTMLStyle)}
    widget = widgets.HTML(str(value), **(looks | traits))
    widget.add_class(name)
    return widget


def button(
    kind: str, words: str | Markup, *, label: str = "", off: bool = False, pressed: bool | None = None, **fields: Any
) -> Markup:
    """A button within HTML, whose click sends ``{"kind": kind, ...}`` to `footlib.ui.browser.page.Page.subscribe`.

    Parameters
    ----------
    kind, fields
        The message.
    words
        What stands on it, as text or HTML.
    label
        What a screen reader says in place of the words.
    off
        Whether it can be pressed.
    pressed
        State of a switch.
    """
    message = msgspec.json.encode({"kind": kind, **fields}).decode()
    extra = [markup('aria-label="{}"', label)] if label else []
    extra += [] if pressed is None else [markup('aria-pressed="{}"', str(pressed).lower())]
    extra += [Markup("disabled")] if off else []
    return markup('<button type="button" data-fw="{}" {}>{}</button>', message, Markup(" ").join(extra), words)


def markup(template: str, *values: object) -> Markup:
    """HTML from a template, as ``markup("<p>{}</p>", name)``; values are escaped unless they are markup themselves."""
    # Markup's own format takes three times as long, and a tick writes a score of these.
    safe = [value if type(value) in _SAFE else _escaped(value) for value in values]
    return Markup(template.format(*safe))  # noqa: S704 - every template is a literal of ours, every value safe


def _escaped(value: object) -> object:
    # Of numpy's numbers the format goes by their type, and a text is found out to be none sooner than to be no number.
    return escape(value) if isinstance(value, str) or not isinstance(value, Number) else value


def joined(parts: Iterable[Markup]) -> Markup:
    """Pieces of HTML one after the other."""
    return NOTHING.join(parts)


def change(widget: widgets.HTML, value: Markup) -> None:
    """Set the value where it differs; an equal one would still be compared by every listener."""
    if widget.value != value:
        widget.value = str(value)
