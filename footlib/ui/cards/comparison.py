"""Two stretches of walking side by side, with what differs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from footlib.analysis import Measure, Summary, summarise
from footlib.drawing.palette import Theme, css_gradient, diverging
from footlib.drawing.surface import difference_picture, picture
from footlib.errors import StoreAwayError, StoreError
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, NAMES
from footlib.ui.browser.elements import button, change, html, joined, markup
from footlib.ui.browser.page import Handler, Page
from footlib.ui.cards.base import Card
from footlib.ui.data.background import Job
from footlib.ui.data.queries import stretch
from footlib.ui.figures.feet import CLIP
from footlib.ui.model.excerpt import Excerpt, Place
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from footlib.ui.model.symbols import MINUS, NONE
from footlib.ui.model.throttle import Throttle

_KEYS: Final = (
    "cadence",
    "stance_left",
    "stance_right",
    "contact_left",
    "contact_right",
    "double_support",
    "load_share_left",
    "symmetry_load",
)
_SHARE: Final = 0.05
"""Share of the kernel's time that comparing may take."""
_MOMENT: Final = "moment"
"""How an address says that the maps are of one reading each."""
_REACHES: Final = (20, 50, 100, 200, 500, FULL_SCALE)
"""Ends of the scale of differences, counts."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two.

    Attributes
    ----------
    name
        What it is, for the viewer.
    counts
        Mean counts of the stretch, or those of one moment, shape (6,).
    summary
        The numbers of the stretch.
    single
        Whether the counts are those of one reading.
    """

    name: str
    counts: NDArray[np.float64]
    summary: Summary
    single: bool = False

    @classmethod
    def of(cls, name: str, recording: Recording, summary: Summary, row: int | None = None) -> Side:
        """A stretch, or the moment `row` in it."""
        if row is not None:
            return cls(name, recording.counts[row].astype(np.float64), summary, single=True)
        mean = recording.counts.mean(axis=0) if len(recording) else np.zeros(len(NAMES))
        return cls(name, mean, summary)


class Comparison(widgets.VBox):  # type: ignore[misc]
    """Two recordings side by side: mean pressure of each, the difference, and the same numbers.

    Parameters
    ----------
    first, second
        What to compare.
    names
        What they are called.

    Examples
    --------
    >>> Comparison(before, after, names=("before", "after"))  # doctest: +SKIP
    """

    def __init__(self, first: Recording, second: Recording, *, names: tuple[str, str] = ("A", "B")) -> None:
        self._page = Page()
        self._clip = html("fw-clip", CLIP)
        self._body = html("fw-comparison")
        pairs = zip(names, (first, second), strict=True)
        self._sides = tuple(Side.of(name, recording, summarise(recording)) for name, recording in pairs)
        super().__init__([self._page, self._clip, self._body])
        for name in ("fw", "fw-card", self._page.scope):
            self.add_class(name)
        self._page.observe(lambda _: self._draw(), "dark")
        self._draw()

    def _draw(self) -> None:
        first, second = self._sides
        self._body.value = compared(first, second, self._page.theme)


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
        self._first: Side | None = None
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

    def _side(self, one: Excerpt, frame: Frame) -> Side:
        start, stop = one.place.span
        span = frame.times.stretch(start, min(stop, frame.now), frame.now)
        name = f"Person {one.place.number}, {self._when(one, span, frame) if self._moment else span}"
        return Side.of(name, one.recording, one.summary, one.row if self._moment else None)

    def _when(self, one: Excerpt, span: str, frame: Frame) -> str:
        if one.time is None:
            at = one.place.span[1] if one.place.at is None else one.place.at
            return f"no reading at {frame.times.moment(at, frame.now)}; map and numbers of {span}"
        return f"{frame.times.moment(one.time, frame.now, tenths=True)}; numbers of {span}"


def compared(first: Side, second: Side, theme: Theme) -> Markup:
    """Both sides, their difference and their numbers as HTML."""
    change = second.counts - first.counts
    # A scale of the whole range would show most differences as none.
    reach = next(reach for reach in _REACHES if np.abs(change).max() <= reach)
    maps = (
        _map("A", first.name, picture(first.counts, theme)),
        _map("B", second.name, picture(second.counts, theme)),
        _map("B less A", "green less, purple more", difference_picture(change * FULL_SCALE / reach, theme)),
    )
    rows = joined(_row(first.summary[key], second.summary[key]) for key in _KEYS)
    mean = "" if first.single or second.single else "Mean "
    sensors = joined(
        _cells(f"{mean}{name}", "counts", float(a), float(b))
        for name, a, b in zip(NAMES, first.counts, second.counts, strict=True)
    )
    return markup(
        '<div class="fw-maps">{}</div>'
        '<div class="fw-ramp" style="background:{}"></div>'
        '<div class="fw-ends"><span>{}{}</span><span>counts, B less A</span><span>+{}</span>'
        '</div><div class="fw-scroll" tabindex="0" role="region" aria-label="Numbers of both sides"><table><thead><tr>'
        '<th scope="col">Measure</th><th scope="col">A</th><th scope="col">B</th><th scope="col">B less A</th>'
        '<th scope="col">Unit</th></tr></thead><tbody>{}{}</tbody></table></div>',
        joined(maps),
        css_gradient(diverging(theme)),
        MINUS,
        reach,
        reach,
        rows,
        sensors,
    )


def _map(letter: str, name: str, png: bytes) -> Markup:
    source = b64encode(png).decode()
    return markup(
        '<figure><div class="fw-outlined"><div class="fw-mini"><img alt="Pressure map, {}" '
        'src="data:image/png;base64,{}"></div></div>'
        "<figcaption><b>{}</b> {}</figcaption></figure>",
        letter,
        source,
        letter,
        name,
    )


def _row(first: Measure, second: Measure) -> Markup:
    if first.value is None or second.value is None:
        reason = first.reason or second.reason
        values = joined(markup("<td>{}</td>", NONE if m.value is None else f"{m.value:.1f}") for m in (first, second))
        return markup('<tr><th scope="row">{}</th>{}<td>{}</td><td>{}</td></tr>', first.label, values, NONE, reason)
    return _cells(first.label, first.unit, first.value, second.value)


def _cells(label: str, unit: str, a: float, b: float) -> Markup:
    # Plus zero, for rounding leaves a minus on what is none.
    less = f"{round(b - a, 1) + 0.0:+.1f}"
    values = joined(markup("<td>{}</td>", value) for value in (f"{a:.1f}", f"{b:.1f}", less)).replace("-", MINUS)
    return markup('<tr><th scope="row">{}</th>{}<td>{}</td></tr>', label, values, unit)
