"""The state of the data in words and a shape, never by colour alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from footlib.drawing.times import LocalTime, ago
from footlib.errors import StoreAwayError, StoreError
from footlib.ui.model.playhead import Mode, Playhead
from footlib.ui.model.symbols import TIMES

LATE_AFTER: Final = 1.5
"""Seconds without a reading, beyond three usual intervals, that are called late."""
GONE_AFTER: Final = 10.0
"""Seconds without a reading after which there are no data, beyond twenty usual intervals."""


class Kind(StrEnum):
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
    Kind.WAITING: "◌",
    Kind.LIVE: "●",
    Kind.LATE: "◐",
    Kind.GONE: "○",
    Kind.AWAY: "▲",
    Kind.REFUSED: "■",
    Kind.FAULT: "✖",
    Kind.PAUSED: "❚❚",
    Kind.REPLAY: "▶",
    Kind.RECORDING: "▤",
}
LACKS: Final = {
    Kind.AWAY: "Store away",
    Kind.REFUSED: "Store refuses",
    Kind.FAULT: "Fault of Footwatch",
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
        Why, where there is a reason: the API's failure, the store's.
    """

    kind: Kind
    text: str
    detail: str = ""

    @property
    def shape(self) -> str:
        """A sign that tells the kinds apart without colour."""
        return SHAPES[self.kind]

    @property
    def stale(self) -> bool:
        """Whether the picture is not what happens now, against the viewer's wish."""
        return self.kind in {Kind.LATE, Kind.GONE, *LACKS}


@dataclass(frozen=True, slots=True)
class Supply:
    """How readings come in.

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
        Whether it is a recording that was brought in, to which nothing is added.
    lack
        Why nothing comes from the store, one of `LACKS`.
    """

    age: float | None = None
    newest: float | None = None
    interval: float = math.nan
    away_since: float | None = None
    reason: str = ""
    asked: bool = False
    recorded: bool = False
    lack: Kind = Kind.AWAY


def lack(error: Exception) -> Kind:
    """Whom an exception blames for nothing coming from the store: its absence, its refusal or a mistake of ours."""
    if isinstance(error, StoreAwayError):
        return Kind.AWAY
    return Kind.REFUSED if isinstance(error, StoreError) else Kind.FAULT


def judge(
    supply: Supply, playhead: Playhead, times: LocalTime, now: float, late_after: float = LATE_AFTER
) -> DataStatus:
    """Say how the data are, from how they come in and what is looked at."""
    live = _supplied(supply, times, now, late_after)
    if playhead.mode is Mode.LIVE:
        return live
    behind = f" · {live.text[:1].lower()}{live.text[1:]}" if live.kind in {Kind.GONE, *LACKS} else ""
    if playhead.mode is Mode.PAUSED:
        return DataStatus(Kind.PAUSED, f"Paused{behind}", live.detail)
    moment = times.clock(playhead.at) if playhead.at is not None else ""
    return DataStatus(Kind.REPLAY, f"Replay {moment} {TIMES}{playhead.speed:g}{behind}", live.detail)


def _supplied(supply: Supply, times: LocalTime, now: float, late_after: float) -> DataStatus:
    if supply.away_since is not None:
        # Who was never answered cannot know when it began.
        since = "since" if supply.asked else "at least since"
        why = f"{since} {times.moment(supply.away_since, now)}: {supply.reason}"
        return DataStatus(supply.lack, LACKS[supply.lack], f"{why}{_STAYS if supply.lack is Kind.FAULT else ''}")
    if not supply.asked:
        return DataStatus(Kind.WAITING, "Connecting")
    if supply.age is None or supply.newest is None:
        return DataStatus(Kind.GONE, "No data yet", supply.reason)
    if supply.recorded:
        return DataStatus(Kind.RECORDING, f"Recording to {times.moment(supply.newest, now)}")
    usual = supply.interval if supply.interval > 0 else 0.0
    if supply.age > max(GONE_AFTER, 20 * usual, late_after):
        return DataStatus(Kind.GONE, f"No data since {times.moment(supply.newest, now)}", supply.reason)
    return _coming(supply.age, max(late_after, 3 * usual), supply.reason)


def _coming(age: float, late_after: float, reason: str) -> DataStatus:
    return (
        DataStatus(Kind.LATE, f"Late {ago(age)}", reason)
        if age > late_after
        else DataStatus(Kind.LIVE, f"Live {ago(age)}")
    )
