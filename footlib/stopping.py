"""Ends a command's work where it waits, never in the midst of a line."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def stoppable(work: Coroutine[Any, Any, T]) -> T:
    """Do the work; a SIGTERM that the program handles cancels it, as asyncio has SIGINT do.

    A handler that raises does so anywhere, also within compiled code that does not expect it: hiredis 3.5
    then loses the exception or crashes.

    Raises
    ------
    SystemExit
        Once the work has let go, with 128 and the signal's number as a shell tells it.
    """
    before = signal.getsignal(signal.SIGTERM)
    task = asyncio.current_task()
    if not callable(before) or task is None:
        return await work
    terminated = False

    def cancel() -> None:
        nonlocal terminated
        terminated = True
        task.cancel()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, cancel)
    try:
        return await work
    except asyncio.CancelledError:
        if terminated:
            raise SystemExit(128 + signal.SIGTERM) from None
        raise
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        signal.signal(signal.SIGTERM, before)
