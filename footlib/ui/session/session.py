"""The session behind a page, or behind the cells that show one person."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from footlib.errors import FootlibError
from footlib.sensors import NAMES
from footlib.store import Store
from footlib.ui.browser.page import Page
from footlib.ui.data.anomaly_log import AnomalyLog
from footlib.ui.data.background import Background
from footlib.ui.data.coordinator import Coordinator
from footlib.ui.data.person_data import PersonData
from footlib.ui.data.roster_data import RosterData
from footlib.ui.data.segment import Segment
from footlib.ui.data.similar_search import SimilarSearch
from footlib.ui.data.trial_log import TrialLog
from footlib.ui.model.playhead import Mode
from footlib.ui.session import commands
from footlib.ui.session.changes import Changes
from footlib.ui.session.everyone import Everyone
from footlib.ui.session.framing import Framing
from footlib.ui.session.labeller import Labeller
from footlib.ui.session.loader import Loader
from footlib.ui.session.parts import SessionParts
from footlib.ui.session.player import Player
from footlib.ui.session.recorder import Recorder
from footlib.ui.session.renderer import Renderer
from footlib.ui.session.reporter import Reporter
from footlib.ui.session.view import View
from footlib.ui.session.view_change import ViewChange


class Session:
    """Builds and owns what a page needs: the view, its data, the browser and the clock; `close` ends all of it.

    Parameters
    ----------
    store
        Where the data are.
    person
        Number of the person.
    window
        Seconds that the curves show; ``inf`` for everything that is stored.
    sensors
        Numbers of the sensors that are shown.

    Attributes
    ----------
    view
        What is looked at.
    page
        The browser.
    coordinator, segment, anomalies, trials, similar
        What polls the store, the readings that can be shown, the person's anomalies and trials, the search for similar
        stretches.
    roster
        What is known of all persons.
    loader, background
        What fetches, and what runs everything that waits for the store.
    player
        What begins replays.
    recorder, labeller, reporter
        What begins, ends and changes trials, what changes labels, and what makes reports.
    renderer
        The clock, and the cards that follow it.
    closed
        Whether `close` was called.

    Examples
    --------
    >>> session = Session(store, person=3, window=60)  # doctest: +SKIP
    >>> FootMap(session), Curves(session)  # doctest: +SKIP
    """

    _shared: ClassVar[WeakKeyDictionary[Store, dict[int, Session]]] = WeakKeyDictionary()

    def __init__(
        self, store: Store, person: int, window: float = 30.0, *, sensors: Collection[int] = range(len(NAMES))
    ) -> None:
        self.store = store
        self.coordinator = Coordinator.of(store)
        self.page = Page()
        self.background = Background()
        self.anomalies = AnomalyLog(store)
        self.trials = TrialLog(store)
        self.similar = SimilarSearch(store)
        self.roster = RosterData(store, self.coordinator, self.background)
        self.segment = Segment(store, self.coordinator.want(person))
        self._person = person
        self.view = View(self.segment, person, window, sensors=sensors)
        # First of all subscribers, so that the others find the new person's data.
        self.view.subscribe(self._follow)
        self.player = Player(self.view, self.segment)
        parts = SessionParts(
            store=store,
            coordinator=self.coordinator,
            segment=self.segment,
            anomalies=self.anomalies,
            trials=self.trials,
            similar=self.similar,
            roster=self.roster,
            view=self.view,
            player=self.player,
            page=self.page,
            background=self.background,
        )
        everyone = Everyone(parts)
        self._framing = Framing(parts, everyone)
        self.loader = Loader(parts)
        self.renderer = Renderer(parts, self._framing, self.loader, everyone)
        changes = Changes(self.background)
        self.recorder, self.labeller = Recorder(parts, changes), Labeller(parts, changes)
        self.reporter = Reporter(parts)
        commands.subscribe(parts, self.recorder, self.labeller)
        self.closed = False
        self.page.observe(self._displayed, ["width", "zone", "offset"])

    @classmethod
    def of(cls, source: Store | Session, person: int | None = None, window: float | None = None) -> Session:
        """The given session, or the one that all cells of a store share for a person.

        Raises
        ------
        FootlibError
            If no person is given with a store.
        """
        if isinstance(source, Session):
            return source
        if person is None:
            raise FootlibError("which person? Give person=, the number in the API's address")
        sessions = cls._shared.setdefault(source, {})
        # Its viewer may have gone on to another person, or somebody may have closed it.
        if person not in sessions or sessions[person].closed or sessions[person].view.person != person:
            sessions[person] = cls(source, person)
        session = sessions[person]
        if window is not None and window != session.view.window:
            session.view.set_window(window)
        return session

    @property
    def data(self) -> PersonData:
        """What is known of the person."""
        return self.segment.data

    def close(self) -> None:
        """End the clock, all subscriptions and what goes on in the background."""
        if self.closed:
            return
        self.closed = True
        self.renderer.close()
        self.view.close()
        self.page.unobserve_all()
        self.page.close()
        self.background.cancel()
        self.similar.end()
        self.roster.close()
        self.coordinator.leave(self._person)

    def _follow(self, change: ViewChange) -> None:
        if change & ViewChange.PERSON and self.view.person != self._person:
            self._change_person(self.view.person)
        if change & ViewChange.SPAN:
            self.loader.widen()
        if change & ViewChange.ANEW:
            self.background.forget()
        if self.view.playhead.mode is Mode.LIVE:
            # A stretch cannot be dragged over curves that move.
            self.page.choosing = False

    def _change_person(self, person: int) -> None:
        self.data.release(self.renderer)
        self.segment.follow(self.coordinator.want(person))
        self.coordinator.leave(self._person)
        self._person = person
        self.anomalies.reset()
        self.trials.reset()
        self.recorder.forget()
        self.labeller.forget()
        self.similar.choose(None)
        self._framing.forget()
        self.loader.forget()

    def _displayed(self, _: Any) -> None:
        self.view.announce(ViewChange.DISPLAY)
