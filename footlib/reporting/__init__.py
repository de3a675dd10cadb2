"""A report about a person: one page with numbers, curves and episodes, to be read, sent and printed."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Final

from footlib.errors import ExportError
from footlib.reporting.content import Content, gather
from footlib.reporting.page import render
from footlib.reporting.paper import to_pdf
from footlib.settings import Settings
from footlib.store import Store
from footlib.store.embedded import provided
from footlib.store.reader import Span

__all__ = ["Content", "gather", "render", "report_stored", "to_pdf"]

_SUFFIXES: Final = (".html", ".pdf")


def report_stored(
    settings: Settings,
    person: int,
    file: Path,
    span: Span = (None, None),
    *,
    with_person: bool = False,
    force: bool = False,
) -> Content:
    """Write a report about what is stored of a person.

    Parameters
    ----------
    settings
        Name the store; without HOST the embedded one is found, or started for the time being.
    person
        Number of the person.
    file
        Ends in ``.html``, or in ``.pdf`` where a Chromium is found.
    span
        First and last time in epoch seconds, both included; None: no limit.
    with_person
        Add personal data.
    force
        Write over an existing file.

    Returns
    -------
    Content
        What the report tells.

    Raises
    ------
    ExportError
        If nothing is stored for the person in the span, the suffix is another, or the file
        exists or cannot be written.
    StoreError
        If the store cannot be read.
    """
    if file.suffix.lower() not in _SUFFIXES:
        raise ExportError(f"{file.name} ends in {file.suffix or 'nothing'!r}, allowed are {' and '.join(_SUFFIXES)}")
    if file.exists() and not force:
        raise ExportError(f"{file} exists; choose another name, or replace it with --force")
    with provided(settings) as filled:
        content = asyncio.run(_content(filled, person, span, with_person=with_person))
    page = render(content)
    _write(file, to_pdf(page) if file.suffix.lower() == ".pdf" else page.encode())
    return content


async def _content(settings: Settings, person: int, span: Span, *, with_person: bool) -> Content:
    store = Store(settings)
    try:
        content = await gather(store, person, span, with_person=with_person)
        if not len(content.recording) and not content.number:
            raise ExportError(await store.absence(person))
        return content
    finally:
        await store.close()


def _write(file: Path, content: bytes) -> None:
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(file)
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
