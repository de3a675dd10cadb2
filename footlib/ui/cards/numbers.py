"""The gait numbers of the window."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Final

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup

from footlib.analysis import Bands, Measure, Refused, Summary, stance_bands
from footlib.drawing.symbols import MINUS, NONE
from footlib.drawing.times import ago
from footlib.errors import SettingsError
from footlib.recording import GAP_FACTOR, Recording
from footlib.sensors import NAMES
from footlib.store import Store
from footlib.ui.browser.elements import NOTHING, change, html, joined, markup
from footlib.ui.cards.base import Card
from footlib.ui.cards.limits import LimitControls
from footlib.ui.model.anomalies import Anomalies
from footlib.ui.model.data_status import StatusKind
from footlib.ui.model.frame import Frame
from footlib.ui.model.limits import Alert, AlertLevel, Asymmetry, Limits, refusal
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
_OVER_BASELINE: Final = "Load is what a sensor shows over its baseline, which is what it shows of an unloaded foot"
_MOST: Final = 0.95
"""Share of the window from which its numbers are said to be of all of it."""


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
            self._judged, self._asymmetry = judged, Asymmetry()
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
        said = _said(alert, limits, summary.stop, live=lasts, ended=ended)
        tiles = measured(summary, limits, bands, said) + self._anomalies(frame)
        clock = "recording's own clock" if frame.status.imported else summary.clock
        basis = _basis(summary, frame.stop - frame.start, clock)
        change(self._tiles, markup('<div class="fw-tiles">{}</div>{}', tiles, basis))

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


def _basis(summary: Summary, window: float, clock: str) -> Markup:
    """What the numbers are of, where that is less than the window, and by which clock."""
    if not summary.n:
        return Markup('<p class="fw-note fw-basis"></p>')
    measured = summary.stop - summary.start - summary.gap_time
    little = measured < _MOST * window - 1
    of = (
        markup('<b class="fw-measured">Of {} measured in these {}.</b> ', ago(measured), ago(window))
        if little
        else NOTHING
    )
    return markup('<p class="fw-note fw-basis">{}Times by the {}.</p>', of, clock)


def _said(alert: Alert, limits: Limits, now: float, *, live: bool, ended: bool) -> tuple[str, str]:
    """A sign with its words for an asymmetry that is marked, and what to know about one that is not yet.

    Parameters
    ----------
    alert, limits
        What is said, and by which limits.
    now
        Up to when the readings go, by the clock of `alert`.
    live
        Whether the present is looked at.
    ended
        Whether it is, and readings no longer come, so that nothing lasts any more.
    """
    words = {AlertLevel.NORMAL: "", AlertLevel.WARNING: "over the warning", AlertLevel.LIMIT: "over the limit"}
    lasting = now - (now if alert.since is None else alert.since)
    if ended and alert.pending:
        last = f"{lasting:.0f} s of data" if lasting >= 1 else "reading"
        return words[alert.level], f"{words[alert.pending]} in the last {last}"
    if alert.pending > alert.level:
        return words[alert.level], f"{words[alert.pending]} for {lasting:.0f} s of {limits.hold:g} s"
    shown = f"{words[alert.level]}{f' for {ago(lasting)}' if live and alert.level else ''}"
    return words[alert.level], shown


def measured(summary: Summary, limits: Limits, bands: Bands | Refused, said: tuple[str, str]) -> Markup:
    """The tiles of a summary as HTML."""
    feet = zip("LR", summary.thresholds.feet, strict=True)
    cuts = " · ".join(f"{name} {foot.on[-1]:.0f}/{foot.off[-1]:.0f}" for name, foot in feet)
    symmetry, share, cadence = summary["symmetry_load"], summary["load_share_left"], summary["cadence"]
    steps = [measure.value for measure in (summary["steps_left"], summary["steps_right"]) if measure.value is not None]
    double = summary["double_support"]
    n = f" · n = {sum(steps):.0f} steps" if steps else ""
    worst = max(range(len(NAMES)), key=lambda i: summary.saturated[i])
    saturated = (f"{sum(summary.saturated) / len(NAMES):.0f}", "%") if summary.n else (NONE, "")
    most = f"most {NAMES[worst]}: {summary.saturated[worst]:.0f} %" if summary.n else "no readings"
    left = NONE if share.value is None else f"{share.value:.0f} / {100 - share.value:.0f}"
    sign, words = said
    cut = f"limits ±{limits.warning:g}, ±{limits.reached:g}"
    within = "" if isinstance(bands, Refused) else f" · {bands.within:.0f} % of strides within ±{limits.warning:g}"
    return joined(
        (
            tile("cadence", "Cadence", _number(cadence), "steps/min", _note(cadence) + n, title=_source(cadence)),
            _pair("stance", "Stance L / R", summary["stance_left"], summary["stance_right"], more=within),
            _pair("contact", "Contact L / R", summary["contact_left"], summary["contact_right"], f"on/off at {cuts}"),
            tile("double", "Double support", _number(double), "%", _note(double), title=_source(double)),
            tile(
                "share",
                "Load L / R",
                left,
                "%",
                share.reason or _bears(symmetry.value),
                title=_OVER_BASELINE,
                bar=share.value,
            ),
            tile(
                "symmetry",
                "Symmetry, load",
                _number(symmetry, signed=True),
                "%",
                symmetry.reason or (f"{words} · {cut}" if words else cut),
                sign=sign,
            ),
            tile("saturated", "Saturated", *saturated, most),
        )
    )


def tile(
    kind: str,
    label: str,
    value: str,
    unit: str,
    note: str,
    *,
    title: str = "",
    sign: str = "",
    bar: float | None = None,
) -> Markup:
    """One number with its name, unit and what to know about it; `bar` is the left foot's share in percent."""
    more = markup(' title="{}"', title) if title else NOTHING
    feet = "" if bar is None else markup('<span class="fw-balance"><i style="width:{:.0f}%"></i></span>', bar)
    mark = markup('<b class="fw-sign" role="img" aria-label="{}">⚠</b> ', sign) if sign else NOTHING
    return markup(
        '<div class="fw-tile fw-number-{}{}"><span class="fw-label">{}</span>'
        '<span class="fw-value">{}{}<small>{}</small></span>'
        '{}<span class="fw-note"{}>{}</span></div>',
        kind,
        " fw-warn" * bool(sign),
        label,
        mark,
        value,
        unit if value != NONE else "",
        feet,
        more,
        note,
    )


def _pair(kind: str, label: str, left: Measure, right: Measure, note: str = "", *, more: str = "") -> Markup:
    known = left.value is not None or right.value is not None
    value = f"{_number(left)} / {_number(right)}" if known else NONE
    words = left.reason or right.reason or (note or _note(left)) + more
    return tile(kind, label, value, "%", words, title=_source(left))


def _number(measure: Measure, *, signed: bool = False) -> str:
    if isinstance(measure.result, Refused):
        return NONE
    return f"{measure.result:+.1f}".replace("-", MINUS) if signed else f"{measure.result:.1f}"


def _note(measure: Measure) -> str:
    if measure.reason:
        return measure.reason
    return f"healthy {measure.band.low:g} to {measure.band.high:g}" if measure.band else ""


def _source(measure: Measure) -> str:
    return f"Healthy: {measure.band.source}" if measure.band and not measure.reason else ""


def _bears(index: float | None) -> str:
    # Closer than this the shares beside it read 50 and 50.
    if index is None or abs(index) < 2:
        return "both alike"
    return "right bears more" if index > 0 else "left bears more"
