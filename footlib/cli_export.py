"""Commands that write what is stored to files that others read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from footlib.cli_options import Conf, Force, Moment, TrialName, WithPerson, settings_of, span_of
from footlib.errors import SettingsError
from footlib.settings import Settings

app = typer.Typer()


class _Format(StrEnum):
    PARQUET = "parquet"
    CSV = "csv"


@app.command()
def export(
    person: Annotated[int, typer.Argument(help="Number of the person.")],
    file: Annotated[Path, typer.Argument(help="A .csv or .parquet file to write; a folder with --all or --bids.")],
    since: Moment = None,
    until: Moment = None,
    conf: Conf = None,
    *,
    anomalies: Annotated[
        bool, typer.Option("--anomalies", help="The flagged readings, which are kept for ever.")
    ] = False,
    trial: TrialName = None,
    every: Annotated[
        bool, typer.Option("--all", "--trials", help="All kept trials, a file each; again, and what is new is added.")
    ] = False,
    kind: Annotated[_Format | None, typer.Option("--format", help="Of the files of --all; parquet.")] = None,
    bids: Annotated[
        bool, typer.Option("--bids", help="Trials as a Motion-BIDS data set; again, and what is new is added.")
    ] = False,
    with_person: WithPerson = False,
    force: Force = False,
) -> None:
    """Write stored readings, or those of trials, to a file or a folder."""
    span = span_of(since, until)
    whole = "--bids" if bids else "--all" if every else "--trial" if trial is not None else None
    if whole and (anomalies or span != (None, None)):
        raise SettingsError(f"{whole} names readings already; leave --anomalies, --since and --until out")
    if every and trial is not None:
        raise SettingsError("--trial names one trial, --all means every one; leave one of them out")
    if kind and whole != "--all":
        raise SettingsError("--format is for --all; a file's ending tells its format, and BIDS has one of its own")
    if bids and (with_person or force):
        raise SettingsError(
            "a BIDS data set holds no personal data and is never written over; leave --with-person and --force out"
        )
    settings = settings_of(conf)
    if bids:
        said = _to_bids(settings, person, file, trial)
    elif every:
        said = _to_folder(settings, person, file, kind or _Format.PARQUET, with_person=with_person, force=force)
    else:
        from footlib.exporting import export_stored, export_trial

        personal = {"with_person": with_person, "force": force}
        if trial is not None:
            rows = export_trial(settings, person, file, trial, **personal)
        else:
            rows = export_stored(settings, person, file, span, anomalies=anomalies, **personal)
        said = f"{rows} readings are in {file}"
    typer.echo(said)


def _to_bids(settings: Settings, person: int, folder: Path, trial: str | None) -> str:
    from footlib.motion_bids import export_bids

    done = export_bids(settings, person, folder, trial)
    short = f"; {done.short} of less than two readings stayed out" if done.short else ""
    return f"{_trials(done.trials, 'added')} to {folder}, {done.known} were there already{short}"


def _to_folder(settings: Settings, person: int, folder: Path, kind: _Format, *, with_person: bool, force: bool) -> str:
    from footlib.exporting import export_trials

    done = export_trials(settings, person, folder, f".{kind}", with_person=with_person, force=force)
    empty = f"; {done.empty} without a reading stayed out" if done.empty else ""
    return f"{_trials(done.trials, 'written')} to {folder}, {done.known} were there already{empty}"


def _trials(n: int, done: str) -> str:
    return f"{n} trial{' was' if n == 1 else 's were'} {done}"


@app.command()
def archive(
    folder: Annotated[str, typer.Argument(help="A folder, or an address that fsspec knows, as s3://bucket/folder.")],
    conf: Conf = None,
) -> None:
    """Write trials and anomalies of all persons as Parquet by person and day; again, and what is new is added."""
    from footlib.archiving import archive as write

    done = write(settings_of(conf), folder)
    typer.echo(
        f"{done.trials} trials and {done.anomalies} flagged readings of {done.persons} persons were added; "
        f"{done.known} trials were there already."
    )
    for sentence in done.failed:
        typer.echo(sentence, err=True)
    if done.failed:
        raise typer.Exit(1)
