"""Views, feeds and parts against a real store; the browser's half is played by setting its traits."""

import asyncio
import os
import signal
from functools import partial
from pathlib import Path

import pytest

from footlib.reading import decode_answer
from footlib.settings import Settings
from footlib.store import Clock, EmbeddedStore, Entry, Store, Writer, redis_client
from footlib.store.connection import Client
from footlib.ui import Curves, Header, Session
from footlib.ui.data.coordinator import Coordinator
from footlib.ui.figures.plotting import bqplot
from footlib.ui.model.data_status import StatusKind
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from tests.conftest import answer
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


class Watcher:
    """A part that keeps the frames it is given."""

    shown = True

    def __init__(self, session: Session) -> None:
        self.frames: list[Frame] = []
        session.renderer.add(self)

    def refresh(self, frame: Frame) -> None:
        self.frames.append(frame)

    @property
    def last(self) -> Frame | None:
        return self.frames[-1] if self.frames else None


async def put(writer: Writer, person: int, n: int = 1, *, value: int = 100, anomaly: bool = False) -> None:
    reading = decode_answer(answer(value=value, anomaly=anomaly))
    await writer.append([Entry(person, writer.clock.stamp(person), reading) for _ in range(n)])


async def test_a_new_reading_reaches_the_parts(session: Session, writer: Writer) -> None:
    watcher = Watcher(session)
    await put(writer, 1, value=300)
    await until(lambda: watcher.last and watcher.last.row is not None)
    assert watcher.last
    assert watcher.last.recording.counts[watcher.last.row or 0, 0] == 300
    assert watcher.last.state.kind is StatusKind.LIVE
    await put(writer, 1, value=500)
    await until(lambda: watcher.last and watcher.last.recording.counts[-1, 0] == 500)


async def test_a_page_that_comes_back_is_shown_no_answer_that_waited(
    session: Session, writer: Writer, client: Client
) -> None:
    watcher = Watcher(session)
    await put(writer, 1, value=100)
    await until(lambda: watcher.last and watcher.last.row is not None)
    await client.client_pause(700)
    late = asyncio.create_task(put(writer, 1, value=300))
    asked = len(watcher.frames)
    await until(lambda: len(watcher.frames) > asked + 2 and session.coordinator._request)
    session.page.visible = False
    await late
    await client.ping()
    frames = len(watcher.frames)
    await put(writer, 1, value=500)
    session.page.visible = True
    session.coordinator.wake()
    await until(lambda: watcher.last and watcher.last.recording.counts[-1, 0] == 500)
    assert all(frame.recording.counts[-1, 0] != 300 for frame in watcher.frames[frames:])


async def test_who_is_out_of_sight_among_everyone_is_left_alone(session: Session, writer: Writer) -> None:
    for person in (1, 2):
        await put(writer, person, 20)
    header = Header(session)
    await until(lambda: len(session.data.history) == 20 and len(header._names) == 2)
    session.view.show_everyone()
    for kind in ("toggle", "play", "back", "live", "next", "previous"):
        version = session.view.playhead.version
        session.page._receive(session.page, {"kind": kind}, [])
        assert (session.view.playhead.mode, session.view.playhead.version, session.view.everyone) == (
            Mode.LIVE,
            version,
            True,
        )


async def test_a_pause_holds_the_picture_while_data_arrive_behind(session: Session, writer: Writer) -> None:
    watcher = Watcher(session)
    await put(writer, 1, value=300)
    await until(lambda: len(session.data.history))
    session.view.pause()
    before = len(session.data.history)
    await put(writer, 1, 5, value=700)
    await until(lambda: len(session.data.history) == before + 5)
    await until(lambda: watcher.last and watcher.last.mode is Mode.PAUSED)
    assert watcher.last
    assert watcher.last.recording.counts[-1, 0] == 300
    session.view.toggle()
    await until(lambda: watcher.last and watcher.last.recording.counts[-1, 0] == 700)


async def test_an_episode_is_replayed_and_then_stands(session: Session, writer: Writer) -> None:
    watcher = Watcher(session)
    await put(writer, 1, 3)
    await put(writer, 1, 4, value=900, anomaly=True)
    await until(lambda: session.anomalies.known.newest)
    (episode,) = session.anomalies.known.newest
    assert episode.n == 4
    session.player.set_speed(4.0)
    session.loader.replay(episode)
    await until(lambda: watcher.last and watcher.last.mode is Mode.REPLAY)
    assert watcher.last
    assert watcher.last.chosen == episode
    await until(lambda: session.view.playhead.mode is Mode.PAUSED)
    assert session.view.moment
    assert session.view.moment >= episode.end


async def test_another_person_starts_live_and_clean(session: Session, writer: Writer) -> None:
    watcher = Watcher(session)
    await put(writer, 1, value=300, anomaly=True)
    await put(writer, 2, value=600)
    await until(lambda: session.anomalies.known.newest)
    session.view.pause()
    session.view.show(2)
    await until(lambda: watcher.last and watcher.last.number == 2 and watcher.last.row is not None)
    assert watcher.last
    assert watcher.last.recording.counts[-1, 0] == 600
    assert session.view.playhead.mode is Mode.LIVE
    assert not session.anomalies.known.newest


async def test_nothing_is_asked_while_nobody_looks(session: Session, writer: Writer) -> None:
    watcher = Watcher(session)
    await put(writer, 1)
    await until(lambda: len(session.data.history) == 1)
    session.page.visible = False
    await until(lambda: not session.coordinator._woken.is_set())
    seen, pulse = len(watcher.frames), session.page.pulse
    await put(writer, 1, 3)
    await asyncio.sleep(5 * session.coordinator.interval)
    assert len(session.data.history) == 1
    assert (len(watcher.frames), session.page.pulse) == (seen, pulse)
    session.page._receive(session.page, {"kind": "here", "visible": True}, [])
    await until(lambda: len(session.data.history) == 4)
    await until(lambda: session.page.pulse > pulse)


async def test_a_reading_ahead_of_our_clock_ages_from_when_it_was_seen(session: Session, writer: Writer) -> None:
    Watcher(session)
    reading = decode_answer(answer())
    ahead = writer.clock.now() + 3600 * 1_000_000
    await writer.append([Entry(1, ahead, reading)])
    await until(lambda: len(session.data.history))
    track = session.data
    assert track.newest is not None
    seen = track.age(track.newest - 3600, 0.0)
    later = track.age(track.newest - 3600, 7.0)
    assert seen is not None
    assert later is not None
    assert later - seen == pytest.approx(7.0)


async def test_a_store_that_goes_away_is_told_and_heals(tmp_path: Path) -> None:
    server = EmbeddedStore(tmp_path)
    settings = server.filled(Settings(data_dir=str(tmp_path)))
    client, store = redis_client(settings), Store(settings)
    writer = Writer(client, settings, Clock())
    await writer.lease([1])
    session = Session(store, 1)
    watcher = Watcher(session)
    try:
        await put(writer, 1)
        await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.LIVE)
        os.kill(server.pid, signal.SIGKILL)
        await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.AWAY)
        assert watcher.last
        assert watcher.last.state.detail.startswith("since ")
        assert watcher.last.recording.counts[-1, 0] == 100, "the last picture stays"
        assert session.page.stale
        server.restart()
        await client.aclose()
        await writer.lease([1])
        await put(writer, 1, value=400)
        await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.LIVE)
        await until(lambda: not session.page.stale)
    finally:
        session.renderer.remove(watcher)
        await store.close()
        await client.aclose()
        server.close()


async def test_one_parts_fault_is_shown_and_stops_no_other(session: Session, writer: Writer) -> None:
    class Broken(Watcher):
        def refresh(self, frame: Frame) -> None:
            raise ZeroDivisionError(frame.number)

    Broken(session)
    watcher = Watcher(session)
    await put(writer, 1)
    await until(lambda: watcher.last and watcher.last.row is not None)
    assert session.renderer.fault.startswith("Broken: Footwatch made a mistake (ZeroDivisionError).")


async def test_the_coordinator_runs_only_while_somebody_listens(session: Session) -> None:
    watcher = Watcher(session)
    tasks = [task for task in asyncio.all_tasks() if task.get_name() == "footwatch coordinator"]
    assert len(tasks) == 1
    session.renderer.remove(watcher)
    await until(tasks[0].done)
    assert tasks[0].cancelled()


async def test_messages_of_anybody_are_checked(session: Session) -> None:
    Watcher(session)
    page = session.page
    contents: tuple[object, ...] = (
        None,
        [],
        {"kind": 3},
        {"kind": "seek", "at": "soon"},
        {"kind": "seek", "at": 7},
        {"kind": "zoom", "from": 0.9, "to": 0.1},
        {"kind": "open", "person": "3"},
        {"kind": "open", "person": True},
        {"kind": "here", "visible": "no", "width": True, "zone": 3, "offset": None},
        {"kind": "no such thing"},
    )
    for content in contents:
        page._receive(page, content, [])
    assert session.view.person == 1
    assert session.view.playhead.mode is Mode.LIVE
    assert session.view.zoom is None
    assert (page.visible, page.width, page.zone, page.offset) == (True, 1440, "", 0)


def _shows(watcher: Watcher, n: int) -> bool:
    return watcher.last is not None and len(watcher.last.recording) == n


@pytest.mark.parametrize("n", [0, 1, 2, 30])
@pytest.mark.parametrize("every", [1, 7])
async def test_curves_keep_three_lines_however_few_the_readings(
    session: Session, writer: Writer, n: int, every: int
) -> None:
    await put(writer, 1, n)
    curves = Curves(session)
    curves.thinning.value = every
    watcher = Watcher(session)
    await until(lambda: watcher.last and len(watcher.last.recording) == n)
    for more in range(n + 1, n + 6):
        await put(writer, 1)
        await until(partial(_shows, watcher, more))
        for foot in curves.feet:
            for mark in (foot.lines, foot.tip):
                assert mark.y.shape == (3, len(mark.x))
                assert len(mark.x) > 1
    assert session.renderer.fault == ""


def _differs(axis: bqplot.Axis, labels: dict[str, str]) -> bool:
    return bool(axis.tick_labels != labels)


async def test_a_time_zone_that_is_told_late_is_written_on_what_stands(session: Session, writer: Writer) -> None:
    await writer.append(entries(1, 300, start=writer.clock.now() - 30_000_000))
    axis = Curves(session).feet[0].axis
    await until(lambda: len(session.data.history) == 300)
    session.view.pause()
    await until(lambda: axis.tick_labels and not session._framing.jumped)
    for zone, offset in (("Asia/Kathmandu", 345), ("Asia/Tokyo", 540)):
        before = axis.tick_labels
        session.page._receive(session.page, {"kind": "here", "visible": True, "zone": zone, "offset": offset}, [])
        await until(partial(_differs, axis, before))


async def test_feeds_of_one_store_are_one(store: Store) -> None:
    assert Coordinator.of(store) is Coordinator.of(store)
    assert Session.of(store, 1) is Session.of(store, 1)
