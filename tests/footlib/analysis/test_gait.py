import numpy as np
import pytest

from footlib.analysis import (
    Refused,
    Strides,
    cadence,
    contact_share,
    detect,
    double_support,
    require,
    stance,
    step_time,
    step_timing,
    steps,
    stride_variability,
    strides,
    swing,
)
from footlib.errors import RefusedError
from footlib.recording import Recording
from footlib.sensors import Foot
from tests.footlib.analysis.walks import half_sine_walk, seen_stance, square_walk


@pytest.mark.parametrize("rate", [10.0, 12.5, 20.0, 50.0, 100.0, 200.0])
@pytest.mark.parametrize("pace", [80.0, 104.3, 131.0])
def test_half_sine_walk_gives_its_cadence_and_stance_back(rate: float, pace: float) -> None:
    table = require(strides(detect(half_sine_walk(rate=rate, cadence=pace))))

    assert require(cadence(table)) == pytest.approx(pace, rel=0.01)
    for foot in Foot:
        assert require(stance(table, foot)) == pytest.approx(100 * seen_stance(0.62), abs=1.5)
        assert require(swing(table, foot)) == pytest.approx(100 - require(stance(table, foot)), abs=0.1)
        assert require(step_time(table, foot)) == pytest.approx(60.0 / pace, rel=0.02)
    assert require(stride_variability(table)) < 3.0


def test_cadence_is_that_of_the_median_stride_time() -> None:
    times = np.array([1.0, 1.0, 1.5, 1.5])
    contact = np.array([0.0, 1.0, 2.0, 3.5])
    table = Strides(np.zeros(4, bool), contact, contact + 0.6, contact + times, np.zeros(4), times / 2)

    assert cadence(table) == pytest.approx(120 / 1.25)


def test_square_walk_gives_both_stances_back() -> None:
    table = require(strides(detect(square_walk())))

    assert require(cadence(table)) == pytest.approx(104.3, rel=0.002)
    assert require(stance(table, Foot.LEFT)) == pytest.approx(62.0, abs=1.0)
    assert require(stance(table, Foot.RIGHT)) == pytest.approx(58.0, abs=1.0)


@pytest.mark.parametrize("rate", [1.7, 3.3, 10.0, 20.0, 100.0])
def test_shares_of_time_are_unbiased_at_any_rate(rate: float) -> None:
    contact = detect(square_walk(rate=rate, seconds=600.0))

    assert require(contact_share(contact, Foot.LEFT)) == pytest.approx(62.0, abs=1.5)
    assert require(contact_share(contact, Foot.RIGHT)) == pytest.approx(58.0, abs=1.5)
    assert require(double_support(contact)) == pytest.approx(20.0, abs=1.5)


def test_stride_table_counts_every_stride_once_in_order() -> None:
    walk = square_walk(seconds=60.0)
    contact = detect(walk)
    table = require(strides(contact))

    stride = 120.0 / 104.3
    expected = [int((60.0 - shift * stride) / stride) + 1 for shift in (0.31, 0.81)]
    assert [require(steps(contact, foot)) for foot in Foot] == expected
    assert len(table.of(Foot.LEFT)) == expected[0] - 1
    assert (np.diff(table.contact) > 0).all()
    assert (table.contact < table.toe_off).all()
    assert (table.toe_off < table.next_contact).all()


def test_double_support_of_strides_agrees_with_the_share_of_time() -> None:
    contact = detect(half_sine_walk())
    table = require(strides(contact))

    assert np.median(table.double_support) == pytest.approx(require(double_support(contact)), abs=0.5)


def test_no_stride_spans_a_gap() -> None:
    walk = square_walk()
    holed = Recording.join([walk.between(0, 20), walk.between(31, 61)])
    table = require(strides(detect(holed)))

    assert not ((table.contact < 20) & (table.next_contact > 31)).any()
    assert table.stride_time.max() < 1.5
    assert require(cadence(table)) == pytest.approx(104.3, rel=0.002)


def test_step_time_is_unknown_where_the_other_foot_made_no_step() -> None:
    walk = square_walk()
    counts = np.array(walk.counts)
    lame = (walk.time > 20) & (walk.time < 25)
    counts[lame, 3:] = counts[:, 3:].min()
    table = require(strides(detect(Recording.from_columns(walk.time, counts)))).of(Foot.LEFT)

    hopped = (table.contact > 21.5) & (table.contact < 25)
    assert np.isnan(table.step_time[hopped]).all()
    assert not np.isnan(table.step_time[1:][table.contact[1:] < 20]).any()


@pytest.mark.parametrize(("rate", "got"), [(3.3, "3.3 Hz"), (9.4, "9.4 Hz"), (1.0, "1.0 Hz")])
def test_step_timing_is_refused_under_ten_hertz(rate: float, got: str) -> None:
    contact = detect(square_walk(rate=rate))
    table = strides(contact)

    for refused in (table, cadence(table), stance(table, Foot.LEFT), step_time(table, Foot.LEFT)):
        assert refused == Refused(f"needs 10 Hz, got {got}")
    assert steps(contact, Foot.LEFT) == Refused(f"needs 10 Hz, got {got}")
    with pytest.raises(RefusedError, match="needs 10 Hz"):
        require(table)


def test_step_timing_allows_a_poll_that_is_a_little_late() -> None:
    assert step_timing(9.6) is None
    assert step_timing(float("nan")) == Refused("needs 10 Hz, got too few readings to tell")


def test_a_median_over_few_strides_is_refused() -> None:
    table = strides(detect(square_walk(seconds=3.0)))

    assert stance(table, Foot.LEFT) == Refused("needs 3 strides, got 2")


def test_stride_table_as_frame() -> None:
    table = require(strides(detect(square_walk())))
    frame = table.to_pandas()

    assert len(frame) == len(table)
    assert set(frame["foot"]) == {"left", "right"}
    np.testing.assert_allclose(frame["stance"] + frame["swing"], 100.0)
