"""What is replayed: the window, a trial, or a stretch of either; how fast, and whether again and again."""

from __future__ import annotations

from footlib.store import Episode
from footlib.ui.data.segment import Segment
from footlib.ui.model.time_span import Span
from footlib.ui.session.view import View
from footlib.ui.session.view_change import ViewChange


class Player:
    """Begins replays, for whatever asks for one, and keeps them within what is shown.

    Parameters
    ----------
    view
        What is looked at; its playhead moves.
    segment
        The readings that can be shown.
    """

    def __init__(self, view: View, segment: Segment) -> None:
        self._view, self._segment = view, segment
        self._of_window = True
        self._shown: Span | None = None
        view.subscribe(self._follow)

    def play(self) -> None:
        """Replay from the moment looked at, or from the start of the window if nothing follows that would be played."""
        view = self._view
        if not len(self._segment.recording):
            return
        self._segment.hold()
        start, stop = self._window()
        at, view.episode = view.moment, None
        view.playhead.play(at if at is not None and at < stop else start, stop, start=start)
        self._of_window, self._shown = True, view.span()
        view.announce(ViewChange.MODE)

    def play_stretch(
        self, start: float, stop: float, shown: Span | None = None, episode: Episode | None = None
    ) -> None:
        """Replay a stretch, epoch seconds.

        Parameters
        ----------
        start, stop
            Its ends.
        shown
            The span that is shown meanwhile; by default what is shown, in which the stretch lies.
        episode
            The anomaly episode that it is of.
        """
        view = self._view
        self._segment.hold()
        if shown is not None:
            view.zoom, view.trial = shown, None
        view.episode = episode
        view.playhead.play(start, stop)
        self._of_window, self._shown = False, view.span()
        view.announce(ViewChange.SPAN | ViewChange.MODE)

    def play_or_pause(self) -> None:
        """Pause a replay, go on with one that is interrupted, or begin one."""
        playhead = self._view.playhead
        if playhead.replays:
            self._view.toggle()
        else:
            self.play()

    def set_speed(self, speed: float) -> None:
        """Change the speed of this and later replays, one of `footlib.ui.model.playhead.SPEEDS`."""
        self._view.playhead.set_speed(speed)
        self._view.announce(ViewChange.DISPLAY)

    def set_loop(self, *, on: bool) -> None:
        """Replay again and again, or to the end once: a stretch as it is, else what the window shows."""
        self._view.playhead.loop = on
        self._fit()
        self._view.announce(ViewChange.DISPLAY)

    def _follow(self, change: ViewChange) -> None:
        playhead, (start, stop) = self._view.playhead, self._view.span()
        if not (change & ViewChange.SPAN and playhead.loop and playhead.replays) or (start, stop) == self._shown:
            return
        # Who zooms into what is looped wants to see that again and again; who shows more around it does not.
        cut = (playhead.start or start) < start or (playhead.stop or stop) > stop
        self._of_window = self._of_window or cut
        self._fit()

    def _fit(self) -> None:
        playhead = self._view.playhead
        if self._of_window and playhead.replays:
            self._shown = self._view.span()
            playhead.start, playhead.stop = self._window()

    def _window(self) -> Span:
        """From the first reading that is shown to the last that would be played."""
        (start, stop), recording = self._view.span(), self._segment.recording
        first, last = float(recording.time[0]), float(recording.time[-1])
        start = max(first, start)
        return start, max(start, min(last, stop) if self._view.playhead.loop else last)
