"""Both feet from above, with the pressure of a whole recording."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.calibration import COUNTS, Calibration
from footlib.drawing.outline import BOTTOM, TOP, WIDTH, outline, svg_path
from footlib.drawing.palette import Theme
from footlib.drawing.surface import difference_picture, picture
from footlib.sensors import FULL_SCALE, NAMES, Foot

_BREADTH: Final = 300.0
_HEIGHT: Final = _BREADTH * (TOP - BOTTOM) / WIDTH
_SOLES: Final = svg_path(tuple(curve for foot in Foot for curve in outline(foot).curves))
_NAME_AT: Final = (12.0, _BREADTH - 12.0)


def foot_map(counts: NDArray[np.float64], title: str, calibration: Calibration = COUNTS) -> str:
    """The feet as SVG, six counts on a heat surface.

    Parameters
    ----------
    counts
        Shape (6,), 0..1023.
    title
        What the counts are, for a screen reader and to tell two maps on a page apart.
    calibration
        What they stand for, which is what is written.
    """
    # Plus zero, for rounding leaves a minus on what is none.
    said = [f"{round(calibration.value(count)) + 0:d}".replace("-", "\N{MINUS SIGN}") for count in counts.tolist()]
    return _feet(picture(counts, Theme.LIGHT), counts, said, title)


def difference_map(change: NDArray[np.float64], title: str, reach: float) -> str:
    """The feet as SVG, six differences on a surface from green for less to purple for more.

    Parameters
    ----------
    change
        Shape (6,), counts.
    title
        As of `foot_map`.
    reach
        The end of the scale, from `footlib.drawing.surface.reach_of`.
    """
    # Plus zero, for rounding leaves a minus on what is none.
    said = [f"{round(one) + 0:+d}".replace("-", "\N{MINUS SIGN}") for one in change.tolist()]
    return _feet(difference_picture(change, Theme.LIGHT, reach), np.zeros(len(change)), said, title)


def _feet(png: bytes, sizes: NDArray[np.float64], said: list[str], title: str) -> str:
    data = b64encode(png).decode()
    clip = f"soles-{title}".replace(" ", "-")
    values = ", ".join(f"{name} {count}" for name, count in zip(NAMES, said, strict=True))
    feet = f'transform="scale({_BREADTH:.2f} {_HEIGHT:.2f})" d="{_SOLES}"'
    return (
        f'<svg class="feet" role="img" viewBox="0 0 {_BREADTH:.0f} {_HEIGHT:.0f}"><title>{title}: {values}</title>'
        f'<clipPath id="{clip}"><path {feet}/></clipPath><path class="sole" {feet}/>'
        f'<image clip-path="url(#{clip})" width="{_BREADTH:.2f}" height="{_HEIGHT:.2f}" '
        f'preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
        f'<path class="outline" {feet}/>{_sensors(sizes, said)}</svg>'
    )


def _sensors(sizes: NDArray[np.float64], said: list[str]) -> str:
    places = np.concatenate([outline(foot).sensors for foot in Foot])
    marks = []
    for name, size, count, (x, y) in zip(NAMES, sizes.tolist(), said, places.tolist(), strict=True):
        across, down = x / WIDTH * _BREADTH, (TOP - y) / (TOP - BOTTOM) * _HEIGHT
        radius = 11 + 5 * size / FULL_SCALE
        beside, anchor = (_NAME_AT[0], "start") if name.startswith("L") else (_NAME_AT[1], "end")
        marks.append(
            f'<circle class="sensor" cx="{across:.1f}" cy="{down:.1f}" r="{radius:.1f}"/>'
            f'<text class="count" x="{across:.1f}" y="{down + 3.5:.1f}">{count}</text>'
            f'<text class="name" x="{beside}" y="{down + 3.5:.1f}" text-anchor="{anchor}">{name}</text>'
        )
    return "".join(marks)
