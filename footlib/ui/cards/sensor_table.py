"""Statistics and health of each sensor."""

from __future__ import annotations

import math
from typing import Final

import ipywidgets as widgets
from markupsafe import Markup

from footlib.analysis import SensorHealth, SensorStatistics, State, sensor_health, sensor_statistics
from footlib.drawing.symbols import NONE
from footlib.sensors import NAMES, SENSORS
from footlib.ui.browser.elements import change, html, joined, markup
from footlib.ui.cards.base import Card
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from footlib.ui.model.throttle import Throttle

_SHARE: Final = 0.01
_EVERY: Final = 2.0


class SensorTable(Card):
    """Minimum, quartiles, mean, maximum and saturated share of each sensor, and its health.

    Examples
    --------
    >>> SensorTable(store, person=3)  # doctest: +SKIP
    """

    on_wall = False

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the table."""
        self.add_class("fw-sensors-card")
        self._table = html("fw-sensors")
        self._sensors = self.session.view.sensors
        self._throttle = Throttle(_SHARE)
        return html("fw-title", Markup("<h2>Sensors in the window</h2>")), self._table

    def refresh(self, frame: Frame) -> None:
        """Compute the table again when that is due: seldom for a long window."""
        if not frame.jumped and not (self._throttle.due and frame.chores and frame.mode is Mode.LIVE):
            return
        recording = frame.recording
        with self._throttle.work(rest=_EVERY):
            change(self._table, _html(sensor_statistics(recording), sensor_health(recording), self._sensors))


def _html(statistics: SensorStatistics, health: tuple[SensorHealth, ...], shown: frozenset[int]) -> Markup:
    columns = {
        "min": statistics.minimum,
        "25 %": statistics.quartile_1,
        "median": statistics.median,
        "mean": statistics.mean,
        "75 %": statistics.quartile_3,
        "max": statistics.maximum,
        "saturated": statistics.saturated,
    }
    head = joined(markup('<th scope="col">{}</th>', name) for name in ("sensor", *columns, "health"))
    rows = joined(
        markup('<tr><th scope="row" class="fw-{}">{}</th>', sensor.foot, sensor.name)
        + joined(
            markup("<td>{}{}</td>", _whole(float(column[sensor.id])), " %" * (name == "saturated"))
            for name, column in columns.items()
        )
        + _health(health[sensor.id] if len(health) == len(NAMES) else None)
        + Markup("</tr>")
        for sensor in SENSORS
        if sensor.id in shown
    )
    return markup(
        '<div class="fw-scroll" tabindex="0" role="region" aria-label="Statistics of the sensors">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        head,
        rows,
    )


def _health(health: SensorHealth | None) -> Markup:
    if health is None:
        return Markup("<td></td>")
    usual = health.state in {State.GOOD, State.SATURATED}
    words = health.state if usual else f"⚠ {health.state}"
    return markup('<td class="fw-health{}">{} <small>{}</small></td>', "" if usual else " fw-bad", words, health.detail)


def _whole(value: float) -> str:
    return NONE if math.isnan(value) else f"{value:.0f}"
