"""A bare aiohttp client that only reads bodies, in a process of its own: ``URL PERSONS CONNECTIONS SECONDS``.

It prints how many it has read in a second and the CPU seconds that a thousand took.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from typing import Any

import aiohttp
import uvloop

_WARM_UP_SEC = 1.0


def measured(url: str, persons: int, connections: int, seconds: float) -> dict[str, float]:
    """Run it; ``rate`` in readings/s, ``cpu`` in s per 1,000."""
    command = [sys.executable, "-m", __name__, url, str(persons), str(connections), str(seconds)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


async def _read(url: str, persons: int, connections: int, seconds: float) -> dict[str, float]:
    count = 0

    async def person(number: int) -> None:
        nonlocal count
        while True:
            async with session.get(f"{url}{number}") as response:
                await response.read()
            count += 1

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as session:
        tasks = [asyncio.create_task(person(number)) for number in range(1, persons + 1)]
        await asyncio.sleep(_WARM_UP_SEC)
        count, start, cpu = 0, time.perf_counter(), time.process_time()
        await asyncio.sleep(seconds)
        took, spent = time.perf_counter() - start, time.process_time() - cpu
        read = count
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return {"rate": read / took, "cpu": 1000 * spent / read}


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        result = runner.run(_read(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
    sys.stdout.write(json.dumps(result))
