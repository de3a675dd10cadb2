"""The moment looked at: live, paused, or a replay at a speed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from footlib.errors import FootlibError

SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)


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
    stop
        Where a replay ends, also one that is interrupted; it pauses there.
    version
        Grows with every jump, so that a listener knows that the moment did not just move on.
    """

    def __init__(self) -> None:
        self.mode = Mode.LIVE
        self.at: float | None = None
        self.speed = 1.0
        self.stop: float | None = None
        self.version = 0

    def live(self) -> None:
        """Follow the newest reading again."""
        self.mode, self.at, self.stop = Mode.LIVE, None, None
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

    def resume(self) -> None:
        """Go on with a replay that was interrupted."""
        if self.interrupted:
            self.mode = Mode.REPLAY
            self.version += 1

    def stand(self, at: float) -> None:
        """Stand still at a moment; a replay has ended."""
        self.mode, self.at, self.stop = Mode.PAUSED, at, None
        self.version += 1

    def seek(self, at: float) -> None:
        """Look at a moment; live becomes paused, a replay goes on from there."""
        if self.mode is Mode.LIVE or (self.stop is not None and at >= self.stop):
            self.stand(at)
        else:
            self.at = at
            self.version += 1

    def play(self, start: float, stop: float, speed: float | None = None) -> None:
        """Replay from a moment to another.

        Raises
        ------
        FootlibError
            If the speed is none of `SPEEDS`.
        """
        if speed is not None:
            self.set_speed(speed)
        self.mode, self.at, self.stop = Mode.REPLAY, start, max(start, stop)
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
            self.at = min(self.at + seconds * self.speed, stop)
            if self.at >= stop:
                self.mode, self.stop = Mode.PAUSED, None
