"""A ``conf.py``: Python, of which the names in capitals count."""

from __future__ import annotations

import runpy
import traceback
from pathlib import Path
from typing import Any

from footlib.errors import SettingsError


def read(path: Path) -> dict[str, Any]:
    """Run the file.

    Raises
    ------
    SettingsError
        If it is not there or does not run. Nothing that stands in the file is told.
    """
    if not path.is_file():
        raise SettingsError(f"the settings file {path} does not exist; name another with --conf, or leave it out")
    try:
        names = runpy.run_path(str(path))
    except Exception as error:  # noqa: BLE001 - it is anybody's Python
        raise SettingsError(f"the settings file {path}{_why_not(error, path)}") from None
    return {name: value for name, value in names.items() if name.isupper() and not name.startswith("_")}


def _why_not(error: Exception, path: Path) -> str:
    # Most errors quote what they do not like: a NameError does so with a password that lacks its quotes.
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    detail = ""
    if isinstance(error, SyntaxError):
        detail = f" ({error.msg})"
    elif isinstance(error, ModuleNotFoundError):
        detail = f" ({error.name})"
    elif isinstance(error, NameError):
        detail = " (a text stands in quotes)"
    return f"{f', line {line},' if line else ''} does not run: {type(error).__name__}{detail}"
