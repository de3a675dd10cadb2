"""The pages of the anomaly history, and how far back the newest episodes reach."""

import json
import re
from dataclasses import replace

import pytest

from footlib.reading import decode_answer
from footlib.settings import Settings
from footlib.store import Entry, Label, Store, Writer
from footlib.store.connection import Client
from footlib.ui import AnomalyHistory, Session
from footlib.ui.data.anomaly_log import AnomalyLog
from footlib.ui.session.view_change import ViewChange
from tests.conftest import answer
from tests.footlib.analysis.walks import half_sine_walk
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


def turn(session: Session, to: int) -> None:
    session.page._receive(session.page, {"kind": "page", "to": to}, [])


async def test_a_page_on_its_way_is_not_shown_as_another_persons(store: Store, writer: Writer, client: Client) -> None:
    await flag(writer, 2, 20)
    await writer.append(entries(1, 3))
    session = Session(store, 2)
    card = AnomalyHistory(session)
    try:
        await until(lambda: card._table.value.count("data-start") == 8)
        await client.client_pause(1000)
        turn(session, 1)
        await until(lambda: card._asked and card._asked[1] == 1)
        session.view.show(1)
        await until(lambda: card._number == 1)
        await client.ping()
        await until(lambda: session.background.done)
        session.view.announce(ViewChange.DISPLAY)  # ()
        await until(lambda: not session._framing.jumped)
        assert "data-start" not in card._table.value
    finally:
        card.close()


async def test_a_page_that_does_not_come_is_asked_for_again(
    reader_only: Settings, writer: Writer, client: Client
) -> None:
    await flag(writer, 1, 20)
    store = Store(reader_only)
    session = Session(store, 1)
    card = AnomalyHistory(session)
    try:
        await until(lambda: "page 1 of 3" in card._table.value)
        await client.acl_setuser("reader", commands=["-lrange"])
        turn(session, 2)
        await until(lambda: "lrange" in session.background.fault)
        assert "page 1 of 3" in card._table.value
        assert card._table.value.count("data-start") == 8
        await client.acl_setuser("reader", commands=["+lrange"])
        await until(lambda: "page 3 of 3" in card._table.value)
        assert card._table.value.count("data-start") == 4
    finally:
        card.close()
        await store.close()


async def inside(store: Store, session: Session) -> int:
    start, stop = session.view.span()
    return sum(1 for episode in await store.episodes(1, 0, 500) if episode.end >= start and episode.start <= stop)


async def test_every_episode_of_the_window_is_counted_however_many(store: Store, writer: Writer) -> None:
    await flag(writer, 1, 460)
    session = Session(store, 1, 900.0)
    card = AnomalyHistory(session)
    try:
        await until(lambda: len(session.data.history) > 8000)
        n = await inside(store, session)
        assert n > 200
        await until(lambda: f" {n} in the window" in card._head.value)
        (oldest,) = await store.episodes(1, 459, 1)
        session.loader.replay(oldest)
        await until(lambda: session.view.episode == oldest)
        n = await inside(store, session)
        assert n > 100
        await until(lambda: f" {n} in the window" in card._head.value)
    finally:
        card.close()


async def test_episodes_that_come_are_put_before_those_that_are_known(store: Store, writer: Writer) -> None:
    await flag(writer, 1, 460)
    log, since = AnomalyLog(store), writer.clock.now() / 1e6 - 900
    await log.load(1, 460, since)
    assert 300 <= len(log.known.newest) < 460
    assert not log.due(460, since)
    await writer.append(entries(1, 1, start=writer.clock.now() + 3_000_000, flagged={0}))
    assert log.due(461, since)
    before = log.known.newest
    await log.load(1, 461, since)
    assert log.known.newest[1:] == before
    assert log.due(461, 0.0)
    await log.load(1, 461, 0.0)
    assert log.known.newest == tuple(await store.episodes(1, 0, 461))
    assert not log.due(461, -1.0)


async def test_a_row_says_what_differs_in_its_episode(store: Store, writer: Writer) -> None:
    start = writer.clock.now() - 40_000_000
    walk = half_sine_walk(rate=20.0, seconds=30.0, cadence=120.0, peak=(300.0, 300.0))
    batch = []
    for i, (time, counts) in enumerate(zip(walk.time, walk.counts, strict=True)):
        flagged = 10.0 <= time <= 14.0 or i == 500
        values = [int(value) * 2 - 40 if flagged else int(value) for value in counts]
        answered = json.loads(answer())
        for sensor, value in zip(answered["trace"]["sensors"], values, strict=True):
            sensor |= {"value": value, "anomaly": flagged and (i == 500 or sensor["id"] < 2)}
        batch.append(Entry(1, start + round(time * 1e6), decode_answer(json.dumps(answered).encode())))
    await writer.append(batch)
    session = Session(store, 1)
    card = AnomalyHistory(session)
    try:
        await until(lambda: "+100 %" in card._table.value)
        newest, older = re.findall(r"<tr class=\"fw-anomaly-row.*?</tr>", card._table.value)
        assert "L0, L1" in older
        (left, around) = re.findall(r"<td>(\d+) % <small>(\d+) % around it</small>", older)[0]
        assert abs(int(left) - int(around)) <= 2, "both feet bear twice as much"
        assert 'title="the episode lasts 0.0 s, needs 1 s"' in newest
        assert "all six" not in card._table.value
        assert "sat" not in re.sub("<.*?>", "", card._table.value)
    finally:
        card.close()


async def test_a_heading_without_artefacts_says_what_it_does_not_know(store: Store, writer: Writer) -> None:
    await flag(writer, 1, 4)
    episodes = await store.episodes(1)
    await store.labels.add(1, Label(episodes[2].start, episodes[0].stop, "artefact"))
    session = Session(store, 1)
    card = AnomalyHistory(session)
    try:
        session.view.leave_out_artefacts(on=True)
        await until(lambda: "without 3 artefacts" in card._head.value)
        assert "1 episode</span>" in card._head.value
        assert "since" not in card._head.value
        session.anomalies.known = replace(session.anomalies.known, newest=session.anomalies.known.newest[:3])
        await until(lambda: "none among the newest 3" in card._head.value)
    finally:
        card.close()
