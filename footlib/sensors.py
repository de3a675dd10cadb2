"""The six sensors of a pair of insoles: what they are called and where they sit.

Positions are fractions of the sole: ``y`` runs from the heel (0) to the toes (1),
``x`` from the medial edge (0, the inner side, towards the other foot) to the lateral
edge (1). Both feet share them, mirrored, so that one table serves left and right.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FULL_SCALE: Final = 1023
"""The largest count of the sensors' ten-bit converter; a sensor that shows it is saturated."""


class Foot(StrEnum):
    """A foot of a person."""

    LEFT = "left"
    RIGHT = "right"


class Region(StrEnum):
    """A part of the sole."""

    FRONT = "front"
    MIDDLE = "middle"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Sensor:
    """One pressure sensor.

    Attributes
    ----------
    id
        Number in the API's answers, 0 to 5.
    name
        Display name, ``L0`` to ``R2``.
    foot, region
        Where it sits.
    x, y
        Position as fractions of the sole, see the module.
    """

    id: int
    name: str
    foot: Foot
    region: Region
    x: float
    y: float


# Metatarsal heads at 73 % of the foot's length, the fifth metatarsal's base at 45 %,
# the middle of the heel pad at 14 %: where the load of a step is borne.
_PLACES: Final = ((Region.FRONT, 0.42, 0.73), (Region.MIDDLE, 0.66, 0.45), (Region.BACK, 0.50, 0.14))

SENSORS: Final = tuple(
    Sensor(3 * f + r, f"{foot.name[0]}{r}", foot, region, x, y)
    for f, foot in enumerate(Foot)
    for r, (region, x, y) in enumerate(_PLACES)
)
NAMES: Final = tuple(sensor.name for sensor in SENSORS)
LEFT: Final = slice(0, 3)
RIGHT: Final = slice(3, 6)
