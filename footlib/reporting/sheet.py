"""Every anomaly episode of one person on a page to read and to print."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import jinja2

from footlib import __version__
from footlib.drawing.when import when
from footlib.errors import ExportError
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.reporting import charts
from footlib.reporting.paper import to_pdf
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
    return _template().render(
        name=name,
        episodes=[(episode, _curves(episode, readings)) for episode, readings in episodes],
        seconds=sum(episode.length for episode, _ in episodes),
        made=time.time(),
        when=when,
        style=_text("report.css"),
        version=__version__,
        full=FULL_SCALE,
        unknown=UNKNOWN_TRACE,
        names=NAMES,
    )


def write_page(file: Path, page: str) -> Path:
    """Write a page as ``.html``, or as ``.pdf`` where a Chromium is found; an older file is replaced.

    Raises
    ------
    ExportError
        If the suffix is another, there is no Chromium, or the file cannot be written.
    """
    if file.suffix.lower() not in {".html", ".pdf"}:
        raise ExportError(f"{file.name} ends in {file.suffix or 'nothing'!r}, allowed are .html and .pdf")
    content = to_pdf(page) if file.suffix.lower() == ".pdf" else page.encode()
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(file)
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return file


def _curves(episode: Episode, readings: Recording) -> list[tuple[Foot, str]]:
    span = episode.start, episode.end
    return [(foot, charts.episode_curves(readings, foot, span, _SIZE)) for foot in Foot] if len(readings) else []


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_text("sheet.html.j2"))


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
