"""What must not change a number, and what must change it in a known way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footlib.analysis import Refused, adapt, detect, impulse, require, strides, summarise
from footlib.recording import Recording
from footlib.sensors import Foot
from footlib.standin.gait import Walker, walk
from tests.footlib.analysis.walks import square_walk

TIME = np.arange(0, 125, 0.05)
"""Two blocks of thresholds."""


@st.composite
def walks(draw: st.DrawFn) -> Recording:
    walker = Walker(
        cadence=draw(st.floats(80, 130)),
        stance=draw(st.floats(0.56, 0.68)),
        asymmetry=draw(st.floats(-15, 15)),
        shuffle=draw(st.floats(0, 0.5)),
        saturation=draw(st.sampled_from([0.0, 0.6])),
        standing=draw(st.sampled_from([0.0, 0.1])),
    )
    return Recording.from_columns(TIME, walk(walker, TIME, draw(st.integers(0, 1000)))[0])


STANDING = "standing_share_left", "sway_sd", "sway_range"


def numbers(recording: Recording) -> dict[str, float]:
    measures = summarise(recording).measures
    refused = {measure.key for measure in measures if isinstance(measure.result, Refused)}
    assert refused in (set(), set(STANDING))
    return {measure.key: require(measure.result) for measure in measures if measure.key not in refused}


@settings(deadline=None)
@given(walks(), st.integers(0, 2_000_000_000))
def test_shifting_time_changes_nothing(recording: Recording, shift: int) -> None:
    shifted = Recording.from_columns(recording.time + shift, recording.counts)

    assert numbers(shifted) == pytest.approx(numbers(recording), rel=1e-4, abs=1e-3)


@settings(deadline=None)
@given(walks())
def test_swapping_the_feet_swaps_the_numbers(recording: Recording) -> None:
    swapped = numbers(Recording.from_columns(recording.time, recording.counts[:, [3, 4, 5, 0, 1, 2]]))

    for key, value in numbers(recording).items():
        if key.startswith("symmetry_"):
            expected = -swapped[key]
        elif key in {"load_share_left", "standing_share_left"}:
            expected = 100.0 - swapped[key]
        elif key.endswith("_left"):
            expected = swapped[key.removesuffix("left") + "right"]
        elif key.endswith("_right"):
            expected = swapped[key.removesuffix("right") + "left"]
        else:
            expected = swapped[key]
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-9), key


@settings(deadline=None)
@given(walks())
def test_scaling_the_counts_scales_loads_only(recording: Recording) -> None:
    halves = Recording.from_columns(recording.time, np.asarray(recording.counts) // 2 * 2)
    before, after = numbers(halves), numbers(Recording.from_columns(halves.time, halves.counts // 2))

    for key, value in after.items():
        scale = 0.5 if key.startswith(("mean_load", "impulse")) else 1.0
        assert value == pytest.approx(scale * before[key], rel=1e-6, abs=1e-6), key


@settings(deadline=None)
@given(walks(), st.floats(0.1, 0.9))
def test_splitting_and_joining_changes_nothing(recording: Recording, share: float) -> None:
    cut = int(len(recording) * share)

    assert numbers(Recording.join([recording[:cut], recording[cut:]])) == numbers(recording)


@settings(deadline=None)
@given(walks(), st.floats(0.2, 0.8))
def test_parts_add_up_to_the_whole(recording: Recording, share: float) -> None:
    thresholds = adapt(recording)
    cut = int(len(recording) * share)
    whole = detect(recording, thresholds)
    parts = [detect(part, thresholds) for part in (recording[: cut + 1], recording[cut:])]

    for foot in Foot:
        assert sum(require(impulse(part, foot)) for part in parts) == pytest.approx(require(impulse(whole, foot)))
    # One stride a foot lies across the cut; thresholds of the whole keep the others as they are.
    lost = len(require(strides(whole))) - sum(len(require(strides(part))) for part in parts)
    assert 0 <= lost <= 4


@settings(deadline=None)
@given(st.floats(0.2, 2.0))
def test_playing_faster_raises_the_cadence_and_keeps_the_shares(speed: float) -> None:
    recording = square_walk()
    before = numbers(recording)
    faster = summarise(Recording.from_columns(recording.time / speed, recording.counts))

    assert faster["contact_left"].value == pytest.approx(before["contact_left"], abs=1e-6)
    assert faster["cadence"].value == pytest.approx(speed * before["cadence"], rel=1e-6)
