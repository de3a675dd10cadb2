"""How people walk, by insoles with six pressure sensors: readings, recordings, gait numbers, widgets.

What is named here is imported when it is first asked for.

Examples
--------
A recording of a file, and its numbers:

>>> import footlib
>>> recording = footlib.load("walk.csv")
>>> cadence = footlib.summarise(recording)["cadence"]
>>> f"{cadence.value:.0f} {cadence.unit}"
'104 steps/min'

The same of the store that the cacher fills:

>>> store = footlib.connect()
>>> recording = await store.window(3)
>>> len(recording)
600
"""

from typing import TYPE_CHECKING

from footlib.lazy import lazy_names

__version__ = "0.1.0"

if TYPE_CHECKING:
    from footlib import analysis, tables, ui
    from footlib.analysis import Refused, detect, episodes, summarise
    from footlib.analysis.patterns import find_similar
    from footlib.errors import FootlibError
    from footlib.recording import Recording
    from footlib.sources import load
    from footlib.store.opening import connect
    from footlib.store.reader import Store
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "analysis": ".analysis",
            "tables": ".tables",
            "ui": ".ui",
            "Refused": ".analysis",
            "detect": ".analysis",
            "episodes": ".analysis",
            "summarise": ".analysis",
            "find_similar": ".analysis.patterns",
            "FootlibError": ".errors",
            "Recording": ".recording",
            "load": ".sources",
            "Store": ".store.reader",
            "connect": ".store.opening",
        },
    )

__all__ = [
    "FootlibError",
    "Recording",
    "Refused",
    "Store",
    "analysis",
    "connect",
    "detect",
    "episodes",
    "find_similar",
    "load",
    "summarise",
    "tables",
    "ui",
]
