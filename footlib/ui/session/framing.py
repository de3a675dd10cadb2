"""Composes frames, each with all that the cards draw, from the view and from what is known of the data."""

from __future__ import annotations

import math
import time
from typing import Final

import numpy as np

from footlib.analysis import Thresholds
from footlib.ui.model.data_status import judge
from footlib.ui.model.frame import Frame
from footlib.ui.model.throttle import Throttle
from footlib.ui.model.time_span import row_at, thresholds
from footlib.ui.session.everyone import Everyone
from footlib.ui.session.parts import SessionParts

_CHORES: Final = 1.0
_ADAPT: Final = 2.0
_SHARE: Final = 0.02
"""Share of the kernel's time that thresholds of a very long window may take."""


class Framing:
    """Composes one frame after the other, each with what changed since the one before.

    Parameters
    ----------
    parts
        The session's parts.
    everyone
        Makes the roster.
    """

    def __init__(self, parts: SessionParts, everyone: Everyone) -> None:
        self._parts, self._everyone = parts, everyone
        self.jumped = True
        self._drawn: tuple[object, ...] = ()
        self._told = parts.trials.known
        self._look = parts.page.theme, parts.page.times
        self._chores_at = 0.0
        self._adapting = Throttle(_SHARE)
        self._thresholds: Thresholds | None = None
        self._window_thresholds: Thresholds | None = None

    def invalidate(self) -> None:
        """Make the next frame one that is drawn completely, with thresholds adapted to what it shows."""
        self.jumped = True
        self._adapting.hurry()

    def forget(self) -> None:
        """Forget the thresholds: another person is looked at."""
        self._thresholds = self._window_thresholds = None
        self._adapting.hurry()

    @property
    def chores(self) -> bool:
        """Whether what changes slowly is due."""
        return time.monotonic() >= self._chores_at

    def compose(self, now: float, fault: str) -> Frame:
        """Compose the frame of a moment.

        Parameters
        ----------
        now
            Wall clock, epoch seconds.
        fault
            What went wrong, for the screen; empty if nothing did.
        """
        parts, view, segment, page = self._parts, self._parts.view, self._parts.segment, self._parts.page
        data = segment.data
        if (page.theme, page.times) != self._look:
            self._look, self.jumped = (page.theme, page.times), True
        # What somebody has just changed is not to wait for the next second.
        told, self._told = self._told, parts.trials.known
        chores = self.chores or self.jumped or told is not self._told
        if chores:
            self._chores_at = time.monotonic() + _CHORES
        start, stop = view.span()
        recording = segment.recording
        left = int(np.searchsorted(recording.time, start, "left"))
        right = int(np.searchsorted(recording.time, stop, "right"))
        shown = recording[left:right]
        if self._adapting.due:
            with self._adapting.work(rest=_ADAPT):
                data.measure()
                self._thresholds, self._window_thresholds = thresholds(recording[:right], shown)
        at = view.moment
        row = row_at(shown, math.inf if at is None else at)
        # By its number: in a store that counts whole seconds several readings have one time.
        drawn = (view.person, None if row is None else segment.first_row + left + row, view.playhead.version)
        moved, self._drawn = drawn != self._drawn, drawn
        jumped, self.jumped = self.jumped, False
        if jumped:
            self._everyone.look(now)
        anomalies = parts.anomalies.known
        freshness = parts.coordinator.freshness(view.person, now)
        return Frame(
            number=view.person,
            person=data.person,
            status=data.status,
            state=judge(freshness, view.playhead, page.times, now, view.limits.late),
            recording=shown,
            first_row=left + segment.first_row,
            start=start,
            stop=stop,
            zoomed=view.zoomed,
            row=row,
            mode=view.playhead.mode,
            at=view.playhead.at,
            speed=view.playhead.speed,
            loop=view.playhead.loop,
            interrupted=view.playhead.interrupted,
            thresholds=self._thresholds,
            window_thresholds=self._window_thresholds,
            episodes=anomalies.between(start, stop) if chores else (),
            chosen=view.episode,
            moved=moved,
            jumped=jumped,
            chores=chores,
            readings=recording,
            interval=data.interval,
            answers=data.asked and parts.coordinator.away_since is None,
            fault=fault,
            anomalies=anomalies,
            search=parts.similar.known,
            limits=view.limits,
            lines=view.lines,
            without_artefacts=view.without_artefacts,
            trials=parts.trials.known,
            trial=view.trial,
            everyone=view.everyone,
            roster=self._everyone.roster,
            labelling=page.labelling,
            choosing=page.choosing,
            width=page.width,
            now=now,
            reception=data.reception(now, time.monotonic()),
            times=page.times,
            theme=page.theme,
        )
