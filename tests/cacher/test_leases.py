from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import structlog
from msgspec.structs import replace

from cacher.leases import Leases
from cacher.log import Log
from cacher.metrics import Metrics
from cacher.outage import Outage
from cacher.schedule import boot_seconds
from footlib.errors import StoreAwayError
from footlib.settings import Settings
from footlib.store import Clock, Writer, redis_client
from footlib.store.clock import as_text
from footlib.store.connection import Client
from tests.cacher.helpers import eventually

LEASE_SEC = 600.0


@dataclass
class Followed:
    """Whom the leases have told to follow."""

    persons: set[int] = field(default_factory=set)

    def start(self, person: int) -> None:
        assert person not in self.persons
        self.persons.add(person)

    def stop(self, person: int) -> None:
        self.persons.remove(person)


@dataclass
class Side:
    writer: Writer
    leases: Leases
    followed: Followed
    outage: Outage


@pytest.fixture
async def sides(settings: Settings, client: Client, log: Log) -> AsyncIterator[tuple[Side, Side]]:
    """Two cachers' leases for the persons 1 to 3, so long that none ends by itself while a test runs."""
    own = replace(settings, lease_sec=LEASE_SEC, ids=(1, 2, 3))
    made, clients = [], []
    for _ in range(2):
        clients.append(redis_client(own))
        writer, followed, outage = Writer(clients[-1], own, Clock()), Followed(), Outage(log)
        taken = Leases(writer, own.ids, own.lease_sec, pollers=followed, outage=outage, metrics=Metrics(), log=log)
        made.append(Side(writer, taken, followed, outage))
    yield made[0], made[1]
    for one in clients:
        await one.aclose()


async def test_takes_what_is_free_and_leaves_the_rest(
    sides: tuple[Side, Side], capture: structlog.testing.LogCapture
) -> None:
    first, second = sides
    await first.leases.round()
    assert first.followed.persons == {1, 2, 3}
    for _ in range(3):
        await second.leases.round()
    assert second.followed.persons == set()
    assert set(second.leases.held_elsewhere) == {1, 2, 3}
    said = [entry for entry in capture.entries if entry["event"].startswith("another cacher")]
    assert [(entry["persons"], entry["cacher"]) for entry in said] == [("1-3", first.writer.name)]


async def test_takes_over_when_leases_end(
    sides: tuple[Side, Side], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sides
    await first.leases.round()
    for person in (1, 2, 3):
        assert 0 < await client.pttl(f"{person}_lease") <= LEASE_SEC * 1000
        await client.pexpire(f"{person}_lease", 1)

    async def taken_over() -> bool:
        await second.leases.round()
        return second.followed.persons == {1, 2, 3}

    await eventually(taken_over)
    later = boot_seconds() + LEASE_SEC
    monkeypatch.setattr("cacher.leases.boot_seconds", lambda: later)
    await first.leases.round()
    assert first.followed.persons == set()


async def test_released_leases_are_free_at_once(sides: tuple[Side, Side]) -> None:
    first, second = sides
    await first.leases.round()
    await first.leases.release()
    await second.leases.round()
    assert second.followed.persons == {1, 2, 3}


async def test_what_appends_have_renewed_is_not_asked_for(
    sides: tuple[Side, Side], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = sides
    await first.leases.round()
    await client.delete("1_lease", "2_lease", "3_lease")
    later = boot_seconds() + LEASE_SEC / 2
    monkeypatch.setattr("cacher.leases.boot_seconds", lambda: later)
    first.leases.renewed([1, 2])
    await first.leases.round()
    assert await client.keys("*_lease") == [b"3_lease"]


async def test_a_person_lost_in_an_append_is_followed_no_longer(sides: tuple[Side, Side]) -> None:
    first, _ = sides
    await first.leases.round()
    first.leases.lost(2, "another")
    assert first.followed.persons == {1, 3}
    assert first.leases.held_elsewhere == {2: "another"}


async def test_one_person_s_wrong_key_keeps_no_other_waiting(
    sides: tuple[Side, Side], client: Client, capture: structlog.testing.LogCapture
) -> None:
    first, _ = sides
    await client.rpush("2_lease", "no lease")
    for _ in range(2):
        await first.leases.round()
    assert first.followed.persons == {1, 3}
    assert [entry["persons"] for entry in capture.entries if entry["event"] == "no lease"] == ["2"]
    await client.delete("2_lease")
    await first.leases.round()
    assert first.followed.persons == {1, 2, 3}


async def test_after_an_outage_a_newcomer_waits_for_the_earlier_writer(sides: tuple[Side, Side]) -> None:
    first, second = sides
    second.outage.began(StoreAwayError("gone"))
    second.outage.ended()
    await second.leases.round()
    assert second.followed.persons == set()
    first.outage.ended()
    await first.leases.round()
    assert first.followed.persons == {1, 2, 3}


async def test_a_history_that_lies_ahead_is_said_once(
    sides: tuple[Side, Side], client: Client, capture: structlog.testing.LogCapture
) -> None:
    first, _ = sides
    hour_ahead = as_text(first.writer.clock.now() + 3600 * 1_000_000)
    for person in (1, 3):
        await client.rpush(f"{person}_timestamp", hour_ahead)
    for _ in range(3):
        await first.leases.round()
        await first.writer.lease([1, 2, 3])
    (said,) = [entry for entry in capture.entries if "ahead" in entry["event"]]
    assert said["persons"] == "1,3"
    assert said["by_s"] == pytest.approx(3600, abs=60)
