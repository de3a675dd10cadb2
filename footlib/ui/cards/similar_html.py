"""How the search for similar stretches is written as HTML."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from footlib.analysis.patterns import Match
from footlib.drawing.times import LocalTime, ago
from footlib.texts import counted
from footlib.ui.browser.elements import NOTHING, button, joined, markup
from footlib.ui.model.search import Search

LENGTHS: Final = (2, 3, 5, 10)
"""Seconds before the moment that can be taken without a pointer."""
_WORDS: Final = ((0.95, "nearly the same"), (0.85, "very similar"), (0.7, "similar"), (-1.0, "somewhat similar"))
"""From which correlation on which words."""
_COLUMNS: Final = (("Place", ""), ("Start", ""), ("Similarity", ""), ("Left", "left"), ("Right", "right"), ("Show", ""))


def head(search: Search, times: LocalTime, *, choosing: bool) -> Markup:
    """How to choose a stretch, and what is chosen."""
    lengths = joined(
        button("choose_last", f"{s} s", label=f"The last {s} s before the moment", seconds=s) for s in LENGTHS
    )
    chosen = _span(search.chosen, times) if search.chosen else ""
    find = button("find_similar", "Find similar", off=not chosen)
    clear = button("clear_similar", "Clear", label="Clear the stretch and its marks") if chosen else ""
    by_hand = button("choosing", "Choose on the curves", pressed=choosing, on=not choosing)
    by_length = markup(
        '<span class="fw-lengths" role="group" aria-label="Or the last seconds">or the last {}</span>', lengths
    )
    return markup(
        '<h2>Similar stretches</h2><span>{}{}</span><span class="fw-similar-chosen">{}{}{}</span>',
        by_hand,
        by_length,
        markup("<b>Chosen</b> {}", chosen) if chosen else NOTHING,
        find,
        clear,
    )


def body(search: Search, times: LocalTime, gone_to: int, now: float) -> Markup:
    """What goes on, what was found, or why nothing was."""
    if search.doing:
        return markup('<p role="status">{} <progress aria-label="{}"></progress></p>', search.doing, search.doing)
    if search.reason:
        return markup('<p role="alert" class="fw-bad">{}</p>', search.reason[:1].upper() + search.reason[1:])
    if search.matches is None:
        hint = "Choose a stretch to find" if search.chosen is None else "Find"
        return markup(
            '<p class="fw-empty">{} where else it occurs in everything that is stored of this person.</p>', hint
        )
    where = f"{'everything stored' if search.whole else 'what is shown'}, {_span(search.searched, times)}"
    n = len(search.matches)
    if not n:
        return markup('<p role="status">Nothing else resembles it in {}.</p>', where)
    head = joined(markup('<th scope="col" class="fw-{}">{}</th>', kind or "plain", column) for column, kind in _COLUMNS)
    rows = joined(_row(rank, match, times, now, chosen=rank == gone_to) for rank, match in enumerate(search.matches, 1))
    return markup(
        '<p role="status">{}, best first, in {}.</p>{}'
        '<div class="fw-scroll" tabindex="0" role="region" aria-label="Similar stretches">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        counted(n, "place"),
        where,
        _line(search, times),
        head,
        rows,
    )


def _line(search: Search, times: LocalTime) -> Markup:
    start, stop = search.searched
    span = max(stop - start, 1.0)
    chosen, *places = (
        markup(
            'style="left:{:.2f}%;width:{:.2f}%"',
            100 * (mark.start - start) / span,
            100 * (mark.stop - mark.start) / span,
        )
        for mark in search.annotations()
    )
    marks = markup('<i class="fw-picked" {}></i>', chosen) + joined(
        markup('<i class="fw-place" {} data-fw="{}"></i>', place, _message(rank))
        for rank, place in enumerate(places, 1)
    )
    ticks = joined(
        markup('<span style="left:{:.2f}%">{}</span>', 100 * (moment - start) / span, label)
        for moment, label in times.ticks(start, stop, 6)
    )
    return markup(
        '<div class="fw-line" role="img" aria-label="When the places are"><div>{}</div>{}</div>', marks, ticks
    )


def _message(rank: int) -> str:
    return f'{{"kind":"similar","rank":{rank}}}'


def _row(rank: int, match: Match, times: LocalTime, now: float, *, chosen: bool) -> Markup:
    start = f"{times.moment(match.start, now)}.{int(match.start % 1 * 10)}"
    likeness = next(words for least, words in _WORDS if match.similarity >= least)
    show = button("similar", "Show", label=f"Show place {rank}, {start}", rank=rank)
    play = button("play_similar", "▶ Play", label=f"Play place {rank}, {start}", rank=rank)
    cells = (
        markup('<b class="fw-rank">{}</b>', rank),
        start,
        markup("{:.2f} <small>{}</small>", match.similarity, likeness),
        f"{match.left:.2f}",
        f"{match.right:.2f}",
        markup('<span class="fw-acts">{}{}</span>', show, play),
    )
    kind = " fw-chosen" if chosen else ""
    return markup(
        '<tr class="fw-similar-row{}" data-start="{:.6f}">{}</tr>',
        kind,
        match.start,
        joined(markup("<td>{}</td>", cell) for cell in cells),
    )


def _span(ends: tuple[float, float], times: LocalTime) -> str:
    start, stop = ends
    short = stop - start < 60
    length = f"{stop - start:.1f} s" if short else ago(stop - start)
    return f"{times.clock(start, tenths=short)} to {times.clock(stop, tenths=short)} ({length})"
