import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.drawing.times import LocalTime
from footlib.ui.model.data_status import LACKS, SHAPES, DataStatus, Kind, Supply, judge
from footlib.ui.model.playhead import Playhead

UTC = LocalTime("UTC")
NOW = 1_700_000_000.0


def said(supply: Supply, playhead: Playhead | None = None) -> DataStatus:
    return judge(supply, playhead or Playhead(), UTC, NOW)


def supply(age: float | None, *, interval: float = 0.1, away: float | None = None, reason: str = "") -> Supply:
    return Supply(age, None if age is None else NOW - age, interval, away, reason, asked=True)


def test_words_for_every_state() -> None:
    assert said(Supply()) == DataStatus(Kind.WAITING, "Connecting")
    assert said(supply(0.2)).text == "Live 0.2 s"
    assert said(supply(4.0, reason="HTTP 500")) == DataStatus(Kind.LATE, "Late 4 s", "HTTP 500")
    assert said(supply(80.0)).text == "No data since 22:12:00"
    assert said(supply(None, reason="connection refused")) == DataStatus(Kind.GONE, "No data yet", "connection refused")
    away = said(supply(0.2, away=NOW - 5, reason="no answer"))
    assert (away.text, away.detail) == ("Store away", "since 22:13:15: no answer")
    for kind, words in {Kind.REFUSED: "Store refuses", Kind.FAULT: "Fault of Footwatch"}.items():
        lacks = said(Supply(0.2, NOW - 0.2, 0.1, NOW - 5, "why", asked=True, lack=kind))
        assert (lacks.kind, lacks.text) == (kind, words)
        assert lacks.detail.startswith("since 22:13:15: why")
    assert said(Supply(away_since=NOW - 5, reason="no answer")).detail == "at least since 22:13:15: no answer"


def test_a_recording_has_ended_and_nobody_failed() -> None:
    recorded = Supply(500.0, NOW - 500, 0.1, asked=True, recorded=True)
    assert said(recorded) == DataStatus(Kind.RECORDING, "Recording to 22:05:00")
    playhead = Playhead()
    playhead.pause()
    assert said(recorded, playhead).text == "Paused"


def test_old_data_are_named_with_their_day() -> None:
    assert said(supply(86_400.0)).text == "No data since 13 Nov 2023 22:13:20"


def test_a_pause_and_a_replay_say_so_and_what_goes_on_behind() -> None:
    playhead = Playhead()
    playhead.pause()
    assert said(supply(0.2), playhead).text == "Paused"
    assert said(supply(0.2, away=NOW, reason="no answer"), playhead).text == "Paused · store away"
    playhead.play(NOW - 100, NOW, 0.5)
    assert said(supply(0.2), playhead).text == "Replay 22:11:40 \N{MULTIPLICATION SIGN}0.5"


def test_slow_polling_is_not_late() -> None:
    assert said(supply(8.0, interval=5.0)).kind is Kind.LIVE
    assert said(supply(20.0, interval=5.0)).kind is Kind.LATE
    assert said(supply(101.0, interval=5.0)).kind is Kind.GONE


@given(st.floats(0, 1e5), st.floats(0.01, 60) | st.just(math.nan))
def test_the_older_the_worse(age: float, interval: float) -> None:
    order = [Kind.LIVE, Kind.LATE, Kind.GONE]
    younger, older = said(supply(age, interval=interval)), said(supply(age * 1.5 + 1, interval=interval))
    assert order.index(younger.kind) <= order.index(older.kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_state_has_its_own_shape(kind: Kind) -> None:
    assert DataStatus(kind, "").shape
    assert len(set(SHAPES.values())) == len(Kind)


def test_only_a_picture_that_stands_against_the_viewers_wish_is_stale() -> None:
    assert {kind for kind in Kind if DataStatus(kind, "").stale} == {Kind.LATE, Kind.GONE, *LACKS}
