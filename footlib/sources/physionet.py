"""PhysioNet's *Gait in Parkinson's Disease* (gaitpdb 1.0.0).

Each line holds the time in seconds, eight forces of the left foot, eight of the right in
newtons, and both totals: 19 columns without a header. The database's ``format.txt`` places
sensor 1 under the heel (y = -800), 2 and 3 before it (-400), 4 and 5 in the middle (0),
6 and 7 at the forefoot (400) and 8 at the toes (800).
"""

from typing import Final

import numpy as np

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sources.lines import Lines, is_number
from footlib.sources.scale import to_counts

COLUMNS: Final = 19
_REGIONS: Final = ((6, 7, 8), (4, 5), (1, 2, 3))
"""Sensors of front, middle and back, numbered from one as in the database."""


def knows(lines: Lines) -> bool:
    """Whether the first line looks like this format."""
    fields = lines.first.split()
    return len(fields) == COLUMNS and all(map(is_number, fields))


def load(lines: Lines) -> Recording:
    """Read the recording; its clock begins at zero.

    Raises
    ------
    SourceError
        Names the line.
    """
    numbers = lines.table(0, COLUMNS, None)
    time = numbers[:, 0]
    if (falls := np.flatnonzero(np.diff(time) < 0)).size:
        row = int(falls[0]) + 1
        raise SourceError(f"{lines.at(row, 0)}: time falls to {time[row]:g} after {time[row - 1]:g}")
    force = [numbers[:, [foot + sensor for sensor in region]].sum(axis=1) for foot in (0, 8) for region in _REGIONS]
    return Recording.from_columns(time, to_counts(np.column_stack(force)))
