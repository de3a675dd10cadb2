"""Runs processes side by side, starts anew what dies, and ends them all."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, Final

import aiohttp
import structlog

from footlib.errors import FootlibError
from footlib.launch.orphans import die_with_parent
from footlib.launch.parts import Part
from footlib.store.embedded import EmbeddedStore, keep

STOP_SEC: Final = 3.5
READY_SEC: Final = 60.0
_STEADY_SEC: Final = 10.0
_LONGEST_PAUSE: Final = 10.0

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

    A part that dies is started anew, at once the first time, later with growing pauses.
    """

    def __init__(self) -> None:
        self._running: list[tuple[Part, asyncio.Task[None]]] = []
        self._processes: dict[str, asyncio.subprocess.Process] = {}

    async def start(self, part: Part) -> None:
        """Start a part and wait until it is ready.

        Raises
        ------
        FootlibError
            If it ends before it is ready, or takes longer than `READY_SEC`.
        """
        process = await _spawn(part)
        self._processes[part.name] = process
        self._running.append((part, asyncio.create_task(self._keep(part, process), name=part.name)))
        if part.probe:
            await _ready(part, process)

    def keep_store(self, store: EmbeddedStore) -> None:
        """Start the embedded store anew whenever it dies."""
        self._running.append((Part("store", ()), asyncio.create_task(keep(store, log.warning), name="store")))

    async def close(self) -> None:
        """End every process, those that others need last; what still runs after `STOP_SEC` is killed."""
        for _, task in self._running:
            task.cancel()
        await asyncio.gather(*(task for _, task in self._running), return_exceptions=True)
        deadline = asyncio.get_running_loop().time() + STOP_SEC
        for needed in (False, True):
            names = [part.name for part, _ in self._running if part.needed is needed]
            await asyncio.gather(*(_end(self._processes[name], deadline) for name in names if name in self._processes))

    async def _keep(self, part: Part, process: asyncio.subprocess.Process) -> None:
        loop = asyncio.get_running_loop()
        started, pause = loop.time(), 0.0
        while True:
            code = await process.wait()
            pause = 0.0 if loop.time() - started > _STEADY_SEC else min(_LONGEST_PAUSE, pause * 2 or 0.5)
            log.warning("a part ended and is started anew", part=part.name, exit_code=code, in_seconds=pause)
            await asyncio.sleep(pause)
            started = loop.time()
            process = self._processes[part.name] = await _spawn(part)


async def _spawn(part: Part) -> asyncio.subprocess.Process:
    # A session of its own: Ctrl-C in the terminal reaches this process, which ends the parts in order.
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


async def _ready(part: Part, process: asyncio.subprocess.Process) -> None:
    deadline = asyncio.get_running_loop().time() + READY_SEC
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while process.returncode is None:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(part.probe):
                    return
            if asyncio.get_running_loop().time() > deadline:
                raise FootlibError(f"the {part.name} gave no answer at {part.probe} within {READY_SEC:.0f} s")
            await asyncio.sleep(0.05)
    raise FootlibError(f"the {part.name} ended with code {process.returncode} at its start; see what it said above")
