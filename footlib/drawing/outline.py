"""Outlines of both feet and where the sensors lie within them.

Units are lengths of a foot: heel at 0, tip of the longest toe at 1. The drawing is our
own; its proportions are published ones (Hawes & Sovak 1994, Ergonomics 37:1187; Hajaghazadeh
et al. 2018, Ergonomics SA 30): breadth of the ball 0.40 of the length, heel 0.26, first
metatarsal head at 0.73, fifth at 0.63, the narrowest waist at about 0.35.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.sensors import LEFT, SENSORS, Foot

Curve = NDArray[np.float64]

BREADTH: Final = 0.40
GAP: Final = 0.20
"""Between the medial edges of the two feet."""
MARGIN: Final = 0.15
"""Left and right of the feet, for the sensors' names."""
WIDTH: Final = 2 * (BREADTH + MARGIN) + GAP
BOTTOM, TOP = -0.03, 1.03

# Sole of a right foot seen from above, x from the medial edge of the box, clockwise from the heel.
_SOLE: Final = (
    (0.205, 0.000),
    (0.125, 0.022),
    (0.078, 0.090),
    (0.072, 0.170),
    (0.092, 0.270),
    (0.112, 0.370),
    (0.106, 0.460),
    (0.068, 0.560),
    (0.020, 0.660),
    (0.002, 0.735),
    (0.022, 0.795),
    (0.085, 0.825),
    (0.170, 0.818),
    (0.260, 0.790),
    (0.340, 0.745),
    (0.390, 0.680),
    (0.398, 0.600),
    (0.382, 0.490),
    (0.362, 0.380),
    (0.348, 0.270),
    (0.342, 0.160),
    (0.330, 0.075),
    (0.285, 0.018),
)
# Centre, half breadth, half length and lean (degrees towards the little toe) of the toes, the big one first.
_TOES: Final = (
    (0.068, 0.912, 0.056, 0.088, -3.0),
    (0.158, 0.912, 0.033, 0.066, 4.0),
    (0.228, 0.884, 0.030, 0.057, 10.0),
    (0.294, 0.844, 0.028, 0.050, 16.0),
    (0.353, 0.792, 0.027, 0.045, 24.0),
)
_POINTS_BETWEEN: Final = 6
_ROUND: Final = 28


@dataclass(frozen=True, slots=True)
class Outline:
    """One foot in the drawing of both, as closed curves of shape (n, 2).

    Attributes
    ----------
    sole
        Heel to ball.
    toes
        The big one first.
    sensors
        Places of front, middle and back sensor, shape (3, 2).
    axis
        x of the heel-toe line on which the centre of pressure moves, at heel and toes.
    """

    sole: Curve
    toes: tuple[Curve, ...]
    sensors: Curve
    axis: tuple[float, float]

    @property
    def curves(self) -> tuple[Curve, ...]:
        """Sole and toes."""
        return (self.sole, *self.toes)


@cache
def outline(foot: Foot) -> Outline:
    """The outline of a foot in the drawing of both, seen from above, toes up."""
    sole = _smooth(np.array(_SOLE))
    toes = tuple(_ellipse(*toe) for toe in _TOES)
    sensors = np.array([(BREADTH * sensor.x, sensor.y) for sensor in SENSORS[LEFT]])
    heel, ball = float(sensors[2, 0]), float(sensors[0, 0])
    slope = (ball - heel) / float(sensors[0, 1] - sensors[2, 1])
    at_heel = heel - slope * float(sensors[2, 1])
    axis = (_placed_x(foot, at_heel), _placed_x(foot, at_heel + slope))
    return Outline(_placed(foot, sole), tuple(_placed(foot, toe) for toe in toes), _placed(foot, sensors), axis)


def on_axis(foot: Foot, y: Curve) -> Curve:
    """Find x of the heel-toe line at the heights `y`, same shape."""
    heel, toes = outline(foot).axis
    return heel + (toes - heel) * y


def inside(curve: Curve, points: Curve) -> NDArray[np.bool_]:
    """Which points, shape (n, 2), lie within a closed curve, shape (m, 2): even-odd rule."""
    x, y = points[:, :1], points[:, 1:]
    x0, y0 = curve[:, 0], curve[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    straddles = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    odd: NDArray[np.bool_] = np.count_nonzero(straddles & (x < crossing), axis=1) % 2 == 1
    return odd


def svg_path(curves: tuple[Curve, ...], *, digits: int = 4) -> str:
    """Closed curves as an SVG path in fractions of the drawing, y downwards."""
    parts = []
    for curve in curves:
        x = curve[:, 0] / WIDTH
        y = (TOP - curve[:, 1]) / (TOP - BOTTOM)
        points = " ".join(f"{a:.{digits}f},{b:.{digits}f}" for a, b in zip(x, y, strict=True))
        parts.append(f"M{points}Z")
    return "".join(parts)


def _placed_x(foot: Foot, x: float) -> float:
    inner = MARGIN + BREADTH
    return inner + GAP + x if foot is Foot.RIGHT else inner - x


def _placed(foot: Foot, curve: Curve) -> Curve:
    shifted = curve.copy()
    inner = MARGIN + BREADTH
    shifted[:, 0] = inner + GAP + curve[:, 0] if foot is Foot.RIGHT else inner - curve[:, 0]
    return shifted


def _smooth(points: Curve) -> Curve:
    # A closed Catmull-Rom spline goes through its points and needs no library.
    before, after, last = np.roll(points, 1, 0), np.roll(points, -1, 0), np.roll(points, -2, 0)
    t = np.linspace(0, 1, _POINTS_BETWEEN, endpoint=False)[:, None, None]
    spline = 0.5 * (
        2 * points
        + t * (after - before)
        + t**2 * (2 * before - 5 * points + 4 * after - last)
        + t**3 * (3 * points - before - 3 * after + last)
    )
    return np.asarray(spline.transpose(1, 0, 2).reshape(-1, 2))


def _ellipse(x: float, y: float, half_breadth: float, half_length: float, lean: float) -> Curve:
    turn = np.linspace(0, 2 * np.pi, _ROUND, endpoint=False)
    across, along = half_breadth * np.cos(turn), half_length * np.sin(turn)
    angle = np.radians(lean)
    return np.column_stack(
        [x + across * np.cos(angle) + along * np.sin(angle), y - across * np.sin(angle) + along * np.cos(angle)]
    )
