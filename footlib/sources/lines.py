"""A text file as lines of numbers, with the line of every complaint."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from footlib.errors import SourceError
from footlib.tables import text_of
from footlib.tables.dialect import BLANK, lines_of

_SHOWN: Final = 20
_HEAD: Final = 65_536
"""Characters."""


@dataclass(frozen=True)
class Lines:
    """The lines of a text file.

    Attributes
    ----------
    name
        Name of the file, for messages.
    text
        All of it.
    """

    name: str
    text: str

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """The lines of a file; None if it is Parquet.

        Raises
        ------
        SourceError
            If it cannot be read, holds no text or no lines.
        """
        text = text_of(path)
        return None if text is None else cls(path.name, text)

    @cached_property
    def rows(self) -> list[str]:
        """The lines without their ends, up to the last that is not blank."""
        rows = lines_of(self.text)
        while rows and not rows[-1].strip():
            rows.pop()
        return rows

    @cached_property
    def head(self) -> list[str]:
        """The first lines, as many as any header has."""
        return lines_of(self.text[:_HEAD])

    @property
    def first(self) -> str:
        """The first line."""
        return self.head[0]

    def table(
        self, skip: int, columns: int, delimiter: str | None, used: Sequence[int] | None = None
    ) -> NDArray[np.float64]:
        """The numbers from line `skip` + 1 on, shape (n, columns used); NaN where a field or a line is blank.

        Parameters
        ----------
        skip
            Lines of the header.
        columns
            Fields that each line must have.
        delimiter
            What separates them; None is any white space.
        used
            Numbers of the columns to read; all by default.

        Raises
        ------
        SourceError
            Names the first line that has another number of fields or no number in one.
        """
        if len(self.rows) <= skip:
            raise SourceError(f"{self.name} has no readings after line {skip}")
        wanted = range(columns) if used is None else used
        try:
            numbers = np.loadtxt(self.rows[skip:], delimiter=delimiter, usecols=used, ndmin=2, comments=None)
        except ValueError:
            numbers = np.empty((0, len(wanted)))
        # loadtxt passes over empty lines and, where columns are chosen, over fields too many.
        expected = len(self.rows) - skip, len(wanted)
        too_long = used is not None and any(len(row.split(delimiter)) > columns for row in self.rows[skip:])
        if numbers.shape == expected and not too_long and np.isfinite(numbers).all():
            return numbers
        return np.array([self._numbers(row, skip, columns, delimiter, wanted) for row in range(expected[0])])

    def at(self, row: int, skip: int) -> str:
        """File and line of a row of `table`, for a message."""
        return f"{self.name}, line {skip + row + 1}"

    def _numbers(self, row: int, skip: int, columns: int, delimiter: str | None, used: Sequence[int]) -> list[float]:
        line = self.rows[skip + row]
        fields = line.split(delimiter)
        if not line.strip():
            return [np.nan] * len(used)
        if len(fields) != columns:
            raise SourceError(f"{self.at(row, skip)}: found {len(fields)} columns, allowed is {columns}")
        numbers = []
        for column in used:
            field = fields[column].strip()
            if field.casefold() in BLANK:
                numbers.append(np.nan)
            elif is_number(field):
                numbers.append(float(field.replace(",", ".")))
            else:
                place = f"{self.at(row, skip)}, column {column + 1}"
                raise SourceError(f"{place}: found {field[:_SHOWN]!r}, allowed is a finite number")
        return numbers


def is_number(field: str) -> bool:
    """Whether a field holds a finite number, with a decimal point or comma."""
    try:
        return math.isfinite(float(field.replace(",", ".")))
    except ValueError:
        return False
