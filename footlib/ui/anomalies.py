"""Everything ever flagged: counts, episodes on a time line, a paged table, a histogram."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

import ipywidgets as widgets

from footlib.errors import StoreError
from footlib.sensors import FULL_SCALE, NAMES
from footlib.store import AnomalyCounts, Episode, Store
from footlib.ui.card import Card, change, html, text
from footlib.ui.curves import Curves
from footlib.ui.frame import Frame
from footlib.ui.playhead import SPEEDS
from footlib.ui.times import LocalTime
from footlib.ui.view import View

PAGE_SIZE: Final = 8
_LINE: Final = 200
"""Newest episodes that the time line and the shading look at."""
_AGAIN: Final = 2.0


class AnomalyHistory(Card):
    """Anomaly episodes, newest first; a click plays one.

    The cost of a page does not depend on how many there are.

    Examples
    --------
    >>> AnomalyHistory(store, person=3)  # doctest: +SKIP
    """

    def __init__(self, source: Store | View, person: int | None = None, *, window: float = 30.0) -> None:
        self.page = 0
        self.speed = 1.0
        self.counts = AnomalyCounts()
        self.episodes: list[Episode] = []
        self.recent: list[Episode] = []
        self._key: object = None
        self._busy = False
        self._counting = 1.0
        self._counted: set[int] = set()
        self._due = 0.0
        super().__init__(source, person, window=window)
        self.view.page.on("episode", self._play)
        self.view.page.on("page", self._turn)
        self.view.page.on("speed", self._set_speed)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card."""
        self.add_class("fw-anomalies-card")
        self._head = html("fw-anomaly-head")
        self._line = html("fw-anomaly-line")
        self._table = html("fw-anomaly-table")
        return self._head, self._line, self._table

    @property
    def curves(self) -> list[Curves]:
        """The curves of the same view, whose episodes are shaded."""
        return [part for part in self.view.parts if isinstance(part, Curves)]

    def refresh(self, frame: Frame) -> None:
        """Ask the store anew when something was flagged, or once in a while."""
        now = time.monotonic()
        key = (frame.number, frame.flagged, self.page)
        if (key != self._key or now > self._due) and frame.chores and not self._busy:
            if self._key is None or key[0] != getattr(self._key, "__getitem__", lambda _: None)(0):
                self.page, self.counts, self.episodes, self.recent = 0, AnomalyCounts(), [], []
                key = (frame.number, frame.flagged, 0)
            self._key, self._busy, self._due = key, True, now + 10 * _AGAIN
            self.view.run(self._load(frame.number))
        if frame.chores:
            self._draw(frame)

    async def _load(self, person: int) -> None:
        store = self.view.store
        try:
            self.counts = await store.anomaly_counts(person)
            if self.counts.counted < self.counts.readings and person not in self._counted:
                self._counted.add(person)
                async for share in store.count_foreign(person):
                    self._counting = share
                self._counting = 1.0
                self.counts = await store.anomaly_counts(person)
            self.recent = await store.episodes(person, 0, _LINE)
            self.episodes = await store.episodes(person, self.page, PAGE_SIZE)
        except StoreError:
            self._key = None
            raise
        finally:
            self._busy = False

    def _draw(self, frame: Frame) -> None:
        for curves in self.curves:
            curves.show_episodes([e for e in self.recent if e.end >= frame.start and e.start <= frame.stop])
        times, now = frame.times, frame.now
        change(self._head, self._heading(times, now, frame))
        change(self._line, _line(self.recent, frame, self.view.episode))
        change(self._table, self._rows(times, now))

    def _heading(self, times: LocalTime, now: float, frame: Frame) -> str:
        counts = self.counts
        within = sum(1 for e in self.recent if e.end >= frame.start and e.start <= frame.stop)
        last = f"last {times.moment(counts.last.start, now)}" if counts.last else "none yet"
        since = f" since {times.day(counts.since)}" if counts.since else ""
        progress = (
            f'<progress max="1" value="{self._counting:.2f}" aria-label="Counting older anomalies"></progress>'
            if self._counting < 1
            else ""
        )
        return (
            f'<h2 class="fw-alarm"><b aria-hidden="true">⚠</b> Anomalies</h2>'
            f'<p><strong class="fw-anomaly-last">{last}</strong> · {within} in the window · '
            f'<span class="fw-anomaly-count">{counts.episodes} episodes</span>{since} '
            f"· {counts.readings} readings{progress}</p>"
        )

    def _rows(self, times: LocalTime, now: float) -> str:
        pages = max(1, -(-self.counts.episodes // PAGE_SIZE))
        chosen = self.view.episode
        rows = "".join(_row(e, times, now, chosen, self.speed) for e in self.episodes)
        empty = "" if rows else '<tr><td colspan="6" class="fw-empty">Nothing has been flagged.</td></tr>'
        return (
            '<div class="fw-scroll" tabindex="0" role="region" aria-label="Anomaly episodes"><table><thead><tr>'
            '<th scope="col">Start</th><th scope="col">Length</th><th scope="col">Sensors</th><th scope="col">Peak</th>'
            '<th scope="col">Trace</th><th scope="col">Play</th></tr></thead>'
            f"<tbody>{rows}{empty}</tbody></table></div>"
            f'<div class="fw-pager"><span role="group" aria-label="Replay speed">{_speeds(self.speed)}</span>'
            f"<span>{_button('page', 'newer', to=self.page - 1, off=self.page <= 0)} page {self.page + 1} of {pages} "
            f"{_button('page', 'older', to=self.page + 1, off=self.page + 1 >= pages)}</span></div>"
        )

    def _play(self, message: Mapping[str, Any]) -> None:
        first = message.get("first")
        for episode in [*self.episodes, *self.recent]:
            if episode.first == first:
                self.view.replay(episode, self.speed)
                return

    def _turn(self, message: Mapping[str, Any]) -> None:
        to = message.get("to")
        if isinstance(to, int) and 0 <= to <= self.counts.episodes // PAGE_SIZE:
            self.page = to
            self.view.run(self._load(self.view.person))
            self.view.changed()

    def _set_speed(self, message: Mapping[str, Any]) -> None:
        if message.get("speed") in SPEEDS:
            self.speed = float(message["speed"])
            self.view.playhead.set_speed(self.speed)
            self.view.changed()


class Histogram(Card):
    """The values of all flagged readings, per foot.

    Examples
    --------
    >>> Histogram(store, person=3)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card."""
        self.add_class("fw-histogram-card")
        self._bars = html("fw-histogram")
        self._key: object = None
        self._busy = False
        return html("fw-title", "<h2>Values of all anomalies</h2>"), self._bars

    def refresh(self, frame: Frame) -> None:
        """Ask the store anew when something was flagged."""
        key = (frame.number, frame.flagged)
        if key != self._key and frame.chores and not self._busy:
            self._key, self._busy = key, True
            self.view.run(self._load(frame.number))

    async def _load(self, person: int) -> None:
        try:
            counts = await self.view.store.anomaly_counts(person)
        except StoreError:
            self._key = None
            raise
        finally:
            self._busy = False
        change(self._bars, _histogram(counts))


def _row(episode: Episode, times: LocalTime, now: float, chosen: Episode | None, speed: float) -> str:
    sensors = "all six" if len(episode.sensors) == len(NAMES) else ", ".join(episode.sensors)
    peak = f"{episode.peak}{' sat' if episode.peak >= FULL_SCALE else ''}"
    start = f"{times.moment(episode.start, now)}.{int(episode.start % 1 * 10)}"
    mark = " fw-chosen" if chosen is not None and chosen.first == episode.first else ""
    button = _button("episode", f"▶ ×{speed:g}", label=f"Play the episode of {start}", first=episode.first)
    return (
        f'<tr class="fw-anomaly-row{mark}" data-start="{episode.start:.6f}"><td>{start}</td><td>{episode.length:.1f} s</td>'
        f"<td>{sensors}</td><td>{peak}</td><td>{text(episode.trace_name)}</td><td>{button}</td></tr>"
    )


def _button(
    kind: str, words: str, *, label: str = "", off: bool = False, pressed: bool | None = None, **fields: float
) -> str:
    import msgspec

    message = text(msgspec.json.encode({"kind": kind, **fields}).decode())
    spoken = f' aria-label="{text(label)}"' if label else ""
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    return f'<button type="button" class="fw-button" data-fw="{message}"{spoken}{state}{" disabled" * off}>{words}</button>'


def _speeds(speed: float) -> str:
    return "".join(_button("speed", f"×{s:g}", pressed=s == speed, speed=s) for s in SPEEDS)


def _line(episodes: list[Episode], frame: Frame, chosen: Episode | None) -> str:
    span = max(600.0, frame.stop - frame.start)
    stop = max(frame.now, frame.stop) if frame.mode == "live" else frame.stop
    start = stop - span
    marks = []
    for episode in episodes:
        if episode.end < start or episode.start > stop:
            continue
        left = 100 * max(0.0, episode.start - start) / span
        width = max(0.5, 100 * (episode.end - max(episode.start, start)) / span)
        strength = 0.45 + 0.55 * episode.peak / FULL_SCALE
        mark = ' class="fw-chosen"' if chosen is not None and chosen.first == episode.first else ""
        marks.append(
            f'<i{mark} style="left:{left:.2f}%;width:{min(width, 100 - left):.2f}%;opacity:{strength:.2f}"></i>'
        )
    ticks = "".join(
        f'<span style="left:{100 * (moment - start) / span:.2f}%">{text(label)}</span>'
        for moment, label in frame.times.ticks(start, stop, 6)
    )
    return f'<div class="fw-line" role="img" aria-label="{len(marks)} episodes in {span / 60:.0f} minutes"><div>{"".join(marks)}</div>{ticks}</div>'


def _histogram(counts: AnomalyCounts) -> str:
    highest = max(*counts.left, *counts.right, 1)
    bars = "".join(
        f'<i class="fw-left" style="height:{100 * left / highest:.1f}%"></i>'
        f'<i class="fw-right" style="height:{100 * right / highest:.1f}%"></i>'
        for left, right in zip(counts.left, counts.right, strict=True)
    )
    left, right = sum(counts.left), sum(counts.right)
    return (
        f'<div class="fw-bars" role="img" aria-label="Histogram of flagged values: {left} of the left foot, {right} of '
        f'the right, in sixteen bars from 0 to {FULL_SCALE}">{bars}</div>'
        f'<div class="fw-ends"><span>0</span><span>{counts.counted} readings</span><span>{FULL_SCALE} counts</span></div>'
    )
