"""Reference bands: what groups of people showed, and where that was published."""

from dataclasses import dataclass
from typing import Final

_CADENCE: Final = (
    "laboratory walks of healthy adults at their own pace, reviewed in Winter 1991, "
    "The Biomechanics and Motor Control of Human Gait"
)
_STANCE: Final = (
    "means of groups of healthy adults under 45, collected in Kirtley, Clinical Gait Analysis: "
    "Stance phase duration, normative values"
)
_DOUBLE_SUPPORT: Final = "healthy adults; Adams and Victor's Principles of Neurology, ch. 7, after Murray and Olsson"


@dataclass(frozen=True, slots=True)
class Band:
    """What a group of people showed; not a judgement on one person.

    Attributes
    ----------
    low, high
        The band, in the measure's unit.
    source
        Who was measured, and where that was published.
    """

    low: float
    high: float
    source: str


BANDS: Final = {
    "cadence": Band(100.0, 120.0, _CADENCE),
    "stance_left": Band(60.0, 62.0, _STANCE),
    "stance_right": Band(60.0, 62.0, _STANCE),
    "double_support": Band(20.0, 25.0, _DOUBLE_SUPPORT),
}
