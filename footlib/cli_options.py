"""Options that several commands have, and what they name: settings, a recording, a stretch of time."""

from __future__ import annotations

import math
import re
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from footlib.errors import SettingsError
from footlib.settings import Settings, load, module_conf

if TYPE_CHECKING:
    from footlib.recording import Recording

_AGO: Final = re.compile(r"(\d{1,9}(?:\.\d+)?) ?([smhd])", re.ASCII | re.IGNORECASE)
_UNITS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
Conf = Annotated[Path | None, typer.Option(help="Settings file in place of the modules' conf.py.")]
Notebooks = Annotated[Path | None, typer.Option(help="A folder made by `footwatch notebooks`.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")]
WebPort = Annotated[int | None, typer.Option("--port", help="Port of the page (WEB_PORT; 8050).")]
Moment = Annotated[
    str | None, typer.Option(help="Epoch seconds, a time as 2026-11-24T12:00:30+01:00, or how long ago, as 10m.")
]
WithPerson = Annotated[bool, typer.Option("--with-person", help="Personal data too; left out by default.")]
TrialName = Annotated[str | None, typer.Option(help="A trial as `footwatch trials` names it, or `last`.")]
Force = Annotated[bool, typer.Option("--force", help="Write over an existing file.")]

RecordingFile = Annotated[
    Path,
    typer.Argument(help="Of Footwatch, PhysioNet, Moticon, loadsol, pedar, F-Scan, XSENSOR, Motion-BIDS, or CSV."),
]
Rate = Annotated[float | None, typer.Option(help="Readings a second of a file without times.")]
TimeUnit = Annotated[
    str | None, typer.Option(help="Unit of the times, s, ms, us or ns, where the file does not tell it.")
]
Columns = Annotated[
    str | None,
    typer.Option(help="Titles of six columns, as 'A,B,C,D,E,F': front, middle, back of the left, then the right foot."),
]
Scale = Annotated[bool, typer.Option("--scale", help="The columns hold forces of any unit; make counts of them.")]

MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help="A TOML file that tells columns, unit, scale and times of the file.")
]


def settings_of(conf: Path | None, notebooks: Path | None = None) -> Settings:
    """What the named file says, else the conf.py of the cacher and of the notebooks together; hints are printed.

    Raises
    ------
    SettingsError
        If a value cannot work.
    """
    import cacher
    from footlib.launch import notebooks as places

    if conf:
        settings = load(conf)
    else:
        files = dict.fromkeys([module_conf(Path(cacher.__file__).parent), module_conf(notebooks or places.folder())])
        settings = load(*files)
    for hint in settings.hints:
        typer.secho(f"footwatch: {hint}", fg=typer.colors.YELLOW, err=True)
    return settings


def recording_of(
    file: Path, rate: float | None, unit: str | None, columns: str | None, *, scale: bool, mapping: Path | None
) -> Recording:
    """The recording of a file; how many of its readings are blank is printed.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    from footlib.sources import describe_skipped, load

    titles = None if columns is None else [title.strip() for title in columns.split(",")]
    recording = load(file, rate=rate, unit=unit, columns=titles, scale=scale, mapping=mapping)
    if recording.skipped:
        typer.secho(f"footwatch: {describe_skipped(file, recording)}", fg=typer.colors.YELLOW, err=True)
    return recording


def span_of(since: str | None, until: str | None, *, whole_days: bool = False) -> tuple[float | None, float | None]:
    """The moments that --since and --until name, epoch seconds; None where one is not given.

    Parameters
    ----------
    since, until
        As they were typed.
    whole_days
        Whether a day alone means its end for --until, and not its begin.

    Raises
    ------
    SettingsError
        If one is no moment, or they are the wrong way round.
    """
    low, high = _moment("since", since), _moment("until", until)
    if whole_days and until is not None and _is_day(until):
        high = _moment("until", f"{until}T23:59:59.999999")
    if low is not None and high is not None and low > high:
        raise SettingsError(f"--since {since} is later than --until {until}; let the earlier moment be --since")
    return low, high


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    # As a number, 20261103 is epoch seconds.
    return not text.isdigit()


def _moment(option: str, text: str | None) -> float | None:
    from footlib.epoch import TIME_LIMIT

    if text is None:
        return None
    if ago := _AGO.fullmatch(text.strip()):
        return time.time() - float(ago[1]) * _UNITS[ago[2].lower()]
    try:
        moment = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text).astimezone().timestamp()
        except (ValueError, OverflowError):
            moment = math.nan
    if not abs(moment) < TIME_LIMIT:
        raise SettingsError(
            f"--{option} is {text!r}; allowed are epoch seconds, a time as 2026-11-24T12:00:30+01:00, or how "
            "long ago it was, as 10m (s, m, h, d)"
        )
    return moment
