"""Widgets that show how people walk; each can stand alone in a JupyterLab cell.

Names are loaded when first asked for, so that a viewer's kernel starts with little.

Examples
--------
>>> store = footlib.connect()
>>> picture = footlib.ui.FootMap(store, person=3)  # a cell that ends in `picture` shows it
>>> picture.close()
"""

from typing import TYPE_CHECKING

from footlib.lazy import lazy_names

if TYPE_CHECKING:
    from footlib.store.opening import connect
    from footlib.ui.cards.anomalies import AnomalyHistory, Histogram
    from footlib.ui.cards.base import Card
    from footlib.ui.cards.comparison import CompareCard
    from footlib.ui.cards.curves import Curves
    from footlib.ui.cards.footmap import FootMap
    from footlib.ui.cards.header import Header
    from footlib.ui.cards.labels import LabelsCard
    from footlib.ui.cards.numbers import Numbers
    from footlib.ui.cards.overview import Overview
    from footlib.ui.cards.person import PersonCard
    from footlib.ui.cards.progress import ProgressCard
    from footlib.ui.cards.sensor_table import SensorTable
    from footlib.ui.cards.similar import SimilarCard
    from footlib.ui.cards.strides import StridesCard
    from footlib.ui.cards.trials import TrialsCard
    from footlib.ui.dashboard import Dashboard
    from footlib.ui.notebook.browser import Browser
    from footlib.ui.notebook.comparison import Comparison
    from footlib.ui.notebook.recording_plot import RecordingPlot
    from footlib.ui.notebook.stride_plot import StridePlot
    from footlib.ui.session import Session
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "AnomalyHistory": ".cards.anomalies",
            "Histogram": ".cards.anomalies",
            "Browser": ".notebook.browser",
            "Card": ".cards.base",
            "CompareCard": ".cards.comparison",
            "Comparison": ".notebook.comparison",
            "Curves": ".cards.curves",
            "Dashboard": ".dashboard",
            "connect": "footlib.store.opening",
            "FootMap": ".cards.footmap",
            "Header": ".cards.header",
            "LabelsCard": ".cards.labels",
            "Numbers": ".cards.numbers",
            "SensorTable": ".cards.sensor_table",
            "SimilarCard": ".cards.similar",
            "Overview": ".cards.overview",
            "PersonCard": ".cards.person",
            "ProgressCard": ".cards.progress",
            "RecordingPlot": ".notebook.recording_plot",
            "Session": ".session",
            "StridePlot": ".notebook.stride_plot",
            "StridesCard": ".cards.strides",
            "TrialsCard": ".cards.trials",
        },
    )

__all__ = [
    "AnomalyHistory",
    "Browser",
    "Card",
    "CompareCard",
    "Comparison",
    "Curves",
    "Dashboard",
    "FootMap",
    "Header",
    "Histogram",
    "LabelsCard",
    "Numbers",
    "Overview",
    "PersonCard",
    "ProgressCard",
    "RecordingPlot",
    "SensorTable",
    "Session",
    "SimilarCard",
    "StridePlot",
    "StridesCard",
    "TrialsCard",
    "connect",
]
