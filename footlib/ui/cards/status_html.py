"""How the state of the data is written as HTML."""

from __future__ import annotations

from markupsafe import Markup

from footlib.ui.browser.elements import NOTHING, markup
from footlib.ui.model.data_status import DataStatus, StatusKind
from footlib.ui.model.frame import Frame


def pill(state: DataStatus) -> Markup:
    """The state as a pill of shape and words."""
    return markup(
        '<span class="fw-pill fw-{}" data-state="{}" title="{}"><b aria-hidden="true">{}</b> {}</span>',
        state.kind,
        state.kind,
        state.detail,
        state.shape,
        state.text,
    )


def beside(frame: Frame) -> Markup:
    """What stands beside the pill: how many readings come, or the trial that is looked at."""
    if frame.trial is not None:
        return markup("{}", frame.trial.note.name or "a trial")
    shown = frame.interval > 0 and frame.state.kind is StatusKind.LIVE
    return markup('{:.1f}<span class="fw-roomy"> readings</span>/s', 1 / frame.interval) if shown else NOTHING


def banner(state: DataStatus, fault: str, danger: str) -> Markup:
    """The most urgent notice: why data are old, else a fault, else why anomalies may be lost; empty without any.

    Parameters
    ----------
    state
        Of the data.
    fault, danger
        Sentences, each empty where there is nothing to say.
    """
    if state.stale and state.detail:
        return markup(
            '<div class="fw-notice fw-{}" role="alert"><b aria-hidden="true">{}</b> {}: {}</div>',
            state.kind,
            state.shape,
            "Late" if state.kind is StatusKind.LATE else state.text,
            state.detail,
        )
    if fault:
        return markup('<div class="fw-notice fw-fault" role="alert">⚠ {}</div>', fault)
    return markup('<div class="fw-notice fw-danger" role="status">⚠ {}</div>', danger) if danger else NOTHING
