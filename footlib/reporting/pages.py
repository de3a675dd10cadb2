"""Pages: made of this package's templates, written as HTML or PDF."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import jinja2

from footlib import __version__
from footlib.drawing import strides
from footlib.errors import ExportError
from footlib.reporting.paper import to_pdf

_SUFFIXES: Final = (".html", ".pdf")


def fill(template: str, values: Mapping[str, object], filters: Mapping[str, Callable[..., Any]] | None = None) -> str:
    """A page that needs nothing else: a template with its values, the style sheet and the version."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= filters or {}
    page = environment.from_string(_text(template))
    return page.render(values, style=_text("report.css") + strides.STYLE, version=__version__)


def check_name(file: Path) -> None:
    """Refuse a file that is to be neither HTML nor PDF.

    Raises
    ------
    ExportError
        If its suffix is another.
    """
    if file.suffix.lower() not in _SUFFIXES:
        raise ExportError(f"{file.name} ends in {file.suffix or 'nothing'!r}, allowed are {' and '.join(_SUFFIXES)}")


def write(file: Path, page: str) -> None:
    """Write a page as ``.html``, or as ``.pdf`` where a Chromium is found; an older file is replaced.

    Raises
    ------
    ExportError
        If the suffix is another, there is no Chromium, or the file cannot be written.
    """
    check_name(file)
    content = to_pdf(page) if file.suffix.lower() == ".pdf" else page.encode()
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(file)
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
