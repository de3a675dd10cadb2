"""A widget to browse what is stored, or what files hold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import ipywidgets as widgets
import numpy as np
from markupsafe import Markup

from footlib.drawing.times import ago
from footlib.drawing.when import between, when
from footlib.errors import RecordingError, StoreAwayError, StoreError, TrialError
from footlib.recording import Recording
from footlib.sources import load
from footlib.store import Episode, Store
from footlib.store.opening import connect
from footlib.trial_frames import trials_frame
from footlib.ui.browser.elements import NOTHING, change, html, joined, markup
from footlib.ui.browser.still import StillPage
from footlib.ui.notebook.catalogue import CatalogueEntry, HeldRecording, StoredPerson, StoredTrial, made_up, stored

if TYPE_CHECKING:
    import pandas as pd

_STEPS: Final = 1000
"""Places of the slider."""
_MADE_UP: Final = "These walks are made up. `footwatch run` fills a store; Browser.find('file.csv') reads a file."


class Browser(widgets.VBox):  # type: ignore[misc]
    """Lists persons, their newest trials or recordings with their spans, and lets one and a part of it be chosen.

    Parameters
    ----------
    source
        A `Store`, or entries of `footlib.ui.notebook.catalogue`.
    note
        A sentence above the list.

    Examples
    --------
    >>> browser = Browser(store)  # doctest: +SKIP
    >>> recording = await browser.load()  # doctest: +SKIP
    """

    def __init__(self, source: Store | Sequence[CatalogueEntry], *, note: str = "") -> None:
        self.store = source if isinstance(source, Store) else None
        self.entries: list[CatalogueEntry] = []
        self._note = html("fw-browse-note", markup('<p class="fw-empty">{}</p>', note) if note else NOTHING)
        self._list = html("fw-browse-list")
        self.picker = widgets.Dropdown(description="Look at", tooltip="Person, trial or recording to look at")
        self.other = widgets.Dropdown(description="Compare with", tooltip="Person, trial or recording to compare with")
        self.part = widgets.IntRangeSlider(
            value=(0, _STEPS), min=0, max=_STEPS, description="Part", readout=False, layout={"width": "420px"}
        )
        self._span = html("fw-browse-span")
        self.again = widgets.Button(description="Read again", tooltip="Read anew what is stored")
        self.again.layout.display = "" if self.store is not None else "none"
        pickers = widgets.HBox(
            [self.picker, self.other, self.again], layout={"flex_flow": "row wrap", "grid_gap": "12px"}
        )
        part = widgets.HBox([self.part, self._span], layout={"flex_flow": "row wrap", "grid_gap": "12px"})
        super().__init__(
            [StillPage(), html("fw-title", Markup("<h2>What there is</h2>")), self._note, self._list, pickers, part]
        )
        for name in ("fw", "fw-card", "fw-browser"):
            self.add_class(name)
        self.picker.observe(self._picked, "value")
        self.part.observe(self._picked, "value")
        self.again.on_click(lambda _: self.refresh())
        self._reading: asyncio.Task[None] | None = None
        if isinstance(source, Store):
            self.refresh()
        else:
            self._take(list(source))

    @classmethod
    async def find(cls, *files: str | Path, mapping: str | Path | None = None) -> Self:
        """A browser of the files, else of the store that runs, else of two made-up walks with a word about it.

        Parameters
        ----------
        files
            Recordings of any format that `footlib.load` reads.
        mapping
            What `footlib.load` is to know of them.

        Raises
        ------
        SourceError
            If a file is no recording; the message names the line.
        """
        if files:
            return cls([HeldRecording(Path(file).name, load(Path(file), mapping=mapping)) for file in files])
        try:
            store = connect()
            if await store.persons():
                return cls(store)
            reason = "The store is empty."
            await store.close()
        except StoreAwayError as error:
            reason = f"{error}."
        return cls(made_up(), note=f"{reason[:1].upper()}{reason[1:]} {_MADE_UP}")

    def refresh(self) -> None:
        """Read anew what is stored."""
        if self.store is not None:
            self._reading = asyncio.get_running_loop().create_task(self._read(self.store))

    async def _read(self, store: Store) -> None:
        try:
            self._take(await stored(store))
        except StoreError as error:
            change(self._note, markup('<p role="alert">{}</p>', error))

    async def entry(self) -> CatalogueEntry:
        """What is picked.

        Raises
        ------
        RecordingError
            If there is nothing to pick.
        """
        if self._reading is not None:
            await self._reading
        index: int | None = self.picker.index
        if index is None:
            raise RecordingError("there is nothing to look at yet; wait for readings, or open a file")
        return self.entries[index]

    @property
    def name(self) -> str:
        """Name of what is picked."""
        return str(self.picker.label or "nothing")

    def span(self, entry: CatalogueEntry) -> tuple[float | None, float | None]:
        """The part that is chosen, seconds; an end that was not moved stays open for new readings."""
        low, high = self.part.value
        length = entry.stop - entry.start
        return (
            entry.start + low / _STEPS * length if low > 0 else None,
            entry.start + high / _STEPS * length if high < _STEPS else None,
        )

    async def load(self) -> Recording:
        """Readings of what is picked."""
        entry = await self.entry()
        return await entry.load(*self.span(entry))

    async def both(self) -> dict[str, Recording]:
        """What is picked and what it is compared with; the halves of a single recording."""
        first = await self.entry()
        second = self.entries[self.other.index]
        if first is second:
            return _halves(first.name, await self.load())
        same_clock = isinstance(first, StoredPerson) and isinstance(second, StoredPerson)
        return {
            first.name: await self.load(),
            second.name: await second.load(*(self.span(first) if same_clock else (None, None))),
        }

    async def episodes(self) -> list[tuple[Episode, Recording]]:
        """Every episode of what is picked with the readings around it, newest first."""
        return await (await self.entry()).episodes()

    async def trials(self) -> pd.DataFrame:
        """The trials of the person that is picked, as `footlib.trial_frames.trials_frame`; empty where none is kept."""
        import pandas as pd

        entry = await self.entry()
        if not isinstance(entry, StoredPerson | StoredTrial):
            return pd.DataFrame()
        try:
            return await trials_frame(entry.store, entry.person)
        except TrialError:
            return pd.DataFrame()

    def _take(self, entries: list[CatalogueEntry]) -> None:
        names, kept = [entry.name for entry in entries], (self.picker.label, self.other.label)
        self.entries = entries
        change(self._list, _table(entries))
        for picker, label, usual in ((self.picker, kept[0], 0), (self.other, kept[1], 1)):
            picker.options = names
            if names:
                picker.index = names.index(label) if label in names else min(usual, len(names) - 1)
        self._picked(None)

    def _picked(self, _: Any) -> None:
        index = self.picker.index
        if index is None or index >= len(self.entries):
            change(self._span, NOTHING)
            return
        entry = self.entries[index]
        low, high = (entry.start + share / _STEPS * (entry.stop - entry.start) for share in self.part.value)
        change(self._span, markup("{} ({})", between(low, high), ago(high - low)))


def _table(entries: Sequence[CatalogueEntry]) -> Markup:
    if not entries:
        return Markup('<p class="fw-empty">Nothing is stored yet.</p>')
    rows = joined(
        markup(
            '<tr class="fw-browse-row"><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>',
            entry.name,
            when(entry.start),
            when(entry.stop),
            ago(entry.stop - entry.start),
        )
        for entry in entries
    )
    return markup("<table><thead><tr><th>Name<th>From<th>To<th>Length</tr></thead><tbody>{}</tbody></table>", rows)


def _halves(name: str, recording: Recording) -> dict[str, Recording]:
    middle = float(recording.time[0]) + recording.duration / 2 if len(recording) else 0.0
    row = int(np.searchsorted(recording.time, middle))
    return {f"{name}, first half": recording[:row], f"{name}, second half": recording[row:]}
