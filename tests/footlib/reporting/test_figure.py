import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from footlib.analysis import Phases, detect
from footlib.errors import RecordingError
from footlib.recording import Recording
from footlib.reporting.figure import paper_figure
from footlib.sensors import Foot
from tests.footlib.analysis.walks import half_sine_walk
from tests.footlib.reporting.contents import START, walk

SMALLEST_PT = 7.0
"""Journals ask for type of no less than 6 to 8 points."""
SVG = "{http://www.w3.org/2000/svg}"


def drawn(figure: str) -> ET.Element:
    return ET.fromstring(figure)


def texts(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_axes_have_names_and_units_and_every_line_a_legend() -> None:
    shown = texts(drawn(paper_figure(walk(seconds=10.0))))

    assert shown.count("pressure (counts)") == 2
    assert [text for text in shown if text.startswith("time of day (UTC")]
    for said in ("Left foot", "Right foot", "front", "middle", "back", "contact", "1023"):
        assert said in shown
    assert "anomaly" not in shown, "there is none"


def test_a_recording_without_a_wall_clock_counts_from_its_start() -> None:
    shown = texts(drawn(paper_figure(half_sine_walk(rate=20.0, seconds=10.0))))

    assert "time (min:s)" in shown
    assert shown.count("0:02") == shown.count("0:08") == 2
    assert not [text for text in shown if re.fullmatch(r"\d\d:\d\d:\d\d", text)]


@pytest.mark.parametrize("width", [85.0, 170.0])
def test_type_is_large_enough_at_the_printed_width(width: float) -> None:
    root = drawn(paper_figure(walk(seconds=10.0), width_mm=width))
    units = float(root.attrib["viewBox"].split()[2])
    sizes = [float(size) for size in re.findall(r"font: ([\d.]+)px", root.findtext(f"{SVG}style") or "")]

    assert root.attrib["width"] == f"{width:g}mm"
    assert sizes
    assert min(sizes) * width / units / 25.4 * 72 >= SMALLEST_PT


def test_contacts_are_those_that_were_decided_elsewhere() -> None:
    whole = walk(seconds=60.0)
    contact = detect(whole)
    stretch = whole.between(START + 20, START + 30)
    root = drawn(paper_figure(stretch, contact))

    for foot, phases in zip(Foot, contact.feet, strict=True):
        assert isinstance(phases, Phases)
        inside = np.count_nonzero((phases.stop > START + 20) & (phases.start < START + 30))
        assert len([r for r in root.iter(f"{SVG}rect") if r.get("class") == f"{foot} contact"]) == inside > 5


def test_anomalies_are_shaded_in_both_feet() -> None:
    root = drawn(paper_figure(walk(seconds=10.0, flagged=slice(40, 60))))

    assert len([r for r in root.iter(f"{SVG}rect") if r.get("class") == "episode"]) == 2 + 1, "and the legend"
    assert "anomaly" in texts(root)


def test_styles_stay_with_the_figure() -> None:
    style = drawn(paper_figure(walk(seconds=10.0))).findtext(f"{SVG}style") or ""

    assert all(rule.strip().startswith(".footwatch-figure") for rule in style.split("}") if rule.strip())
    assert "http" not in style


@pytest.mark.parametrize("n", [0, 1])
def test_single_readings_make_no_figure(n: int) -> None:
    with pytest.raises(RecordingError, match=f"holds {n} readings, a figure needs two"):
        paper_figure(Recording.from_columns(np.arange(float(n)), np.zeros((n, 6), int)))
