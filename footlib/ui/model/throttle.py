"""How often work is done that could take all of a kernel's time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


class Throttle:
    """Lets work rest for as long as it has to, for what it costs.

    Parameters
    ----------
    share
        Part of the kernel's time that the work may take.

    Examples
    --------
    >>> throttle = Throttle(0.05)
    >>> with throttle.work(rest=2.0):
    ...     pass
    >>> throttle.due
    False
    """

    def __init__(self, share: float) -> None:
        self._share = share
        self._due = 0.0

    @property
    def due(self) -> bool:
        """Whether the work has rested."""
        return monotonic() >= self._due

    @contextmanager
    def work(self, rest: float = 0.0) -> Iterator[None]:
        """Do the work, and let it be due again by its share, but not sooner than `rest` seconds from now."""
        began = monotonic()
        yield
        self._due = began + max(rest, (monotonic() - began) / self._share)

    def hurry(self) -> None:
        """Let the work be due now."""
        self._due = 0.0
