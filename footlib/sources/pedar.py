"""The text export of novel's pedar insoles (``.asc``).

A head tells insole, rate and ``pressure values in  kPa``; a line of titles follows, ``time[secs]`` and the numbers 1 to
99 of the left insole and again of the right one, parted by tabs, and a line a frame. (Facts of the public example of
https://github.com/DrDanParker/Biomechanical-Pandas.)

The sensors are numbered in rows from the heel to the toes: 1 to 26 lie under the heel, 27 to 54 under the midfoot, 55
to 82 under the forefoot and 83 to 99 under the toes, as public analyses of such files divide them. The back sensor is
the heel, the middle one the midfoot, the front one forefoot and toes. Each is the mean pressure of its sensors: their
areas differ with the size of the insole and do not stand in the file.
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sources.forces import recording_of_forces
from footlib.sources.lines import Lines
from footlib.sources.scale import WHOLE

SENSORS: Final = 99
_REGIONS: Final = (slice(54, 99), slice(26, 54), slice(0, 26))
"""Front, middle and back of one insole, from 0 on."""
_UNIT: Final = re.compile(r"pressure values in\s+(\S+)", re.IGNORECASE)
_TIME: Final = "time[sec"
_HEAD: Final = 30
"""Lines among which the titles are."""


def matches(lines: Lines) -> bool:
    """Whether the head looks like this format."""
    return any(_UNIT.match(line) for line in lines.head[:_HEAD]) and _titles(lines) is not None


def read(lines: Lines) -> Recording:
    """Read the pressures, in the unit that the file names; the clock is the file's own.

    Raises
    ------
    SourceError
        Names the line, or says which sensors are not there.
    """
    at = _titles(lines) or 0
    titles = [title.strip() for title in lines.head[at].split("\t")]
    wanted = [str(number) for number in range(1, SENSORS + 1)] * 2
    if [title for title in titles[1:] if title] != wanted:
        raise SourceError(
            f"{lines.name}, line {at + 1}: found {sum(map(bool, titles)) - 1} sensors, allowed are 1 to {SENSORS} of "
            "the left insole and then of the right one; export both whole"
        )
    header = at + 1
    width = len(lines.rows[header].split("\t")) if len(lines.rows) > header else len(titles)
    numbers = lines.table(header, width, "\t", range(1 + 2 * SENSORS))
    feet = numbers[:, 1 : SENSORS + 1], numbers[:, SENSORS + 1 :]
    unit = next(match[1] for line in lines.head[:_HEAD] if (match := _UNIT.match(line)))
    means = np.column_stack([_means(foot) for foot in feet])
    return recording_of_forces(lines, header, numbers[:, 0], means, unit, cut=WHOLE)


def _means(pressure: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([pressure[:, region].mean(axis=1) for region in _REGIONS])


def _titles(lines: Lines) -> int | None:
    """Number of the line of titles, from 0 on; None if there is none."""
    return next((n for n, line in enumerate(lines.head[:_HEAD]) if line.lower().startswith(_TIME)), None)
