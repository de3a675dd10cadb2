"""The page: arranges the parts."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

import ipywidgets as widgets

from footlib.store import Store
from footlib.ui.anomalies import AnomalyHistory, Histogram
from footlib.ui.curves import Curves
from footlib.ui.footmap import FootMap
from footlib.ui.header import Header
from footlib.ui.numbers import Numbers
from footlib.ui.person import PersonCard
from footlib.ui.sensor_table import SensorTable
from footlib.ui.view import View

_LONGEST: Final = 10


def query(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The page's address as Voilà hands it over: ``?person=3&window=300``."""
    return dict(parse_qsl(environ.get("QUERY_STRING", "")))


class Dashboard(widgets.VBox):  # type: ignore[misc]
    """One person's page.

    Parameters
    ----------
    store
        Where the data are.
    wish
        The address' wishes: person, window, theme, kiosk; by default those of this page.

    Examples
    --------
    >>> Dashboard(store, {"person": "3", "window": "60"})  # doctest: +SKIP
    """

    def __init__(self, store: Store, wish: Mapping[str, str] | None = None) -> None:
        asked = query() if wish is None else dict(wish)
        self.view = View(store, _person(asked.get("person")), _window(asked.get("window")))
        page = self.view.page
        page.wish = asked.get("theme", "") if asked.get("theme") in {"light", "dark"} else ""
        page.kiosk = asked.get("kiosk") == "1"
        self.header = Header(self.view)
        self.map = FootMap(self.view)
        self.curves = Curves(self.view)
        self.anomalies = AnomalyHistory(self.view)
        side = widgets.VBox([self.map, PersonCard(self.view), Histogram(self.view)])
        side.add_class("fw-side")
        main = widgets.VBox([Numbers(self.view), self.curves, self.anomalies, SensorTable(self.view)])
        main.add_class("fw-main")
        body = widgets.HBox([side, main])
        body.add_class("fw-body")
        super().__init__([page, self.header, body])
        self.add_class("fw")
        self.add_class("fw-dashboard")
        self.view.on_change(self._address)
        self._address()

    def _address(self) -> None:
        view = self.view
        fields = {"person": str(view.person), "window": "all" if math.isinf(view.window) else f"{view.window:g}"}
        if view.page.wish:
            fields["theme"] = view.page.wish
        if view.page.kiosk:
            fields["kiosk"] = "1"
        view.page.address = urlencode(fields)
        view.page.name = f"Person {view.person} · Footwatch"


def _person(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _LONGEST else 1


def _window(text: str | None) -> float:
    if text == "all":
        return math.inf
    try:
        seconds = float(text or 30)
    except ValueError:
        return 30.0
    return seconds if 5 <= seconds <= 7 * 86400 else 30.0
