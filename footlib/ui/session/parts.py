"""What the workers of one session share."""

from __future__ import annotations

from dataclasses import dataclass

from footlib.store import Store
from footlib.ui.browser.page import Page
from footlib.ui.data.anomaly_log import AnomalyLog
from footlib.ui.data.background import Background
from footlib.ui.data.coordinator import Coordinator
from footlib.ui.data.roster_data import RosterData
from footlib.ui.data.segment import Segment
from footlib.ui.data.similar_search import SimilarSearch
from footlib.ui.data.trial_log import TrialLog
from footlib.ui.session.view import View


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionParts:
    """One of each, for one session.

    Attributes
    ----------
    store, coordinator
        Where the data are, and what arrives of all persons.
    segment, anomalies, trials, similar
        The readings that can be shown, the person's anomalies and trials, a search.
    roster
        Everybody, while they are looked at.
    view
        What is looked at.
    page
        The browser.
    background
        What goes on beside the clock.
    """

    store: Store
    coordinator: Coordinator
    segment: Segment
    anomalies: AnomalyLog
    trials: TrialLog
    similar: SimilarSearch
    roster: RosterData
    view: View
    page: Page
    background: Background
