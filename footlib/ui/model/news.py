"""What has only just become so, of things that are often so for hours."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final, Generic, TypeVar

LASTS: Final = 300.0
"""Seconds for which something is news."""

T = TypeVar("T", bound=Hashable)


class News(Generic[T]):
    """Tells what has begun to be so lately; what was so at first is no news."""

    def __init__(self) -> None:
        self._since: dict[T, float] | None = None

    def of(self, now_so: Iterable[T], now: float) -> list[T]:
        """Of what is so now, in its order, what began within `LASTS`.

        Parameters
        ----------
        now_so
            All that is so.
        now
            By a clock that only goes on, seconds.
        """
        things = list(now_so)
        if self._since is None:
            self._since = dict.fromkeys(things, float("-inf"))
        self._since = {thing: self._since.get(thing, now) for thing in things}
        return [thing for thing in things if now - self._since[thing] < LASTS]
