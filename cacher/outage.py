"""Whether Redis can be used; logged when that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cacher.log import Log, as_ranges
from cacher.schedule import boot_seconds
from footlib.errors import StoreError


class Outage:
    """The state of Redis as every part that uses it has last seen it.

    Attributes
    ----------
    reason
        Why Redis cannot be used; None while it can.
    ended_at
        When the last real outage ended, on the boot clock; None without one.
    on_reconnect
        Called when Redis is first reached, whenever it can be used again, and when it has lost its last writes.
    """

    def __init__(self, log: Log) -> None:
        self.reason: str | None = "Redis has not answered yet"
        self.ended_at: float | None = None
        self.on_reconnect: list[Callable[[], None]] = []
        self._log = log
        self._began: float | None = None

    def began(self, error: StoreError) -> None:
        """Note that a call to Redis failed."""
        if self._began is None:
            self._began = boot_seconds()
            self._log.error("Redis is away; readings wait in the buffer", reason=str(error))
        self.reason = str(error)

    def ended(self) -> None:
        """Note that a call to Redis succeeded."""
        if self.reason is None:
            return
        self.reason = None
        if self._began is not None:
            self.ended_at = boot_seconds()
            self._log.info("Redis is back", after_s=round(self.ended_at - self._began, 1))
            self._began = None
        for call in self.on_reconnect:
            call()

    def lost_writes(self, persons: Iterable[int], readings: int) -> None:
        """Note that Redis came back without its last writes, and that `readings` of them are sent again."""
        self._log.warning(
            "Redis has lost readings that it had acknowledged; they are sent again",
            persons=as_ranges(persons),
            readings=readings,
        )
        for call in self.on_reconnect:
            call()
