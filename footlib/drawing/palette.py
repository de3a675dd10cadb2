"""Colours: one hue a foot, one even ramp for pressure, in a light and a dark theme."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray


class Theme(StrEnum):
    """How the page is coloured."""

    LIGHT = "light"
    DARK = "dark"


LEVELS: Final = 64
"""Colours of the ramp; more cannot be told apart and would only make the picture larger."""

# Lightness, chroma and hue in OKLCH (Ottosson 2020, "A perceptual color space for image
# processing"). Lightness falls or rises evenly, so the ramp reads in grey and with any
# colour-vision deficiency; it starts near the sole's own colour.
_STOPS: Final = {
    Theme.LIGHT: ((0.962, 0.030, 85), (0.86, 0.125, 80), (0.70, 0.165, 48), (0.53, 0.175, 15), (0.29, 0.105, 318)),
    Theme.DARK: ((0.235, 0.018, 260), (0.37, 0.110, 312), (0.53, 0.185, 5), (0.72, 0.165, 47), (0.93, 0.100, 95)),
}
_DIFFERENCES: Final = {
    Theme.LIGHT: ((0.42, 0.13, 155), (0.70, 0.12, 155), (0.965, 0.005, 90), (0.68, 0.14, 315), (0.38, 0.16, 315)),
    Theme.DARK: ((0.88, 0.15, 155), (0.58, 0.12, 155), (0.25, 0.01, 260), (0.58, 0.16, 315), (0.86, 0.12, 315)),
}
_LMS_TO_RGB: Final = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_LAB_TO_LMS: Final = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)


@cache
def ramp(theme: Theme) -> NDArray[np.uint8]:
    """The colours of rising pressure, shape (`LEVELS`, 3), sRGB."""
    return _between(_STOPS[theme])


@cache
def diverging(theme: Theme) -> NDArray[np.uint8]:
    """The colours of a difference from less over none to more, shape (`LEVELS`, 3), sRGB.

    Green to purple: neither is a foot's hue, and both stay apart with any colour-vision deficiency.
    """
    return _between(_DIFFERENCES[theme])


def _between(stops: tuple[tuple[float, float, float], ...]) -> NDArray[np.uint8]:
    lightness, chroma, hue = np.array(stops, np.float64).T
    angle = np.radians(hue)
    known = np.column_stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)])
    position = np.linspace(0, 1, LEVELS)
    lab = np.column_stack([np.interp(position, np.linspace(0, 1, len(known)), column) for column in known.T])
    linear = np.clip((lab @ _LAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T, 0, 1)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    colours: NDArray[np.uint8] = np.round(255 * srgb).astype(np.uint8)
    return colours


def css_gradient(colours: NDArray[np.uint8]) -> str:
    """A ramp as a CSS gradient from left to right."""
    shown = (*colours[:: LEVELS // 8], colours[-1])
    return f"linear-gradient(90deg, {', '.join(map(css, shown))})"


def css(colour: NDArray[np.uint8]) -> str:
    """A colour as ``#rrggbb``."""
    return "#" + bytes(colour.tolist()).hex()
