"""One person for every fault of the stand-in, beside 200 sound ones: do these notice?"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import numpy as np

from footlib.standin import FAULTS
from footlib.store.embedded import free_port
from tests.bench.tools import store
from tests.bench.tools.cachers import Seen, cacher
from tests.bench.tools.result import Result, Target
from tests.cacher.api import Api, handed_to, running_api
from tests.cacher.helpers import eventually

SOUND: Final = 200
DELAY: Final = 0.3
SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Found:
    """Of the sound persons ms off the delay and percent of the due readings; of the cacher MB, cores and s."""

    off: np.ndarray
    share: float
    memory: float
    cores: float
    waited: float


def run() -> Iterator[Result]:
    """Intervals between two requests for a sound person, their readings, and memory, beside the same without faults."""
    calm, struck = asyncio.run(_measured(faulty=False)), asyncio.run(_measured(faulty=True))
    conditions = {
        "sound_persons": SOUND,
        "faulty_persons": len(FAULTS),
        "delay_s": DELAY,
        "seconds": SECONDS,
        "waited_for_a_core_s": round(struck.waited, 2),
        "baseline_waited_for_a_core_s": round(calm.waited, 2),
    }
    for quantile, most in ((50, 1.0), (99, 15.0)):
        yield Result(
            float(np.percentile(struck.off, quantile)),
            "ms",
            float(np.percentile(calm.off, quantile)),
            conditions | {"of": f"p{quantile} of start-to-start off 0.3 s", "intervals": len(struck.off)},
            (Target("value", at_most=most),),
        )
    yield Result(
        struck.share,
        "percent",
        calm.share,
        conditions | {"of": "readings of sound persons served of those due"},
        (Target("value", at_least=99.9),),
    )
    yield Result(struck.cores, "cores", calm.cores, conditions | {"of": "cacher"}, (Target("ratio", at_most=1.2),))
    yield Result(
        struck.memory, "MB", calm.memory, conditions | {"of": "resident memory"}, (Target("value", at_most=150.0),)
    )


async def _measured(*, faulty: bool) -> _Found:
    struck = range(1, len(FAULTS) + 1)
    sound = range(struck.stop, struck.stop + SOUND)
    with tempfile.TemporaryDirectory() as name, store.server() as redis, _failing(Path(name)) as url:
        await eventually(lambda: _listens(url), 30)
        async with running_api() as api:
            if faulty:
                api.behaviours = {person: handed_to(f"{url}{person}") for person in struck}
            with cacher(api.url, redis.port, sound[-1], Path(name), REQUEST_DELAY=DELAY) as own:
                await asyncio.to_thread(own.wait_for, sound[-1], 3.0)
                start = asyncio.get_running_loop().time()
                seen = await asyncio.to_thread(own.over, SECONDS)
                return _found(api, sound, start, *seen)


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=1):
            return True
    except OSError:
        return False


def _found(api: Api, sound: range, start: float, before: Seen, after: Seen) -> _Found:
    within = {person: [at for at in api.times[person] if start <= at < start + SECONDS] for person in sound}
    off = [1000 * abs(later - earlier - DELAY) for times in within.values() for earlier, later in pairwise(times)]
    share = 100 * sum(map(len, within.values())) / (len(sound) * SECONDS / DELAY)
    cores = (after.cpu - before.cpu) / (after.time - before.time)
    return _Found(np.array(off), share, after.memory, cores, (after.waited or 0.0) - (before.waited or 0.0))


@contextmanager
def _failing(folder: Path) -> Iterator[str]:
    """A stand-in in a process of its own whose person k has the k-th fault."""
    profile = folder / "faults.toml"
    profile.write_text("".join(f'[[fault]]\nkind = "{kind}"\npersons = [{k}]\n' for k, kind in enumerate(FAULTS, 1)))
    port = free_port()
    command = [sys.executable, "-m", "footlib.cli", "standin", "--port", str(port), "--faults", str(profile)]
    with subprocess.Popen([*command, "--persons", str(len(FAULTS))], stdout=subprocess.DEVNULL) as process:
        try:
            yield f"http://127.0.0.1:{port}/v2/monitor/"
        finally:
            process.terminate()
