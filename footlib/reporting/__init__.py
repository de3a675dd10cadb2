"""A report about a person: one page with numbers, curves and episodes, to be read, sent and printed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from footlib import trial_tables
from footlib.errors import ExportError
from footlib.reporting import pages
from footlib.reporting.content import Content, gather
from footlib.reporting.letter import Letter
from footlib.reporting.page import page_of
from footlib.reporting.paper import to_pdf
from footlib.reporting.progress import Progress, gather_progress
from footlib.reporting.progress_page import progress_page
from footlib.reporting.visit import Visit, gather_visit
from footlib.reporting.visit_page import visit_page
from footlib.settings import Settings
from footlib.store import Store
from footlib.store.reader import Span
from footlib.store_work import on_store

__all__ = [
    "Content",
    "Letter",
    "Progress",
    "Visit",
    "gather",
    "gather_progress",
    "gather_visit",
    "render",
    "report_progress",
    "report_stored",
    "report_visit",
    "to_pdf",
]

T = TypeVar("T", Content, Visit, Progress)


def render(content: Content | Visit | Progress, letter: Letter | None = None) -> str:
    """The page of a report, HTML that needs nothing else.

    Parameters
    ----------
    content
        What it tells; personal data are on it only if the content holds them.
    letter
        Letter head, note and clock; none, none, and this machine's by default.
    """
    letter = letter or Letter()
    match content:
        case Visit():
            return visit_page(content, letter)
        case Progress():
            return progress_page(content, letter)
        case _:
            return page_of(content, letter)


def report_stored(
    settings: Settings,
    person: int,
    file: Path,
    span: Span = (None, None),
    *,
    with_person: bool = False,
    force: bool = False,
    trial: str | None = None,
    note: str = "",
) -> Content:
    """Write a report about what is stored of a person, or about a trial.

    Parameters
    ----------
    file
        Ends in ``.html``, or in ``.pdf`` where a Chromium is found.
    settings, person, span, with_person, force
        As in `footlib.exporting.export_stored`; REPORT_LOGO and REPORT_ADDRESS give the letter head.
    trial
        The trial's id, the begin of one, or ``last``; in place of the history.
    note
        What is to be said in the report.

    Returns
    -------
    Content
        What the report tells.

    Raises
    ------
    ExportError
        If no reading, anomaly or label is stored for the person in the span, the suffix is another, or the file
        exists or cannot be written.
    TrialError
        If no trial is meant, or several are.
    SettingsError
        If REPORT_LOGO is no picture.
    StoreError
        If the store cannot be read.
    """
    return _written(
        settings, file, Letter.of(settings, note), _content(person, span, trial, with_person=with_person), force=force
    )


def report_visit(
    settings: Settings,
    person: int,
    file: Path,
    day: date | None = None,
    *,
    with_person: bool = False,
    force: bool = False,
    note: str = "",
) -> Visit:
    """Write a report about the trials of a day.

    Parameters
    ----------
    day
        Which, on this machine's calendar; the last one with trials by default.
    settings, person, file, with_person, force, note
        As in `report_stored`.

    Returns
    -------
    Visit
        What the report tells.

    Raises
    ------
    ExportError
        If no trial of that day is kept, the suffix is another, or the file exists or cannot be written.
    SettingsError
        If REPORT_LOGO is no picture.
    StoreError
        If the store cannot be read.
    """
    letter = Letter.of(settings, note)

    async def ask(store: Store) -> Visit:
        return await gather_visit(store, person, day, times=letter.times, with_person=with_person)

    return _written(settings, file, letter, ask, force=force)


def report_progress(
    settings: Settings,
    person: int,
    file: Path,
    name: str | None = None,
    span: Span = (None, None),
    *,
    with_person: bool = False,
    force: bool = False,
    note: str = "",
) -> Progress:
    """Write a report about how numbers went over the trials of a name.

    Parameters
    ----------
    name
        What the trials are called; by default what most are.
    span
        Between which times they began, epoch seconds, both included; None: no limit.
    settings, person, file, with_person, force, note
        As in `report_stored`.

    Returns
    -------
    Progress
        What the report tells.

    Raises
    ------
    ExportError
        If there are fewer than two such trials, the suffix is another, or the file exists or cannot be written.
    SettingsError
        If REPORT_LOGO is no picture.
    StoreError
        If the store cannot be read.
    """

    async def ask(store: Store) -> Progress:
        return await gather_progress(store, person, name, span, with_person=with_person)

    return _written(settings, file, Letter.of(settings, note), ask, force=force)


def _written(
    settings: Settings, file: Path, letter: Letter, ask: Callable[[Store], Coroutine[Any, Any, T]], *, force: bool
) -> T:
    pages.check_name(file)
    if file.exists() and not force:
        raise ExportError(f"{file} exists; choose another name, or replace it with --force")

    async def asked(filled: Settings) -> T:
        async with Store(filled) as store:
            return await ask(store)

    content = on_store(settings, asked)
    pages.write(file, render(content, letter))
    return content


def _content(
    person: int, span: Span, trial: str | None, *, with_person: bool
) -> Callable[[Store], Coroutine[Any, Any, Content]]:
    async def ask(store: Store) -> Content:
        meant = None
        if trial is not None:
            meant = trial_tables.named(await trial_tables.listed(store, person), trial, person)
        content = await gather(store, person, span, with_person=with_person, trial=meant)
        if meant is not None and not len(content.recording):
            raise ExportError("no reading came while this trial ran; there is nothing to tell")
        if not len(content.recording) and not content.number and not content.labels:
            raise ExportError(await store.absence(person))
        return content

    return ask
