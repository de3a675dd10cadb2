"""The bar at the top: who, how the data are, how much of them, and what to do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

import ipywidgets as widgets
from markupsafe import Markup

from footlib.drawing.symbols import BACK, ON
from footlib.errors import StoreError
from footlib.reading import Person
from footlib.ui.browser.elements import NOTHING, change, control, html, markup, row
from footlib.ui.browser.page import Handler
from footlib.ui.cards.base import Card
from footlib.ui.cards.glossary_html import BUTTON, dialog
from footlib.ui.cards.status_html import banner, beside, pill
from footlib.ui.cards.trials_html import recording
from footlib.ui.data.background import Job
from footlib.ui.data.coordinator import TICK
from footlib.ui.model.data_status import OUTAGES, DataStatus, StatusKind
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from footlib.ui.model.time_span import WINDOWS
from footlib.ui.session.commands import unless_everyone
from footlib.ui.session.view_change import ViewChange

_PEOPLE_EVERY: Final = 10.0
_DANGER_EVERY: Final = 60.0
_MOMENT: Final = 1.0
_OF_ALL: Final = 1.0
"""Seconds between two frames while everyone is shown: the header then says nobody's age."""
BRAND: Final = Markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M8 3c3 0 4 3 3.6 6.5-.3 2.6-.2 4-.2 6.5 0 3-1 5-3 5s-3-2-3-4.5c0-3-1.9-4.5-1.9-7.5'
    'C3.5 5.5 5.3 3 8 3z"/>'
    '<path d="M16 3c-3 0-4 3-3.6 6.5.3 2.6.2 4 .2 6.5 0 3 1 5 3 5s3-2 3-4.5c0-3 1.9-4.5 1.9-7.5'
    'C20.5 5.5 18.7 3 16 3z"/>'
    "</svg><h1>Footwatch</h1>"
)


class Header(Card):
    """Person picker, state pill, window, live and pause, theme, full screen.

    Attributes
    ----------
    opens_alone
        Whether everyone is shown because the address names nobody, so that one person alone is opened.

    Examples
    --------
    >>> Header(store, person=3)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the controls."""
        self.remove_class("fw-card")
        self.add_class("fw-header")
        self.opens_alone = False
        self._names: dict[str, int] = {}
        self._people_at = self._danger_at = 0.0
        self._danger = ""
        self._alone: int | None = None
        self._nobody = ""
        self._people_job = Job()
        self._safety_job = Job()
        self._setting = False
        self.picker = widgets.Combobox(placeholder="person", continuous_update=False)
        self.picker.add_class("fw-picker")
        self.picker.observe(self._pick, "value")
        self.everyone = control("▦", "Everyone at a glance", self.session.view.show_everyone)
        self.previous = control(BACK, "Previous person", lambda: self._move(-1))
        self.next = control(ON, "Next person", lambda: self._move(1))
        # For a wall screen, which has no picker.
        self._who = html("fw-who")
        self._clock = html("fw-clock")
        self._pill = html("fw-state")
        self._spoken = html("fw-spoken")
        self._rate = html("fw-rate")
        self.windows = widgets.ToggleButtons(
            options=list(WINDOWS.items()),
            value=_button(self.session.view.window),
        )
        self.windows.add_class("fw-windows")
        self.windows.observe(self._window, "value")
        self.pause = control("❚❚ Pause", "Pause or go on live (space)", self.session.view.toggle)
        self.pause.add_class("fw-pause")
        self.present = control("● Live", "Live: back to the present (End)", self.session.view.live)
        self.present.add_class("fw-present")
        self.theme = control("◐", "Light or dark theme", self._theme)
        self.full = control("⤢", "Full screen", lambda: self.session.page.send({"kind": "fullscreen"}))
        self.banner = html("fw-banner")
        self._record = html("fw-record")
        self._extra = row()
        who = row(self.everyone, self.previous, self.picker, self.next)
        how = row(self._who, self._pill, self._spoken, self._rate)
        what = row(self.pause, self.present, self._record, self._extra)
        page = row(self.theme, self.full, html("fw-help-box", BUTTON + dialog()))
        for group in (how, self.windows, what, self.previous, self.next):
            group.add_class("fw-only-one")
        bar = row(html("fw-brand", BRAND), who, how, html("fw-space"), self.windows, what, self._clock, page)
        bar.add_class("fw-bar")
        return bar, self.banner

    @property
    def interval(self) -> float:
        """Seconds that may pass between two frames."""
        return _OF_ALL if self.session.view.everyone else TICK

    def commands(self) -> Mapping[str, Handler]:
        """The next and the previous person, by key."""
        view = self.session.view
        return {
            "next": unless_everyone(view, lambda _: self._move(1)),
            "previous": unless_everyone(view, lambda _: self._move(-1)),
        }

    def follow(self, change: ViewChange) -> None:
        """Show at once what is looked at; that nobody was meant is said until something else is done."""
        if change & ~(ViewChange.DISPLAY | ViewChange.MOMENT):
            self._nobody = ""
        self._follow()

    def add_controls(self, *controls: widgets.Widget) -> None:
        """Put more buttons beside the pause."""
        self._extra.children = (*self._extra.children, *controls)

    def refresh(self, frame: Frame) -> None:
        """Show the state at every tick, the rest once a second."""
        change(self._pill, pill(frame.state))
        # Screen readers are to speak when the state changes, not ten times a second with the age.
        change(self._spoken, markup('<p class="fw-hidden" role="status">Data: {}</p>', frame.state.kind))
        change(self.banner, banner(_shown_status(frame), self._nobody or frame.fault, self._danger))
        if frame.jumped or frame.chores:
            change(self._rate, beside(frame))
            change(self._record, NOTHING if frame.status.imported else recording(frame))
            if self.session.page.kiosk:
                change(self._clock, markup('<time title="Time of day">{}</time>', frame.times.short(frame.now)))
            self._fetch_people()
            self._fetch_danger()
        if frame.jumped:
            self._follow()

    def _follow(self) -> None:
        view, imported = self.session.view, self.session.data.status.imported
        playhead = view.playhead
        moves = playhead.mode is not Mode.PAUSED
        present = "● End" if imported else "● Live"
        self.pause.description = "❚❚ Pause" if moves else "▶ Go on" if playhead.interrupted else present
        self.present.description = present
        replay = playhead.mode is Mode.REPLAY or playhead.interrupted
        (self.add_class if replay else self.remove_class)("fw-replay-shown")
        ended = imported and playhead.mode is Mode.LIVE
        (self.add_class if ended else self.remove_class)("fw-ended")
        (self.add_class if view.everyone else self.remove_class)("fw-everyone-shown")
        self._setting = True
        self.windows.value = _button(self._length)
        if view.everyone:
            self.picker.value, self.picker.placeholder = "", "everyone"
            self._setting = False
            return
        name = next((name for name, number in self._names.items() if number == view.person), str(view.person))
        if name not in self.picker.options:
            self.picker.options = (*self.picker.options, name)
        self.picker.value = name
        self._setting = False
        change(self._who, markup("<p>{}</p>", name))

    @property
    def _length(self) -> float:
        """Seconds that are shown."""
        zoom, window = self.session.view.zoom, self.session.view.window
        return window if zoom is None or abs(zoom[1] - zoom[0] - window) < 0.5 else zoom[1] - zoom[0]

    def _fetch_people(self) -> None:
        if time.monotonic() >= self._people_at:
            self._people_at = time.monotonic() + _PEOPLE_EVERY
            self.session.background.run(self._people(), self._people_job)

    def _fetch_danger(self) -> None:
        if time.monotonic() >= self._danger_at:
            self._danger_at = time.monotonic() + _DANGER_EVERY
            self.session.background.run(self._ask_danger(), self._safety_job)

    async def _ask_danger(self) -> None:
        try:
            self._danger = await self.session.store.danger()
        except StoreError:
            # The pill says that the store is away.
            self._danger_at = 0.0

    async def _people(self) -> None:
        try:
            numbers = await self.session.store.persons()
            people = await self.session.store.people(numbers)
        except BaseException:
            self._people_at = 0.0
            raise
        view = self.session.view
        if view.person not in numbers and not view.everyone:
            numbers = sorted([*numbers, view.person])
        if self.opens_alone:
            self._open_alone(numbers)
        names = {_label(number, people.get(number)): number for number in numbers}
        if names != self._names:
            self._names = names
            self._setting = True
            self.picker.options = tuple(names)
            self._setting = False
            self._follow()

    def _open_alone(self, numbers: list[int]) -> None:
        """Open one person alone, unless others follow within a moment or everyone is left by hand."""
        alone = numbers[0] if len(numbers) == 1 else None
        early = not self.session.page.introduced
        self.opens_alone = self.session.view.everyone and (early or len(numbers) < 2)
        if self.opens_alone:
            self._people_at = time.monotonic() + _MOMENT
        if self.opens_alone and not early and alone is not None and alone == self._alone:
            self.opens_alone = False
            self.session.view.show(alone)
        self._alone = alone

    def _pick(self, change: Any) -> None:
        if self._setting:
            return
        asked, view = change["new"].strip(), self.session.view
        found = _meant(asked, self._names)
        if len(found) == 1 and (found[0] != view.person or view.everyone):
            view.show(found[0])
            return
        self._nobody = ""
        self._follow()
        if asked and len(found) != 1:
            many = f"{len(found)} persons have" if found else "nobody has"
            self._nobody = f"{many} the number or name “{asked}”; type a number, or a part of one name only"

    def _move(self, by: int) -> None:
        numbers = list(self._names.values())
        if numbers:
            person = self.session.view.person
            at = numbers.index(person) if person in numbers else 0
            self.session.view.show(numbers[(at + by) % len(numbers)])

    def _window(self, change: Any) -> None:
        if not self._setting and change["new"] is not None:
            self.session.view.set_window(change["new"])

    def _theme(self) -> None:
        page = self.session.page
        page.theme_choice = "light" if page.dark else "dark"
        self.session.view.announce(ViewChange.DISPLAY)


def _shown_status(frame: Frame) -> DataStatus:
    # Each tile shows its own person's state; only the store's concerns all of them.
    return frame.state if frame.state.kind in OUTAGES or not frame.everyone else DataStatus(StatusKind.LIVE, "")


def _meant(asked: str, names: Mapping[str, int]) -> list[int]:
    """Numbers of the persons that a name of the list, a number or a part of a name stands for."""
    if asked in names:
        return [names[asked]]
    if asked.isdecimal():
        return [number for number in names.values() if number == int(asked)]
    return [number for name, number in names.items() if asked and asked.casefold() in name.casefold()]


def _label(number: int, person: Person | None) -> str:
    name = f"{person.firstname} {person.lastname}".strip() if person else ""
    return f"{number} · {name}" if name else str(number)


def _button(seconds: float) -> float | None:
    """The button of a window; None for one that only an address or a cell can ask for."""
    return seconds if seconds in WINDOWS.values() else None
