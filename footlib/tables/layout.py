"""Where a table of another make has the six sensors, and how its values become counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.calibration import COUNTS, Calibration
from footlib.errors import SourceError
from footlib.sensors import FULL_SCALE, NAMES
from footlib.tables.clock import TimeSource

Convert = Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], Calibration]]
"""Makes counts of values, (n, 6) to (n, 6), and says what they stand for."""


@dataclass(frozen=True)
class Layout:
    """The columns of a table, and what is in them.

    Parameters
    ----------
    channels
        Titles of the columns of each sensor, in the order of `footlib.sensors.NAMES`.
    convert
        Makes counts of their values; they are counts by default.
    time
        Title of the column of times; found by what such columns are called by default.
    largest
        The largest of values that are whole counts from 0 on.
    adding
        Whether several columns of a sensor are added, as forces are; their mean is taken otherwise.

    Raises
    ------
    SourceError
        If there are not six sensors, or a column belongs to two.
    """

    channels: tuple[tuple[str, ...], ...] = tuple((name,) for name in NAMES)
    convert: Convert | None = None
    time: str | None = None
    largest: int | None = None
    adding: bool = False

    def __post_init__(self) -> None:
        if len(self.channels) != len(NAMES) or not all(self.channels):
            raise SourceError(
                f"columns are told of {sum(map(bool, self.channels))} sensors; allowed are six: "
                "front, middle and back of the left foot, then of the right one"
            )
        if twice := [title for title in self.titles if self.titles.count(title) > 1]:
            raise SourceError(f"the column {twice[0]} is told twice; allowed is each once")

    @property
    def titles(self) -> list[str]:
        """Titles of all columns of sensors."""
        return [title.strip().casefold() for columns in self.channels for title in columns]

    @cached_property
    def places(self) -> list[tuple[str, ...]]:
        """What a dialect calls the columns of each sensor: by its name, further ones with a number behind."""
        return [
            tuple(name if number == 0 else f"{name}+{number}" for number in range(len(columns)))
            for name, columns in zip(NAMES, self.channels, strict=True)
        ]

    @property
    def called(self) -> dict[str, str]:
        """What a dialect calls a column, by its title in small letters."""
        return dict(zip(self.titles, (place for places in self.places for place in places), strict=True))

    def combined(self, columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Values of the six sensors, shape (n, 6), of columns by what a dialect calls them; NaN where one is blank."""
        join = np.sum if self.adding else np.mean
        return np.column_stack([join([columns[place] for place in places], axis=0) for places in self.places])

    def counted(self, values: NDArray[np.float64], source: TimeSource) -> tuple[NDArray[np.float64], Calibration]:
        """Counts of values, shape (n, 6), NaN in readings with a blank, and what they stand for.

        Raises
        ------
        SourceError
            Names the place, from `source`, of a value over `largest`.
        """
        if self.convert is None:
            return values, COUNTS
        self._check(values, source)
        counts = np.full(values.shape, np.nan)
        whole = np.isfinite(values).all(axis=1)
        counts[whole], calibration = self.convert(values[whole])
        return counts, calibration

    @property
    def allowed(self) -> str:
        """What a value may be."""
        return f"a whole number from 0 to {FULL_SCALE}" if self.convert is None else "a number"

    def _check(self, values: NDArray[np.float64], source: TimeSource) -> None:
        if self.largest is None:
            return
        wrong = np.isfinite(values) & ((values < 0) | (values > self.largest))
        if not self._several:
            wrong |= np.isfinite(values) & (values != np.rint(values))
        if wrong.any():
            row, sensor = (int(first) for first in np.argwhere(wrong)[0])
            raise SourceError(
                f"{source.line(row)}: {NAMES[sensor]} is {values[row, sensor]:g}, "
                f"allowed are whole counts from 0 to {self.largest}; the mapping's bits say how far counts go"
            )

    @property
    def _several(self) -> bool:
        return any(len(columns) > 1 for columns in self.channels)


OWN: Final = Layout()
"""A table whose columns are called as Footwatch's own."""
