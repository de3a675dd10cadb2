"""One person's tile among all."""

from __future__ import annotations

from base64 import b64encode
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Final

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from footlib.analysis import Refused, Result, detect, load_share
from footlib.drawing.surface import picture
from footlib.reading import Person
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, LEFT, RIGHT, Foot
from footlib.ui.anomaly_log import AnomalyLog
from footlib.ui.card import change, html, text
from footlib.ui.frame import Frame
from footlib.ui.header import pill
from footlib.ui.playhead import Playhead
from footlib.ui.state import Kind, State, Supply, judge
from footlib.ui.thin import thin
from footlib.ui.track import Track

if TYPE_CHECKING:
    from footlib.ui.view import View

_CURVE: Final = 60.0
RECENT: Final = 600.0
"""Seconds that anomalies are counted of."""
_SHARE_EVERY: Final = 3.0
_POINTS: Final = 240
_HIGH: Final = 3 * FULL_SCALE


class Tile:
    """A person's small foot map, load curve, state and anomalies.

    Parameters
    ----------
    number
        Of the person.
    view
        What opens when the tile is clicked.

    Attributes
    ----------
    state, anomalies
        How the data are, and how many anomalies there were of late, as last looked at.
    log
        The person's anomalies.
    sort_name
        By which it is ordered among others.
    """

    def __init__(self, number: int, view: View) -> None:
        self.number = number
        self.state = State(Kind.WAITING, "")
        self.anomalies = 0
        self.sort_name = ""
        self.log = AnomalyLog(view.store)
        self._view = view
        self._share: Result = Refused("no reading yet")
        self._share_due = 0.0
        self._live = Playhead()
        self._heading = ""
        self.name(None)

    @cached_property
    def box(self) -> widgets.VBox:
        """Its widgets, made when it first comes on the page."""
        self._title = html("fw-tile-title", self._heading)
        self._pill = html("fw-tile-state")
        self._body = html("fw-tile-body")
        box = widgets.VBox([self._title, self._pill, self._body])
        for name in ("fw-card", "fw-person-tile", f"fw-tile-{self.number}"):
            box.add_class(name)
        return box

    @property
    def _made(self) -> bool:
        return "box" in self.__dict__

    def close(self) -> None:
        """Give its widgets back."""
        if self._made:
            for widget in (*self.box.children, self.box):
                widget.close()

    def name(self, person: Person | None) -> None:
        """Write the person's name, a link that opens the page."""
        full = f"{person.firstname} {person.lastname}".strip() if person else ""
        self.sort_name = f"{person.lastname} {person.firstname}".casefold() if person else ""
        message = text(f'{{"kind":"open","person":{self.number}}}')
        words = f"{self.number} · <bdi>{text(full)}</bdi>" if full else str(self.number)
        self._heading = f'<h2><a href="?person={self.number}" data-fw="{message}">{words}</a></h2>'
        if self._made:
            change(self._title, self._heading)

    def look(self, supply: Supply, frame: Frame) -> None:
        """Judge how the data are, for the order of the tiles, whether it is on the page or not."""
        self.state = judge(supply, self._live, frame.times, frame.now, self._view.limits.late)
        self.anomalies = len(self.log.between(frame.now - RECENT, frame.now))

    def draw(self, track: Track, frame: Frame) -> None:
        """Draw state, map and curve."""
        change(self._pill, pill(self.state))
        recording = track.history.recording.window(_CURVE)
        if not len(recording):
            change(self._body, '<p class="fw-empty">No reading yet.</p>')
            return
        if monotonic() >= self._share_due:
            self._share_due = monotonic() + _SHARE_EVERY
            self._share = load_share(detect(recording))
        counts = recording.counts[-1]
        last = self.log.counts.last
        since = f" · last {frame.times.moment(last.start, frame.now)}" if last else ""
        png = b64encode(picture(counts, frame.theme)).decode()
        stale = ' class="fw-old"' if self.state.stale else ""
        flagged = " fw-flagged" if recording.anomaly[-1].any() else ""
        change(
            self._body,
            f'<div{stale}><div class="fw-mini{flagged}" role="img" aria-label="{_spoken(counts)}">'
            f'<img alt="" src="data:image/png;base64,{png}"></div>{_curve(recording)}</div>{_balance(self._share)}'
            f'<p class="{"fw-alarm" if self.anomalies else "fw-empty"}">{self._words()}{since}</p>',
        )

    def _words(self) -> str:
        if not self.log.loaded:
            return "counting anomalies"
        n = self.anomalies
        return f"{'⚠ ' if n else ''}{n or 'no'} anomal{'y' if n == 1 else 'ies'} in 10 min"


def _spoken(counts: np.ndarray[tuple[int], np.dtype[np.int16]]) -> str:
    left, right = int(counts[LEFT].sum()), int(counts[RIGHT].sum())
    return f"Foot map: left {left}, right {right} counts"


def _balance(share: Result) -> str:
    if isinstance(share, Refused):
        return f'<p class="fw-empty">{text(share.reason)}</p>'
    return (
        f'<div class="fw-balance"><i style="width:{share:.0f}%"></i></div><div class="fw-ends fw-strong">'
        f'<span>left {share:.0f} %</span><span class="fw-time">load of a minute</span>'
        f"<span>right {100 - share:.0f} %</span></div>"
    )


def _curve(recording: Recording) -> str:
    loads = np.column_stack([recording.counts[:, foot].sum(axis=1) for foot in (LEFT, RIGHT)]).astype(np.float64)
    time, load = thin(recording.time, loads, _POINTS)
    x = 240 * (1 - (recording.time[-1] - time) / _CURVE)
    # Left rises above the middle and right hangs below it, so that neither hides the other.
    heights = 31 - 30 * load[:, 0] / _HIGH, 31 + 30 * load[:, 1] / _HIGH
    gaps = np.searchsorted(time, recording.time[recording.gaps], "right")
    shapes = "".join(
        _polygon(foot, part, values)
        for foot, y in zip(Foot, heights, strict=True)
        for part, values in zip(np.split(x, gaps), np.split(y, gaps), strict=True)
        if len(part)
    )
    return f'<svg viewBox="0 0 240 62" preserveAspectRatio="none" aria-hidden="true" focusable="false">{shapes}</svg>'


def _polygon(foot: Foot, x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    line = " ".join(f"{a:.1f},{b:.0f}" for a, b in zip(x.tolist(), y.tolist(), strict=True))
    return f'<polygon class="fw-{foot}" points="{x[0]:.1f},31 {line} {x[-1]:.1f},31"/>'
