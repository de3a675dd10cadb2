"""Forces that a file tells line by line, as a recording."""

import numpy as np
from numpy.typing import NDArray

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sources.lines import Lines
from footlib.sources.scale import SATURATING, calibration_at, counts_at, top_of
from footlib.tables import clock


def recording_of_forces(
    lines: Lines,
    header: int,
    time: NDArray[np.float64],
    force: NDArray[np.float64],
    unit: str = "N",
    *,
    cut: float = SATURATING,
) -> Recording:
    """Readings of times and forces; one with a blank is left out and counted.

    Parameters
    ----------
    lines
        The file.
    header
        Its lines above the first reading.
    time
        Seconds, the file's first column, shape (n,); NaN where blank.
    force
        Shape (n, 6); NaN where blank.
    unit
        Of the forces.
    cut
        Percentile of the readings' largest sensor that is the end of the range; what is over it is cut there.

    Raises
    ------
    SourceError
        Names the line of a time that cannot be, or says that no reading is whole.
    """
    rows = np.flatnonzero(np.isfinite(time) & np.isfinite(force).all(axis=1))
    if not len(rows):
        raise SourceError(f"{lines.name} has no reading without a blank after line {header}")
    top = top_of(force[rows], cut)
    counts = counts_at(force[rows], top)
    source = clock.TimeSource(lambda row: lines.at(row, header), "column 1")
    clock.check_times(time[rows], counts.astype(np.float64), source.of(rows), sure=False)
    return Recording.from_columns(
        time[rows], counts, skipped=len(time) - len(rows), calibration=calibration_at(top, unit)
    )
