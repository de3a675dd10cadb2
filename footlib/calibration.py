"""What the counts of a recording stand for: nothing but themselves, or newtons, kilopascals or volts."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, Self

from footlib.errors import SourceError
from footlib.sensors import FULL_SCALE, NAMES

_TEXT: Final = re.compile(
    r"(?P<unit>.+?) = (?P<per_count>\S+) \* \(counts - (?P<zero>[^\s)]+)\)(?:; at (?P<places>.+))?"
)
_PLACE: Final = re.compile(r"(\S+) (\S+)")
_LONGEST_UNIT: Final = 40


@dataclass(frozen=True, slots=True)
class Calibration:
    """The unit of a recording's values, and how they follow from its counts: ``per_count * (counts - zero)``.

    Parameters
    ----------
    unit
        ``counts`` of a sensor of Footwatch's own, ``counts of 12 bits``, ``N``, ``kPa``, ``V`` or another word.
    per_count
        How much of it a count is, above 0.
    zero
        The count that is none of it.
    places
        Where the six sensors sit, x and y of each as in `footlib.sensors`; empty where that is not known.

    Raises
    ------
    SourceError
        If a number cannot be one, or the unit is no short word.

    Examples
    --------
    >>> newtons = footlib.calibration.Calibration("N", per_count=0.5, zero=12)
    >>> newtons.per_count * (1023 - newtons.zero), newtons.integral
    (505.5, 'N s')
    >>> footlib.calibration.Calibration.read(newtons.text) == newtons
    True
    """

    unit: str = "counts"
    per_count: float = 1.0
    zero: float = 0.0
    places: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if not 0 < len(self.unit) <= _LONGEST_UNIT or not self.unit.isprintable() or " = " in self.unit:
            raise SourceError(f"the unit is {self.unit[:60]!r}; allowed is a word of up to {_LONGEST_UNIT} characters")
        if not (0 < self.per_count < math.inf and math.isfinite(self.zero)):
            raise SourceError(
                f"{self.per_count:g} {self.unit} a count from {self.zero:g} on cannot be; allowed are numbers, "
                "the first above 0"
            )
        if self.places and len(self.places) != len(NAMES):
            raise SourceError(f"{len(self.places)} sensors have a place; allowed are {len(NAMES)} or none")
        if any(not math.isfinite(number) for place in self.places for number in place):
            raise SourceError("a sensor's place is no number; allowed are fractions of the sole, as 0.42, 0.73")

    @property
    def counted(self) -> bool:
        """Whether values are the counts themselves."""
        return (self.unit, self.per_count, self.zero) == ("counts", 1.0, 0.0)

    @property
    def integral(self) -> str:
        """The unit of a value times seconds."""
        return "count-seconds" if self.counted else f"{self.unit} s"

    @property
    def text(self) -> str:
        """All of it as one line that says it to a reader; `read` is the reverse."""
        places = ", ".join(f"{x!r} {y!r}" for x, y in self.places)
        return f"{self.unit} = {self.per_count!r} * (counts - {self.zero!r}){f'; at {places}' if places else ''}"

    @property
    def sentence(self) -> str:
        """What the two ends of the counts are, for a reader of numbers in the unit."""
        most = f"{self.value(FULL_SCALE):.4g} {self.unit}"
        return f"{self.zero:g} counts are 0 {self.unit}, {FULL_SCALE} counts are {most} or more"

    @property
    def ends(self) -> tuple[str, str]:
        """The ends of a scale of counts in the unit, the last with its name."""
        low, high = (f"{self.value(count) + 0:.0f}".replace("-", "\N{MINUS SIGN}") for count in (0, FULL_SCALE))
        return low, f"{high} {self.unit}"

    def value(self, count: float) -> float:
        """What a count stands for."""
        return self.per_count * (count - self.zero)

    @classmethod
    def read(cls, text: str) -> Self:
        """What `text` says.

        Raises
        ------
        SourceError
            If the text is another.
        """
        try:
            unit, per_count, zero, places = _TEXT.fullmatch(text.strip()).groups("")  # type: ignore[union-attr]
            numbers = [float(number) for number in places.replace(",", "").split()]
            return cls(unit, float(per_count), float(zero), tuple(zip(numbers[::2], numbers[1::2], strict=True)))
        except (ValueError, AttributeError):
            raise SourceError(
                f"the unit of the values is {text[:60]!r}; allowed is a line as {Calibration('N', 0.6, 12).text!r}"
            ) from None


COUNTS: Final = Calibration()
"""Of sensors without a unit: counts are what they show."""
