"""A frame: everything that the cards draw at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from footlib.analysis import Contact, Summary, Thresholds, detect, summarise_contact
from footlib.drawing.palette import Theme
from footlib.drawing.times import LocalTime
from footlib.reading import Person
from footlib.recording import Recording
from footlib.store import AnomalyCounts, Episode, Status, Trial
from footlib.ui.model.anomalies import Anomalies
from footlib.ui.model.data_status import DataStatus
from footlib.ui.model.limits import Limits
from footlib.ui.model.lines import LineChoice
from footlib.ui.model.playhead import Mode
from footlib.ui.model.roster import Roster
from footlib.ui.model.search import Search
from footlib.ui.model.trials import TrialList

TRAIL: Final = 2.0
"""Seconds that the trail of the centre of pressure lasts."""
_SETTLING: Final = 2.0
"""Seconds before the trail that contact is decided from as well."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """What the page shows at one moment.

    Attributes
    ----------
    number, person, status
        Whom it shows, and how polling goes.
    state
        What the pill says.
    recording
        Readings of the window, oldest first.
    first_row
        Number of the window's first reading since the start of the history.
    start, stop
        The window in epoch seconds.
    zoomed
        Whether the window is less than the whole that the viewer chose, or than the trial.
    row
        The reading at the moment looked at; None without one.
    mode, at
        How the moment moves, and the moment.
    speed, loop, interrupted
        How fast a replay runs, whether again and again, and whether one stands still before its end.
    thresholds
        Of the trailing minute; None before there are readings.
    window_thresholds
        What contact in the whole window is decided by: the same, or block by block in a long one.
    episodes
        Anomalies that overlap the window, newest first.
    chosen
        The episode that is replayed.
    moved
        Whether another reading than in the last frame is at the moment.
    jumped
        Whether person, window, mode or theme changed: everything is drawn anew.
    chores
        Whether what changes slowly is due: once a second, and when trials or labels have changed.
    readings
        All readings that can be shown, those before the window too.
    interval
        Usual seconds between two readings; NaN if unknown.
    answers
        Whether the store has answered, and does.
    fault
        What went wrong, as a sentence; empty if nothing did.
    anomalies, search, limits, lines
        What is known of anomalies and of similar stretches, the viewer's limits, and which lines the curves show.
    without_artefacts
        Whether counts of anomalies leave out what labels call artefacts.
    trials, trial
        The person's trials, and the one that is looked at.
    everyone
        Whether all persons are looked at instead.
    roster
        All persons, where a card shows them; None where none does.
    labelling
        Whether the next digit names the kind of a label.
    choosing, width
        Whether a stretch is being chosen on the curves, and how many pixels the page is wide.
    now, reception, times, theme
        Wall clock in epoch seconds, the same by the clock that stamps the readings, how the viewer writes times, the
        page's theme.
    """

    number: int
    person: Person | None
    status: Status
    state: DataStatus
    recording: Recording
    first_row: int
    start: float
    stop: float
    zoomed: bool
    row: int | None
    mode: Mode
    at: float | None
    speed: float
    loop: bool
    interrupted: bool
    thresholds: Thresholds | None
    window_thresholds: Thresholds | None
    episodes: tuple[Episode, ...]
    chosen: Episode | None
    moved: bool
    jumped: bool
    chores: bool
    readings: Recording
    interval: float
    answers: bool
    fault: str
    anomalies: Anomalies
    search: Search
    limits: Limits
    lines: LineChoice
    without_artefacts: bool
    trials: TrialList
    trial: Trial | None
    everyone: bool
    roster: Roster | None
    labelling: bool
    choosing: bool
    width: int
    now: float
    reception: float
    times: LocalTime
    theme: Theme

    @property
    def time(self) -> float | None:
        """Time of the reading that is shown, epoch seconds."""
        return None if self.row is None else float(self.recording.time[self.row])

    @property
    def head(self) -> float:
        """Where the playhead is, as a share of the window; -1 while there is none in it."""
        if self.mode is Mode.LIVE or self.at is None:
            return -1.0
        share = (self.at - self.start) / (self.stop - self.start)
        return share if 0 <= share <= 1 else -1.0

    @property
    def counts(self) -> AnomalyCounts:
        """Counts of anomalies, with or without artefacts."""
        known = self.anomalies
        return known.counts.minus(known.artefacts) if self.without_artefacts else known.counts

    @property
    def running(self) -> Trial | None:
        """The trial that is being recorded."""
        return self.trials.running(self.reception)

    def recent(self) -> Contact | None:
        """Contact up to the moment, long enough for the trail and no longer."""
        if self.time is None or self.thresholds is None:
            return None
        return detect(self.recording.between(self.time - TRAIL - _SETTLING, self.time), self.thresholds)

    @cached_property
    def contact(self) -> Contact:
        """The contacts of the window that its numbers are of."""
        return detect(self.recording, self.window_thresholds)

    @cached_property
    def summary(self) -> Summary:
        """The numbers of the window."""
        return summarise_contact(self.contact)
