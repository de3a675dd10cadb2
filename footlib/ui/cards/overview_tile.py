"""The tile of one person in the overview."""

from __future__ import annotations

from base64 import b64encode
from time import monotonic
from typing import Final

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from footlib.analysis import Refused, Result, SensorHealth, detect, load_share, sensor_health
from footlib.analysis.health import State as Health
from footlib.drawing.downsample import thin
from footlib.drawing.surface import picture
from footlib.drawing.times import LocalTime
from footlib.drawing.trials import length
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, LEFT, NAMES, RIGHT, Foot
from footlib.ui.browser.elements import NOTHING, change, column, html, joined, markup
from footlib.ui.cards.status_html import pill
from footlib.ui.cards.trouble import person_link
from footlib.ui.model.data_status import StatusKind
from footlib.ui.model.frame import Frame
from footlib.ui.model.news import News
from footlib.ui.model.roster import CURVE, PersonSnapshot

_ANALYSED_EVERY: Final = 3.0
_TELLING: Final = 10.0
"""Seconds of readings that it takes to judge a sensor."""
_JUST: Final = 10.0
"""Seconds in which the store tells of an episode that goes on."""
_POINTS: Final = 240
_HIGH: Final = 3 * FULL_SCALE


class Tile:
    """A person's small foot map, load curve, state and anomalies.

    Parameters
    ----------
    number
        Number of the person.

    Attributes
    ----------
    box
        Its widgets.
    """

    def __init__(self, number: int) -> None:
        self._share: Result = Refused("no reading yet")
        self._health: tuple[SensorHealth, ...] = ()
        self._saturated = News[str]()
        self._news: list[str] = []
        self._analysed_at = 0.0
        self._named: object = object()
        self._title = html("fw-tile-title")
        self._pill = html("fw-tile-state")
        self._body = html("fw-tile-body")
        self.box = column(self._title, self._pill, self._body)
        for name in ("fw-card", "fw-person-tile", f"fw-tile-{number}"):
            self.box.add_class(name)

    def close(self) -> None:
        """Close its widgets."""
        for widget in (*self.box.children, self.box):
            widget.close()

    def draw(self, person: PersonSnapshot, frame: Frame) -> None:
        """Draw name, state, map and curve."""
        if person.person is not self._named:
            self._named = person.person
            change(self._title, markup("<h2>{}</h2>", person_link(person)))
        change(self._pill, _recorded(person.recorded) + pill(person.state))
        recording = person.recording.window(CURVE)
        if not len(recording):
            change(self._body, Markup('<p class="fw-empty">No reading yet.</p>'))
            return
        if monotonic() >= self._analysed_at:
            self._analysed_at = monotonic() + _ANALYSED_EVERY
            self._share = load_share(detect(recording))
            if recording.duration >= _TELLING:
                self._health = sensor_health(recording)
                saturated = [one.name for one in self._health if one.state is Health.SATURATED]
                self._news = self._saturated.of(saturated, monotonic())
        counts = recording.counts[-1]
        png = b64encode(picture(counts, frame.theme)).decode()
        # Beside tiles that move, an imported recording must not look live.
        stale = (
            Markup(' class="fw-old"') if person.state.stale or person.state.kind is StatusKind.RECORDING else NOTHING
        )
        flagged = " fw-flagged" if recording.anomaly[-1].any() else ""
        change(
            self._body,
            markup(
                '<div{}><div class="fw-tile-picture"><div class="fw-outlined"><div class="fw-mini{}" '
                'role="img" aria-label="{}"><img alt="" src="data:image/png;base64,{}"></div></div>'
                "{}</div>{}</div>"
                "{}{}",
                stale,
                flagged,
                _spoken(counts),
                png,
                _curve(recording),
                _balance(self._share, recording.duration),
                _sensors(self._health, self._news, recording.duration),
                _anomalies(person, frame.times, frame.now),
            ),
        )


def _recorded(seconds: float | None) -> Markup:
    if seconds is None:
        return NOTHING
    run = length(seconds)
    return markup('<span class="fw-tile-recorded" title="A trial is being recorded, for {}">● {}</span>', run, run)


def _anomalies(person: PersonSnapshot, times: LocalTime, now: float) -> Markup:
    n, last = person.recent, person.anomalies.counts.last
    loaded = person.anomalies.loaded
    known = f"{n or 'no'} anomal{'y' if n == 1 else 'ies'} in 10 min" if loaded else "counting anomalies"
    before = f" · last {times.moment(last.start, now)}" if last else ""
    if person.flagged:
        since = f", since {times.moment(last.start, now)}" if last and last.stop > now - _JUST else ""
        return markup('<p class="fw-now">⚠ anomaly now{} <span>· {}</span></p>', since, known)
    if person.alarmed:
        return markup('<p class="fw-now">⚠ anomaly just now <span>{} · {}</span></p>', before, known)
    return (
        markup('<p class="fw-alarm">⚠ {}{}</p>', known, before)
        if n
        else markup('<p class="fw-empty">{}{}</p>', known, before)
    )


def _spoken(counts: np.ndarray[tuple[int], np.dtype[np.int16]]) -> str:
    left, right = int(counts[LEFT].sum()), int(counts[RIGHT].sum())
    return f"Foot map: left {left}, right {right} counts"


def _balance(share: Result, seconds: float) -> Markup:
    if isinstance(share, Refused):
        return markup('<p class="fw-empty">{}</p>', share.reason)
    span = "a minute" if seconds > CURVE - 3 else f"{seconds:.0f} s"
    return markup(
        '<div class="fw-balance"><i style="width:{:.0f}%"></i></div><div class="fw-ends fw-strong">'
        '<span>left {:.0f} %</span><span class="fw-time">load of {}</span>'
        "<span>right {:.0f} %</span></div>",
        share,
        share,
        span,
        100 - share,
    )


def _sensors(health: tuple[SensorHealth, ...], saturated: list[str], seconds: float) -> Markup:
    """Which sensors show nothing or little, and which are saturated of late; empty where all are well."""
    by_state = {state: [one.name for one in health if one.state is state] for state in (Health.FLAT, Health.STUCK)}
    by_state[Health.SATURATED] = saturated
    if len(by_state[Health.FLAT]) == len(NAMES):
        return markup('<p class="fw-empty">no sensor has moved for {:.0f} s</p>', seconds)
    return joined(
        markup(
            '<p class="{}">{}{} {}</p>',
            "fw-empty" if state is Health.SATURATED else "fw-alarm",
            "" if state is Health.SATURATED else "⚠ ",
            ", ".join(names),
            state,
        )
        for state, names in by_state.items()
        if names
    )


def _curve(recording: Recording) -> Markup:
    loads = np.column_stack([recording.counts[:, foot].sum(axis=1) for foot in (LEFT, RIGHT)]).astype(np.float64)
    time, load = thin(recording.time, loads, _POINTS)
    x = 240 * (1 - (recording.time[-1] - time) / CURVE)
    # Left rises above the middle and right hangs below it, so that neither hides the other.
    heights = 31 - 30 * load[:, 0] / _HIGH, 31 + 30 * load[:, 1] / _HIGH
    gaps = np.searchsorted(time, recording.time[recording.gaps], "right")
    shapes = joined(
        _polygon(foot, part, values)
        for foot, y in zip(Foot, heights, strict=True)
        for part, values in zip(np.split(x, gaps), np.split(y, gaps), strict=True)
        if len(part)
    )
    return markup(
        '<div class="fw-spark" aria-hidden="true"><i>L</i><i>R</i>'
        '<svg viewBox="0 0 240 62" preserveAspectRatio="none" focusable="false">{}</svg>'
        '<p class="fw-ends"><span>1 min ago</span><span>now</span></p></div>',
        shapes,
    )


def _polygon(foot: Foot, x: NDArray[np.float64], y: NDArray[np.float64]) -> Markup:
    # Digits need no escaping, and of all that a tile writes these points are the most.
    line = Markup(" ".join(map("{:.1f},{:.0f}".format, x.tolist(), y.tolist())))  # noqa: S704
    return markup('<polygon class="fw-{}" points="{:.1f},31 {} {:.1f},31"/>', foot, x[0], line, x[-1])
