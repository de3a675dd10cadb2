from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import structlog

from cacher.log import Log
from cacher.unreadable import UnreadableFields
from footlib.store import Store
from footlib.store.connection import Client
from tests.cacher.api import Api, Behaviour, respond
from tests.cacher.helpers import eventually
from tests.cacher.served import Serve, healthz

SECRET = "Quickfeather"


@pytest.fixture
async def unreadable(log: Log, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[UnreadableFields]:
    monkeypatch.setattr("cacher.unreadable._INTERVAL_SEC", 0.2)
    monkeypatch.setattr("cacher.unreadable._STABLE_SEC", 1.0)
    made = UnreadableFields(log)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.wait([task])


def said(capture: structlog.testing.LogCapture) -> list[tuple[str, str, str]]:
    return [(e["log_level"], e["field"], e["persons"]) for e in capture.entries if "field" in e]


async def test_a_field_is_said_once_for_all_its_persons(
    unreadable: UnreadableFields, capture: structlog.testing.LogCapture
) -> None:
    for _ in range(5):
        for person in (1, 2, 3, 9):
            unreadable.observe(person, ("birthdate", "trace.id") if person == 9 else ("birthdate",))
            unreadable.observe(4, ())
    await eventually(lambda: len(said(capture)) == 2)
    unreadable.observe(1, ("birthdate", "firstname"))
    await eventually(lambda: len(said(capture)) == 3)
    assert said(capture) == [
        ("warning", "birthdate", "1-3,9"),
        ("warning", "trace.id", "9"),
        ("warning", "firstname", "1"),
    ]


async def test_a_detail_that_comes_and_goes_is_one_trouble_and_its_end_is_said(
    unreadable: UnreadableFields, capture: structlog.testing.LogCapture
) -> None:
    for _ in range(50):
        unreadable.observe(1, ("birthdate",))
        unreadable.observe(1, ())
        await asyncio.sleep(0)
    await eventually(lambda: len(said(capture)) == 2, 20)
    assert said(capture) == [("warning", "birthdate", "1"), ("info", "birthdate", "1")]
    unreadable.observe(1, ("birthdate",))
    await eventually(lambda: len(said(capture)) == 3)


async def test_who_is_followed_elsewhere_is_forgotten(
    unreadable: UnreadableFields, capture: structlog.testing.LogCapture
) -> None:
    unreadable.observe(1, ("birthdate",))
    unreadable.forget(1)
    unreadable.observe(2, ("birthdate",))
    await eventually(lambda: bool(said(capture)))
    assert said(capture) == [("warning", "birthdate", "2")]


def changed(change: Callable[[dict[str, Any]], object]) -> Behaviour:
    """Serves right answers with one change."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> None:
        answer = json.loads(body)
        change(answer)
        writer.write(respond(json.dumps(answer).encode()))
        await writer.drain()

    return behave


CHANGES: dict[int, Callable[[dict[str, Any]], object]] = {
    1: lambda a: a.update(id="12"),
    2: lambda a: a.update(birthdate=None),
    3: lambda a: a.update(birthdate=1982),
    4: lambda a: a.update(disabled=None, lastname=SECRET),
    5: lambda a: a["trace"].update(name=None, id=[SECRET]),
    6: lambda a: a.update(firstname={"is": SECRET}, lastname=f"\ud800{SECRET}"),
    7: lambda a: a["trace"].update(id=None),
    8: lambda a: a["trace"]["sensors"][0].update(name=None, more=[1]),
}


UNREADABLE = {
    *(("birthdate", "2"), ("disabled", "4"), ("trace.name", "5"), ("trace.id", "5"), ("trace.id", "7")),
    *(("firstname", "6"), ("lastname", "6")),
}


def said_of(capture: structlog.testing.LogCapture) -> set[tuple[str, str]]:
    """Field and person."""
    return {(field, person) for _, field, persons in said(capture) for person in persons.split(",")}


async def test_details_of_any_type_cost_no_reading(
    api: Api, client: Client, store: Store, serve: Serve, capture: structlog.testing.LogCapture
) -> None:
    api.behaviours.update({person: changed(change) for person, change in CHANGES.items()})
    async with serve(base_url=api.url, ids=tuple(CHANGES)) as own:

        async def stored() -> bool:
            return min([await client.llen(f"{person}_data") for person in CHANGES]) > 5

        await eventually(stored)
        # Of one field, who is met a moment later has a line of its own.
        await eventually(lambda: said_of(capture) == UNREADABLE)
        status, report = await healthz(own)
    assert (status, report.failing) == (200, 0)
    assert SECRET not in str(capture.entries)
    people = await store.people(list(CHANGES))
    assert [people[person].birthdate for person in (1, 2, 3)] == ["1982", "", "1982"]
    assert [people[person].disabled for person in (1, 4)] == [False, None]
    assert (people[6].firstname, people[6].lastname) == ("", "")
    updates = await store.watch(dict.fromkeys(CHANGES))
    clocks = {person: update.status.trace_id for person, update in updates.items()}
    assert [person for person, clock in clocks.items() if clock == -1] == [5, 7]
    assert updates[5].status.trace_name == ""
    assert updates[8].recording.skipped == 0
