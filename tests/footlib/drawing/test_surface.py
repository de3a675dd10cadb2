import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.drawing.palette import LEVELS, Theme, diverging, ramp
from footlib.drawing.surface import COLUMNS, ROWS, difference_picture, picture, weights
from footlib.sensors import LEFT, RIGHT


def decoded(png: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Palette numbers and palette of a PNG, read by its own rules."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert crc == zlib.crc32(kind + data)
        chunks[kind] = data
        at += 12 + length
    width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (width, height, depth, colour) == (COLUMNS, ROWS, 8, 3)
    assert chunks[b"tRNS"] == b"\0", "the first colour is transparent"
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(ROWS, COLUMNS + 1)
    assert not rows[:, 0].any(), "no row is filtered"
    return rows[:, 1:], np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)


COUNTS = st.lists(st.integers(0, 1023), min_size=6, max_size=6).map(np.array)


def test_weights_are_shares_of_a_foots_own_sensors() -> None:
    points, share = weights()
    assert np.allclose(share.sum(axis=1), 1, atol=1e-5)
    left = share[:, LEFT].sum(axis=1) > 0
    assert (left != (share[:, RIGHT].sum(axis=1) > 0)).all()
    assert ((points % COLUMNS < COLUMNS / 2) == left).all()


@given(COUNTS)
def test_a_picture_lies_between_its_sensors(counts: np.ndarray) -> None:
    numbers, colours = decoded(picture(counts, Theme.DARK))
    assert np.array_equal(colours[1:], ramp(Theme.DARK))
    for columns, half in ((LEFT, numbers[:, : COLUMNS // 2]), (RIGHT, numbers[:, COLUMNS // 2 :])):
        drawn = half[half > 0].astype(int) - 1
        span = counts[columns] * (LEVELS - 1) / 1023
        assert span.min() - 1 <= drawn.min()
        assert drawn.max() <= span.max() + 1


def test_more_pressure_is_further_along_the_ramp() -> None:
    none, full = (decoded(picture(np.full(6, count), Theme.LIGHT))[0] for count in (0, 1023))
    assert set(none[none > 0]) == {1}
    assert set(full[full > 0]) == {LEVELS}


def test_no_difference_is_the_middle() -> None:
    numbers, colours = decoded(difference_picture(np.zeros(6), Theme.LIGHT))
    (middle,) = set(numbers[numbers > 0])
    assert middle - 1 == LEVELS // 2
    assert np.array_equal(colours[1:], diverging(Theme.LIGHT))


def lightness(colours: np.ndarray) -> np.ndarray:
    """L of CIELAB, which the ramp was not made with."""
    srgb = colours / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.asarray(np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y))


@pytest.mark.parametrize("theme", list(Theme))
def test_the_ramp_goes_evenly_from_the_soles_colour_to_the_far_end(theme: Theme) -> None:
    steps = np.diff(lightness(ramp(theme)))
    falling = theme is Theme.LIGHT
    assert (steps < 0).all() if falling else (steps > 0).all()
    assert np.abs(steps).max() < 3 * np.abs(steps).mean()
    assert np.ptp(lightness(ramp(theme))) > 55, "grey alone tells them apart"


# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
DEFICIENCIES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("kind", DEFICIENCIES)
def test_the_ramp_stays_in_order_with_a_colour_vision_deficiency(theme: Theme, kind: str) -> None:
    srgb = ramp(theme) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(DEFICIENCIES[kind]).T, 0, 1)
    y = seen @ np.array([0.2126, 0.7152, 0.0722])
    steps = np.diff(np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y))
    assert np.sign(steps.sum()) == (-1 if theme is Theme.LIGHT else 1)
    assert (np.sign(steps) == np.sign(steps.sum())).mean() > 0.95
