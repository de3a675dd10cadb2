"""Recordings of other people's systems, read as Footwatch's six sensors.

`load` knows a file by its content:

- tables with six channels of counts, Footwatch's own CSV and Parquet among them, with times or a rate
  (`footlib.tables`);
- PhysioNet's *Gait in Parkinson's Disease* (`footlib.sources.physionet`);
- the text export of Moticon's insoles (`footlib.sources.moticon`), with its `events`;
- ``*_motion.tsv`` of a Motion-BIDS data set, by its name and the ``*_channels.tsv`` beside it (`footlib.sources.bids`).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from footlib import tables
from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.sources import bids, moticon, physionet
from footlib.sources.lines import Lines
from footlib.sources.moticon import Event
from footlib.sources.scale import to_counts

__all__ = ["Event", "describe_skipped", "events", "has_times", "load"]

_ALLOWED: Final = (
    "allowed are Footwatch CSV and Parquet, PhysioNet gaitpdb, Moticon text export, Motion-BIDS, "
    f"CSV with t_s,{','.join(NAMES)}, and CSV with those six channels alone and a rate; "
    "tell the titles of six other columns with --columns, and that they hold forces with --scale"
)


def load(
    path: str | Path,
    *,
    rate: float | None = None,
    unit: str | None = None,
    columns: Sequence[str] | None = None,
    scale: bool = False,
) -> Recording:
    """Read a recording, whatever system made it.

    Forces become counts 0..1023 as `footlib.sources.scale` says; times stay as in the file,
    so that a recording without a wall clock begins near zero. A reading with a blank is left
    out; `Recording.skipped` counts them.

    Parameters
    ----------
    path
        The file; its name does not matter, but for Motion-BIDS.
    rate
        Readings a second of a file that holds six channels and no times.
    unit
        Of the times in a table: ``s``, ``ms``, ``us`` or ``ns``; what the file tells by default.
    columns
        Titles of six columns of a text table: front, middle and back of the left foot, then of the right one.
    scale
        Whether they hold forces of any unit; counts by default.

    Returns
    -------
    Recording
        Times in seconds, counts 0 to 1023; flags where the file has them.

    Raises
    ------
    SourceError
        Names line and column, what was found and what is allowed.

    Examples
    --------
    >>> recording = footlib.load("walk.csv")
    >>> len(recording), round(recording.rate), recording.skipped
    (1200, 20, 0)
    >>> footlib.load("forces.csv", rate=20.0, columns=["lt", "lm", "lh", "rt", "rm", "rh"], scale=True).counts.max()
    np.int16(1023)
    """
    path = Path(path)
    _check(unit, columns)
    lines = Lines.open(path)
    if lines is not None and bids.matches(path, lines):
        return bids.read(path, lines, rate, columns or NAMES, to_counts if scale else None)
    if columns is not None or scale:
        return _forces(path, lines, rate, unit, NAMES if columns is None else columns, scale=scale)
    if lines is None:
        recording = tables.read(path, unit=unit)
    elif moticon.matches(lines):
        recording = moticon.read(lines)
    elif physionet.matches(lines):
        recording = physionet.read(lines)
    elif tables.matches(lines.text):
        recording = tables.read(path, rate=rate, unit=unit)
        if not len(recording):
            raise SourceError(f"{path.name} has no readings after line {len(lines.rows)}")
        return recording
    else:
        raise SourceError(f"{path.name}, line 1: found {lines.first[:40]!r}; {_ALLOWED}")
    if rate is not None:
        raise SourceError(f"{path.name} has times of its own; leave the rate of {rate:g} Hz out")
    return recording


def _forces(
    path: Path, lines: Lines | None, rate: float | None, unit: str | None, columns: Sequence[str], *, scale: bool
) -> Recording:
    if lines is None:
        raise SourceError(f"{path.name} is Parquet; --columns and --scale are for tables as text")
    return tables.read(path, rate=rate, unit=unit, channels=columns, convert=to_counts if scale else None)


def _check(unit: str | None, columns: Sequence[str] | None) -> None:
    if unit is not None and unit not in tables.UNITS:
        raise SourceError(f"the unit of time is {unit!r}; allowed are {', '.join(tables.UNITS)}")
    if columns is not None and len(set(columns)) != len(NAMES):
        raise SourceError(
            f"--columns names {len(set(columns))} columns; allowed are six: front, middle and back of the left foot, "
            "then of the right one"
        )


def has_times(path: Path) -> bool:
    """Whether a recording has times of its own; one without needs a rate.

    Parameters
    ----------
    path
        The file, of any format that `load` reads.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    lines = Lines.open(path)
    if lines is None or bids.matches(path, lines):
        return True
    return not tables.matches(lines.text) or tables.has_times(lines.text)


def describe_skipped(path: Path, recording: Recording) -> str:
    """A sentence about the readings of a file that are blank, as `Recording.skipped` counts them."""
    one = recording.skipped == 1
    return (
        f"{path.name}: {recording.skipped} reading{'' if one else 's'} with a blank {'is' if one else 'are'} left out, "
        "as a gap"
    )


def events(path: Path) -> list[Event]:
    """Event marks of a recording, oldest first; empty where the format has none.

    Parameters
    ----------
    path
        The file, of any format that `load` reads.

    Raises
    ------
    SourceError
        As `load`.
    """
    lines = Lines.open(path)
    return moticon.events(lines) if lines is not None and moticon.matches(lines) else []
