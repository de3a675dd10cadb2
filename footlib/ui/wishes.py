"""What the viewer does on the page, as messages; anybody can send them, so each is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeGuard

if TYPE_CHECKING:
    from footlib.ui.view import View

_HIGHEST: Final = 2**31
_LEAP: Final = 10
"""Readings of a step with the shift key."""


def follow(view: View) -> None:
    """Let a view do what its page's viewer wishes."""

    def seek(message: Mapping[str, Any]) -> None:
        if _is_share(at := message.get("at")):
            view.seek(_within(view, at))

    def zoom(message: Mapping[str, Any]) -> None:
        if part := _part(view, message):
            view.zoom_to(*part)

    def choose(message: Mapping[str, Any]) -> None:
        if part := _part(view, message):
            view.similar.choose_within(view.looked_at[0], *part)

    def show(message: Mapping[str, Any]) -> None:
        person = message.get("person")
        if isinstance(person, int) and not isinstance(person, bool) and 0 <= person < _HIGHEST:
            view.show(person)

    def step(message: Mapping[str, Any], way: int) -> None:
        view.step(way * (_LEAP if message.get("large") else 1))

    on = view.page.on
    on("seek", seek)
    on("zoom", zoom)
    on("choose", choose)
    on("unzoom", lambda _: view.unzoom())
    on("toggle", lambda _: view.toggle())
    on("live", lambda _: view.live())
    on("back", lambda message: step(message, -1))
    on("forward", lambda message: step(message, 1))
    on("open", show)


def _part(view: View, message: Mapping[str, Any]) -> tuple[float, float] | None:
    first, last = message.get("from"), message.get("to")
    if _is_share(first) and _is_share(last) and first < last:
        return _within(view, first), _within(view, last)
    return None


def _within(view: View, share: float) -> float:
    start, stop = view.span()
    return start + share * (stop - start)


def _is_share(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and 0 <= value <= 1
