"""The gait numbers of the window, and the statistics of each sensor."""

from __future__ import annotations

import time
from typing import Final

import ipywidgets as widgets

from footlib.analysis import Measure, SensorStatistics, Summary, sensor_health, sensor_statistics, summarise
from footlib.analysis.health import SensorHealth, State
from footlib.sensors import NAMES
from footlib.ui.card import Card, change, html, text
from footlib.ui.frame import Frame
from footlib.ui.playhead import Mode

WARNING: Final = 10.0
"""Percent of asymmetry, the usual and arbitrary cut."""
_SHARE: Final = 0.02
"""Share of the kernel's time that the numbers may take."""


class Numbers(Card):
    """Cadence, stance, double support, symmetry, saturation: of the window, with their reasons.

    Parameters
    ----------
    limit
        Asymmetry in percent from which the number is marked; a convention, so it is yours.

    Examples
    --------
    >>> Numbers(store, person=3, window=60)  # doctest: +SKIP
    """

    limit = WARNING

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the tiles."""
        self.add_class("fw-numbers-card")
        self._tiles = html("fw-numbers")
        self._due = 0.0
        return (self._tiles,)

    def refresh(self, frame: Frame) -> None:
        """Reckon anew when that is due: seldom for a long window."""
        now = time.monotonic()
        if not frame.jumped and (now < self._due or not frame.chores or frame.mode is not Mode.LIVE):
            return
        began = time.perf_counter()
        thresholds = frame.thresholds if frame.recording.duration < 120 else None
        summary = summarise(frame.recording, thresholds)
        change(self._tiles, self._html(summary, frame))
        self._due = now + (time.perf_counter() - began) / _SHARE

    def _html(self, summary: Summary, frame: Frame) -> str:
        on = ", ".join(f"{foot.on[-1]:.0f}/{foot.off[-1]:.0f}" for foot in summary.thresholds.feet)
        symmetry = summary["symmetry_load"]
        strides = summary["steps_left"]
        n = "" if strides.value is None else f" · n = {strides.value:.0f}"
        worst = max(range(len(NAMES)), key=lambda i: summary.saturated[i]) if summary.n else 0
        tiles = [
            _tile("cadence", "Cadence", _number(summary["cadence"]), "steps/min", _band(summary["cadence"]) + n),
            _pair("stance", "Stance L / R", summary["stance_left"], summary["stance_right"]),
            _pair("contact", "Contact L / R", summary["contact_left"], summary["contact_right"], "of the time"),
            _tile(
                "double",
                "Double support",
                _number(summary["double_support"]),
                "%",
                _band(summary["double_support"]) or f"thresholds on/off {on}",
                f"thresholds on/off L, R: {on} counts",
            ),
            _tile(
                "symmetry",
                "Symmetry, load",
                _number(symmetry, signed=True),
                "%",
                symmetry.reason or f"limits ±{self.limit:g} (yours) · {_bears(symmetry.value or 0.0)}",
                warn=symmetry.value is not None and abs(symmetry.value) > self.limit,
            ),
            _tile(
                "saturated",
                "Saturated",
                f"{sum(summary.saturated) / 6:.0f}" if summary.n else "–",
                "%",
                f"most {NAMES[worst]}: {summary.saturated[worst]:.0f} %" if summary.n else "no readings",
            ),
            _tile(
                "rate",
                "Rate",
                f"{summary.rate:.1f}" if summary.rate == summary.rate else "–",
                "Hz",
                f"{summary.n} readings · {summary.gaps} gap{'s' * (summary.gaps != 1)}",
            ),
        ]
        return f'<div class="fw-tiles">{"".join(tiles)}</div>'


class SensorTable(Card):
    """Minimum, quartiles, mean, maximum and saturated share of each sensor, and its health.

    Examples
    --------
    >>> SensorTable(store, person=3)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the table."""
        self.add_class("fw-sensors-card")
        self._table = html("fw-sensors")
        self._due = 0.0
        return html("fw-title", "<h2>Sensors in the window</h2>"), self._table

    def refresh(self, frame: Frame) -> None:
        """Reckon anew when that is due."""
        now = time.monotonic()
        if not frame.jumped and (now < self._due or not frame.chores or frame.mode is not Mode.LIVE):
            return
        began = time.perf_counter()
        change(self._table, _table(sensor_statistics(frame.recording), sensor_health(frame.recording)))
        self._due = now + max(2.0, (time.perf_counter() - began) / _SHARE)


def _tile(kind: str, label: str, value: str, unit: str, note: str, title: str = "", *, warn: bool = False) -> str:
    mark = " fw-warn" if warn else ""
    sign = '<b class="fw-sign" aria-label="over the limit">⚠</b> ' if warn else ""
    return (
        f'<div class="fw-tile fw-number-{kind}{mark}" title="{text(title)}"><span class="fw-label">{label}</span>'
        f'<span class="fw-value">{sign}{value}<small>{unit if value != "–" else ""}</small></span>'
        f'<span class="fw-note">{text(note)}</span></div>'
    )


def _pair(kind: str, label: str, left: Measure, right: Measure, note: str = "") -> str:
    value = f"{_number(left)} / {_number(right)}" if left.value is not None or right.value is not None else "–"
    return _tile(kind, label, value, "%", left.reason or right.reason or _band(left) or note)


def _number(measure: Measure, *, signed: bool = False) -> str:
    if measure.value is None:
        return "–"
    return f"{measure.value:+.1f}".replace("-", "−") if signed else f"{measure.value:.1f}"


def _band(measure: Measure) -> str:
    if measure.reason:
        return measure.reason
    return f"healthy {measure.band.low:g}–{measure.band.high:g}" if measure.band else ""


def _bears(index: float) -> str:
    if abs(index) < 1:
        return "even"
    return "right bears more" if index > 0 else "left bears more"


def _table(statistics: SensorStatistics, health: tuple[SensorHealth, ...]) -> str:
    columns = (
        ("min", statistics.minimum),
        ("25 %", statistics.quartile_1),
        ("median", statistics.median),
        ("mean", statistics.mean),
        ("75 %", statistics.quartile_3),
        ("max", statistics.maximum),
        ("sat %", statistics.saturated),
    )
    head = "".join(f'<th scope="col">{name}</th>' for name, _ in columns)
    rows = []
    for i, name in enumerate(NAMES):
        cells = "".join(f"<td>{_whole(float(column[i]))}</td>" for _, column in columns)
        state = health[i] if health else None
        good = state is None or state.state in {State.GOOD, State.SATURATED}
        shown = "" if state is None else f"{'' if good else '⚠ '}{state.state}"
        side = "left" if i < 3 else "right"
        tip = text(state.detail) if state else ""
        rows.append(
            f'<tr><th scope="row" class="fw-{side}">{name}</th>{cells}'
            f'<td class="fw-health{"" if good else " fw-bad"}" title="{tip}">{shown}</td></tr>'
        )
    return (
        f'<div class="fw-scroll" tabindex="0" role="region" aria-label="Sensor statistics"><table><thead><tr>'
        f'<th scope="col">sensor</th>{head}<th scope="col">health</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _whole(value: float) -> str:
    return f"{value:.0f}" if value == value else "–"
