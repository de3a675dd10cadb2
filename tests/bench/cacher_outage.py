"""Redis killed for a minute while 100 persons are polled: what became of every reading that the API served?"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from footlib.store.embedded import free_port
from tests.bench.tools.result import Result, Target
from tests.cacher.api import running_api
from tests.cacher.helpers import Cacher, KillableRedis, eventually
from tests.cacher.outage import Account, ridden_out

PERSONS: Final = 100
DELAY: Final = 0.3
STEADY: Final = 10.0
AWAY: Final = 60.0
FORGOTTEN: Final = (0.0, 1.0)
"""Seconds before the kill that are missing in the file: none as after a SIGKILL, one as after a power failure."""


def run() -> Iterator[Result]:
    """Readings served, stored, lost, stored twice and out of order, beside as long a time without an outage."""
    calm = asyncio.run(_measured(STEADY + AWAY / 2, 0.0, 0.0))
    for forgotten in FORGOTTEN:
        found = asyncio.run(_measured(STEADY, AWAY, forgotten))
        conditions: dict[str, str | float] = {
            "persons": PERSONS,
            "delay_s": DELAY,
            "redis_away_s": AWAY,
            "cut_off_the_file_s": forgotten,
            "buffer": "defaults",
            "baseline": "as long without an outage",
        }
        for name, targets in _targets(found).items():
            value, baseline = getattr(found, name), getattr(calm, name)
            yield Result(value, "count", baseline, conditions | {"of": name.replace("_", " ")}, targets)
        yield Result(
            found.behind, "s", None, conditions | {"of": "until all is stored"}, (Target("value", at_most=5.0),)
        )


def _targets(found: Account) -> dict[str, tuple[Target, ...]]:
    none = (Target("value", at_most=0),)
    return {
        "served": (),
        "stored": (Target("value", at_least=found.served, at_most=found.served),),
        "lost": none,
        "duplicated": none,
        "out_of_order": none,
    }


async def _measured(steady: float, away: float, forgotten: float) -> Account:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        redis = KillableRedis(folder)
        redis.start()
        async with running_api() as api:
            settings = {
                "HOST": "127.0.0.1",
                "PORT": redis.port,
                "BASE_URL": api.url,
                "IDS": f"1-{PERSONS}",
                "REQUEST_DELAY": DELAY,
                "DATA_DIR": folder / "data",
                "HEALTH_PORT": free_port(),
            }
            cacher = Cacher(settings, folder / "cacher.log")
            try:
                await eventually(lambda: len(api.served) == PERSONS, 30)
                return await ridden_out(api, redis, cacher, steady=steady, away=away, forgotten=forgotten)
            finally:
                cacher.process.kill()
                cacher.process.wait()
                redis.kill()
