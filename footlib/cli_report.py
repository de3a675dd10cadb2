"""The command that writes reports."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from footlib.cli_options import Conf, Force, Moment, TrialName, WithPerson, settings_of, span_of
from footlib.errors import SettingsError
from footlib.texts import counted

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
    visit: Annotated[str | None, typer.Option(help="The trials of a day as 2026-11-03, or of the `last`.")] = None,
    progress: Annotated[bool, typer.Option("--progress", help="How numbers went over the trials of a name.")] = False,
    name: Annotated[str | None, typer.Option(help="The name, with --progress; what most trials are called.")] = None,
    note: Annotated[str, typer.Option(help="What is to be said in the report.")] = "",
    with_person: WithPerson = False,
    force: Force = False,
) -> None:
    """Write a report about a person, a trial, a visit or progress: quality, numbers, foot map, curves, anomalies."""
    from footlib import reporting

    span = span_of(since, until, whole_days=progress)
    asked = {"--trial": trial is not None, "--visit": visit is not None, "--progress": progress}
    chosen = [option for option, given in asked.items() if given]
    if len(chosen) > 1:
        raise SettingsError(f"{' and '.join(chosen)} each say what is told; leave all of them out but one")
    if name is not None and not progress:
        raise SettingsError("--name is for --progress; a trial is named with --trial")
    if (trial is not None or visit is not None) and span != (None, None):
        raise SettingsError(f"{chosen[0]} names readings already; leave --since and --until out")
    day = None if visit is None else _day(visit)
    settings = settings_of(conf)
    shared: dict[str, Any] = {"with_person": with_person, "force": force, "note": note}
    if visit is not None:
        walks = reporting.report_visit(settings, person, out, day, **shared)
        what = f"{counted(len(walks.walks), 'trial')} of {walks.day}"
    elif progress:
        told = reporting.report_progress(settings, person, out, name, span, **shared)
        others = f"; --name tells of {', '.join(map(repr, told.others))}" if told.others else ""
        what = f"{len(told.trials)} trials {told.name!r}{others}"
    else:
        content = reporting.report_stored(settings, person, out, span, trial=trial, **shared)
        what = f"{len(content.recording)} readings and {counted(content.number, 'episode')}"
    typer.echo(f"{out} tells of {what}")


def _day(text: str) -> date | None:
    if text == "last":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--visit is {text!r}; allowed are a day as 2026-11-03, and last") from None
