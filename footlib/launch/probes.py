"""Checks whether a part answers, when it has started and while it runs."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from typing import Final

import aiohttp
import psutil
import structlog

from footlib.errors import FootlibError
from footlib.launch.parts import Part

READY_SEC: Final = 60.0
"""Seconds in which a part that starts has to answer, or at least to use the processor."""
STUCK_SEC: Final = 10.0
"""Seconds without an answer after which a running part counts as stuck."""
_WORKED: Final = 0.05
_PATIENCE: Final = aiohttp.ClientTimeout(total=4)

log = structlog.get_logger("footwatch")


async def wait_until_ready(part: Part, process: Process) -> None:
    """Wait until a part answers, as long as it makes progress: on a busy machine that may take minutes.

    Raises
    ------
    FootlibError
        If it ends before, or neither answers nor uses the processor for `READY_SEC`.
    """
    loop = asyncio.get_running_loop()
    began = looked = loop.time()
    worked = 0.0
    async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
        while process.returncode is None:
            if await _responds(session, part):
                return
            if loop.time() - looked > READY_SEC:
                before, worked, looked = worked, _cpu_seconds(process), loop.time()
                if worked - before < _WORKED:
                    raise FootlibError(f"the {part.name} gave no answer at {part.probe} within {READY_SEC:.0f} s")
                log.info("a part still starts", part=part.name, for_seconds=round(looked - began))
            await asyncio.sleep(0.05)
    raise FootlibError(f"the {part.name} ended with code {process.returncode} at its start; see what it said above")


async def wait_until_stuck(part: Part) -> None:
    """Wait until a running part has not answered for `STUCK_SEC`."""
    loop = asyncio.get_running_loop()
    answered = loop.time()
    async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
        while loop.time() - answered < STUCK_SEC:
            await asyncio.sleep(STUCK_SEC / 5)
            if await _responds(session, part):
                answered = loop.time()


async def _responds(session: aiohttp.ClientSession, part: Part) -> bool:
    try:
        async with session.get(part.probe):
            return True
    except (aiohttp.ClientError, TimeoutError):
        return False


def _cpu_seconds(process: Process) -> float:
    """Seconds of a core that a process and its children have used."""
    try:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        return sum(sum(member.cpu_times()[:2]) for member in family)
    except psutil.NoSuchProcess:
        return 0.0
