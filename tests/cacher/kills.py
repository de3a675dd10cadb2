"""Starts the cacher and kills it at a random moment, again and again: URL PORT DATA_DIR TIMES.

Every second time the moment lies after each person's first new reading, and sometimes after a sweep of each, so that
a busy machine kills no beginners only. What is a second old is swept away.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from operator import eq

import redis
import uvloop

from cacher import log, service
from footlib.settings import Settings

PERSONS = tuple(range(1, 9))
FIRST, LAST = 0, -1


def main(url: str, port: int, data_dir: str, times: int) -> None:
    log.configure("json")
    settings = Settings(
        host="127.0.0.1",
        port=port,
        base_url=url,
        ids=PERSONS,
        request_delay=0.01,
        anomalies_threshold=0.7,
        clear_delay=0.03,
        max_sec=1.0,
        data_dir=data_dir,
    )
    dice = random.Random(5)
    client = redis.Redis(port=port)
    killed = 0
    for number in range(times):
        end = FIRST if number % 20 == 19 else LAST
        before = _times(client, end)
        child = os.fork()
        if not child:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_follow(settings))
            os._exit(0)
        if number % 2:
            deadline = time.monotonic() + 10
            while any(map(eq, before, _times(client, end))) and time.monotonic() < deadline:
                time.sleep(0.002)
        time.sleep(dice.uniform(0.0, 0.15))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        client.delete(*client.keys("*_lease") or ["none"])
    sys.stdout.write(json.dumps({"killed": killed}))


def _times(client: redis.Redis, place: int) -> list[bytes | None]:
    with client.pipeline(transaction=False) as pipeline:
        for person in PERSONS:
            pipeline.lindex(f"{person}_timestamp", place)
        times: list[bytes | None] = pipeline.execute()
    return times


async def _follow(settings: Settings) -> None:
    await service.serve(settings, asyncio.Event(), log.get())


main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
