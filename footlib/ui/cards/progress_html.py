"""How progress over trials is written as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from footlib.drawing import progress
from footlib.drawing.times import LocalTime
from footlib.store import Trial
from footlib.texts import counted
from footlib.ui.browser.elements import NOTHING, button, joined, markup
from footlib.ui.cards.report_html import report_buttons

_NAMES: Final = 6


def head(names: Sequence[str], name: str, n: int) -> Markup:
    """Of which trials it is."""
    choices = (
        joined(button("progress_of", one or "no name", pressed=one == name, name=one) for one in names[:_NAMES])
        if len(names) > 1
        else NOTHING
    )
    return markup(
        '<h2>Progress</h2><p>{} of {}</p><span role="group" aria-label="Trials">{}</span>{}',
        counted(n, "trial"),
        f"“{name}”" if name else "no name",
        choices,
        report_buttons("progress_report", "Progress report", "progress"),
    )


def charts(trials: Sequence[Trial], times: LocalTime) -> Markup:
    """A chart a number, oldest trial first, conditions by colour."""
    conditions = progress.conditions_of(trials)
    legend = (
        joined(
            markup('<span><i class="condition-{}"></i>{}</span>', colour, one or "no condition")
            for colour, one in conditions
        )
        if len(conditions) > 1
        else NOTHING
    )
    ends = (times.day(trial.start) for trial in (trials[0], trials[-1]))
    return markup(
        '<div class="fw-tiles">{}</div><p class="fw-note conditions">{}</p><p class="fw-note">{} to {}, a point a '
        "trial, the usual band shaded. {}</p>",
        joined(_tile(course) for course in progress.courses(trials, times)),
        legend,
        *ends,
        progress.METHOD,
    )


def _tile(course: progress.Course) -> Markup:
    shown = course.shown
    if not course.values:
        return markup(
            '<div class="fw-tile"><span class="fw-label">{}</span><span class="fw-empty">no trial has it</span></div>',
            shown.label,
        )
    return markup(
        '<div class="fw-tile"><span class="fw-label">{}, {}</span>{}<span class="fw-note">{}</span></div>',
        shown.label,
        shown.unit,
        Markup(progress.chart(course)),  # noqa: S704 - numbers and words of ours
        Markup(progress.words(course)),  # noqa: S704
    )
