"""The only place that knows Redis keys: write, read, sweep."""

from typing import TYPE_CHECKING

from footlib.lazy import lazy_names

if TYPE_CHECKING:
    from footlib.label import Label
    from footlib.store.clock import Clock
    from footlib.store.connection import redis_client
    from footlib.store.embedded import EmbeddedStore
    from footlib.store.entries import AppendResult, Entry
    from footlib.store.episodes import AnomalyCounts, Episode
    from footlib.store.labels import Labels
    from footlib.store.reader import Store
    from footlib.store.trial import Trial, TrialFacts, TrialNote, TrialPage
    from footlib.store.trials import Trials
    from footlib.store.updates import IMPORTED, Cursor, Status, Update
    from footlib.store.writer import Writer
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "Clock": ".clock",
            "redis_client": ".connection",
            "EmbeddedStore": ".embedded",
            "AppendResult": ".entries",
            "Entry": ".entries",
            "AnomalyCounts": ".episodes",
            "Episode": ".episodes",
            "Label": "footlib.label",
            "Labels": ".labels",
            "Store": ".reader",
            "Trial": ".trial",
            "TrialFacts": ".trial",
            "TrialNote": ".trial",
            "TrialPage": ".trial",
            "Trials": ".trials",
            "IMPORTED": ".updates",
            "Cursor": ".updates",
            "Status": ".updates",
            "Update": ".updates",
            "Writer": ".writer",
        },
    )

__all__ = [
    "IMPORTED",
    "AnomalyCounts",
    "AppendResult",
    "Clock",
    "Cursor",
    "EmbeddedStore",
    "Entry",
    "Episode",
    "Label",
    "Labels",
    "Status",
    "Store",
    "Trial",
    "TrialFacts",
    "TrialNote",
    "TrialPage",
    "Trials",
    "Update",
    "Writer",
    "redis_client",
]
