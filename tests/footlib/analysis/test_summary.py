import json

import numpy as np
import pytest

from footlib.analysis import sensor_health, summarise, summary_json
from footlib.recording import Recording
from tests.footlib.analysis.walks import square_walk

KEYS = [
    "rate_hz",
    "steps_left",
    "steps_right",
    "cadence",
    "stance_left",
    "stance_right",
    "contact_left",
    "contact_right",
    "double_support",
    "load_share_left",
    "refused",
]


def test_json_has_the_fixed_keys_in_percent() -> None:
    found = summary_json(summarise(square_walk()))

    assert list(found) == KEYS
    assert found["rate_hz"] == pytest.approx(100.0)
    assert found["cadence"] == pytest.approx(104.3, rel=0.002)
    assert found["contact_left"] == pytest.approx(62.0, abs=1.0)
    assert found["load_share_left"] == pytest.approx(100 * 0.62 / 1.20, abs=1.0)
    assert isinstance(found["steps_left"], int)
    assert found["refused"] == {}


def test_json_gives_a_reason_for_every_null() -> None:
    found = summary_json(summarise(square_walk(rate=3.3)))

    refused = found["refused"]
    assert isinstance(refused, dict)
    assert {key for key in KEYS if found[key] is None} == set(refused)
    assert set(refused) == {"steps_left", "steps_right", "cadence", "stance_left", "stance_right"}
    assert set(refused.values()) == {"needs 10 Hz, got 3.3 Hz"}


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_hardly_any_readings_make_a_summary_of_reasons(n: int) -> None:
    summary = summarise(Recording.from_columns(np.arange(n) / 10, np.full((n, 6), 9)))

    assert summary.n == n
    assert summary["contact_left"].value is None
    assert summary["contact_left"].reason
    json.dumps(summary_json(summary), allow_nan=False)


def test_summary_says_what_it_was_made_from() -> None:
    walk = square_walk(seconds=120.0)
    anomaly = np.zeros((len(walk), 6), bool)
    anomaly[: len(walk) // 4, 2] = True
    flagged = Recording.from_columns(walk.time, walk.counts, anomaly=anomaly)
    summary = summarise(Recording.join([flagged.between(0, 50), flagged.between(70, 120)]))

    assert (summary.n, summary.gaps) == (10_001, 1)
    assert summary.gap_time == pytest.approx(20.0)
    assert summary.flagged == pytest.approx(30.0, abs=0.1)
    assert summary.clock == "recording's own clock"
    stored = Recording.from_columns(walk.time + 1_700_000_000, walk.counts)
    assert summarise(stored).clock == "wall clock of reception"
    assert summary.thresholds.left.on.tolist() == pytest.approx([270.0])
    assert summary.thresholds.left.off.tolist() == pytest.approx([135.0])


def test_bands_carry_their_source_and_stand_only_where_published() -> None:
    bands = {measure.key: measure.band for measure in summarise(square_walk()).measures if measure.band}

    assert {key: (band.low, band.high) for key, band in bands.items()} == {
        "cadence": (100, 120),
        "stance_left": (60, 62),
        "stance_right": (60, 62),
        "double_support": (20, 25),
    }
    for key, source in (("cadence", "Winter 1991"), ("stance_left", "Kirtley"), ("double_support", "Murray")):
        assert source in bands[key].source


def test_thresholds_may_come_from_elsewhere() -> None:
    walk = square_walk(seconds=90.0)
    thresholds = summarise(walk).thresholds

    assert summarise(walk.window(5.0), thresholds)["contact_left"].value == pytest.approx(62.0, abs=8.0)


def test_readings_rarer_than_a_block_are_summarised() -> None:
    sparse = Recording.from_columns(np.arange(800) * 100.0, np.tile(square_walk().counts[:100], (8, 1)))
    summary = summarise(sparse)
    assert summary.n == 800
    assert summary["cadence"].reason == "needs 10 Hz, got 0.0 Hz"
    assert len(sensor_health(sparse)) == 6
