"""What is looked at: a person, a span of time, a moment in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from footlib.sensors import NAMES
from footlib.store import Episode, Trial
from footlib.ui.data.segment import Segment
from footlib.ui.model.limits import Limits
from footlib.ui.model.lines import LineChoice
from footlib.ui.model.playhead import Mode, Playhead
from footlib.ui.model.roster import Arrangement
from footlib.ui.model.subscriptions import Subscriptions
from footlib.ui.model.time_span import SAME, WINDOWS, Span, lengthened, moved, newest, scaled
from footlib.ui.session.view_change import Listener, ViewChange


class View:
    """What is looked at. A view tells its subscribers what changed, and does nothing by itself.

    Parameters
    ----------
    segment
        The readings that can be shown.
    person
        Number of the person.
    window
        Seconds that the curves show; ``inf`` for everything that is stored.
    sensors
        Numbers of the sensors that are shown.

    Attributes
    ----------
    playhead
        The moment, and how it moves.
    everyone
        Whether all persons are looked at instead.
    arrangement
        In which order, and which page of them.
    zoom
        Start and stop of the shown part, epoch seconds; None for the whole window.
    episode
        The anomaly episode that is looked at.
    trial
        The trial that is looked at.
    limits
        What the viewer wants to be told of.
    without_artefacts
        Whether counts of anomalies leave out what labels call artefacts.
    lines, usual_lines
        Which lines the curves show, and which they do unless the viewer chooses.
    """

    def __init__(
        self, segment: Segment, person: int, window: float = 30.0, *, sensors: Collection[int] = range(len(NAMES))
    ) -> None:
        self._segment = segment
        self.person = person
        self.window = window
        self.sensors = frozenset(sensors)
        self.lines = self.usual_lines = LineChoice(frozenset(range(len(NAMES))) - self.sensors)
        self.playhead = Playhead()
        self.everyone = False
        self.arrangement = Arrangement()
        self.zoom: Span | None = None
        self.episode: Episode | None = None
        self.trial: Trial | None = None
        self.limits = Limits()
        self.without_artefacts = False
        self._subscriptions = Subscriptions[Listener]()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call a listener with every change; returns a function that ends that."""
        return self._subscriptions.add(listener)

    def announce(self, change: ViewChange) -> None:
        """Call the listeners, in the order of their subscription."""
        for listener in self._subscriptions:
            listener(change)

    def close(self) -> None:
        """End all subscriptions."""
        self._subscriptions.clear()

    def span(self) -> Span:
        """Start and stop of what is shown, epoch seconds."""
        return newest(self._segment.recording, self.window) if self.zoom is None else self.zoom

    @property
    def length(self) -> float:
        """Seconds of the past that a jump to a moment or episode shows."""
        return WINDOWS["10 min"] if math.isinf(self.window) else self.window

    @property
    def moment(self) -> float | None:
        """The moment looked at, epoch seconds; None while it is the present."""
        return None if self.playhead.mode is Mode.LIVE else self.playhead.at

    def show(self, person: int) -> None:
        """Look at another person, live."""
        if person != self.person or self.everyone:
            self.everyone, self.person = False, person
            self._live(ViewChange.PERSON)

    def show_everyone(self) -> None:
        """Look at all persons."""
        if not self.everyone:
            self.everyone = True
            self._live(ViewChange.PERSON)

    def arrange(self, arrangement: Arrangement) -> None:
        """Sort all persons otherwise, or show another page of them."""
        if arrangement != self.arrangement:
            self.arrangement = arrangement
            self.announce(ViewChange.ARRANGEMENT)

    def turn_to(self, page: int) -> None:
        """Show another page of all persons, from 0."""
        self.arrange(replace(self.arrangement, page=page))

    def set_window(self, seconds: float) -> None:
        """Show another length of time, up to the present or, of a past, where the moment looked at is."""
        self.window = seconds
        self._show_whole()

    def zoom_to(self, start: float, stop: float) -> None:
        """Show a part of what is shown, epoch seconds; a moment outside goes to its nearest end."""
        if self.playhead.mode is Mode.LIVE:
            self.pause()
        self.zoom = start, stop = lengthened(start, stop)
        at = self.moment
        if at is not None and not start <= at <= stop:
            self.playhead.seek(min(max(at, start), stop))
        self.announce(ViewChange.SPAN | ViewChange.MODE)

    def zoom_by(self, at: float, by: float) -> None:
        """Show `by` times as much around a moment, epoch seconds, and the whole at most."""
        (start, stop), (first, last) = self.span(), self._whole()
        if (stop - start) * by < last - first:
            self.zoom_to(*scaled((start, stop), at, by, newest(self._segment.recording, math.inf)))
        elif self.zoomed:
            self.unzoom()

    @property
    def zoomed(self) -> bool:
        """Whether less than the whole window, or trial, is shown."""
        (start, stop), (first, last) = self.span(), self._whole()
        return stop - start < last - first - SAME

    def unzoom(self) -> None:
        """Show the whole window, or trial, again."""
        if self.trial is not None:
            self.zoom = self._whole()
            self.announce(ViewChange.SPAN)
        elif self.zoom is not None:
            self._show_whole()

    def set_limits(self, limits: Limits) -> None:
        """Take other limits."""
        self.limits = limits
        self.announce(ViewChange.LIMITS)

    def choose_lines(self, lines: LineChoice) -> None:
        """Show other lines on the curves."""
        if lines != self.lines:
            self.lines = lines
            self.announce(ViewChange.DISPLAY)

    def leave_out_artefacts(self, *, on: bool) -> None:
        """Count anomalies without artefacts, or with them."""
        self.without_artefacts = on
        self.announce(ViewChange.DISPLAY)

    def live(self) -> None:
        """Follow the newest reading again."""
        self._live(ViewChange.MODE)

    def pause(self) -> None:
        """Pause; readings go on to arrive."""
        self._segment.hold()
        self.playhead.pause(self._segment.data.newest)
        self.announce(ViewChange.MODE | ViewChange.ANEW)

    def toggle(self) -> None:
        """Pause; go on with a paused replay; or go live from any other pause."""
        if self.playhead.interrupted:
            self.playhead.resume()
            self.announce(ViewChange.MODE)
        elif self.playhead.mode is Mode.PAUSED:
            self.live()
        else:
            self.pause()

    def stand(self, at: float, span: Span, trial: Trial | None = None) -> None:
        """Pause at a moment of the past, perhaps of a trial, and show a span around it, epoch seconds."""
        self.zoom, self.episode, self.trial = span, None, trial
        self.playhead.stand(at)
        self._enclose()
        self.announce(ViewChange.SPAN | ViewChange.MODE)

    def seek(self, at: float) -> None:
        """Go to a moment, epoch seconds; live is paused."""
        mode = self.playhead.mode
        self._segment.hold()
        self.playhead.seek(at)
        self.announce(self._moved_from(mode) | ViewChange.MOMENT)

    def step(self, readings: int) -> None:
        """Go on by a number of readings, back by a negative one."""
        recording = self._segment.recording
        if len(recording):
            at = self.playhead.at if self.playhead.at is not None else float(recording.time[-1])
            row = int(np.searchsorted(recording.time, at, "right")) - 1 + readings
            self.seek(float(recording.time[int(np.clip(row, 0, len(recording) - 1))]))

    def advance(self, seconds: float, newest: float | None) -> None:
        """Move the moment on by `seconds` of the viewer's time.

        Parameters
        ----------
        seconds
            Since the last call.
        newest
            Time of the newest reading, epoch seconds; None before the first.
        """
        mode = self.playhead.mode
        self.playhead.advance(seconds, newest)
        if change := self._moved_from(mode):
            self.announce(change)

    def _live(self, change: ViewChange) -> None:
        self._segment.release()
        self.playhead.live()
        self.zoom = self.episode = self.trial = None
        self.announce(change | ViewChange.MODE | ViewChange.SPAN | ViewChange.ANEW)

    def _whole(self) -> Span:
        return newest(self._segment.recording, math.inf if self.trial is not None else self.window)

    def _show_whole(self) -> None:
        self.zoom = None
        self._enclose()
        self.announce(ViewChange.SPAN)

    def _moved_from(self, mode: Mode) -> ViewChange:
        moved = ViewChange.SPAN if self._enclose() else ViewChange(0)
        return moved if mode is self.playhead.mode else moved | ViewChange.MODE

    def _enclose(self) -> bool:
        """Shift the window to the moment looked at if that lies outside; return whether it did."""
        at, (start, stop) = self.moment, self.span()
        recording = self._segment.recording
        if at is None or start <= at <= stop or not len(recording):
            return False
        self.zoom = moved((start, stop), at, float(recording.time[-1]))
        return True
