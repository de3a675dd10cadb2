"""Fetches from the store what a view is to show and has not got, in the background."""

from __future__ import annotations

import math
import time
from typing import Final

from footlib.errors import TrialError
from footlib.store import Episode
from footlib.ui.data.background import Job
from footlib.ui.data.person_data import KEPT, PersonData
from footlib.ui.data.queries import around_episode, of_trial, stretch
from footlib.ui.model.time_span import TRAILING, Span, lengthened
from footlib.ui.session.parts import SessionParts
from footlib.ui.session.view_change import ViewChange

_AROUND: Final = 2.0
"""Seconds before and after an episode that are replayed with it."""
_FILL_AGAIN: Final = 5.0
"""Seconds after which a fetch that failed is tried again."""
_ANOMALIES: Final = 600.0
"""Seconds before the window for which anomalies are fetched, for their time line."""


class Loader:
    """Fetches what a view needs beyond the newest readings.

    Parameters
    ----------
    parts
        The session's parts.
    """

    def __init__(self, parts: SessionParts) -> None:
        self._parts = parts
        self._view, self._segment, self._background = parts.view, parts.segment, parts.background
        self._widening, self._looking, self._replaying, self._opening = Job(), Job(), Job(), Job()
        self._fill_at = 0.0

    def forget(self) -> None:
        """Fetch at the next tick: another person is looked at."""
        self._fill_at = 0.0

    def look_back(self, at: float, span: Span | None = None) -> None:
        """Pause at a moment of the past, epoch seconds, within a span; by default the moment is in its middle."""
        half = self._view.length / 2
        jump = self._view.playhead.begin_jump()
        work = self._look_back(at, span or (at - half, at + half), jump)
        self._background.run(work, self._looking, wanted=lambda: self._is_latest(jump))

    async def _look_back(self, at: float, span: Span, jump: int) -> None:
        past = await stretch(self._parts.store, self._view.person, span)
        if self._is_latest(jump):
            self._segment.take(past, span[0] - TRAILING)
            self._view.stand(at, span)

    def open_trial(
        self, trial_id: str, at: float | None = None, span: Span | None = None, *, play: bool = False
    ) -> None:
        """Look at a trial: at a moment within a span, as a link says them; by default at its begin, the whole of it.

        Parameters
        ----------
        trial_id, at, span
            Which one, the moment and the span, epoch seconds.
        play
            Whether it is replayed at once.
        """
        jump = self._view.playhead.begin_jump()
        work = self._open_trial(trial_id, at, span, jump, play=play)
        self._background.run(work, self._opening, wanted=lambda: self._is_latest(jump))

    async def _open_trial(self, trial_id: str, at: float | None, span: Span | None, jump: int, *, play: bool) -> None:
        trials, person = self._parts.store.trials, self._view.person
        trial = await trials.get(person, trial_id)
        if trial is None:
            raise TrialError(f"person {person} has no such trial; it may have been deleted")
        past = await of_trial(self._parts.store, person, trial)
        if not len(past):
            raise TrialError("no reading came while this trial ran; there is nothing to show")
        whole = float(past.time[0]), float(past.time[-1])
        if self._is_latest(jump):
            self._segment.take(past, -math.inf)
            self._parts.page.send({"kind": "top"})
            self._view.stand(whole[0] if at is None else at, lengthened(*(span or whole)), trial)
            if play:
                self._parts.player.play()

    def replay(self, episode: Episode) -> None:
        """Fetch an episode and replay it."""
        jump = self._view.playhead.begin_jump()
        work = self._replay(episode, jump)
        self._background.run(work, self._replaying, wanted=lambda: self._is_latest(jump))

    async def _replay(self, episode: Episode, jump: int) -> None:
        around = max(_AROUND, (self._view.length - episode.duration) / 2)
        span = episode.start - around, episode.stop + around
        past = await around_episode(self._parts.store, self._view.person, episode, (span[0] - TRAILING, span[1]))
        if self._is_latest(jump):
            self._segment.take(past, span[0] - TRAILING)
            self._parts.page.send({"kind": "top"})
            self._parts.player.play_stretch(episode.start - _AROUND, episode.stop + _AROUND, span, episode)

    def replay_stretch(self, start: float, stop: float) -> None:
        """Fetch a stretch of the past, epoch seconds, and replay it."""
        around = max(_AROUND, (self._view.length - (stop - start)) / 2)
        jump = self._view.playhead.begin_jump()
        work = self._replay_stretch((start, stop), (start - around, stop + around), jump)
        self._background.run(work, self._replaying, wanted=lambda: self._is_latest(jump))

    async def _replay_stretch(self, played: Span, span: Span, jump: int) -> None:
        past = await stretch(self._parts.store, self._view.person, span)
        if self._is_latest(jump):
            self._segment.take(past, span[0] - TRAILING)
            self._parts.player.play_stretch(*played, span)

    def _is_latest(self, jump: int) -> bool:
        return jump == self._view.playhead.version

    def widen(self) -> None:
        """Extend the held past as far back as the window and its thresholds need."""
        if self._segment.held:
            self._background.run(self._widen(), self._widening)

    async def _widen(self) -> None:
        view = self._view
        everything = view.zoom is None and math.isinf(view.window)
        if await self._segment.widen(None if everything else view.span(), view.episode):
            view.announce(ViewChange.DISPLAY)

    def catch_up(self) -> bool:
        """Add new readings to a past that reaches into the present; return whether there were any."""
        view = self._view
        self._lengthen()
        stop = max(-math.inf if view.zoom is None else view.zoom[1], view.playhead.stop or -math.inf)
        return self._segment.catch_up(stop)

    def _lengthen(self) -> None:
        """Let the replay of an episode that has not ended go on with it."""
        view = self._view
        if view.episode is not None and view.playhead.stop is not None:
            newest = self._parts.anomalies.known.newest
            known = next((one for one in newest if one.first == view.episode.first), view.episode)
            if known.stop > view.episode.stop:
                view.episode, view.playhead.stop = known, known.stop + _AROUND

    def fill(self, keeper: object) -> None:
        """Make the person's history reach as far back as the window, as long as `keeper` lives."""
        data, wanted = self._segment.data, max(KEPT, self._view.window)
        data.keep(keeper, wanted)
        known = data.newest is not None and self._parts.coordinator.away_since is None
        if known and data.filled < wanted and time.monotonic() >= self._fill_at:
            self._background.run(self._fill(data, wanted), data.filling)

    async def _fill(self, data: PersonData, seconds: float) -> None:
        try:
            await self._parts.coordinator.fill(data, seconds)
        except Exception:
            self._fill_at = time.monotonic() + _FILL_AGAIN
            raise
        self._view.announce(ViewChange.DISPLAY)
        self.widen()

    def ask_anomalies(self) -> None:
        """Fetch the person's anomalies if the store has newer or older ones than are known."""
        data, since = self._segment.data, self._view.span()[0] - _ANOMALIES
        log, judged = self._parts.anomalies, self._parts.trials.known.judging
        if data.asked and log.due(data.flagged, since, judged):
            self._background.run(log.load(data.number, data.flagged, since, judged), log.loading)

    def ask_trials(self) -> None:
        """Ask for a person's trials and labels when one has changed, and keep those trials that are complete."""
        data, log = self._segment.data, self._parts.trials
        if data.asked and log.due(data.trials):
            self._background.run(log.load(data.number, data.trials), log.loading)
        elif log.complete(data.newest):
            self._background.run(log.keep(data.number), log.keeping)
