"""What of a view changed, for those who follow it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Flag, auto


class ViewChange(Flag):
    """What changed."""

    PERSON = auto()
    """Another person is looked at, or everyone is."""
    SPAN = auto()
    """Another stretch of time is shown."""
    MODE = auto()
    """Live, pause or replay, or the moment jumped."""
    MOMENT = auto()
    """Another moment of the same picture is looked at."""
    ANEW = auto()
    """The viewer started something else, so that what failed before no longer matters."""
    LIMITS = auto()
    """The viewer's limits are others."""
    ARRANGEMENT = auto()
    """Everybody is sorted otherwise, or another page of them is shown."""
    DISPLAY = auto()
    """How it is drawn: theme, width, time zone, or readings that were missing."""


Listener = Callable[[ViewChange], None]
