"""What somebody saw: labels of moments and stretches, a strip under the curves and a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets

from footlib.store import Label
from footlib.ui.browser.elements import change, control, html
from footlib.ui.browser.page import Handler
from footlib.ui.cards import labels_html
from footlib.ui.cards.author import AuthorField
from footlib.ui.cards.base import Card
from footlib.ui.cards.fields import FieldsPlace, TextFields
from footlib.ui.model.frame import Frame


class LabelsCard(Card):
    """Labels of what is shown: added for the moment or for a stretch chosen on the curves, changed, removed.

    Examples
    --------
    >>> Curves(store, person=3), LabelsCard(store, person=3)  # doctest: +SKIP
    """

    on_wall = False

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card; the fields of a label come when they are asked for."""
        self.add_class("fw-labels-card")
        self._head = html("fw-labels-head")
        self._strip = html("fw-labels-strip")
        self._place = FieldsPlace(self.session.page, self._made_fields)
        self._table = html("fw-labels")
        page = self.session.page
        signed = (AuthorField(page),) if page.asks_author or page.author else ()
        self._edited: Label | None = None
        return self._strip, self._head, self._place, self._table, *signed

    def commands(self) -> Mapping[str, Handler]:
        """A label can be added, gone to, changed and removed."""
        session = self.session
        return {
            "add_label": self._add,
            "go_label": self._of_one(lambda label: session.loader.look_back((label.start + label.stop) / 2)),
            "edit_label": self._of_one(self._edit),
            "remove_label": self._of_one(session.labeller.remove),
        }

    def refresh(self, frame: Frame) -> None:
        """Draw anew once a second, and what a viewer asks for at once."""
        if not (frame.chores or frame.jumped):
            return
        shown = frame.trials.labelled(frame.start, frame.stop)
        edited = self.session.labeller.edited
        change(self._strip, labels_html.strip(shown, frame))
        change(self._head, labels_html.head(self.session.store.labels.kinds, frame))
        change(self._table, labels_html.table(shown, frame, edited))
        self._show_fields(next((label for label in frame.trials.labels if label.id == edited), None))

    def _add(self, message: Mapping[str, Any]) -> None:
        kind = message.get("of")
        if isinstance(kind, str) and kind in self.session.store.labels.kinds:
            self.session.labeller.add(kind)

    def _of_one(self, act: Callable[[Label], None]) -> Handler:
        def handler(message: Mapping[str, Any]) -> None:
            labels = self.session.trials.known.labels
            label = next((label for label in labels if label.id == message.get("id")), None)
            if label is not None:
                act(label)

        return handler

    def _edit(self, label: Label) -> None:
        labeller = self.session.labeller
        labeller.edited = "" if labeller.edited == label.id else label.id
        self.session.renderer.invalidate()

    def _show_fields(self, label: Label | None) -> None:
        self._edited = label
        if label is None:
            self._place.hide()
        else:
            texts = {"kind": label.kind, "text": label.text, "sensors": " ".join(label.sensors)}
            self._place.show(label.id, texts)

    def _made_fields(self) -> TextFields:
        fields = {
            "kind": ("Kind", self.session.store.labels.kinds, ""),
            "text": ("Note", (), ""),
            "sensors": ("Sensors", (), "all, or L0 R2"),
        }
        return TextFields(fields, (control("Done", "Close the label", self._close),), self._change)

    def _change(self, texts: dict[str, str], seen: dict[str, str]) -> None:
        if self._edited is None:
            return
        # What the viewer has left alone stays as others have made it meanwhile.
        changed: dict[str, Any] = {name: text for name, text in texts.items() if text != seen[name]}
        if "sensors" in changed:
            changed["sensors"] = tuple(changed["sensors"].upper().replace(",", " ").split())
        if changed:
            self.session.labeller.change(self._edited, **changed)

    def _close(self) -> None:
        self.session.labeller.edited = ""
        self.session.renderer.invalidate()
