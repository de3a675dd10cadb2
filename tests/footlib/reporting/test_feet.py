import base64
import re
from xml.etree import ElementTree as ET

import numpy as np

from footlib.reporting.feet import foot_map
from footlib.sensors import NAMES


def test_counts_stand_at_their_sensors_and_larger_ones_are_larger() -> None:
    svg = ET.fromstring(foot_map(np.array([0.0, 200, 400, 600, 800, 1023]), "mean"))
    assert [t.text for t in svg.iter("text") if t.get("class") == "count"] == ["0", "200", "400", "600", "800", "1023"]
    assert [t.text for t in svg.iter("text") if t.get("class") == "name"] == list(NAMES)
    circles = list(svg.iter("circle"))
    radii = [float(circle.get("r", "")) for circle in circles]
    assert radii == sorted(radii)
    across = [float(circle.get("cx", "")) for circle in circles]
    assert np.allclose(np.add(across[:3], across[3:]), 300, atol=0.2), "the feet mirror each other"


def test_the_surface_is_within_and_clipped_to_the_soles() -> None:
    svg = foot_map(np.full(6, 500.0), "mean")
    (data,) = re.findall(r'href="data:image/png;base64,([^"]+)"', svg)
    assert base64.b64decode(data).startswith(b"\x89PNG")
    assert 'clip-path="url(#soles-mean)"' in svg
    assert svg.count('id="soles-mean"') == 1


def test_two_maps_on_a_page_do_not_share_names() -> None:
    both = foot_map(np.full(6, 500.0), "mean") + foot_map(np.full(6, 900.0), "maximum")
    names = re.findall(r' id="([^"]+)"', both)
    assert len(names) == len(set(names)) == 2
