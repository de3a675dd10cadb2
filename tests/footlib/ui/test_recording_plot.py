from dataclasses import replace

import numpy as np
import pytest

from footlib.analysis import Refused
from footlib.analysis.patterns import Match, Motif
from footlib.calibration import Calibration
from footlib.recording import Recording
from footlib.standin import Walker, walk
from footlib.ui import RecordingPlot
from footlib.ui.figures.foot_curves import CEILING

START = 1_700_000_000.0
MATCHES = [Match(START + 300, START + 303, 0.97, 0.98, 0.96), Match(START + 40, START + 43, 0.9, 0.9, 0.9)]


@pytest.fixture(scope="module")
def recording() -> Recording:
    time = np.arange(6000) / 10
    counts, flagged = walk(Walker(anomaly_share=0.05), time)
    flags = np.repeat(flagged[:, None], 6, axis=1)
    return Recording.from_columns(START + time, counts, anomaly=flags)


def shown(plot: RecordingPlot) -> tuple[float, float]:
    return plot.x.min, plot.x.max


def words(plot: RecordingPlot) -> str:
    return str(plot._words.value)


def press(plot: RecordingPlot, name: str) -> None:
    (button,) = (one for one in plot.children[1].children if getattr(one, "description", "") == name)
    button.click()


def test_without_marks_the_whole_is_drawn_with_its_extremes(recording: Recording) -> None:
    plot = RecordingPlot(recording)
    assert shown(plot) == pytest.approx((0, 599.9))
    for foot, columns in zip(plot.feet, (slice(0, 3), slice(3, 6)), strict=True):
        drawn = np.asarray(foot.lines.y)
        assert drawn.shape == (3, len(foot.lines.x))
        assert drawn.shape[1] < 1500
        assert not np.isnan(drawn).any(), "no gap is drawn where there is none"
        lowest, highest = np.asarray(foot.band.y)[::2], np.asarray(foot.band.y)[1::2]
        assert np.array_equal(highest.max(axis=1), recording.counts[:, columns].max(axis=0))
        assert np.array_equal(lowest.min(axis=1), recording.counts[:, columns].min(axis=0))
    assert "6000 readings at 10.0 Hz" in words(plot)
    assert len(plot.feet[0].boxes.x) > 3, "episodes are shaded"
    assert not any(hasattr(one, "description") and "mark" in one.description for one in plot.children[1].children)


def test_with_marks_it_begins_at_the_best_and_steps_from_one_to_the_next(recording: Recording) -> None:
    plot = RecordingPlot(recording, MATCHES)
    assert shown(plot) == pytest.approx((291, 312))
    assert "mark 1" in words(plot)
    assert len(plot.feet[0].lines.x) == 211, "single readings, not a thinned whole"
    for foot in plot.feet:
        assert np.asarray(foot.places.x).tolist() == [[300, 303, 303, 300], [40, 43, 43, 40]]
        assert np.asarray(foot.places.y).max() == CEILING
        assert list(foot.ranks.text) == ["1", "2"]
    press(plot, "Next mark")
    assert shown(plot) == pytest.approx((31, 52))
    assert "mark 2" in words(plot)
    press(plot, "Next mark")
    assert "mark 1" in words(plot)
    press(plot, "Previous mark")
    assert "mark 2" in words(plot)
    press(plot, "Whole")
    assert shown(plot) == pytest.approx((0, 599.9))


def test_motifs_are_marked_in_pairs(recording: Recording) -> None:
    plot = RecordingPlot(recording, [Motif(START + 10, START + 100, 2.0, 0.9), Motif(START + 50, START + 70, 2.0, 0.8)])
    assert list(plot.feet[1].ranks.text) == ["1a", "1b", "2a", "2b"]
    assert np.asarray(plot.feet[1].places.x)[:, 0].tolist() == [10, 100, 50, 70]


@pytest.mark.parametrize("marks", [Refused("too short"), [], ()])
def test_a_refusal_marks_nothing(recording: Recording, marks: Refused | list[Match]) -> None:
    plot = RecordingPlot(recording, marks)
    assert shown(plot) == pytest.approx((0, 599.9))
    assert np.asarray(plot.feet[0].places.y).max() < 0


def test_a_chosen_stretch_is_told_and_shown_close(recording: Recording) -> None:
    plot = RecordingPlot(recording)
    middle = plot.stretch(3.0)
    assert middle == pytest.approx((START + 300, START + 303), abs=0.1)
    plot._brushes[1].selected = np.array([110.0, 100.0])
    assert plot.selected == (START + 100, START + 110)
    assert plot.stretch(3.0) == plot.selected
    assert "chosen:" in words(plot)
    press(plot, "Zoom in")
    assert shown(plot) == pytest.approx((100, 110))
    plot._brushes[0].selected = None
    assert plot.selected == (START + 100, START + 110), "a brush that is taken away keeps what was chosen"


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_readings_are_said(recording: Recording, n: int) -> None:
    plot = RecordingPlot(recording[:n])
    assert f"{n} readings: too few to draw" in words(plot)
    assert len(plot.stretch(3.0)) == 2


def test_a_gap_is_not_drawn_across(recording: Recording) -> None:
    plot = RecordingPlot(Recording.join([recording[:1000], recording[3000:]]))
    assert np.isnan(np.asarray(plot.feet[0].lines.y)).any()


def test_values_of_a_unit_are_named_on_the_axis(recording: Recording) -> None:
    newtons = RecordingPlot(replace(recording, calibration=Calibration("<b>N", 0.5, 12)))
    for foot in newtons.feet:
        upright = foot.figure.axes[1]
        assert upright.tick_values.tolist() == [12, 412, 812]
        assert [upright.tick_labels[f"{count:g}"] for count in upright.tick_values] == ["0", "200", "400"]
    keys = [part.value for part in newtons.children if "foot</h2>" in str(getattr(part, "value", ""))]
    assert all("in &lt;b&gt;N, contact below" in key for key in keys)
    assert len(keys) == 2
    assert not RecordingPlot(recording).feet[0].figure.axes[1].tick_labels
