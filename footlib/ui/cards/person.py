"""Who is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import ipywidgets as widgets
import numpy as np

from footlib.device_clock import device_clock
from footlib.drawing.symbols import TIMES
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.ui.browser.elements import change, html, joined, markup
from footlib.ui.browser.page import Handler
from footlib.ui.cards.base import Card
from footlib.ui.cards.report_html import report_buttons
from footlib.ui.model.frame import Frame

_DRIFTING: Final = 0.1
_PACED: Final = 120.0
"""Seconds of readings that tell the pace of the device's clock."""


class PersonCard(Card):
    """Name, age, disability, number, trace and the device's own clock; a report of what is shown by a button.

    Examples
    --------
    >>> PersonCard(store, person=3)  # doctest: +SKIP
    """

    on_wall = False

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the table."""
        self.add_class("fw-person-card")
        self._table = html("fw-person")
        head = markup("<h2>Person</h2>{}", report_buttons("report", "Report", "what is shown"))
        return html("fw-person-head", head), self._table

    def commands(self) -> Mapping[str, Handler]:
        """A report of what is shown can be saved."""
        return {"report": lambda message: self.session.reporter.shown(with_person=message.get("person") is True)}

    def refresh(self, frame: Frame) -> None:
        """Write what is known, once a second."""
        if not (frame.jumped or frame.chores):
            return
        person = frame.person if frame.person != Person() else None
        name = f"{person.firstname} {person.lastname}".strip() if person else ""
        born = _born(person.birthdate, frame.times.at(frame.now).year) if person else "unknown"
        disabled = {True: "yes", False: "no", None: "unknown"}[person.disabled if person else None]
        rows = (
            ("Name", name or "unknown", "name"),
            ("Born", born, "born"),
            ("Disabled", disabled, "disabled"),
            ("Number", frame.number, "number"),
            ("Trace", frame.status.trace_name or "unknown", "trace"),
            ("Device clock", _device_clock(frame), "device"),
        )
        cells = joined(
            markup('<div class="fw-{}" title="{}"><dt>{}</dt><dd>{}</dd></div>', kind, value, term, value)
            for term, value, kind in rows
        )
        change(self._table, markup("<dl>{}</dl>", cells))


def _born(birthdate: str, year: int) -> str:
    if not birthdate[:4].isdecimal():
        return birthdate or "unknown"
    age = year - int(birthdate[:4])
    return f"{birthdate} (age {age})" if 0 <= age < 150 else birthdate


def _device_clock(frame: Frame) -> str:
    recording = frame.recording
    trace_id = UNKNOWN_TRACE if frame.row is None else int(recording.trace_id[frame.row])
    if trace_id == UNKNOWN_TRACE:
        trace_id = frame.status.trace_id
    (moment,) = device_clock(np.array([trace_id]))
    if np.isnat(moment):
        return "unknown"
    shown = moment.astype("datetime64[s]").item()
    speed = _speed(recording.window(_PACED))
    drift = "" if speed is None or abs(speed - 1) < _DRIFTING else f" · runs {speed:.1f} {TIMES} wall time"
    return f"{shown:%H:%M:%S} · {shown:%d.%m.%Y}{drift}"


def _speed(recording: Recording) -> float | None:
    """Seconds of the device's clock in a second of ours, from its single steps; None if too short to tell."""
    if recording.duration < 20:
        return None
    clock = recording.device_clock
    known = ~np.isnat(clock)
    if known.sum() < 20:
        return None
    steps = np.diff(clock[known].astype(np.int64))
    passed = np.diff(recording.time[known])
    # A loop jumps back and a gap jumps on; neither is the clock's own pace.
    usual = (steps >= 0) & (steps < 30)
    return float(steps[usual].sum() / passed[usual].sum()) if passed[usual].sum() > 0 else None
