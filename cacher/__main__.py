"""``python -m cacher``: read settings, run until a signal."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cacher import health, log, service
from footlib.errors import FootlibError
from footlib.settings import Settings, load, module_conf
from footlib.store.embedded import EmbeddedStore, keep_alive, start_store

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    conf: Annotated[Path | None, typer.Option(help="Settings file in place of cacher/conf.py.")] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Ask the running cacher how it is; exit 0 if well, 1 if not.")
    ] = False,
) -> None:
    """Ask the API for every person at a fixed delay and keep the readings in Redis."""
    try:
        settings = load(conf or module_conf(Path(__file__).parent))
        if check:
            _check(settings)
        _run(settings)
    except FootlibError as error:
        typer.echo(f"cacher: {error}", err=True)
        raise typer.Exit(2) from None


def _check(settings: Settings) -> None:
    well, sentence = health.check(settings)
    typer.echo(sentence, err=not well)
    raise typer.Exit(0 if well else 1)


def _run(settings: Settings) -> None:
    log.configure(settings.log_format)
    for hint in settings.hints:
        log.get().warning(hint)
    _tune_garbage_collector()
    # Until the loop has its own handlers, an embedded store that has just been started must still be stopped.
    # A SIGTERM before this line, while Python still imports, ends the process as such: nothing is held by then.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with start_store(settings) as (complete, store), asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_until_signal(complete, store))


def _tune_garbage_collector() -> None:
    # Readings wait in no cycles. Python's default of 700 new objects between two collections
    # cost a quarter of the CPU: docs/performance.md.
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _until_signal(settings: Settings, store: EmbeddedStore | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    keeping = asyncio.create_task(keep_alive(store, log.get().warning)) if store else None
    await service.serve(settings, stop, log.get())
    if keeping:
        keeping.cancel()


if __name__ == "__main__":
    app()
