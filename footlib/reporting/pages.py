"""Pages: made of this package's templates, written as HTML or PDF."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import jinja2

from footlib import __version__
from footlib.analysis import Measure
from footlib.analysis.reference import BANDS
from footlib.drawing import progress, strides, trials
from footlib.drawing.bands import band_mark
from footlib.drawing.palette import Theme, css_gradient, ramp
from footlib.drawing.walked import walked
from footlib.errors import ExportError
from footlib.recording import UNKNOWN_TRACE
from footlib.reporting.content import LISTED
from footlib.reporting.letter import Letter
from footlib.reporting.paper import to_pdf
from footlib.sensors import FULL_SCALE, NAMES
from footlib.trial_tables import begin_of

_SUFFIXES: Final = (".html", ".pdf")


def fill(template: str, values: Mapping[str, object], filters: Mapping[str, Callable[..., Any]] | None = None) -> str:
    """A page that needs nothing else: a template with its values, the style sheet and the version."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_text),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters or {}
    page = environment.get_template(template)
    return page.render(values, style=_text("report.css") + strides.STYLE + progress.STYLE, version=__version__)


def report(template: str, kind: str, values: Mapping[str, object], letter: Letter) -> str:
    """A page with the letter head, and all that its templates share.

    Parameters
    ----------
    template, kind
        Which, and what it is called.
    values
        With ``content``, which has `person`, `known` and `made`.
    letter
        Letter head, note and clock.
    """
    content: Any = values["content"]
    shared = {
        "kind": kind,
        "letter": letter,
        "times": letter.times,
        "zone": f"{letter.times.at(content.made):%Z (UTC%z)}",
        "gradient": css_gradient(ramp(Theme.LIGHT)),
        "full": FULL_SCALE,
        "unknown": UNKNOWN_TRACE,
        "names": NAMES,
        "listed": LISTED,
        "columns": trials.NUMBERS,
        "numbers_of": trials.numbers,
        "length_of": trials.length_of,
        "quality_of": trials.quality,
        "begin_of": begin_of,
        "reference": BANDS,
        "sources": tuple(dict.fromkeys(band.source for band in BANDS.values())),
    }
    return fill(template, shared | dict(values), {"number": _number, "band_mark": band_mark, "walked": walked})


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


def _number(measure: Measure) -> str:
    """A value with the places that it deserves, a dash where it was refused."""
    if measure.value is None:
        return "\u2013"
    return f"{measure.value:,.{measure.places}f}".replace(",", "\u202f").replace("-", "\u2212")


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
