"""Widgets that show how people walk; each can stand alone in a JupyterLab cell.

Names are loaded when first asked for, so that a viewer's kernel starts with little.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from footlib.ui.anomalies import AnomalyHistory, Histogram
    from footlib.ui.browse import Browser
    from footlib.ui.comparison import CompareCard, Comparison
    from footlib.ui.curves import Curves
    from footlib.ui.dashboard import Dashboard
    from footlib.ui.entries import connect
    from footlib.ui.footmap import FootMap
    from footlib.ui.header import Header
    from footlib.ui.numbers import Numbers
    from footlib.ui.overview import Overview
    from footlib.ui.person import PersonCard
    from footlib.ui.recording_plot import RecordingPlot
    from footlib.ui.sensor_table import SensorTable
    from footlib.ui.similar_card import SimilarCard
    from footlib.ui.view import View

_HOMES = {
    "AnomalyHistory": "anomalies",
    "Histogram": "anomalies",
    "Browser": "browse",
    "CompareCard": "comparison",
    "Comparison": "comparison",
    "Curves": "curves",
    "Dashboard": "dashboard",
    "connect": "entries",
    "FootMap": "footmap",
    "Header": "header",
    "Numbers": "numbers",
    "SensorTable": "sensor_table",
    "SimilarCard": "similar_card",
    "Overview": "overview",
    "PersonCard": "person",
    "RecordingPlot": "recording_plot",
    "View": "view",
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
    "SimilarCard",
    "View",
    "connect",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
