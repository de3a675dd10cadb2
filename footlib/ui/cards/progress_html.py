"""How progress over trials is written as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from footlib.analysis import Refused, change_between
from footlib.analysis.summary import BANDS
from footlib.drawing.times import LocalTime
from footlib.store import Trial
from footlib.ui.browser.elements import NOTHING, button, counted, joined, markup
from footlib.ui.model.symbols import MINUS

_NAMES: Final = 6
_MEASURES: Final = (
    ("cadence", "Cadence", "steps/min"),
    ("stance_left", "Stance, left", "% of stride"),
    ("stance_right", "Stance, right", "% of stride"),
    ("double_support", "Double support", "%"),
    ("load_share_left", "Load share, left", "%"),
    ("symmetry_load", "Symmetry, load", "%"),
)
_WIDTH: Final = 260.0
_HEIGHT: Final = 84.0
_EDGE: Final = 8.0
_COLOURS: Final = 5


def head(names: Sequence[str], name: str, n: int) -> Markup:
    """Of which trials it is."""
    choices = (
        joined(button("progress_of", one or "no name", pressed=one == name, name=one) for one in names[:_NAMES])
        if len(names) > 1
        else NOTHING
    )
    return markup(
        '<h2>Progress</h2><p>{} of {}</p><span role="group" aria-label="Trials">{}</span>',
        counted(n, "trial"),
        f"“{name}”" if name else "no name",
        choices,
    )


def charts(trials: Sequence[Trial], times: LocalTime) -> Markup:
    """A chart a number, oldest trial first, conditions by colour."""
    conditions = list(dict.fromkeys(trial.note.condition for trial in trials))
    tiles = joined(_tile(trials, conditions, times, measure) for measure in _MEASURES)
    legend = (
        joined(
            markup('<span><i class="fw-condition-{}"></i>{}</span>', _colour(conditions, one), one or "no condition")
            for one in conditions
        )
        if len(conditions) > 1
        else NOTHING
    )
    ends = (times.day(trial.start) for trial in (trials[0], trials[-1]))
    return markup(
        '<div class="fw-tiles">{}</div><p class="fw-note fw-conditions">{}</p><p class="fw-note">{} to {}, a point a '
        "trial, the usual band shaded. “More than the scatter” is more than 95 of 100 pairs of trials of an unchanged "
        "person would differ by, told from how far these trials scatter.</p>",
        tiles,
        legend,
        *ends,
    )


def _tile(
    trials: Sequence[Trial], conditions: Sequence[str], times: LocalTime, measure: tuple[str, str, str]
) -> Markup:
    key, label, unit = measure
    told = [
        (trial, value)
        for trial in trials
        if trial.facts is not None and (value := trial.facts.numbers.get(key)) is not None
    ]
    if not told:
        return markup(
            '<div class="fw-tile"><span class="fw-label">{}</span><span class="fw-empty">no trial has it</span></div>',
            label,
        )
    values = [value for _, value in told]
    visits = [(times.day(trial.start), trial.note.condition) for trial, _ in told]
    return markup(
        '<div class="fw-tile"><span class="fw-label">{}, {}</span>{}<span class="fw-note">{}</span></div>',
        label,
        unit,
        _chart(values, [_colour(conditions, trial.note.condition) for trial, _ in told], key, label),
        _words(values, visits),
    )


def _chart(values: Sequence[float], colours: Sequence[int], key: str, label: str) -> Markup:
    band = BANDS.get(key)
    low, high = min(values), max(values)
    if band is not None:
        low, high = min(low, band.low), max(high, band.high)
    reach = max(high - low, 1.0)

    def y(value: float) -> float:
        return _HEIGHT - _EDGE - (value - low) / reach * (_HEIGHT - 2 * _EDGE)

    step = (_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
    points = [(_EDGE + i * step, y(value)) for i, value in enumerate(values)]
    shade = (
        markup('<rect x="0" width="{}" y="{:.1f}" height="{:.1f}"/>', _WIDTH, y(band.high), y(band.low) - y(band.high))
        if band is not None
        else NOTHING
    )
    line = Markup(" ").join(markup("{:.1f},{:.1f}", *point) for point in points)
    dots = joined(
        markup('<circle class="fw-condition-{}" cx="{:.1f}" cy="{:.1f}" r="3.5"/>', colour, *point)
        for colour, point in zip(colours, points, strict=True)
    )
    return markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}: {}">{}<polyline points="{}"/>{}</svg>',
        _WIDTH,
        _HEIGHT,
        label,
        ", ".join(f"{value:.1f}" for value in values),
        shade,
        line,
        dots,
    )


def _words(values: Sequence[float], visits: Sequence[tuple[str, str]]) -> Markup:
    first = change_between(values, visits)
    if isinstance(first, Refused):
        return markup("{:.1f}, then {:.1f}; whether that is a change {}", values[0], values[-1], first.reason)
    last = change_between(values, visits, -2, -1)
    since = f"; {_signed(last.difference)} since the one before" if not isinstance(last, Refused) else ""
    verdict = "more than the scatter" if first.beyond_scatter else "within the scatter"
    return markup(
        "<b>{:.1f}</b>, {} since the first: {} (±{:.1f}){}",
        first.after,
        _signed(first.difference),
        verdict,
        first.margin,
        since,
    )


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", MINUS)


def _colour(conditions: Sequence[str], condition: str) -> int:
    return conditions.index(condition) % _COLOURS
