"""The command that writes reports."""

from __future__ import annotations

from datetime import date
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
    visit: Annotated[str | None, typer.Option(help="The trials of a day as 2026-11-03, or of the `last`.")] = None,
    note: Annotated[str, typer.Option(help="What is to be said in the report.")] = "",
    with_person: WithPerson = False,
    force: Force = False,
) -> None:
    """Write a report about a person, a trial or a visit: quality, numbers, curves, foot map, labels, anomalies."""
    from footlib import reporting

    span = span_of(since, until)
    chosen = [option for option, value in {"--trial": trial, "--visit": visit}.items() if value is not None]
    if len(chosen) > 1:
        raise SettingsError(f"{' and '.join(chosen)} each say what is told; leave all of them out but one")
    if chosen and span != (None, None):
        raise SettingsError(f"{chosen[0]} names readings already; leave --since and --until out")
    day = None if visit is None else _day(visit)
    settings, personal = settings_of(conf), {"with_person": with_person, "force": force}
    if visit is not None:
        told = reporting.report_visit(settings, person, out, day, note=note, **personal)
        what = f"{counted(len(told.walks), 'trial')} of {told.day}"
    else:
        content = reporting.report_stored(settings, person, out, span, trial=trial, note=note, **personal)
        what = f"{len(content.recording)} readings and {counted(content.number, 'episode')}"
    typer.echo(f"{out} tells of {what}")


def counted(n: int, what: str) -> str:
    """A number of things, as ``1 trial`` or ``2 trials``."""
    return f"{n} {what}{'s' * (n != 1)}"


def _day(text: str) -> date | None:
    if text == "last":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--visit is {text!r}; allowed are a day as 2026-11-03, and last") from None
