"""Every anomaly episode of one person on a page to read and to print."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from footlib.drawing.when import when
from footlib.errors import ExportError
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.reporting import charts, pages
from footlib.sensors import FULL_SCALE, NAMES, Foot
from footlib.store import Episode

_SIZE: Final = (352.0, 92.0)


def episode_sheet(name: str, episodes: Sequence[tuple[Episode, Recording]]) -> str:
    """An HTML page that needs nothing else.

    Parameters
    ----------
    name
        Whose episodes they are: a number or a file, no personal name.
    episodes
        Each with the readings around it, in the order of the page.
    """
    values = {
        "name": name,
        "episodes": [(episode, _curves(episode, readings)) for episode, readings in episodes],
        "seconds": sum(episode.duration for episode, _ in episodes),
        "made": time.time(),
        "when": when,
        "full": FULL_SCALE,
        "unknown": UNKNOWN_TRACE,
        "names": NAMES,
    }
    return pages.fill("sheet.html.j2", values)


def write_page(file: Path, page: str) -> Path:
    """Write a page as ``.html``, or as ``.pdf`` where a Chromium is found; its folder is made.

    Parameters
    ----------
    file
        Written over if it exists.
    page
        HTML, as `episode_sheet` makes it.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ExportError
        If the suffix is another, there is no Chromium, or the file cannot be written.
    """
    pages.check_name(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"{file.parent} cannot be made: {error.strerror or error}") from error
    pages.write(file, page)
    return file


def _curves(episode: Episode, readings: Recording) -> list[tuple[Foot, str]]:
    span = episode.start, episode.stop
    return [(foot, charts.episode_curves(readings, foot, span, _SIZE)) for foot in Foot] if len(readings) else []
