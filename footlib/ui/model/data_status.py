"""The state of the data in words and a shape, never by colour alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from footlib.drawing.symbols import TIMES
from footlib.drawing.times import LocalTime, ago
from footlib.errors import StoreAwayError, StoreError
from footlib.ui.model.playhead import Mode, Playhead

LATE_AFTER: Final = 1.5
"""Seconds without a reading, beyond three usual intervals, that are called late."""
GONE_AFTER: Final = 10.0
"""Seconds without a reading after which there are no data, beyond twenty usual intervals."""


class StatusKind(StrEnum):
    """What the pill says."""

    WAITING = "waiting"
    LIVE = "live"
    LATE = "late"
    GONE = "gone"
    AWAY = "away"
    REFUSED = "refused"
    FAULT = "fault"
    PAUSED = "paused"
    REPLAY = "replay"
    RECORDING = "recording"


SHAPES: Final = {
    StatusKind.WAITING: "◌",
    StatusKind.LIVE: "●",
    StatusKind.LATE: "◐",
    StatusKind.GONE: "○",
    StatusKind.AWAY: "▲",
    StatusKind.REFUSED: "■",
    StatusKind.FAULT: "✖",
    StatusKind.PAUSED: "❚❚",
    StatusKind.REPLAY: "▶",
    StatusKind.RECORDING: "▤",
}
OUTAGES: Final = {
    StatusKind.AWAY: "Store away",
    StatusKind.REFUSED: "Store refuses",
    StatusKind.FAULT: "Fault of Footwatch",
}
"""Why nothing comes from the store, in words."""
_STAYS: Final = " What is shown stays, and is asked for again."


@dataclass(frozen=True, slots=True)
class DataStatus:
    """What the pill shows.

    Attributes
    ----------
    kind
        Chooses shape and colour.
    text
        The words.
    detail
        The reason, if there is one: a failure of the API or of the store.
    """

    kind: StatusKind
    text: str
    detail: str = ""

    @property
    def shape(self) -> str:
        """A sign that tells the kinds apart without colour."""
        return SHAPES[self.kind]

    @property
    def stale(self) -> bool:
        """Whether the picture is old although the viewer wants to see the present."""
        return self.kind in {StatusKind.LATE, StatusKind.GONE, *OUTAGES}


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh the readings are, and why none come.

    Attributes
    ----------
    age
        Seconds since the newest reading; None before the first.
    newest
        Its time, epoch seconds.
    interval
        Usual seconds between two readings; NaN if unknown.
    away_since
        Since when nothing comes from the store, epoch seconds; None while it does.
    reason
        Why there are no readings, as the store or the cacher says.
    asked
        Whether the store has answered at all.
    recorded
        Whether it is an imported recording, to which nothing is added.
    outage
        Why nothing comes from the store, one of `OUTAGES`.
    """

    age: float | None = None
    newest: float | None = None
    interval: float = math.nan
    away_since: float | None = None
    reason: str = ""
    asked: bool = False
    recorded: bool = False
    outage: StatusKind = StatusKind.AWAY


def outage_of(error: Exception) -> StatusKind:
    """The kind of outage that an exception stands for: the store is away, refuses, or Footwatch has a fault."""
    if isinstance(error, StoreAwayError):
        return StatusKind.AWAY
    return StatusKind.REFUSED if isinstance(error, StoreError) else StatusKind.FAULT


def judge(
    freshness: Freshness, playhead: Playhead, times: LocalTime, now: float, late_after: float = LATE_AFTER
) -> DataStatus:
    """The status of the data, from their freshness and from what is looked at.

    Parameters
    ----------
    freshness, playhead
        How fresh the readings are, and the moment looked at.
    times, now
        How the viewer writes times, and the wall clock in epoch seconds.
    late_after
        Seconds without a reading, beyond three usual intervals, that are called late.
    """
    live = _live_status(freshness, times, now, late_after)
    if playhead.mode is Mode.LIVE:
        return live
    behind = f" · {live.text[:1].lower()}{live.text[1:]}" if live.kind in {StatusKind.GONE, *OUTAGES} else ""
    if playhead.mode is Mode.PAUSED:
        return DataStatus(StatusKind.PAUSED, f"Paused{behind}", live.detail)
    moment = times.clock(playhead.at) if playhead.at is not None else ""
    return DataStatus(StatusKind.REPLAY, f"Replay {moment} {TIMES}{playhead.speed:g}{behind}", live.detail)


def _live_status(freshness: Freshness, times: LocalTime, now: float, late_after: float) -> DataStatus:
    if freshness.away_since is not None:
        # Who was never answered cannot know when it began.
        since = "since" if freshness.asked else "at least since"
        why = f"{since} {times.moment(freshness.away_since, now)}: {freshness.reason}"
        stays = _STAYS if freshness.outage is StatusKind.FAULT else ""
        return DataStatus(freshness.outage, OUTAGES[freshness.outage], f"{why}{stays}")
    if not freshness.asked:
        return DataStatus(StatusKind.WAITING, "Connecting")
    if freshness.age is None or freshness.newest is None:
        return DataStatus(StatusKind.GONE, "No data yet", freshness.reason)
    if freshness.recorded:
        return DataStatus(StatusKind.RECORDING, f"Recording to {times.moment(freshness.newest, now)}")
    usual = freshness.interval if freshness.interval > 0 else 0.0
    if freshness.age > max(GONE_AFTER, 20 * usual, late_after):
        return DataStatus(StatusKind.GONE, f"No data since {times.moment(freshness.newest, now)}", freshness.reason)
    return _coming(freshness.age, max(late_after, 3 * usual), freshness.reason)


def _coming(age: float, late_after: float, reason: str) -> DataStatus:
    return (
        DataStatus(StatusKind.LATE, f"Late {ago(age)}", reason)
        if age > late_after
        else DataStatus(StatusKind.LIVE, f"Live {ago(age)}")
    )
