"""Walks that were recorded: begin and end one, name it, find it again, look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ipywidgets as widgets
from ipywidgets.widgets.widget_string import TextStyle

from footlib.store import Store, Trial, TrialNote
from footlib.ui.browser.elements import change, control, html, shared
from footlib.ui.browser.page import Handler
from footlib.ui.cards import trials_html
from footlib.ui.cards.base import Card
from footlib.ui.cards.fields import FieldsPlace, TextFields
from footlib.ui.model.frame import Frame
from footlib.ui.session import Session

PAGE_SIZE: Final = 8


class TrialsCard(Card):
    """Trials of a person, newest first; a click opens one, and the whole page shows it.

    Examples
    --------
    >>> TrialsCard(store, person=3)  # doctest: +SKIP
    """

    on_wall = False

    def __init__(self, source: Store | Session, person: int | None = None, *, window: float | None = None) -> None:
        self.page = 0
        self.deleted = False
        self._number: int | None = None
        super().__init__(source, person, window=window)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card; the fields of a note come when they are asked for."""
        self.add_class("fw-trials-card")
        self._head = html("fw-trials-head")
        self._place = FieldsPlace(self.session.page, self._made_fields)
        self._table = html("fw-trials")
        self._noted: Trial | None = None
        looks = {"layout": shared(widgets.Layout), "style": shared(TextStyle)}
        self._search = widgets.Text(placeholder="find by name, condition or note", continuous_update=True, **looks)
        self._search.add_class("fw-trials-search")
        self._search.observe(self._find, "value")
        return self._head, self._place, self._search, self._table

    def commands(self) -> Mapping[str, Handler]:
        """A trial can be looked at, played, noted, kept and restored, and the page turned."""
        recorder = self.session.recorder
        return {
            "trial": self._of_one(lambda trial: self.session.loader.open_trial(trial.id)),
            "play_trial": self._of_one(lambda trial: self.session.loader.open_trial(trial.id, play=True)),
            "edit_trial": self._of_one(self._edit),
            "keep_trial": self._of_one(recorder.keep),
            "restore_trial": self._of_one(recorder.restore),
            "visit_report": lambda message: self.session.reporter.visit(with_person=message.get("person") is True),
            "trials_page": self._turn,
            "trials_deleted": self._show_deleted,
        }

    def refresh(self, frame: Frame) -> None:
        """Draw anew once a second, and what a viewer asks for at once."""
        if frame.number != self._number:
            self._number, self.page, self.deleted = frame.number, 0, False
            self._search.value = ""
        if not (frame.chores or frame.jumped):
            return
        known, recorder = frame.trials, self.session.recorder
        found = known.deleted if self.deleted else known.matching(self._search.value)
        pages = max(1, -(-len(found) // PAGE_SIZE))
        self.page = min(self.page, pages - 1)
        rows = found[self.page * PAGE_SIZE : (self.page + 1) * PAGE_SIZE]
        (self.add_class if len(known.kept) > 1 else self.remove_class)("fw-many-trials")
        change(self._head, trials_html.head(known, frame, recorder.gone, deleted=self.deleted))
        change(
            self._table,
            trials_html.table(rows, self.page, pages, frame, recorder.edited, deleted=self.deleted),
        )
        self._show_fields(known.named(recorder.edited))

    def _of_one(self, act: Any) -> Handler:
        def handler(message: Mapping[str, Any]) -> None:
            trial = self.session.trials.known.named(message.get("id"))
            if trial is not None:
                act(trial)
                self.session.renderer.invalidate()

        return handler

    def _edit(self, trial: Trial) -> None:
        recorder = self.session.recorder
        recorder.edited = "" if recorder.edited == trial.id else trial.id

    def _show_fields(self, trial: Trial | None) -> None:
        self._noted = trial
        if trial is None:
            self._place.hide()
        else:
            note = trial.note
            self._place.show(trial.id, {"name": note.name, "condition": note.condition, "text": note.text})
            if self._place.fields is not None:
                self._delete.disabled = trial is self.session.recorder.running

    def _made_fields(self) -> TextFields:
        trials = self.session.store.trials
        self._delete = control("Delete", "Delete this trial; for 30 days it can be restored", self._delete_noted)
        fields = {
            "name": ("Name", trials.names, ""),
            "condition": ("Condition", trials.conditions, ""),
            "text": ("Note", (), ""),
        }
        return TextFields(fields, (control("Done", "Close the note", self._close_note), self._delete), self._annotate)

    def _annotate(self, texts: dict[str, str], seen: dict[str, str]) -> None:
        if self._noted is not None:
            by = self._noted.note.by
            self.session.recorder.annotate(self._noted, TrialNote(**texts, by=by), TrialNote(**seen, by=by))

    def _delete_noted(self) -> None:
        if self._noted is not None:
            self.session.recorder.delete(self._noted)

    def _close_note(self) -> None:
        self.session.recorder.edited = ""
        self.session.renderer.invalidate()

    def _turn(self, message: Mapping[str, Any]) -> None:
        to = message.get("to")
        if isinstance(to, int) and to >= 0:
            self.page = to
            self.session.renderer.invalidate()

    def _show_deleted(self, message: Mapping[str, Any]) -> None:
        self.deleted, self.page = message.get("on") is True, 0
        self.session.renderer.invalidate()

    def _find(self, _: Any) -> None:
        self.page = 0
        self.session.renderer.invalidate()
