"""The pressure under both feet at one moment."""

from __future__ import annotations

import math

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from footlib.analysis import CentreOfPressure, centre_of_pressure
from footlib.analysis.pressure import balance
from footlib.drawing.palette import css_gradient, ramp
from footlib.sensors import FULL_SCALE, NAMES
from footlib.ui.browser.elements import NOTHING, change, html, markup
from footlib.ui.cards.base import Card
from footlib.ui.figures.feet import NO_CENTRE, Feet
from footlib.ui.model.data_status import StatusKind
from footlib.ui.model.frame import TRAIL, Frame
from footlib.ui.model.playhead import Mode


class FootMap(Card):
    """The pressure under both feet, ten pictures a second.

    Heat surface, six sensors with their counts, rings on flagged ones, the heel-toe centre of
    pressure with a trail of two seconds, the balance of the feet and the scale.

    Examples
    --------
    >>> FootMap(store, person=3)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make drawing and words."""
        self.add_class("fw-map-card")
        self.feet = Feet(self.session.view.sensors)
        self._scale = html("fw-scale")
        self._words = html("fw-words")
        self._title = html("fw-title")
        return self._title, self.feet.stage, self._scale, self._words

    def refresh(self, frame: Frame) -> None:
        """Draw the reading at the moment."""
        change(self._title, markup("<h2>{}</h2>", _title(frame)))
        if frame.jumped:
            change(self._scale, _scale(css_gradient(ramp(frame.theme))))
        if not (frame.moved or frame.jumped):
            return
        if frame.row is None:
            self.feet.blank(frame.theme, below=Markup('<p class="fw-empty" role="status">No reading to show.</p>'))
            change(self._words, NOTHING)
            return
        counts = frame.recording.counts[frame.row]
        centre, share = _centre(frame)
        flags, below = frame.recording.anomaly[frame.row], _readout(frame, counts, share)
        self.feet.draw(counts, flags, centre, frame.theme, below=below)
        if frame.chores:
            change(self._words, _spoken(counts, share))


def _title(frame: Frame) -> str:
    if frame.time is None:
        missing = "" if frame.mode is Mode.LIVE or frame.at is None else frame.times.moment(frame.at, frame.now)
        return f"No reading at {missing}" if missing else "Pressure"
    if frame.mode is Mode.LIVE and frame.state.kind is StatusKind.LIVE:
        return "Pressure now"
    return (
        f"{'Last pressure,' if frame.mode is Mode.LIVE else 'Pressure at'} {frame.times.moment(frame.time, frame.now)}"
    )


def _centre(frame: Frame) -> tuple[CentreOfPressure, float]:
    contact = frame.recent()
    if contact is None:
        return NO_CENTRE, math.nan
    time = contact.recording.time
    first = int(np.searchsorted(time, time[-1] - TRAIL))
    centre = centre_of_pressure(contact)
    return CentreOfPressure(centre.y[first:], centre.saturated[first:]), float(balance(contact)[-1])


def _readout(frame: Frame, counts: NDArray[np.int16], left: float) -> Markup:
    time = frame.time or 0.0
    known = not math.isnan(left)
    still = frame.thresholds is not None and any(foot.refused for foot in frame.thresholds.feet)
    unknown = ("no step", "in the last minute") if still else ("no load", "on either foot")
    words = (f"left bears {left:.0f} %", f"right {100 - left:.0f} %") if known else unknown
    return markup(
        '<div class="fw-balance{}"><i style="width:{:.0f}%"></i></div>'
        '<div class="fw-ends fw-strong"><span>{}</span>'
        '<time class="fw-time" data-time="{:.6f}" data-counts="{}">'
        "{}</time><span>{}</span></div>",
        "" if known else " fw-off",
        left if known else 50,
        words[0],
        time,
        " ".join(map(str, counts.tolist())),
        frame.times.clock(time, tenths=True),
        words[1],
    )


def _scale(gradient: str) -> Markup:
    return markup(
        '<div class="fw-ramp" style="background:{}"></div>'
        '<div class="fw-ends"><span>0</span><span>counts of {}</span>'
        "<span>{} = saturated</span></div>"
        '<p class="fw-note">What a foot bears is told over each sensor\'s baseline.</p>',
        gradient,
        FULL_SCALE,
        FULL_SCALE,
    )


def _spoken(counts: NDArray[np.int16], left: float) -> Markup:
    feet = ", ".join(f"{name} {count}" for name, count in zip(NAMES, counts.tolist(), strict=True))
    bears = "" if math.isnan(left) else f"Left bears {left:.0f} percent. "
    return markup('<div role="img" aria-label="Foot map. {}Counts of {}: {}."></div>', bears, FULL_SCALE, feet)
