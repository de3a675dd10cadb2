"""What is done with the store beside the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from footlib.errors import FootlibError


class Errands:
    """Runs work whose failure is for the screen."""

    def __init__(self) -> None:
        self._faults: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def fault(self) -> str:
        """What went wrong, for the screen; empty if nothing did."""
        return next(iter(self._faults.values()), "")

    @property
    def done(self) -> bool:
        """Whether nothing is under way."""
        return not self._tasks

    def forget(self) -> None:
        """What failed before is of no interest any more."""
        self._faults.clear()

    def run(self, work: Coroutine[Any, Any, None], *, wanted: Callable[[], bool] = lambda: True) -> None:
        """Begin; a failure stands until the same work succeeds, or `forget`, and is none once it is not wanted."""
        task = asyncio.get_running_loop().create_task(self._shown(work, wanted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _shown(self, work: Coroutine[Any, Any, None], wanted: Callable[[], bool]) -> None:
        kind: str = getattr(work, "__qualname__", "")
        try:
            await work
        except Exception as error:  # noqa: BLE001 - nobody else would tell the viewer
            if wanted():
                told = str(error) if isinstance(error, FootlibError) else f"{type(error).__name__}: {error}"
                self._faults[kind] = told
        else:
            self._faults.pop(kind, None)
