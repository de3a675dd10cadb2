"""The moment looked at: live, paused, or a replay at a speed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from footlib.errors import FootlibError

SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
_SHORTEST: Final = 0.2
"""Seconds that are worth to be seen again and again."""


class Mode(StrEnum):
    """How the moment moves on."""

    LIVE = "live"
    PAUSED = "paused"
    REPLAY = "replay"


class Playhead:
    """One moment that map, curves, numbers and table follow.

    Attributes
    ----------
    mode
        Live follows the newest reading; paused stands; a replay moves on by itself.
    at
        The moment in epoch seconds; None until a reading was seen.
    speed
        Of a replay: 1 is real time.
    loop
        Whether a replay begins again where it ends.
    start, stop
        Between which a replay runs, also one that is interrupted; without `loop` it pauses at the end.
    version
        Grows with every jump, so that a listener knows that the moment did not just move on.
    """

    def __init__(self) -> None:
        self.mode = Mode.LIVE
        self.at: float | None = None
        self.speed = 1.0
        self.loop = False
        self.start: float | None = None
        self.stop: float | None = None
        self.version = 0

    def live(self) -> None:
        """Follow the newest reading again."""
        self.mode, self.at, self.start, self.stop = Mode.LIVE, None, None, None
        self.version += 1

    def pause(self, newest: float | None = None) -> None:
        """Stand still at the present moment, `newest` until a tick has told it; a replay is only interrupted."""
        self.mode = Mode.PAUSED
        self.at = newest if self.at is None else self.at
        self.version += 1

    @property
    def interrupted(self) -> bool:
        """Whether a replay stands still before its end."""
        return self.mode is Mode.PAUSED and self.stop is not None

    @property
    def replays(self) -> bool:
        """Whether something is replayed, or was and can go on."""
        return self.mode is Mode.REPLAY or self.interrupted

    def resume(self) -> None:
        """Go on with a replay that was interrupted."""
        if self.interrupted:
            self.mode = Mode.REPLAY
            self.version += 1

    def stand(self, at: float) -> None:
        """Stand still at a moment; a replay has ended."""
        self.mode, self.at, self.start, self.stop = Mode.PAUSED, at, None, None
        self.version += 1

    def seek(self, at: float) -> None:
        """Look at a moment; live becomes paused, a replay goes on from there."""
        if self.mode is Mode.LIVE or (self.stop is not None and at >= self.stop):
            self.stand(at)
        else:
            self.at = at
            self.version += 1

    def play(self, at: float, stop: float, *, start: float | None = None) -> None:
        """Replay from a moment to another and, in a loop, from `start` again; by default from where it begins."""
        self.mode, self.at, self.stop = Mode.REPLAY, at, max(at, stop)
        self.start = at if start is None else start
        self.version += 1

    def set_speed(self, speed: float) -> None:
        """Change the speed of a replay.

        Raises
        ------
        FootlibError
            If the speed is none of `SPEEDS`.
        """
        if speed not in SPEEDS:
            raise FootlibError(f"the speed is {speed}; allowed is one of {', '.join(map(str, SPEEDS))}")
        self.speed = speed

    @property
    def query(self) -> dict[str, str]:
        """How a replay runs, where that is not as usual, for an address."""
        return ({} if self.speed == 1 else {"speed": f"{self.speed:g}"}) | ({"loop": "1"} if self.loop else {})

    def begin_jump(self) -> int:
        """Begin a jump whose readings are still to come; once `version` differs from the answer, a later one came."""
        self.version += 1
        return self.version

    def advance(self, seconds: float, newest: float | None) -> None:
        """Let `seconds` of the viewer's time pass; a replay ends with the newest reading at the latest."""
        if self.mode is Mode.LIVE:
            self.at = newest
        elif self.mode is Mode.REPLAY and self.at is not None and self.stop is not None:
            stop = self.stop if newest is None else min(self.stop, newest)
            self.at += seconds * self.speed
            if self.at < stop:
                return
            if self.loop and self.start is not None and stop - self.start >= _SHORTEST:
                self.at = self.start + (self.at - stop) % (stop - self.start)
            else:
                self.mode, self.at, self.start, self.stop = Mode.PAUSED, stop, None, None
