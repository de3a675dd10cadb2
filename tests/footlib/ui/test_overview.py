"""Everybody at a glance: whose turn it is, how many at a time, and what a gap looks like."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from footlib.reading import decode_answer
from footlib.settings import Settings
from footlib.store import Clock, Entry, Store, Writer
from footlib.store.connection import Client
from footlib.ui import Overview
from footlib.ui.model.roster import PAGE_SIZE, WALL_SIZE, Arrangement, SortOrder
from tests.conftest import answer
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import placed, until

pytestmark = pytest.mark.asyncio

MANY = PAGE_SIZE + 12


@pytest.fixture
async def writer(settings: Settings, client: Client) -> Writer:
    writer = Writer(client, settings, Clock())
    await writer.lease(range(1, MANY + 1))
    return writer


@pytest.fixture
async def overview(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Overview]:
    """Everybody, asked for and analysed more often than the product does it."""
    monkeypatch.setattr("footlib.ui.data.roster_data._PEOPLE_EVERY", 0.5)
    monkeypatch.setattr("footlib.ui.cards.overview_tile._ANALYSED_EVERY", 0.5)
    overview = placed(Overview(store))
    yield overview
    overview.close()


async def put(writer: Writer, *persons: int, anomaly: bool = False) -> None:
    reading = decode_answer(answer(anomaly=anomaly))
    await writer.append([Entry(person, writer.clock.stamp(person), reading) for person in persons])


def known(overview: Overview) -> list[int]:
    """Who is known of, as sorted."""
    return [] if overview._roster is None else [person.number for person in overview._roster.persons]


def placed_tiles(overview: Overview) -> list[int]:
    """Whose tiles are on the page, in their order."""
    numbers = {tile.box: number for number, tile in overview.tiles.items()}
    return [numbers[box] for box in overview._grid.children]


def said(overview: Overview, person: int) -> str:
    """What the tile of a person says; nothing if it is not on the page."""
    tile = overview.tiles.get(person)
    return str(tile._body.value) if tile is not None and tile.box in overview._grid.children else ""


async def test_who_is_flagged_all_the_time_keeps_nobody_waiting(overview: Overview, writer: Writer) -> None:
    persons = range(1, 21)
    await put(writer, *persons, anomaly=True)

    async def flag() -> None:
        while True:
            await put(writer, *range(1, 18), anomaly=True)
            await asyncio.sleep(0.1)

    flagging = asyncio.get_running_loop().create_task(flag())
    try:
        await until(lambda: all("1 anomaly in 10 min" in said(overview, person) for person in persons))
    finally:
        flagging.cancel()


async def test_a_tile_says_that_it_counts_until_it_knows(overview: Overview, writer: Writer, client: Client) -> None:
    await put(writer, 1, 2)
    await client.set("2_episode", "no list")
    await until(lambda: "no anomalies in 10 min" in said(overview, 1))
    assert "counting anomalies" in said(overview, 2)


async def test_a_tile_says_for_how_long_a_trial_has_run(overview: Overview, writer: Writer, store: Store) -> None:
    await put(writer, 1, 2)
    trial = await store.trials.begin(1, back=None)

    def recorded(person: int) -> bool:
        return person in overview.tiles and "● 0:0" in overview.tiles[person]._pill.value

    await until(lambda: recorded(1))
    assert not recorded(2)
    await store.trials.end(1, trial.id)
    await until(lambda: not recorded(1))
    assert (await store.watch({1: None}))[1].recorded is not None, "it is open until a later reading comes"


async def test_many_persons_come_in_pages(overview: Overview, writer: Writer) -> None:
    assert overview.order.value is SortOrder.TROUBLE, "who needs a look stands first"
    overview.order.value = SortOrder.NUMBER
    await put(writer, *range(1, MANY + 1))
    await put(writer, MANY, anomaly=True)
    await until(lambda: len(known(overview)) == MANY and said(overview, PAGE_SIZE))
    assert f"{MANY} persons" in overview._head.value
    assert "page 1 of 2" in overview._pager.value
    assert placed_tiles(overview) == list(range(1, PAGE_SIZE + 1))
    assert len(overview._grid.children) == PAGE_SIZE
    for wrong in (7, -1, "1", None):
        overview.session.page._receive(None, {"kind": "tiles", "to": wrong}, [])
    assert overview.session.view.arrangement.page == 0
    overview.session.page._receive(None, {"kind": "tiles", "to": 1}, [])
    assert placed_tiles(overview) == list(range(PAGE_SIZE + 1, MANY + 1))
    await until(lambda: said(overview, MANY) and not said(overview, 1))
    assert "page 2 of 2" in overview._pager.value
    overview.session.page._receive(None, {"kind": "tiles", "to": 0}, [])
    overview.order.value = SortOrder.TROUBLE
    await until(lambda: placed_tiles(overview)[0] == MANY and "⚠ 1 anomaly" in said(overview, MANY))
    assert not said(overview, PAGE_SIZE)


async def test_the_load_of_a_minute_is_not_drawn_across_a_gap(overview: Overview, writer: Writer) -> None:
    now = writer.clock.now()
    for seconds in (55, 45, 5):
        await writer.append(entries(1, 50, start=now - seconds * 1_000_000))
    await put(writer, 2)
    await until(lambda: "<polygon" in said(overview, 1) and "<polygon" in said(overview, 2))
    assert said(overview, 1).count('<polygon class="fw-left"') == 3
    assert said(overview, 2).count('<polygon class="fw-right"') == 1


async def test_a_fast_person_is_shown_a_whole_minute(overview: Overview, writer: Writer) -> None:
    now = writer.clock.now()
    await writer.append(entries(1, 3900, start=now - 78_000_000, step=20_000))
    await until(lambda: "<polygon" in said(overview, 1))
    await until(lambda: "load of a minute" in said(overview, 1))
    recording = overview.session.coordinator.person(1).history.recording
    assert recording.duration > 59


async def test_who_is_in_trouble_is_named_whatever_page_the_tile_is_on(overview: Overview, writer: Writer) -> None:
    stopped, flagged = MANY, MANY - 1
    overview.order.value = SortOrder.NUMBER
    await writer.append(entries(stopped, 20, start=writer.clock.now() - 60_000_000))
    walking = range(1, flagged + 1)

    async def walk() -> None:
        while True:
            await put(writer, *walking[:-1])
            await put(writer, flagged, anomaly=True)
            await asyncio.sleep(0.2)

    going = asyncio.get_running_loop().create_task(walk())
    try:
        await until(lambda: len(known(overview)) == MANY)
        await until(lambda: f'anomaly in the last 10 s: <a href="?person={flagged}"' in overview._head.value)
        await until(lambda: f'without data: <a href="?person={stopped}"' in overview._head.value)
        assert not said(overview, stopped)
        overview.order.value = SortOrder.TROUBLE
        await until(lambda: placed_tiles(overview)[:2] == [flagged, stopped])
        await until(lambda: "⚠ anomaly now, since" in said(overview, flagged))
    finally:
        going.cancel()
    await put(writer, flagged)
    await writer.append(entries(flagged, 30, start=writer.clock.now() + 100_000))
    await until(lambda: "⚠ anomaly just now" in said(overview, flagged))
    assert placed_tiles(overview)[0] == flagged, "a short one is not missed"


async def test_of_many_in_trouble_some_are_named(overview: Overview, writer: Writer) -> None:
    for person in range(1, 10):
        await writer.append(entries(person, 20, start=writer.clock.now() - 60_000_000))
    await until(lambda: "and 3 more" in overview._head.value)
    assert overview._head.value.count("<a ") == 6


async def test_a_silent_sensor_is_told_on_the_tile(overview: Overview, writer: Writer) -> None:
    begin = writer.clock.now() - 20_000_000
    still = decode_answer(answer())
    await writer.append([Entry(1, begin + i * 100_000, still) for i in range(200)])
    await until(lambda: "no sensor has moved for 20 s" in said(overview, 1))
    moving = [json.loads(answer(value=i)) for i in range(200)]
    for one in moving:
        one["trace"]["sensors"][1]["value"] = one["trace"]["sensors"][2]["value"] = 7
    readings = [decode_answer(json.dumps(one).encode()) for one in moving]
    await writer.append([Entry(2, begin + i * 100_000, reading) for i, reading in enumerate(readings)])
    await until(lambda: "⚠ L1, L2 flat" in said(overview, 2))


async def test_a_wall_screen_turns_its_pages(
    overview: Overview, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlib.ui.session.everyone._TURN_EVERY", 1.0)
    overview.session.page.kiosk = True
    overview.session.renderer._everyone._turn_at = 0.0
    await put(writer, *range(1, WALL_SIZE + 2))
    await until(lambda: "page 2 of 2" in overview._pager.value)
    await until(lambda: "page 1 of 2" in overview._pager.value)


async def test_a_link_to_a_page_waits_for_its_persons(overview: Overview, writer: Writer) -> None:
    view = overview.session.view
    view.arrange(Arrangement.from_query({"page": "2", "order": "number"}))
    await put(writer, *range(1, MANY + 1))
    await until(lambda: "page 2 of 2" in overview._pager.value)
    assert overview.order.value is SortOrder.NUMBER
    assert view.arrangement.query == {"order": "number", "page": "2"}
    await until(lambda: len(placed_tiles(overview)) == MANY - PAGE_SIZE)
    view.arrange(Arrangement.from_query({"page": "9", "order": "sideways"}))
    await until(lambda: view.arrangement.query == {"page": "2"})
