"""What is kept beside what is looked at."""

import re

import pytest

from footlib.drawing.symbols import MINUS
from footlib.store import Store, Writer
from footlib.ui import CompareCard, Session
from footlib.ui.cards.comparison_html import ComparisonSide, _cells
from footlib.ui.model.excerpt import Excerpt, Place
from footlib.ui.model.frame import Frame
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


class Counted(CompareCard):
    """A card that counts how often it is asked to draw, and how often a side is reckoned."""

    chores = sides = 0

    def refresh(self, frame: Frame) -> None:
        super().refresh(frame)
        self.chores += frame.chores

    def _side(self, one: Excerpt, frame: Frame) -> ComparisonSide:
        self.sides += 1
        return super()._side(one, frame)


async def test_what_stands_is_reckoned_once(store: Store, writer: Writer) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() - 10_000_000))
    session = Session(store, 1)
    card = Counted(session)
    try:
        await until(lambda: len(session.data.history) == 100)
        card.keep()
        session.view.pause()
        await until(lambda: "B less A" in card._body.value and not session._framing.jumped)
        session.page._receive(session.page, {"kind": "compare_moment", "on": True}, [])
        await until(lambda: not session._framing.jumped)
        sides, chores, map_of_last = card.sides, card.chores, card._body.value
        await until(lambda: card.chores >= chores + 2)
        assert card.sides == sides
        session.view.step(-50)
        await until(lambda: card._body.value != map_of_last)
        assert card.sides == sides + 1
    finally:
        card.close()


async def test_a_moment_is_no_mean_and_its_numbers_name_their_span(store: Store, writer: Writer) -> None:
    now = writer.clock.now()
    for ago in (20, 5):
        await writer.append(entries(1, 50, start=now - ago * 1_000_000))
    session = Session(store, 1)
    card = CompareCard(session)
    try:
        await until(lambda: len(session.data.history) == 100)
        card.keep()
        await until(lambda: '<th scope="row">Mean L0</th>' in card._body.value)
        session.page._receive(session.page, {"kind": "compare_moment", "on": True}, [])
        await until(lambda: '<th scope="row">L0</th>' in card._body.value)
        assert re.search(r"Person 1, \d\d:\d\d:\d\d\.\d; numbers of \d\d:\d\d:\d\d to", card._body.value)
        session.view.seek(now / 1e6 - 10)
        await until(lambda: "no reading at" in card._body.value)
        assert "; map and numbers of" in card._body.value
    finally:
        card.close()


@pytest.mark.parametrize(("a", "b", "less"), [(1.04, 1.0, "+0.0"), (1.0, 1.04, "+0.0"), (3.0, 1.5, f"{MINUS}1.5")])
async def test_no_difference_has_no_minus(a: float, b: float, less: str) -> None:
    assert _cells("Cadence", "steps/min", a, b).count(f"<td>{less}</td>") == 1


async def test_what_is_kept_is_what_was_seen_and_told_by_the_viewers_clock(store: Store, writer: Writer) -> None:
    start = writer.clock.now() - 10_000_000
    for person in (1, 2):
        await writer.append(entries(person, 100, start=start))
    session = Session(store, 1)
    card = CompareCard(session)
    try:
        await until(lambda: card._frame and len(card._frame.recording) == 100)
        session.view.show(2)
        card.keep()
        assert card._kept
        assert (card._kept.place.number, len(card._kept.recording)) == (1, 100)
        await until(lambda: "A</b> Person 1" in card._body.value)
        before = session.page.times.clock(start / 1e6)
        session.page.zone = "Asia/Kathmandu"
        await until(lambda: before not in card._body.value and not session._framing.jumped)
        assert card._body.value.count(f" to {session.page.times.clock(card._kept.place.span[1])}") == 2
    finally:
        card.close()


async def test_a_place_comes_back_from_what_an_address_is_told() -> None:
    for place in (Place(3, (1e9, 1e9 + 30.0)), Place(0, (1e9 + 0.1, 1e9 + 600.25), 1e9 + 7.5)):
        assert Place.from_query(place.query) == place


@pytest.mark.parametrize("told", ["", "3", "3_1_0", "x_1_20", "3_1_nan", "-3_1_20", "3_20_1", "_1_20"])
async def test_a_place_that_makes_no_sense_is_none(told: str) -> None:
    assert Place.from_query(told) is None


async def test_a_link_whose_readings_are_gone_says_so_and_shows_the_rest(store: Store, writer: Writer) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() - 10_000_000))
    session = Session(store, 1)
    card = CompareCard(session)
    try:
        card.take({"beside": "1_1000000.0_1000030.0"})
        await until(lambda: "what the link compares with is missing: nothing is stored" in session.background.fault)
        assert card.layout.display == "none"
        await until(lambda: len(session.data.history) == 100)
        card.keep()
        await until(lambda: "B less A" in card._body.value)
        assert float(card.query["beside"].split("_")[1]) > 1e9
        assert not session.background.fault
    finally:
        card.close()
