"""How often who is drawn: each as often as it needs, and the store asked for the fastest."""

import asyncio

import pytest

from footlib.store import Store, Writer
from footlib.ui import Dashboard, FootMap, Overview
from footlib.ui.data.coordinator import TICK, Coordinator
from tests.footlib.ui.test_view import put
from tests.footlib.ui.waiting import placed, until

pytestmark = pytest.mark.asyncio


async def test_each_listener_is_called_as_often_as_it_asked(store: Store) -> None:
    coordinator = Coordinator(store)
    called = {"fast": 0, "slow": 0, "asleep": 0}
    slow = 3600.0

    def count(who: str) -> None:
        called[who] += 1

    ends = [
        coordinator.subscribe(lambda _: count("fast"), lambda: True, lambda: 0.01),
        coordinator.subscribe(lambda _: count("slow"), lambda: True, lambda: slow),
        coordinator.subscribe(lambda _: count("asleep"), lambda: False, lambda: 0.001),
    ]
    try:
        assert coordinator.pace == TICK, "never faster than the coordinator's own interval"
        await until(lambda: called["fast"] >= 4)
        assert called["slow"] == 1, "the first picture comes at once, the next when it is due"
        slow = 0.01
        await until(lambda: called["slow"] >= 2)
        assert called["asleep"] == 0
        ends[0]()
        slow = 3600.0
        assert coordinator.pace == slow, "nobody is left who needs more"
    finally:
        for end in ends:
            end()
    assert coordinator.pace is None


async def test_a_listener_is_told_how_much_time_passed_for_it(store: Store) -> None:
    coordinator = Coordinator(store)
    loop, fast, slow = asyncio.get_running_loop(), list[float](), list[float]()
    began = loop.time()
    ends = [
        coordinator.subscribe(lambda tick: fast.append(tick.passed), lambda: True),
        coordinator.subscribe(lambda tick: slow.append(tick.passed), lambda: True, lambda: 3 * TICK),
    ]
    try:
        await until(lambda: len(slow) >= 4)
        gone = loop.time() - began
        for passed in (fast, slow):
            assert 0 < sum(passed) <= gone, "no second passes twice"
        assert min(slow[1:]) >= 2.5 * TICK
        assert len(slow) <= len(fast)
    finally:
        for end in ends:
            end()


async def test_everyone_on_one_dashboard_slows_no_other_of_the_kernel(store: Store, writer: Writer) -> None:
    for person in (1, 2):
        await put(writer, person, 3)
    one, everyone = Dashboard(store, {"person": "1"}), Dashboard(store, {"view": "overview"})
    coordinator = one.session.coordinator
    assert everyone.session.coordinator is coordinator
    try:
        assert everyone.everyone
        tiles = everyone.everyone.tiles
        await until(lambda: len(tiles) == 2 and len(one.session.data.history))
        assert coordinator.pace == TICK
        one.session.page.visible = False
        assert coordinator.pace == everyone.everyone.interval > TICK, "everyone alone needs less"
        await put(writer, 2, value=700)
        await until(lambda: "left 2103, right 2112 counts" in tiles[2]._body.value)
        everyone.session.view.show(2)
        assert coordinator.pace == TICK
        everyone.session.view.show_everyone()
        one.session.page.visible = True
        assert coordinator.pace == TICK
        await put(writer, 1, value=500)
        await until(lambda: 'data-counts="500 ' in next(c for c in one.one if isinstance(c, FootMap)).feet.words.value)
    finally:
        one.close()
        everyone.close()
    assert coordinator.pace is None


async def test_everyone_in_a_cell_slows_no_part_beside_it(store: Store, writer: Writer) -> None:
    await put(writer, 1, 3)
    everyone = placed(Overview(store))
    coordinator = everyone.session.coordinator
    try:
        assert coordinator.pace == everyone.interval > TICK
        beside = placed(FootMap(store, person=1))
        assert beside.session is everyone.session
        assert coordinator.pace == TICK
        beside.close()
        assert coordinator.pace == everyone.interval
    finally:
        everyone.close()
