"""Runs processes, restarts those that die, and ends them all."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, Final

import structlog

from footlib.errors import FootlibError
from footlib.launch.orphans import die_with_parent
from footlib.launch.parts import Part
from footlib.launch.probes import STUCK_SEC, wait_until_ready, wait_until_stuck
from footlib.store.embedded import EmbeddedStore, keep_alive

STOP_SEC: Final = 3.5
_STEADY_SEC: Final = 10.0
_LONGEST_PAUSE: Final = 10.0
_LAST_WORDS: Final = 1.0

log = structlog.get_logger("footwatch")


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do the work and wait for SIGINT or SIGTERM, which cancels what is left of it."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    working, waiting = asyncio.create_task(work), asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
        await waiting
    finally:
        working.cancel()
        waiting.cancel()
        await asyncio.gather(working, waiting, return_exceptions=True)


class Supervisor:
    """Keeps processes running until it is closed.

    A part that dies or hangs is restarted, at once the first time, then with growing pauses.
    """

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._keeping: list[asyncio.Task[None]] = []
        self._processes: dict[str, asyncio.subprocess.Process] = {}

    async def start(self, part: Part) -> None:
        """Start a part and wait until it is ready.

        Raises
        ------
        FootlibError
            If it ends before it is ready, or does not get ready.
        """
        process = self._processes[part.name] = await _spawn(part)
        self._parts.append(part)
        if part.probe:
            await wait_until_ready(part, process)
        self._keeping.append(asyncio.create_task(self._keep(part, process), name=part.name))

    def keep_store(self, store: EmbeddedStore) -> None:
        """Restart the embedded store whenever it dies."""
        self._keeping.append(asyncio.create_task(keep_alive(store, log.warning), name="store"))

    async def close(self) -> None:
        """End every process, those that others need last; what still runs after `STOP_SEC` is killed."""
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)
        deadline = asyncio.get_running_loop().time() + STOP_SEC
        for needed in (False, True):
            names = [part.name for part in self._parts if part.needed is needed]
            await asyncio.gather(*(_end(self._processes[name], deadline) for name in names))

    async def _keep(self, part: Part, process: asyncio.subprocess.Process) -> None:
        loop = asyncio.get_running_loop()
        started, pause, ready = loop.time(), 0.0, True
        while True:
            watching = asyncio.create_task(_end_when_stuck(part, process, ready=ready))
            try:
                code = await process.wait()
            finally:
                watching.cancel()
            pause = 0.0 if loop.time() - started > _STEADY_SEC else min(_LONGEST_PAUSE, pause * 2 or 0.5)
            log.warning("a part ended and is started anew", part=part.name, exit_code=code, in_seconds=pause)
            await asyncio.sleep(pause)
            started, ready = loop.time(), False
            process = self._processes[part.name] = await _spawn(part)


async def _end_when_stuck(part: Part, process: asyncio.subprocess.Process, *, ready: bool) -> None:
    if not part.probe:
        return
    try:
        if not ready:
            await wait_until_ready(part, process)
        await wait_until_stuck(part)
    except FootlibError as error:
        if process.returncode is not None:
            return
        log.error("a part does not start and is ended", part=part.name, reason=str(error))  # noqa: TRY400 - no fault here
    else:
        log.error("a part answers no more and is ended", part=part.name, for_seconds=STUCK_SEC)
    with contextlib.suppress(ProcessLookupError):
        # With PYTHONFAULTHANDLER set, Python then prints its traceback.
        process.send_signal(signal.SIGABRT)
        await asyncio.sleep(_LAST_WORDS)
        process.kill()


async def _spawn(part: Part) -> asyncio.subprocess.Process:
    # A session of its own, so that Ctrl-C reaches this process alone, which ends the parts in order.
    return await asyncio.create_subprocess_exec(
        *part.command,
        env=part.variables(),
        stdin=asyncio.subprocess.DEVNULL,
        pass_fds=() if part.listening is None else (part.listening.fileno(),),
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


async def _end(process: asyncio.subprocess.Process, deadline: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout_at(deadline):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
