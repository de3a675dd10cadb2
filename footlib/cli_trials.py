"""Commands about what is kept of a person for good: trials, and the right to be forgotten."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footlib.cli_options import Conf, settings_of

if TYPE_CHECKING:
    from footlib.settings import Settings
    from footlib.store import Trial

app = typer.Typer()
Person = Annotated[int, typer.Argument(help="Number of the person.")]


@app.command()
def trials(
    person: Person,
    conf: Conf = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="JSON in place of the table.")] = False,
    deleted: Annotated[bool, typer.Option("--deleted", help="Those that were deleted in the last 30 days.")] = False,
) -> None:
    """List a person's trials, newest first."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from footlib import trial_tables
    from footlib.store import Store
    from footlib.store_work import on_store

    async def ask(filled: Settings) -> list[Trial]:
        async with Store(filled) as store:
            return await trial_tables.listed(store, person, deleted=deleted)

    found = on_store(settings_of(conf), ask)
    if as_json:
        typer.echo(json.dumps([trial_tables.as_json(trial) for trial in found]))
        return
    if not found:
        typer.echo(f"No trial of person {person} {'was deleted lately' if deleted else 'is stored'}.")
        return
    table = Table()
    for column in trial_tables.COLUMNS:
        # By its name a trial is exported; in a narrow terminal the other columns break, and lose nothing.
        table.add_column(column, no_wrap=column == trial_tables.COLUMNS[0], overflow="fold")
    for trial in found:
        table.add_row(*map(escape, trial_tables.cells(trial)))
    Console().print(table)


@app.command()
def forget(
    person: Person,
    older_than: Annotated[
        float | None, typer.Option(min=0, help="Trials, labels and anomalies older than so many days alone.")
    ] = None,
    conf: Conf = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete what is stored of a person, anomalies too; asks before, and leaves a line of what and when."""
    from cacher import spill
    from footlib.store import redis_client
    from footlib.store.forgetting import Forgetting, Stored
    from footlib.store_work import on_store

    settings = settings_of(conf)
    now = time.time()
    limit = None if older_than is None else now - older_than * 86400

    async def ask(filled: Settings) -> Stored:
        async with redis_client(filled) as client:
            return await Forgetting(client, filled).stored(person)

    async def act(filled: Settings) -> Stored:
        async with redis_client(filled) as client:
            forgetting = Forgetting(client, filled)
            if limit is not None:
                return await forgetting.forget_before(person, limit, now)
            return await forgetting.forget(person, now)

    stored = on_store(settings, ask)
    left_over = 0 if limit is not None else spill.count(Path(settings.data_dir), person)
    if not stored.keys and not left_over:
        typer.echo(f"Nothing is stored of person {person}.")
        return
    words = [*stored.words(), *([f"{left_over} readings that a cacher could not store yet"] if left_over else [])]
    typer.echo(f"Stored of person {person}: {', '.join(words) or 'its status'}.")
    what = "all of it" if limit is None else f"trials, labels and anomalies older than {older_than:g} days"
    if not yes:
        typer.confirm(f"Delete {what} for good? Exported files stay", abort=True)
    deleted = on_store(settings, act)
    if left_over:
        spill.forget(Path(settings.data_dir), person)
    gone = ", ".join([*deleted.words(), *words[len(list(stored.words())) :]])
    typer.echo(f"Deleted of person {person}: {gone or 'nothing'}. Back-ups of the store still hold it.")
