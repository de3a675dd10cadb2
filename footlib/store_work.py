"""A command's work on the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from footlib.settings import Settings
from footlib.stopping import stoppable
from footlib.store.embedded import ensure_store

T = TypeVar("T")


def on_store(settings: Settings, work: Callable[[Settings], Coroutine[Any, Any, T]]) -> T:
    """Do something with a store; one that Footwatch brings along is found, or started for the time being.

    Parameters
    ----------
    settings
        Name the store, or none.
    work
        Is given the settings with `host`. SIGTERM and SIGINT end it where it waits.

    Returns
    -------
    T
        What the work returns.

    Raises
    ------
    StoreError
        If the embedded store cannot be started.
    """
    with ensure_store(settings) as filled:
        return asyncio.run(stoppable(work(filled)))
