"""Recordings of other people's systems, read as Footwatch's six sensors.

`load` knows a file by its content:

- tables with six channels of counts, Footwatch's own CSV and Parquet among them, with times or a rate
  (`footlib.tables`);
- PhysioNet's *Gait in Parkinson's Disease* (`footlib.sources.physionet`);
- the text export of Moticon's insoles (`footlib.sources.moticon`), with its `events`;
- novel's loadsol with three zones a foot (`footlib.sources.loadsol`) and pedar (`footlib.sources.pedar`), as text;
- Tekscan's F-Scan as ASCII, with the file of the other foot beside it (`footlib.sources.tekscan`);
- the CSV export of XSENSOR's insoles (`footlib.sources.xsensor`);
- ``*_motion.tsv`` of a Motion-BIDS data set, by its name and the ``*_channels.tsv`` beside it (`footlib.sources.bids`).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from footlib import tables
from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.sources import bids, loadsol, moticon, pedar, physionet, tekscan, xsensor
from footlib.sources.lines import Lines
from footlib.sources.mapping import read as read_mapping
from footlib.sources.moticon import Event
from footlib.sources.scale import scaled

__all__ = ["Event", "describe_skipped", "events", "has_times", "load"]

_READERS: Final = (moticon, physionet, loadsol, pedar, xsensor)
"""Modules that know a format by its content, each with `matches` and `read`."""
_ALLOWED: Final = (
    "allowed are Footwatch CSV and Parquet, PhysioNet gaitpdb, text exports of Moticon, loadsol, pedar and "
    "F-Scan, XSENSOR CSV, Motion-BIDS, "
    f"CSV with t_s,{','.join(NAMES)}, and CSV with those six channels alone and a rate; "
    "tell the titles of six other columns with --columns, that they hold forces with --scale, or more with --mapping"
)


def load(
    path: str | Path,
    *,
    rate: float | None = None,
    unit: str | None = None,
    columns: Sequence[str] | None = None,
    scale: bool = False,
    mapping: str | Path | None = None,
) -> Recording:
    """Read a recording, whatever system made it.

    Forces become counts 0..1023 as `footlib.sources.scale` says; times stay as in the file,
    so that a recording without a wall clock begins near zero. A reading with a blank is left
    out; `Recording.skipped` counts them.

    Parameters
    ----------
    path
        The file; its name does not matter, but for Motion-BIDS and F-Scan, which are several files.
    rate
        Readings a second of a file that holds six channels and no times.
    unit
        Of the times in a table: ``s``, ``ms``, ``us`` or ``ns``; what the file tells by default.
    columns
        Titles of six columns of a text table: front, middle and back of the left foot, then of the right one.
    scale
        Whether they hold forces, of the unit that all titles name, as ``L heel [N]``; counts by default.
    mapping
        A TOML file that tells columns, unit, scale and times, as `footlib.sources.mapping` says.

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
    layout: tables.Layout | None
    if mapping is not None:
        layout, rate, unit = _told_by(Path(mapping), rate, others=columns is not None or scale or unit is not None)
    else:
        layout = _layout(columns, scale=scale) if columns is not None or scale else None
    if unit is not None and unit not in tables.UNITS:
        raise SourceError(f"the unit of time is {unit!r}; allowed are {', '.join(tables.UNITS)}")
    lines = Lines.open(path)
    if lines is not None and bids.matches(path, lines):
        return bids.read(path, lines, rate, layout or tables.OWN)
    if layout is not None:
        return _mapped(path, lines, rate, unit, layout)
    if lines is not None and rate is None and tekscan.matches(lines):
        return tekscan.read(path, lines)
    return _known(path, lines, rate, unit)


def _known(path: Path, lines: Lines | None, rate: float | None, unit: str | None) -> Recording:
    """The recording of a file that says itself what it is."""
    reader = next((reader for reader in _READERS if lines is not None and reader.matches(lines)), None)
    if lines is None:
        recording = tables.read(path, unit=unit)
    elif reader is not None:
        recording = reader.read(lines)
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


def _told_by(path: Path, rate: float | None, *, others: bool) -> tuple[tables.Layout, float | None, str | None]:
    """Columns, rate and the unit of times, of a mapping file."""
    if others:
        raise SourceError("--mapping tells columns, scale and the unit of times; leave the options for these out")
    told = read_mapping(path)
    if rate is not None and (told.rate is not None or told.time is not None):
        raise SourceError(f"{path.name} tells the times; leave the rate of {rate:g} Hz out")
    return told.layout(), told.rate if rate is None else rate, told.time_unit


def _mapped(path: Path, lines: Lines | None, rate: float | None, unit: str | None, layout: tables.Layout) -> Recording:
    if lines is None:
        raise SourceError(f"{path.name} is Parquet; --mapping, --columns and --scale are for tables as text")
    return tables.read(path, rate=rate, unit=unit, layout=layout)


def _layout(columns: Sequence[str] | None, *, scale: bool) -> tables.Layout:
    if columns is not None and len(set(columns)) != len(NAMES):
        raise SourceError(
            f"--columns names {len(set(columns))} columns; allowed are six: front, middle and back of the left foot, "
            "then of the right one"
        )
    titles = columns or NAMES
    return tables.Layout(tuple((title,) for title in titles), scaled(titles) if scale else None)


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
