"""An episode is replayed when MAX_SEC has long swept the readings around it."""

import pytest

from footlib.settings import Settings
from footlib.store import Clock, Store, Writer
from footlib.store.connection import Client
from footlib.ui import Session
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

FLAGGED = range(300, 321)
"""Readings of two seconds, a minute's walk at 10 Hz around them."""


class Last:
    """A part that keeps the newest frame."""

    shown = True
    frame: Frame | None = None

    def refresh(self, frame: Frame) -> None:
        self.frame = frame


@pytest.fixture
async def swept(writer: Writer, settings: Settings, client: Client) -> int:
    """A walk of which MAX_SEC has left nothing; its first time in microseconds."""
    start = writer.clock.now() - round((settings.max_sec + 120) * 1e6)
    await writer.append(entries(1, 600, start=start, flagged=set(FLAGGED)))
    assert await writer.sweep(1, settings.max_sec) == 600
    assert await client.llen("1_data") == 0
    return start


async def test_the_dashboard_replays_what_came_before_and_after(store: Store, swept: int) -> None:
    session, last = Session(store, 1), Last()
    session.renderer.add(last)
    try:
        await until(lambda: session.anomalies.known.newest)
        (episode,) = session.anomalies.known.newest
        assert (round(episode.start * 1e6 - swept), episode.n) == (30_000_000, len(FLAGGED))
        session.player.set_speed(4.0)
        session.loader.replay(episode)
        await until(lambda: last.frame and last.frame.mode is Mode.REPLAY)
        assert last.frame
        shown = last.frame.recording
        assert len(shown) == 50 + len(FLAGGED) + 50
        assert (shown.time[0], shown.time[-1]) == pytest.approx((episode.start - 5, episode.end + 5), abs=1e-4)
        assert shown.counts[:, 0].tolist() == list(range(250, 371))
        assert shown.flagged.tolist() == [row in FLAGGED for row in range(250, 371)]
        await until(lambda: session.view.playhead.mode is Mode.PAUSED)
        assert session.view.playhead.at
        assert session.view.playhead.at >= episode.end
    finally:
        session.renderer.remove(last)


async def test_a_link_to_its_moment_shows_it_too(store: Store, swept: int) -> None:
    session, last = Session(store, 1), Last()
    session.renderer.add(last)
    try:
        session.loader.look_back(swept / 1e6 + 31)
        await until(lambda: last.frame and last.frame.mode is Mode.PAUSED and len(last.frame.recording))
        assert last.frame
        assert last.frame.recording.counts[:, 0].tolist() == list(range(250, 371))
    finally:
        session.renderer.remove(last)


async def test_a_smaller_context_later_hides_nothing(
    store: Store, writer: Writer, settings: Settings, client: Client, swept: int
) -> None:
    frugal = Settings(host=settings.host, port=settings.port, context_sec=1.0)
    await writer.release([1])
    later = Writer(client, frugal, Clock())
    await later.lease([1])
    await later.append(entries(1, 600, start=swept + 60_000_000, flagged=set(FLAGGED)))
    assert await later.sweep(1, 0.0) == 600
    newer, older = await store.episodes(1)
    reader = Store(frugal)
    try:
        assert len(await reader.episode_window(1, older)) == 50 + len(FLAGGED) + 50
        assert len(await reader.episode_window(1, newer)) == 10 + len(FLAGGED) + 10
    finally:
        await reader.close()
