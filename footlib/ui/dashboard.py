"""The page: arranges the parts for one person, or for everyone."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Collection, Iterable, Mapping
from typing import Final
from urllib.parse import urlencode

import ipywidgets as widgets

from footlib.errors import StoreError
from footlib.sensors import NAMES
from footlib.settings import Settings
from footlib.store import Store
from footlib.ui.browser.elements import column, control, html, markup, row
from footlib.ui.browser.page import Page
from footlib.ui.cards.base import Card
from footlib.ui.cards.columns import LEFT, RIGHT, MakeCard, make_cards
from footlib.ui.cards.comparison import CompareCard
from footlib.ui.cards.exports import ExportMenu
from footlib.ui.cards.header import Header
from footlib.ui.cards.overview import Overview
from footlib.ui.data import faults
from footlib.ui.figures.feet import CLIP
from footlib.ui.model import link
from footlib.ui.model.frame import Frame
from footlib.ui.model.limits import Limits
from footlib.ui.model.lines import LineChoice
from footlib.ui.model.roster import Arrangement
from footlib.ui.session import Session

_AGAIN: Final = 2.0
"""Seconds after which a store that was not there is looked for again."""
_OUT: Final = "out"
_ON: Final = "1"
_ADDRESS_EVERY: Final = 1.0


class Dashboard(widgets.VBox):  # type: ignore[misc]
    """The whole page.

    Parameters
    ----------
    store
        Where the data are.
    asked
        What the address asks for: person, view, order, page, window, theme, kiosk, the moment (at, from, to, trial),
        how a replay runs (speed, loop), what it is compared with (beside, map), the lines of the curves (off, every)
        and the limits (warning, limit, hold, late); by default those of this page.
    sensors
        Numbers of the sensors that are shown.
    left, right
        The cards of the narrow and the wide column, from the top: classes, or functions that make one of a session.
    author
        How whoever writes is named, as the setting AUTHOR.
    traced
        Whether a card of your own that fails shows its traceback on the page.

    Examples
    --------
    >>> Dashboard(store, {"person": "3", "window": "60"})  # doctest: +SKIP
    >>> Dashboard(store, right=[lambda session: Numbers(session, warning=15), Curves])  # doctest: +SKIP
    """

    def __init__(
        self,
        store: Store,
        asked: Mapping[str, str] | None = None,
        *,
        sensors: Collection[int] = range(len(NAMES)),
        left: Iterable[MakeCard] = LEFT,
        right: Iterable[MakeCard] = RIGHT,
        author: str = "",
        traced: bool = True,
    ) -> None:
        asked = link.query() if asked is None else dict(asked)
        person = link.person_number(asked.get("person"))
        window = link.window(asked.get("window"))
        self.session = session = Session(store, 1 if person is None else person, window, sensors=sensors)
        view, page = session.view, session.page
        view.limits = Limits.from_query(asked)
        view.lines = LineChoice.from_query(asked, view.usual_lines)
        view.without_artefacts = asked.get("artefacts") == _OUT
        view.everyone = asked.get("view") == "overview" or person is None
        view.playhead.speed, view.playhead.loop = link.speed(asked.get("speed")), asked.get("loop") == _ON
        page.theme_choice = asked.get("theme", "") if asked.get("theme") in {"light", "dark"} else ""
        page.kiosk = asked.get("kiosk") == "1"
        page.name_author(author)
        page.shows_tracebacks = traced
        self.header = Header(session)
        self.header.opens_alone = view.everyone and asked.get("view") != "overview"
        self._left, self._right = tuple(left), tuple(right)
        self.one: tuple[Card, ...] = ()
        self.everyone: Overview | None = None
        self._body: widgets.HBox | None = None
        self._comparing: CompareCard | None = None
        self.shown = True
        self._placed: widgets.Widget | None = None
        super().__init__([])
        for name in ("fw", "fw-dashboard", page.scope):
            self.add_class(name)
        self._link: dict[str, str] | None = None
        self._version = 0
        self._follow_link(asked)
        if view.everyone:
            view.arrangement = Arrangement.from_query(asked)
        view.subscribe(lambda _: self.arrange())
        self.arrange()
        self._follow_comparison(asked)
        session.renderer.add(self, lambda: _ADDRESS_EVERY)
        page.subscribe("address", self._go)

    @classmethod
    def connected(
        cls, settings: Settings, *, left: Iterable[MakeCard] = LEFT, right: Iterable[MakeCard] = RIGHT
    ) -> widgets.Widget:
        """The dashboard on the store that the settings name; until there is one, a sentence that says why.

        Parameters
        ----------
        settings
            Name the store, the sensors that are shown, who signs, and whether viewers see tracebacks.
        left, right
            As of `Dashboard`.
        """
        from footlib.store.embedded import found

        async def heal() -> None:
            while True:
                await asyncio.sleep(_AGAIN)
                if not page.introduced:
                    continue
                try:
                    box.children = (made(),)
                except StoreError:
                    continue
                except Exception as error:  # noqa: BLE001 - the page goes on to say what it says
                    faults.log_once(error)
                    continue
                return

        def made() -> Dashboard:
            store, shown = Store(found(settings)), settings.sensors_id
            dashboard = cls(
                store, sensors=shown, left=left, right=right, author=settings.author, traced=settings.show_tracebacks
            )
            faults.subscribe(dashboard.session.background.failed)
            return dashboard

        faults.log_to_terminal()
        try:
            return made()
        except StoreError as error:
            notice = widgets.HTML(str(markup('<p class="fw-notice" role="alert">{}</p>', error)))
            page = Page(ready=True)
            box = column(page, notice)
            for name in ("fw", "fw-dashboard", page.scope):
                box.add_class(name)
            box.healing = asyncio.get_running_loop().create_task(heal())
            return box

    def close(self) -> None:
        """Take it off the page, and end all that goes on for it."""
        for card in (self.header, *self.one, *([] if self.everyone is None else [self.everyone])):
            card.close()
        self.session.close()
        super().close()

    def arrange(self) -> None:
        """Place what is looked at."""
        view, page = self.session.view, self.session.page
        page.name = "Everyone · Footwatch" if view.everyone else f"Person {view.person} · Footwatch"
        self._write_address()
        if view.everyone:
            body: widgets.Widget = self._everyone()
        else:
            body = self._body or self._one_person()
        for card in self.one:
            card.shown = not view.everyone
        if self.everyone is not None and self.everyone.shown is not view.everyone:
            self.everyone.watch(on=view.everyone)
        if body is not self._placed:
            self._placed = body
            self.children = (page, html("fw-clip", CLIP), self.header, body)

    def refresh(self, frame: Frame) -> None:
        """Go to a link's moment once the store answers; once a second write the moment looked at into the address."""
        if self._link is not None and frame.answers:
            asked, self._link = self._link, None
            at, span = link.moment(asked.get("at")), link.span(asked.get("from"), asked.get("to"))
            loader, trial = self.session.loader, asked.get("trial", "")
            if self.session.view.playhead.version != self._version:
                pass
            elif trial:
                loader.open_trial(trial, at, span)
            elif at is not None:
                loader.look_back(at, span)
        if frame.chores:
            self._write_address()

    def _go(self, message: Mapping[str, object]) -> None:
        """Show what the address says to which the browser went back."""
        asked = link.query({"QUERY_STRING": str(message.get("query"))})
        person = link.person_number(asked.get("person"))
        view = self.session.view
        with self.session.page.hold_sync():
            if asked.get("view") == "overview" or person is None:
                view.show_everyone()
                view.arrange(Arrangement.from_query(asked))
                return
            view.window, view.without_artefacts = link.window(asked.get("window")), asked.get("artefacts") == _OUT
            view.playhead.speed, view.playhead.loop = link.speed(asked.get("speed")), asked.get("loop") == _ON
            view.choose_lines(LineChoice.from_query(asked, view.usual_lines))
            view.show(person)
            self._follow_link(asked)
            self._follow_comparison(asked)
            self._write_address()

    def _follow_link(self, asked: Mapping[str, str]) -> None:
        """Go to the moment of an address, if it has one, as soon as the store answers."""
        self._version = self.session.view.playhead.version
        self._link = None
        named = link.moment(asked.get("at")) is not None or "trial" in asked
        if named and not self.session.view.everyone:
            self._link = {name: value for name, value in asked.items() if name in {"at", "from", "to", "trial"}}

    def _follow_comparison(self, asked: Mapping[str, str]) -> None:
        if self._comparing is not None:
            self._comparing.take(asked)

    def _write_address(self) -> None:
        self.session.page.address = urlencode(self._fields())

    def _everyone(self) -> Overview:
        self.everyone = self.everyone or Overview(self.session)
        return self.everyone

    def _one_person(self) -> widgets.HBox:
        side, main = column(), column()
        side.add_class("fw-side")
        main.add_class("fw-main")
        # Before the cards: one that changes the view while it is made has the page arranged again.
        self._body = row(side, main)
        self._body.add_class("fw-body")
        left, right = make_cards(self.session, self._left), make_cards(self.session, self._right)
        self.one = (*left, *right)
        self._comparing = next((card for card in self.one if isinstance(card, CompareCard)), None)
        if self._comparing is not None:
            tip = "Compare: keep this as A beside what comes"
            self.header.add_controls(control("Compare", tip, self._comparing.keep))
        self.header.add_controls(ExportMenu(self.session))
        side.children, main.children = left, right
        return self._body

    def _fields(self) -> dict[str, str]:
        view, page = self.session.view, self.session.page
        fields = (
            {"view": "overview"} | view.arrangement.query
            if view.everyone
            else {"person": str(view.person), "window": "all" if math.isinf(view.window) else f"{view.window:g}"}
        )
        if page.theme_choice:
            fields["theme"] = page.theme_choice
        if page.kiosk:
            fields["kiosk"] = "1"
        if view.without_artefacts:
            fields["artefacts"] = _OUT
        fields |= view.limits.query
        if not view.everyone:
            fields |= view.lines.query(view.usual_lines)
        if self._comparing is not None and not view.everyone:
            fields |= self._comparing.query
        waits = self._link is not None and view.playhead.version == self._version
        if waits or view.moment is not None:
            fields |= view.playhead.query
        if self._link is not None and waits:
            fields |= self._link
        elif view.moment is not None and not view.everyone:
            start, stop = view.span()
            fields |= {"at": repr(view.moment), "from": repr(start), "to": repr(stop)}
            fields |= {} if view.trial is None else {"trial": view.trial.id}
        return fields
