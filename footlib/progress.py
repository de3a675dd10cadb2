"""How far a long command has come, for the person who waits at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def bar(task: str, total: int, stream: TextIO | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while this lasts; nothing where that is no terminal.

    Parameters
    ----------
    task
        What is being done, as ``Exporting``.
    total
        Readings in all; more may come.
    stream
        Where to write in place of standard error.

    Yields
    ------
    Callable
        To be told how many readings were done since the last time.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=stream is None, file=stream)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        line = bar.add_task(task, total=total)

        def done(readings: int) -> None:
            bar.advance(line, readings)

        yield done
