"""Texts that a viewer changes, while others may change them too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
from ipywidgets.widgets.widget_string import TextStyle

from footlib.ui.browser.elements import shared
from footlib.ui.browser.page import Page


class TextFields(widgets.HBox):  # type: ignore[misc]
    """Fields that are stored whenever one is left; what somebody is typing outlives what others change.

    Parameters
    ----------
    fields
        By what each holds: its title, what is offered to choose from, and what an empty one says.
    buttons
        Stand behind the fields.
    store
        Called with all texts, and with those that the viewer has seen before.
    """

    def __init__(
        self,
        fields: Mapping[str, tuple[str, tuple[str, ...], str]],
        buttons: tuple[widgets.Widget, ...],
        store: Callable[[dict[str, str], dict[str, str]], None],
    ) -> None:
        looks = {"layout": shared(widgets.Layout), "style": shared(TextStyle), "continuous_update": False}
        self.fields = {
            name: widgets.Combobox(description=title, options=offered, placeholder=hint, **looks)
            for name, (title, offered, hint) in fields.items()
        }
        self._store = store
        self._of = ""
        self._shown: dict[str, str] = {}
        self._seen: dict[str, str] = {}
        self._setting = False
        for field in self.fields.values():
            field.observe(self._take, "value")
        super().__init__([*self.fields.values(), *buttons], layout=shared(widgets.Layout))

    def show(self, of: str, texts: dict[str, str]) -> None:
        """Show texts, whose they are is told by a name; of the same, what was not touched takes up what changed."""
        before = self._shown if of == self._of else {}
        if texts == before:
            return
        self._of, self._setting = of, True
        for name, field in self.fields.items():
            if field.value == before.get(name, field.value):
                field.value = texts[name]
        self._shown, self._seen, self._setting = texts, texts, False

    def _take(self, _: Any) -> None:
        if not self._setting:
            texts = {name: field.value for name, field in self.fields.items()}
            seen, self._seen = self._seen, texts
            self._store(texts, seen)


class FieldsPlace(widgets.HBox):  # type: ignore[misc]
    """Where the fields of one thing appear, whichever is being changed.

    Parameters
    ----------
    page
        Shows them.
    make
        Makes the fields when they are first asked for.

    Attributes
    ----------
    fields
        None before.
    """

    def __init__(self, page: Page, make: Callable[[], TextFields]) -> None:
        super().__init__(layout=shared(widgets.Layout))
        self.add_class("fw-trial-note")
        self.children: tuple[widgets.Widget, ...] = ()
        self.fields: TextFields | None = None
        self._page, self._make = page, make

    def show(self, of: str, texts: dict[str, str]) -> None:
        """Show the texts of a thing, which is told by a name."""
        # No widget may be made beside those of the start before the page has said how it shows them.
        if not self._page.introduced:
            return
        if self.fields is None:
            self.fields = self._make()
        self.fields.show(of, texts)
        self.children = (self.fields,)

    def hide(self) -> None:
        """Show none."""
        self.children = ()
