"""Numbers over all trials of a person: how they went, and whether they changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from footlib.drawing.progress import names_of
from footlib.store import Store
from footlib.ui.browser.elements import change, html
from footlib.ui.browser.page import Handler
from footlib.ui.cards import progress_html
from footlib.ui.cards.base import Card
from footlib.ui.model.frame import Frame
from footlib.ui.session import Session


class ProgressCard(Card):
    """Small charts of the numbers of all trials of one name; hidden until there are two trials.

    Examples
    --------
    >>> TrialsCard(store, person=3), ProgressCard(store, person=3)  # doctest: +SKIP
    """

    on_wall = False

    def __init__(self, source: Store | Session, person: int | None = None, *, window: float | None = None) -> None:
        self._name: str | None = None
        self._told: str | None = None
        self._drawn: tuple[object, ...] = ()
        super().__init__(source, person, window=window)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card."""
        self.add_class("fw-progress-card")
        self._head = html("fw-progress-head")
        self._charts = html("fw-progress")
        self.layout.display = "none"
        return self._head, self._charts

    def commands(self) -> Mapping[str, Handler]:
        """Trials of another name can be chosen, and a report of them saved."""
        return {"progress_of": self._choose, "progress_report": self._report}

    def refresh(self, frame: Frame) -> None:
        """Draw anew when trials changed; nothing, mostly."""
        drawn = (frame.number, frame.trials, self._name, frame.times)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        names = names_of(frame.trials.kept)
        self.layout.display = "" if names else "none"
        if not names:
            return
        name = self._told = self._name if self._name in names else names[0]
        trials = [trial for trial in reversed(frame.trials.kept) if trial.note.name == name]
        change(self._head, progress_html.head(names, name, len(trials)))
        change(self._charts, progress_html.charts(trials, frame.times))

    def _report(self, message: Mapping[str, Any]) -> None:
        if self._told is not None:
            self.session.reporter.progress(self._told, with_person=message.get("person") is True)

    def _choose(self, message: Mapping[str, Any]) -> None:
        if isinstance(name := message.get("name"), str):
            self._name = name
            self.session.renderer.invalidate()
