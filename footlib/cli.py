"""The `footwatch` command."""

from __future__ import annotations

import asyncio
import json
import math
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footlib import __version__
from footlib.errors import FootlibError, SettingsError
from footlib.settings import Settings, load, module_conf
from footlib.stopping import stoppable

if TYPE_CHECKING:
    from footlib.recording import Recording

app = typer.Typer(
    name="footwatch",
    help="Watch how people walk: live insole pressure, gait numbers and anomaly history.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Conf = Annotated[Path | None, typer.Option(help="Settings file in place of the modules' conf.py.")]
Notebooks = Annotated[Path | None, typer.Option(help="A folder made by `footwatch notebooks`.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")]
WebPort = Annotated[int | None, typer.Option("--port", help="Port of the page (WEB_PORT; 8050).")]
Moment = Annotated[str | None, typer.Option(help="Epoch seconds, or a time as 2026-11-24T12:00:30+01:00.")]
WithPerson = Annotated[bool, typer.Option("--with-person", help="Personal data too; left out by default.")]
Force = Annotated[bool, typer.Option("--force", help="Write over an existing file.")]

RecordingFile = Annotated[Path, typer.Argument(help="A recording: Footwatch, PhysioNet, Moticon or plain CSV.")]
Rate = Annotated[float | None, typer.Option(help="Readings a second of a file without times.")]
TimeUnit = Annotated[
    str | None, typer.Option(help="Unit of the times, s, ms, us or ns, where the file does not tell it.")
]
Columns = Annotated[
    str | None,
    typer.Option(help="Titles of six columns, as 'A,B,C,D,E,F': front, middle, back of the left, then the right foot."),
]
Scale = Annotated[bool, typer.Option("--scale", help="The columns hold forces of any unit; make counts of them.")]


@app.command()
def run(conf: Conf = None, port: WebPort = None, notebooks: Notebooks = None, *, no_browser: NoBrowser = False) -> None:
    """Run everything: store, stand-in API, cacher and dashboard; what HOST and BASE_URL name is used instead."""
    from footlib.launch import notebooks as places
    from footlib.launch import run as launch

    folder = places.folder(notebooks)
    settings = launch.with_port(_settings(conf, folder), port)
    launch.everything(settings, folder, browser=not no_browser)


@app.command()
def dashboard(conf: Conf = None, port: WebPort = None, notebooks: Notebooks = None) -> None:
    """Serve the dashboard alone, on the store that HOST names or that runs here."""
    from footlib.launch import notebooks as places
    from footlib.launch import run as launch

    folder = places.folder(notebooks)
    launch.dashboard(launch.with_port(_settings(conf, folder), port), folder)


@app.command()
def lab(
    conf: Conf = None,
    port: Annotated[int, typer.Option(help="Port of JupyterLab.")] = 8888,
    notebooks: Notebooks = None,
    *,
    no_browser: NoBrowser = False,
) -> None:
    """Open the notebooks in JupyterLab, connected to the same store."""
    from footlib.launch import notebooks as places
    from footlib.launch import run as launch

    folder = places.folder(notebooks)
    launch.lab(_settings(conf, folder), folder, port, browser=not no_browser)


@app.command()
def notebooks(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder; with --update one that has notebooks.")],
    *,
    update: Annotated[
        bool, typer.Option("--update", help="Bring newer notebooks into a folder that has some; edited ones stay.")
    ] = False,
) -> None:
    """Copy the notebooks to a folder, to be edited and given to `run` and `lab` with --notebooks."""
    from footlib.launch import notebooks as places

    if not update:
        made = places.copy(folder)
        typer.echo(f"The notebooks are in {made}; show them with: footwatch run --notebooks {made}")
        return
    updated = places.update(folder)
    for name in updated.replaced:
        typer.echo(f"{name} is new")
    for name, beside in updated.kept.items():
        typer.echo(f"{name} was edited and stays; its new version is {beside}")
    if not any(updated):
        typer.echo(f"Nothing in {folder} is older than this version of Footwatch")


@app.command()
def standin(
    *,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 takes a free one.")] = 9080,
    fd: Annotated[int | None, typer.Option(hidden=True)] = None,
    persons: Annotated[int | None, typer.Option(help="How many persons there are; six, or one a file.")] = None,
    replay: Annotated[
        list[Path] | None, typer.Option(help="Recordings to replay, file k for person k; give it again for each.")
    ] = None,
    rate: Rate = None,
    time_unit: TimeUnit = None,
    latency: Annotated[float, typer.Option(help="Seconds before each answer.")] = 0.0,
    fault_rate: Annotated[float, typer.Option(help="Share of requests that fail, 0 to 1.")] = 0.0,
    seed: Annotated[int, typer.Option(help="Draws what is left to chance.")] = 1,
    anomaly_share: Annotated[float | None, typer.Option(help="Share of the time in anomalous episodes.")] = None,
    faults: Annotated[Path | None, typer.Option(help="A TOML profile of faults to rehearse.")] = None,
) -> None:
    """Serve the stand-in API: walking persons, or replayed recordings."""
    from footlib.launch.supervisor import until_stopped
    from footlib.standin import StandinOptions, serve

    options = StandinOptions(
        host=host,
        port=port,
        fd=fd,
        persons=persons,
        replay=tuple(replay or ()),
        rate=rate,
        time_unit=time_unit,
        latency=latency,
        fault_rate=fault_rate,
        seed=seed,
        anomaly_share=anomaly_share,
        faults=faults,
    )
    asyncio.run(until_stopped(serve(options)))


@app.command()
def export(
    person: Annotated[int, typer.Argument(help="Number of the person.")],
    file: Annotated[Path, typer.Argument(help="A .csv or .parquet file to write.")],
    since: Moment = None,
    until: Moment = None,
    conf: Conf = None,
    *,
    anomalies: Annotated[
        bool, typer.Option("--anomalies", help="The flagged readings, which are kept for ever.")
    ] = False,
    with_person: WithPerson = False,
    force: Force = False,
) -> None:
    """Write stored readings to a file."""
    from footlib.exporting import export_stored

    span = _span(since, until)
    rows = export_stored(_settings(conf), person, file, span, anomalies=anomalies, with_person=with_person, force=force)
    typer.echo(f"{rows} readings are in {file}")


@app.command()
def report(
    person: Annotated[int, typer.Argument(help="Number of the person.")],
    out: Annotated[Path, typer.Option(help="A .html file to write, or .pdf where a Chromium is found.")],
    since: Moment = None,
    until: Moment = None,
    conf: Conf = None,
    *,
    with_person: WithPerson = False,
    force: Force = False,
) -> None:
    """Write a report about a person: quality, numbers, curves, foot map, anomalies."""
    from footlib.reporting import report_stored

    span = _span(since, until)
    content = report_stored(_settings(conf), person, out, span, with_person=with_person, force=force)
    episodes = f"{content.number} episode{'s' * (content.number != 1)}"
    typer.echo(f"{out} tells of {len(content.recording)} readings and {episodes}")


@app.command("import")
def import_(
    file: RecordingFile,
    *,
    person: Annotated[int, typer.Option(min=0, help="Under whose number it is stored.")],
    rate: Rate = None,
    time_unit: TimeUnit = None,
    columns: Columns = None,
    scale: Scale = False,
    conf: Conf = None,
) -> None:
    """Put a recording into the store, to be replayed on the dashboard."""
    from footlib.importing import describe_import, import_recording

    settings = _settings(conf)
    recording = _recording(file, rate, time_unit, columns, scale=scale)
    typer.echo(describe_import(import_recording(settings, recording, person), person, settings))


@app.command()
def analyse(
    file: RecordingFile,
    rate: Rate = None,
    time_unit: TimeUnit = None,
    columns: Columns = None,
    *,
    scale: Scale = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object in place of the table.")] = False,
) -> None:
    """Summarise a recording: rate, steps, cadence, stance, contact, load share."""
    from footlib.analysis.summary import summarise, summary_json
    from footlib.reporting.shell import print_summary

    summary = summarise(_recording(file, rate, time_unit, columns, scale=scale))
    if as_json:
        typer.echo(json.dumps(summary_json(summary)))
    else:
        print_summary(summary)


@app.command()
def doctor(conf: Conf = None) -> None:
    """Check every part and say what is wrong and how to mend it."""
    from footlib.launch.doctor import examine

    healthy = asyncio.run(stoppable(examine(_settings(conf))))
    raise typer.Exit(0 if healthy else 1)


@app.callback(invoke_without_command=True)
def _version(*, version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command; an error of this project is told in a sentence."""
    # A store that was started for a command's own duration must not outlive it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except FootlibError as error:
        typer.secho(f"footwatch: {error}", fg=typer.colors.RED, err=True)
        sys.exit(1)


def _settings(conf: Path | None, notebooks: Path | None = None) -> Settings:
    """What the named file says, else the conf.py of the cacher and of the notebooks together."""
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


def _recording(file: Path, rate: float | None, unit: str | None, columns: str | None, *, scale: bool) -> Recording:
    """A recording of a file; what of it is blank is told."""
    from footlib.sources import describe_skipped, load

    titles = None if columns is None else [title.strip() for title in columns.split(",")]
    recording = load(file, rate=rate, unit=unit, columns=titles, scale=scale)
    if recording.skipped:
        typer.secho(f"footwatch: {describe_skipped(file, recording)}", fg=typer.colors.YELLOW, err=True)
    return recording


def _span(since: str | None, until: str | None) -> tuple[float | None, float | None]:
    low, high = _moment("since", since), _moment("until", until)
    if low is not None and high is not None and low > high:
        raise SettingsError(f"--since {since} is later than --until {until}; let the earlier moment be --since")
    return low, high


def _moment(option: str, text: str | None) -> float | None:
    from footlib.recording import TIME_LIMIT

    if text is None:
        return None
    try:
        moment = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text).astimezone().timestamp()
        except (ValueError, OverflowError):
            moment = math.nan
    if not abs(moment) < TIME_LIMIT:
        raise SettingsError(f"--{option} is {text!r}; allowed are epoch seconds or a time as 2026-11-24T12:00:30+01:00")
    return moment


if __name__ == "__main__":
    main()
