"""Starts the cacher and kills it at a random moment, again and again: URL PORT DATA_DIR TIMES."""

import asyncio
import json
import os
import random
import signal
import sys
import time

import redis
import uvloop

from cacher import log, service
from footlib.settings import Settings


def main(url: str, port: int, data_dir: str, times: int) -> None:
    log.configure("json")
    settings = Settings(
        host="127.0.0.1",
        port=port,
        base_url=url,
        ids=tuple(range(1, 21)),
        request_delay=0.01,
        anomalies_threshold=0.7,
        clear_delay=0.03,
        data_dir=data_dir,
    )
    dice = random.Random(5)
    client = redis.Redis(port=port)
    killed = 0
    for _ in range(times):
        child = os.fork()
        if not child:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_follow(settings))
            os._exit(0)
        time.sleep(dice.uniform(0.02, 0.15))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        client.delete(*client.keys("*_lease") or ["none"])
    sys.stdout.write(json.dumps({"killed": killed}))


async def _follow(settings: Settings) -> None:
    await service.serve(settings, asyncio.Event(), log.get())


main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
