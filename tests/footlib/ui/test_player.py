"""Replays: of the window, an episode, a trial or a similar stretch, with the same controls."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import pytest

from footlib.store import Store, Writer
from footlib.ui import AnomalyHistory, Curves, Dashboard, Session, TrialsCard
from footlib.ui.model.playhead import Mode
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.trial_card import kept, send
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def walked(session: Session, writer: Writer) -> AsyncIterator[Session]:
    """A minute was walked, with an episode of a second in its middle; the curves show half of it."""
    start = writer.clock.now() - 60_000_000
    await writer.append(entries(1, 600, start=start, flagged=set(range(300, 311))))
    curves = Curves(session)
    await until(lambda: len(session.data.history) == 600 and session.anomalies.known.newest)
    yield session
    curves.close()


def stretch(session: Session) -> tuple[float, float]:
    playhead = session.view.playhead
    assert playhead.start is not None
    assert playhead.stop is not None
    return playhead.start, playhead.stop


async def test_without_a_loop_the_readings_are_played_to_the_last_and_with_one_what_is_shown(walked: Session) -> None:
    view, time = walked.view, walked.segment.recording.time
    view.zoom_to(float(time[100]), float(time[200]))
    send(walked, "play")
    assert stretch(walked) == pytest.approx((time[100], time[-1]))
    send(walked, "loop", on=True)
    assert view.playhead.mode is Mode.REPLAY
    assert stretch(walked) == pytest.approx((time[100], time[200]))
    view.zoom_to(float(time[120]), float(time[160]))
    assert stretch(walked) == pytest.approx((time[120], time[160])), "what is zoomed to is played again and again"
    view.advance(3600.25, float(time[-1]))
    assert view.moment is not None
    assert time[120] <= view.moment <= time[160]
    assert view.playhead.mode is Mode.REPLAY
    send(walked, "loop", on=False)
    assert stretch(walked)[1] == pytest.approx(time[-1])


async def test_an_episode_is_looped_as_it_is_until_one_zooms_into_it(walked: Session) -> None:
    (episode,) = walked.anomalies.known.newest
    AnomalyHistory(walked)
    send(walked, "loop", on=True)
    send(walked, "speed", speed=0.5)
    send(walked, "episode", first=episode.first)
    await until(lambda: walked.view.playhead.mode is Mode.REPLAY)
    around = episode.start - 2, episode.stop + 2
    assert stretch(walked) == pytest.approx(around)
    assert walked.view.playhead.speed == 0.5
    for on in (False, True):
        send(walked, "loop", on=on)
        assert stretch(walked) == pytest.approx(around)
    walked.view.set_window(60.0)
    assert stretch(walked) == pytest.approx(around), "more is shown around it"
    walked.view.zoom_to(episode.start - 1, episode.stop + 1)
    assert stretch(walked) == pytest.approx((episode.start - 1, episode.stop + 1), abs=0.11)


async def test_a_trial_is_played_from_its_begin(walked: Session, store: Store) -> None:
    card = TrialsCard(walked)
    trial_id = await kept(store, 1, "stairs", 1_600_000_000.0)
    await store.trials.begin(1, back=None)
    await until(lambda: "play_trial" in card._table.value and trial_id in card._table.value)
    send(walked, "loop", on=True)
    send(walked, "play_trial", id=trial_id)
    await until(lambda: walked.view.playhead.mode is Mode.REPLAY)
    assert walked.view.trial is not None
    assert walked.view.trial.id == trial_id
    assert stretch(walked) == pytest.approx((1_600_000_000.0, 1_600_000_004.9))


async def test_a_stretch_is_played_where_it_is_shown_and_fetched_where_it_is_not(walked: Session) -> None:
    view, time = walked.view, walked.segment.recording.time
    shown = view.span()
    walked.player.play_stretch(float(time[400]), float(time[450]))
    assert stretch(walked) == pytest.approx((time[400], time[450]))
    assert view.zoom is None
    assert view.span() == pytest.approx(shown, abs=0.5)
    walked.loader.replay_stretch(float(time[50]), float(time[80]))
    await until(lambda: view.playhead.at is not None and view.playhead.at < time[80])
    assert stretch(walked) == pytest.approx((time[50], time[80]))
    start, stop = view.span()
    assert start < time[50] < time[80] < stop
    assert stop - start == pytest.approx(view.window)


async def test_one_button_plays_pauses_and_goes_on(walked: Session) -> None:
    view = walked.view
    said = []
    for _ in range(3):
        send(walked, "play_or_pause")
        said.append(view.playhead.mode)
    assert said == [Mode.REPLAY, Mode.PAUSED, Mode.REPLAY]
    before = view.playhead.stop
    send(walked, "play_or_pause")
    send(walked, "play_or_pause")
    assert view.playhead.stop == before, "it goes on, and does not begin anew"


async def test_the_controls_say_how_it_is_played(walked: Session) -> None:
    transport = next(part for part in walked.renderer.drawn if isinstance(part, Curves))._transport
    for kind, fields, words in (
        ("speed", {"speed": 0.25}, 'pressed="true">\N{MULTIPLICATION SIGN}0.25'),
        ("loop", {"on": True}, 'pressed="true">↻ Loop'),
        ("play", {}, "❚❚ Pause"),
        ("toggle", {}, "▶ Go on"),
        ("live", {}, "▶ Play"),
    ):
        send(walked, kind, **fields)
        await until(lambda words=words: words in transport.value)  # type: ignore[misc]


@pytest.mark.parametrize("speed", [3, 0, -1, "1", None, [1], float("nan"), True])
async def test_only_the_speeds_that_there_are_are_taken(session: Session, speed: object) -> None:
    session.player.set_speed(0.5)
    send(session, "speed", speed=speed)
    assert session.view.playhead.speed == 0.5


def address(dashboard: Dashboard) -> dict[str, str]:
    return dict(parse_qsl(dashboard.session.page.address))


async def test_speed_and_loop_are_in_the_address_of_a_past_and_come_back_with_it(store: Store, writer: Writer) -> None:
    await writer.append(entries(1, 600, start=writer.clock.now() - 60_000_000))
    dashboard = Dashboard(store, {"person": "1", "speed": "2", "loop": "1"})
    session = dashboard.session
    assert (session.view.playhead.speed, session.view.playhead.loop) == (2.0, True)
    assert not {"speed", "loop"} & address(dashboard).keys(), "the present is not replayed"
    await until(lambda: len(session.data.history) == 600)
    send(session, "play")
    assert (address(dashboard)["speed"], address(dashboard)["loop"]) == ("2", "1")
    send(session, "address", query=f"person=1&window=30&at={session.view.moment}&speed=0.25&loop=yes")
    assert (session.view.playhead.speed, session.view.playhead.loop) == (0.25, False)
    await until(lambda: session.view.playhead.mode is Mode.PAUSED)
    assert address(dashboard)["speed"] == "0.25"
    assert "loop" not in address(dashboard)
    dashboard.close()
