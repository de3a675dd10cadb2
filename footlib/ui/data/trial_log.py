"""Asks the store for a person's trials and labels, and has those trials kept that are complete."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Final

from footlib import trials
from footlib.errors import StoreError
from footlib.store import Store
from footlib.ui.data.background import Job
from footlib.ui.model.trials import TrialList

_AGAIN: Final = 20.0
"""Seconds after which what failed is tried again."""
_SOON: Final = 1.0
"""Seconds after which another trial may be kept: by then it is known that this one is."""


class TrialLog:
    """Trials and labels of the person, asked for when one has changed.

    Attributes
    ----------
    known
        As the store last answered; another object with every answer.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.loading, self.keeping = Job(), Job()
        self.reset()

    def reset(self) -> None:
        """Forget everything: another person is looked at."""
        self.known = TrialList()
        self._version, self._busy = -1, False
        self._again_at = self._keep_at = 0.0
        self._turn = object()

    def due(self, version: int) -> bool:
        """Whether the store knows of another change than the last one, and is not being asked."""
        return not self._busy and version != self._version and time.monotonic() >= self._again_at

    async def load(self, person: int, version: int) -> None:
        """Ask the store.

        Parameters
        ----------
        person, version
            Whom for, and how many changes the store last told of.

        Raises
        ------
        StoreError
            If it does not answer; it is due again after a while.
        """
        self._version, self._busy, turn = version, True, self._turn
        try:
            found = [trial async for trial in self._store.trials.all(person)]
            deleted = (await self._store.trials.page(person, deleted=True)).trials
            labels = await self._store.labels.all(person)
        except StoreError:
            if turn is self._turn:
                self._version, self._again_at = -1, time.monotonic() + _AGAIN
            raise
        finally:
            if turn is self._turn:
                self._busy = False
        if turn is self._turn:
            self.known = TrialList(
                tuple(trial for trial in found if trial.facts is not None),
                tuple(trial for trial in found if trial.facts is None),
                deleted,
                tuple(labels),
                loaded=True,
            )

    def complete(self, newest: float | None) -> bool:
        """Whether a trial has ended to which nothing can be added, since a reading of a later time has come."""
        ended = newest is not None and any(trial.stop < newest for trial in self.known.open)
        return ended and time.monotonic() >= self._keep_at

    async def keep(self, person: int) -> None:
        """Keep the trials that are complete; where that fails they stay as they are, and it is tried again."""
        self._keep_at = time.monotonic() + _AGAIN
        # A viewer who may read only, or a full Redis: nothing is lost by it.
        with suppress(StoreError):
            await trials.keep_complete(self._store, person)
            self._keep_at = time.monotonic() + _SOON
