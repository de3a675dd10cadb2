"""Recordings of other people's systems, read as Footwatch's six sensors.

`load` knows a file by its content:

- Footwatch's own CSV and Parquet (`footlib.tables`);
- PhysioNet's *Gait in Parkinson's Disease* (`footlib.sources.physionet`);
- the text export of Moticon's insoles (`footlib.sources.moticon`), with its `events`;
- CSV with ``t_s`` and six channels, or six channels alone and a rate (`footlib.sources.plain`).
"""

from pathlib import Path
from typing import Final

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.sources import moticon, physionet, plain
from footlib.sources.lines import Lines
from footlib.sources.moticon import Event

__all__ = ["Event", "events", "load"]

_ALLOWED: Final = (
    "allowed are Footwatch CSV and Parquet, PhysioNet gaitpdb, Moticon text export, "
    f"CSV with t_s,{','.join(NAMES)}, and CSV with those six channels alone and a rate"
)
_TABLE: Final = "time,iso_time,trace_id"


def load(path: Path, *, rate: float | None = None) -> Recording:
    """Read a recording, whatever system made it.

    Forces become counts 0..1023 as `footlib.sources.scale` says; times stay as in the file,
    so that a recording without a wall clock begins near zero.

    Parameters
    ----------
    path
        The file; its name does not matter.
    rate
        Readings a second of a file that holds six channels and no times.

    Raises
    ------
    SourceError
        Names the line, what was found and what is allowed.
    """
    lines = Lines.open(path)
    if lines is None or lines.first.startswith(_TABLE):
        from footlib import tables

        recording = tables.read(path)
    elif moticon.knows(lines):
        recording = moticon.load(lines)
    elif physionet.knows(lines):
        recording = physionet.load(lines)
    elif plain.knows(lines):
        return plain.load(lines, rate)
    else:
        raise SourceError(f"{path.name}, line 1: found {lines.first[:40]!r}; {_ALLOWED}")
    if rate is not None:
        raise SourceError(f"{path.name} has times of its own; leave the rate of {rate:g} Hz out")
    return recording


def events(path: Path) -> list[Event]:
    """Event marks of a recording, oldest first; empty where the format has none.

    Raises
    ------
    SourceError
        As `load`.
    """
    lines = Lines.open(path)
    return moticon.events(lines) if lines is not None and moticon.knows(lines) else []
