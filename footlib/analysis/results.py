"""A number, or the reason why there is none."""

from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from footlib.errors import RefusedError

STEP_RATE: Final = 10.0
"""Readings a second that step timing needs."""
REFUSED_BELOW: Final = 9.5
"""Under this rate step timing is refused; between it and `STEP_RATE` a poll may be a little late."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands where a number would, when the data do not carry it.

    Attributes
    ----------
    reason
        A sentence part for the screen, as ``needs 10 Hz, got 3.3 Hz``.

    Examples
    --------
    >>> sparse = footlib.load("walk.csv").thin(5)
    >>> footlib.summarise(sparse)["cadence"].result
    Refused(reason='needs 10 Hz, got 4.0 Hz')
    """

    reason: str


Result: TypeAlias = float | Refused

T = TypeVar("T")


def require(result: T | Refused) -> T:
    """The value of a result, for a script that has no use for the reason.

    Raises
    ------
    RefusedError
        With the reason, if there is no value.
    """
    if isinstance(result, Refused):
        raise RefusedError(result.reason)
    return result


def step_timing(rate: float, unit: str = "Hz") -> Refused | None:
    """Whether readings at `rate` a second carry the times of steps: None, or why not.

    Measured on a real walk: thinned to 2 Hz its cadence reads 120 in place of 97 steps/min.

    Parameters
    ----------
    rate
        Readings a second; NaN if unknown.
    unit
        Of the rate, for the reason.
    """
    if rate >= REFUSED_BELOW:
        return None
    got = f"{rate:.1f} {unit}" if rate > 0 else "too few readings to tell"
    return Refused(f"needs {STEP_RATE:.0f} Hz, got {got}")
