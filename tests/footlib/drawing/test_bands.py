import re
from xml.etree import ElementTree as ET

import pytest

from footlib.analysis import Band, Measure, Refused
from footlib.drawing.bands import band_mark

BAND = Band(60, 62, "somebody 1999")


def stance(foot: str, value: float | Refused) -> Measure:
    return Measure(f"stance_{foot}", "Stance", "% of stride", value, BAND)


@pytest.mark.parametrize(("value", "place"), [(55.0, -1), (60.5, 0), (61.9, 0), (66.0, 1)])
def test_a_value_lies_beside_or_within_its_band(value: float, place: int) -> None:
    svg = ET.fromstring(band_mark([stance("left", value)]))
    (bar,) = svg.iter("rect")
    low = float(bar.get("x", ""))
    high = low + float(bar.get("width", ""))
    (mark,) = (one for one in svg.iter() if one.get("class") == "left")
    # Told by its shape as well: a dot within, a diamond outside.
    assert mark.tag.endswith("path" if place else "circle")
    path = [float(number) for number in re.findall(r"-?[\d.]+", mark.get("d", ""))]
    x = path[0] + path[2] if place else float(mark.get("cx", ""))
    assert (x > high) - (x < low) == place


@pytest.mark.parametrize("value", [1.0, 99.0])
def test_a_value_far_away_becomes_an_arrow_at_the_edge(value: float) -> None:
    svg = ET.fromstring(band_mark([stance("left", 61.0), stance("right", value)]))
    assert len(list(svg.iter("circle"))) == 1
    (arrow,) = svg.iter("path")
    assert arrow.get("class") == "right"
    assert float(arrow.get("d", "")[1:].split(",")[0]) == (1 if value < 60 else 95)


def test_refused_leaves_the_band_alone_and_no_band_leaves_nothing() -> None:
    assert "circle" not in band_mark([stance("left", Refused("needs 10 Hz, got 3.3 Hz"))])
    assert band_mark([Measure("mean_load_left", "Mean load", "counts", 700.0)]) == ""


def test_what_is_shown_as_within_is_within() -> None:
    assert "circle" in band_mark([stance("left", 62.04)])
    assert stance("left", 62.04).beyond == 0
    assert (stance("left", 62.06).beyond, stance("left", 59.9).beyond) == (1, -1)


def test_limits_are_ticks_where_they_lie_on_the_scale() -> None:
    svg = ET.fromstring(band_mark([stance("left", 61.0)], ticks=(58.0, 64.0, 700.0)))
    (bar,) = svg.iter("rect")
    low = float(bar.get("x", ""))
    upright = [float(one.get("x1", "")) for one in svg.iter("line") if one.get("x1") == one.get("x2")]
    assert len(upright) == 2
    assert upright[0] < low < upright[1]
