"""The pages of the anomaly history, and how far back the newest episodes reach."""

import pytest

from footlib.settings import Settings
from footlib.store import Store, Writer
from footlib.store.connection import Client
from footlib.ui import AnomalyHistory, View
from footlib.ui.data.anomaly_log import AnomalyLog
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

SECONDS = 100_000
"""Microseconds between two readings at 10 Hz."""


async def flag(writer: Writer, person: int, episodes: int) -> None:
    """Write episodes of one reading, three seconds apart, the last one just now."""
    n = 30 * episodes
    start = writer.clock.now() - n * SECONDS
    await writer.append(entries(person, n, start=start, flagged=set(range(29, n, 30))))


def turn(view: View, to: int) -> None:
    view.page._receive(view.page, {"kind": "page", "to": to}, [])


async def test_a_page_on_its_way_is_not_shown_as_another_persons(store: Store, writer: Writer, client: Client) -> None:
    await flag(writer, 2, 20)
    await writer.append(entries(1, 3))
    view = View(store, 2)
    card = AnomalyHistory(view)
    try:
        await until(lambda: card._table.value.count("data-start") == 8)
        await client.client_pause(1000)
        turn(view, 1)
        await until(lambda: card._asked and card._asked[1] == 1)
        view.show(1)
        await until(lambda: card._number == 1)
        await client.ping()
        await until(lambda: view.errands.done)
        view.changed()
        await until(lambda: not view.driver.jumped)
        assert "data-start" not in card._table.value
    finally:
        card.close()


async def test_a_page_that_does_not_come_is_asked_for_again(
    reader_only: Settings, writer: Writer, client: Client
) -> None:
    await flag(writer, 1, 20)
    store = Store(reader_only)
    view = View(store, 1)
    card = AnomalyHistory(view)
    try:
        await until(lambda: "page 1 of 3" in card._table.value)
        await client.acl_setuser("reader", commands=["-lrange"])
        turn(view, 2)
        await until(lambda: "lrange" in view.errands.fault)
        assert "page 1 of 3" in card._table.value
        assert card._table.value.count("data-start") == 8
        await client.acl_setuser("reader", commands=["+lrange"])
        await until(lambda: "page 3 of 3" in card._table.value)
        assert card._table.value.count("data-start") == 4
    finally:
        card.close()
        await store.close()


async def inside(store: Store, view: View) -> int:
    start, stop = view.span()
    return sum(1 for episode in await store.episodes(1, 0, 500) if episode.end >= start and episode.start <= stop)


async def test_every_episode_of_the_window_is_counted_however_many(store: Store, writer: Writer) -> None:
    await flag(writer, 1, 460)
    view = View(store, 1, 900.0)
    card = AnomalyHistory(view)
    try:
        await until(lambda: len(view.track.history) > 8000)
        n = await inside(store, view)
        assert n > 200
        await until(lambda: f" {n} in the window" in card._head.value)
        (oldest,) = await store.episodes(1, 459, 1)
        view.replay(oldest)
        await until(lambda: view.episode == oldest)
        n = await inside(store, view)
        assert n > 100
        await until(lambda: f" {n} in the window" in card._head.value)
    finally:
        card.close()


async def test_episodes_that_come_are_put_before_those_that_are_known(store: Store, writer: Writer) -> None:
    await flag(writer, 1, 460)
    log, since = AnomalyLog(store), writer.clock.now() / 1e6 - 900
    await log.load(1, 460, since)
    assert 300 <= len(log.recent) < 460
    assert not log.due(460, since)
    await writer.append(entries(1, 1, start=writer.clock.now() + 3_000_000, flagged={0}))
    assert log.due(461, since)
    before = log.recent
    await log.load(1, 461, since)
    assert log.recent[1:] == before
    assert log.due(461, 0.0)
    await log.load(1, 461, 0.0)
    assert log.recent == await store.episodes(1, 0, 461)
    assert not log.due(461, -1.0)
