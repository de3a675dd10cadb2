from xml.etree import ElementTree as ET

import pytest

from footlib.analysis import Band, Measure, Refused
from footlib.reporting.bands import band_mark

BAND = Band(60, 62, "somebody 1999")


def stance(foot: str, value: float | Refused) -> Measure:
    return Measure(f"stance_{foot}", "Stance", "% of stride", value, BAND)


@pytest.mark.parametrize(("value", "place"), [(55.0, -1), (60.5, 0), (61.9, 0), (66.0, 1)])
def test_a_value_lies_beside_or_within_its_band(value: float, place: int) -> None:
    svg = ET.fromstring(band_mark([stance("left", value)]))
    (bar,), (dot,) = list(svg.iter("rect")), list(svg.iter("circle"))
    low = float(bar.get("x", ""))
    high = low + float(bar.get("width", ""))
    x = float(dot.get("cx", ""))
    assert (x > high) - (x < low) == place
    assert dot.get("class") == "left"


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
