"""Times as the viewer's own clock would show them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FIRST: Final = datetime(1, 1, 3, tzinfo=UTC).timestamp()
_LAST: Final = datetime(9999, 12, 29, tzinfo=UTC).timestamp()
"""So far from the ends of the calendar that no zone leads over them."""
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400)


class LocalTime:
    """Writes epoch seconds in a time zone; that of this machine until the viewer's is known.

    Parameters
    ----------
    zone
        IANA name as the browser tells it, as ``Europe/Warsaw``.
    offset
        Minutes east of Greenwich, used where the name is unknown here.
    """

    def __init__(self, zone: str = "", offset: int | None = None) -> None:
        self._zone: tzinfo | None = None
        if zone:
            try:
                self._zone = ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                self._zone = None
        if self._zone is None and offset is not None and abs(offset) < 24 * 60:
            self._zone = timezone(timedelta(minutes=offset))

    def at(self, epoch: float) -> datetime:
        """Date and time in the zone; the calendar's first or last day for a time beyond it."""
        within = min(max(epoch, _FIRST), _LAST) if math.isfinite(epoch) else 0.0
        return datetime.fromtimestamp(within, UTC).astimezone(self._zone)

    def clock(self, epoch: float, *, tenths: bool = False) -> str:
        """``12:03:21``, or ``12:03:21.4``."""
        moment = self.at(epoch)
        text = f"{moment:%H:%M:%S}"
        return f"{text}.{moment.microsecond // 100_000}" if tenths else text

    def short(self, epoch: float) -> str:
        """``12:03``."""
        return f"{self.at(epoch):%H:%M}"

    def day(self, epoch: float) -> str:
        """``24 Nov 2026``."""
        moment = self.at(epoch)
        return f"{moment.day} {moment:%b %Y}"

    def moment(self, epoch: float, now: float, *, tenths: bool = False) -> str:
        """The clock, with the day in front unless it is that of `now`."""
        same = self.at(epoch).date() == self.at(now).date()
        clock = self.clock(epoch, tenths=tenths)
        return clock if same else f"{self.day(epoch)} {clock}"

    def stretch(self, start: float, stop: float, now: float) -> str:
        """``12:03:00 to 12:03:30``, with days in front where they are not today's or not the same."""
        return f"{self.moment(start, now)} to {self.moment(stop, start)}"

    def ticks(self, start: float, stop: float, most: int = 7) -> list[tuple[float, str]]:
        """Round times of day between two epoch seconds, at most `most`, with their labels."""
        span = max(stop - start, 1e-6)
        step = next((step for step in _STEPS if span / step <= most), 86400 * (1 + int(span // (86400 * most))))
        shift = self.at(start).utcoffset() or timedelta()
        local = start + shift.total_seconds()
        first = -(-local // step) * step - shift.total_seconds()
        moments = [first + step * i for i in range(int((stop - first) // step) + 1)] if first <= stop else []
        return [(moment, self._label(moment, step)) for moment in moments]

    def _label(self, moment: float, step: float) -> str:
        if step < 60:
            return self.clock(moment)
        return self.short(moment) if step < 43200 else self.day(moment)


def ago(seconds: float) -> str:
    """An age in words: ``0.2 s``, ``4 s``, ``3 min``, ``2 h``, ``5 days``."""
    if seconds < 1:
        return f"{max(0.0, seconds):.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"
