"""What somebody saw: labels of moments and stretches, a strip under the curves and a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import msgspec
from ipywidgets.widgets.widget_string import TextStyle

from footlib.store import Label
from footlib.ui.browser.elements import change, control, html, row, shared
from footlib.ui.browser.page import Handler
from footlib.ui.cards import labels_html
from footlib.ui.cards.base import Card
from footlib.ui.model.frame import Frame
from footlib.ui.session import Session


class LabelsCard(Card):
    """Labels of what is shown: added for the moment or for a stretch chosen on the curves, changed, removed.

    Examples
    --------
    >>> Curves(store, person=3), LabelsCard(store, person=3)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card; the fields of a label come when they are asked for."""
        self.add_class("fw-labels-card")
        self._head = html("fw-labels-head")
        self._strip = html("fw-labels-strip")
        self._place = row()
        self._place.add_class("fw-trial-note")
        self._table = html("fw-labels")
        self._fields: LabelFields | None = None
        return self._strip, self._head, self._place, self._table

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
        # No widget may be made beside those of the start before the page has said how it shows them.
        if label is None or not self.session.page.introduced:
            self._place.children = ()
            return
        if self._fields is None:
            self._fields = LabelFields(self.session)
        self._fields.show(label)
        self._place.children = (self._fields,)


class LabelFields(widgets.HBox):  # type: ignore[misc]
    """Kind, text and sensors of a label, stored whenever a field is left.

    Parameters
    ----------
    session
        Of whose person the label is.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._label: Label | None = None
        self._setting = False
        looks = {"layout": shared(widgets.Layout), "style": shared(TextStyle), "continuous_update": False}
        self._kind = widgets.Combobox(description="Kind", options=session.store.labels.kinds, **looks)
        self._text = widgets.Text(description="Note", **looks)
        self._sensors = widgets.Text(description="Sensors", placeholder="all, or L0 R2", **looks)
        for field in (self._kind, self._text, self._sensors):
            field.observe(self._take, "value")
        super().__init__([self._kind, self._text, self._sensors, control("Done", "Close the label", self._done)])
        self.layout = shared(widgets.Layout)

    def show(self, label: Label) -> None:
        """Show a label, and what somebody else changes of it; what somebody is typing stays."""
        known = None if self._label is None or label.id != self._label.id else self._label
        if label != known:
            before = () if known is None else _texts(known)
            self._setting = True
            for i, (field, text) in enumerate(zip((self._kind, self._text, self._sensors), _texts(label), strict=True)):
                if not before or field.value == before[i]:
                    field.value = text
            self._setting = False
        self._label = label

    def _take(self, _: Any) -> None:
        if self._setting or self._label is None:
            return
        sensors = tuple(self._sensors.value.upper().replace(",", " ").split())
        changed = msgspec.structs.replace(self._label, kind=self._kind.value, text=self._text.value, sensors=sensors)
        if changed != self._label:
            self._session.labeller.change(changed)

    def _done(self) -> None:
        self._session.labeller.edited = ""
        self._session.renderer.invalidate()


def _texts(label: Label) -> tuple[str, str, str]:
    return label.kind, label.text, " ".join(label.sensors)
