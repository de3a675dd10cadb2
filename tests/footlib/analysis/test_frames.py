from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import pytest

from footlib.analysis import Refused, detect, require, strides, summarise
from footlib.analysis.frames import (
    episode_frame,
    gait_frame,
    match_frame,
    motif_frame,
    quality,
    sensor_frame,
    stride_frame,
    whole,
)
from footlib.analysis.patterns import Match, Motif
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import FULL_SCALE, NAMES
from tests.footlib.analysis.walks import half_sine_walk, square_walk

EPOCH = 1_700_000_000.0


def row(frame: pd.DataFrame, label: str | int, *columns: str) -> list[Any]:
    return [frame.loc[label, column] for column in columns]


def flagged(walk: Recording, rows: slice, *, start: float = 0.0, trace: int = UNKNOWN_TRACE) -> Recording:
    anomaly = np.zeros((len(walk), 6), bool)
    anomaly[rows, 1] = True
    return Recording.from_columns(
        walk.time + start, walk.counts, anomaly=anomaly, trace_id=np.full(len(walk), trace), skipped=3
    )


def test_quality_tells_rate_clock_gaps_flags_and_losses() -> None:
    walk = square_walk(rate=20.0, seconds=60.0)
    holed = flagged(Recording.join([walk.between(0, 20), walk.between(30, 60)]), slice(0, 100), start=EPOCH)

    assert quality(walk) == ("1200 readings in 60.0 s at 20.0 Hz by the recording's own clock, no gaps, 0.0 % flagged.")
    assert quality(holed) == (
        "1001 readings in 60.0 s at 20.0 Hz by the wall clock of reception, 1 gap of 10.0 s in all, "
        "10.0 % flagged, 3 stored rows could not be read."
    )
    assert quality(Recording.empty()) == "0 readings: too few to tell a rate."


def test_sensors_have_a_line_each() -> None:
    walk = square_walk(rate=20.0)
    counts = np.array(walk.counts)
    counts[:, 4] = FULL_SCALE
    frame = sensor_frame(Recording.from_columns(walk.time, counts))

    assert frame.index.tolist() == list(NAMES)
    assert frame.loc["R1", "state"] == "flat"
    assert frame.loc["R1", "saturated %"] == 100.0
    assert row(frame, "L0", "minimum", "maximum", "saturated %") == [40.0, 940.0, 0.0]
    assert sensor_frame(Recording.empty()).empty


def test_gait_numbers_stand_side_by_side_with_unit_band_and_source() -> None:
    slow, quick = square_walk(cadence=92.0), half_sine_walk(cadence=118.0)
    frame = gait_frame({"slow": slow, "quick": quick})

    assert [float(value) for value in row(frame, "Cadence", "slow", "quick")] == pytest.approx([92, 118], rel=0.01)
    assert row(frame, "Cadence", "unit", "reference") == ["steps/min", "100 to 120"]
    assert "Winter 1991" in str(frame.loc["Cadence", "source"])
    assert row(frame, "Contact on / off, left", "slow", "unit") == ["270 / 135", "counts"]
    assert row(frame, "Rate", "quick", "unit") == ["100.0", "Hz"]
    for measure in summarise(slow).measures:
        places = {"steps": 0, "counts": 0, "count-seconds": 0, "s": 0 if "ing" in measure.label else 2}
        told = f"refused: {measure.reason}" if measure.reason else f"{measure.value:.{places.get(measure.unit, 1)}f}"
        assert frame.loc[measure.label, "slow"] == told
    assert row(frame, "Walking", "slow", "unit") == ["61", "s"]


@pytest.mark.parametrize("start", [0.0, EPOCH])
def test_strides_have_a_line_each(start: float) -> None:
    walk = half_sine_walk(seconds=30.0)
    frame = stride_frame(Recording.from_columns(walk.time + start, walk.counts))
    table = require(strides(detect(walk)))

    assert len(frame) == len(table)
    assert frame["foot"].tolist() == ["right" if right else "left" for right in table.right]
    assert frame["stance"].to_numpy() == pytest.approx(table.stance, abs=0.051)
    first = frame["contact"][0]
    assert (first.timestamp() - start if start else first) == pytest.approx(table.contact[0], abs=0.01)


def test_strides_that_the_rate_does_not_carry_are_their_reason() -> None:
    assert stride_frame(half_sine_walk(rate=5.0)).to_dict("list") == {"refused": ["needs 10 Hz, got 5.0 Hz"]}


def test_a_refused_number_is_its_reason_and_grey() -> None:
    frame = gait_frame({"a": square_walk(rate=5.0)})

    assert frame.loc["Cadence", "a"] == "refused: needs 10 Hz, got 5.0 Hz"
    assert float(str(frame.loc["Contact, left", "a"])) == pytest.approx(62, abs=3)
    html = str(whole(frame).to_html())
    assert html.count("color: grey") >= 1
    assert "needs 10 Hz, got 5.0 Hz</td>" in html


def test_names_of_files_are_text() -> None:
    html = str(whole(gait_frame({"<script>alert(1)</script>.csv": square_walk()})).to_html())

    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("start", [0.0, EPOCH])
def test_episodes_have_a_line_each(start: float) -> None:
    walk = square_walk(rate=20.0)
    frame = episode_frame(flagged(walk, slice(100, 120), start=start, trace=2350401012010))

    assert len(frame) == 1
    expected = pd.Timestamp(start + 5.0, unit="s", tz="UTC") if start else 5.0
    assert frame["start"][0] == expected
    assert row(frame, 0, "seconds", "readings", "sensors", "device clock") == [0.95, 20, "L1", "2350401012010"]
    assert episode_frame(walk).empty


def test_episodes_without_a_device_clock_leave_it_empty() -> None:
    assert episode_frame(flagged(square_walk(rate=20.0), slice(0, 1)))["device clock"].tolist() == [""]


def match(start: float, similarity: float) -> Match:
    """Of two seconds; what else a match may tell follows from the similarity."""
    others = {field.name: similarity for field in fields(Match)[3:]}
    return Match(start, start + 2.0, similarity, **others)


def test_matches_have_a_line_each_and_a_refusal_its_reason() -> None:
    frame = match_frame([match(1.0, 0.98765), match(7.5, 0.5)])

    assert frame["start"].tolist() == [1.0, 7.5]
    assert frame["seconds"].tolist() == [2.0, 2.0]
    assert frame["similarity"].tolist() == [0.988, 0.5]
    assert match_frame(Refused("why")).to_dict("list") == {"refused": ["why"]}
    assert match_frame([]).empty


def test_motifs_and_discords_have_a_line_each_and_a_refusal_its_reason() -> None:
    frame = motif_frame([Motif(1.0, 31.004, 2.0, 0.98765), Motif(2.0, 8.0, 2.0, 0.9)], [Motif(50.0, 9.0, 2.0, 0.1)])

    assert frame.index.tolist() == ["motif 1", "motif 2", "discord 1"]
    assert frame.loc["motif 1"].to_dict() == {"start": 1.0, "nearest": 31.0, "seconds": 2.0, "similarity": 0.988}
    assert frame.loc["discord 1", "start"] == 50.0
    moved = motif_frame([Motif(EPOCH, EPOCH + 9, 2.0, 0.5)], [])
    assert moved.loc["motif 1", "nearest"] == pd.Timestamp(EPOCH + 9, unit="s", tz="UTC")
    assert motif_frame(Refused("why"), []).to_dict("list") == {"refused": ["why"]}
    assert motif_frame([], Refused("why")).to_dict("list") == {"refused": ["why"]}
    assert motif_frame([], []).empty
