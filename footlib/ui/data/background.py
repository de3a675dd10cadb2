"""Work that waits for the store, as tasks of its own, so that the clock does not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from weakref import WeakKeyDictionary

from footlib.ui.data import faults


class Job:
    """Identifies work that is repeated, so that its success takes back its last failure."""


class Background:
    """Runs work and keeps its failures for the screen."""

    def __init__(self) -> None:
        self._faults: WeakKeyDictionary[Job, str] = WeakKeyDictionary()
        self._clicked = Job()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def fault(self) -> str:
        """The oldest failure that still stands, as a sentence; empty if there is none."""
        return next(iter(self._faults.values()), "")

    @property
    def done(self) -> bool:
        """Whether no work is running."""
        return not self._tasks

    def forget(self) -> None:
        """Drop all failures."""
        self._faults.clear()

    def cancel(self) -> None:
        """Cancel all work."""
        for task in self._tasks:
            task.cancel()

    def run(self, work: Coroutine[Any, Any, None], job: Job, *, wanted: Callable[[], bool] = lambda: True) -> None:
        """Start work; a failure stands until the same job succeeds, or until `forget`.

        Parameters
        ----------
        work, job
            What to do, and what it is a repetition of.
        wanted
            Asked when it fails: a failure of what nobody waits for any more is dropped.
        """
        task = asyncio.get_running_loop().create_task(self._watched(work, job, wanted))
        self._tasks.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            # Python warns of a coroutine that was cancelled before it began.
            work.close()

        task.add_done_callback(ended)

    def failed(self, error: Exception) -> None:
        """Show why a click or a message of the page failed, until `forget`."""
        self._faults[self._clicked] = faults.sentence(error)

    async def _watched(self, work: Coroutine[Any, Any, None], job: Job, wanted: Callable[[], bool]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - nobody else would tell the viewer
            fault = faults.sentence(error)
            if wanted():
                self._faults[job] = fault
        else:
            self._faults.pop(job, None)
