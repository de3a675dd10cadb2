"""The gait numbers of the window."""

from __future__ import annotations

import time
from typing import Final

import ipywidgets as widgets

from footlib.analysis import Measure, Refused, Summary, summarise
from footlib.analysis.symmetry import LIMIT, WARNING
from footlib.sensors import NAMES
from footlib.store import Store
from footlib.ui.card import Card, change, html, text
from footlib.ui.frame import Frame
from footlib.ui.playhead import Mode
from footlib.ui.signs import MINUS, NONE
from footlib.ui.view import View

_SHARE: Final = 0.02
"""Share of the kernel's time that the numbers may take."""
_LONG: Final = 120.0
"""Seconds from which thresholds are taken block by block, not from the trailing minute alone."""


class Numbers(Card):
    """Cadence, stance, contact, double support, symmetry, saturation of the window, or why not.

    Parameters
    ----------
    warning, limit
        Asymmetry in percent that is marked; both are conventions, so they are yours.

    Examples
    --------
    >>> Numbers(store, person=3, window=60, warning=15)  # doctest: +SKIP
    """

    def __init__(
        self,
        source: Store | View,
        person: int | None = None,
        *,
        window: float = 30.0,
        warning: float = WARNING,
        limit: float = LIMIT,
    ) -> None:
        self.warning, self.limit = warning, limit
        self._due = 0.0
        super().__init__(source, person, window=window)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the tiles."""
        self.add_class("fw-numbers-card")
        self._tiles = html("fw-numbers")
        return (self._tiles,)

    def refresh(self, frame: Frame) -> None:
        """Reckon anew when that is due: seldom for a long window."""
        now = time.monotonic()
        if not frame.jumped and (now < self._due or not frame.chores or frame.mode is not Mode.LIVE):
            return
        began = time.perf_counter()
        thresholds = frame.thresholds if frame.recording.duration < _LONG else None
        summary = summarise(frame.recording, thresholds)
        tiles = measured(summary, self.warning, self.limit) + self._anomalies(frame)
        change(self._tiles, f'<div class="fw-tiles">{tiles}</div>')
        self._due = now + (time.perf_counter() - began) / _SHARE

    def _anomalies(self, frame: Frame) -> str:
        last = self.view.anomalies.counts.last
        note = f"last {frame.times.moment(last.start, frame.now)}" if last else "none ever"
        return tile("anomalies", "Anomalies", str(len(frame.episodes)), "in the window", note)


def measured(summary: Summary, warning: float, limit: float) -> str:
    """The tiles of a summary as HTML."""
    feet = zip("LR", summary.thresholds.feet, strict=True)
    cuts = " · ".join(f"{name} {foot.on[-1]:.0f}/{foot.off[-1]:.0f}" for name, foot in feet)
    symmetry, share, steps = summary["symmetry_load"], summary["load_share_left"], summary["steps_left"]
    n = "" if steps.value is None else f" · n = {steps.value:.0f}"
    worst = max(range(len(NAMES)), key=lambda i: summary.saturated[i])
    uneven = abs(symmetry.value or 0.0)
    saturated = (f"{sum(summary.saturated) / len(NAMES):.0f}", "%") if summary.n else (NONE, "")
    most = f"most {NAMES[worst]}: {summary.saturated[worst]:.0f} %" if summary.n else "no readings"
    left = NONE if share.value is None else f"{share.value:.0f} / {100 - share.value:.0f}"
    return "".join(
        (
            tile("cadence", "Cadence", _number(summary["cadence"]), "steps/min", _note(summary["cadence"]) + n),
            _pair("stance", "Stance L / R", summary["stance_left"], summary["stance_right"]),
            _pair("contact", "Contact L / R", summary["contact_left"], summary["contact_right"], f"on/off at {cuts}"),
            tile("double", "Double support", _number(summary["double_support"]), "%", _note(summary["double_support"])),
            tile("share", "Load L / R", left, "%", share.reason or "share of the mean load"),
            tile(
                "symmetry",
                "Symmetry, load",
                _number(symmetry, signed=True),
                "%",
                symmetry.reason or f"{_bears(symmetry.value or 0.0)} · limits ±{warning:g}, ±{limit:g}",
                sign="" if uneven <= warning else "over the warning" if uneven <= limit else "over the limit",
            ),
            tile("saturated", "Saturated", *saturated, most),
        )
    )


def tile(kind: str, label: str, value: str, unit: str, note: str, *, sign: str = "") -> str:
    """One number with its name, unit and what to know about it."""
    mark = f'<b class="fw-sign" role="img" aria-label="{sign}">⚠</b> ' if sign else ""
    return (
        f'<div class="fw-tile fw-number-{kind}{" fw-warn" * bool(sign)}"><span class="fw-label">{label}</span>'
        f'<span class="fw-value">{mark}{value}<small>{unit if value != NONE else ""}</small></span>'
        f'<span class="fw-note">{text(note)}</span></div>'
    )


def _pair(kind: str, label: str, left: Measure, right: Measure, note: str = "") -> str:
    known = left.value is not None or right.value is not None
    value = f"{_number(left)} / {_number(right)}" if known else NONE
    return tile(kind, label, value, "%", left.reason or right.reason or note or _note(left))


def _number(measure: Measure, *, signed: bool = False) -> str:
    if isinstance(measure.result, Refused):
        return NONE
    return f"{measure.result:+.1f}".replace("-", MINUS) if signed else f"{measure.result:.1f}"


def _note(measure: Measure) -> str:
    if measure.reason:
        return measure.reason
    return f"healthy {measure.band.low:g} to {measure.band.high:g}" if measure.band else ""


def _bears(index: float) -> str:
    if abs(index) < 1:
        return "even"
    return "right bears more" if index > 0 else "left bears more"
