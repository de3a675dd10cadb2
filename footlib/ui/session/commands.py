"""What the viewer can do on the page. Commands come as messages that anybody can send, so each is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeGuard

from footlib.ui.browser.page import Handler
from footlib.ui.model.playhead import SPEEDS
from footlib.ui.session.labeller import Labeller
from footlib.ui.session.parts import SessionParts
from footlib.ui.session.recorder import Recorder
from footlib.ui.session.view import View

_HIGHEST: Final = 2**31
_LEAP: Final = 10
"""Readings that a step with the shift key goes on or back."""

_MOST: Final = 64.0
"""Times as much, or as little, that one message may show."""


def subscribe(parts: SessionParts, recorder: Recorder, labeller: Labeller) -> None:
    """Subscribe a view to the commands of its page."""
    page, view = parts.page, parts.view

    def show(message: Mapping[str, Any]) -> None:
        person = message.get("person")
        if isinstance(person, int) and not isinstance(person, bool) and 0 <= person < _HIGHEST:
            view.show(person)

    def speed(message: Mapping[str, Any]) -> None:
        value = message.get("speed")
        if type(value) in {int, float} and value in SPEEDS:
            parts.player.set_speed(float(value))

    of_one: dict[str, Handler] = _on_curves(parts) | {
        "toggle": lambda _: view.toggle(),
        "live": lambda _: view.live(),
        "play": lambda _: parts.player.play(),
        "play_or_pause": lambda _: parts.player.play_or_pause(),
        "speed": speed,
        "loop": lambda message: parts.player.set_loop(on=message.get("on") is True),
        "back": lambda message: view.step(-_readings(message)),
        "forward": lambda message: view.step(_readings(message)),
        "record": recorder.begin,
        "end_record": lambda _: recorder.end(),
        "toggle_record": lambda _: recorder.toggle(),
        "label": lambda _: labeller.toggle(),
        "pick_label": labeller.pick,
    }
    for kind, handler in of_one.items():
        page.subscribe(kind, unless_everyone(view, handler))
    page.subscribe("open", show)


def _on_curves(parts: SessionParts) -> dict[str, Handler]:
    """What is done at a place of the curves, told as a share of their width."""
    view = parts.view

    def seek(message: Mapping[str, Any]) -> None:
        if _is_share(at := message.get("at")):
            view.seek(_within(view, at))

    def zoom(message: Mapping[str, Any]) -> None:
        if part := _part(view, message):
            view.zoom_to(*part)

    def zoom_by(message: Mapping[str, Any]) -> None:
        at, by = message.get("at"), message.get("by")
        if _is_share(at) and isinstance(by, int | float) and 1 / _MOST <= by <= _MOST:
            view.zoom_by(_within(view, at), by)

    def choose(message: Mapping[str, Any]) -> None:
        if part := _part(view, message):
            parts.similar.choose_within(parts.segment.recording, *part)

    return {"seek": seek, "zoom": zoom, "zoom_by": zoom_by, "choose": choose, "unzoom": lambda _: view.unzoom()}


def unless_everyone(view: View, handler: Handler) -> Handler:
    """A handler that does nothing while everyone is shown, since no one person is in sight then."""
    return lambda message: None if view.everyone else handler(message)


def _readings(message: Mapping[str, Any]) -> int:
    return _LEAP if message.get("large") else 1


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
