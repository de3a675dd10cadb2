"""Clocks that are set while somebody looks, and stores that count whole seconds."""

import json
import re
import time

import pytest

from footlib.reading import decode_answer
from footlib.store import Entry, Store, Writer
from footlib.store.connection import Client
from footlib.ui import Curves, FootMap, Numbers, Overview, Session
from footlib.ui.data.person_data import PersonData
from footlib.ui.model.data_status import StatusKind
from footlib.ui.model.limits import Limits
from tests.conftest import answer
from tests.footlib.analysis.walks import half_sine_walk
from tests.footlib.ui.test_replay import Last
from tests.footlib.ui.waiting import placed, until

pytestmark = pytest.mark.asyncio

HOUR = 3600.0


def set_clock(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    """Set the machine's wall clock on or back."""
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + by)


async def settled(session: Session) -> None:
    """Wait until the past is there; it is drawn anew then, whatever the clock."""
    await until(lambda: session.data.filled and session.background.done and not session._framing.jumped)


async def put(writer: Writer, *, value: int = 100, person: int = 1) -> None:
    await writer.append([Entry(person, writer.clock.stamp(person), decode_answer(answer(value=value)))])


async def test_curves_go_on_after_the_clock_was_set_back(
    session: Session, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.view.window = 300.0
    curves = Curves(session)
    await put(writer)
    await settled(session)
    await until(lambda: curves._drawn_until == session.data.newest is not None)
    set_clock(monkeypatch, -HOUR)
    for _ in range(2):
        await put(writer)
        newest = session.data.newest
        await until(lambda newest=newest: session.data.newest != newest)  # type: ignore[misc]
        await until(lambda: curves._drawn_until == session.data.newest)


async def test_tiles_go_on_after_the_clock_was_set_back(
    store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(writer)
    overview = placed(Overview(store))
    try:
        await until(lambda: 1 in overview.tiles and "spans 0 counts" in overview.tiles[1]._body.value)
        set_clock(monkeypatch, -HOUR)
        await put(writer, value=900)
        await until(lambda: "spans 0 counts" not in overview.tiles[1]._body.value)
    finally:
        overview.close()


def uneven_walk(start: int) -> list[Entry]:
    """Thirty seconds of a walk over the limit, from a moment in microseconds."""
    walk = half_sine_walk(rate=10.0, seconds=30.0, peak=(300, 900))
    return [
        Entry(1, start + round(at * 1e6), decode_answer(body(counts)))
        for at, counts in zip(walk.time.tolist(), walk.counts.tolist(), strict=True)
    ]


async def test_an_asymmetry_lasts_by_the_readings_although_the_clock_was_set_back(
    session: Session, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = uneven_walk(writer.clock.now() - 30_000_000)
    await writer.append(walked[:-30])
    session.view.limits = Limits(hold=2.0)
    numbers = Numbers(session)
    await settled(session)
    await until(lambda: "over the limit in the last" in numbers._tiles.value)
    pulse = session.page.pulse
    await until(lambda: session.page.pulse > pulse + 2)
    assert "fw-warn" not in numbers._tiles.value, "nothing lasts while no reading comes"
    set_clock(monkeypatch, -HOUR)
    await writer.append(walked[-30:])
    await until(lambda: "fw-warn" in numbers._tiles.value)
    session.view.set_window(60.0)
    await until(lambda: "measured in these 60 s" in numbers._tiles.value)
    assert "fw-warn" in numbers._tiles.value, "it lasts in the readings, however many are shown"


@pytest.mark.parametrize("window", [30.0, 120.0])
async def test_an_asymmetry_does_not_last_over_a_gap(session: Session, writer: Writer, window: float) -> None:
    now = writer.clock.now()
    session.view.limits, session.view.window = Limits(hold=10.0), window
    numbers = Numbers(session)

    async def come(walked: list[Entry]) -> str:
        await writer.append(walked)
        newest = walked[-1].time / 1e6
        await until(lambda: numbers._judged_until == pytest.approx(newest, abs=1e-3))
        return str(numbers._tiles.value)

    await come(uneven_walk(now - 90_000_000)[:-50])
    await settled(session)
    # What has just come is taken for live, and soon is not any more.
    said = await come(uneven_walk(now - 90_000_000)[-50:])
    assert re.search(r"over the limit (for 5 s of 10 s|in the last 5 s of data)", said)
    again = uneven_walk(now - 30_000_000)
    assert re.search(r"over the limit (for 0 s of 10 s|in the last reading)", await come(again[:200]))
    assert "fw-warn" in await come(again[200:])


async def test_readings_that_come_are_live_although_the_clock_was_set_forward(
    session: Session, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = Last()
    session.renderer.add(last)
    await put(writer)
    await until(lambda: last.frame and last.frame.state.kind is StatusKind.LIVE)
    set_clock(monkeypatch, 60.0)
    await until(lambda: last.frame and last.frame.state.kind is StatusKind.GONE)
    for value in (200, 300):
        await put(writer, value=value)
        await until(lambda value=value: last.frame and last.frame.recording.counts[-1, 0] == value)  # type: ignore[misc]
        assert last.frame
        assert last.frame.state.kind is StatusKind.LIVE
    assert session.data.age(time.time(), session.data._before + 20) == 20


async def test_what_came_while_nobody_looked_is_as_old_as_it_says(store: Store, writer: Writer) -> None:
    reading, now = decode_answer(answer()), writer.clock.now()
    await writer.append([Entry(1, now - 60_000_000, reading)])
    track = PersonData(1)
    first = (await store.watch({1: None}))[1]
    track.take(first, 100.0)
    assert track.age(now / 1e6, 100.0) == pytest.approx(60.0)
    await writer.append([Entry(1, now - 50_000_000, reading)])
    track.take((await store.watch({1: track.cursor}))[1], 400.0)
    assert track.age(now / 1e6, 400.0) == pytest.approx(50.0)
    await writer.append([Entry(1, now - 49_000_000, reading)])
    track.take((await store.watch({1: track.cursor}))[1], 400.1)
    assert track.age(now / 1e6, 400.2) == pytest.approx(0.2)


async def test_every_reading_of_a_store_with_whole_seconds_is_drawn(session: Session, client: Client) -> None:
    feet = FootMap(session)
    second = int(time.time())
    for value in (100, 200, 300):
        row = json.dumps(json.loads(answer(value=value))["trace"]["sensors"])
        await client.rpush("1_data", row)
        await client.rpush("1_timestamp", str(second))
        await until(lambda value=value: f'data-counts="{value} ' in feet.feet.words.value)  # type: ignore[misc]


def body(counts: list[int]) -> bytes:
    """An answer of the API with these counts."""
    told = json.loads(answer())
    for sensor, count in zip(told["trace"]["sensors"], counts, strict=True):
        sensor["value"] = count
    return json.dumps(told).encode()
