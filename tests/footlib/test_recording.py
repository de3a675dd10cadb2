from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from footlib.errors import RecordingError
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import NAMES, Foot


def ramp(n: int, rate: float = 10.0, start: float = 0.0) -> Recording:
    """Channel c shows row + c."""
    return Recording.from_columns(start + np.arange(n) / rate, np.arange(n)[:, None] % 1000 + np.arange(6))


def same(first: Recording, second: Recording) -> bool:
    columns = ("time", "counts", "anomaly", "trace_id")
    return all(np.array_equal(getattr(first, column), getattr(second, column)) for column in columns)


def test_columns_are_read_only_and_the_callers_stay_writable() -> None:
    time = np.arange(3.0)
    recording = Recording.from_columns(time, np.zeros((3, 6), int))
    time[0] = -1.0

    assert recording.time[0] == 0.0
    for column in (recording.time, recording.counts, recording.anomaly, recording.trace_id):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


@pytest.mark.parametrize(
    ("time", "counts", "message"),
    [
        ([0.0, 2.0, 1.0], [[0] * 6] * 3, "time falls at row 2: 1.0 after 2.0"),
        ([0.0, float("nan"), 1.0], [[0] * 6] * 3, "time falls at row 1: nan after 0.0"),
        ([float("nan")], [[0] * 6], "time runs from nan to nan, allowed are finite numbers"),
        ([1.78e12], [[0] * 6], "time runs from 1780000000000.0 .*, allowed are finite numbers of seconds under 6e"),
        ([-1.78e12], [[0] * 6], "time runs from -1780000000000.0 "),
        ([0.0, float("inf")], [[0] * 6] * 2, "time runs from 0.0 to inf"),
        ([0.0], [[0, 0, 0, 0, 0, 1024]], "counts run from 0 to 1024, allowed is 0..1023"),
        ([0.0], [[-1, 0, 0, 0, 0, 0]], "counts run from -1 to 0"),
        ([0.0, 1.0], [[0] * 6, [0, 0, 0.5, 0, 0, 0]], "L2 is 0.5 in row 1, allowed are whole counts"),
    ],
)
def test_columns_that_cannot_be_are_refused(time: list[float], counts: list[list[int]], message: str) -> None:
    with pytest.raises(RecordingError, match=message):
        Recording.from_columns(time, counts)


def test_columns_of_other_shapes_are_refused() -> None:
    with pytest.raises(RecordingError, match="column anomaly has shape"):
        Recording.from_columns([0.0, 1.0], [[0] * 6] * 2, anomaly=np.zeros((2, 5), bool))


def test_slices_are_views() -> None:
    recording = ramp(100)

    for part in (recording[10:20], recording.between(1.0, 5.0), recording.window(2.0), recording.thin(3)):
        for column in ("time", "counts", "anomaly", "trace_id"):
            assert np.shares_memory(getattr(part, column), getattr(recording, column))
            assert not getattr(part, column).flags.writeable


def test_nothing_of_a_recording_can_be_changed() -> None:
    recording = ramp(5)

    with pytest.raises(AttributeError):
        recording.time = np.zeros(5)  # type: ignore[misc]
    with pytest.raises(RecordingError, match="time falls at row 1"):
        recording[::-1]


def test_between_takes_both_ends_and_window_counts_from_the_newest() -> None:
    recording = ramp(100)

    assert recording.between(1.0, 2.0).time.tolist() == pytest.approx(np.arange(10, 21) / 10)
    assert len(recording.between()) == 100
    assert recording.window(1.0).time[0] == pytest.approx(8.9)
    assert len(Recording.empty().window(1.0)) == 0


@given(st.integers(1, 60), st.integers(1, 12))
def test_thin_keeps_the_newest_and_every_nth(n: int, every: int) -> None:
    thinned = ramp(n).thin(every)

    assert thinned.time[-1] == ramp(n).time[-1]
    assert len(thinned) == (n - 1) // every + 1


def test_thin_by_less_than_one_is_refused() -> None:
    with pytest.raises(RecordingError, match="allowed is 1 and more"):
        ramp(5).thin(0)


@given(st.lists(st.integers(0, 20), max_size=5))
def test_join_puts_parts_back_together(cuts: list[int]) -> None:
    recording = ramp(20)
    edges = [0, *sorted(cuts), 20]
    parts = [recording[a:b] for a, b in pairwise(edges)]

    assert same(Recording.join(parts), recording)
    assert len(Recording.join([])) == 0


def test_join_refuses_parts_out_of_order_and_adds_up_what_was_skipped() -> None:
    with pytest.raises(RecordingError, match="time falls"):
        Recording.join([ramp(3, start=10.0), ramp(3)])

    person = Person("A", "B")
    parts = [
        Recording.from_columns([0.0], [[0] * 6], skipped=2),
        Recording.from_columns([1.0], [[0] * 6], skipped=3, person=person),
    ]
    assert (Recording.join(parts).skipped, Recording.join(parts).person) == (5, person)


def test_readings_of_one_stamp_are_one_in_time_also_as_the_store_keeps_them() -> None:
    seconds = np.repeat(np.arange(50.0), 3)
    stored = seconds + np.tile([0, 1e-6, 2e-6], 50)

    for time in (seconds, 1.6e9 + stored):
        assert Recording.from_columns(time, [[0] * 6] * 150).rate == pytest.approx(1.0, abs=1e-5)


def test_rate_is_that_of_the_median_interval_whatever_the_gaps() -> None:
    recording = Recording.join([ramp(50), ramp(50, start=100.0)])

    assert recording.rate == pytest.approx(10.0)
    assert recording.gaps.tolist() == [49]
    assert recording.duration == pytest.approx(104.9)


def test_a_clock_of_whole_seconds_gives_a_rate_of_one() -> None:
    recording = Recording.from_columns(np.repeat(np.arange(20.0), 3), np.zeros((60, 6), int))

    assert recording.rate == 1.0
    assert len(recording.gaps) == 0


@pytest.mark.parametrize("time", [[], [5.0], [5.0, 5.0]])
def test_rate_of_hardly_any_readings_is_unknown(time: list[float]) -> None:
    recording = Recording.from_columns(time, np.zeros((len(time), 6), int))

    assert np.isnan(recording.rate)
    assert recording.gaps.tolist() == []
    assert recording.duration == 0.0


def test_feet_and_flags() -> None:
    anomaly = np.zeros((2, 6), bool)
    anomaly[1, 4] = True
    recording = Recording.from_columns([0.0, 1.0], [[1, 2, 3, 4, 5, 6]] * 2, anomaly=anomaly)

    assert recording.foot(Foot.LEFT).tolist() == [[1, 2, 3]] * 2
    assert recording.foot(Foot.RIGHT).tolist() == [[4, 5, 6]] * 2
    assert recording.flagged.tolist() == [False, True]


@pytest.mark.parametrize(
    ("trace", "clock"),
    [
        (2350401012010, "2010-01-01T02:35:04"),
        (23595931122010, "2010-12-31T23:59:59"),
        (1002010, "NaT"),
        (2350431022010, "NaT"),
        (2350429022012, "2012-02-29T02:35:04"),
        (UNKNOWN_TRACE, "NaT"),
        (99999999999999, "NaT"),
    ],
)
def test_device_clock_is_read_from_the_trace(trace: int, clock: str) -> None:
    recording = Recording.from_columns([0.0], [[0] * 6], trace_id=np.array([trace]))

    assert str(recording.device_clock[0]) == clock


def test_resample_is_linear_between_readings() -> None:
    recording = Recording.from_columns([0.0, 1.0, 2.0], [[0] * 6, [100] * 6, [50] * 6])
    regular = recording.resample(4.0)

    assert regular.time.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]
    assert regular.counts[:, 0].tolist() == [0, 25, 50, 75, 100, 88, 75, 62, 50]


def test_resample_invents_nothing_within_a_gap() -> None:
    recording = Recording.join([ramp(50), ramp(50, start=20.03)])
    regular = recording.resample(20.0)

    assert not ((regular.time > 4.9 + 1e-9) & (regular.time < 20.03)).any()
    assert regular.time[0] == 0.0
    np.testing.assert_allclose(regular.time * 20 % 1, np.round(regular.time * 20 % 1), atol=1e-6)


@settings(deadline=None)
@given(st.integers(2, 300), st.sampled_from([3.0, 10.0, 33.3, 100.0]))
def test_resample_at_its_own_rate_changes_nothing(n: int, rate: float) -> None:
    anomaly = np.arange(n)[:, None] % 3 == np.zeros(6)
    plain = ramp(n, rate, start=1_700_000_000.0)
    recording = Recording.from_columns(plain.time, plain.counts, anomaly=anomaly)
    regular = recording.resample(rate)

    assert len(regular) == n
    np.testing.assert_allclose(regular.time, recording.time, atol=1e-6)
    assert np.array_equal(regular.counts, recording.counts)
    assert np.array_equal(regular.anomaly, recording.anomaly)


def test_resample_keeps_the_latest_flags_and_trace() -> None:
    anomaly = np.zeros((3, 6), bool)
    anomaly[1] = True
    recording = Recording.from_columns(
        [0.0, 1.0, 2.0], [[0] * 6] * 3, anomaly=anomaly, trace_id=np.array([7, 8, 9])
    ).resample(2.0)

    assert recording.flagged.tolist() == [False, False, True, True, False]
    assert recording.trace_id.tolist() == [7, 7, 8, 8, 9]


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_resample_refuses_rates_that_make_no_grid(rate: float) -> None:
    with pytest.raises(RecordingError, match="allowed is a number above 0"):
        ramp(5).resample(rate)


def test_resample_leaves_single_readings_alone() -> None:
    assert same(ramp(1).resample(5.0), ramp(1))


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Whatever the store can hold: any microsecond, count, flag and trace."""
    n = draw(st.integers(0, 20))
    micros = sorted(draw(st.lists(st.integers(0, 4_000_000_000_000_000), min_size=n, max_size=n)))
    counts = draw(arrays(np.int64, (n, 6), elements=st.integers(0, 1023)))
    anomaly = draw(arrays(np.bool_, (n, 6)))
    traces = draw(arrays(np.int64, n, elements=st.integers(UNKNOWN_TRACE, 23_59_59_31_12_2099)))
    return Recording.from_columns(np.array(micros) / 1e6, counts, anomaly=anomaly, trace_id=traces)


@given(recordings())
def test_pandas_and_back(recording: Recording) -> None:
    assert same(Recording.from_pandas(recording.to_pandas()), recording)


def test_a_frame_has_times_counts_flags_and_units() -> None:
    anomaly = np.zeros((50, 6), bool)
    anomaly[7, 4] = True
    frame = Recording.from_columns(
        1_700_000_000.123456 + np.arange(50) / 8, np.arange(300).reshape(50, 6), anomaly=anomaly
    ).to_pandas()

    assert frame.index[0].isoformat() == "2023-11-14T22:13:20.123456+00:00"
    assert frame["L2"].tolist() == list(range(2, 300, 6))
    assert frame.index[frame["anomaly"]].tolist() == frame.index[frame["R1_anomaly"]].tolist() == [frame.index[7]]
    assert set(frame.attrs["units"]) == {*frame.columns, "time"} - {"anomaly"}
    assert frame.attrs["units"]["L0"] == "counts 0..1023"


def test_a_frame_without_a_flag_for_each_sensor_flags_all_six() -> None:
    frame = ramp(5, start=1_700_000_000.0).to_pandas()[[*NAMES, "anomaly"]]
    frame.iloc[2, 6] = True

    assert Recording.from_pandas(frame).anomaly.tolist() == [[row == 2] * 6 for row in range(5)]


def test_from_pandas_takes_any_zone_and_may_miss_flags_and_traces() -> None:
    recording = ramp(5, start=1_700_000_000.0)
    frame = recording.to_pandas().tz_convert("Asia/Tokyo")[list(NAMES)]

    assert same(Recording.from_pandas(frame), recording)


def test_from_pandas_says_what_is_missing() -> None:
    frame = ramp(5).to_pandas()

    with pytest.raises(RecordingError, match="no column L1, R2"):
        Recording.from_pandas(frame.drop(columns=["L1", "R2"]))
    with pytest.raises(RecordingError, match="needs times"):
        Recording.from_pandas(frame.reset_index(drop=True))
    frame["R0"] = [0.0, 1.0, 2.5, 3.0, 4.0]
    with pytest.raises(RecordingError, match=r"R0 is 2\.5 in row 2, allowed are whole counts"):
        Recording.from_pandas(frame)
    assert same(Recording.from_pandas(ramp(5).to_pandas().astype({"L1": "Int64"})), ramp(5))
    frame.loc[frame.index[1], "L2"] = np.nan
    with pytest.raises(RecordingError, match=r"L2 is nan in row 1"):
        Recording.from_pandas(frame)
