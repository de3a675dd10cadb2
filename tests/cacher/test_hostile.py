"""One test for each thing that an API may do: it costs its person's readings and nobody else's.

That nobody else is asked late either is proved in test_pollers.py, and measured by the bench cacher_faults.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import structlog

from footlib import setting_values
from footlib.reading import decode_sensors
from footlib.standin import FAULTS, StandinOptions, running
from footlib.store.connection import Client
from footlib.store.embedded import free_port
from tests.cacher.api import Api, handed_to, running_api
from tests.cacher.helpers import eventually, stored
from tests.cacher.served import Serve, healthz

STRUCK = 1
SOUND = range(2, 5)
DELAY = 0.05
RIGHT = {"slow", "wrong_content_type", "invalid_utf8"}
LARGE = {"deep_nesting", "endless_chunked", "gzip_bomb", "large_body"}
VALUES = {"slow": "seconds = 0.3", "status_503": "retry_after = 2.0"}


@pytest.fixture
def memory(kind: str) -> Iterator[None]:
    """All that this process allocates stays below a bound: the cacher, its API and the server that sends much."""
    if kind not in LARGE:
        yield
        return
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_costs_only_its_person_s_readings(
    api: Api, client: Client, serve: Serve, kind: str, tmp_path: Path, capture: structlog.testing.LogCapture
) -> None:
    profile = tmp_path / "faults.toml"
    profile.write_text(f'[[fault]]\nkind = "{kind}"\npersons = [{STRUCK}]\n{VALUES.get(kind, "")}\n')
    async with running(StandinOptions(port=0, faults=profile)) as url:
        api.behaviours[STRUCK] = handed_to(f"{url}{STRUCK}")
        async with serve(base_url=api.url, ids=(STRUCK, *SOUND), request_delay=DELAY) as own:

            async def told() -> bool:
                return await client.hexists(f"{STRUCK}_status", "last_error") or await client.llen("1_data") > 1

            await eventually(told, 60)
            await eventually(lambda: min(len(api.served[person]) for person in SOUND) > 6, 60)
            status, report = await healthz(own)
    assert (status, report.persons, report.failing) == (200, 1 + len(SOUND), 0 if kind in RIGHT else 1)
    for person in SOUND:
        assert await stored(client, person) == api.served[person]
    rows = cast("list[bytes]", await client.lrange(f"{STRUCK}_data", 0, -1))
    assert all(len(decode_sensors(row)) == 6 for row in rows)
    said = [entry["persons"] for entry in capture.entries if entry["event"] == "no readings"]
    assert (len(rows) > 1, said) == ((True, []) if kind in RIGHT else (False, [str(STRUCK)]))


async def test_an_api_that_refuses_connections_is_asked_until_it_is_there(
    client: Client, serve: Serve, capture: structlog.testing.LogCapture
) -> None:
    port = free_port()
    async with serve(base_url=f"http://127.0.0.1:{port}/v2/monitor/", ids=tuple(SOUND)) as own:

        async def status() -> int:
            return (await healthz(own))[0]

        async def unwell() -> bool:
            return len(capture.entries) > 1 and await status() == 503

        await eventually(unwell)
        async with running_api(port) as api:
            await eventually(lambda: min(len(api.served[person]) for person in SOUND) > 5, 30)
            assert await status() == 200
    for person in SOUND:
        numbers = await stored(client, person)
        # The end of the API may have cut the last one off.
        assert api.served[person] in (numbers, [*numbers, len(numbers) + 1])
    said = [entry for entry in capture.entries if entry["event"] == "no readings"]
    persons = [person for entry in said for person in setting_values.numbers(entry["persons"], most=len(SOUND))]
    assert persons
    assert len(persons) == len(set(persons) & set(SOUND)), "nobody twice"
    assert all("refused" in entry["reason"].lower() for entry in said)
