"""The past that is looked at: how far it reaches, how long it is kept, and which wish for it counts."""

import math
import time

import numpy as np
import pytest

from footlib.recording import Recording
from footlib.store import Episode, Store, Writer
from footlib.store.connection import Client
from footlib.ui import Curves, FootMap, Numbers, Session
from footlib.ui.data.person_data import KEPT
from footlib.ui.data.queries import continued
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from footlib.ui.model.time_span import TRAILING
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.test_clocks import put, settled
from tests.footlib.ui.test_view import Watcher
from tests.footlib.ui.waiting import placed, until

pytestmark = pytest.mark.asyncio

SECOND = 1_000_000
LONG = 900
"""Seconds of readings, one a second, up to just now."""
EPISODES = set(range(100, 103)) | set(range(400, 403))


@pytest.fixture
async def first(writer: Writer) -> float:
    """Time of the first of the long past's readings."""
    start = writer.clock.now() - LONG * SECOND
    await writer.append(entries(1, LONG, start=start, step=SECOND, flagged=EPISODES))
    return start / 1e6


def shows(watcher: Watcher, n: int) -> bool:
    return watcher.last is not None and len(watcher.last.recording) == n


@pytest.mark.parametrize(("window", "n"), [(300.0, 301), (600.0, 601), (math.inf, LONG), (60.0, 61)])
async def test_a_wider_window_while_paused_shows_what_is_stored(
    session: Session, first: float, window: float, n: int
) -> None:
    watcher = Watcher(session)
    await until(lambda: shows(watcher, 31))
    await settled(session)
    session.view.pause()
    stop = session.view.span()[1]
    session.view.set_window(window)
    await until(lambda: shows(watcher, n))
    assert watcher.last
    assert watcher.last.mode is Mode.PAUSED
    assert watcher.last.recording.time[-1] == stop == pytest.approx(first + LONG - 1)
    assert session.view.span() == (max(stop - window, float(watcher.last.recording.time[0])), stop)


async def test_a_wider_window_after_a_link_and_in_a_replay_shows_what_is_stored(session: Session, first: float) -> None:
    watcher = Watcher(session)
    await until(lambda: len(session.anomalies.known.newest) == 2)
    session.loader.look_back(first + 500, (first + 495, first + 505))
    await until(lambda: shows(watcher, 11))
    session.view.set_window(300.0)
    await until(lambda: shows(watcher, 301))
    assert session.view.span()[1] == pytest.approx(first + 505, abs=1e-3)
    session.view.set_window(10.0)
    session.loader.replay(session.anomalies.known.newest[0])
    await until(lambda: watcher.last and watcher.last.mode is Mode.REPLAY and len(watcher.last.recording) < 20)
    session.view.set_window(60.0)
    await until(lambda: shows(watcher, 61))


async def test_a_zoom_early_in_a_pause_has_the_minute_before_it(session: Session, first: float) -> None:
    watcher = Watcher(session)
    await until(lambda: shows(watcher, 31))
    await settled(session)
    session.view.pause()
    start, _ = session.view.span()
    assert session.segment.recording.time[0] > start + 3 - TRAILING
    session.view.zoom_to(start, start + 3)
    await until(lambda: session.segment.recording.time[0] <= start + 3 - TRAILING)
    assert session.view.span() == (start, start + 3)


async def test_all_is_what_the_store_keeps_and_is_given_back(session: Session, first: float, writer: Writer) -> None:
    watcher = Watcher(session)
    session.view.set_window(math.inf)
    await until(lambda: shows(watcher, LONG))
    assert watcher.last
    assert watcher.last.recording.time[0] == pytest.approx(first)
    await writer.sweep(1, 600)
    await put(writer)
    await until(lambda: watcher.last and len(watcher.last.recording) < LONG)
    kept = await session.store.window(1)
    assert watcher.last.recording.time.tolist() == kept.time.tolist()
    session.view.set_window(30.0)
    await until(lambda: session.data.filled == KEPT)
    await put(writer)
    await until(lambda: len(session.data.history) <= KEPT + 2)
    session.view.set_window(math.inf)
    await until(lambda: shows(watcher, len(kept) + 1))


async def test_the_longest_window_of_a_person_counts(session: Session, first: float, writer: Writer) -> None:
    other = Session(session.store, 1, 600.0)
    one, wide = Watcher(session), Watcher(other)
    await until(lambda: shows(wide, 601) and shows(one, 31))
    await put(writer)
    await until(lambda: wide.last and wide.last.recording.time[-1] > first + LONG)
    assert wide.last
    assert len(wide.last.recording) >= 600
    other.renderer.remove(wide)
    await put(writer)
    await until(lambda: len(session.data.history) <= KEPT + 2)


async def test_the_last_wish_counts(session: Session, first: float) -> None:
    watcher = Watcher(session)
    await until(lambda: len(session.anomalies.known.newest) == 2)
    late, early = session.anomalies.known.newest

    async def wished(*wishes: Episode | None) -> None:
        for episode in wishes:
            if episode is None:
                session.view.live()
            else:
                session.loader.replay(episode)
        await until(lambda: session.background.done)
        frames = len(watcher.frames)
        await until(lambda: len(watcher.frames) > frames)

    await wished(late, None)
    assert (session.view.playhead.mode, session.view.episode) == (Mode.LIVE, None)
    for wishes in ((late, early), (early, late), (None, early), (early, None, late)):
        await wished(*wishes)
        assert (session.view.playhead.mode, session.view.episode) == (Mode.REPLAY, wishes[-1])
    session.loader.look_back(first + 50)
    session.view.live()
    await until(lambda: session.background.done)
    assert session.view.playhead.mode is Mode.LIVE


async def test_a_past_that_does_not_come_is_not_asked_for_at_every_tick(
    session: Session, writer: Writer, client: Client
) -> None:
    watcher = Watcher(session)
    await client.set("99_data", "no list")
    session.data.number = 99
    before = await refusals(client)
    await put(writer)
    await until(lambda: "WRONGTYPE" in session.background.fault)
    frames = len(watcher.frames)
    await until(lambda: len(watcher.frames) > frames + 10)
    assert await refusals(client) == before + 1


async def refusals(client: Client) -> int:
    told = await client.info("errorstats")
    return int(told.get("errorstat_WRONGTYPE", {"count": 0})["count"])


async def test_curves_of_a_day_are_not_drawn_at_every_tick(session: Session, writer: Writer) -> None:
    await writer.append(entries(1, 800, start=writer.clock.now() - 80_000 * SECOND, step=100 * SECOND))
    session.view.window = math.inf
    curves = Curves(session)
    await until(lambda: curves._base and session.data.filled)
    await settled(session)
    watcher = Watcher(session)
    await until(lambda: not session._framing.jumped)
    base = curves._base = curves._base - 1.0
    chores = [frame.chores for frame in watcher.frames].count(True)
    await until(lambda: [frame.chores for frame in watcher.frames].count(True) > chores + 2)
    assert curves._base == base


async def test_cells_share_a_view_while_it_shows_their_person(store: Store) -> None:
    first = placed(FootMap(store, person=1))
    try:
        assert Curves(store, person=1, window=300).session is first.session
        assert first.session.view.window == 300.0
        assert FootMap(store, person=1).session.view.window == 300.0, "who says nothing changes nothing"
        first.session.view.show(2)
        other = FootMap(store, person=1)
        assert (other.session.view.person, first.session.view.person) == (1, 2)
        assert FootMap(store, person=1).session is other.session
    finally:
        for session in (first.session, Session.of(store, 1)):
            for part in list(session.renderer.drawn):
                session.renderer.remove(part)


class Hasty(Watcher):
    """Pauses at the first picture."""

    begun = math.inf

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def refresh(self, frame: Frame) -> None:
        super().refresh(frame)
        if frame.mode is Mode.LIVE and frame.row is not None:
            self.begun = self.session.segment.recording.duration
            self.session.view.pause()


async def test_a_pause_before_the_past_came_gets_it_still(session: Session, writer: Writer) -> None:
    await writer.append(entries(1, 1500, start=writer.clock.now() - 150 * SECOND, step=SECOND // 10))
    watcher = Hasty(session)
    await until(lambda: session.segment.recording.duration >= session.view.window + 60)
    assert watcher.begun < 60


async def test_what_comes_within_the_span_of_a_link_is_shown(session: Session, first: float, writer: Writer) -> None:
    watcher = Watcher(session)
    await until(lambda: shows(watcher, 31))
    await settled(session)
    newest = session.data.newest
    assert newest is not None
    at = newest - 2
    session.loader.look_back(at, (at - 10, time.time() + 600))
    await until(lambda: watcher.last and watcher.last.mode is Mode.PAUSED)
    assert watcher.last
    assert watcher.last.thresholds is not None, "of the readings there are"
    curves = Curves(session)
    await put(writer, value=321)
    await until(lambda: watcher.last and watcher.last.recording.counts[-1, 0] == 321)
    assert watcher.last.mode is Mode.PAUSED
    assert watcher.last.time == pytest.approx(at), "the moment stays"
    drawn = curves.feet[0].lines
    await until(lambda: drawn.y[0, -1] == 321)
    # A window that ends with what is held shows no more of what comes.
    session.view.pause()
    session.view.unzoom()
    stop = session.view.span()[1]
    await put(writer, value=322)
    await until(lambda: session.data.history.recording.counts[-1, 0] == 322)
    frames = [frame.chores for frame in watcher.frames].count(True)
    await until(lambda: [frame.chores for frame in watcher.frames].count(True) > frames + 1)
    assert watcher.last.recording.time[-1] == stop


async def test_a_recording_goes_on_where_no_gap_is() -> None:
    def of(*seconds: float) -> Recording:
        return Recording.from_columns(np.array(seconds), np.zeros((len(seconds), 6), np.int64))

    assert continued(of(1, 2), of(0, 1, 2, 3, 4), 3.5).time.tolist() == [1, 2, 3]
    for arrived, stop in ((of(3, 4), 9.0), (of(1, 2), 9.0), (of(1, 2, 3), 2.0), (of(), 9.0)):
        held = of(1, 2)
        assert continued(held, arrived, stop) is held
    nothing = of()
    assert continued(nothing, of(1), 9.0) is nothing


async def test_a_pause_is_told_of_anomalies_that_come(session: Session, first: float, writer: Writer) -> None:
    numbers = Numbers(session)
    await until(lambda: len(session.anomalies.known.newest) == 2)
    session.view.pause()
    stop = session.view.span()[1]
    await until(lambda: "in the window" in numbers._tiles.value)
    await writer.append(entries(1, 1, start=writer.clock.now(), flagged={0}))
    await until(lambda: len(session.anomalies.known.newest) == 3)
    newest = session.anomalies.known.newest[0].start
    assert newest > stop
    await until(lambda: f"last {session.page.times.moment(newest, time.time())}" in numbers._tiles.value)
    assert session.view.span()[1] == stop


async def test_the_replay_of_an_episode_that_goes_on_goes_on_with_it(session: Session, writer: Writer) -> None:
    watcher = Watcher(session)
    await writer.append(entries(1, 100, start=writer.clock.now() - 100 * SECOND // 10, flagged={98, 99}))
    await until(lambda: session.anomalies.known.newest)
    (begun,) = session.anomalies.known.newest
    session.loader.replay(begun)
    await until(lambda: session.view.playhead.mode is Mode.REPLAY)
    first_end = session.view.playhead.stop
    await writer.append(entries(1, 20, start=round(begun.end * SECOND) + SECOND // 10, flagged=set(range(20))))
    await until(lambda: session.view.episode and session.view.episode.n == 22)
    assert session.view.playhead.stop == pytest.approx((first_end or 0.0) + 2.0)
    await until(lambda: watcher.last and watcher.last.mode is Mode.PAUSED)
    assert watcher.last
    assert watcher.last.time == pytest.approx(begun.end + 2.0), "the newest reading"
