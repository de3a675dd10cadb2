"""Ends a command's work where it waits, never in the midst of a line."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def stoppable(work: Coroutine[Any, Any, T]) -> T:
    """Do the work; a SIGTERM that the program handles cancels it, as asyncio has SIGINT do.

    A handler that raises does so anywhere, also within compiled code that does not expect it: hiredis 3.5
    then loses the exception or crashes.

    Parameters
    ----------
    work
        What the caller of `asyncio.run` wants done.

    Returns
    -------
    T
        What the work returns. Outside the main thread, and where SIGTERM is not handled, nothing is changed.

    Raises
    ------
    SystemExit
        Once the work has let go, with 128 and the signal's number as a shell tells it.
    """
    before, task = signal.getsignal(signal.SIGTERM), asyncio.current_task()
    if not callable(before) or task is None or threading.current_thread() is not threading.main_thread():
        return await work
    loop, terminated = asyncio.get_running_loop(), asyncio.Event()

    def cancel() -> None:
        terminated.set()
        task.cancel()

    signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(cancel))
    try:
        return await work
    except asyncio.CancelledError:
        if terminated.is_set():
            raise SystemExit(128 + signal.SIGTERM) from None
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
