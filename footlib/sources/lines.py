"""A text file as lines of numbers, with the line of every complaint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from footlib.errors import SourceError

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text file.

    Attributes
    ----------
    name
        Name of the file, for messages.
    rows
        Its lines without the ends of lines.
    """

    name: str
    rows: list[str]

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """The lines of a file; None if it is Parquet.

        Raises
        ------
        SourceError
            If it cannot be read, holds no text or no lines.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
        if content.startswith(b"PAR1"):
            return None
        try:
            rows = content.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise SourceError(f"{path.name}, line {line}: holds bytes that are no text; allowed is UTF-8") from error
        while rows and not rows[-1].strip():
            rows.pop()
        if not rows:
            raise SourceError(f"{path.name} is empty")
        return cls(path.name, rows)

    @property
    def first(self) -> str:
        """The first line."""
        return self.rows[0]

    def table(
        self, skip: int, columns: int, delimiter: str | None, used: Sequence[int] | None = None
    ) -> NDArray[np.float64]:
        """The numbers from line `skip` + 1 on, shape (n, columns used).

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
        if numbers.shape != expected or too_long or not np.isfinite(numbers).all():
            raise SourceError(self._complaint(skip, columns, delimiter, wanted))
        return numbers

    def at(self, row: int, skip: int) -> str:
        """File and line of a row of `table`, for a message."""
        return f"{self.name}, line {skip + row + 1}"

    def _complaint(self, skip: int, columns: int, delimiter: str | None, used: Sequence[int]) -> str:
        for row, line in enumerate(self.rows[skip:]):
            fields = line.split(delimiter)
            if len(fields) != columns:
                return f"{self.at(row, skip)}: found {len(fields)} columns, allowed is {columns}"
            for column in used:
                if not is_number(fields[column]):
                    found = fields[column][:_SHOWN]
                    return f"{self.at(row, skip)}, column {column + 1}: found {found!r}, allowed is a finite number"
        return f"{self.name} holds numbers in a form that is not known"


def is_number(field: str) -> bool:
    """Whether a field holds a finite number."""
    try:
        return bool(np.isfinite(float(field)))
    except ValueError:
        return False
