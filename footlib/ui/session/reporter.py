"""Reports for the viewer's own machine, of what the page shows."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

from footlib.errors import ExportError, SettingsError
from footlib.settings import Settings
from footlib.ui.data.background import Job
from footlib.ui.session.parts import SessionParts

if TYPE_CHECKING:
    from footlib.drawing.times import LocalTime
    from footlib.reporting import Content, Letter, Progress, Visit

_TYPE: Final = "text/html"


class Reporter:
    """Makes reports in the background, one at a time, and lets the browser save each as one HTML file.

    A PDF would need a browser on the server, which the viewer has already: it prints the report on A4.

    Parameters
    ----------
    parts
        Of one session; the store's settings give the letter head.
    """

    def __init__(self, parts: SessionParts) -> None:
        self._parts = parts
        self._making = defaultdict[str, Job](Job)
        self._asked: set[tuple[str, int]] = set()
        self._one = asyncio.Lock()

    def shown(self, *, with_person: bool) -> None:
        """Report the trial that is looked at, else the window."""
        from footlib.reporting import gather

        parts, view = self._parts, self._parts.view
        span = view.span()
        readings = parts.segment.recording.between(*span) if view.trial is None else None
        read = gather(parts.store, view.person, span, with_person=with_person, trial=view.trial, recording=readings)
        self._make("report", read)

    def visit(self, *, with_person: bool) -> None:
        """Report the trials of a day: that of the trial that is looked at, else the last one."""
        from footlib.reporting import gather_visit
        from footlib.trial_tables import day_of

        view, times = self._parts.view, self._parts.page.times
        day = None if view.trial is None else day_of(view.trial, times)
        read = gather_visit(self._parts.store, view.person, day, times=times, with_person=with_person)
        self._make("visit", read)

    def progress(self, name: str, *, with_person: bool) -> None:
        """Report progress over the trials of a name."""
        from footlib.reporting import gather_progress

        read = gather_progress(self._parts.store, self._parts.view.person, name, with_person=with_person)
        self._make("progress", read)

    def _make(self, what: str, read: Coroutine[Any, Any, Content | Visit | Progress]) -> None:
        asked = what, self._parts.view.person
        if asked in self._asked:
            # It was clicked twice.
            read.close()
            return
        self._asked.add(asked)
        # Another person may be looked at by the time the readings are there.
        name = f"{self._parts.page.file_stem(self._parts.view.person, what)}.html"
        self._parts.background.forget()
        self._parts.background.run(self._made(name, read, asked), self._making[what])

    async def _made(
        self, name: str, read: Coroutine[Any, Any, Content | Visit | Progress], asked: tuple[str, int]
    ) -> None:
        page = self._parts.page
        try:
            async with self._one:
                letter = await asyncio.to_thread(_letter, self._parts.store.settings, page.times)
                content = await read
                html = await asyncio.to_thread(_written, content, letter)
        finally:
            self._asked.discard(asked)
            # Python warns of a coroutine that was cancelled before it began.
            read.close()
        page.download(name, _TYPE, html)


def _letter(settings: Settings, times: LocalTime) -> Letter:
    from footlib.reporting import Letter

    try:
        return Letter.of(settings, times=times)
    except SettingsError:
        # It names a file of the server, which is no business of viewers.
        raise ExportError(
            "the picture of the letter head (REPORT_LOGO) cannot be used, so there is no report; `footwatch doctor` "
            "tells whoever runs Footwatch why"
        ) from None


def _written(content: Content | Visit | Progress, letter: Letter) -> bytes:
    from footlib.reporting import Content, render

    if isinstance(content, Content) and not len(content.recording):
        raise ExportError(f"there is nothing to report: no reading of person {content.person} is shown")
    return render(content, letter).encode()
