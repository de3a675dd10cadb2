"""How the anomaly history is written as HTML."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from footlib.analysis import Refused
from footlib.analysis.episode_change import EpisodeChange
from footlib.drawing.symbols import BACK, MINUS, NONE, ON
from footlib.label import ARTEFACT, CONFIRMED
from footlib.sensors import FULL_SCALE, NAMES
from footlib.store import Episode
from footlib.texts import counted
from footlib.ui.browser.elements import NOTHING, button, joined, markup
from footlib.ui.model.anomalies import Anomalies
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode

_SHORTEST: Final = 600.0
"""Seconds that the time line shows at least."""
_PACE: Final = 5.0
"""Seconds in which the live time line moves on; a move is hardly to be seen and sends every episode anew."""
_COLUMNS: Final = ("Start", "Length", "Sensors", "Load", "Left bears", "Trace", "")


def heading(known: Anomalies, frame: Frame) -> Markup:
    """How many, since when, the last one."""
    title = Markup('<h2 class="fw-alarm"><b aria-hidden="true">⚠</b> Anomaly history</h2>')
    progress = (
        markup(' <progress max="1" value="{:.2f}" aria-label="Counting older anomalies"></progress>', known.share)
        if known.share < 1
        else ""
    )
    if not known.loaded:
        return markup("{}<p>{}{}</p>", title, "counting" if progress else "not known yet", progress)
    counts, times, without = frame.counts, frame.times, frame.without_artefacts
    newest = next((e for e in known.newest if not frame.trials.is_artefact(e)), None) if without else counts.last
    nothing = f"none among the newest {len(known.newest)}" if counts.episodes else "none yet"
    last = f"last {times.moment(newest.start, frame.now)}" if newest else nothing
    # The first one of all may be an artefact.
    since = f" since {times.moment(counts.since, frame.now)}" if counts.since and not without else ""
    episodes = counted(counts.episodes, "episode")
    return markup(
        '{}<p><strong class="fw-anomaly-last">{}</strong> · {} in the window · '
        '<span class="fw-anomaly-count">{}</span>{}'
        " · {}{}{}</p>",
        title,
        last,
        sum(not (without and frame.trials.is_artefact(episode)) for episode in frame.episodes),
        episodes,
        since,
        counted(counts.readings, "reading"),
        _artefacts(known.artefacts.episodes, frame),
        progress,
    )


def _artefacts(n: int, frame: Frame) -> Markup:
    if not n:
        return NOTHING
    off = frame.without_artefacts
    words = f"without {counted(n, 'artefact')}" if off else f"leave out {counted(n, 'artefact')}"
    return " · " + button("without_artefacts", words, label="Count without artefacts", pressed=off, on=not off)


def line(episodes: Sequence[Episode], frame: Frame) -> Markup:
    """Episodes along the time, ten minutes and more: up to the end, or about what is looked at."""
    span = max(_SHORTEST, frame.stop - frame.start)
    live = frame.mode is Mode.LIVE
    end = _end(frame)
    stop = end if live else min(end, (frame.start + frame.stop + span) / 2)
    start = stop - span
    marks = "" if live else _looked_at(frame, start, span)
    marks += joined(_mark(e, start, span, frame) for e in episodes if e.stop >= start and e.start <= stop)
    # A label stands within the card even where its moment is at the edge.
    ticks = joined(
        markup('<span style="left:clamp(18px, {:.2f}%, 100% - 18px)">{}</span>', 100 * (moment - start) / span, label)
        for moment, label in frame.times.ticks(start, stop, 6)
    )
    n = marks.count(Markup("<i"))
    spoken = f"{counted(n, 'episode')} in {span / 60:.0f} minutes"
    return markup('<div class="fw-line" role="img" aria-label="{}"><div>{}</div>{}</div>', spoken, marks, ticks)


class EpisodePage(NamedTuple):
    """One page of the table.

    Attributes
    ----------
    episodes
        Those of the page.
    page, pages
        Which page it is, from 0, and how many there are.
    changes
        Tells what differs in an episode; None while that is not known.
    named
        Id of the label by which one is being named.
    """

    episodes: Sequence[Episode]
    page: int
    pages: int
    changes: Callable[[Episode], EpisodeChange | None]
    named: str


def table(shown: EpisodePage, frame: Frame) -> Markup:
    """One page of episodes with their buttons."""
    page, pages = shown.page, shown.pages
    head = joined(markup('<th scope="col">{}</th>', column) for column in _COLUMNS)
    rows = joined(_row(episode, shown, frame) for episode in shown.episodes)
    words = "Nothing has been flagged yet." if frame.anomalies.loaded else "Not known yet."
    empty = "" if rows else markup('<tr><td colspan="{}" class="fw-empty">{}</td></tr>', len(_COLUMNS), words)
    newer = button("page", f"{BACK} newer", to=page - 1, off=page <= 0)
    older = button("page", f"older {ON}", to=page + 1, off=page + 1 >= pages)
    return markup(
        '<div class="fw-scroll" tabindex="0" role="region" aria-label="Anomaly episodes">'
        "<table><thead><tr>{}</tr></thead><tbody>{}{}</tbody></table></div>"
        '<div class="fw-pager"><span>{} page {} of {} {}</span></div>',
        head,
        rows,
        empty,
        newer,
        page + 1,
        pages,
        older,
    )


def _mark(episode: Episode, start: float, span: float, frame: Frame) -> Markup:
    left = 100 * max(0.0, episode.start - start) / span
    width = min(max(0.5, 100 * (episode.stop - max(episode.start, start)) / span), 100 - left)
    strength = 0.45 + 0.55 * episode.peak / FULL_SCALE
    classes = ["fw-chosen"] * _is(episode, frame.chosen) + ["fw-artefact"] * frame.trials.is_artefact(episode)
    kind = markup(' class="{}"', " ".join(classes)) if classes else NOTHING
    message = f'{{"kind":"episode","first":{episode.first}}}'
    place = f"left:{left:.2f}%;width:{width:.2f}%;opacity:{strength:.2f}"
    return markup('<i{} style="{}" data-fw="{}"></i>', kind, place, message)


def _end(frame: Frame) -> float:
    """Where the time line ends at the latest: with the present, or with a recording, that nothing follows."""
    if frame.status.imported and frame.status.newest is not None:
        return frame.status.newest
    return _PACE * math.ceil((max(frame.now, frame.stop) if frame.mode is Mode.LIVE else frame.now) / _PACE)


def _looked_at(frame: Frame, start: float, span: float) -> Markup:
    left = 100 * max(0.0, frame.start - start) / span
    width = min(100 * (frame.stop - frame.start) / span, 100 - left)
    return markup('<b style="left:{:.2f}%;width:{:.2f}%"></b>', left, width)


def _row(episode: Episode, shown: EpisodePage, frame: Frame) -> Markup:
    change = shown.changes(episode)
    # What nearly all have says nothing: all sensors, and a peak at the end of the range.
    sensors = "" if len(episode.sensors) == len(NAMES) else ", ".join(episode.sensors)
    start = f"{frame.times.moment(episode.start, frame.now)}.{int(episode.start % 1 * 10)}"
    kind = " fw-chosen" if _is(episode, frame.chosen) else ""
    said = frame.trials.judged(episode)
    kinds = {label.kind for label in said}
    kind += " fw-artefact" * (ARTEFACT in kinds)
    name = " · ".join(filter(None, (text for label in said[:1] for text in (label.text, label.by))))
    play = button("episode", "▶ Play", label=f"Play the episode of {start}", first=episode.first)
    keep = button("keep_episode", "Keep", label=f"Keep the episode of {start} as a trial", first=episode.first)
    judge = joined(
        button(message, words, label=label, pressed=pressed, first=episode.first)
        for message, words, label, pressed in (
            ("confirm", "Confirm", f"Confirm the episode of {start}", CONFIRMED in kinds),
            ("artefact", "Artefact", f"Call the episode of {start} an artefact", ARTEFACT in kinds),
            ("name_episode", "Name", f"Name the episode of {start}", any(label.id == shown.named for label in said)),
        )
    )
    acts = markup('<span class="fw-acts">{}{}{}</span>', play, keep, judge)
    length = "one reading" if episode.n == 1 else f"{episode.duration:.1f} s"
    begin = markup("{}<small>{}</small>", start, name) if name else start
    cells = (begin, length, sensors, _load(change), _left(change), episode.trace_name, acts)
    return markup(
        '<tr class="fw-anomaly-row{}" data-start="{:.6f}">{}</tr>',
        kind,
        episode.start,
        joined(markup("<td>{}</td>", cell) for cell in cells),
    )


def _load(change: EpisodeChange | None) -> Markup:
    if change is None:
        return NOTHING
    if isinstance(change.load, Refused):
        return markup('<span class="fw-refused" title="{}">{}</span>', change.load.reason, NONE)
    return markup("{}{:.0f} %", MINUS if change.load < 0 else "+", abs(change.load))


def _left(change: EpisodeChange | None) -> Markup:
    if change is None:
        return NOTHING
    left, around = change.left, change.left_around
    if isinstance(left, Refused) or isinstance(around, Refused):
        reason = left.reason if isinstance(left, Refused) else ""
        return markup('<span class="fw-refused" title="{}">{}</span>', reason, NONE)
    return markup("{:.0f} % <small>{:.0f} % around it</small>", left, around)


def _is(episode: Episode, chosen: Episode | None) -> bool:
    return chosen is not None and chosen.first == episode.first
