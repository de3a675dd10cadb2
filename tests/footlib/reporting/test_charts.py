import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.analysis import Refused, detect
from footlib.recording import Recording
from footlib.reporting import charts
from footlib.sensors import FULL_SCALE, Foot
from tests.footlib.reporting.contents import START, walk

SIZE = (720.0, 138.0)


def parts(svg: str, tag: str, name: str = "") -> list[ET.Element]:
    return [part for part in ET.fromstring(svg).iter(tag) if name in part.get("class", "").split() or not name]


def points(path: ET.Element) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([[float(n) for n in pair.split(",")] for pair in re.findall(r"[\d.]+,[-\d.]+", path.get("d", ""))])


def standing(seconds: float) -> Recording:
    n = int(seconds * 20)
    return Recording.from_columns(START + np.arange(n) / 20, np.full((n, 6), 300))


def test_three_sensors_stay_within_the_axes_and_keep_their_peaks() -> None:
    recording = walk(rate=100, seconds=600)
    svg = charts.sensor_curves(recording, Foot.LEFT, detect(recording), SIZE)
    paths = parts(svg, "path", "left")
    assert [path.get("class") for path in paths] == ["left back", "left middle", "left front"]
    for path in paths:
        drawn = points(path)
        assert len(drawn) <= 2 * SIZE[0] < len(recording)
        assert drawn[:, 0].min() >= charts.LEFT
        assert drawn[:, 0].max() <= SIZE[0] - charts.RIGHT
        bottom = SIZE[1] - charts.AXIS - charts.STRIP
        highest = bottom - recording.counts[:, 0].max() / FULL_SCALE * (bottom - charts.TOP)
        assert drawn[:, 1].min() == pytest.approx(highest, abs=0.06)
        assert drawn[:, 1].max() <= bottom


def test_a_gap_interrupts_every_line() -> None:
    whole = walk()
    broken = Recording.join([whole[:400], whole[600:]])
    for recording, pieces in ((whole, 1), (broken, 2)):
        svg = charts.sensor_curves(recording, Foot.RIGHT, None, SIZE)
        assert [path.get("d", "").count("M") for path in parts(svg, "path")] == [pieces] * 3


def test_contacts_lie_under_the_curves_where_they_were() -> None:
    recording = walk(seconds=12)
    contact = detect(recording)
    assert not isinstance(contact.left, Refused)
    bars = parts(charts.sensor_curves(recording, Foot.LEFT, contact, SIZE), "rect", "contact")
    starts = [float(bar.get("x", "")) for bar in bars]
    span = recording.time[-1] - recording.time[0]
    expected = charts.LEFT + (contact.left.start - recording.time[0]) / span * (SIZE[0] - charts.LEFT - charts.RIGHT)
    assert starts == pytest.approx(expected, abs=0.06)


def test_flagged_readings_are_shaded() -> None:
    recording = walk(flagged=slice(200, 240))
    (shade,) = parts(charts.sensor_curves(recording, Foot.LEFT, None, SIZE), "rect", "episode")
    share = float(shade.get("width", "")) / (SIZE[0] - charts.LEFT - charts.RIGHT)
    assert share == pytest.approx(39 / (len(recording) - 1), rel=0.02)


@given(st.lists(st.booleans(), max_size=40))
def test_spans_of_flags_hold_every_flag_and_nothing_else(flags: list[bool]) -> None:
    anomaly = np.zeros((len(flags), 6), np.bool_)
    anomaly[:, 4] = flags
    recording = Recording.from_columns(np.arange(len(flags)) * 1.0, np.zeros((len(flags), 6), int), anomaly=anomaly)
    spans = charts.flagged_spans(recording)
    assert [any(start <= i <= stop for start, stop in spans) for i in range(len(flags))] == flags
    assert all(later[0] - earlier[1] > 1 for earlier, later in pairwise(spans))


def test_loads_are_averaged_and_the_heavier_foot_is_higher() -> None:
    light = walk(seconds=120)
    counts = light.counts.astype(np.int64)
    counts[:, 3:] = counts[:, 3:] // 2
    recording = Recording.from_columns(light.time, counts)
    svg = charts.load_curves(detect(recording), [], SIZE)
    left, right = (points(parts(svg, "path", foot)[0]) for foot in Foot)
    assert len(left) == charts.load_bins(recording.duration) == 23
    assert left[:, 1].max() < right[:, 1].min()
    assert np.ptp(left[:, 1]) < 20, "strides are averaged out"


def test_loads_are_not_drawn_through_a_gap() -> None:
    whole = walk(seconds=300)
    svg = charts.load_curves(detect(Recording.join([whole[:2000], whole[4000:]])), [], SIZE)
    assert [path.get("d", "").count("M") for path in parts(svg, "path")] == [2, 2]


def test_an_episode_is_timed_from_its_start() -> None:
    recording = walk(seconds=12, flagged=slice(100, 141))
    svg = charts.episode_curves(recording, Foot.LEFT, (START + 5, START + 7), (352, 92))
    texts = [text.text for text in parts(svg, "text")]
    assert texts[-3:] == ["\u22125.0 s", "0", f"+{recording.duration - 5:.1f} s"]
    assert len(parts(svg, "rect", "episode")) == 1


@pytest.mark.parametrize("n", [1, 2])
def test_hardly_any_readings_can_be_drawn(n: int) -> None:
    recording = walk()[:n]
    assert len(parts(charts.episode_curves(recording, Foot.LEFT, (START, START), (352, 92)), "path")) == 3


def test_the_close_up_is_where_the_steps_are() -> None:
    walking = walk(start=START + 60)
    for recording in (Recording.join([standing(60), walking]), walking):
        stretch = charts.closeup(detect(recording), 12)
        assert stretch.time[0] >= START + 59
        assert stretch.duration == pytest.approx(12, abs=0.1)
    assert charts.closeup(detect(standing(60)), 12).time[0] == START
    assert len(charts.closeup(detect(walk(seconds=3)), 12)) == 60
