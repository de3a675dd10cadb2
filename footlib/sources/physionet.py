"""PhysioNet's *Gait in Parkinson's Disease* (gaitpdb 1.0.0).

Each line holds the time in seconds, eight forces of the left foot, eight of the right in
newtons, and both totals: 19 columns without a header. The database's ``format.txt`` places
sensor 1 under the heel (y = -800), 2 and 3 before it (-400), 4 and 5 in the middle (0),
6 and 7 at the forefoot (400) and 8 at the toes (800).
"""

from typing import Final

import numpy as np

from footlib.recording import Recording
from footlib.sources.forces import recording_of_forces
from footlib.sources.lines import Lines, is_number

COLUMNS: Final = 19
_TOTALS: Final = 2
_REGIONS: Final = ((6, 7, 8), (4, 5), (1, 2, 3))
"""Sensors of front, middle and back, numbered from one as in the database."""


def matches(lines: Lines) -> bool:
    """Whether the first line looks like this format."""
    fields = lines.first.split()
    return len(fields) == COLUMNS and all(map(is_number, fields))


def read(lines: Lines) -> Recording:
    """Read the recording; its clock begins at zero.

    Raises
    ------
    SourceError
        Names the line.
    """
    numbers = lines.table(0, COLUMNS, None, range(COLUMNS - _TOTALS))
    force = [numbers[:, [foot + sensor for sensor in region]].sum(axis=1) for foot in (0, 8) for region in _REGIONS]
    return recording_of_forces(lines, 0, numbers[:, 0], np.column_stack(force))
