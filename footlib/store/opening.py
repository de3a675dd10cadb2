"""The store that is at hand."""

from __future__ import annotations

from pathlib import Path

from footlib.settings import load, module_conf
from footlib.store.embedded import found
from footlib.store.reader import Store


def connect(folder: str | Path | None = None) -> Store:
    """The store that ``conf.py`` and the environment name, or the one that ``footwatch run`` brought along.

    Nothing is sent before the first question.

    Parameters
    ----------
    folder
        Where ``conf.py`` may lie; by default the present folder, which is a notebook's own.

    Raises
    ------
    StoreAwayError
        If HOST is unset and no store runs.
    SettingsError
        If a setting has a value that cannot work.

    Examples
    --------
    >>> store = footlib.connect()
    >>> await store.persons()
    [1, 2, 3]
    >>> await store.close()
    """
    return Store(found(load(module_conf(Path.cwd() if folder is None else Path(folder)))))
