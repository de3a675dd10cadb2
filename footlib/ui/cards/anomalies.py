"""Everything ever flagged: how much, a time line, a paged table, a histogram."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import ipywidgets as widgets
from markupsafe import Markup

from footlib.errors import StoreError
from footlib.label import ARTEFACT, CONFIRMED
from footlib.sensors import FULL_SCALE
from footlib.store import AnomalyCounts, Episode, Label, Store
from footlib.texts import counted
from footlib.ui.browser.elements import NOTHING, change, control, html, joined, markup
from footlib.ui.browser.page import Handler
from footlib.ui.cards import anomaly_html
from footlib.ui.cards.base import Card
from footlib.ui.cards.fields import FieldsPlace, TextFields
from footlib.ui.cards.glossary_html import term_link
from footlib.ui.data.background import Job
from footlib.ui.data.episode_changes import EpisodeChanges
from footlib.ui.model.anomalies import Anomalies
from footlib.ui.model.frame import Frame
from footlib.ui.session import Session

PAGE_SIZE: Final = 8


class AnomalyHistory(Card):
    """Anomaly episodes, newest first; a click plays one.

    The cost of a page does not depend on how many there are.

    Examples
    --------
    >>> AnomalyHistory(store, person=3)  # doctest: +SKIP
    """

    def __init__(self, source: Store | Session, person: int | None = None, *, window: float | None = None) -> None:
        self.page = 0
        self._number: int | None = None
        self._known = Anomalies()
        self._shown: tuple[int, Sequence[Episode]] = 0, ()
        self._asked: tuple[Anomalies, int] | None = None
        self._loading = Job()
        super().__init__(source, person, window=window)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card."""
        self.add_class("fw-anomalies-card")
        self._head = html("fw-anomaly-head")
        self._line = html("fw-anomaly-line")
        self._place = FieldsPlace(self.session.page, self._made_fields)
        self._table = html("fw-anomaly-table")
        self._changes = EpisodeChanges(self.session.store)
        self._named: Label | None = None
        return self._head, self._line, self._place, self._table

    def commands(self) -> Mapping[str, Handler]:
        """An episode can be played, kept as a trial, judged and named; artefacts left out, and the page turned."""
        session, labeller = self.session, self.session.labeller
        return {
            "episode": self._of_one(session.loader.replay),
            "keep_episode": self._of_one(session.recorder.keep_episode),
            "artefact": self._of_one(lambda episode: labeller.judge(episode, ARTEFACT)),
            "confirm": self._of_one(lambda episode: labeller.judge(episode, CONFIRMED)),
            "name_episode": self._of_one(labeller.name),
            "without_artefacts": lambda message: session.view.leave_out_artefacts(on=message.get("on") is True),
            "page": self._turn,
        }

    def refresh(self, frame: Frame) -> None:
        """Draw anew once a second, and ask for another page when that is due."""
        if not frame.chores:
            return
        known = self._known = frame.anomalies
        if frame.number != self._number:
            self._number, self.page, self._shown, self._asked = frame.number, 0, (0, ()), None
            self._changes.reset()
        asked = (known, self.page)
        if asked != self._asked:
            self._asked = asked
            if self.page:
                self.session.background.run(self._load(frame.number, self.page), self._loading)
            else:
                self._shown = 0, known.newest[:PAGE_SIZE]
        page, rows = self._shown
        if lacking := self._changes.lacks(rows, frame.reception):
            self.session.background.run(self._changes.load(frame.number, lacking), self._changes.working)
        change(self._head, anomaly_html.heading(known, frame))
        change(self._line, anomaly_html.line(known.newest, frame))
        named = self.session.labeller.named
        shown = anomaly_html.EpisodePage(rows, page, self._pages, self._changes.of, named)
        change(self._table, anomaly_html.table(shown, frame))
        self._show_name(next((label for label in frame.trials.labels if label.id == named), None))

    @property
    def _pages(self) -> int:
        return max(1, -(-self._known.counts.episodes // PAGE_SIZE))

    async def _load(self, person: int, page: int) -> None:
        try:
            rows = await self.session.store.episodes(person, page, PAGE_SIZE)
        except StoreError:
            self._asked = None
            raise
        # By now another person or page may be asked for.
        if (person, page) == (self._number, self.page):
            turned = page != self._shown[0]
            self._shown = page, rows
            if turned:
                self.session.renderer.invalidate()

    def _of_one(self, act: Callable[[Episode], None]) -> Handler:
        def handler(message: Mapping[str, Any]) -> None:
            rows = self._shown[1] if self._number == self.session.view.person else ()
            known = [*rows, *self.session.anomalies.known.newest]
            episode = next((one for one in known if one.first == message.get("first")), None)
            if episode is not None:
                act(episode)

        return handler

    def _show_name(self, label: Label | None) -> None:
        self._named = label
        if label is None:
            self._place.hide()
        else:
            self._place.show(label.id, {"text": label.text})

    def _made_fields(self) -> TextFields:
        done = control("Done", "Close the name", self._close_name)
        return TextFields({"text": ("Name", (), "what it was")}, (done,), self._take_name)

    def _take_name(self, texts: dict[str, str], _: dict[str, str]) -> None:
        if self._named is not None and texts["text"] != self._named.text:
            self.session.labeller.change(self._named, text=texts["text"])

    def _close_name(self) -> None:
        self.session.labeller.named = ""
        self.session.renderer.invalidate()

    def _turn(self, message: Mapping[str, Any]) -> None:
        to = message.get("to")
        if isinstance(to, int) and 0 <= to < self._pages:
            self.page = to
            self.session.renderer.invalidate()


class Histogram(Card):
    """The values of all flagged readings, per foot.

    Examples
    --------
    >>> Histogram(store, person=3)  # doctest: +SKIP
    """

    on_wall = False

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card."""
        self.add_class("fw-histogram-card")
        self._title = html("fw-title")
        self._bars = html("fw-histogram")
        return self._title, self._bars

    def refresh(self, frame: Frame) -> None:
        """Draw anew when the counts changed."""
        if frame.chores:
            known = frame.anomalies.loaded
            left_out = frame.anomalies.artefacts.episodes if frame.without_artefacts else 0
            without = markup(" <small>without {}</small>", counted(left_out, "artefact")) if left_out else NOTHING
            change(self._title, markup("<h2>{}{}</h2>", term_link("flagged"), without))
            change(self._bars, _bars(frame.counts) if known else Markup('<p class="fw-empty">Not known yet.</p>'))


def _bars(counts: AnomalyCounts) -> Markup:
    if not counts.counted:
        return Markup('<p class="fw-empty">Nothing has been flagged yet.</p>')
    highest = max(*counts.left, *counts.right, 1)
    bars = joined(
        markup(
            '<i class="fw-left" style="height:{:.1f}%"></i><i class="fw-right" style="height:{:.1f}%"></i>',
            100 * left / highest,
            100 * right / highest,
        )
        for left, right in zip(counts.left, counts.right, strict=True)
    )
    left, right = sum(counts.left), sum(counts.right)
    return markup(
        '<div class="fw-bars" role="img" aria-label="Histogram of flagged values: {} of the left foot, {} of '
        'the right, in sixteen bars from 0 to {}">{}</div>'
        '<div class="fw-ends"><span>0</span><span>{}</span>'
        "<span>{} counts</span></div>",
        left,
        right,
        FULL_SCALE,
        bars,
        counted(counts.counted, "reading"),
        FULL_SCALE,
    )
