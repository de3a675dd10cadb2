from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.errors import FootlibError
from footlib.ui.model import link
from footlib.ui.model.playhead import SPEEDS, Mode, Playhead


def test_live_follows_the_newest_reading() -> None:
    playhead = Playhead()
    playhead.advance(0.1, None)
    assert playhead.at is None
    playhead.advance(0.1, 50.0)
    assert playhead.at == 50.0


def test_a_pause_stands_while_data_go_on() -> None:
    playhead = Playhead()
    playhead.advance(0.1, 50.0)
    playhead.pause()
    playhead.advance(10.0, 60.0)
    assert (playhead.mode, playhead.at) == (Mode.PAUSED, 50.0)
    playhead.live()
    playhead.advance(0.1, 60.0)
    assert playhead.at == 60.0


@given(st.sampled_from(SPEEDS), st.floats(0, 30), st.lists(st.floats(0.01, 1), max_size=80))
def test_a_replay_takes_its_time_and_stops_at_its_end(speed: float, length: float, steps: list[float]) -> None:
    playhead = Playhead()
    playhead.set_speed(speed)
    playhead.play(100.0, 100.0 + length)
    for step in steps:
        playhead.advance(step, 500.0)
    passed = sum(steps) * speed
    assert playhead.at is not None
    assert playhead.at == pytest.approx(100.0 + min(passed, length), abs=1e-6)
    if passed > length + 1e-6:
        assert playhead.mode is Mode.PAUSED


@given(st.sampled_from(SPEEDS), st.floats(0.2, 30), st.floats(0, 1), st.lists(st.floats(0.01, 1), max_size=80))
def test_a_loop_goes_on_where_it_began_and_loses_no_time(
    speed: float, length: float, share: float, steps: list[float]
) -> None:
    playhead = Playhead()
    playhead.set_speed(speed)
    playhead.loop = True
    playhead.play(100.0 + share * length, 100.0 + length, start=100.0)
    version, turns = playhead.version, 0.0
    for step in steps:
        before = playhead.at
        playhead.advance(step, 500.0)
        assert playhead.at is not None
        assert before is not None
        assert 100 <= playhead.at <= 100 + length
        turns += (step * speed - (playhead.at - before)) / length
    assert turns == pytest.approx(round(turns), abs=1e-6), "what passed but whole turns"
    assert (playhead.mode, playhead.version) == (Mode.REPLAY, version), "what is fetched meanwhile is still wanted"


def test_a_loop_turns_at_the_newest_reading_and_ends_when_it_is_left() -> None:
    playhead = Playhead()
    playhead.loop = True
    playhead.play(10.0, 20.0)
    playhead.advance(4.0, 13.0)
    assert (playhead.mode, playhead.at) == (Mode.REPLAY, 11.0)
    playhead.loop = False
    playhead.advance(4.0, 13.0)
    assert (playhead.mode, playhead.at, playhead.start, playhead.stop) == (Mode.PAUSED, 13.0, None, None)


def test_a_moment_is_not_looped() -> None:
    playhead = Playhead()
    playhead.loop = True
    playhead.play(10.0, 10.1)
    playhead.advance(1.0, 500.0)
    assert (playhead.mode, playhead.at) == (Mode.PAUSED, 10.1)


def test_an_address_tells_what_is_not_as_usual() -> None:
    playhead = Playhead()
    assert playhead.query == {}
    playhead.set_speed(0.25)
    playhead.loop = True
    assert playhead.query == {"speed": "0.25", "loop": "1"}
    assert {one: link.speed(f"{one:g}") for one in SPEEDS} == {one: one for one in SPEEDS}
    for text in (None, "", "3", "nan", "1e0", "0.250", "<b>", "9" * 10_000):
        assert link.speed(text) == 1.0


def test_seeking_pauses_live_and_goes_on_within_a_replay() -> None:
    playhead = Playhead()
    playhead.seek(5.0)
    assert (playhead.mode, playhead.at) == (Mode.PAUSED, 5.0)
    playhead.play(10.0, 20.0)
    modes = []
    for at in (12.0, 21.0):
        playhead.seek(at)
        modes.append(playhead.mode)
    assert modes == [Mode.REPLAY, Mode.PAUSED]


def test_every_jump_is_told() -> None:
    playhead = Playhead()
    seen = {playhead.version}
    jumps: tuple[Callable[[], None], ...] = (
        lambda: playhead.pause(2.0),
        lambda: playhead.seek(3.0),
        lambda: playhead.play(1.0, 2.0),
        playhead.live,
    )
    for jump in jumps:
        jump()
        seen.add(playhead.version)
    assert len(seen) == 5


def test_a_speed_that_is_none_is_refused() -> None:
    with pytest.raises(FootlibError, match=r"the speed is 3; allowed is one of 0\.25"):
        Playhead().set_speed(3)


def test_a_pause_only_interrupts_a_replay() -> None:
    playhead = Playhead()
    playhead.play(10.0, 20.0)
    playhead.advance(2.0, 500.0)
    playhead.pause()
    assert playhead.interrupted
    playhead.advance(5.0, 500.0)
    playhead.seek(14.0)
    assert (playhead.mode, playhead.at, playhead.interrupted) == (Mode.PAUSED, 14.0, True)
    playhead.resume()
    playhead.advance(1.0, 500.0)
    assert (playhead.mode, playhead.at, playhead.interrupted) == (Mode.REPLAY, 15.0, False)
    playhead.pause()
    playhead.stand(3.0)
    playhead.resume()
    assert (playhead.mode, playhead.at, playhead.interrupted) == (Mode.PAUSED, 3.0, False)


def test_a_replay_does_not_outrun_the_readings() -> None:
    playhead = Playhead()
    playhead.set_speed(4.0)
    playhead.play(10.0, 20.0)
    playhead.advance(1.0, 13.0)
    assert (playhead.mode, playhead.at) == (Mode.PAUSED, 13.0)
