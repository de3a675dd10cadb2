"""Work with the store that goes on in the background, beside the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from weakref import WeakKeyDictionary

from footlib.ui.data import faults


class Job:
    """Something that is done again and again; whoever wants it done keeps it, and with it its last failure."""


class Background:
    """Runs work whose failure is for the screen."""

    def __init__(self) -> None:
        self._faults: WeakKeyDictionary[Job, str] = WeakKeyDictionary()
        self._clicked = Job()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def fault(self) -> str:
        """What went wrong first of what is still wrong, for the screen; empty if nothing is."""
        return next(iter(self._faults.values()), "")

    @property
    def done(self) -> bool:
        """Whether nothing is under way."""
        return not self._tasks

    def forget(self) -> None:
        """What failed before is of no interest any more."""
        self._faults.clear()

    def cancel(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()

    def run(self, work: Coroutine[Any, Any, None], job: Job, *, wanted: Callable[[], bool] = lambda: True) -> None:
        """Begin; a failure stands until the same job succeeds, or `forget`, and is none once it is not wanted."""
        task = asyncio.get_running_loop().create_task(self._watched(work, job, wanted))
        self._tasks.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            # What was cancelled before it began would be told of as never awaited.
            work.close()

        task.add_done_callback(ended)

    def failed(self, error: Exception) -> None:
        """Show what a click or a message of the page failed of, until `forget`."""
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
