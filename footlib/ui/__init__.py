"""Widgets that show how people walk; each can stand alone in a JupyterLab cell.

Names are loaded when first asked for, so that a viewer's kernel starts with little.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from footlib.ui.cards.anomalies import AnomalyHistory, Histogram
    from footlib.ui.cards.comparison import CompareCard, Comparison
    from footlib.ui.cards.curves import Curves
    from footlib.ui.cards.footmap import FootMap
    from footlib.ui.cards.header import Header
    from footlib.ui.cards.numbers import Numbers
    from footlib.ui.cards.overview import Overview
    from footlib.ui.cards.person import PersonCard
    from footlib.ui.cards.sensor_table import SensorTable
    from footlib.ui.cards.similar import SimilarCard
    from footlib.ui.dashboard import Dashboard
    from footlib.ui.notebook.browser import Browser
    from footlib.ui.notebook.catalogue import connect
    from footlib.ui.notebook.recording_plot import RecordingPlot
    from footlib.ui.session import Session

_HOMES = {
    "AnomalyHistory": "cards.anomalies",
    "Histogram": "cards.anomalies",
    "Browser": "notebook.browser",
    "CompareCard": "cards.comparison",
    "Comparison": "cards.comparison",
    "Curves": "cards.curves",
    "Dashboard": "dashboard",
    "connect": "notebook.catalogue",
    "FootMap": "cards.footmap",
    "Header": "cards.header",
    "Numbers": "cards.numbers",
    "SensorTable": "cards.sensor_table",
    "SimilarCard": "cards.similar",
    "Overview": "cards.overview",
    "PersonCard": "cards.person",
    "RecordingPlot": "notebook.recording_plot",
    "Session": "session",
}

__all__ = [
    "AnomalyHistory",
    "Browser",
    "CompareCard",
    "Comparison",
    "Curves",
    "Dashboard",
    "FootMap",
    "Header",
    "Histogram",
    "Numbers",
    "Overview",
    "PersonCard",
    "RecordingPlot",
    "SensorTable",
    "Session",
    "SimilarCard",
    "connect",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
