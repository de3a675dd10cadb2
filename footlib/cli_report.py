"""The command that writes reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footlib.cli_options import Conf, Force, Moment, TrialName, WithPerson, settings_of, span_of
from footlib.errors import SettingsError

app = typer.Typer()


@app.command()
def report(
    person: Annotated[int, typer.Argument(help="Number of the person.")],
    out: Annotated[Path, typer.Option(help="A .html file to write, or .pdf where a Chromium is found.")],
    since: Moment = None,
    until: Moment = None,
    conf: Conf = None,
    *,
    trial: TrialName = None,
    note: Annotated[str, typer.Option(help="What is to be said in the report.")] = "",
    with_person: WithPerson = False,
    force: Force = False,
) -> None:
    """Write a report about a person or a trial: quality, numbers, curves, foot map, labels, anomalies."""
    from footlib.reporting import report_stored

    span = span_of(since, until)
    if trial is not None and span != (None, None):
        raise SettingsError("--trial names readings already; leave --since and --until out")
    content = report_stored(
        settings_of(conf), person, out, span, with_person=with_person, force=force, trial=trial, note=note
    )
    episodes = f"{content.number} episode{'s' * (content.number != 1)}"
    typer.echo(f"{out} tells of {len(content.recording)} readings and {episodes}")
