"""The gait numbers of the window."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Final

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup

from footlib.analysis import stance_bands, verdict
from footlib.drawing.symbols import NONE
from footlib.errors import SettingsError
from footlib.recording import GAP_FACTOR, Recording
from footlib.store import Store
from footlib.ui.browser.elements import change, html
from footlib.ui.cards.base import Card
from footlib.ui.cards.limits import LimitControls
from footlib.ui.cards.numbers_html import basis, first, rest, said, tile, verdict_line
from footlib.ui.model.anomalies import Anomalies
from footlib.ui.model.data_status import StatusKind
from footlib.ui.model.frame import Frame
from footlib.ui.model.limits import Asymmetry, Limits, refusal
from footlib.ui.model.playhead import Mode
from footlib.ui.model.throttle import Throttle
from footlib.ui.session import Session

_SHARE: Final = 0.02
"""Share of the kernel's time that the numbers may take."""
_NEW: Final = 1 / 300
"""Share of the window that has to be new before its numbers are computed again, after `_LONGEST` at the latest."""
_LONGEST: Final = 2.0
"""Seconds after which the numbers of a long window are computed again."""
_LOOKED: Final = 30.0
"""Seconds between two reckonings up to which all that came between is kept."""


class Numbers(Card):
    """Cadence, stance, contact, double support, symmetry, saturation of the window, or why not.

    Parameters
    ----------
    warning, limit
        Asymmetry in percent that is marked; both are conventions, so they are yours, here or on the page.

    Raises
    ------
    SettingsError
        If one of them cannot be.

    Examples
    --------
    >>> Numbers(store, person=3, window=60, warning=15)  # doctest: +SKIP
    """

    def __init__(
        self,
        source: Store | Session,
        person: int | None = None,
        *,
        window: float | None = None,
        warning: float | None = None,
        limit: float | None = None,
    ) -> None:
        self._throttle = Throttle(_SHARE)
        self._counted: Anomalies | None = None
        self._asymmetry = Asymmetry()
        self._judged: object = None
        self._told: frozenset[str] = frozenset()
        self._judged_until = math.inf
        self._judged_at = 0.0
        super().__init__(source, person, window=window)
        asked = {"warning": warning, "limit": limit}
        given = {name: float(value) for name, value in asked.items() if value is not None}
        for name, value in given.items():
            if wrong := refusal(name, value):
                self.close()
                raise SettingsError(f"{name}: {wrong} percent")
        if given:
            view = self.session.view
            view.set_limits(replace(view.limits, **given))

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the tiles and the controls of the limits."""
        self.add_class("fw-numbers-card")
        self._tiles = html("fw-numbers")
        return self._tiles, LimitControls(self.session.view)

    def refresh(self, frame: Frame) -> None:
        """Compute the numbers again when that is due: seldom for a long window."""
        live = frame.mode is Mode.LIVE
        lasts = live and frame.state.kind is not StatusKind.RECORDING
        # Anomalies are told of the present too, and of a link's window they come after its readings.
        changes = live or frame.anomalies is not self._counted
        if not frame.jumped and not (self._throttle.due and frame.chores and changes):
            return
        self._counted = frame.anomalies
        judged = frame.number, live, frame.limits
        if judged != self._judged:
            self._judged, self._asymmetry, self._told = judged, Asymmetry(), frozenset()
        with self._throttle.work(rest=min(_LONGEST, (frame.stop - frame.start) * _NEW)):
            self._reckon(frame, lasts=lasts)

    def _reckon(self, frame: Frame, *, lasts: bool) -> None:
        summary = frame.summary
        limits = frame.limits
        if self._interrupted(frame.readings, limits):
            self._asymmetry = Asymmetry()
        self._judged_until, self._judged_at = summary.stop if summary.n else math.inf, time.monotonic()
        # By the readings: while none come, nothing lasts.
        alert = self._asymmetry.judge(summary["symmetry_load"].value, limits, summary.stop, hold=lasts)
        bands = stance_bands(summary.strides, warning=limits.warning, limit=limits.reached)
        ended = lasts and frame.state.kind is not StatusKind.LIVE
        words = said(alert, limits, summary.stop, live=lasts, ended=ended)
        below = basis(summary, frame.stop - frame.start, imported=frame.status.imported)
        cuts = {"warning": limits.warning, "limit": limits.reached}
        told = verdict(summary, **cuts, before=self._told, held=bool(alert.level))
        self._told = told.keys
        tiles = first(summary, limits, bands, words) + rest(summary, self._anomalies(frame))
        change(self._tiles, verdict_line(told) + tiles + below)

    def _interrupted(self, recording: Recording, limits: Limits) -> bool:
        """Whether readings were late after those that were judged last."""
        since = self._judged_until
        arrived = recording.time[int(np.searchsorted(recording.time, since)) :]
        # What came while nobody looked may be kept no longer, and then was not missing.
        looked = time.monotonic() - self._judged_at < _LOOKED
        waits = np.diff(arrived, prepend=since) if looked else np.diff(arrived)
        return bool((waits > max(limits.late, GAP_FACTOR * recording.interval)).any())

    def _anomalies(self, frame: Frame) -> Markup:
        log = frame.anomalies
        if not log.loaded:
            return tile("anomalies", "Anomalies", NONE, "", "not known yet")
        note = f"last {frame.times.moment(log.counts.last.start, frame.now)}" if log.counts.last else "none ever"
        return tile("anomalies", "Anomalies", str(len(frame.episodes)), "in the window", note)
