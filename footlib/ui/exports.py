"""Files for the viewer's own machine."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets

from footlib.errors import ExportError
from footlib.recording import Recording

if TYPE_CHECKING:
    from footlib.ui.view import View

_TYPES: Final = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
_TITLE: Final = "Export"
_MENU: Final = {
    "window, CSV": ("window", ".csv"),
    "window, Parquet": ("window", ".parquet"),
    "all stored, CSV": ("all", ".csv"),
    "all stored, Parquet": ("all", ".parquet"),
    "anomalies, CSV": ("anomalies", ".csv"),
    "picture, PNG": ("picture", ".png"),
}


class ExportMenu(widgets.Dropdown):  # type: ignore[misc]
    """Saves the window, everything stored, the anomalies, or a picture of the curves.

    File names hold the person's number and the time, never a name.

    Parameters
    ----------
    view
        What is looked at.
    figures
        Gives the figures that are saved as pictures, by name.

    Examples
    --------
    >>> ExportMenu(view, lambda: {"feet": footmap.figure})  # doctest: +SKIP
    """

    def __init__(self, view: View, figures: Callable[[], dict[str, Any]]) -> None:
        super().__init__(options=[_TITLE, *_MENU], value=_TITLE, tooltip="Export data or a picture")
        self.add_class("fw-export")
        self._view, self._figures = view, figures
        self.observe(self._choose, "value")

    def _choose(self, change: Any) -> None:
        if change["new"] in _MENU:
            what, suffix = _MENU[change["new"]]
            self.value = _TITLE
            if what == "picture":
                for name, figure in self._figures().items():
                    figure.save_png(f"{self._stem(name)}.png")
            else:
                self._view.run(self._save(what, suffix))

    async def _save(self, what: str, suffix: str) -> None:
        parts = await self._parts(what)
        if not any(map(len, parts)):
            raise ExportError(f"there is nothing to export: no reading of person {self._view.person} in that choice")
        name = f"{self._stem(what)}{suffix}"
        data = await asyncio.get_running_loop().run_in_executor(None, _file, name, parts)
        self._view.page.download(name, _TYPES[suffix], data)

    async def _parts(self, what: str) -> list[Recording]:
        view = self._view
        if what == "window":
            recording, _ = view.looked_at
            return [recording.between(*view.span())]
        chunks = view.store.chunks(view.person, anomalies=what == "anomalies")
        return [chunk async for chunk in chunks]

    def _stem(self, what: str) -> str:
        now: datetime = self._view.page.times.at(datetime.now().timestamp())  # noqa: DTZ005 - the zone is the viewer's
        return f"footwatch-{self._view.person}-{what}-{now:%Y%m%d-%H%M%S}"


def _file(name: str, parts: list[Recording]) -> bytes:
    from footlib.tables import write

    with tempfile.TemporaryDirectory(prefix="footwatch-") as folder:
        path = Path(folder) / name
        write(path, parts)
        return path.read_bytes()
