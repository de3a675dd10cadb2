"""What is looked at beside what was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ipywidgets as widgets

from footlib.errors import StoreAwayError, StoreError
from footlib.ui.browser.elements import button, change, html, markup
from footlib.ui.browser.page import Handler
from footlib.ui.cards.base import Card
from footlib.ui.cards.comparison_html import ComparisonSide, compared
from footlib.ui.data.background import Job
from footlib.ui.data.queries import stretch
from footlib.ui.model.excerpt import Excerpt, Place
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from footlib.ui.model.throttle import Throttle

_SHARE: Final = 0.05
"""Share of the kernel's time that comparing may take."""
_MOMENT: Final = "moment"
"""How an address says that the maps are of one reading each."""


class CompareCard(Card):
    """What is looked at beside what was kept: another moment, window or person.

    Examples
    --------
    >>> CompareCard(session)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card, hidden until something is kept."""
        self.add_class("fw-compare-card")
        self._asked: Place | None = None
        self._fetched: Place | None = None
        self._fetching = Job()
        self._kept: Excerpt | None = None
        self._first: ComparisonSide | None = None
        self._times = self.session.page.times
        self._moment = self._behind = False
        self._throttle = Throttle(_SHARE)
        self._frame: Frame | None = None
        self._head = html("fw-compare-head")
        self._body = html("fw-comparison")
        self.layout.display = "none"
        return self._head, self._body

    def commands(self) -> Mapping[str, Handler]:
        """The first side can be kept anew or left, and the maps be of the moment."""
        return {
            "keep": lambda _: self.keep(),
            "leave": lambda _: self.leave(),
            "compare_moment": self._choose,
        }

    @property
    def query(self) -> dict[str, str]:
        """The first side and what the maps are of, for an address."""
        place = self._asked if self._kept is None else self._kept.place
        if place is None:
            return {}
        return {"beside": place.query} | ({"map": _MOMENT} if self._moment else {})

    def take(self, asked: Mapping[str, str]) -> None:
        """Take the first side from an address, as soon as the store answers."""
        if {name: asked[name] for name in ("beside", "map") if name in asked} != self.query:
            self.leave()
            self._moment = asked.get("map") == _MOMENT
            self._asked = Place.from_query(asked.get("beside", ""))

    def keep(self) -> None:
        """Take what is looked at now as the first side."""
        if self._frame is not None:
            self.session.background.forget()
            # Reckoned from the readings, as for whom a link brings here.
            self._begin(Excerpt.cut(Place.seen(self._frame), self._frame.readings))

    def _begin(self, first: Excerpt) -> None:
        self._asked, self._kept, self._first = None, first, None
        self.layout.display = ""
        self.session.renderer.invalidate()

    def leave(self) -> None:
        """End comparing."""
        self._asked = self._kept = self._first = None
        self.layout.display = "none"

    async def _fetch(self, place: Place) -> None:
        try:
            past = await stretch(self.session.store, place.number, place.span)
        except StoreError as error:
            if self._asked is not place:
                return
            if isinstance(error, StoreAwayError):
                self._fetched = None
                raise
            self._asked = None
            raise StoreError(f"what the link compares with is missing: {error}") from error
        if self._asked is place:
            self._begin(Excerpt.cut(place, past))

    def refresh(self, frame: Frame) -> None:
        """Draw the second side anew when it changed: seldom for a long window."""
        self._frame = frame
        if (place := self._asked) is not None and place is not self._fetched and frame.answers:
            self._fetched = place
            self.session.background.run(self._fetch(place), self._fetching)
        if self._kept is None:
            return
        live = frame.mode is Mode.LIVE
        self._behind |= frame.jumped or (frame.chores and live) or (frame.moved and self._moment)
        if not self._behind or not (self._throttle.due or frame.jumped):
            return
        with self._throttle.work():
            self._draw(self._kept, Excerpt.of(frame), frame)
        self._behind = False

    def _draw(self, kept: Excerpt, seen: Excerpt, frame: Frame) -> None:
        what = button("compare_moment", "the window", pressed=not self._moment, on=False)
        what += button("compare_moment", "the moment", pressed=self._moment, on=True)
        change(
            self._head,
            markup(
                '<h2>Compare</h2><span role="group" aria-label="Map of">{}</span><span>{}{}</span>',
                what,
                button("keep", "Keep this as A"),
                button("leave", "Close"),
            ),
        )
        if self._first is None or frame.times is not self._times:
            self._first, self._times = self._side(kept, frame), frame.times
        change(self._body, compared(self._first, self._side(seen, frame), frame.theme))

    def _choose(self, message: Mapping[str, Any]) -> None:
        self._moment, self._first = message.get("on") is True, None
        self.session.renderer.invalidate()

    def _side(self, one: Excerpt, frame: Frame) -> ComparisonSide:
        start, stop = one.place.span
        span = frame.times.stretch(start, min(stop, frame.now), frame.now)
        name = f"Person {one.place.number}, {self._when(one, span, frame) if self._moment else span}"
        return ComparisonSide.of(name, one.recording, one.summary, one.row if self._moment else None)

    def _when(self, one: Excerpt, span: str, frame: Frame) -> str:
        if one.time is None:
            at = one.place.span[1] if one.place.at is None else one.place.at
            return f"no reading at {frame.times.moment(at, frame.now)}; map and numbers of {span}"
        return f"{frame.times.moment(one.time, frame.now, tenths=True)}; numbers of {span}"
