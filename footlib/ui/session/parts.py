"""The parts of a session, as its framing, loader, renderer and commands share them."""

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
from footlib.ui.session.player import Player
from footlib.ui.session.view import View


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionParts:
    """The parts of one session.

    Attributes
    ----------
    store, coordinator
        Where the data are, and what polls it for all persons.
    segment, anomalies, trials, similar
        The readings that can be shown, the person's anomalies and trials, the search for similar stretches.
    roster
        What is known of all persons.
    view, player
        What is looked at, and what begins replays of it.
    page
        The browser.
    background
        Runs what waits for the store.
    """

    store: Store
    coordinator: Coordinator
    segment: Segment
    anomalies: AnomalyLog
    trials: TrialLog
    similar: SimilarSearch
    roster: RosterData
    view: View
    player: Player
    page: Page
    background: Background
