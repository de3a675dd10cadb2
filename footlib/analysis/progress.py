"""Whether somebody walks otherwise than before: a number over several trials, and how far it scatters by itself."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.results import Refused

CONFIDENCE: Final = 0.95
"""Of the interval of a change."""
LEAST_REPEATED: Final = 3
"""Degrees of freedom from which on repeated trials tell the scatter; with fewer the interval says nothing."""
_QUANTILE: Final = 0.975
_NORMAL: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Change:
    """How a number changed from one trial to another.

    Attributes
    ----------
    before, after
        Its values.
    margin
        Half of the width of the 95 % interval of the change, in the number's unit.
    scatter
        Standard deviation of a single trial.
    freedom
        Degrees of freedom that the scatter rests on.
    repeated
        Whether it was taken from trials that were repeated under the same conditions; from one trial to the next
        otherwise, which a steady change makes a little larger.
    """

    before: float
    after: float
    margin: float
    scatter: float
    freedom: int
    repeated: bool

    @property
    def difference(self) -> float:
        """The change."""
        return self.after - self.before

    @property
    def beyond_scatter(self) -> bool:
        """Whether it is more than two trials of an unchanged person would differ by, but for one pair in twenty."""
        return abs(self.difference) > self.margin


def change_between(
    values: Sequence[float], visits: Sequence[Hashable], before: int = 0, after: int = -1
) -> Change | Refused:
    """The change of a number between two of several trials, beside the trials' own scatter.

    Two trials of an unchanged person differ by a normal error of standard deviation sqrt(2) s, where s is that of
    a single trial, the standard error of measurement. A difference beyond t sqrt(2) s, with t the 97.5 % quantile of
    Student's distribution, is a change; with t = 1.96 that is the minimal detectable change [1]_. The scatter s is
    pooled over trials that were repeated in one visit, under one condition. Where there are too few of those it is
    taken from the differences between successive trials, s^2 = mean(d^2) / 2, which a slow change of the mean hardly
    moves [2]_.

    Parameters
    ----------
    values
        Of the trials in the order of time, shape (n,).
    visits
        What trials that repeat each other have in common, as the day and the condition; as many.
    before, after
        Which two are compared; the first and the last by default.

    Returns
    -------
    Change or Refused
        Refused with fewer than three trials.

    References
    ----------
    .. [1] J. P. Weir, "Quantifying test-retest reliability using the intraclass correlation coefficient and the SEM",
       Journal of Strength and Conditioning Research 19 (2005), 231-240.
    .. [2] J. von Neumann et al., "The mean square successive difference", Annals of Mathematical Statistics 12 (1941),
       153-162.

    Examples
    --------
    >>> cadence = [98.1, 99.0, 97.7, 107.9, 108.8, 108.2]
    >>> found = footlib.analysis.change_between(cadence, ["1 Nov"] * 3 + ["29 Nov"] * 3)
    >>> round(found.difference, 1), round(found.margin, 1), found.beyond_scatter
    (10.1, 2.2, True)
    """
    if len(values) < LEAST_REPEATED:
        return Refused(f"needs {LEAST_REPEATED} trials, got {len(values)}")
    found = np.asarray(values, dtype=np.float64)
    squares, freedom = _within(found, visits)
    repeated = freedom >= LEAST_REPEATED
    if not repeated:
        squares, freedom = float((np.diff(found) ** 2).sum()) / 2, len(found) - 1
    scatter = math.sqrt(squares / freedom)
    margin = student_quantile(freedom) * math.sqrt(2) * scatter
    return Change(float(found[before]), float(found[after]), margin, scatter, freedom, repeated)


def _within(values: NDArray[np.float64], visits: Sequence[Hashable]) -> tuple[float, int]:
    """Sum of squares about the mean of each visit, and its degrees of freedom."""
    squares, freedom = 0.0, 0
    for visit in dict.fromkeys(visits):
        of_visit = values[[one == visit for one in visits]]
        squares += float(((of_visit - of_visit.mean()) ** 2).sum())
        freedom += len(of_visit) - 1
    return squares, freedom


def student_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's distribution, to 0.2 %.

    Closed forms for one and two degrees of freedom, the expansion by 1 / freedom beyond (Abramowitz and Stegun,
    Handbook of Mathematical Functions, 26.7.5).
    """
    if freedom == 1:
        return math.tan(math.pi * (_QUANTILE - 0.5))
    if freedom == 2:
        return (2 * _QUANTILE - 1) / math.sqrt(2 * _QUANTILE * (1 - _QUANTILE))
    x = _NORMAL
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / math.pow(freedom, power) for power, term in enumerate(terms, 1))
