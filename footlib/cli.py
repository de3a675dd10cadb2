"""The `footwatch` command."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footlib import __version__, cli_export, cli_report, cli_trials
from footlib.cli_options import (
    Columns,
    Conf,
    MappingFile,
    NoBrowser,
    Notebooks,
    Rate,
    RecordingFile,
    Scale,
    TimeUnit,
    WebPort,
    recording_of,
    settings_of,
)
from footlib.errors import FootlibError
from footlib.stopping import stoppable

if TYPE_CHECKING:
    from footlib.launch.notebook_updates import Updated

app = typer.Typer(
    name="footwatch",
    help="Watch how people walk: live insole pressure, gait numbers and anomaly history.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run(conf: Conf = None, port: WebPort = None, notebooks: Notebooks = None, *, no_browser: NoBrowser = False) -> None:
    """Run everything: store, stand-in API, cacher and dashboard; what HOST and BASE_URL name is used instead."""
    from footlib.launch import notebooks as places
    from footlib.launch import run as launch

    folder = places.folder(notebooks)
    settings = launch.of_page(settings_of(conf, folder), port, edited=notebooks is not None)
    launch.everything(settings, folder, browser=not no_browser)


@app.command()
def dashboard(conf: Conf = None, port: WebPort = None, notebooks: Notebooks = None) -> None:
    """Serve the dashboard alone, on the store that HOST names or that runs here."""
    from footlib.launch import notebooks as places
    from footlib.launch import run as launch

    folder = places.folder(notebooks)
    launch.dashboard(launch.of_page(settings_of(conf, folder), port, edited=notebooks is not None), folder)


@app.command()
def lab(
    conf: Conf = None,
    port: Annotated[int, typer.Option(help="Port of JupyterLab.")] = 8888,
    notebooks: Notebooks = None,
    *,
    no_browser: NoBrowser = False,
) -> None:
    """Open the notebooks in JupyterLab, connected to the same store: a copy in DATA_DIR, or those of --notebooks."""
    from footlib.launch import notebooks as places
    from footlib.launch import run as launch

    folder = places.folder(notebooks)
    settings = settings_of(conf, folder)
    if notebooks is None:
        folder = Path(settings.data_dir).resolve() / "notebooks"
        first = not folder.exists()
        updated = places.own(folder)
        if not first:
            _say(updated)
    launch.lab(settings, folder, port, browser=not no_browser)


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
    _say(updated)
    if not any(updated):
        typer.echo(f"Nothing in {folder} is older than this version of Footwatch")


def _say(updated: Updated) -> None:
    for name in updated.replaced:
        typer.echo(f"{name} is new")
    for name, beside in updated.kept.items():
        typer.echo(f"{name} was edited and stays; its new version is {beside}")


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


@app.command("import")
def import_(
    file: RecordingFile,
    *,
    person: Annotated[int, typer.Option(min=0, help="Under whose number it is stored.")],
    rate: Rate = None,
    time_unit: TimeUnit = None,
    columns: Columns = None,
    scale: Scale = False,
    mapping: MappingFile = None,
    name: Annotated[str, typer.Option(help="Name of the trial that it becomes.")] = "",
    condition: Annotated[str, typer.Option(help="Condition of that trial.")] = "",
    trial_only: Annotated[
        bool, typer.Option("--trial-only", help="Leave the history alone; for a person who is followed.")
    ] = False,
    conf: Conf = None,
) -> None:
    """Put a recording into the store, as a trial and to be replayed on the dashboard."""
    from footlib import imported, importing
    from footlib.store import TrialNote

    settings = settings_of(conf)
    recording = recording_of(file, rate, time_unit, columns, scale=scale, mapping=mapping)
    note = TrialNote(name, condition)
    if trial_only:
        done = importing.import_trial(settings, recording, person, note)
        typer.echo(imported.describe_trial(done, person))
    else:
        done = importing.import_recording(settings, recording, person, note)
        typer.echo(imported.describe_import(done, person, settings))


@app.command()
def analyse(
    file: RecordingFile,
    rate: Rate = None,
    time_unit: TimeUnit = None,
    columns: Columns = None,
    *,
    scale: Scale = False,
    mapping: MappingFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object in place of the table.")] = False,
) -> None:
    """Summarise a recording: rate, steps, cadence, stance, contact, load share."""
    from footlib.analysis.summary import summarise, summary_json
    from footlib.reporting.shell import print_summary

    summary = summarise(recording_of(file, rate, time_unit, columns, scale=scale, mapping=mapping))
    if as_json:
        typer.echo(json.dumps(summary_json(summary)))
    else:
        print_summary(summary)


@app.command()
def doctor(conf: Conf = None) -> None:
    """Check every part and say what is wrong and how to mend it."""
    from footlib.launch.doctor import examine

    healthy = asyncio.run(stoppable(examine(settings_of(conf))))
    raise typer.Exit(0 if healthy else 1)


app.add_typer(cli_export.app)
app.add_typer(cli_report.app)
app.add_typer(cli_trials.app)


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


if __name__ == "__main__":
    main()
