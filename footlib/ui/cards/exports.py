"""Files for the viewer's own machine."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets

from footlib.errors import ExportError
from footlib.label import Label
from footlib.recording import Recording
from footlib.ui.data.background import Job
from footlib.ui.session import Session

_TYPES: Final = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
_TITLE: Final = "Export"
_MENU: Final = {
    "window, CSV": ("window", ".csv"),
    "window, Parquet": ("window", ".parquet"),
    "all stored, CSV": ("all", ".csv"),
    "all stored, Parquet": ("all", ".parquet"),
    "anomalies, CSV": ("anomalies", ".csv"),
    "anomalies, Parquet": ("anomalies", ".parquet"),
    "feet, PNG": ("feet", ".png"),
    "curves, PNG": ("curves", ".png"),
}
_PICTURES: Final = {"feet": "fw-map-card", "curves": "fw-curves"}


class ExportMenu(widgets.Dropdown):  # type: ignore[misc]
    """Saves the window, everything stored, the anomalies, or a picture of the feet or the curves.

    File names and pictures hold the person's number and the time, never a name.

    Parameters
    ----------
    session
        What is looked at.

    Examples
    --------
    >>> ExportMenu(session)  # doctest: +SKIP
    """

    def __init__(self, session: Session) -> None:
        super().__init__(options=[_TITLE, *_MENU], value=_TITLE, tooltip="Export data or a picture")
        self.add_class("fw-export")
        self._session = session
        self._saving = {choice: Job() for choice in _MENU}
        self.observe(self._choose, "value")

    def _choose(self, change: Any) -> None:
        if change["new"] in _MENU:
            what, suffix = _MENU[change["new"]]
            self.value = _TITLE
            if what in _PICTURES:
                self._session.page.picture(f"{self._stem(what)}{suffix}", _PICTURES[what], self._caption())
            else:
                self._session.background.run(self._save(what, suffix), self._saving[change["new"]])

    async def _save(self, what: str, suffix: str) -> None:
        # Another person may be looked at by the time the readings are there.
        person, name = self._session.view.person, f"{self._stem(what)}{suffix}"
        parts = [part for part in await self._parts(what) if len(part)]
        if not parts:
            raise ExportError(f"there is nothing to export: no reading of person {person} in that choice")
        labels = await self._session.store.labels.between(person, parts[0].time[0], parts[-1].time[-1])
        data = await asyncio.get_running_loop().run_in_executor(None, _file, name, parts, labels)
        self._session.page.download(name, _TYPES[suffix], data)

    async def _parts(self, what: str) -> list[Recording]:
        session = self._session
        if what == "window":
            return [session.segment.recording.between(*session.view.span())]
        chunks = session.store.chunks(session.view.person, anomalies=what == "anomalies")
        return [chunk async for chunk in chunks]

    def _caption(self) -> str:
        session, times = self._session, self._session.page.times
        at = session.view.moment or session.data.newest or time.time()
        return f"Footwatch · person {session.view.person} · {times.day(at)} {times.clock(at)}"

    def _stem(self, what: str) -> str:
        return self._session.page.file_stem(self._session.view.person, what)


def _file(name: str, parts: list[Recording], labels: list[Label]) -> bytes:
    from footlib.tables import write

    with tempfile.TemporaryDirectory(prefix="footwatch-") as folder:
        path = Path(folder) / name
        write(path, parts, labels=labels)
        return path.read_bytes()
