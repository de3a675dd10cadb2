"""How the search for similar stretches is written as HTML."""

from __future__ import annotations

from typing import Final

from footlib.analysis.patterns import Match
from footlib.drawing.times import LocalTime, ago
from footlib.ui.browser.elements import button, counted, text
from footlib.ui.model.search import Search

LENGTHS: Final = (2, 3, 5, 10)
"""Seconds before the moment that can be taken without a pointer."""
_WORDS: Final = ((0.95, "nearly the same"), (0.85, "very similar"), (0.7, "similar"), (-1.0, "somewhat similar"))
"""From which correlation on which words."""
_COLUMNS: Final = (("Place", ""), ("Start", ""), ("Similarity", ""), ("Left", "left"), ("Right", "right"), ("Show", ""))


def head(search: Search, times: LocalTime, *, choosing: bool) -> str:
    """How to choose a stretch, and what is chosen."""
    lengths = "".join(
        button("choose_last", f"{s} s", label=f"The last {s} s before the moment", seconds=s) for s in LENGTHS
    )
    chosen = _span(search.chosen, times) if search.chosen else ""
    find = button("find_similar", "Find similar", off=not chosen)
    clear = button("clear_similar", "Clear", label="Clear the stretch and its marks") if chosen else ""
    by_hand = button("choosing", "Choose on the curves", pressed=choosing, on=not choosing)
    by_length = f'<span class="fw-lengths" role="group" aria-label="Or the last seconds">or the last {lengths}</span>'
    return (
        f"<h2>Similar stretches</h2><span>{by_hand}{by_length}</span>"
        f'<span class="fw-similar-chosen">{f"<b>Chosen</b> {chosen}" if chosen else ""}{find}{clear}</span>'
    )


def body(search: Search, times: LocalTime, gone_to: int, now: float) -> str:
    """What goes on, what was found, or why nothing was."""
    if search.doing:
        return f'<p role="status">{search.doing} <progress aria-label="{search.doing}"></progress></p>'
    if search.reason:
        return f'<p role="alert" class="fw-bad">{text(search.reason[:1].upper() + search.reason[1:])}</p>'
    if search.matches is None:
        hint = "Choose a stretch to find" if search.chosen is None else "Find"
        return f'<p class="fw-empty">{hint} where else it occurs in everything that is stored of this person.</p>'
    where = f"{'everything stored' if search.whole else 'what is shown'}, {_span(search.searched, times)}"
    n = len(search.matches)
    if not n:
        return f'<p role="status">Nothing else resembles it in {where}.</p>'
    head = "".join(f'<th scope="col" class="fw-{kind or "plain"}">{column}</th>' for column, kind in _COLUMNS)
    rows = "".join(
        _row(rank, match, times, now, chosen=rank == gone_to) for rank, match in enumerate(search.matches, 1)
    )
    return (
        f'<p role="status">{counted(n, "place")}, best first, in {where}.</p>{_line(search, times)}'
        '<div class="fw-scroll" tabindex="0" role="region" aria-label="Similar stretches">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _line(search: Search, times: LocalTime) -> str:
    start, stop = search.searched
    span = max(stop - start, 1.0)
    chosen, *places = (
        f'style="left:{100 * (mark.start - start) / span:.2f}%;width:{100 * (mark.stop - mark.start) / span:.2f}%"'
        for mark in search.annotations()
    )
    marks = f'<i class="fw-picked" {chosen}></i>' + "".join(
        f'<i class="fw-place" {place} data-fw="{text(_message(rank))}"></i>' for rank, place in enumerate(places, 1)
    )
    ticks = "".join(
        f'<span style="left:{100 * (moment - start) / span:.2f}%">{text(label)}</span>'
        for moment, label in times.ticks(start, stop, 6)
    )
    return f'<div class="fw-line" role="img" aria-label="When the places are"><div>{marks}</div>{ticks}</div>'


def _message(rank: int) -> str:
    return f'{{"kind":"similar","rank":{rank}}}'


def _row(rank: int, match: Match, times: LocalTime, now: float, *, chosen: bool) -> str:
    start = f"{times.moment(match.start, now)}.{int(match.start % 1 * 10)}"
    likeness = next(words for least, words in _WORDS if match.similarity >= least)
    show = button("similar", "Show", label=f"Show place {rank}, {start}", rank=rank)
    cells = (
        f'<b class="fw-rank">{rank}</b>',
        start,
        f"{match.similarity:.2f} <small>{likeness}</small>",
        f"{match.left:.2f}",
        f"{match.right:.2f}",
        show,
    )
    kind = " fw-chosen" if chosen else ""
    return (
        f'<tr class="fw-similar-row{kind}" data-start="{match.start:.6f}">'
        f"{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    )


def _span(ends: tuple[float, float], times: LocalTime) -> str:
    start, stop = ends
    short = stop - start < 60
    length = f"{stop - start:.1f} s" if short else ago(stop - start)
    return f"{times.clock(start, tenths=short)} to {times.clock(stop, tenths=short)} ({length})"
